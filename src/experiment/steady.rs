//! Whether series have settled: the warm-up that they need, and their mean after it. By MSER-5 and
//! batch means (method M9).

use thiserror::Error;

use super::compare::asked::means;
use crate::engine::metric::SeriesKind;
use crate::industry::{Outcome, RunPlan};
use crate::statistics::warmup::{BatchMeans, batch_means, mean_of_replications, mser_5};
use crate::statistics::{Bounds, Estimate};
use crate::units::{Duration, SimTime};

/// So many batches of one long run: enough for Student's t, few enough to be long (Schmeiser 1982).
const BATCHES: usize = 20;

/// A series, as the mean of all replications.
#[derive(Clone, Debug)]
pub struct Settling {
    /// The key of its metric, followed by a slash and the subject if there is one.
    pub key: String,
    /// The unit of its values.
    pub unit: &'static str,
    /// The warm-up that MSER-5 would leave out; none where it would leave out half of the run or
    /// more, so that the series does not settle within it.
    pub warmup: Option<Duration>,
    /// The mean of the points after the warm-up of the run.
    pub mean: Steady,
}

impl Settling {
    /// Whether its interval is too narrow, since the batches are correlated.
    #[must_use]
    pub fn is_correlated(&self) -> bool {
        matches!(&self.mean, Steady::Batches(found) if found.are_correlated())
    }
}

/// A mean of a series after the warm-up.
#[derive(Clone, Copy, Debug)]
pub enum Steady {
    /// Of several replications: one mean each.
    Replications(Estimate),
    /// Of one long run, in batches.
    Batches(BatchMeans),
    /// The points after the warm-up are too few, or do not vary.
    Unknown,
}

/// Why series cannot be judged.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SteadyError {
    /// No series is asked for.
    #[error(
        "no series of a level or a flow is called `{0}`; the results have them in `series.csv`, \
         and `chippark metrics` says which metric has which kind"
    )]
    NoSeries(String),
    /// There are too few points.
    #[error(
        "`{key}` has {points} points, and MSER-5 takes 20 at least: lengthen the run, or set \
         `run.observe` to a shorter time"
    )]
    FewPoints {
        /// The key of the series.
        key: String,
        /// The number of its points.
        points: usize,
    },
}

/// How the series of some figures settle, in the order asked for.
///
/// * `names` - keys of series, metrics for all of their subjects, or `*`-patterns.
///
/// # Errors
/// If there is no such series, or it has too few points.
pub fn settling(
    outcomes: &[Outcome],
    plan: &RunPlan,
    names: &[String],
) -> Result<Vec<Settling>, SteadyError> {
    let mut all: Vec<Settling> = Vec::new();
    for name in names {
        let before = all.len();
        for (key, unit) in keys(outcomes, name) {
            if all.iter().all(|found| found.key != key) {
                all.push(one(outcomes, plan, key, unit)?);
            }
        }
        if all.len() == before && all.iter().all(|found| !means(name, &found.key)) {
            return Err(SteadyError::NoSeries(name.clone()));
        }
    }
    Ok(all)
}

/// The key of a point's series.
fn key_of(metric: &str, subject: &str) -> String {
    if subject.is_empty() {
        metric.to_owned()
    } else {
        format!("{metric}/{subject}")
    }
}

/// The series of levels and flows that a name means, by key, with their units.
fn keys(outcomes: &[Outcome], name: &str) -> Vec<(String, &'static str)> {
    let points = outcomes
        .iter()
        .flat_map(|outcome| outcome.series.points().iter());
    let points = points.filter(|point| match point.metric.series {
        SeriesKind::Level | SeriesKind::Flow => true,
        SeriesKind::None | SeriesKind::Total => false,
    });
    let keys = points.map(|point| (key_of(point.metric.key, point.subject), point.metric.unit));
    let mut keys: Vec<_> = keys.filter(|(key, _)| means(name, key)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn one(
    outcomes: &[Outcome],
    plan: &RunPlan,
    key: String,
    unit: &'static str,
) -> Result<Settling, SteadyError> {
    let rows: Vec<Vec<(SimTime, f64)>> = outcomes
        .iter()
        .map(|outcome| {
            let points = outcome.series.points().iter();
            let of_key = points.filter(|point| key_of(point.metric.key, point.subject) == key);
            of_key.map(|point| (point.time, point.value)).collect()
        })
        .collect();
    // A subject that some replications never had has shorter rows.
    let points = rows.iter().map(Vec::len).min().unwrap_or_default();
    let values = |from: usize| -> Vec<Vec<f64>> {
        let of_row = |row: &Vec<(SimTime, f64)>| {
            let points = row[from..points].iter();
            points.map(|(_, value)| *value).collect()
        };
        rows.iter().map(of_row).collect()
    };
    let found = mean_of_replications(&values(0)).and_then(|mean| mser_5(&mean));
    let Ok(found) = found else {
        return Err(SteadyError::FewPoints { key, points });
    };
    let end_of = |count: usize| match count.checked_sub(1) {
        None => Duration::ZERO,
        Some(last) => rows[0][last].0.since(SimTime::ZERO),
    };
    let times = rows[0].iter().take(points);
    let in_warmup = times.filter(|(time, _)| time.since(SimTime::ZERO) <= plan.warmup);
    let after = values(in_warmup.count());
    Ok(Settling {
        unit,
        warmup: found.settled.then(|| end_of(found.drop)),
        mean: steady(&after),
        key,
    })
}

/// The mean of the points of each replication, or of the batches of the only one.
fn steady(replications: &[Vec<f64>]) -> Steady {
    if let [only] = replications {
        return batch_means(only, BATCHES, 0.95).map_or(Steady::Unknown, Steady::Batches);
    }
    let mean =
        |row: &Vec<f64>| (!row.is_empty()).then(|| row.iter().sum::<f64>() / row.len() as f64);
    let means: Vec<f64> = replications.iter().filter_map(mean).collect();
    Estimate::of(&means, Bounds::Any).map_or(Steady::Unknown, Steady::Replications)
}

/// The warm-up after which all of some series have settled; none where one of them does not.
#[must_use]
pub fn warmup(series: &[Settling]) -> Option<Duration> {
    let warmups = series.iter().map(|series| series.warmup);
    warmups.collect::<Option<Vec<_>>>()?.into_iter().max()
}
