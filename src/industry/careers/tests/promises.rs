//! Conservation after every tick, results that do not depend on the tick, and the scenario's
//! section.

use proptest::prelude::*;

use super::*;
use crate::engine::{Period, Series};
use crate::industry::shared::people::Registered;
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};

/// People of all kinds who settle over two years.
fn mixture(count: u64) -> Vec<(SimTime, Person)> {
    let kinds = Occupation::ALL
        .into_iter()
        .flat_map(|occupation| Tier::ALL.map(|tier| (tier, occupation)));
    (0..count)
        .zip(kinds.cycle())
        .map(|(number, (tier, occupation))| {
            let at = SimTime::ZERO + (Duration::days(730) * number) / count;
            let person = Person {
                registered: at,
                origin: ChannelId(u8::try_from(number % 4).unwrap()),
                ..person(tier, occupation)
            };
            (at, person)
        })
        .collect()
}

/// Seekers of every role are wanted.
fn require_all(town: &mut Town) {
    for role in Role::ALL {
        town.require(role, 150.0);
    }
}

/// People rise in every way.
const RISING: &str = "[tier]
[evaluation]
calls = 12
panels = 1.3
performance_cut = 0.3
[cultivation]
projects = 3
seats = 4
length = \"50 d\"
applicants = 0.5
chip_share = 0.5
";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Persons are conserved by channel, tier and occupation whatever the scenario says, while
    /// programmes and the city come and go.
    #[test]
    fn nobody_is_lost_in_any_scenario(
        count in 1_u64..1_200,
        hire in (0.0..20.0_f64, 0.0..40.0_f64),
        hazards in (0.0..6.0_f64, 0.0..6.0_f64, 0.0..1.0_f64),
        tiers in prop::option::of((any::<bool>(), 1_u32..6, 0.1..3.0_f64)),
        panels in prop::option::of((0.0..9.0_f64, 0.0..1.0_f64, 1_u32..365, 0.0..1.0_f64)),
        courses in prop::option::of((0_u32..9, 1_u32..30, 1_u32..90, 0.0..1.0_f64)),
        hours in prop::sample::select(vec![1_u64, 8, 24, 72]),
        posts in 0.0..300.0_f64,
        seed in 0_u32..1_000,
    ) {
        let mut section = vec![format!(
            "hire = {{ m = \"{} /mo\", leak = \"{} /y\" }}\nexit = {{ operator = \"{} /y\", \
             technician = \"{} /y\", city_share = {} }}\n",
            hire.0, hire.1, hazards.0, hazards.1, hazards.2
        )];
        if let Some((pull, stages, mean)) = tiers {
            let promotion = if pull { "pull" } else { "push" };
            section.push(format!(
                "tier = {{ promotion = \"{promotion}\", dwell_k = {stages}, \
                 dwell_mean_student = \"{mean} y\", dwell_mean_technician = \"{mean} y\" }}\n"
            ));
        }
        if let Some((panels, share, calls, cut)) = panels {
            section.push(format!(
                "evaluation = {{ panels = {panels}, expert_share = {share}, calls = {calls}, \
                 eligible_dwell = \"20 d\", performance_cut = {cut}, \
                 residents = {{ technician = 50, engineer = 30 }} }}\n"
            ));
        }
        if let Some((projects, seats, days, chips)) = courses {
            section.push(format!(
                "cultivation = {{ projects = {projects}, seats = {seats}, \
                 length = \"{days} d\", applicants = 0.7, chip_share = {chips} }}\n"
            ));
        }
        let run = Run { tick: Duration::hours(hours), replication: seed, ..Run::default() };
        let mut persons = mixture(count);
        for (_, person) in persons.iter_mut().step_by(7) {
            if person.occupation != Occupation::Other {
                person.standing = Standing::Employed;
                person.registered = SimTime::ZERO;
            }
        }
        let mut town = Town::new(&section.concat(), persons, run);
        for role in Role::ALL {
            town.require(role, posts);
        }
        let mut tick = 0_u32;
        while town.sim.clock().tick_end() < SimTime::ZERO + Duration::days(800) {
            town.sim.step();
            tick += 1;
            if tick.is_multiple_of(97) {
                let world = town.sim.world_mut();
                let mut programmes = world.resource_mut::<Programmes>();
                programmes.set(ProgrammeKind::Evaluation, f64::from(tick % 3));
                programmes.set(ProgrammeKind::Cultivation, f64::from(tick % 4) * 0.7);
                town.city().outside_wage_ratio = 1.0 + f64::from(tick % 2);
            }
            prop_assert_eq!(town.faults(), Vec::<String>::new());
        }
    }
}

