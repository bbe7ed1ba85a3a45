//! The guarantee of funds, equipment and land, places in the phases, and money that ends.

use proptest::prelude::*;

use super::*;

/// A pool of everything, without end.
fn plenty() -> Guarantee {
    Guarantee {
        fund_per_month: Fen::yuan(1_000_000_000),
        equipment: 1_000_000,
        land: 1_000_000_000,
        cost_factor: 1.0,
        patience: months(3),
        without_pass: 0.5,
    }
}

/// A contest of so many projects on the first day, all of which start at once.
fn first_day(projects: f64) -> Contest {
    Contest {
        dates: vec![date("2019-01-01")],
        ..contest(projects)
    }
}

fn places(sim: &mut Sim) -> Vec<(VenturePlace, SimTime)> {
    let rows = table(sim);
    rows.iter().map(|one| (one.place, one.ended)).collect()
}

/// 120 k at 10 k a month end after 12 of the 15 months of work: everybody fails then. At a cost
/// factor of 0.8 they last 15 months to the millisecond, and everybody has passed.
#[test]
fn money_that_ends_before_the_phase_ends_the_venture() {
    let outcome = |cost_factor, strength| {
        let mut plan = nobody(sure_phases(&[5, 10]));
        plan.contest = Some(first_day(3.0));
        plan.own_funds = Some(Law::Constant {
            value: 12_000_000.0,
        });
        for phase in &mut plan.phases {
            phase.cost_per_month = Fen::yuan(10_000);
        }
        plan.guarantee = Some(Guarantee {
            cost_factor,
            ..plenty()
        });
        let mut sim = simulation(&plan, months(20), 0);
        set(&mut sim, ProgrammeKind::VenturePools, strength);
        run(&mut sim);
        let cost = figures(&mut sim).value("ventures.cost").unwrap();
        (places(&mut sim), cost)
    };
    let broke = vec![(VenturePlace::OutOfMoney, at_month(12)); 3];
    assert_eq!(outcome(1.0, 1.0), (broke.clone(), 10_000.0));
    assert_eq!(outcome(0.8, 0.0), (broke, 10_000.0), "no guarantee");
    let graduated = vec![(VenturePlace::Graduated, at_month(15)); 3];
    assert_eq!(outcome(0.8, 1.0), (graduated.clone(), 8_000.0));
    assert_eq!(outcome(0.9, 2.0), (graduated, 8_000.0), "twice as strong");
}

/// A grant of 30 k at the start of the second phase lengthens the runway by three months, and is
/// paid by the treasury.
#[test]
fn a_grant_lengthens_the_runway() {
    let mut plan = nobody(sure_phases(&[5, 10]));
    plan.contest = Some(first_day(2.0));
    plan.own_funds = Some(Law::Constant {
        value: 12_000_000.0,
    });
    for phase in &mut plan.phases {
        phase.cost_per_month = Fen::yuan(10_000);
    }
    plan.phases[1].needs[PoolKind::Fund as usize] = 3_000_000;
    plan.guarantee = Some(plenty());
    let mut sim = simulation(&plan, months(20), 0);
    run(&mut sim);
    assert_eq!(
        places(&mut sim),
        vec![(VenturePlace::Graduated, at_month(15)); 2]
    );
    let grants = figures(&mut sim).value("ventures.grants");
    assert_eq!(grants, Some(60_000.0));
}

/// The fund has money for one grant a month, so of three ventures that ask on the first day the
/// second begins on 1 February and the third on 1 March; of the money that there was, all was
/// granted.
#[test]
fn the_fund_is_filled_each_month_and_pays_first_come_first_served() {
    let mut plan = nobody(sure_phases(&[1]));
    plan.contest = Some(first_day(3.0));
    plan.phases[0].needs[PoolKind::Fund as usize] = 5_000_000;
    plan.guarantee = Some(Guarantee {
        fund_per_month: Fen::yuan(50_000),
        ..plenty()
    });
    let mut sim = simulation(&plan, Duration::days(89), 0);
    run(&mut sim);
    let begins = [0, 31, 59].map(Duration::days);
    let ends: Vec<_> = begins.map(|at| SimTime::ZERO + at + months(1)).into();
    let found: Vec<_> = table(&mut sim).iter().map(|one| one.ended).collect();
    assert_eq!(found, ends);
    let figures = figures(&mut sim);
    assert_eq!(figures.value("ventures.pool_utilisation/fund"), Some(100.0));
    assert_eq!(figures.value("ventures.pool_wait/fund"), Some(30.0));
    assert_eq!(figures.value("ventures.grants"), Some(150_000.0));
}

