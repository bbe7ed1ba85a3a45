//! The vocabulary of metrics: what `chippark metrics` prints, `docs/metrics.md`, and the file
//! `metrics.csv` of a results folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::Results;
use super::rows::csv_text;
use super::words::{WIDTH, wrapped};
use crate::engine::{Metric, SeriesKind};
use crate::industry::Reader;

/// A metric in JSON; its fields stand in this order.
#[derive(Serialize)]
struct MetricRow {
    key: &'static str,
    unit: &'static str,
    meaning: &'static str,
    /// `none`, `level`, `total` or `flow`.
    series: &'static str,
    /// `higher`, `lower` or `neither`.
    better: &'static str,
    /// The module that records it.
    module: &'static str,
}

/// These metrics as JSON: an array with an object per metric.
#[must_use]
pub fn metrics_json(metrics: &[&'static Metric]) -> String {
    let row = |metric: &&'static Metric| MetricRow {
        key: metric.key,
        unit: metric.unit,
        meaning: metric.meaning,
        series: metric.series.word(),
        better: metric.better.word(),
        module: metric.module,
    };
    super::json_text(&metrics.iter().map(row).collect::<Vec<_>>())
}

/// These metrics for people: key, unit and series on one line, the meaning below it.
#[must_use]
pub fn metrics_text(metrics: &[&'static Metric]) -> String {
    let mut text = String::new();
    for metric in metrics {
        let mut notes = vec![metric.unit.to_owned()];
        if metric.series != SeriesKind::None {
            notes.push(format!("series: {}", metric.series.word()));
        }
        let _ = writeln!(text, "{} [{}]", metric.key, notes.join(", "));
        for line in wrapped(metric.meaning, WIDTH - 5, 0) {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

/// The opening of `docs/metrics.md`.
const OPENING: &str = "\
# Metrics

Every figure that a run reports, by subsystem. This page is made from the code; `chippark metrics`
prints the same. A key may be followed by a slash and a subject: `fab.cycle_time/cpu` is the cycle
time of the lot stream `cpu`.

- **Unit**: `1` is a plain number, such as a ratio.
- **Series**: how the points of `series.csv` are to be read; `metrics.csv` beside it has the unit
  and this kind for each metric, and `series.parquet` in each row. *level*: the value at the
  instant of the point; *total*: accumulated since the start of the run, and anew from the end of
  the warm-up; *flow*: in the interval since the previous point; a dash: no series. The figure in
  `summary.json` is always of the statistics window: from the end of the warm-up to the end of the
  run, or the period of a target.
- **Better**: the direction in which the figure should go; a dash where neither is better by itself.
";

/// The text of `docs/metrics.md`.
#[must_use]
pub fn metrics_page(subsystems: &[Reader]) -> String {
    let mut text = OPENING.to_owned();
    let dash = |word: &'static str| match word {
        "none" | "neither" => "–",
        word => word,
    };
    for subsystem in subsystems {
        let _ = write!(
            text,
            "\n## {}\n\n| metric | unit | series | better | meaning |\n|---|---|---|---|---|\n",
            subsystem.name
        );
        let metrics: BTreeMap<&str, _> = subsystem
            .metrics()
            .map(|metric| (metric.key, metric))
            .collect();
        for metric in metrics.values() {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {} |",
                metric.key,
                metric.unit,
                dash(metric.series.word()),
                dash(metric.better.word()),
                metric.meaning.replace('|', "\\|")
            );
        }
    }
    text
}

/// The text of `metrics.csv`: one row for each metric of the results, with its unit, kind of series
/// and meaning.
#[must_use]
pub fn metrics_csv(results: &Results<'_>) -> String {
    let figures = results.summary.figures.iter().map(|figure| figure.metric);
    let outcomes = results.outcomes.iter();
    let all = figures.chain(outcomes.flat_map(|outcome| outcome.series.metrics()));
    let metrics: BTreeMap<&str, &Metric> = all.map(|metric| (metric.key, metric)).collect();
    let header = ["metric", "unit", "series", "better", "meaning"];
    let rows = metrics.values().map(|metric| {
        [
            metric.key,
            metric.unit,
            metric.series.word(),
            metric.better.word(),
            metric.meaning,
        ]
        .map(str::to_owned)
    });
    csv_text(header.map(str::to_owned), rows)
}
