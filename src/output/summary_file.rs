//! `summary.json`: what an experiment says, for programs. It depends on scenario, seed, number of
//! replications and version alone, byte for byte.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Results, SCHEMA_VERSION};
use crate::experiment::{Measured, digest};
use crate::industry::scenario_digest;

/// The file; its fields stand in this order.
#[derive(Serialize)]
struct SummaryFile<'a> {
    schema_version: u32,
    scenario: &'a str,
    /// SHA-256 of what the scenario says, seed and replications left out.
    scenario_digest: String,
    seed: u64,
    replications: usize,
    /// Length of the run in seconds of simulated time.
    horizon: f64,
    /// Length of the warm-up, which is part of the run, in seconds of simulated time.
    warmup: f64,
    /// SHA-256 of every figure of every replication.
    result_digest: String,
    metrics: Map<String, Value>,
    targets: [Value; 0],
    limits: Map<String, Value>,
}

/// One entry of `metrics`; its fields stand in this order.
#[derive(Serialize)]
struct MetricEntry {
    unit: &'static str,
    mean: Option<f64>,
    sd: Option<f64>,
    ci95: Option<[f64; 2]>,
    n: usize,
    better: &'static str,
    /// Why a number above is null, or `n` less than the replications.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The text of `summary.json`.
#[must_use]
pub fn summary_json(results: &Results<'_>) -> String {
    let Results {
        document,
        about: _,
        plan,
        outcomes,
        summary,
    } = results;
    let metrics = summary.figures.iter();
    let limits = summary.limits.iter();
    super::json_text(&SummaryFile {
        schema_version: SCHEMA_VERSION,
        scenario: document.name(),
        scenario_digest: scenario_digest(document),
        seed: plan.seed,
        replications: summary.replications,
        horizon: plan.horizon.as_seconds(),
        warmup: plan.warmup.as_seconds(),
        result_digest: digest(outcomes),
        metrics: metrics
            .map(|figure| (figure.key.clone(), json!(entry(figure))))
            .collect(),
        targets: [],
        limits: limits
            .map(|limit| (limit.constraint.clone(), json!(limit.share)))
            .collect(),
    })
}

fn entry(figure: &Measured) -> MetricEntry {
    let estimate = figure.estimate;
    MetricEntry {
        unit: figure.metric.unit,
        mean: estimate.map(|estimate| estimate.mean),
        sd: estimate.and_then(|estimate| estimate.sd),
        ci95: estimate
            .and_then(|estimate| estimate.interval())
            .map(|(low, high)| [low, high]),
        n: estimate.map_or(0, |estimate| estimate.count),
        better: figure.metric.better.word(),
        reason: figure.reason(),
    }
}
