//! Comparison of scenarios with a base, replication by replication with common random numbers.
//!
//! Read [`compare`] first. [`asked`] has the figures and goals that are asked for, [`vary`] makes
//! variants of a scenario, [`mod@best`] picks the best one, [`gate`] decides what fails a check.

pub mod asked;
pub mod best;
pub mod gate;
pub mod per;
#[cfg(test)]
mod tests;
pub mod vary;

use std::collections::BTreeMap;

use thiserror::Error;

use super::{RunError, Study};
use crate::engine::{Better, Figures, Metric};
use crate::industry::{Outcome, Window};
use crate::scenario::Problems;
use crate::statistics::multiple::holm;
use crate::statistics::{Estimate, Paired, Proportion};
use crate::units::text::nearest;
use asked::{Asked, FigureName, Goal};
use best::Best;
use per::Gains;

/// The level of verdicts: at most so often is any verdict of a table wrong.
const LEVEL: f64 = 0.05;
/// So many equal signs are a verdict: 2 / 2^6 is below the level.
const SIGNS: u64 = 6;

/// A scenario that is compared, and what it is called.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name in tables.
    pub name: String,
    /// The scenario.
    pub study: Study,
}

/// Why there is no comparison.
#[derive(Debug, Error)]
pub enum CompareError {
    /// A scenario is invalid with the seed and number of replications of the base.
    #[error("{0}")]
    Scenario(#[from] Problems),
    /// A run failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A figure is asked for that no scenario reports.
    #[error("no scenario reports the figure `{name}`{}", hint(.near.as_deref()))]
    UnknownFigure {
        /// The name as written.
        name: String,
        /// The reported name with the most similar spelling.
        near: Option<String>,
    },
    /// A goal means no figure, or several.
    #[error("{0}")]
    Goal(String),
    /// The best scenario is asked for by a figure that has no better direction.
    #[error("`{0}` ranks no scenario: neither more nor less of it is better")]
    NoBetter(String),
    /// A date of a figure lies outside of the statistics window.
    #[error(
        "`{name}`: {date} is not within the statistics of `{scenario}`: name a day from the end of \
         its warm-up to its last day"
    )]
    NotCovered {
        /// The figure as written.
        name: String,
        /// The last day that is asked for.
        date: String,
        /// The scenario that does not cover it.
        scenario: String,
    },
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(
        || "; `chippark metrics` lists them".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    )
}

/// What can be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every replication has the same value in both.
    Same,
    /// The other scenario has more.
    Higher,
    /// The other scenario has less.
    Lower,
    /// The replications do not tell; a difference of the size found would take so many.
    Unclear(Option<u64>),
    /// There are not two replications that have the figure in both.
    Unknown,
}

impl Verdict {
    /// Whether it says that the two differ.
    #[must_use]
    pub const fn differs(self) -> bool {
        matches!(self, Self::Higher | Self::Lower)
    }

    /// Whether the other scenario is shown to be worse.
    #[must_use]
    pub fn is_worse(self, better: Better) -> bool {
        matches!(
            (self, better),
            (Self::Higher, Better::Lower) | (Self::Lower, Better::Higher)
        )
    }
}

/// A figure of a scenario beside that of the base.
#[derive(Clone, Debug)]
pub struct Row {
    /// The figure, and until when it is taken.
    pub figure: FigureName,
    /// What it measures, with unit and better direction.
    pub metric: &'static Metric,
    /// The mean of the base, over all of its replications that observed the figure.
    pub base: Option<Estimate>,
    /// The mean of the other scenario.
    pub other: Option<Estimate>,
    /// The difference over the replications that observed it in both.
    pub paired: Option<Paired>,
    /// Its p-value, adjusted by Holm's method for all rows of all scenarios.
    pub adjusted: Option<f64>,
    /// What can be said of the difference.
    pub verdict: Verdict,
}

