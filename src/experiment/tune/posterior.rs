//! The posterior: which values of the parameters could have given the reported figures, by
//! approximate Bayesian computation (method M10).
//!
//! The prior is uniform over the places. Each proposal is one replication with a number of its own,
//! since a report is one realisation. Its distance is that of the figures from their aims, in
//! standard deviations of one replication, along the directions in which the parameters move the
//! figures at the fitted values: figures that no parameter moves cannot tell one proposal from
//! another (Fearnhead and Prangle 2012).

use super::noise::{Noise, misses};
use super::problem::Unit;
use super::slopes::Slopes;
use super::{Question, Runs, TuneError};
use crate::statistics::AbcSmc;
use crate::statistics::abc::Posterior;
use crate::statistics::linear::{Rows, dot, eigen};

/// The share of the distances of a generation that the next one accepts.
const SHARE: f64 = 0.5;
/// Proposals that are run at once.
const BATCH: usize = 64;
/// The sample is fine enough where the tolerance adds this share to variances.
const WIDENING: f64 = 0.1;
/// A generation that accepts less than this share of its proposals is the last.
const LEAST_ACCEPTANCE: f64 = 0.03;
/// A direction in which the figures move less is not seen: this share of the largest.
const SEEN: f64 = 1e-9;

/// A sample of the posterior.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// The values of the parameters with their weights.
    pub posterior: Posterior,
    /// The finished generations.
    pub generations: usize,
    /// The largest distance that the last one accepted, in standard deviations.
    pub tolerance: f64,
    /// The share that the tolerance adds to the variance of each direction.
    pub widening: f64,
    /// The proposals that were run.
    pub proposals: u32,
}

/// A sample of so many particles.
///
/// * `first` - the number of the first replication.
///
/// # Errors
/// If there are too few particles, or a run fails.
pub fn sample(
    question: &Question,
    particles: usize,
    slopes: &Slopes,
    noise: &Noise,
    first: u32,
    runs: &mut dyn Runs,
) -> Result<Sampled, TuneError> {
    let directions = directions(slopes, noise);
    let size = directions.len() as f64;
    // Uniform in a ball of radius e in so many dimensions, each has the variance e^2 / (size + 2).
    let enough = (WIDENING * (size + 2.0)).sqrt();
    let mut abc = AbcSmc::new(question.parameters.len(), particles, SHARE, question.seed)?;
    let (mut proposals, mut tolerance) = (0, f64::INFINITY);
    let most = (particles as f64 / LEAST_ACCEPTANCE).ceil();
    loop {
        let accepted = abc.tolerance();
        let mut asked = 0.0;
        let is_finished = loop {
            let units = units(question, &abc, first + proposals);
            let figures = runs.figures(&units)?;
            let distances: Vec<f64> = figures
                .iter()
                .map(|figures| distance(question, &directions, noise, figures))
                .collect();
            proposals += u32::try_from(units.len()).unwrap_or(u32::MAX);
            asked += units.len() as f64;
            if abc.tell(&distances)? {
                break true;
            }
            if abc.generation() > 0 && asked >= most {
                break false;
            }
        };
        if !is_finished {
            break;
        }
        tolerance = accepted;
        if tolerance <= enough || abc.acceptance() < LEAST_ACCEPTANCE {
            break;
        }
    }
    let values = |place: &[f64]| -> Vec<f64> {
        let parameters = question.parameters.iter().zip(place);
        parameters.map(|(one, &place)| one.value(place)).collect()
    };
    Ok(Sampled {
        posterior: abc.posterior().map(values),
        generations: abc.generation(),
        tolerance,
        widening: tolerance * tolerance / (size + 2.0),
        proposals,
    })
}

/// The next proposals, each with a replication of its own.
fn units(question: &Question, abc: &AbcSmc, first: u32) -> Vec<Unit> {
    let proposals = abc.ask(BATCH).into_iter().zip(first..);
    proposals
        .map(|(place, replication)| Unit {
            values: question
                .parameters
                .iter()
                .zip(&place)
                .map(|(one, &place)| one.value(place))
                .collect(),
            replication,
        })
        .collect()
}

/// Orthonormal directions, in whitened figures, in which the parameters move them.
fn directions(slopes: &Slopes, noise: &Noise) -> Rows {
    let columns = slopes.whitened(|figures| noise.whitened_as_one(figures));
    let products: Rows = columns
        .iter()
        .map(|one| columns.iter().map(|other| dot(one, other)).collect())
        .collect();
    let found = eigen(&products);
    let largest = found.values.iter().copied().fold(0.0, f64::max);
    let seen = found.values.iter().zip(&found.vectors);
    let seen = seen.filter(|(value, _)| **value > SEEN * largest);
    let figures = columns.first().map_or(0, Vec::len);
    seen.map(|(value, vector)| {
        let sum = |figure: usize| -> f64 {
            let parts = columns.iter().zip(vector);
            parts.map(|(column, part)| column[figure] * part).sum()
        };
        (0..figures)
            .map(|figure| sum(figure) / value.sqrt())
            .collect()
    })
    .collect()
}

/// How far the figures of one replication are from their aims; not a number where one was not
/// observed, so that the proposal is never accepted.
fn distance(
    question: &Question,
    directions: &[Vec<f64>],
    noise: &Noise,
    figures: &[Option<f64>],
) -> f64 {
    let Some(figures) = figures.iter().copied().collect::<Option<Vec<f64>>>() else {
        return f64::NAN;
    };
    let whitened = noise.whitened_as_one(&misses(&figures, &question.aims));
    let along = directions.iter().map(|direction| dot(direction, &whitened));
    along.map(|part| part * part).sum::<f64>().sqrt()
}
