//! Tests of window, housing and index: exact schedules by hand, queues against their closed forms,
//! and conservation at every tick.
mod books;
mod theory;
mod whole;

use bevy_ecs::prelude::*;

use super::audit::audit;
use super::index::pass_score;
use super::plan::Bill;
use super::plan::housing::{Build, HousingPlan};
use super::plan::index::{IndexPlan, ParkPlan, Provision, ProvisionPlan, Weights};
use super::plan::window::{Regime, WindowPlan};
use super::*;
use crate::engine::{Figures, Period, Stream};
use crate::industry::shared::hours::{OpeningHours, WorkWeek};
use crate::industry::shared::people::{Career, ChannelId, Occupation, PersonRow, Standing, Tier};
use crate::industry::shared::subsystem::{Reader, alone};
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Share, SimTime};

/// When a person settled, and who.
type Settling = (SimTime, PersonRow);

const READER: Reader = Reader::of::<Services>("services");

/// People who will register: when, and their tier.
#[derive(Resource, Default)]
struct Coming {
    people: Vec<(SimTime, Tier)>,
    next: usize,
}

fn arrive(world: &mut World) {
    let end = world.resource::<Clock>().tick_end();
    let mut coming = world.resource_mut::<Coming>();
    let first = coming.next;
    while coming
        .people
        .get(coming.next)
        .is_some_and(|(at, _)| *at < end)
    {
        coming.next += 1;
    }
    let newcomers = coming.people[first..coming.next].to_vec();
    let rows = (first..).map(PersonRow::new);
    let mut registered = world.resource_mut::<Handover<Registered>>();
    for (&(at, _), row) in newcomers.iter().zip(rows) {
        registered.push(at, Registered(row));
    }
    let persons = newcomers
        .into_iter()
        .zip(first..)
        .map(|((registered, tier), row)| Person {
            registered,
            serial: u32::try_from(row).unwrap(),
            hired: SimTime::ZERO,
            born_day: -8_000,
            career: Career::default(),
            exit_draws: 0,
            origin: ChannelId(0),
            tier,
            occupation: Occupation::Other,
            standing: Standing::AtWindow,
            housed: false,
        });
    world.spawn_batch(persons.collect::<Vec<_>>());
}

/// Who settled, and when, over the whole run.
#[derive(Resource, Default)]
struct Log(Vec<Settling>);

fn simulation(
    services: Services,
    people: Vec<(SimTime, Tier)>,
    tick: Duration,
    warmup: Duration,
    horizon: Duration,
    seed: u64,
) -> Sim {
    // A Monday.
    let origin = Date::ymd(2018, 1, 1);
    let mut sim = Sim::new(Clock::new(origin, tick, warmup, horizon), &Stage::ALL);
    sim.world_mut().insert_resource(Streams::new(seed, 0));
    sim.world_mut().insert_resource(Coming { people, next: 0 });
    sim.world_mut().init_resource::<Log>();
    alone::add(&services, &READER, &mut sim);
    Handover::<Settled>::add_reader(sim.world_mut());
    sim.add(Stage::Talent, arrive);
    sim.add(
        Stage::Careers,
        |mut settled: ResMut<Handover<Settled>>, mut log: ResMut<Log>| {
            log.0
                .extend(settled.drain().map(|(at, Settled(row))| (at, row)));
        },
    );
    sim
}

fn run(sim: &mut Sim) -> Figures {
    while sim.step() {
        let now = sim.clock().tick_end();
        if now == sim.clock().warmup() {
            READER.begin_statistics(sim);
        }
    }
    assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
    READER.figures(sim)
}

/// Lets the E-Point Pass begin on a day.
fn begin_pass(sim: &mut Sim, day: u64) {
    let mut programmes = sim.world_mut().resource_mut::<Programmes>();
    programmes.set(ProgrammeKind::EPointPass, 0.0);
    sim.add(
        Stage::Policy,
        move |clock: Res<Clock>, mut programmes: ResMut<Programmes>| {
            if clock.tick_end().day() >= day {
                programmes.set(ProgrammeKind::EPointPass, 1.0);
            }
        },
    );
}

fn settled(sim: &Sim) -> &[Settling] {
    &sim.world().resource::<Log>().0
}

/// Poisson arrivals of students.
fn poisson(mean_gap: Duration, horizon: Duration, seed: u64) -> Vec<(SimTime, Tier)> {
    let mut stream: Stream = Streams::new(seed, 0).stream("arrivals", "test");
    let (mut at, mut people) = (0.0, Vec::new());
    loop {
        at += stream.exponential() * mean_gap.as_millis() as f64;
        let span = Duration::from_millis_f64(at);
        if span >= horizon {
            return people;
        }
        people.push((SimTime::ZERO + span, Tier::Student));
    }
}