impl Row {
    /// The row of a figure from its values in each replication of the base and of the other, which
    /// have the same random numbers; there is no verdict yet ([`judge`]).
    #[must_use]
    pub fn of(
        figure: FigureName,
        metric: &'static Metric,
        [base, other]: [&[Option<f64>]; 2],
    ) -> Self {
        let estimate = |values: &[Option<f64>]| {
            let observed: Vec<f64> = values.iter().copied().flatten().collect();
            Estimate::of(&observed, metric.bounds)
        };
        let both = base.iter().zip(other);
        let pairs: Vec<(f64, f64)> = both.filter_map(|(base, other)| base.zip(*other)).collect();
        Self {
            figure,
            metric,
            base: estimate(base),
            other: estimate(other),
            paired: Paired::of(&pairs),
            adjusted: None,
            verdict: Verdict::Unknown,
        }
    }
}

/// A scenario compared with the base.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The name of the scenario.
    pub name: String,
    /// A row for each figure, in the order asked for.
    pub rows: Vec<Row>,
}

/// How often a scenario reaches a goal.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The name of the scenario.
    pub name: String,
    /// What is to be reached.
    pub goal: Goal,
    /// In how many replications it reaches it; those that did not observe the figure do not.
    pub proportion: Proportion,
}

/// Scenarios compared with a base.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The name of the base.
    pub base: String,
    /// The number of replications of each scenario.
    pub replications: usize,
    /// The seed of all of them.
    pub seed: u64,
    /// The scenarios beside the base.
    pub others: Vec<Compared>,
    /// Goals by scenario, the base first; all of one scenario beside each other.
    pub goals: Vec<Reached>,
    /// The best scenario by each figure that ranks them.
    pub best: Vec<Best>,
    /// What is gained for each unit of the cost that was asked for.
    pub gains: Option<Gains>,
    /// How many differences share the level of the verdicts.
    pub comparisons: usize,
}

/// The figures of the replications of one scenario, by window: the run's own, and those until a
/// date.
struct Sample {
    name: String,
    replications: Vec<BTreeMap<Option<String>, Figures>>,
}

/// Runs the base and the others with the base's seed and number of replications, and compares them.
///
/// * `run` runs a study.
///
/// # Errors
/// If a scenario is invalid, a run fails, no scenario reports a figure that is asked for, or its
/// date is outside of the statistics.
pub fn compare(
    base: &Variant,
    others: &[Variant],
    asked: &Asked,
    mut run: impl FnMut(&Study) -> Result<Vec<Outcome>, RunError>,
) -> Result<Comparison, CompareError> {
    let plan = base.study.plan();
    let same = [
        format!("run.seed={}", plan.seed),
        format!("run.replications={}", plan.replications),
        format!("run.first_replication={}", plan.first_replication),
    ];
    // Every scenario is checked before the first one runs.
    let mut studies = vec![(&base.name, asked.measured(&base.study)?)];
    for other in others {
        let study = other.study.with(&same)?;
        studies.push((&other.name, asked.measured(&study)?));
    }
    let mut samples = Vec::with_capacity(studies.len());
    for (name, (study, windows)) in studies {
        let outcomes = run(&study.without_series())?;
        samples.push(Sample {
            name: name.clone(),
            replications: outcomes
                .into_iter()
                .map(|outcome| by_window(outcome, &windows))
                .collect(),
        });
    }
    let names = asked.figures(&samples)?;
    let goals = asked.goals_of(&samples)?;
    let mut compared: Vec<Compared> = samples[1..]
        .iter()
        .map(|other| Compared {
            name: other.name.clone(),
            rows: names
                .iter()
                .filter_map(|figure| row(figure, &samples[0], other))
                .collect(),
        })
        .collect();
    let comparisons = judge(&mut compared);
    Ok(Comparison {
        base: base.name.clone(),
        replications: samples[0].replications.len(),
        seed: plan.seed,
        others: compared,
        goals: samples
            .iter()
            .flat_map(|sample| goals.iter().map(|goal| reached(goal, sample)))
            .collect(),
        best: best::best(&asked.best, &names, &samples)?,
        gains: per::gains(asked.per.as_ref(), &names, &samples)?,
        comparisons,
    })
}

