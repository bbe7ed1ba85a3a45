//! Tests of window, housing and index: exact schedules by hand, queues against their closed forms,
//! and conservation at every tick.

use super::hours::OpeningHours;
use super::housing::Build;
use super::index::{Provision, Weights, pass_score};
use super::window::Regime;
use super::*;
use crate::engine::Stream;
use crate::industry::shared::people::{ChannelId, Occupation, Tier};
use crate::units::{DurationLaw, Law, Share};

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
    let rows = (first..).map(|row| PersonRow(u32::try_from(row).unwrap()));
    let registered = newcomers.iter().map(|(at, _)| *at).zip(rows).collect();
    world.resource_mut::<Registered>().0 = registered;
    let persons = newcomers
        .into_iter()
        .zip(first..)
        .map(|((registered, tier), row)| Person {
            registered,
            serial: u32::try_from(row).unwrap(),
            hired: SimTime::ZERO,
            born_day: -8_000,
            exit_draws: 0,
            origin: ChannelId(0),
            tier,
            occupation: Occupation::Other,
            standing: Standing::AtWindow,
            housed: false,
        });
    world.spawn_batch(persons.collect::<Vec<_>>());
    let rows = u32::try_from(world.resource::<Coming>().next).unwrap();
    world.resource_mut::<Population>().rows = rows;
}

/// Who settled, and when, over the whole run.
#[derive(Resource, Default)]
struct Log(Vec<At>);

fn simulation(
    services: Services,
    people: Vec<(SimTime, Tier)>,
    tick: Duration,
    warmup: Duration,
    horizon: Duration,
    seed: u64,
) -> Sim {
    // A Monday.
    let origin = jiff::civil::date(2018, 1, 1);
    let mut sim = Sim::new(Clock::new(origin, tick, warmup, horizon), &Stage::ALL);
    sim.world_mut().insert_resource(Streams::new(seed, 0));
    sim.world_mut().insert_resource(Coming { people, next: 0 });
    sim.world_mut().init_resource::<Log>();
    services.add_to(&mut sim);
    sim.add(Stage::Inflow, arrive);
    sim.add(
        Stage::Careers,
        |settled: Res<Settled>, mut log: ResMut<Log>| {
            log.0.extend(settled.0.iter().copied());
        },
    );
    sim
}

fn run(sim: &mut Sim) -> Figures {
    while sim.step() {
        let now = sim.clock().tick_end();
        if now == sim.clock().warmup() {
            (ROOM.begin_statistics)(sim.world_mut(), now);
        }
    }
    assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
    let mut figures = Figures::default();
    let end = sim.clock().horizon();
    (ROOM.report)(sim.world_mut(), end, &mut figures);
    figures
}

fn settled(sim: &Sim) -> &[At] {
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
    }
}