fn exponential(mean: Duration) -> DurationLaw {
    DurationLaw::new(Law::Exponential {
        mean: mean.as_millis() as f64,
    })
}

fn share(value: f64) -> Share {
    Share::new(value).unwrap()
}

/// Windows around the clock, whose incomplete cases are back at once.
fn window(windows: u32, mean_service: Duration, incomplete: f64) -> WindowPlan {
    WindowPlan {
        regime: Regime {
            windows,
            service: exponential(mean_service),
            documents: 0,
            per_document: Duration::ZERO,
            incomplete: share(incomplete),
            comes_back: DurationLaw::constant(Duration::ZERO),
            back_office: 0,
        },
        before: None,
        hours: OpeningHours::ALWAYS,
        patience: None,
    }
}

fn office() -> OpeningHours {
    OpeningHours {
        opens: Duration::hours(9),
        closes: Duration::hours(17),
        week: WorkWeek::of(5),
    }
}

fn only_window(plan: WindowPlan) -> Services {
    Services {
        window: Some(plan),
        ..Services::default()
    }
}

fn only_housing(plan: HousingPlan) -> Services {
    Services {
        housing: Some(plan),
        ..Services::default()
    }
}

fn housing(units: u32) -> HousingPlan {
    HousingPlan {
        units,
        occupied: 0,
        builds: Vec::new(),
        need: Share::ONE,
        patience: exponential(Duration::days(2)),
        stay: exponential(Duration::days(1)),
    }
}

#[test]
fn more_windows_never_lengthen_the_mean_wait_and_many_abolish_it() {
    let horizon = Duration::days(60);
    let mean_wait = |windows: u32| {
        let mut plan = window(windows, Duration::minutes(12), 0.05);
        plan.hours = office();
        plan.regime.comes_back = exponential(Duration::days(3));
        let people = poisson(Duration::minutes(5), horizon, 3);
        let tick = Duration::hours(8);
        let mut sim = simulation(only_window(plan), people, tick, Duration::ZERO, horizon, 3);
        run(&mut sim).value("services.window_wait_mean").unwrap()
    };
    let waits: Vec<f64> = [8, 10, 12, 14, 20, 40].into_iter().map(mean_wait).collect();
    assert!(waits.is_sorted_by(|fewer, more| fewer > more), "{waits:?}");
    let services = only_window(window(2_000, Duration::minutes(12), 0.05));
    let people = poisson(Duration::minutes(1), horizon, 3);
    let tick = Duration::days(1);
    let mut sim = simulation(services, people, tick, Duration::ZERO, horizon, 3);
    assert_eq!(run(&mut sim).value("services.window_wait_mean"), Some(0.0));
}

#[test]
fn complete_papers_need_one_visit() {
    let horizon = Duration::days(20);
    let services = only_window(window(6, Duration::minutes(12), 0.0));
    let people = poisson(Duration::minutes(3), horizon, 3);
    let mut sim = simulation(
        services,
        people,
        Duration::days(1),
        Duration::ZERO,
        horizon,
        3,
    );
    let figures = run(&mut sim);
    assert_eq!(figures.value("services.visits_per_case"), Some(1.0));
    let done = figures.value("services.cases_done").unwrap();
    assert!((done - settled(&sim).len() as f64).abs() < 0.5 && done > 9_000.0);
}

fn at(day: u64, hour: u64, minute: u64) -> SimTime {
    SimTime::ZERO + Duration::days(day) + Duration::hours(hour) + Duration::minutes(minute)
}

