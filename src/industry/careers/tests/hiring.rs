//! Posts and pools: matching, first come first served, giving up, and two steady states.

use super::*;
use crate::engine::Stream;
use crate::industry::careers::state::CareersState;
use crate::industry::shared::staff::StaffChangeKind;
use crate::units::Rate;
use crate::units::time::DAY;

/// No one leaves or gives up.
const STAYING: &str = "exit.engineer = \"0 /y\"\nhire.leak = \"0 /y\"\nhire.overhire = 0\n";

#[test]
fn a_days_matches_follow_the_matching_function() {
    let replications = 300_u32;
    let hires: usize = (0..replications)
        .map(|replication| {
            let run = Run {
                replication,
                ..Run::default()
            };
            let crowd = crowd(1_000, Tier::Engineer, Occupation::Engineer);
            let mut town = Town::new(STAYING, crowd, run);
            town.require(Role::Engineer, 400.0);
            town.run_days(2).count(Standing::Employed)
        })
        .sum();
    // 221.359... a month, of 1,000 seekers who find a post independently of each other.
    let chance = 1.0 - f64::exp(-0.221_359_436_211_786_54 * 12.0 / 365.0);
    let mean = hires as f64 / f64::from(replications);
    let error = (1_000.0 * chance * (1.0 - chance) / f64::from(replications)).sqrt();
    assert!(error < 0.025 * 1_000.0 * chance);
    assert!(
        (mean - 1_000.0 * chance).abs() < 4.0 * error,
        "{mean} hires a day"
    );
}

#[test]
fn posts_are_filled_up_to_the_plan_first_come_first_served() {
    let mut town = Town::new(
        "hire.m = \"100 /mo\"\nhire.leak = \"0 /y\"\nexit.engineer = \"0 /y\"",
        crowd(1_000, Tier::Engineer, Occupation::Engineer),
        Run::default(),
    );
    town.require(Role::Engineer, 40.0);
    town.run_days(60);
    // 5 % more than the plan.
    let employed = |person: &Person| person.standing == Standing::Employed;
    let persons = town.persons();
    assert_eq!(persons.iter().filter(|p| employed(p)).count(), 42);
    assert!(
        persons[..42].iter().all(employed),
        "the first in the pool are the first hired"
    );
    assert!(town.faults().is_empty());
}

#[test]
fn nobody_is_hired_for_a_role_that_nobody_needs() {
    let operators = crowd(500, Tier::Technician, Occupation::Operator);
    let mut town = Town::new("", operators, Run::default());
    town.require(Role::Engineer, 400.0);
    town.run_days(100);
    assert_eq!(town.count(Standing::Employed), 0);
}

#[test]
fn seekers_give_up_at_the_rate_of_the_leak_and_work_elsewhere() {
    let count = 60_000;
    let section = "exit.engineer = \"0 /y\"\nexit.city_share = 0";
    let engineers = crowd(count, Tier::Engineer, Occupation::Engineer);
    let mut town = Town::new(section, engineers, Run::default());
    town.run_days(120);
    let seeking = town.count(Standing::Seeking);
    assert_share(seeking, count, f64::exp(-0.5));
    assert_eq!(town.count(Standing::Settled), count - seeking);
    let elsewhere = |person: &Person| person.occupation == Occupation::Other;
    assert_eq!(
        town.persons().iter().filter(|p| elsewhere(p)).count(),
        count - seeking
    );
}

#[test]
fn an_exit_frees_the_post_and_is_handed_on_with_its_time() {
    let crowd = crowd(300, Tier::Technician, Occupation::Assembler);
    let mut town = Town::new("hire.m = \"100 /mo\"", crowd, Run::default());
    town.require(Role::Assembler, 50.0);
    let mut heads = 0_i64;
    for _ in 0..365 {
        town.sim.step();
        let (start, end) = (town.sim.clock().tick_start(), town.sim.clock().tick_end());
        let world = town.sim.world_mut();
        let changes: Vec<(SimTime, StaffChange)> = world
            .resource_mut::<Handover<StaffChange>>()
            .drain()
            .collect();
        assert!(changes.is_sorted_by_key(|change| change.0));
        for (at, change) in changes {
            assert!(start <= at && at < end && change.hired <= at);
            heads += match change.kind {
                StaffChangeKind::Joined => 1,
                StaffChangeKind::Left => -1,
            };
        }
        assert_eq!(i64::try_from(town.count(Standing::Employed)), Ok(heads));
    }
    let figures = town.figures();
    let exits = figures.value("careers.exits/assembler").unwrap();
    let hired = figures.value("careers.hired/assembler").unwrap();
    assert!(exits > 10.0, "posts are freed");
    assert!((hired - exits - heads as f64).abs() < 0.5);
    let departed = town.sim.world().resource::<Handover<Departed>>().len();
    assert_eq!(departed, town.count(Standing::Left));
}

