//! Tuning: the values of some parameters at which figures come as near to targets as they can, how
//! sure these values are, and which of them the targets cannot tell (method M10).
//!
//! Read [`tune`] first. [`problem`] says which parameters and targets of a scenario are meant and
//! runs units: a unit is one replication with some values of the parameters. [`noise`] is the
//! covariance by which residuals are weighted, [`fit`] the search, [`uncertainty`] the covariance
//! of the parameters and what follows from it in words, [`profile`] the objective along each
//! parameter, [`mod@posterior`] the sample of approximate Bayesian computation.
//!
//! The search knows nothing of scenarios: it is given a [`Question`] and [`Runs`], which has the
//! figures of units, whether they are run now or were before.

pub mod fit;
pub mod noise;
pub mod posterior;
pub mod problem;
pub mod profile;
pub mod slopes;
#[cfg(test)]
mod tests;
pub mod uncertainty;

use thiserror::Error;

use super::RunError;
use crate::scenario::{Fault, Problems};
use crate::statistics::InputError;
use crate::statistics::linear::Rows;
use crate::units::text::hint;
use fit::{Halt, Search, Try};
use posterior::Sampled;
use problem::{Aim, Parameter, Unit, UnitFigures};
use profile::ProfilePoint;
use uncertainty::{Finding, Uncertainty, findings};

/// The fewest replications whose covariance is worth weighting with.
pub const FEWEST: u32 = 5;

/// Why parameters cannot be tuned.
#[derive(Debug, Error)]
pub enum TuneError {
    /// Reinvestment couples the years of a run.
    #[error(
        "reinvestment is on: the tax of a run then pays for programmes of later years, so that \
         each parameter moves every later figure; tune with \
         `--set policy.reinvestment.enabled=false`"
    )]
    Reinvestment,
    /// No target names a parameter, and there is no space.
    #[error(
        "there is nothing to tune: no target of the scenario names a `parameter`; name a file of \
         factors with `--space`"
    )]
    NoParameter,
    /// No target is chosen.
    #[error(
        "there is nothing to tune to: no target of the scenario is of kind `calibrated`; choose \
         others with `--targets`"
    )]
    NoTarget,
    /// A chosen target is none of the scenario.
    #[error("the scenario has no target `{name}`{}", hint(.near.as_deref()))]
    UnknownTarget {
        /// The name that was asked for.
        name: String,
        /// The target with the most similar name, if one is similar.
        near: Option<String>,
    },
    /// The run ends before the period of a target.
    #[error("the run does not cover the period of `{figure}`: extend the run")]
    NotCovered {
        /// The figure of the target, with its period.
        figure: String,
    },
    /// A target names a parameter that is no number.
    #[error("{0}")]
    BadParameter(Fault),
    /// A factor has levels only.
    #[error(
        "the factor `{name}` has levels, between which nothing can be fitted: give it `low` and \
         `high`"
    )]
    Levels {
        /// The factor.
        name: String,
    },
    /// The scenario's value of a parameter lies outside of its range.
    #[error(
        "`{path}` is {value:e} in the scenario, where the search begins, but its range goes from \
         {low} to {high} only: widen the range"
    )]
    OutsideOfRange {
        /// The path of the parameter.
        path: String,
        /// Its value in the scenario.
        value: f64,
        /// The lower end of the range.
        low: f64,
        /// The upper end of the range.
        high: f64,
    },
    /// Too few replications for a covariance.
    #[error(
        "{found} replications do not show how much a figure varies by chance: ask for at least \
         {FEWEST} with `-r`"
    )]
    TooFewReplications {
        /// The number asked for.
        found: u32,
    },
    /// Too few tries for the slopes at the start.
    #[error("{found} tries are too few for {parameters} parameters: ask for at least {needed}")]
    TooFewTries {
        /// The number asked for.
        found: usize,
        /// The number of parameters.
        parameters: usize,
        /// The least number that tells the slopes.
        needed: usize,
    },
    /// A figure was observed in no replication.
    #[error("`{figure}` was observed in no replication with {values}")]
    Unobserved {
        /// The figure, with its period.
        figure: String,
        /// The values of the parameters.
        values: String,
    },
    /// The scenario is invalid at some of the values tried.
    #[error("with {values} the scenario is not valid:\n{problems}")]
    Point {
        /// The values of the parameters.
        values: String,
        /// What is wrong.
        problems: Problems,
    },
    /// A statistical method refuses its settings.
    #[error(transparent)]
    Method(#[from] InputError),
    /// A run failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A result cannot be kept.
    #[error("cannot keep a result: {0}")]
    Keep(std::io::Error),
}

/// What is asked: which parameters come nearest to which figures.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is fitted.
    pub parameters: Vec<Parameter>,
    /// What it is fitted to.
    pub aims: Vec<Aim>,
    /// The replications of a try, all with the same random numbers.
    pub replications: u32,
    /// The key of the random numbers of the posterior's proposals.
    pub seed: u64,
}

