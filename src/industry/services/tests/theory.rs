//! Window and housing against closed forms.

use super::*;

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

/// Mean waits in minutes, visits per case and the share that waits, in percent, over replications
/// of 55 cases an hour.
fn window_replications(windows: u32, service: Duration, incomplete: f64) -> [Vec<f64>; 3] {
    let (warmup, horizon) = (Duration::hours(48), Duration::hours(5_048));
    let mut found = [const { Vec::new() }; 3];
    for seed in 0..16 {
        let people = poisson(Duration::hours(1) / 55, horizon, seed);
        let services = only_window(window(windows, service, incomplete));
        let mut sim = simulation(services, people, Duration::hours(8), warmup, horizon, seed);
        let figures = run(&mut sim);
        found[0].push(60.0 * figures.value("services.window_wait_mean").unwrap());
        found[1].push(figures.value("services.visits_per_case").unwrap());
        found[2].push(figures.value("services.window_waited_share").unwrap());
    }
    found
}

/// The E-Point pilot: 14 windows, 12 min, 5 % incomplete; Erlang C and Jackson's feedback.
#[test]
fn the_pilot_window_is_the_m_m_c_queue_with_feedback() {
    let [waits, visits, waited] = window_replications(14, Duration::minutes(12), 0.05);
    assert_mean("wait in minutes", &waits, 1.982_894, 0.02);
    assert_mean("visits", &visits, 1.0 / 0.95, 0.001);
    assert_mean("waited", &waited, 40.005_7, 0.01);
}

/// 11 erlangs at 14 windows: Erlang's C.
#[test]
fn a_window_of_complete_cases_is_the_m_m_c_queue() {
    let [waits, visits, waited] = window_replications(14, Duration::minutes(12), 0.0);
    // Wq = C / (c mu - lambda).
    let exact = 0.302_919_259_5;
    assert_mean("waited", &waited, 100.0 * exact, 0.01);
    assert_mean(
        "wait in minutes",
        &waits,
        60.0 * exact / (14.0 * 5.0 - 55.0),
        0.02,
    );
    assert!(visits.iter().all(|visits| (visits - 1.0).abs() < 1e-12));
}

/// Arrivals 10 an hour, 10 windows of 1 h, patience 2 h: the Erlang-A queue (M/M/c+M).
#[test]
fn a_window_with_patience_is_the_erlang_a_queue() {
    let (warmup, horizon) = (Duration::hours(48), Duration::hours(12_048));
    let mut found = [const { Vec::new() }; 3];
    for seed in 0..16 {
        let people = poisson(Duration::hours(1) / 10, horizon, seed);
        let mut plan = window(10, Duration::hours(1), 0.0);
        plan.patience = Some(exponential(Duration::hours(2)));
        let services = only_window(plan);
        let mut sim = simulation(services, people, Duration::days(1), warmup, horizon, seed);
        let figures = run(&mut sim);
        let keys = ["window_lost_share", "window_queue", "window_waited_share"];
        for (values, key) in found.iter_mut().zip(keys) {
            values.push(figures.value(&format!("services.{key}")).unwrap());
        }
    }
    let [lost, backlog, waited] = found;
    let (waits, abandons) = (0.619_655_230_9, 0.103_913_212_3);
    assert_mean("lost", &lost, 100.0 * abandons, 0.01);
    assert_mean("window_queue", &backlog, 2.078_264_246_5, 0.01);
    // Of those who are served.
    let of_served = (waits - abandons) / (1.0 - abandons);
    assert_mean("waited", &waited, 100.0 * of_served, 0.005);
}

/// 50 windows, 30 min, 40 % incomplete.
#[test]
fn a_window_with_many_incomplete_cases_is_the_m_m_c_queue_with_feedback() {
    let [waits, visits, waited] = window_replications(50, Duration::minutes(30), 0.4);
    assert_mean("wait in minutes", &waits, 3.177_503, 0.04);
    assert_mean("visits", &visits, 1.0 / 0.6, 0.002);
    assert_mean("waited", &waited, 44.132, 0.02);
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
            "housing_waited_share",
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

/// Nobody waits: 11 erlangs at 14 units, and who finds none leaves. Erlang's B.
#[test]
fn housing_without_patience_is_the_erlang_loss_system() {
    let (warmup, horizon) = (Duration::days(30), Duration::days(10_030));
    let mut lost = Vec::new();
    for seed in 0..16 {
        let people = poisson(Duration::days(1) / 11, horizon, seed);
        let services = only_housing(HousingPlan {
            patience: DurationLaw::constant(Duration::ZERO),
            ..housing(14)
        });
        let mut sim = simulation(services, people, Duration::days(1), warmup, horizon, seed);
        let figures = run(&mut sim);
        assert_eq!(figures.value("services.housing_wait_mean"), Some(0.0));
        lost.push(figures.value("services.housing_lost_share").unwrap());
    }
    assert_mean("lost", &lost, 8.518_628_676, 0.01);
}

/// 110,000 (1 - 0.8 cos 2 pi t) people a year stay 4 years in units enough for all: the
/// Mt/M/infinity stock is Poisson, and periodic; at the turn of each year its mean is 439,443.61.
#[test]
fn units_enough_hold_the_stock_of_a_seasonal_inflow() {
    let exact = 439_443.614_328;
    let year = Duration::days(365);
    let mut stocks = Vec::new();
    for seed in 0..3 {
        let fastest = 198_000.0;
        let mut people = poisson(year.scaled(1.0 / fastest), year, seed);
        let mut thinning = Streams::new(seed, 0).stream("thinning", "test");
        people.retain(|(at, _)| {
            let turn = std::f64::consts::TAU * at.as_days() / 365.0;
            thinning.chance(110_000.0 * (1.0 - 0.8 * turn.cos()) / fastest)
        });
        let services = only_housing(HousingPlan {
            occupied: 439_444,
            stay: exponential(year * 4),
            ..housing(800_000)
        });
        let (tick, horizon) = (Duration::days(1), year);
        let mut sim = simulation(services, people, tick, Duration::ZERO, horizon, seed);
        run(&mut sim);
        let services = sim.world().resource::<ServicesState>();
        stocks.push(f64::from(services.housing.as_ref().unwrap().occupied));
    }
    let mean = stocks.iter().sum::<f64>() / 3.0;
    // Those of the start who stay are binomial, the others Poisson.
    let stay = (-0.25_f64).exp();
    let variance = exact * stay * (1.0 - stay) + exact * (1.0 - stay);
    let error = (variance / 3.0).sqrt();
    assert!((mean - exact).abs() < 4.0 * error, "{mean} +- {error}");
    assert!(error < 0.001 * exact);
}