/// One window of 30 min plus 2 documents of 5 min, by hand: who comes while it is closed waits, a
/// service begun before closing ends after it, and the back office counts working days.
#[test]
fn hours_documents_and_back_office_are_kept_to_the_minute() {
    let mut plan = window(1, Duration::minutes(12), 0.0);
    plan.hours = office();
    plan.regime.service = DurationLaw::constant(Duration::minutes(30));
    plan.regime.documents = 2;
    plan.regime.per_document = Duration::minutes(5);
    plan.regime.back_office = 1;
    let student = |at| (at, Tier::Student);
    let people = vec![
        student(at(0, 3, 0)),
        student(at(0, 4, 0)),
        student(at(0, 9, 10)),
        student(at(4, 16, 40)),
        student(at(4, 16, 50)),
    ];
    for tick in [Duration::hours(1), Duration::hours(8), Duration::days(3)] {
        let services = only_window(plan.clone());
        let horizon = Duration::days(9);
        let mut sim = simulation(services, people.clone(), tick, Duration::ZERO, horizon, 1);
        let figures = run(&mut sim);
        let expected = [
            at(1, 9, 40),
            at(1, 10, 20),
            at(1, 11, 0),
            at(7, 17, 20),
            at(8, 9, 40),
        ];
        let expected: Vec<Settling> = expected
            .into_iter()
            .zip((0..).map(PersonRow::from))
            .collect();
        assert_eq!(settled(&sim), expected);
        let waits = [6.0 * 60.0, 340.0, 70.0, 0.0, 64.0 * 60.0 + 10.0];
        let expected = waits.iter().sum::<f64>() / 60.0 / 5.0;
        let mean = figures.value("services.window_wait_mean").unwrap();
        assert!((mean - expected).abs() < 1e-6, "{mean}");
        let busy = 100.0 * 200.0 / (7.0 * 480.0);
        let utilisation = figures.value("services.window_utilisation").unwrap();
        assert!((utilisation - busy).abs() < 1e-9, "{utilisation}");
        assert_eq!(figures.value("services.documents_submitted"), Some(10.0));
    }
}

/// A visit of four days begins on day 364. Who comes at noon is called on day 368, waits for half a
/// day of the first year, of which the mean is twice that over two who began and one who ended. The
/// second year sees the end of this wait only: its mean is the whole wait of 3.5 days. Of the whole
/// run, in which both have ended, it is 3.5 days over 2.
#[test]
fn who_waits_at_the_end_of_a_year_or_of_the_run_counts_in_the_mean_wait() {
    let mut plan = window(1, Duration::minutes(12), 0.0);
    plan.regime.service = DurationLaw::constant(Duration::days(4));
    let student = |at| (at, Tier::Student);
    let people = vec![student(at(364, 0, 0)), student(at(364, 12, 0))];
    for (days, [waited, first, second], unfinished) in [
        (371, [3.5 / 2.0, 1.0 / 3.0, 3.5], 0.0),
        (367, [2.0 * 2.5 / 3.0, 1.0 / 3.0, f64::NAN], 50.0),
    ] {
        let (tick, horizon) = (Duration::hours(12), Duration::days(days));
        let services = only_window(plan.clone());
        let mut sim = simulation(services, people.clone(), tick, Duration::ZERO, horizon, 1);
        let figures = run(&mut sim);
        let value = |key: &str| figures.value(&format!("services.{key}"));
        for (key, days) in [
            ("window_wait_mean", waited),
            ("window_wait_year/2018", first),
            ("window_wait_year/2019", second),
        ] {
            let found = value(key).unwrap_or(f64::NAN) / 24.0;
            let same = (found - days).abs() < 1e-8 || found.is_nan() && days.is_nan();
            assert!(same, "{key}: {found} d");
        }
        assert_eq!(value("window_wait_unfinished"), Some(unfinished));
    }
}

/// Before the reform everything takes three hours and half of the cases come back.
#[test]
fn a_reform_shortens_waits_and_spares_documents_from_its_date_on() {
    let mut plan = window(14, Duration::minutes(12), 0.0);
    plan.regime.documents = 2;
    let mut before = plan.regime.clone();
    before.service = exponential(Duration::minutes(180));
    before.incomplete = share(0.5);
    before.documents = 10;
    plan.before = Some(before);
    let horizon = Duration::days(730);
    let people = poisson(Duration::minutes(40), horizon, 5);
    let services = only_window(plan);
    let mut sim = simulation(
        services,
        people,
        Duration::days(1),
        Duration::ZERO,
        horizon,
        5,
    );
    begin_pass(&mut sim, 365);
    let figures = run(&mut sim);
    let value = |key: &str| figures.value(&format!("services.{key}")).unwrap();
    let close = |found: f64, expected: f64, error: f64| {
        assert!(
            (found - expected).abs() < error,
            "{found} instead of {expected}"
        );
    };
    close(value("visits_per_case_year/2018"), 2.0, 0.05);
    close(value("visits_per_case_year/2019"), 1.0, 0.01);
    close(value("documents_per_case_year/2018"), 20.0, 0.5);
    close(value("documents_per_case_year/2019"), 2.0, 0.02);
    let [documents, visits] = ["documents_per_case", "visits_per_case"].map(value);
    assert!((2.0..20.0).contains(&documents) && (1.0..2.0).contains(&visits));
    assert!(value("window_wait_year/2018") > 100.0 * value("window_wait_year/2019"));
}

