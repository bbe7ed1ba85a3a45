//! A posterior without a likelihood: approximate Bayesian computation by sequential Monte Carlo
//! (ABC-SMC; Beaumont, Cornuet, Marin and Robert 2009; adaptive tolerances as in Del Moral, Doucet
//! and Jasra 2012).
//!
//! The caller runs the model at the proposed points and supplies the distance of each run from the
//! data. The first generation takes points of the prior, uniform in the unit cube, as they come.
//! Each later one accepts proposals within a tolerance: the quantile of the distances before.
//! A proposal is a particle of the last generation, drawn by its weight, moved by a normal step
//! with twice their weighted covariance; outside the cube it is drawn again. A particle `x` has the
//! weight `1 / sum_j w_j K(x - x_j)`, the prior over the density of its proposals.
//!
//! With a tolerance e the posterior is that of data known to within e: it is too wide by the spread
//! of a uniform error (variance `e^2 / 3` for one number), which later generations reduce.

pub mod posterior;

pub use posterior::Posterior;

use super::error::{InputError, at_least, open_share};
use super::linear::{Rows, cholesky, dot, lower_times, solve_lower};
use super::random::Draws;
use super::sample::floor;

/// Separates these draws from those of other methods with the same key.
const PURPOSE: u64 = 0x0061_6263;

/// Tries to stay in the cube before a proposal stays where its particle is.
const TRIES: usize = 100_000;

/// The share of the covariance added to its diagonal if the particles lie in a plane.
const JITTER: f64 = 1e-9;

/// A sequence of generations under way.
///
/// ```
/// use chippark::statistics::AbcSmc;
/// let mut abc = AbcSmc::new(1, 100, 0.5, 42).unwrap();
/// while abc.tolerance() > 0.05 {
///     let proposals = abc.ask(50);
///     let distances: Vec<f64> = proposals.iter().map(|x| (x[0] - 0.4).abs()).collect();
///     abc.tell(&distances).unwrap();
/// }
/// assert!((abc.posterior().mean()[0] - 0.4).abs() < 0.05);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AbcSmc {
    key: u64,
    dimensions: usize,
    particles: usize,
    share: f64,
    generation: usize,
    tolerance: f64,
    /// The last finished generation and the factor of twice its covariance.
    population: Posterior,
    kernel: Rows,
    /// The proposals told in this generation, and those of them that were accepted.
    told: usize,
    accepted: Vec<(Vec<f64>, f64)>,
    rate: f64,
}

impl AbcSmc {
    /// Generations of `particles` points in `dimensions` parameters; each has the `share` quantile
    /// (0.5 is usual) of the distances before as its tolerance.
    ///
    /// # Errors
    /// No dimension, not more particles than dimensions and one, or a share that is not above 0
    /// and below 1.
    pub fn new(
        dimensions: usize,
        particles: usize,
        share: f64,
        key: u64,
    ) -> Result<Self, InputError> {
        at_least("parameters", 1, dimensions)?;
        at_least("particles", dimensions.saturating_add(2), particles)?;
        open_share("the share of distances to keep", share)?;
        Ok(Self {
            key,
            dimensions,
            particles,
            share,
            generation: 0,
            tolerance: f64::INFINITY,
            population: Posterior {
                points: Vec::new(),
                weights: Vec::new(),
            },
            kernel: Vec::new(),
            told: 0,
            accepted: Vec::new(),
            rate: 1.0,
        })
    }

    /// The next `count` proposals, the same however often they are asked for.
    #[must_use]
    pub fn ask(&self, count: usize) -> Vec<Vec<f64>> {
        (self.told..self.told + count)
            .map(|number| self.proposal(number))
            .collect()
    }