/// Two slots for five ventures of two months each: two begin at once, two after two months, and the
/// fifth has lost patience after three months and does without, at half the chance to pass.
#[test]
fn who_waits_too_long_does_without_and_passes_less_often() {
    let mut plan = nobody(sure_phases(&[2]));
    plan.contest = Some(first_day(5.0));
    plan.phases[0].needs[PoolKind::Equipment as usize] = 1;
    plan.guarantee = Some(Guarantee {
        equipment: 2,
        without_pass: 0.0,
        ..plenty()
    });
    let mut sim = simulation(&plan, months(6), 0);
    run(&mut sim);
    let expected = [
        (VenturePlace::Graduated, at_month(2)),
        (VenturePlace::Graduated, at_month(2)),
        (VenturePlace::Graduated, at_month(4)),
        (VenturePlace::Graduated, at_month(4)),
        (VenturePlace::Failed, at_month(5)),
    ];
    assert_eq!(places(&mut sim), expected);
    let figures = figures(&mut sim);
    assert_eq!(
        figures.value("ventures.phases_without_pool/equipment"),
        Some(1.0)
    );
    // Waits of 0, 0, 2, 2 and 3 months; two slots in use for four months of six.
    let days = 7.0 * 365.0 / 12.0 / 5.0;
    let wait = figures.value("ventures.pool_wait/equipment").unwrap();
    assert!((wait - days).abs() < 1e-9, "{wait}");
    let share = figures
        .value("ventures.pool_utilisation/equipment")
        .unwrap();
    assert!((share - 200.0 / 3.0).abs() < 1e-9, "{share}");
}

/// A guarantee that does not run is waited for by nobody, and one of half the strength has half the
/// land.
#[test]
fn the_guarantee_obeys_its_programme() {
    let without = |strength| {
        let mut plan = nobody(sure_phases(&[2]));
        plan.contest = Some(first_day(6.0));
        plan.phases[0].needs[PoolKind::Land as usize] = 100;
        plan.guarantee = Some(Guarantee {
            land: 400,
            patience: months(1),
            ..plenty()
        });
        let mut sim = simulation(&plan, months(6), 0);
        set(&mut sim, ProgrammeKind::VenturePools, strength);
        run(&mut sim);
        let figures = figures(&mut sim);
        ["phases_without_pool/land", "pool_wait/land"]
            .map(|key| figures.value(&format!("ventures.{key}")))
    };
    let month = 365.0 / 12.0;
    assert_eq!(without(0.0), [Some(6.0), None]);
    let [half, wait] = without(0.5);
    assert_eq!(half, Some(4.0));
    assert!((wait.unwrap() - 4.0 * month / 6.0).abs() < 1e-9);
    assert_eq!(without(1.0)[0], Some(2.0));
    assert_eq!(without(1.5), [Some(0.0), Some(0.0)]);
}

/// One place in a phase of a month: ventures go through it one by one, and pay while they wait.
#[test]
fn places_in_a_phase_are_waited_for() {
    let mut plan = nobody(sure_phases(&[1]));
    plan.contest = Some(first_day(4.0));
    plan.phases[0].servers = Some(1);
    plan.phases[0].needs[PoolKind::Server as usize] = 1;
    plan.phases[0].cost_per_month = Fen::yuan(10_000);
    plan.own_funds = Some(Law::Constant { value: 2_500_000.0 });
    let mut sim = simulation(&plan, months(4), 0);
    run(&mut sim);
    let half_past = SimTime::ZERO + months(5) / 2;
    let expected = [
        (VenturePlace::Graduated, at_month(1)),
        (VenturePlace::Graduated, at_month(2)),
        (VenturePlace::OutOfMoney, half_past),
        (VenturePlace::OutOfMoney, half_past),
    ];
    assert_eq!(places(&mut sim), expected);
    let figures = figures(&mut sim);
    assert_eq!(figures.value("ventures.out_of_money/incubation"), Some(2.0));
    // The first three are served after 0, 1 and 2 months; the fourth leaves after two and a half.
    let wait = figures.value("ventures.place_wait/incubation").unwrap();
    let days = 5.5 / 4.0 * 365.0 / 12.0;
    assert!((wait - days).abs() < 1e-9, "{wait}");
}

