//! Conservation after every tick, results that do not hang on the tick, and the scenario's section.

use super::*;
use crate::engine::Series;
use crate::industry::shared::people::Registered;

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
    let mut town = Town::new("", persons, run);
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
    assert_eq!(town.faults().len(), 2, "by channel and by standing");
}

#[test]
fn results_do_not_hang_on_the_length_of_a_tick() {
    let [hour, shift, day] = [1, 8, 24].map(|hours| {
        let run = Run {
            tick: Duration::hours(hours),
            ..Run::default()
        };
        let mut town = Town::new("", mixture(2_000), run);
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
            (super::super::ROOM.observe)(town.sim.world_mut(), &mut points);
        }
        let figures: Vec<(String, Option<f64>)> = town
            .figures()
            .iter()
            .map(|(key, figure)| (key.to_owned(), figure.value))
            .collect();
        let persons: Vec<String> = town.persons().iter().map(|p| format!("{p:?}")).collect();
        (figures, persons, points.points().to_vec())
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
    world.resource_mut::<Registered>().0.extend(arrivals);
    let mut labour = world.resource_mut::<super::super::labour::Labour>();
    labour.arrivals = Arrivals::Registered;
    town.run_days(1);
    assert_eq!(town.count(Standing::AtWindow), 0);
    assert!(town.sim.world().resource::<Registered>().0.is_empty());
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
    ];
    for (section, place) in cases {
        let problems = read(section).unwrap_err();
        assert_eq!(problems.len(), 1, "{section}: {problems}");
        let path = problems.iter().next().unwrap().path.to_string();
        assert!(path.starts_with(place), "{section}: {path}");
    }
}
