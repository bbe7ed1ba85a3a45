//! Calibration: the values of some parameters at which the targets that name them are met together.
//!
//! Read [`calibrate`] first: it fits one parameter to each target. [`search`] finds the values, as
//! the root of a function; each evaluation is an experiment with common random numbers.

mod matrix;
pub mod search;
#[cfg(test)]
mod tests;

use thiserror::Error;

use super::targets::windows_of;
use super::{RunError, Study, Verdict, judge};
use crate::industry::{Outcome, Parameter, Target, Window};
use crate::scenario::{Fault, FieldPath, Problems, Tunable};
use crate::statistics::Estimate;
use search::{Found, Goal, Patience, Unknown, solve};

/// A parameter and the target that it is fitted to.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The parameter, with its value in the scenario.
    pub tunable: Tunable,
    /// The value found.
    pub value: f64,
    /// The target that it is fitted to.
    pub target: Target,
    /// The figure that the search aims at.
    pub aim: f64,
    /// The figure at the value found.
    pub figure: Option<Estimate>,
}

/// The result of a calibration.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// The parameters, in the order of their targets.
    pub fitted: Vec<Fitted>,
    /// The verdict on each target of the scenario at the values found.
    pub verdicts: Vec<Verdict>,
    /// The number of tries, each of all replications.
    pub tries: u32,
    /// The number of replications of a try.
    pub replications: u32,
    /// The seed of their random streams.
    pub seed: u64,
    /// Whether each figure is near enough to its aim.
    pub reached: bool,
}