/// A guarantee that starts later lowers the cost of those who are there: of 120 k, 40 k are gone
/// after four months, and the rest lasts ten months at 0.8.
#[test]
fn a_guarantee_that_starts_later_helps_from_then_on() {
    let mut plan = nobody(sure_phases(&[24]));
    plan.contest = Some(first_day(2.0));
    plan.own_funds = Some(Law::Constant {
        value: 12_000_000.0,
    });
    plan.phases[0].cost_per_month = Fen::yuan(10_000);
    plan.guarantee = Some(Guarantee {
        cost_factor: 0.8,
        ..plenty()
    });
    let mut sim = simulation_in_ticks(&plan, months(20), 0, Duration::hours(1));
    set(&mut sim, ProgrammeKind::VenturePools, 0.0);
    while sim.step() {
        if sim.clock().tick_end() == at_month(4) {
            set(&mut sim, ProgrammeKind::VenturePools, 1.0);
        }
    }
    assert_eq!(
        places(&mut sim),
        vec![(VenturePlace::OutOfMoney, at_month(14)); 2]
    );
}

/// The same teams have the same draws: a lower cost never lets one fail that lived at a higher
/// cost.
#[test]
fn a_lower_cost_factor_saves_some_and_harms_nobody() {
    let outcome = |cost_factor| {
        let mut plan = nobody(eight_phases());
        plan.contest = Some(first_day(226.0));
        plan.own_funds = Some(Law::Lognormal { mean: 3e8, cv: 1.0 });
        for phase in &mut plan.phases {
            phase.cost_per_month = Fen::yuan(100_000);
        }
        plan.guarantee = Some(Guarantee {
            cost_factor,
            ..plenty()
        });
        let mut sim = simulation(&plan, Duration::days(3_000), 0);
        run(&mut sim);
        table(&mut sim)
    };
    let (dear, cheap) = (outcome(1.0), outcome(0.6));
    let broke = |rows: &[Venture]| {
        let broke = rows
            .iter()
            .filter(|one| one.place == VenturePlace::OutOfMoney);
        broke.count()
    };
    assert!(broke(&cheap) + 20 < broke(&dear));
    for (dear, cheap) in dear.iter().zip(&cheap) {
        assert!(cheap.phase >= dear.phase);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever the pools, the laws and the programmes: after every tick each venture is in one
    /// place, and what is held is what is in use.
    #[test]
    fn ventures_and_pools_are_conserved(
        teams in 1_u32..40,
        per_year in 0.0_f64..400.0,
        servers in proptest::option::of(1_u64..6),
        needs in [0_u64..3, 0..300, 0..2_000],
        stock in [0_u64..6, 0..900],
        fund in 0_i64..40,
        funds in proptest::option::of(0.0_f64..4e5),
        floor in 0.0_f64..900.0,
        strengths in proptest::collection::vec([0.0_f64..2.0, 0.0..2.0, 0.0..2.0], 4),
        patience in 0_u64..40,
        seed in 0_u32..1_000,
    ) {
        let mut plan = nobody(eight_phases());
        for phase in &mut plan.phases {
            phase.time = DurationLaw::new(Law::Exponential { mean: 20.0 * 86.4e6 });
            phase.pass = 0.9;
            phase.needs = [u64::from(servers.is_some()), needs[0], needs[1], needs[2]];
            phase.servers = servers;
            phase.cost_per_month = Fen::yuan(1_000);
        }
        plan.own_funds = funds.map(|value| Law::Constant { value });
        plan.contest = Some(first_day(f64::from(teams)));
        if let Some(contest) = &mut plan.contest {
            contest.countries[0].enclave_share = 0.5;
        }
        plan.founders = Some(founders(per_year, 0.3));
        let stay = DurationLaw::new(Law::Exponential { mean: 30.0 * 86.4e6 });
        let places = [("shanghai", floor), ("hangzhou", floor / 2.0)];
        plan.enclaves = Some(Enclaves { blocked_share_lost: 0.5, ..enclaves(&places, stay) });
        plan.guarantee = Some(Guarantee {
            fund_per_month: Fen::yuan(fund),
            equipment: stock[0],
            land: stock[1],
            cost_factor: 0.7,
            patience: Duration::days(patience),
            without_pass: 0.8,
        });
        let mut sim = simulation(&plan, Duration::days(240), seed);
        let kinds = [
            ProgrammeKind::Contest,
            ProgrammeKind::Enclaves,
            ProgrammeKind::VenturePools,
        ];
        while sim.step() {
            prop_assert_eq!(audit::audit(sim.world_mut()), Vec::<String>::new());
            let day = usize::try_from(sim.clock().tick_end().day()).unwrap();
            if let Some(now) = strengths.get(day / 60).filter(|_| day % 60 == 5) {
                for (kind, strength) in kinds.into_iter().zip(now) {
                    set(&mut sim, kind, if *strength < 0.2 { 0.0 } else { *strength });
                }
            }
        }
    }
}