/// Where the figures of units come from, and where tries are logged.
pub trait Runs {
    /// The figures of each unit, in the order of the aims; none where nothing was observed.
    ///
    /// # Errors
    /// If a unit cannot be run.
    fn figures(&mut self, units: &[Unit]) -> Result<Vec<UnitFigures>, TuneError>;

    /// Called with each try in the order of the search, with its objective under the weights of
    /// that moment.
    ///
    /// # Errors
    /// If it cannot be logged.
    fn tried(&mut self, tried: &Try, objective: f64) -> Result<(), TuneError>;
}

/// How much work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// The most tries of the search; those of profiles come on top.
    pub tries: usize,
    /// Whether the profile of each parameter is measured.
    pub profile: bool,
    /// The particles of the posterior, if there is to be one.
    pub particles: Option<usize>,
}

/// A figure at the values found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Residual {
    /// The figure's mean over the replications.
    pub mean: f64,
    /// The standard deviation of what is left between the mean and the aim, if the parameters are
    /// right: that of one replication, of the mean, and of the reported value together.
    pub sd: f64,
    /// Mean less aim, in such standard deviations.
    pub score: f64,
}

/// The result of tuning.
#[derive(Clone, Debug)]
pub struct Tuning {
    /// The values found, in the order of the parameters.
    pub values: Vec<f64>,
    /// How sure they are.
    pub uncertainty: Uncertainty,
    /// Figures at the values found, in the order of the aims.
    pub residuals: Vec<Residual>,
    /// The sum of the squares of all residuals, whitened.
    pub objective: f64,
    /// What follows, each for a sentence.
    pub findings: Vec<Finding>,
    /// The objective along each parameter, if asked for.
    pub profile: Vec<ProfilePoint>,
    /// The posterior, if asked for.
    pub posterior: Option<Sampled>,
    /// The number of tries.
    pub tries: usize,
    /// Whether the search ended by itself, within its budget.
    pub is_settled: bool,
}

impl Tuning {
    /// The correlations of the parameters.
    #[must_use]
    pub fn correlation(&self) -> Rows {
        self.uncertainty.correlation()
    }
}

/// Finds the parameters at which the figures come as near to the aims as they can: weighted least
/// squares by Gauss-Newton steps with damping, over means with common random numbers.
///
/// A better point that a profile meets is taken, and the search goes on from there.
///
/// # Errors
/// If there are too few replications or tries, a figure was never observed, or a run fails.
pub fn tune(
    question: &Question,
    effort: &Effort,
    runs: &mut dyn Runs,
) -> Result<Tuning, TuneError> {
    question.check(effort)?;
    let mut search = Search::new(question, effort.tries, runs);
    let mut is_settled = settle(&mut search)?;
    let mut profile = Vec::new();
    if effort.profile {
        profile = profile::profiles(&mut search)?;
        if search.take_best() {
            is_settled = settle(&mut search)?;
            profile = profile::profiles(&mut search)?;
        }
    }
    let uncertainty = search.uncertainty()?;
    let best = search.best();
    let noise = search.noise();
    let residuals = noise.residuals(&best.means, &question.aims);
    let objective = noise.objective(&best.means, &question.aims);
    let (values, place) = (best.values.clone(), best.place.clone());
    let findings = findings(question, &place, &uncertainty, &residuals, objective);
    let (slopes, tries) = (search.slopes()?.clone(), search.tries().len());
    let (noise, units) = (noise.clone(), search.units());
    let posterior = effort
        .particles
        .map(|particles| posterior::sample(question, particles, &slopes, &noise, units, runs))
        .transpose()?;
    Ok(Tuning {
        values,
        uncertainty,
        residuals,
        objective,
        findings,
        profile,
        posterior,
        tries,
        is_settled,
    })
}

/// Searches until no step and no move of one parameter is better; whether the budget sufficed.
fn settle(search: &mut Search<'_>) -> Result<bool, TuneError> {
    match search.fit() {
        Ok(()) => Ok(true),
        Err(Halt::Budget) => Ok(false),
        Err(Halt::Failed(error)) => Err(error),
    }
}

impl Question {
    /// Refuses what cannot work.
    ///
    /// # Errors
    /// If there are too few replications or tries.
    pub fn check(&self, effort: &Effort) -> Result<(), TuneError> {
        if self.replications < FEWEST {
            let found = self.replications;
            return Err(TuneError::TooFewReplications { found });
        }
        let parameters = self.parameters.len();
        // The start, two tries for each slope, and as many where those are too near.
        let needed = 2 + 4 * parameters;
        if effort.tries < needed {
            return Err(TuneError::TooFewTries {
                found: effort.tries,
                parameters,
                needed,
            });
        }
        Ok(())
    }

    /// Values with the names of their parameters, for people.
    #[must_use]
    pub fn described(&self, values: &[f64]) -> String {
        let parameters = self.parameters.iter().zip(values);
        let words: Vec<String> = parameters
            .map(|(parameter, value)| format!("{} {value}", parameter.name))
            .collect();
        words.join(", ")
    }
}
