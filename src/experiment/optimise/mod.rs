//! The search for the values of factors at which a figure is best, under constraints and noise.
//!
//! Read [`optimise`] first. [`mod@asked`] is what is to be optimised, [`trial`] what was tried and
//! how tries are ranked, [`search`] how points are chosen (with
//! `local`, which goes along the edge of a constraint), [`finals`] how the best of them are
//! compared by replications that the search did not use, and how sure the answer is.
//!
//! Every run is a unit of a sweep over the same space, so whoever runs them keeps them in a journal
//! and a search that was interrupted goes on: all that it decides is a function of figures and of
//! the seed.

pub mod asked;
pub mod finals;
mod local;
pub mod search;
#[cfg(test)]
mod tests;
pub mod trial;

use thiserror::Error;

use super::sweep::space::Space;
use super::sweep::{Seeds, Sweep, SweepError, Unit, UnitFigures};
use super::{RunError, Study};
use crate::statistics::error::InputError;
use asked::{Asked, Measured};
use finals::Finals;
use trial::{Trial, Trials};

/// The share of the budget that is kept for the comparison of the finalists.
const FINAL_SHARE: f64 = 0.4;
/// The least replications of a finalist in that comparison.
const LEAST_FINAL: u32 = 5;

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum OptimiseError {
    /// The budget is too small to search and to compare.
    #[error(
        "{budget} runs are too few: {least} at least, for the scenario itself, three other points \
         with {replications} replications each, and a comparison of two with {LEAST_FINAL}"
    )]
    Budget {
        /// The runs that were allowed.
        budget: usize,
        /// The least that would do.
        least: usize,
        /// The first replications of each point.
        replications: u32,
    },
    /// The runs report no such figure, or several.
    #[error("{0}")]
    Figure(String),
    /// No point has the figure in every replication.
    #[error("no point that was tried reports `{0}` in every replication")]
    Unobserved(String),
    /// The points cannot be run.
    #[error(transparent)]
    Sweep(#[from] SweepError),
    /// A method refuses its numbers.
    #[error("{0}")]
    Method(#[from] InputError),
}

impl From<RunError> for OptimiseError {
    fn from(error: RunError) -> Self {
        Self::Sweep(error.into())
    }
}

/// Runs units of a sweep, or takes their figures from where they are kept, in the order of the
/// units.
pub type RunUnits<'a> = dyn FnMut(&Sweep, &[Unit]) -> Result<Vec<UnitFigures>, SweepError> + 'a;

/// The problem: a scenario whose factors are free within a space.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The scenario; its seed and its number of replications are those of the search.
    pub study: Study,
    /// The factors.
    pub space: Space,
    /// What is to be best, and under which constraints.
    pub asked: Asked,
    /// The most runs, each one replication at one point.
    pub budget: usize,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Optimum {
    /// The figures by their keys.
    pub measured: Measured,
    /// All that was tried, in this order; the first is the scenario as it stands, if that lies in
    /// the space.
    pub trials: Vec<Trial>,
    /// The comparison of the best of them.
    pub finals: Finals,
    /// The runs that it took.
    pub runs: usize,
    /// Whether every point of the space was tried.
    pub is_exhaustive: bool,
}

/// Searches for the best values of the factors of a problem.
///
/// The search takes the first replications of each point, under common random numbers. The best
/// points by these are finalists; they are compared by further replications, whose number depends
/// on how close they are (OCBA).
///
/// # Errors
/// If the budget is too small, no run reports the figures, a point is no valid scenario, or a run
/// fails or is cancelled.
pub fn optimise(problem: &Problem, run: &mut RunUnits<'_>) -> Result<Optimum, OptimiseError> {
    let replications = problem.study.plan().replications;
    let first = replications as usize;
    let least = 4 * first + 2 * LEAST_FINAL as usize;
    if problem.budget < least {
        return Err(OptimiseError::Budget {
            budget: problem.budget,
            least,
            replications,
        });
    }
    let share = FINAL_SHARE * problem.budget as f64;
    let for_finals = crate::statistics::sample::floor(share).max(2 * LEAST_FINAL as usize);
    let mut trials = Trials::new(problem, problem.budget - for_finals, run)?;
    let is_exhaustive = search::search(problem, &mut trials, run)?;
    let ranked = trials.ranked();
    if ranked.is_empty() {
        let key = trials.measured.objective.clone();
        return Err(OptimiseError::Unobserved(key));
    }
    let (searched, measured) = (trials.runs(), trials.measured.clone());
    let mut finals = finals::Race::new(problem, &trials, &ranked, problem.budget - searched);
    let finals = finals.run(problem, run)?;
    let runs = searched + finals.runs;
    Ok(Optimum {
        measured,
        trials: trials.into_list(),
        finals,
        runs,
        is_exhaustive,
    })
}

/// The sweep of some points of the problem: its units have the same ids wherever the points stand.
fn sweep_of(problem: &Problem, points: Vec<Vec<f64>>) -> Sweep {
    let (study, space) = (&problem.study, problem.space.clone());
    Sweep::at_points(study, space, points, Seeds::Common, problem.asked.kept())
}
