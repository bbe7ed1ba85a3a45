//! Closed forms: the funnel of absorbing phases, the time in it, and the loss of enclaves.

use super::*;

/// Mean and standard error of some values.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// The mean lies within 4 standard errors of the exact value, and they are small.
fn assert_exact(what: &str, values: &[f64], exact: f64, most_error: f64) {
    let (mean, error) = mean_and_error(values);
    assert!(error <= most_error, "{what}: the error {error} is large");
    let off = (mean - exact) / error;
    assert!(off.abs() <= 4.0, "{what}: {mean} for {exact}, {off} errors");
}

/// 226 projects become 192.1, 153.7, 130.6, 98.0, 93.1, 88.4, 75.2 and 11.3, whatever the times;
/// the mean time to the end is the sum of each phase's mean times the chance to enter it, 41.636
/// months.
#[test]
fn the_funnel_and_the_time_in_it_are_those_of_an_absorbing_chain() {
    let mut plan = nobody(eight_phases());
    plan.contest = Some(contest(226.0));
    let replications = 150_u32;
    let mut passed = vec![Vec::new(); 8];
    let mut residence = Vec::new();
    for replication in 0..replications {
        // Long enough that everybody has come to an end.
        let tick = Duration::days(1);
        let mut sim = simulation_in_ticks(&plan, Duration::days(40 * 365), replication, tick);
        while sim.step() {}
        assert_eq!(audit::audit(sim.world_mut()), Vec::<String>::new());
        let figures = figures(&mut sim);
        let value = |key: &str| figures.value(&format!("ventures.{key}")).unwrap();
        let counts: Vec<f64> = NAMES.map(|name| value(&format!("passed/{name}"))).into();
        let entered: Vec<f64> = NAMES.map(|name| value(&format!("entered/{name}"))).into();
        assert_eq!(entered[0], 226.0);
        assert_eq!(entered[1..], counts[..7], "a funnel");
        assert!(counts.is_sorted_by(|one, next| one >= next));
        for (row, count) in counts.into_iter().enumerate() {
            passed[row].push(count);
        }
        residence.push(value("residence"));
    }
    let exact = [
        192.1, 153.68, 130.628, 97.971, 93.072, 88.419, 75.156, 11.273,
    ];
    for ((name, values), exact) in NAMES.iter().zip(&passed).zip(exact) {
        // The golden values are rounded at the third decimal: far less than an error.
        assert_exact(name, values, exact, 0.9);
    }
    assert_exact("residence", &residence, 41.636_007_75, 0.35);
}

/// 226 teams a year that want 18 months each in 226 places are lost with Erlang's probability
/// B(226, 339) = 0.33895, whatever the law of the stay and however the places are split. (Not yet
/// for stays that are all of one length: there the wave in which the places first fill lasts for
/// decades.)
#[test]
fn enclaves_lose_as_many_as_erlang_says() {
    let mean = months(18).as_millis() as f64;
    let laws = [
        DurationLaw::new(Law::Exponential { mean }),
        DurationLaw::new(Law::Uniform {
            low: 0.0,
            high: 2.0 * mean,
        }),
    ];
    for law in laws {
        let mut plan = nobody(sure_phases(&[1]));
        plan.founders = Some(founders(226.0, 1.0));
        plan.team_mean = 1.0;
        plan.enclaves = Some(Enclaves {
            p_transfer: 0.0,
            ..enclaves(&[("shanghai", 9_000.0), ("hangzhou", 13_600.0)], law)
        });
        let mut lost = Vec::new();
        let mut teams = Vec::new();
        for replication in 0..24 {
            let mut sim = simulation(&plan, Duration::days(65 * 365), replication);
            while sim.step() {
                let now = sim.clock().tick_end();
                if now == SimTime::ZERO + Duration::days(5 * 365) {
                    READER.begin_statistics(&mut sim);
                }
            }
            let figures = figures(&mut sim);
            lost.push(figures.value("ventures.blocked_share").unwrap() / 100.0);
            teams.push(figures.value("ventures.enclave_teams").unwrap());
        }
        let exact = 0.338_950_758_3;
        assert_exact("lost", &lost, exact, 0.003);
        // Little's law: those who get in, times their stay.
        assert_exact("teams", &teams, 339.0 * (1.0 - exact), 0.3);
    }
}