fn office() -> OpeningHours {
    OpeningHours {
        opens: Duration::hours(9),
        closes: Duration::hours(17),
        workdays: 5,
        first_weekday: 0,
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

/// Mean and standard error of the mean.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / (count - 1.0);
    (mean, (variance / count).sqrt())
}

/// Asserts a mean within 4 standard errors, and that the error is at most `precision` of it.
fn assert_mean(what: &str, values: &[f64], exact: f64, precision: f64) {
    let (mean, error) = mean_and_error(values);
    assert!(
        (mean - exact).abs() < 4.0 * error,
        "{what}: {mean} +- {error}, not {exact}"
    );
    assert!(
        error < precision * exact,
        "{what}: {mean} +- {error} says too little"
    );
}

/// Mean waits in minutes and visits per case, over replications of 55 cases an hour.
fn window_replications(windows: u32, service: Duration, incomplete: f64) -> [Vec<f64>; 2] {
    let (warmup, horizon) = (Duration::hours(48), Duration::hours(5_048));
    let mut found = [Vec::new(), Vec::new()];
    for seed in 0..16 {
        let people = poisson(Duration::hours(1) / 55, horizon, seed);
        let services = only_window(window(windows, service, incomplete));
        let mut sim = simulation(services, people, Duration::hours(8), warmup, horizon, seed);
        let figures = run(&mut sim);
        found[0].push(60.0 * figures.value("services.window_wait_mean").unwrap());
        found[1].push(figures.value("services.visits_per_case").unwrap());
    }
    found
}

/// The E-Point pilot: 14 windows, 12 min, 5 % incomplete; Erlang C and Jackson's feedback.
#[test]
fn the_pilot_window_is_the_m_m_c_queue_with_feedback() {
    let [waits, visits] = window_replications(14, Duration::minutes(12), 0.05);
    assert_mean("wait in minutes", &waits, 1.982_894, 0.02);
    assert_mean("visits", &visits, 1.0 / 0.95, 0.001);
}

/// 50 windows, 30 min, 40 % incomplete.
#[test]
fn a_window_with_many_incomplete_cases_is_the_m_m_c_queue_with_feedback() {
    let [waits, visits] = window_replications(50, Duration::minutes(30), 0.4);
    assert_mean("wait in minutes", &waits, 3.177_503, 0.04);
    assert_mean("visits", &visits, 1.0 / 0.6, 0.002);
}

/// Arrivals 10 a day, stays 1 d, 10 units, patience 2 d: the Erlang-A queue.
#[test]
fn housing_with_patience_is_the_erlang_a_queue() {
    let (warmup, horizon) = (Duration::days(30), Duration::days(12_030));
    let mut found = [const { Vec::new() }; 4];
    for seed in 0..16 {
        let people = poisson(Duration::days(1) / 10, horizon, seed);
        let services = only_housing(housing(10));
        let mut sim = simulation(services, people, Duration::days(1), warmup, horizon, seed);
        let figures = run(&mut sim);
        let keys = [
            "housing_waited",
            "housing_lost_share",
            "housing_wait_mean",
            "housing_occupancy",
        ];
        for (values, key) in found.iter_mut().zip(keys) {
            values.push(figures.value(&format!("services.{key}")).unwrap());
        }
    }
    let [waited, lost, wait, occupancy] = found;
    assert_mean("waited", &waited, 61.965_523_09, 0.005);
    assert_mean("lost", &lost, 10.391_032_12, 0.01);
    assert_mean("wait", &wait, 0.207_826_424_65, 0.01);
    assert_mean("occupancy", &occupancy, 89.608_678_777, 0.003);
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
        student(at(0, 9, 10)),
        student(at(4, 16, 40)),
        student(at(4, 16, 50)),
    ];
    for tick in [Duration::hours(1), Duration::hours(8), Duration::days(3)] {
        let services = only_window(plan.clone());
        let horizon = Duration::days(9);
        let mut sim = simulation(services, people.clone(), tick, Duration::ZERO, horizon, 1);
        let figures = run(&mut sim);
        let expected = [at(1, 9, 40), at(1, 10, 20), at(7, 17, 20), at(8, 9, 40)];
        let found: Vec<SimTime> = settled(&sim).iter().map(|(at, _)| *at).collect();
        assert_eq!(found, expected);
        let waits = [6.0, 0.5, 0.0, 64.0 + 1.0 / 6.0];
        let mean = figures.value("services.window_wait_mean").unwrap();
        assert!(
            (mean - waits.iter().sum::<f64>() / 4.0).abs() < 1e-9,
            "{mean}"
        );
        let busy = 100.0 * 160.0 / (7.0 * 480.0);
        let utilisation = figures.value("services.window_utilisation").unwrap();
        assert!((utilisation - busy).abs() < 1e-9, "{utilisation}");
        assert_eq!(figures.value("services.documents_submitted"), Some(8.0));
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
    plan.before = Some((at(365, 0, 0), before));
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
        index: None,
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
    sim.world_mut().resource_mut::<Programmes>().extra_windows = 1;
    sim.step();
    sim.step();
    assert_eq!(standing(&mut sim), Standing::AwaitingHousing);
    sim.world_mut()
        .resource_mut::<Programmes>()
        .extra_housing_units = 1;
    sim.step();
    assert_eq!(settled(&sim), [(at(1, 0, 0), PersonRow(0))]);
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
        expected.map(|(at, row)| (at, PersonRow(row)))
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

fn index_plan() -> IndexPlan {
    IndexPlan {
        weights: Weights {
            house: 0.25,
            transport: 0.15,
            medical: 0.2,
            education: 0.2,
            pass: 0.2,
        },
        commute_minutes: 30.0,
        outside_wage_ratio: 1.1,
        residents: 1_000.0,
        medical: Provision {
            capacity: 5.0,
            need: 5.0,
        },
        education: Provision {
            capacity: 5.0,
            need: 4.0,
        },
        talent_park: Some((at(2, 0, 0), 0.02)),
        averaging_days: 28,
        reference_index: None,
        reference_vacancy: Some(0.3),
    }
}

/// Ten persons, each a day at the back office: 1 d at the window. The park opens on the third day.
#[test]
fn the_city_is_judged_at_the_end_of_each_day() {
    let mut plan = window(10, Duration::minutes(12), 0.0);
    plan.regime.service = DurationLaw::constant(Duration::ZERO);
    plan.regime.back_office = 1;
    let services = Services {
        window: Some(plan),
        housing: Some(HousingPlan {
            need: Share::ZERO,
            ..housing(4)
        }),
        index: Some(index_plan()),
    };
    let people = vec![(at(0, 12, 0), Tier::Student); 10];
    let (tick, horizon) = (Duration::hours(8), Duration::days(3));
    let mut sim = simulation(services, people, tick, Duration::ZERO, horizon, 1);
    let city = |sim: &Sim| *sim.world().resource::<City>();
    let close = |found: f64, expected: f64| {
        assert!(
            (found - expected).abs() < 1e-12,
            "{found} instead of {expected}"
        );
    };
    close(city(&sim).service_index, 1.0);
    close(city(&sim).reference_index, 1.0);
    close(city(&sim).reference_vacancy, 0.3);
    close(city(&sim).outside_wage_ratio, 1.1);
    sim.step();
    sim.step();
    close(city(&sim).service_index, 1.0);
    sim.step();
    close(city(&sim).service_index, 0.8 + 0.2 * pass_score(0.5));
    close(city(&sim).housing_vacancy, 1.0);
    assert_eq!(
        sim.world().resource::<Waiting>().persons_at_window,
        Duration::days(5)
    );
    assert_eq!(sim.world().resource::<Waiting>().persons_registered, 10);
    for _ in 0..3 {
        sim.step();
    }
    let crowded = 0.25 + 0.15 + 0.2 / 1.01 + 0.2 + 0.2 * pass_score(1.0);
    close(city(&sim).service_index, crowded + 0.02);
    let figures = run(&mut sim);
    // Figures keep nine decimals.
    assert!((figures.value("services.index_end").unwrap() - crowded - 0.02).abs() < 1e-9);
    let mean = (1.0 + 0.8 + 0.2 * pass_score(0.5) + crowded + 0.02) / 3.0;
    assert!((figures.value("services.index").unwrap() - mean).abs() < 1e-8);
}

/// Everything at once and scarce: a reform, few windows, few units, people who leave.
fn busy_city() -> Services {
    let mut plan = window(9, Duration::minutes(20), 0.1);
    plan.hours = office();
    plan.regime.comes_back = DurationLaw::new(Law::Uniform {
        low: 0.0,
        high: 4e8,
    });
    plan.regime.back_office = 2;
    let before = Regime {
        incomplete: share(0.4),
        windows: 12,
        ..plan.regime.clone()
    };
    plan.before = Some((at(20, 0, 0), before));
    let housing = HousingPlan {
        units: 300,
        occupied: 200,
        builds: vec![Build {
            units: 100,
            ready: at(30, 9, 0),
        }],
        need: share(0.3),
        patience: exponential(Duration::days(10)),
        stay: exponential(Duration::days(25)),
    };
    Services {
        window: Some(plan),
        housing: Some(housing),
        index: Some(index_plan()),
    }
}

/// Every third of those who settled a day ago or earlier leaves the city.
fn leave(
    clock: Res<Clock>,
    mut log: ResMut<Log>,
    mut persons: Query<&mut Person>,
    mut departed: ResMut<Departed>,
) {
    let mut table = persons.contiguous_iter_mut().unwrap();
    let Some(mut table) = table.next() else {
        return;
    };
    let people = table.bypass_change_detection();
    departed.0.clear();
    log.0.retain(|&(at, row)| {
        let stays = at + Duration::days(1) > clock.tick_end();
        if !stays && row.0 % 3 == 0 {
            people[row.index()].standing = Standing::Left;
            departed.0.push((clock.tick_end(), row));
        }
        stays
    });
}

#[test]
fn nobody_is_lost_at_any_tick() {
    for seed in 0..3 {
        let horizon = Duration::days(90);
        let people = poisson(Duration::minutes(9), horizon, seed);
        let tick = Duration::hours(8);
        let mut sim = simulation(busy_city(), people, tick, Duration::ZERO, horizon, seed);
        sim.add(Stage::Staffing, leave);
        let mut freed_by_leaving = 0;
        while sim.step() {
            assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
            freed_by_leaving += sim.world().resource::<Departed>().0.len();
            let desk = sim.world().resource::<Desk>();
            let somewhere = desk.at_window.count + desk.awaiting.count + desk.handed_on + desk.lost;
            assert_eq!(
                somewhere,
                u64::from(sim.world().resource::<Population>().rows)
            );
        }
        let desk = sim.world().resource::<Desk>();
        assert!(desk.lost > 50 && desk.handed_on > 5_000 && freed_by_leaving > 1_000);
        assert!(desk.departed > 1_000 && desk.at_window.count > 0 && desk.awaiting.count > 0);
    }
}

#[test]
fn the_length_of_a_tick_changes_nobodys_way() {
    let way = |tick: Duration| {
        let horizon = Duration::days(60);
        let people = poisson(Duration::minutes(9), horizon, 8);
        let mut sim = simulation(busy_city(), people, tick, Duration::ZERO, horizon, 8);
        let figures = run(&mut sim);
        (settled(&sim).to_vec(), figures.value("services.index"))
    };
    let hourly = way(Duration::hours(1));
    assert!(hourly.0.len() > 5_000);
    assert_eq!(hourly, way(Duration::hours(8)));
    assert_eq!(hourly, way(Duration::days(1)));
}

#[test]
fn without_services_who_registers_has_settled() {
    let horizon = Duration::days(3);
    let people = poisson(Duration::hours(1), horizon, 8);
    let expected: Vec<SimTime> = people.iter().map(|(at, _)| *at).collect();
    let services = Services::default();
    let mut sim = simulation(
        services,
        people,
        Duration::days(1),
        Duration::ZERO,
        horizon,
        8,
    );
    let figures = run(&mut sim);
    let found: Vec<SimTime> = settled(&sim).iter().map(|(at, _)| *at).collect();
    assert_eq!(found, expected);
    assert_eq!(figures.value("services.settling_time_mean"), Some(0.0));
    assert_eq!(figures.value("services.window_wait_mean"), None);
}