/// The figures of an outcome by the dates until which they are taken.
fn by_window(
    mut outcome: Outcome,
    windows: &[(Option<String>, Window)],
) -> BTreeMap<Option<String>, Figures> {
    let mut of = |window: Window| match window {
        Window::Period(number) => std::mem::take(&mut outcome.periods[number]),
        Window::Run | Window::Cut => std::mem::take(&mut outcome.figures),
    };
    windows
        .iter()
        .map(|(date, window)| (date.clone(), of(*window)))
        .collect()
}

impl Sample {
    /// The figures of a window in each replication.
    fn of<'a>(&'a self, until: Option<&str>) -> impl Iterator<Item = Option<&'a Figures>> {
        let until = until.map(str::to_owned);
        self.replications.iter().map(move |one| one.get(&until))
    }

    /// The metric of a figure, if it is reported.
    fn metric(&self, figure: &FigureName) -> Option<&'static Metric> {
        self.of(figure.until())
            .flatten()
            .find_map(|figures| figures.get(&figure.key))
            .map(|found| found.metric)
    }

    /// The value of a figure in each replication.
    fn values(&self, figure: &FigureName) -> Vec<Option<f64>> {
        self.of(figure.until())
            .map(|figures| figures.and_then(|figures| figures.value(&figure.key)))
            .collect()
    }

    /// Every key that is reported.
    fn keys(&self) -> impl Iterator<Item = &str> {
        let first = self
            .replications
            .first()
            .and_then(|one| one.values().next());
        first
            .into_iter()
            .flat_map(Figures::iter)
            .map(|(key, _)| key)
    }
}

/// The row of a figure; none if neither scenario reports it.
fn row(figure: &FigureName, base: &Sample, other: &Sample) -> Option<Row> {
    let metric = base.metric(figure).or_else(|| other.metric(figure))?;
    let (in_base, in_other) = (base.values(figure), other.values(figure));
    Some(Row::of(figure.clone(), metric, [&in_base, &in_other]))
}

/// Sets the adjusted p-values and the verdicts of all rows; returns how many share the level.
pub fn judge(compared: &mut [Compared]) -> usize {
    // A difference that is the same in every replication has no spread to be judged by; the sign
    // test is its own, and takes this many.
    let is_certain = |paired: &Paired| paired.difference.sd == Some(0.0) && !paired.is_same();
    let p_values: Vec<f64> = compared
        .iter()
        .flat_map(|other| &other.rows)
        .filter_map(|row| {
            row.paired
                .as_ref()
                .filter(|paired| !is_certain(paired))?
                .p_value
        })
        .collect();
    let mut adjusted = holm(&p_values).into_iter();
    for row in compared.iter_mut().flat_map(|other| &mut other.rows) {
        let Some(paired) = &row.paired else { continue };
        row.adjusted = match paired.p_value {
            Some(p) if is_certain(paired) => Some(p),
            p => p.and_then(|_| adjusted.next()),
        };
        row.verdict = match row.adjusted {
            _ if paired.difference.count > 1 && paired.is_same() => Verdict::Same,
            None => Verdict::Unknown,
            Some(p) if p > LEVEL && is_certain(paired) => Verdict::Unclear(Some(SIGNS)),
            Some(p) if p > LEVEL => Verdict::Unclear(paired.replications_needed(p_values.len())),
            Some(_) if paired.difference.mean > 0.0 => Verdict::Higher,
            Some(_) => Verdict::Lower,
        };
    }
    p_values.len()
}

/// In how many replications of a scenario a goal is reached.
fn reached(goal: &Goal, sample: &Sample) -> Reached {
    let values = sample.values(&goal.figure);
    Reached {
        name: sample.name.clone(),
        goal: goal.clone(),
        proportion: Proportion {
            hits: values
                .iter()
                .flatten()
                .filter(|value| goal.is_reached(**value))
                .count(),
            count: values.len(),
        },
    }
}

/// The reported key that is most similar to a name.
fn near<'a>(name: &str, keys: impl Iterator<Item = &'a str>) -> Option<String> {
    nearest(name, keys).map(str::to_owned)
}
