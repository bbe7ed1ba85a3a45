//! Tests of ventures: closed forms, rules to the millisecond, and what must hold after every tick.
#![expect(clippy::float_cmp, reason = "counts and whole shares are exact in f64")]

mod books;
mod files;
mod guarantee;
mod theory;

use super::plan::{Contest, Country, Enclaves, Founders, Guarantee, PoolKind, VenturePhase};
use super::venture::{Venture, VenturePlace};
use super::*;
use crate::engine::{Figures, Period};
use crate::industry::shared::people::ChannelId;
use crate::industry::shared::programmes::ProgrammeKind;
use crate::industry::shared::subsystem::{Reader, alone};
use crate::units::time::MONTH;
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Rate, SimTime};

const READER: Reader = Reader::of::<Ventures>("ventures");

/// Chances to pass and mean months of the eight phases of the model (equation E5).
const PASS: [f64; 8] = [0.85, 0.80, 0.85, 0.75, 0.95, 0.95, 0.85, 0.15];
const MONTHS: [u64; 8] = [6, 9, 6, 6, 3, 6, 12, 36];
const NAMES: [&str; 8] = [
    "incubation",
    "research",
    "design",
    "finance",
    "training",
    "protection",
    "marketing",
    "listing",
];

fn months(count: u64) -> Duration {
    Duration::millis(count * MONTH)
}

