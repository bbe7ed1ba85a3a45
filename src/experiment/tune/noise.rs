//! The noise by which residuals are weighted: a reported figure is one realisation of the random
//! process, the simulated one a mean of some.
//!
//! The covariance of mean less aim, if the parameters are right, is `(1 + 1/r) S + T`: S that of
//! one replication over the r replications of a try, T the squares of the stated tolerances. For
//! the weights the correlations of S are shrunk towards zero by the share of them that is chance
//! (Schaefer and Strimmer 2005), so that the matrix can be inverted also where there are more
//! figures than replications.

use super::Residual;
use super::problem::Aim;
use crate::statistics::linear::{Rows, cholesky, dot, solve_lower};
use crate::statistics::sample;

/// A figure that does not vary is known to this share of itself.
const EXACT: f64 = 1e-3;
/// The least shrinkage of correlations: keeps figures that follow from each other invertible.
const LEAST_SHRINKAGE: f64 = 0.01;

/// The noise of residuals at some values of the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Noise {
    /// The covariance of mean less aim.
    covariance: Rows,
    /// The factor of the one that weights are made of, whose correlations are shrunk.
    lower: Rows,
    /// The same for one replication less aim.
    lower_of_one: Rows,
}

impl Noise {
    /// The noise from the figures of at least two replications, a row each.
    #[must_use]
    pub fn of(figures: &[Vec<f64>], aims: &[Aim]) -> Self {
        let columns: Rows = (0..aims.len())
            .map(|aim| figures.iter().map(|row| row[aim]).collect())
            .collect();
        let covariance: Rows = columns
            .iter()
            .map(|one| {
                let others = columns.iter();
                others.map(|other| sample::covariance(one, other)).collect()
            })
            .collect();
        let shrinkage = shrinkage(&columns).max(LEAST_SHRINKAGE);
        Self::with(&covariance, shrinkage, figures.len(), aims)
    }

    /// The noise where the covariance of one replication is this, with its correlations less by the
    /// share `shrinkage`.
    pub(super) fn with(
        covariance: &[Vec<f64>],
        shrinkage: f64,
        replications: usize,
        aims: &[Aim],
    ) -> Self {
        let errors: Vec<f64> = aims
            .iter()
            .enumerate()
            .map(|(place, aim)| {
                let known = covariance[place][place] + aim.sd * aim.sd;
                let floor = EXACT * aim.value.abs().max(EXACT);
                aim.sd * aim.sd + (floor * floor - known).max(0.0)
            })
            .collect();
        let both = 1.0 + 1.0 / replications as f64;
        Self {
            covariance: scaled(covariance, both, 0.0, &errors),
            lower: factor(covariance, both, shrinkage, &errors),
            lower_of_one: factor(covariance, 1.0, shrinkage, &errors),
        }
    }

    /// The covariance of mean less aim, if the parameters are right.
    #[must_use]
    pub fn covariance(&self) -> &[Vec<f64>] {
        &self.covariance
    }

    /// A vector of figures in standard deviations, without correlations.
    #[must_use]
    pub fn whitened(&self, figures: &[f64]) -> Vec<f64> {
        solve_lower(&self.lower, figures)
    }

    /// As [`Self::whitened`], by the noise of one replication.
    #[must_use]
    pub fn whitened_as_one(&self, figures: &[f64]) -> Vec<f64> {
        solve_lower(&self.lower_of_one, figures)
    }

    /// The sum of the squares of whitened residuals.
    #[must_use]
    pub fn objective(&self, means: &[f64], aims: &[Aim]) -> f64 {
        let whitened = self.whitened(&misses(means, aims));
        dot(&whitened, &whitened)
    }

    /// Each figure beside its aim.
    #[must_use]
    pub fn residuals(&self, means: &[f64], aims: &[Aim]) -> Vec<Residual> {
        let figures = means.iter().zip(aims).zip(&self.covariance).enumerate();
        figures
            .map(|(place, ((&mean, aim), row))| {
                let sd = row[place].sqrt();
                let score = (mean - aim.value) / sd;
                Residual { mean, sd, score }
            })
            .collect()
    }
}

/// Figures less their aims.
#[must_use]
pub fn misses(means: &[f64], aims: &[Aim]) -> Vec<f64> {
    let figures = means.iter().zip(aims);
    figures.map(|(mean, aim)| mean - aim.value).collect()
}

/// `factor` times the covariance with correlations less by a share, and errors on its diagonal.
fn scaled(covariance: &[Vec<f64>], factor: f64, shrinkage: f64, errors: &[f64]) -> Rows {
    let mut rows = covariance.to_vec();
    for (place, row) in rows.iter_mut().enumerate() {
        for (other, value) in row.iter_mut().enumerate() {
            *value *= if place == other {
                factor
            } else {
                factor * (1.0 - shrinkage)
            };
        }
        row[place] += errors[place];
    }
    rows
}

