//! What is to be optimised: one figure, and the constraints that hold beside it.

use super::OptimiseError;
use super::trial::Observed;
use crate::experiment::compare::asked::{FigureName, Goal, one_key};
use crate::experiment::sweep::UnitFigures;
use crate::industry::{self, metrics};
use crate::statistics::Bounds;
pub use crate::statistics::selection::Better;
use crate::units::text::{hint, nearest};

/// One figure, which way it should go, and the constraints.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The figure.
    pub objective: FigureName,
    /// Which way it should go.
    pub better: Better,
    /// What is to hold in the mean.
    pub constraints: Vec<Goal>,
}

impl Asked {
    /// What is asked for, if there are metrics of these names.
    ///
    /// # Errors
    /// A sentence on a name that no metric has, with the nearest one; or on a figure until a date,
    /// which the search does not measure.
    pub fn new(
        objective: FigureName,
        better: Better,
        constraints: Vec<Goal>,
    ) -> Result<Self, String> {
        let figures = constraints.iter().map(|goal| &goal.figure);
        for figure in figures.chain([&objective]) {
            let name = metric_of(&figure.key);
            if !name.contains('*') && metrics().all(|metric| metric.key != name) {
                let near = hint(nearest(name, metrics().map(|metric| metric.key)));
                return Err(format!("there is no metric `{name}`{near}"));
            }
            if figure.until().is_some() {
                return Err(format!(
                    "`{figure}`: figures are those of the whole run; end it with `--until`"
                ));
            }
        }
        Ok(Self {
            objective,
            better,
            constraints,
        })
    }

    /// The names of the figures that runs have to keep: metrics with all of their subjects, so that
    /// a wrong subject can be named.
    pub(super) fn kept(&self) -> Vec<String> {
        let figures = self.constraints.iter().map(|goal| &goal.figure);
        let names = figures.chain([&self.objective]).map(|figure| {
            let metric = metric_of(&figure.key);
            let is_pattern = figure.key.contains('*');
            if is_pattern { &figure.key } else { metric }.to_owned()
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names.dedup();
        names
    }

    /// The keys of the figures in a run.
    pub(super) fn measured(&self, run: &UnitFigures) -> Result<Measured, OptimiseError> {
        let key = |figure: &FigureName| {
            let keys = run.iter().map(|(key, _)| key.as_str());
            one_key(&figure.key, keys).map_err(OptimiseError::Figure)
        };
        Ok(Measured {
            objective: key(&self.objective)?,
            constraints: self
                .constraints
                .iter()
                .map(|goal| key(&goal.figure))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// The name of the metric of a key.
fn metric_of(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}

/// The keys of the figures, as runs report them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// That of what is to be best.
    pub objective: String,
    /// Those of the constraints, in their order.
    pub constraints: Vec<String>,
}

impl Measured {
    /// The figures of a run; none where one was not observed.
    pub(super) fn observed(&self, run: &UnitFigures) -> Option<Observed> {
        let value = |key: &String| run.iter().find(|(name, _)| name == key)?.1;
        let constraints: Option<Vec<f64>> = self.constraints.iter().map(value).collect();
        Some(Observed {
            objective: value(&self.objective)?,
            constraints: constraints?,
        })
    }

    /// The bounds of the figure of a key.
    #[must_use]
    pub fn bounds(key: &str) -> Bounds {
        industry::metric_of(key).map_or(Bounds::Any, |metric| metric.bounds)
    }
}

/// By how much a mean misses a constraint, as a share of its bound; 0 where it holds.
#[must_use]
pub(super) fn violation(goal: &Goal, mean: f64) -> f64 {
    let missing = if goal.at_least {
        goal.bound - mean
    } else {
        mean - goal.bound
    };
    let scale = if goal.bound == 0.0 {
        1.0
    } else {
        goal.bound.abs()
    };
    missing.max(0.0) / scale
}
