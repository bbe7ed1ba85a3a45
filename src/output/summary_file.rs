//! `summary.json`: the summary of an experiment, for programs. It depends on scenario, seed, number
//! of replications and version alone, byte for byte.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::balance::balance_map;
use super::{Results, SCHEMA_VERSION};
use crate::experiment::{Measured, Verdict, digest};
use crate::industry::OutsideRules;

/// The file; its fields stand in this order.
#[derive(Serialize)]
struct SummaryFile<'a> {
    schema_version: u32,
    scenario: &'a str,
    /// SHA-256 of the scenario without seed and replications.
    scenario_digest: String,
    /// The rules that rank lots in place of those of the scenario, by the path of what they rank.
    #[serde(skip_serializing_if = "Map::is_empty")]
    rules_from_outside: Map<String, Value>,
    seed: u64,
    replications: usize,
    /// The number of the first replication.
    first_replication: u32,
    /// Length of the run in seconds of simulated time.
    horizon: f64,
    /// Length of the warm-up, which is part of the run, in seconds of simulated time.
    warmup: f64,
    /// SHA-256 of every figure of every replication.
    result_digest: String,
    metrics: Map<String, Value>,
    targets: Vec<TargetEntry<'a>>,
    limits: Map<String, Value>,
    /// The books: see [`balance`](super::balance).
    balance: Map<String, Value>,
}

/// One entry of `metrics`; its fields stand in this order.
#[derive(Serialize)]
struct MetricEntry {
    unit: &'static str,
    meaning: &'static str,
    /// How its points in `series.csv` are to be read: `none`, `level`, `total` or `flow`.
    series: &'static str,
    mean: Option<f64>,
    sd: Option<f64>,
    ci95: Option<[f64; 2]>,
    n: usize,
    better: &'static str,
    /// Why a number above is null, or `n` less than the replications.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// One entry of `targets`; its fields stand in this order.
#[derive(Serialize)]
struct TargetEntry<'a> {
    id: &'a str,
    metric: &'a str,
    /// The period over which the figure is taken; null for the run's own statistics.
    period: Option<&'a str>,
    value: f64,
    #[serde(rename = "type")]
    kind: &'static str,
    /// `exact`, `within` (bounds included) or `between` (bounds excluded).
    rule: &'static str,
    low: Option<f64>,
    high: Option<f64>,
    mean: Option<f64>,
    ci95: Option<[f64; 2]>,
    n: usize,
    /// Null where the run does not cover the period.
    met: Option<bool>,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    /// Why there is no mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

/// The text of `summary.json`.
#[must_use]
pub fn summary_json(results: &Results<'_>) -> String {
    let Results {
        study,
        outcomes,
        summary,
        verdicts,
    } = results;
    let plan = study.plan();
    let metrics = summary.figures.iter();
    let limits = summary.limits.iter();
    super::json_text(&SummaryFile {
        schema_version: SCHEMA_VERSION,
        scenario: study.document().name(),
        scenario_digest: study.digest(),
        rules_from_outside: (study.rules().into_iter())
            .flat_map(OutsideRules::by_path)
            .map(|(path, rule)| (path, json!(rule.name)))
            .collect(),
        seed: plan.seed,
        replications: summary.replications,
        first_replication: plan.first_replication,
        horizon: plan.horizon.as_seconds(),
        warmup: plan.warmup.as_seconds(),
        result_digest: digest(outcomes),
        metrics: metrics
            .map(|figure| (figure.key.clone(), json!(entry(figure))))
            .collect(),
        targets: verdicts.iter().map(target).collect(),
        limits: limits
            .map(|limit| (limit.constraint.clone(), json!(limit.share)))
            .collect(),
        balance: balance_map(&summary.balances),
    })
}

fn entry(figure: &Measured) -> MetricEntry {
    let estimate = figure.estimate;
    MetricEntry {
        unit: figure.metric.unit,
        meaning: figure.metric.meaning,
        series: figure.metric.series.word(),
        mean: estimate.map(|estimate| estimate.mean),
        sd: estimate.and_then(|estimate| estimate.sd),
        ci95: estimate
            .and_then(|estimate| estimate.interval)
            .map(|interval| [interval.low, interval.high]),
        n: figure.values.iter().flatten().count(),
        better: figure.metric.better.word(),
        reason: figure.reason(),
    }
}

fn target(verdict: &Verdict) -> TargetEntry<'_> {
    let Verdict {
        target,
        estimate,
        met,
        ..
    } = verdict;
    let (low, high) = target.bounds();
    let interval = estimate.and_then(|estimate| estimate.interval);
    TargetEntry {
        id: &target.id,
        metric: &target.metric,
        period: target.period.as_deref(),
        value: target.value,
        kind: target.kind.word(),
        rule: target.rule.word(),
        low,
        high,
        mean: estimate.map(|estimate| estimate.mean),
        ci95: interval.map(|interval| [interval.low, interval.high]),
        n: estimate.map_or(0, |estimate| estimate.count),
        met: *met,
        source: &target.source,
        note: target.note.as_deref(),
        reason: verdict.reason(),
    }
}