/// Separations s a month and vacancies that keep V = .4 U: the share seeking tends to s/(s + f),
/// f = .35 sqrt(.4). Whoever leaves is replaced at the next tick by a newcomer who seeks.
#[test]
fn unemployment_is_separation_over_separation_and_finding() {
    let people = 20_000;
    let newcomers = 40_000;
    let section = "exit.engineer = \"0.12 /y\"\nhire.leak = \"0 /y\"\nhire.overhire = 0";
    let mut persons = crowd(people, Tier::Engineer, Occupation::Engineer);
    for at in &mut persons[1_000..] {
        at.1.standing = Standing::Employed;
    }
    let later = (SimTime::MAX, person(Tier::Engineer, Occupation::Engineer));
    persons.extend(vec![later; newcomers]);
    let run = Run {
        tick: Duration::hours(8),
        ..Run::default()
    };
    let mut town = Town::new(section, persons, run);
    let (mut next, mut seekers, mut ticks) = (u32::try_from(people).unwrap(), 0.0, 0.0);
    while town.sim.clock().tick_end() < SimTime::ZERO + Duration::days(9 * 365) {
        let census = &town.sim.world().resource::<CareersState>().census;
        let seeking = census.seekers(Role::Engineer);
        let employed = census.employed(Role::Engineer);
        let vacancies = (0.4 * seeking as f64).round();
        town.require(Role::Engineer, employed as f64 + vacancies);
        let now = town.sim.clock().tick_end();
        if now.as_days() > 365.0 {
            seekers += seeking as f64;
            ticks += 1.0;
        }
        let world = town.sim.world_mut();
        let left = world.resource_mut::<Handover<Departed>>().drain().count();
        let mut settled = world.resource_mut::<Handover<Settled>>();
        for _ in 0..left {
            settled.push(now, Settled(PersonRow::from(next)));
            next += 1;
        }
        town.sim.step();
    }
    let share = seekers / ticks / people as f64;
    // A seeker's spell is forgotten in 4 months, so 8 years are about 24 independent looks.
    let expected = 0.043_222_788_591_367_39;
    let error = (expected * (1.0 - expected) / people as f64 / 12.0).sqrt();
    assert!(4.0 * error < 0.05 * expected);
    assert!(
        (share - expected).abs() < 4.0 * error,
        "{share} seek, {expected} expected"
    );
}

/// Poisson arrivals that leave at a constant hazard: at any time the heads are Poisson with mean
/// lambda/h (1 - exp(-h t)), the stock of M/M/inf.
#[test]
fn heads_under_constant_hazard_are_those_of_infinitely_many_servers() {
    let (per_day, days) = (2.0, 730_u64);
    let replications = 60_u32;
    let heads: Vec<f64> = (0..replications)
        .map(|replication| {
            let mut stream = Streams::new(3, replication).stream("arrivals", "");
            let run = Run {
                replication,
                ..Run::default()
            };
            let persons = poisson(per_day, days, &mut stream);
            let mut town = Town::new("hire.leak = \"0 /y\"", persons, run);
            town.run_days(days).count(Standing::Seeking) as f64
        })
        .collect();
    let hazard = Rate::per_year(0.6).get_per_day();
    let expected = per_day / hazard * (1.0 - f64::exp(-hazard * days as f64));
    let n = f64::from(replications);
    let mean = heads.iter().sum::<f64>() / n;
    let variance = heads.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (expected / n).sqrt();
    assert!(4.0 * error < 0.03 * expected);
    assert!(
        (mean - expected).abs() < 4.0 * error,
        "{mean} heads, {expected} expected"
    );
    // The variance of a Poisson count is its mean; its own standard error is sqrt(2/n) of it.
    assert!(
        (variance / expected - 1.0).abs() < 4.0 * (2.0 / n).sqrt(),
        "{variance}"
    );
}

/// Assemblers who settle in a Poisson stream.
fn poisson(per_day: f64, days: u64, stream: &mut Stream) -> Vec<(SimTime, Person)> {
    let mut now = SimTime::ZERO;
    std::iter::from_fn(|| {
        now += Duration::from_millis_f64(stream.exponential() * DAY as f64 / per_day);
        Some((now, person(Tier::Technician, Occupation::Assembler)))
    })
    .take_while(|&(at, _)| at < SimTime::ZERO + Duration::days(days))
    .collect()
}
