//! Which factors of a sweep matter, by the method of its design, and how much of what is seen is
//! the noise of the replications.

use super::Seeds;
use super::design::Design;
use crate::statistics::error::InputError;
use crate::statistics::sensitivity::{
    Effects, Indices, Noise, Pairing, Regression, noise, regress, screen, sobol,
};
use crate::statistics::{Bootstrap, sample};

/// Resamples of bootstrap intervals.
const RESAMPLES: usize = 1_000;
/// The confidence of all intervals.
const CONFIDENCE: f64 = 0.95;

/// A sweep, as far as the sensitivity of a figure depends on it.
#[derive(Clone, Debug)]
pub struct Explored {
    /// The kind of design, which decides on the method.
    pub design: Design,
    /// The seed of the sweep.
    pub seed: u64,
    /// Which points share random numbers.
    pub seeds: Seeds,
    /// The values of the factors at each point.
    pub points: Vec<Vec<f64>>,
}

/// The measures of the factors, in their order.
#[derive(Clone, Debug, PartialEq)]
pub enum Measures {
    /// Sobol' indices: shares of the variance of the figure.
    Indices(Indices),
    /// Elementary effects, in the unit of the figure for the whole range of the factor.
    Effects(Vec<Effects>),
    /// Standardised regression coefficients.
    Regression(Regression),
}

/// How a figure depends on the factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// The mean over all points.
    pub mean: f64,
    /// The standard deviation of the means of the points.
    pub sd: f64,
    /// The share of the variance of the means of the points that is noise of the replications; none
    /// for one replication at each point.
    pub noise: Option<Noise>,
    /// The measures of the factors.
    pub measures: Measures,
}

/// How a figure depends on the factors, from its values: a row of replications for each point.
///
/// # Errors
/// If the figure does not vary, or there are too few points for the method of the design.
pub fn sensitivity(explored: &Explored, values: &[Vec<f64>]) -> Result<Sensitivity, InputError> {
    let means: Vec<f64> = values.iter().map(|values| sample::mean(values)).collect();
    let pairing = match explored.seeds {
        Seeds::Common => Pairing::Common,
        Seeds::PerPoint => Pairing::Independent,
    };
    let is_repeated = values.first().is_some_and(|values| values.len() > 1);
    let bootstrap = Bootstrap::new(RESAMPLES, CONFIDENCE, explored.seed)?;
    let factors = explored.points.first().map_or(0, Vec::len);
    let measures = match explored.design {
        Design::Saltelli(_) => Measures::Indices(sobol(&means, factors, false, &bootstrap)?),
        Design::Morris(_) => {
            let places = explored
                .design
                .points(&vec![None; factors], explored.seed)?;
            Measures::Effects(screen(&places, &means, &bootstrap)?)
        }
        Design::LatinHypercube(_) | Design::Sobol(_) | Design::Full => {
            Measures::Regression(regress(&explored.points, &means, CONFIDENCE)?)
        }
    };
    Ok(Sensitivity {
        mean: sample::mean(&means),
        sd: sample::variance(&means).sqrt(),
        noise: is_repeated
            .then(|| noise(values, pairing, CONFIDENCE))
            .transpose()?,
        measures,
    })
}