fn at_month(count: u64) -> SimTime {
    SimTime::ZERO + months(count)
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// A phase that needs nothing and costs nothing.
fn phase(name: &str, pass: f64, time: DurationLaw) -> VenturePhase {
    VenturePhase {
        name: name.to_owned(),
        pass,
        time,
        needs: [0; 4],
        servers: None,
        cost_per_month: Fen::ZERO,
        value_added_per_year: Fen::ZERO,
    }
}

/// Phases in which everybody passes after exactly so many months.
fn sure_phases(months_each: &[u64]) -> Vec<VenturePhase> {
    let row =
        |(name, &count): (&&str, &u64)| phase(name, 1.0, DurationLaw::constant(months(count)));
    NAMES.iter().zip(months_each).map(row).collect()
}

/// The eight phases of the model.
fn eight_phases() -> Vec<VenturePhase> {
    let rows = NAMES.iter().zip(PASS.iter().zip(MONTHS));
    let row = |(name, (pass, count)): (&&str, (&f64, u64))| {
        let mean = months(count).as_millis() as f64;
        phase(name, *pass, DurationLaw::new(Law::Erlang { k: 2, mean }))
    };
    rows.map(row).collect()
}

/// A contest on 1 July 2019 with exactly so many projects, none of which seeks an enclave.
fn contest(projects: f64) -> Contest {
    Contest {
        dates: vec![date("2019-07-01")],
        yearly: false,
        projects,
        exact: true,
        admit_share: 1.0,
        countries: vec![Country {
            name: "uk".to_owned(),
            until: f64::INFINITY,
            enclave_share: 0.0,
        }],
    }
}

fn enclaves(places: &[(&str, f64)], stay: DurationLaw) -> Enclaves {
    let place = |&(name, m2): &(&str, f64)| (name.to_owned(), m2);
    Enclaves {
        places: places.iter().map(place).collect(),
        m2_per_team: 100.0,
        stay,
        p_transfer: 0.4,
        blocked_share_lost: 1.0,
        blocked_pass: 1.0,
    }
}

/// Ventures of these phases, without anybody who comes.
fn nobody(phases: Vec<VenturePhase>) -> Ventures {
    Ventures {
        channel: Some(ChannelId(3)),
        team_mean: 4.0,
        own_funds: None,
        graduate_value_added_per_year: Fen::ZERO,
        contest: None,
        founders: None,
        enclaves: None,
        phases,
        guarantee: None,
    }
}

fn founders(per_year: f64, enclave_share: f64) -> Founders {
    Founders {
        rate: Rate::per_year(per_year),
        enclave_share,
    }
}

/// A simulation from 1 January 2019 in ticks of a day.
fn simulation(plan: &Ventures, horizon: Duration, replication: u32) -> Sim {
    simulation_in_ticks(plan, horizon, replication, Duration::days(1))
}

fn simulation_in_ticks(
    plan: &Ventures,
    horizon: Duration,
    replication: u32,
    tick: Duration,
) -> Sim {
    let origin = Date::ymd(2019, 1, 1);
    let clock = Clock::new(origin, tick, Duration::ZERO, horizon);
    let mut sim = Sim::new(clock, &Stage::ALL);
    sim.world_mut()
        .insert_resource(Streams::new(2019, replication));
    Handover::<Comer>::add_reader(sim.world_mut());
    alone::add(plan, &READER, &mut sim);
    // Talent and finance, which empty what they are handed.
    sim.add(
        Stage::Talent,
        |mut comers: ResMut<Handover<Comer>>, mut postings: ResMut<Postings>| {
            comers.clear();
            postings.drain().for_each(drop);
        },
    );
    sim
}

/// Runs to the end; the audit holds after every tick.
fn run(sim: &mut Sim) {
    while sim.step() {
        assert_eq!(audit::audit(sim.world_mut()), Vec::<String>::new());
    }
}

fn figures(sim: &mut Sim) -> Figures {
    READER.figures(sim)
}

fn table(sim: &mut Sim) -> Vec<Venture> {
    let mut query = sim.world_mut().query::<&Venture>();
    query.iter(sim.world()).copied().collect()
}

fn set(sim: &mut Sim, kind: ProgrammeKind, strength: f64) {
    let mut programmes = sim.world_mut().resource_mut::<Programmes>();
    programmes.set(kind, strength);
}

/// A contest of twenty projects on 1 July, phases of 1, 2 and 3 months: the team's members register
/// on the day, and all graduate after six months.
#[test]
fn a_contest_brings_teams_whose_members_register_and_who_graduate_on_the_day() {
    let mut plan = nobody(sure_phases(&[1, 2, 3]));
    plan.contest = Some(contest(20.0));
    let mut sim = simulation(&plan, Duration::days(181 + 183), 0);
    let mut seen = 0;
    while sim.step() {
        let state = sim.world().resource::<VenturesState>();
        let registered = state.statistics.registered;
        if registered > seen {
            assert_eq!(sim.clock().tick_start().day(), 181, "1 July");
            seen = registered;
        }
    }
    let ventures = table(&mut sim);
    let members: u64 = ventures.iter().map(|one| u64::from(one.size)).sum();
    assert_eq!((ventures.len(), members), (20, seen));
    let begins = SimTime::ZERO + Duration::days(181);
    for venture in ventures {
        assert_eq!(venture.place, VenturePlace::Graduated);
        assert_eq!(
            (venture.entered, venture.ended),
            (begins, begins + months(6))
        );
    }
    let figures = figures(&mut sim);
    for (key, value) in [
        ("ventures.projects", 20.0),
        ("ventures.projects_from/uk", 20.0),
        ("ventures.phases", 3.0),
        ("ventures.graduated", 20.0),
        ("ventures.residence", 6.0),
        ("ventures.passed/research", 20.0),
        ("ventures.registered", members as f64),
    ] {
        assert_eq!(figures.value(key), Some(value), "{key}");
    }
    assert_eq!(figures.value("ventures.survival_1y"), None, "too early");
}

#[test]
fn members_are_handed_to_talent_when_the_team_comes() {
    let mut plan = nobody(sure_phases(&[1]));
    plan.contest = Some(contest(3.0));
    let mut sim = simulation(&plan, Duration::days(182), 0);
    sim.world_mut().init_resource::<Handed>();
    sim.add(Stage::Ventures, take_comers.after(events::drain));
    run(&mut sim);
    let handed = &sim.world().resource::<Handed>().0;
    let members = sim
        .world()
        .resource::<VenturesState>()
        .statistics
        .registered;
    assert_eq!(handed.len() as u64, members);
    let at = SimTime::ZERO + Duration::days(181);
    let comer = Comer {
        channel: ChannelId(3),
    };
    assert!(handed.iter().all(|one| *one == (at, comer)));
}

/// Whom talent would have got.
#[derive(Resource, Default)]
struct Handed(Vec<(SimTime, Comer)>);

fn take_comers(mut comers: ResMut<Handover<Comer>>, mut handed: ResMut<Handed>) {
    handed.0.extend(comers.drain());
}

/// Contests come again every year, and the programme's strength on the day is the factor on them.
#[test]
fn contests_repeat_and_obey_their_programme() {
    let projects = |yearly, strength: f64| {
        let mut plan = nobody(sure_phases(&[1]));
        plan.contest = Some(Contest {
            yearly,
            dates: vec![date("2018-03-01"), date("2019-07-01")],
            ..contest(10.0)
        });
        let mut sim = simulation(&plan, Duration::days(3 * 365), 0);
        set(&mut sim, ProgrammeKind::Contest, strength);
        run(&mut sim);
        figures(&mut sim).value("ventures.projects")
    };
    assert_eq!(projects(false, 1.0), Some(10.0), "one lies before the run");
    assert_eq!(projects(true, 1.0), Some(60.0));
    assert_eq!(projects(true, 0.5), Some(30.0));
    assert_eq!(projects(true, 0.0), Some(0.0));
}

/// Ten teams for a place of three and one of five: three and five get in, two give up or come to
/// the city. After the stay, those who transfer come to the city and the others are elsewhere.
#[test]
fn enclaves_take_in_as_many_as_have_room() {
    let outcome = |blocked_share_lost, strength| {
        let mut plan = nobody(sure_phases(&[1]));
        let mut teams = contest(10.0);
        teams.countries[0].enclave_share = 1.0;
        plan.contest = Some(teams);
        let stay = DurationLaw::constant(Duration::days(100));
        plan.enclaves = Some(Enclaves {
            blocked_share_lost,
            ..enclaves(&[("shanghai", 350.0), ("hangzhou", 550.0)], stay)
        });
        let mut sim = simulation(&plan, Duration::days(281), 0);
        set(&mut sim, ProgrammeKind::Enclaves, strength);
        run(&mut sim);
        let figures = figures(&mut sim);
        [
            "blocked",
            "lost",
            "enclave_m2",
            "registered",
            "enclave_teams",
        ]
        .map(|key| figures.value(&format!("ventures.{key}")).unwrap())
    };
    let [blocked, lost, m2, registered, teams] = outcome(1.0, 1.0);
    assert_eq!((blocked, lost, m2, registered), (2.0, 2.0, 900.0, 0.0));
    // Eight teams for the last 100 of 281 days.
    assert!((teams - 800.0 / 281.0).abs() < 1e-12, "{teams}");
    let [blocked, lost, _, registered, _] = outcome(0.0, 1.0);
    assert_eq!((blocked, lost), (2.0, 0.0));
    assert!(registered >= 2.0, "the blocked ones came to the city");
    let [blocked, _, m2, ..] = outcome(1.0, 2.0);
    assert_eq!((blocked, m2), (0.0, 1_800.0));
    let [blocked, ..] = outcome(1.0, 0.0);
    assert_eq!(blocked, 10.0, "no floor at all");
}

/// Who was blocked and came to the city all the same passes its first phase less often, and only
/// that.
#[test]
fn a_team_that_found_no_room_passes_its_first_phase_less_often() {
    let passed = |blocked_pass| {
        let mut plan = nobody(sure_phases(&[1, 1]));
        let mut teams = contest(400.0);
        teams.countries[0].enclave_share = 0.5;
        plan.contest = Some(teams);
        let stay = DurationLaw::constant(Duration::days(100));
        plan.enclaves = Some(Enclaves {
            blocked_share_lost: 0.0,
            blocked_pass,
            ..enclaves(&[("shanghai", 0.0)], stay)
        });
        let mut sim = simulation(&plan, Duration::days(365), 0);
        run(&mut sim);
        let figures = figures(&mut sim);
        ["blocked", "passed/incubation", "passed/research"]
            .map(|key| figures.value(&format!("ventures.{key}")).unwrap())
    };
    let [blocked, first, second] = passed(0.0);
    assert_eq!((first, second), (400.0 - blocked, 400.0 - blocked));
    assert!(blocked > 150.0 && blocked < 250.0, "{blocked}");
    assert_eq!(passed(1.0), [blocked, 400.0, 400.0]);
}

/// The length of a tick moves nothing but when programmes are heard of.
#[test]
fn ticks_do_not_matter() {
    let outcome = |tick| {
        let mut plan = nobody(eight_phases());
        plan.founders = Some(founders(300.0, 0.5));
        plan.phases[0].servers = Some(20);
        plan.phases[0].needs[0] = 1;
        let stay = DurationLaw::constant(months(5));
        plan.enclaves = Some(enclaves(&[("shanghai", 2_000.0)], stay));
        let mut sim = simulation_in_ticks(&plan, Duration::days(1_000), 0, tick);
        run(&mut sim);
        let rows = table(&mut sim);
        let rows = rows.iter().map(|one| (one.place, one.phase, one.ended));
        rows.collect::<Vec<_>>()
    };
    let daily = outcome(Duration::days(1));
    assert!(daily.len() > 700);
    assert_eq!(daily, outcome(Duration::hours(1)));
}

/// Founders who come besides change nothing for the teams of the contest.
#[test]
fn founders_change_nothing_for_the_teams_of_a_contest() {
    let outcome = |per_year| {
        let mut plan = nobody(eight_phases());
        plan.contest = Some(contest(200.0));
        plan.founders = Some(founders(per_year, 0.0));
        let mut sim = simulation(&plan, Duration::days(2_000), 0);
        run(&mut sim);
        let rows = table(&mut sim);
        let of_contest = rows.iter().filter(|one| one.key >> 32 == 1);
        let fates = of_contest.map(|one| (one.key, one.size, one.place, one.phase, one.ended));
        fates.collect::<Vec<_>>()
    };
    let alone = outcome(0.0);
    assert_eq!(alone.len(), 200);
    assert_eq!(alone, outcome(150.0));
}

/// The share of admitted projects is drawn once for each, and those refused register nobody.
#[test]
fn refused_projects_register_nobody() {
    let mut plan = nobody(sure_phases(&[1]));
    plan.contest = Some(Contest {
        admit_share: 0.25,
        ..contest(400.0)
    });
    plan.team_mean = 1.0;
    let mut sim = simulation(&plan, Duration::days(365), 0);
    run(&mut sim);
    let figures = figures(&mut sim);
    let admitted = figures.value("ventures.admitted").unwrap();
    assert!((admitted - 100.0).abs() < 4.0 * 75_f64.sqrt(), "{admitted}");
    assert_eq!(figures.value("ventures.registered"), Some(admitted));
    assert_eq!(figures.value("ventures.projects"), Some(400.0));
}

#[test]
fn figures_of_a_period_do_not_depend_on_other_periods() {
    let simulate = || {
        let mut plan = nobody(eight_phases());
        plan.contest = Some(contest(100.0));
        plan.founders = Some(founders(300.0, 0.5));
        let stay = DurationLaw::constant(months(5));
        plan.enclaves = Some(enclaves(&[("shanghai", 2_000.0)], stay));
        for phase in &mut plan.phases {
            phase.servers = Some(20);
            phase.needs = [1, 1, 100, 1_000];
            phase.cost_per_month = Fen::yuan(10_000);
            phase.value_added_per_year = Fen::yuan(1_000);
        }
        plan.own_funds = Some(Law::Constant { value: 2e8 });
        plan.guarantee = Some(Guarantee {
            fund_per_month: Fen::yuan(200),
            equipment: 30,
            land: 4_000,
            cost_factor: 0.8,
            patience: months(3),
            without_pass: 0.9,
        });
        simulation(&plan, Duration::days(1_000), 0)
    };
    let period = |from, to| Period {
        from: SimTime::ZERO + Duration::days(from),
        to: SimTime::ZERO + Duration::days(to),
    };
    alone::assert_periods_are_independent(&READER, simulate, [period(0, 600), period(250, 1_000)]);
}

/// Five companies that trade for a year before they are listed, and go on after it.
#[test]
fn companies_add_value_from_the_phase_that_says_so_on() {
    let mut plan = nobody(sure_phases(&[6, 6]));
    plan.contest = Some(Contest {
        dates: vec![date("2019-01-01")],
        ..contest(5.0)
    });
    plan.phases[1].value_added_per_year = Fen::yuan(1_000);
    plan.graduate_value_added_per_year = Fen::yuan(3_000);
    let mut sim = simulation(&plan, months(24), 0);
    let mut of_tick = Vec::new();
    while sim.step() {
        let now = sim.clock().tick_end();
        if [3, 9, 18]
            .map(at_month)
            .map(SimTime::day)
            .contains(&now.day())
            && sim.clock().ends_day()
        {
            of_tick.push(*sim.world().resource::<Companies>());
        }
    }
    let expected = [0, 5_000, 15_000].map(|yuan| Companies {
        value_added_per_year: Fen::yuan(yuan),
    });
    assert_eq!(of_tick, expected);
    // Half a year of 5,000 a year and a year of 15,000, over two years.
    let figures = figures(&mut sim);
    assert_eq!(figures.value("ventures.value_added"), Some(8_750.0));
    assert_eq!(figures.value("ventures.trading"), Some(3.75));
}