#[test]
fn figures_of_a_period_do_not_depend_on_other_periods() {
    let simulate = || {
        let mut persons = mixture(1_200);
        persons[0].1.standing = Standing::Employed;
        persons[0].1.occupation = Occupation::Engineer;
        let run = Run {
            horizon: Duration::days(900),
            ..Run::default()
        };
        let mut town = Town::new(RISING, persons, run);
        require_all(&mut town);
        town.sim
    };
    let period = |from, to| Period {
        from: SimTime::ZERO + Duration::days(from),
        to: SimTime::ZERO + Duration::days(to),
    };
    alone::assert_periods_are_independent(&READER, simulate, [period(0, 700), period(400, 900)]);
}

#[test]
fn everybody_is_somewhere_after_every_tick() {
    let mut persons = mixture(3_000);
    for row in [0, 900, 2_900] {
        persons[row].1.standing = Standing::Employed;
        persons[row].1.occupation = Occupation::Engineer;
    }
    let run = Run {
        tick: Duration::hours(8),
        ..Run::default()
    };
    let mut town = Town::new(RISING, persons, run);
    require_all(&mut town);
    for tick in 0..1_000 * 3 {
        town.sim.step();
        if tick == 1_100 {
            town.city().outside_wage_ratio = 2.5;
        }
        assert_eq!(town.faults(), Vec::<String>::new());
    }
    assert!(town.count(Standing::Left) > 300);
    assert!(town.count(Standing::Employed) > 300);
    let figures = town.figures();
    for role in Role::ALL {
        let key = format!("careers.gave_up/{}", role.name());
        assert!(figures.value(&key).unwrap() > 10.0, "{key}");
    }
}

#[test]
fn a_lost_person_is_noticed() {
    let mut town = Town::new("", mixture(100), Run::default());
    town.run_days(100);
    assert!(town.faults().is_empty());
    let world = town.sim.world_mut();
    let mut persons = world.query::<&mut Person>();
    let mut here = persons.iter_mut(world);
    let settled = here.find(|person| person.standing == Standing::Settled);
    settled.unwrap().standing = Standing::Left;
    assert_eq!(
        town.faults().len(),
        4,
        "by channel, tier, standing and time in the tier"
    );
}

#[test]
fn results_do_not_hang_on_the_length_of_a_tick() {
    let [hour, shift, day] = [1, 8, 24].map(|hours| {
        let run = Run {
            tick: Duration::hours(hours),
            ..Run::default()
        };
        let mut town = Town::new(RISING, mixture(2_000), run);
        require_all(&mut town);
        // The city changes as services change it: in the tick that ends a day.
        let decline = |clock: Res<Clock>, mut city: ResMut<City>| {
            if clock.ends_day() {
                city.service_index = 1.0 - clock.tick_end().as_days() / 1_000.0;
            }
        };
        town.sim.add(Stage::Services, decline);
        let mut points = Series::default();
        for days in [200, 400, 900] {
            town.run_days(days);
            (READER.observe)(town.sim.world_mut(), &mut points);
        }
        let figures: Vec<(String, Option<f64>)> = town
            .figures()
            .iter()
            .map(|(key, figure)| (key.to_owned(), figure.value))
            .collect();
        let persons: Vec<String> = town.persons().iter().map(|p| format!("{p:?}")).collect();
        let points = points.points().iter().map(|point| format!("{point:?}"));
        (figures, persons, points.collect::<Vec<String>>())
    });
    assert_eq!(hour.0, day.0);
    assert_eq!(hour.1, day.1);
    assert!(hour == shift && hour == day);
}

