//! Which factors of a sweep matter, by the method of its design, and how much of what is seen is
//! the noise of the replications.

use super::Seeds;
use super::design::Design;
use crate::statistics::error::InputError;
use crate::statistics::quantile::CONFIDENCE;
use crate::statistics::sensitivity::{
    Effects, Indices, Noise, Pairing, Regression, noise, regress, screen, sobol,
};
use crate::statistics::{Bootstrap, sample};

/// Resamples of bootstrap intervals.
const RESAMPLES: usize = 1_000;

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
    /// The least and the largest value of each factor on whose range values lie evenly, such as
    /// levels and whole numbers; none on the scale of the logarithm.
    pub ranges: Vec<Option<(f64, f64)>>,
}

impl Explored {
    /// The points in the unit cube, as the factors really moved: levels and whole numbers are not
    /// where the design has its grid.
    fn places(&self) -> Result<Vec<Vec<f64>>, InputError> {
        let factors = self.ranges.len();
        let mut places = self.design.points(&vec![None; factors], self.seed)?;
        for (place, point) in places.iter_mut().zip(&self.points) {
            for (factor, range) in self.ranges.iter().enumerate() {
                if let Some((low, high)) = range {
                    place[factor] = (point[factor] - low) / (high - low);
                }
            }
        }
        Ok(places)
    }
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
        Design::Saltelli { second_order, .. } => {
            Measures::Indices(sobol(&means, factors, second_order, &bootstrap)?)
        }
        Design::Morris(_) => Measures::Effects(screen(&explored.places()?, &means, &bootstrap)?),
        Design::LatinHypercube(_) | Design::Sobol(_) | Design::Full | Design::Given { .. } => {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::sweep::values::Values;

    /// The sum of three factors from 10 to 30, one of them with two levels, one with three: each
    /// moves it by 20 over its whole range, whatever the steps were.
    #[test]
    fn effects_are_of_the_whole_range_also_of_levels() {
        let (low, high) = (10.0, 30.0);
        let range = Values::Range {
            low,
            high,
            logarithmic: false,
            integer: false,
        };
        let levels = |levels: &[f64]| Values::Levels(levels.to_vec());
        let factors = [range, levels(&[10.0, 30.0]), levels(&[10.0, 20.0, 30.0])];
        let design = Design::Morris(20);
        let places = design.points(&[None; 3], 1).unwrap();
        let value = |place: &Vec<f64>| -> Vec<f64> {
            let factors = factors.iter().zip(place);
            factors.map(|(values, place)| values.at(*place)).collect()
        };
        let points: Vec<Vec<f64>> = places.iter().map(value).collect();
        let sums = points.iter().map(|point| vec![point.iter().sum()]);
        let sums: Vec<Vec<f64>> = sums.collect();
        let explored = Explored {
            design,
            seed: 1,
            seeds: Seeds::Common,
            points,
            ranges: vec![Some((low, high)); 3],
        };
        let found = sensitivity(&explored, &sums).unwrap();
        let Measures::Effects(effects) = found.measures else {
            panic!("a design for effects");
        };
        for effect in effects {
            assert!((effect.mu_star.value - 20.0).abs() < 1e-9, "{effect:?}");
            assert!(effect.sigma.value < 1e-9, "{effect:?}");
        }
    }
}
