//! Everything together: the index, conservation, and what a tick must not change.

use super::*;

fn provision(capacity: f64, need: f64) -> ProvisionPlan {
    ProvisionPlan {
        provision: Provision { capacity, need },
        builds: Vec::new(),
    }
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
        transport: Vec::new(),
        medical: provision(5.0, 5.0),
        education: provision(5.0, 4.0),
        talents_park: Some(ParkPlan {
            opens: at(2, 0, 0),
            bonus: 0.02,
            event_gap: None,
            event_bonus: 0.0,
            event_days: 1,
        }),
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
        ..Services::default()
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
    plan.before = Some(before);
    plan.patience = Some(exponential(Duration::days(4)));
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
        bills: Vec::new(),
    }
}

/// Every third of those who settled a day ago or earlier leaves the city.
fn leave(
    clock: Res<Clock>,
    mut log: ResMut<Log>,
    mut persons: Query<&mut Person>,
    mut departed: ResMut<Handover<Departed>>,
) {
    let mut table = persons.contiguous_iter_mut().unwrap();
    let Some(mut table) = table.next() else {
        return;
    };
    let people = table.bypass_change_detection();
    departed.clear();
    log.0.retain(|&(at, row)| {
        let stays = at + Duration::days(1) > clock.tick_end();
        if !stays && row.index().is_multiple_of(3) {
            people[row.index()].standing = Standing::Left;
            departed.push(clock.tick_end(), Departed(row));
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
        begin_pass(&mut sim, 20);
        let mut freed_by_leaving = 0;
        while sim.step() {
            assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
            freed_by_leaving += sim.world().resource::<Handover<Departed>>().len();
            let services = sim.world().resource::<ServicesState>();
            let somewhere = services.at_window.count
                + services.awaiting.count
                + services.handed_on
                + services.lost;
            assert_eq!(somewhere, sim.world().resource::<Coming>().next as u64);
        }
        let services = sim.world().resource::<ServicesState>();
        assert!(services.lost > 50 && services.handed_on > 5_000 && freed_by_leaving > 1_000);
        assert!(
            services.departed > 1_000
                && services.at_window.count > 0
                && services.awaiting.count > 0
        );
    }
}

#[test]
fn the_length_of_a_tick_changes_nobodys_way() {
    let way = |tick: Duration| {
        let horizon = Duration::days(60);
        let people = poisson(Duration::minutes(9), horizon, 8);
        let mut sim = simulation(busy_city(), people, tick, Duration::ZERO, horizon, 8);
        begin_pass(&mut sim, 20);
        let figures = run(&mut sim);
        let lost = figures.value("services.lost_at_window");
        (
            settled(&sim).to_vec(),
            figures.value("services.index"),
            lost,
        )
    };
    let hourly = way(Duration::hours(1));
    assert!(hourly.0.len() > 5_000 && hourly.2 > Some(100.0));
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

/// A bus line on the second day, a hospital on the third, a park on the fourth, with an event every
/// other day that is felt for one day.
fn growing_city() -> Services {
    let plan = IndexPlan {
        commute_minutes: 45.0,
        transport: vec![(at(1, 0, 0), 30.0)],
        medical: ProvisionPlan {
            builds: vec![(at(2, 0, 0), 1.5)],
            ..provision(3.0, 5.0)
        },
        education: provision(4.0, 5.0),
        talents_park: Some(ParkPlan {
            opens: at(3, 0, 0),
            bonus: 0.02,
            event_gap: Some(Duration::days(2)),
            event_bonus: 0.01,
            event_days: 1,
        }),
        ..index_plan()
    };
    let bill = |day, yuan| Bill {
        at: at(day, 0, 0),
        cost: Fen::yuan(yuan),
    };
    Services {
        index: Some(plan),
        bills: vec![bill(1, 1_000), bill(2, 5_000), bill(40, 9_000)],
        ..Services::default()
    }
}

/// The index and the commute at the end of each of eight days with this strength of the talents
/// park, and the figures.
fn grow(park: f64) -> (Vec<(f64, f64)>, Figures) {
    let (tick, horizon) = (Duration::hours(8), Duration::days(8));
    let people = Vec::new();
    let mut sim = simulation(growing_city(), people, tick, Duration::ZERO, horizon, 1);
    let mut programmes = sim.world_mut().resource_mut::<Programmes>();
    programmes.set(ProgrammeKind::TalentsPark, park);
    let (mut days, mut paid) = (Vec::new(), Vec::new());
    while sim.step() {
        let city = *sim.world().resource::<City>();
        if sim.clock().ends_day() {
            days.push((city.service_index, city.commute_minutes));
        }
        let mut postings = sim.world_mut().resource_mut::<Postings>();
        paid.extend(postings.drain().map(|posting| (posting.at, posting.amount)));
    }
    let expected = [(at(1, 0, 0), 1_000), (at(2, 0, 0), 5_000)];
    assert_eq!(paid, expected.map(|(at, yuan)| (at, Fen::yuan(yuan))));
    (days, run(&mut sim))
}

#[test]
fn what_opens_raises_its_part_of_the_index_and_is_paid() {
    let (days, figures) = grow(1.0);
    let base = 0.25 + 0.15 + 0.2 * 0.8 + 0.2;
    let hospital = base + 0.2 * 0.9;
    let expected = [base + 0.2 * 0.6, hospital].into_iter();
    let expected = expected.chain([0.02, 0.03, 0.02, 0.03, 0.02, 0.03].map(|more| hospital + more));
    for ((found, commute), expected) in days.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        assert!((commute - 30.0).abs() < 1e-12);
    }
    let close = |key: &str, expected: f64| {
        let found = figures.value(&format!("services.{key}")).unwrap();
        assert!(
            (found - expected).abs() < 1e-8,
            "{key}: {found}, not {expected}"
        );
    };
    close("spent", 6_000.0);
    close("index/transport", ((-0.5_f64).exp() + 7.0) / 8.0);
    close("index/medical", (2.0 * 0.6 + 6.0 * 0.9) / 8.0);
    close("index/education", 0.8);
    close("index/house", 1.0);
    // From the start of its first day on; the events of days 3, 5 and 7 are felt after them.
    close("index/talents_park", (5.0 * 0.02 + 2.0 * 0.01) / 8.0);
    close("civic_events", 3.0);
    close("talents_park_days", 5.0);
}

#[test]
fn the_strength_of_the_talents_park_scales_its_bonus_and_switches_it_off() {
    let (off, figures) = grow(0.0);
    let value = |key: &str| figures.value(&format!("services.{key}"));
    assert_eq!(
        [value("civic_events"), value("talents_park_days")],
        [Some(0.0); 2]
    );
    let [once, twice] = [1.0, 2.0].map(|strength| grow(strength).0[7].0 - off[7].0);
    assert!((once - 0.03).abs() < 1e-12 && (twice - 0.06).abs() < 1e-12);
}

#[test]
fn overlapping_periods_have_the_figures_of_runs_of_their_own() {
    let days = |from, to| Period {
        from: at(from, 0, 0),
        to: at(to, 0, 0),
    };
    let simulate = || {
        let horizon = Duration::days(60);
        let people = poisson(Duration::minutes(9), horizon, 8);
        let tick = Duration::hours(8);
        let mut sim = simulation(busy_city(), people, tick, Duration::ZERO, horizon, 8);
        begin_pass(&mut sim, 20);
        sim
    };
    alone::assert_periods_are_independent(&READER, simulate, [days(10, 60), days(25, 40)]);
}