    /// Takes the distances of the first proposals of [`Self::ask`], in order, and says whether
    /// they completed the generation; those behind the last one needed are not used. A distance
    /// that is not a number is never accepted.
    ///
    /// # Errors
    /// A negative distance.
    pub fn tell(&mut self, distances: &[f64]) -> Result<bool, InputError> {
        if let Some(&found) = distances.iter().find(|&&distance| distance < 0.0) {
            return Err(InputError::Outside {
                what: "a distance",
                allowed: "at least 0",
                found,
            });
        }
        for &distance in distances {
            if distance <= self.tolerance {
                self.accepted.push((self.proposal(self.told), distance));
            }
            self.told += 1;
            if self.accepted.len() == self.particles {
                self.finish();
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The finished generations.
    #[must_use]
    pub const fn generation(&self) -> usize {
        self.generation
    }

    /// The largest distance that is accepted now; infinite in the first generation.
    #[must_use]
    pub const fn tolerance(&self) -> f64 {
        self.tolerance
    }

    /// The share of proposals accepted in the last finished generation: when it is small, further
    /// generations cost much and tell little.
    #[must_use]
    pub const fn acceptance(&self) -> f64 {
        self.rate
    }

    /// The last finished generation; empty before the first.
    #[must_use]
    pub const fn posterior(&self) -> &Posterior {
        &self.population
    }

    fn proposal(&self, number: usize) -> Vec<f64> {
        let words = [PURPOSE, self.key, self.generation as u64, number as u64];
        let mut draws = Draws::new(&words);
        if self.generation == 0 {
            return (0..self.dimensions).map(|_| draws.uniform()).collect();
        }
        for _ in 0..TRIES {
            let ancestor = &self.population.points[self.drawn(draws.uniform())];
            let normal: Vec<f64> = (0..self.dimensions).map(|_| draws.normal()).collect();
            let steps = lower_times(&self.kernel, &normal);
            let point: Vec<f64> = ancestor
                .iter()
                .zip(steps)
                .map(|(x, step)| x + step)
                .collect();
            if point.iter().all(|x| (0.0..=1.0).contains(x)) {
                return point;
            }
        }
        self.population.points[self.drawn(draws.uniform())].clone()
    }

    /// The particle at a share of the total weight.
    fn drawn(&self, share: f64) -> usize {
        let mut sum = 0.0;
        let found = self.population.weights.iter().position(|weight| {
            sum += weight;
            sum >= share
        });
        found.unwrap_or(self.particles - 1)
    }

    /// Makes the accepted proposals the population of the next generation.
    fn finish(&mut self) {
        let (points, mut distances): (Vec<Vec<f64>>, Vec<f64>) =
            std::mem::take(&mut self.accepted).into_iter().unzip();
        let weights = self.weights(&points);
        self.population = Posterior { points, weights };
        self.kernel = kernel(&self.population.covariance());
        distances.sort_unstable_by(f64::total_cmp);
        let place = floor(self.share * self.particles as f64).min(self.particles - 1);
        self.tolerance = distances[place];
        self.rate = self.particles as f64 / self.told as f64;
        self.generation += 1;
        self.told = 0;
    }

    /// The weights of accepted points, their sum one.
    fn weights(&self, points: &[Vec<f64>]) -> Vec<f64> {
        let density = |point: &Vec<f64>| -> f64 {
            let others = self.population.points.iter().zip(&self.population.weights);
            others
                .map(|(other, weight)| {
                    let step: Vec<f64> = point.iter().zip(other).map(|(x, y)| x - y).collect();
                    let scaled = solve_lower(&self.kernel, &step);
                    weight * libm::exp(-0.5 * dot(&scaled, &scaled))
                })
                .sum()
        };
        let raw: Vec<f64> = match self.generation {
            0 => vec![1.0; points.len()],
            _ => points.iter().map(|point| 1.0 / density(point)).collect(),
        };
        let total: f64 = raw.iter().sum();
        raw.iter().map(|weight| weight / total).collect()
    }
}

/// The factor of twice the covariance, made positive definite if particles lie in a plane.
fn kernel(covariance: &[Vec<f64>]) -> Rows {
    let mut twice: Rows = covariance
        .iter()
        .map(|row| row.iter().map(|value| 2.0 * value).collect())
        .collect();
    let most = (0..twice.len()).fold(0.0, |most: f64, place| most.max(twice[place][place]));
    let mut extra = JITTER * most.max(JITTER);
    loop {
        if let Some(lower) = cholesky(&twice, 0.0) {
            return lower;
        }
        for (place, row) in twice.iter_mut().enumerate() {
            row[place] += extra;
        }
        extra *= 10.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs generations until the tolerance is at most `tolerance` and gives the tolerance of the
    /// last finished one.
    fn run(abc: &mut AbcSmc, tolerance: f64, distance: impl Fn(&[f64], u64) -> f64) -> f64 {
        let mut number = 0;
        loop {
            let used = abc.tolerance();
            let mut finished = false;
            while !finished {
                let distances: Vec<f64> = abc
                    .ask(200)
                    .iter()
                    .map(|point| {
                        number += 1;
                        distance(point, number)
                    })
                    .collect();
                finished = abc.tell(&distances).unwrap();
            }
            if used <= tolerance {
                return used;
            }
        }
    }

    /// The mean of normal data with standard error 1 was observed as 1.3; the prior is uniform
    /// from -10 to 10. Within the tolerance e the posterior is the normal law around 1.3 with
    /// variance 1, and a uniform error from -e to e: mean 1.3 and variance `1 + e^2 / 3`. The
    /// effective size gives the standard errors: `sqrt(V / n)` of the mean, `V sqrt(2 / n)` of the
    /// variance.
    #[test]
    fn the_posterior_of_a_normal_mean_is_that_of_theory() {
        for key in 0..4 {
            let mut abc = AbcSmc::new(1, 1_000, 0.5, key).unwrap();
            let tolerance = run(&mut abc, 0.5, |point, number| {
                let mean = 20.0 * point[0] - 10.0;
                (mean + Draws::new(&[key, 5, number]).normal() - 1.3).abs()
            });
            let posterior = abc.posterior().map(|point| vec![20.0 * point[0] - 10.0]);
            let size = posterior.effective_size();
            let theory = 1.0 + tolerance * tolerance / 3.0;
            let mean = posterior.mean()[0] - 1.3;
            let variance = posterior.covariance()[0][0];
            assert!(mean.abs() < 4.0 * (theory / size).sqrt(), "{mean}");
            assert!(
                (variance / theory - 1.0).abs() < 4.0 * (2.0 / size).sqrt(),
                "{variance}"
            );
            // The 97.5 % quantile of the normal law, whose density there gives the error.
            let high = (posterior.quantile(0, 0.975).unwrap() - 1.3) / theory.sqrt();
            let error = (0.025 * 0.975 / size).sqrt() / 0.058_45;
            assert!((high - 1.96).abs() < 4.0 * error, "{high}");
        }
    }

    /// Data that only know the sum of two parameters: each stays wide, and they trade off.
    #[test]
    fn parameters_that_trade_off_are_correlated() {
        let mut abc = AbcSmc::new(2, 500, 0.5, 1).unwrap();
        run(&mut abc, 0.05, |point, number| {
            let noise = 0.02 * Draws::new(&[6, number]).normal();
            (point[0] + point[1] + noise - 1.0).abs()
        });
        let posterior = abc.posterior();
        let correlation = posterior.correlation();
        assert!(correlation[0][1] < -0.95, "{correlation:?}");
        assert!((correlation[0][0] - 1.0).abs() < 1e-12);
        let width = posterior.quantile(0, 0.95).unwrap() - posterior.quantile(0, 0.05).unwrap();
        assert!(width > 0.7, "{width}");
    }

    /// The number of distances handed over at once changes nothing.
    #[test]
    fn the_size_of_a_batch_does_not_matter() {
        let finished = |batch: usize| {
            let mut abc = AbcSmc::new(2, 20, 0.5, 7).unwrap();
            while abc.generation() < 3 {
                let proposals = abc.ask(batch);
                let distances: Vec<f64> = proposals.iter().map(|x| (x[0] - x[1]).abs()).collect();
                abc.tell(&distances).unwrap();
            }
            (abc.posterior().clone(), abc.tolerance())
        };
        assert_eq!(finished(1), finished(64));
    }

    #[test]
    fn impossible_settings_are_errors() {
        assert!(AbcSmc::new(0, 10, 0.5, 0).is_err());
        assert!(AbcSmc::new(3, 4, 0.5, 0).is_err());
        assert!(AbcSmc::new(1, 10, 1.0, 0).is_err());
        let mut abc = AbcSmc::new(1, 10, 0.5, 0).unwrap();
        assert!(abc.tell(&[-1.0]).is_err());
        assert_eq!(abc.tell(&[f64::NAN; 20]), Ok(false));
        assert!(abc.posterior().points.is_empty());
        // Particles all at one point still move on.
        assert_eq!(kernel(&[vec![0.0]]).len(), 1);
    }
}
