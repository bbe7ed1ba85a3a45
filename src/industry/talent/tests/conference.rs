//! Conferences: binomial counts, and a pool in which nobody is counted twice.

use super::super::channel::conference::Conference;
use super::*;
use crate::units::Date;

/// The conference of 2019, on 10 January of each year.
pub(super) fn plan() -> Conference {
    let share = |value: f64| Share::new(value).unwrap();
    let months = |count: f64| count / 12.0 * 365.0 * 86_400_000.0;
    Conference {
        dates: vec![Date::ymd(2019, 1, 10)],
        yearly: true,
        invited: 1_000,
        high_end_share: share(0.2),
        attendance: Share::ONE,
        returns: [share(0.03), share(0.05)],
        lag: DurationLaw::new(Law::Lognormal {
            mean: months(9.0),
            cv: 0.8,
        }),
        pool: 30_000,
    }
}

pub(super) fn conference(plan: Conference) -> Channel {
    let profiles = vec![persons(Tier::Leading), persons(Tier::Doctor)];
    channel("conference", plan, profiles)
}

/// A run with this strength of the programmes of the kind, at its end.
fn finished(plan: Conference, strength: f64, days: u64, replication: u32) -> Sim {
    let mut sim = simulation(
        vec![conference(plan)],
        2019,
        day(),
        day() * days,
        replication,
    );
    let mut programmes = sim.world_mut().resource_mut::<Programmes>();
    programmes.set(ProgrammeKind::Conference, strength);
    while sim.step() {
        if sim.clock().tick_end().day().is_multiple_of(30) {
            assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
        }
    }
    assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
    sim
}

/// Asserts that a count is binomial: within 4 standard deviations of its mean.
fn assert_binomial(what: &str, found: f64, trials: f64, chance: f64) {
    let sd = (trials * chance * (1.0 - chance)).sqrt();
    let mean = trials * chance;
    assert!(
        (found - mean).abs() < 4.0 * sd,
        "{what}: {found}, not {mean}"
    );
}

/// A thousand guests, a fifth of them high-end; 3 % and 5 % come back, nine months later.
#[test]
fn guests_are_binomial_and_so_are_those_who_return() {
    const RUNS: u32 = 40;
    let mut sums = [0.0; 3];
    let (mut scatter, mut lags, mut squares) = (0.0, 0.0, 0.0);
    for run in 0..RUNS {
        // Once, and twelve years for all to come back.
        let once = Conference {
            yearly: false,
            ..plan()
        };
        let mut sim = finished(once, 1.0, 4_380, run);
        let figures = figures(&mut sim);
        let found = |key: &str| figures.value(&format!("talent.{key}/conference"));
        let all = ["invited", "attended"].map(found);
        assert_eq!(all, [Some(1_000.0); 2]);
        let high_end = found("high_end").unwrap();
        scatter += (high_end - 200.0).powi(2) / 160.0;
        let people = everybody(&mut sim);
        let count = people.len() as f64;
        let natives = ["returned", "natives"].map(found);
        assert_eq!(natives, [count, 30_000.0 - count].map(Some));
        let leading = people.iter().filter(|person| person.tier == Tier::Leading);
        let leading = leading.count() as f64;
        for (sum, count) in sums
            .iter_mut()
            .zip([high_end, leading, people.len() as f64])
        {
            *sum += count;
        }
        for person in people {
            let months = (person.registered.as_days() - 9.0) * 12.0 / 365.0;
            lags += months;
            squares += months * months;
        }
    }
    let runs = f64::from(RUNS);
    let [high_end, leading, returned] = sums;
    assert_binomial("high-end", high_end, 1_000.0 * runs, 0.2);
    // Within 4 standard errors of a variance of 160.
    assert!(
        (scatter - runs).abs() < 4.0 * (2.0 * runs).sqrt(),
        "{scatter}"
    );
    assert_binomial("leading", leading, high_end, 0.03);
    assert_binomial(
        "doctors",
        returned - leading,
        1_000.0 * runs - high_end,
        0.05,
    );
    let mean = lags / returned;
    let error = (squares / returned - mean * mean).sqrt() / returned.sqrt();
    assert!(
        (mean - 9.0).abs() < 4.0 * error && error < 0.3,
        "{mean} +- {error}"
    );
}

#[test]
fn who_returned_is_not_invited_again_and_the_pool_ends() {
    let plan = Conference {
        invited: 10,
        pool: 25,
        returns: [Share::ONE; 2],
        lag: DurationLaw::constant(day() * 500),
        ..plan()
    };
    let mut sim = finished(plan.clone(), 1.0, 4 * 365 + 200, 0);
    let figures = figures(&mut sim);
    let value = |key: &str| figures.value(&format!("talent.{key}/conference"));
    assert_eq!(
        value("invited"),
        Some(25.0),
        "10, 10, 5, and nobody is left"
    );
    assert_eq!(value("returned"), Some(25.0));
    assert_eq!(value("natives"), Some(0.0));
    // On the way still: the last five.
    let mut early = finished(plan, 1.0, 2 * 365 + 300, 0);
    let figures = super::figures(&mut early);
    let value = |key: &str| figures.value(&format!("talent.{key}/conference"));
    assert_eq!(
        [value("returned"), value("natives")],
        [Some(20.0), Some(0.0)]
    );
}

#[test]
fn the_strength_scales_whom_it_invites_and_the_first_thousand_stay_the_same() {
    let returned = |strength: f64| {
        let mut sim = finished(plan(), strength, 365, 3);
        let invited = figures(&mut sim).value("talent.invited/conference");
        let people = everybody(&mut sim);
        let times = people.iter().map(|person| person.registered);
        (invited, times.collect::<Vec<SimTime>>())
    };
    assert_eq!(returned(0.0), (Some(0.0), Vec::new()));
    let (one, two) = (returned(1.0), returned(2.0));
    assert_eq!([one.0, two.0], [Some(1_000.0), Some(2_000.0)]);
    assert!(one.1.iter().all(|time| two.1.contains(time)));
    assert!(one.1.len() > 10 && two.1.len() > one.1.len());
}

#[test]
fn half_of_the_invited_attend_and_dates_before_the_run_are_past() {
    let half = Conference {
        attendance: Share::new(0.5).unwrap(),
        dates: vec![
            Date::ymd(2018, 5, 1),
            Date::ymd(2019, 2, 1),
            Date::ymd(2019, 3, 1),
        ],
        yearly: false,
        ..plan()
    };
    let mut sim = finished(half, 1.0, 100, 0);
    let figures = figures(&mut sim);
    let value = |key: &str| figures.value(&format!("talent.{key}/conference")).unwrap();
    assert_eq!(figures.value("talent.invited/conference"), Some(2_000.0));
    assert_binomial("attended", value("attended"), 2_000.0, 0.5);
    assert_binomial("high-end", value("high_end"), value("attended"), 0.2);
}