/// Why a scenario cannot be calibrated.
#[derive(Debug, Error)]
pub enum CalibrateError {
    /// Reinvestment couples the years of a run.
    #[error(
        "reinvestment is on: the tax of a run then pays for programmes of later years, so that \
         each parameter moves every later figure; calibrate with \
         `--set policy.reinvestment.enabled=false`"
    )]
    Reinvestment,
    /// No target names a parameter.
    #[error("there is nothing to calibrate: no target of the scenario names a `parameter`")]
    NoParameter,
    /// The run ends before the period of a target.
    #[error("the run does not cover the period of `{figure}`: extend the run")]
    NotCovered {
        /// The figure of the target, with its period.
        figure: String,
    },
    /// A target names a parameter that is none.
    #[error("{0}")]
    BadParameter(Fault),
    /// The scenario's value of a parameter lies outside of its search range.
    #[error(
        "`{path}` is {value:e} in the scenario, where the search begins, but its `search` range \
         goes from {low} to {high} only: widen the range"
    )]
    OutsideOfRange {
        /// The path of the parameter.
        path: FieldPath,
        /// Its value in the scenario.
        value: f64,
        /// The lower end of the range.
        low: f64,
        /// The upper end of the range.
        high: f64,
    },
    /// A figure that a parameter is fitted to was never observed.
    #[error("`{figure}` was observed in no replication with {path} = {value}")]
    Unobserved {
        /// The figure, with its period.
        figure: String,
        /// The path of the parameter.
        path: FieldPath,
        /// The value that was tried.
        value: f64,
    },
    /// The scenario is invalid at some of the values tried.
    #[error(transparent)]
    Scenario(#[from] Problems),
    /// A run failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Fits parameters to the targets of a scenario that name them; `run` runs one study.
///
/// Whether the targets are met is in [`Calibration::reached`].
///
/// # Errors
/// If the scenario does not allow it, or a run fails.
pub fn calibrate(
    study: &Study,
    patience: Patience,
    mut run: impl FnMut(&Study) -> Result<Vec<Outcome>, RunError>,
) -> Result<Calibration, CalibrateError> {
    let fits = fits(study)?;
    let goals: Vec<Goal> = fits.iter().map(Fit::goal).collect();
    let windows = windows_of(fits.iter().map(|fit| fit.target));
    let rounded: Vec<_> = fits.iter().map(Fit::rounding).collect();
    let unknowns: Vec<Unknown<'_>> = fits.iter().zip(&rounded).map(Fit::unknown).collect();
    let found = solve(&unknowns, &goals, patience, |values| {
        let tried = at(study, &fits, values)?.measured_over(windows.clone());
        let outcomes = run(&tried)?;
        let figures = fits.iter().zip(values);
        figures
            .map(|(fit, &value)| fit.figure(value, &outcomes))
            .collect::<Result<Vec<f64>, CalibrateError>>()
    })?;
    // Once more, over the windows of all targets.
    let outcomes = run(&at(study, &fits, &found.values)?)?;
    let verdicts = judge(study.park().targets(), &outcomes);
    Ok(Calibration {
        fitted: fitted(&fits, &goals, &found, patience, &outcomes),
        verdicts,
        tries: found.tries,
        replications: study.plan().replications,
        seed: study.plan().seed,
        reached: found.reached,
    })
}

/// The study in which the parameters have these values.
fn at(study: &Study, fits: &[Fit<'_>], values: &[f64]) -> Result<Study, Problems> {
    let settings = fits.iter().zip(values);
    let settings: Vec<String> = settings
        .map(|(fit, value)| fit.tunable.set_to(*value))
        .collect();
    Ok(study.with(&settings)?.without_series())
}

fn fitted(
    fits: &[Fit<'_>],
    goals: &[Goal],
    found: &Found,
    patience: Patience,
    outcomes: &[Outcome],
) -> Vec<Fitted> {
    let fits = fits.iter().zip(goals).zip(&found.values);
    let fitted = fits.map(|((fit, goal), &value)| Fitted {
        tunable: fit.tunable.clone(),
        value,
        target: fit.target.clone(),
        aim: goal.aim(patience.within),
        figure: Verdict::of(fit.target, outcomes).estimate,
    });
    fitted.collect()
}

/// A target and the parameter that is to be fitted to it.
struct Fit<'a> {
    target: &'a Target,
    parameter: &'a Parameter,
    tunable: Tunable,
}

/// The fits that a scenario asks for, in the order of its targets.
fn fits(study: &Study) -> Result<Vec<Fit<'_>>, CalibrateError> {
    if study.park().reinvests() {
        return Err(CalibrateError::Reinvestment);
    }
    let targets = study.park().targets().list.iter();
    let with_parameter = targets.filter_map(|target| Some((target, target.parameter.as_ref()?)));
    let fits: Vec<Fit<'_>> = with_parameter
        .map(|(target, parameter)| Fit::of(study, target, parameter))
        .collect::<Result<_, _>>()?;
    if fits.is_empty() {
        return Err(CalibrateError::NoParameter);
    }
    Ok(fits)
}

impl<'a> Fit<'a> {
    fn of(
        study: &Study,
        target: &'a Target,
        parameter: &'a Parameter,
    ) -> Result<Self, CalibrateError> {
        if target.window == Window::Cut {
            let figure = target.figure();
            return Err(CalibrateError::NotCovered { figure });
        }
        let path = FieldPath::from(parameter.path.as_str());
        let tunable = study.document().tunable(&path);
        let tunable = tunable.map_err(CalibrateError::BadParameter)?;
        let (value, &Parameter { low, high, .. }) = (tunable.value(), parameter);
        if !(low..=high).contains(&value) {
            return Err(CalibrateError::OutsideOfRange {
                path,
                value,
                low,
                high,
            });
        }
        Ok(Self {
            target,
            parameter,
            tunable,
        })
    }

    fn goal(&self) -> Goal {
        let (low, high) = self.target.bounds();
        let reported = self.target.value;
        Goal {
            low: low.unwrap_or(reported),
            high: high.unwrap_or(reported),
            reported,
        }
    }

    /// Rounds a value to one that the scenario can hold.
    fn rounding(&self) -> impl Fn(f64) -> f64 {
        |value| self.tunable.rounded(value)
    }

    fn unknown<'b, F: Fn(f64) -> f64>((fit, rounded): (&Self, &'b F)) -> Unknown<'b> {
        Unknown {
            start: fit.tunable.value(),
            low: fit.parameter.low,
            high: fit.parameter.high,
            rounded,
        }
    }

    /// The mean of the figure, when the parameter has this value.
    fn figure(&self, value: f64, outcomes: &[Outcome]) -> Result<f64, CalibrateError> {
        let estimate = Verdict::of(self.target, outcomes).estimate;
        let unobserved = || CalibrateError::Unobserved {
            figure: self.target.figure(),
            path: self.tunable.path().clone(),
            value,
        };
        estimate
            .map(|estimate| estimate.mean)
            .ok_or_else(unobserved)
    }
}
