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