#[test]
fn without_services_people_settle_when_they_register() {
    let mut town = Town::new(
        "",
        crowd(100, Tier::Student, Occupation::Other),
        Run::default(),
    );
    let world = town.sim.world_mut();
    let arrivals = std::mem::take(&mut world.resource_mut::<Script>().arrivals);
    let mut registered = world.resource_mut::<Handover<Registered>>();
    for (at, row) in arrivals {
        registered.push(at, Registered(row));
    }
    town.run_days(1);
    assert_eq!(town.count(Standing::AtWindow), 0);
    assert!(
        town.sim
            .world()
            .resource::<Handover<Registered>>()
            .is_empty()
    );
}

#[test]
fn retention_counts_those_whose_first_year_is_over() {
    let section = "exit = { graduate_k = 1, graduate_eta = \"1 y\", city_share = 1 }";
    let mut persons = crowd(60_000, Tier::Student, Occupation::Other);
    let late = SimTime::ZERO + Duration::days(200);
    for (at, person) in &mut persons[30_000..] {
        *at = late;
        person.registered = late;
    }
    let mut town = Town::new(section, persons, Run::default());
    town.run_days(365);
    assert_eq!(town.figures().value("careers.retention_1y"), None);
    for days in [366, 500, 566, 600] {
        town.run_days(days);
        let retention = town.figures().value("careers.retention_1y").unwrap();
        let error = 100.0 * (0.368 * 0.632 / 30_000.0_f64).sqrt();
        assert!(
            (retention - 100.0 * f64::exp(-1.0)).abs() < 4.0 * error,
            "{retention} %"
        );
    }
}

#[test]
fn the_defaults_are_those_of_the_model_and_can_be_written_down() {
    let written = toml::to_string(&CareersFile::default()).unwrap();
    assert_eq!(careers(&written), careers(""));
    for line in [
        "m = \"4.2 /y\"",
        "city_share = 0.35",
        "assembler = \"0.6 /y\"",
    ] {
        assert!(written.contains(line), "{line} in {written}");
    }
}

#[test]
fn impossible_sections_are_refused_with_their_place() {
    let cases = [
        ("hire.m = \"1000 /mo\"", "hire.m"),
        ("hire.leak = \"1 /s\"", "hire.leak"),
        ("exit.engineer = \"1000 /y\"", "exit.engineer"),
        ("exit.graduate_eta = \"1 h\"", "exit.graduate_eta"),
        ("exit.graduate_k = 0", "exit.graduate_k"),
        ("exit.beta_wage = -1", "exit.beta_wage"),
        ("exit.operater = \"1 /y\"", "exit"),
        ("tier.dwell_k = 0", "tier.dwell_k"),
        (
            "tier.dwell_mean_engineer = \"1 h\"",
            "tier.dwell_mean_engineer",
        ),
        ("tier.promotion = \"up\"", "tier.promotion"),
        ("evaluation.panels = -1", "evaluation.panels"),
        ("evaluation.calls = 0", "evaluation.calls"),
        ("cultivation.seats = 0", "cultivation.seats"),
        ("cultivation.length = \"1 h\"", "cultivation.length"),
        (
            "cultivation.track_share.film = 0.5",
            "cultivation.track_share",
        ),
        (
            "cultivation.occupations.engineer = 1",
            "cultivation.occupations",
        ),
    ];
    for (section, place) in cases {
        let problems = read(section).unwrap_err();
        assert_eq!(problems.len(), 1, "{section}: {problems}");
        let path = problems.iter().next().unwrap().path.to_string();
        assert!(path.starts_with(place), "{section}: {path}");
    }
}
