//! Everything together: the index, conservation, and what a tick must not change.

use super::*;

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