/// The factor of such a matrix, shrunk further where rounding makes that necessary.
fn factor(covariance: &[Vec<f64>], factor: f64, shrinkage: f64, errors: &[f64]) -> Rows {
    let mut share = shrinkage;
    loop {
        if let Some(lower) = cholesky(&scaled(covariance, factor, share, errors), 0.0) {
            return lower;
        }
        share = (2.0 * share).max(LEAST_SHRINKAGE);
        if share >= 1.0 {
            // Every variance is above zero, so the diagonal alone has a factor.
            let diagonal = scaled(covariance, factor, 1.0, errors);
            return (0..diagonal.len())
                .map(|place| {
                    let mut row = vec![0.0; diagonal.len()];
                    row[place] = diagonal[place][place].sqrt();
                    row
                })
                .collect();
        }
    }
}

/// The share of the squared sample correlations that is chance: the sum of their estimated
/// variances, by the delta method, over that of their squares, from 0 to 1.
fn shrinkage(columns: &[Vec<f64>]) -> f64 {
    let standard: Rows = columns
        .iter()
        .map(|column| {
            let (mean, sd) = (sample::mean(column), sample::variance(column).sqrt());
            let score = |value: &f64| if sd > 0.0 { (value - mean) / sd } else { 0.0 };
            column.iter().map(score).collect()
        })
        .collect();
    let count = columns.first().map_or(0, Vec::len) as f64;
    let (mut chance, mut squares) = (0.0, 0.0);
    for (place, one) in standard.iter().enumerate() {
        for other in &standard[place + 1..] {
            let pairs = one.iter().zip(other);
            let correlation = pairs.clone().map(|(x, y)| x * y).sum::<f64>() / (count - 1.0);
            // The influence of each replication on the correlation.
            let influence = pairs.map(|(x, y)| x * y - correlation * (x * x + y * y) / 2.0);
            let influence: Vec<f64> = influence.collect();
            chance += sample::variance(&influence) / count;
            squares += correlation * correlation;
        }
    }
    if squares > 0.0 {
        (chance / squares).clamp(0.0, 1.0)
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Draws;

    fn aims(sds: &[f64]) -> Vec<Aim> {
        let aim = |&sd: &f64| Aim {
            name: "a".to_owned(),
            value: 10.0,
            sd,
        };
        sds.iter().map(aim).collect()
    }

    /// Variances 4 and 9, ten replications: 4.4 and 9.9, with a tolerance of 0.6 also 4.76; the
    /// residual of 2 is 2 / sqrt(4.76).
    #[test]
    fn a_residual_is_judged_by_one_replication_the_mean_and_the_tolerance() {
        let covariance = [vec![4.0, 0.0], vec![0.0, 9.0]];
        let aims = aims(&[0.6, 0.0]);
        let noise = Noise::with(&covariance, 0.0, 10, &aims);
        let residuals = noise.residuals(&[12.0, 10.0], &aims);
        assert!((residuals[0].score - 2.0 / 4.76_f64.sqrt()).abs() < 1e-12);
        assert!((residuals[1].sd - 9.9_f64.sqrt()).abs() < 1e-12);
        assert!((noise.objective(&[12.0, 10.0], &aims) - 4.0 / 4.76).abs() < 1e-12);
    }

    /// A figure that never varies counts as known to a thousandth: 10 +- 0.01.
    #[test]
    fn an_exact_figure_has_a_finite_weight() {
        let noise = Noise::of(&vec![vec![10.0]; 5], &aims(&[0.0]));
        let score = noise.residuals(&[10.1], &aims(&[0.0]))[0].score;
        assert!((score - 10.0).abs() < 1e-9, "{score}");
    }

    /// Independent figures are taken for independent, correlated ones keep their correlation, and
    /// more figures than replications have a factor.
    #[test]
    fn correlations_are_shrunk_by_what_is_chance() {
        let mut draws = Draws::new(&[3]);
        let column =
            |draws: &mut Draws, count| -> Vec<f64> { (0..count).map(|_| draws.normal()).collect() };
        let independent: Rows = (0..8).map(|_| column(&mut draws, 20)).collect();
        assert!(shrinkage(&independent) > 0.6, "{}", shrinkage(&independent));
        let base = column(&mut draws, 20);
        let near: Rows = (0..2)
            .map(|_| base.iter().map(|x| x + 0.1 * draws.normal()).collect())
            .collect();
        assert!(shrinkage(&near) < 0.05, "{}", shrinkage(&near));
        let figures: Rows = (0..5).map(|_| column(&mut draws, 12)).collect();
        let noise = Noise::of(&figures, &aims(&[0.0; 12]));
        assert!(noise.objective(&[11.0; 12], &aims(&[0.0; 12])).is_finite());
        // The same figure twice.
        let figures: Rows = base.iter().map(|&x| vec![x, x]).collect();
        let noise = Noise::of(&figures, &aims(&[0.0; 2]));
        assert!(noise.objective(&[11.0; 2], &aims(&[0.0; 2])).is_finite());
    }
}