#[test]
fn programmes_add_windows_and_units_at_the_next_tick() {
    let plan = Services {
        window: Some(window(0, Duration::minutes(12), 0.0)),
        housing: Some(HousingPlan {
            patience: DurationLaw::constant(Duration::days(100)),
            ..housing(0)
        }),
        ..Services::default()
    };
    let people = vec![(at(0, 1, 0), Tier::Student)];
    let (tick, horizon) = (Duration::hours(8), Duration::days(4));
    let mut sim = simulation(plan, people, tick, Duration::ZERO, horizon, 1);
    let standing = |sim: &mut Sim| {
        let mut query = sim.world_mut().query::<&Person>();
        query.single(sim.world()).unwrap().standing
    };
    sim.step();
    assert_eq!(standing(&mut sim), Standing::AtWindow);
    let mut programmes = sim.world_mut().resource_mut::<Programmes>();
    programmes.set(ProgrammeKind::Windows, 1.0);
    sim.step();
    sim.step();
    assert_eq!(standing(&mut sim), Standing::AwaitingHousing);
    let mut programmes = sim.world_mut().resource_mut::<Programmes>();
    programmes.set(ProgrammeKind::Housing, 1.0);
    sim.step();
    assert_eq!(settled(&sim), [(at(1, 0, 0), PersonRow::from(0))]);
    run(&mut sim);
}

#[test]
fn a_unit_goes_to_the_highest_tier_and_builds_come_when_they_are_ready() {
    let plan = HousingPlan {
        builds: vec![
            Build {
                units: 1,
                ready: at(3, 6, 0),
            },
            Build {
                units: 1,
                ready: at(5, 0, 0),
            },
        ],
        patience: DurationLaw::constant(Duration::days(50)),
        stay: DurationLaw::constant(Duration::days(4)),
        ..housing(0)
    };
    let people = vec![
        (at(0, 1, 0), Tier::Student),
        (at(1, 1, 0), Tier::Student),
        (at(2, 1, 0), Tier::Doctor),
    ];
    let (tick, horizon) = (Duration::hours(8), Duration::days(20));
    let services = only_housing(plan);
    let mut sim = simulation(services, people, tick, Duration::ZERO, horizon, 1);
    run(&mut sim);
    let expected = [(at(3, 6, 0), 2), (at(5, 0, 0), 0), (at(7, 6, 0), 1)];
    assert_eq!(
        settled(&sim),
        expected.map(|(at, row)| (at, PersonRow::from(row)))
    );
}

#[test]
fn units_of_those_who_came_before_become_free_by_their_stays() {
    let plan = HousingPlan {
        occupied: 2_000,
        need: Share::ZERO,
        ..housing(2_000)
    };
    let horizon = Duration::days(30);
    let services = only_housing(plan);
    let tick = Duration::days(1);
    let mut sim = simulation(services, Vec::new(), tick, Duration::ZERO, horizon, 1);
    let found = run(&mut sim).value("services.housing_occupancy").unwrap();
    let error = 100.0 * (1.0 / 2_000_f64).sqrt() / 30.0;
    assert!((found - 100.0 / 30.0).abs() < 4.0 * error, "{found}");
}

/// One window of 1 h and patience of 90 min: of three who come at nine the third gives up at half
/// past ten, and the one who comes back is patient anew.
#[test]
fn who_loses_patience_in_the_queue_leaves_once_and_for_good() {
    let mut plan = window(1, Duration::minutes(12), 0.0);
    plan.regime.service = DurationLaw::constant(Duration::hours(1));
    plan.patience = Some(DurationLaw::constant(Duration::minutes(90)));
    let people = [9, 9, 9, 11].map(|hour| (at(0, hour, 0), Tier::Student));
    for tick in [Duration::hours(1), Duration::days(1)] {
        let services = only_window(plan.clone());
        let horizon = Duration::days(2);
        let mut sim = simulation(services, people.to_vec(), tick, Duration::ZERO, horizon, 1);
        let figures = run(&mut sim);
        let expected = [(at(0, 10, 0), 0), (at(0, 11, 0), 1), (at(0, 12, 0), 3)];
        assert_eq!(
            settled(&sim),
            expected.map(|(at, row)| (at, PersonRow::from(row)))
        );
        let value = |key: &str| figures.value(&format!("services.{key}"));
        assert_eq!(value("lost_at_window"), Some(1.0));
        assert_eq!(value("window_lost_share"), Some(25.0));
        // One hour, and one and a half, of two days.
        assert!((value("window_queue").unwrap() - 2.5 / 48.0).abs() < 1e-9);
        let mut query = sim.world_mut().query::<&Person>();
        let left = query.iter(sim.world());
        let left = left.filter(|person| person.standing == Standing::Left);
        assert_eq!(left.count(), 1);
    }
}
