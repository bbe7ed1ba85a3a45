//! The random numbers as a factor of their own: which share of the variance of the outputs over
//! the points of a design comes from the noise of the replications (pure error).
//!
//! With n points and r replications each, `y_pj` the output of replication j at point p, the share
//! is `(E / r) / V`: V is the sample variance of the point means over the points, and E the
//! variance of one replication around its expectation. Points with random numbers of their own
//! have `E = sum (y_pj - mean_p)^2 / (n (r - 1))`, the mean square within points. Where all points
//! share the random numbers of a replication, a shift of all points alike does not reach V, and
//! `E = sum (y_pj - mean_p - mean_j + mean)^2 / ((n - 1) (r - 1))`, the mean square of the
//! interaction of points and replications.
//!
//! The interval is that of the variance components of a balanced one-way layout (Searle, Casella
//! and `McCulloch` 1992, 3.6), exact for normal data: with `f = V r / E` and the quantiles of
//! Fisher's F with n - 1 and (degrees of freedom of E) degrees, `[F(low) / f, F(high) / f]`.
//!
//! A Sobol' index that is estimated from means of replications divides by V, which holds the
//! noise, and the numerator of a total index holds it too. With the share q of the noise the
//! indices of the expected output are `first / (1 - q)` and `(total - q) / (1 - q)`.

use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::super::error::{InputError, at_least, open_share, table};
use super::super::interval::Interval;
use super::super::sample::{mean, variance};

/// Whether the points share random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// Each point has random numbers of its own.
    Independent,
    /// Replication j of every point has the same random numbers.
    Common,
}

/// The noise of replications in a design.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// The share of the variance of the point means that is noise; above 1 when the points differ
    /// less than the noise alone would make them.
    pub share: f64,
    /// The interval of the share.
    pub interval: Interval,
    /// The variance of one replication at a point (E above), in the squared unit of the output.
    pub variance: f64,
}

impl Noise {
    /// A first-order or second-order index as it would be without noise; none if all is noise.
    #[must_use]
    pub fn without(&self, index: f64) -> Option<f64> {
        (self.share < 1.0).then(|| index / (1.0 - self.share))
    }

    /// A total index as it would be without noise; none if all is noise.
    #[must_use]
    pub fn total_without(&self, index: f64) -> Option<f64> {
        self.without(index - self.share)
    }
}

/// The share of the noise, from one row of replications a point, with an interval of `confidence`.
///
/// ```
/// use chippark::statistics::sensitivity::{Pairing, noise};
/// // Means 1, 3 and 8, V = 13; within points E = (2 + 2 + 2) / 3 = 2; the share is (2 / 2) / 13.
/// let outputs = [vec![0.0, 2.0], vec![2.0, 4.0], vec![7.0, 9.0]];
/// let found = noise(&outputs, Pairing::Independent, 0.95).unwrap();
/// assert!((found.share - 1.0 / 13.0).abs() < 1e-12);
/// ```
///
/// # Errors
/// Rows that are not of equal length, fewer than two points or two replications, outputs that are
/// not finite, or point means that do not vary.
pub fn noise(outputs: &[Vec<f64>], pairing: Pairing, confidence: f64) -> Result<Noise, InputError> {
    let replications = table("outputs", outputs)?;
    at_least("points", 2, outputs.len())?;
    at_least("replications", 2, replications)?;
    open_share("the confidence", confidence)?;
    let means: Vec<f64> = outputs.iter().map(|row| mean(row)).collect();
    let total = variance(&means);
    if total <= 0.0 {
        return Err(InputError::Constant {
            what: "the mean of the replications",
        });
    }
    let centre = mean(&means);
    let shifts: Vec<f64> = (0..replications)
        .map(|number| match pairing {
            Pairing::Independent => 0.0,
            Pairing::Common => {
                outputs.iter().map(|row| row[number]).sum::<f64>() / outputs.len() as f64 - centre
            }
        })
        .collect();
    let squares: f64 = outputs
        .iter()
        .zip(&means)
        .flat_map(|(row, mean)| {
            row.iter()
                .zip(&shifts)
                .map(move |(y, shift)| y - mean - shift)
        })
        .map(|rest| rest * rest)
        .sum();
    let points = match pairing {
        Pairing::Independent => outputs.len(),
        Pairing::Common => outputs.len() - 1,
    };
    let freedom = (points * (replications - 1)) as f64;
    let error = squares / freedom;
    let share = error / replications as f64 / total;
    let tail = (1.0 - confidence) / 2.0;
    let law = FisherSnedecor::new((outputs.len() - 1) as f64, freedom);
    let end = |probability| {
        law.as_ref()
            .map_or(f64::NAN, |law| share * law.inverse_cdf(probability))
    };
    Ok(Noise {
        share,
        interval: Interval {
            low: end(tail),
            high: end(1.0 - tail),
        },
        variance: error,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Draws;
    use super::*;

    /// Means 2, 4 and 9, their mean 5, V = (9 + 1 + 16) / 2 = 13. Means of the replications 4 and
    /// 6, so shifts of -1 and 1. Rests of the first row -1 + 1 and 1 - 1, of the second -2 + 1 and
    /// 2 - 1, of the third 0 + 1 and 0 - 1: squares 4 over 2 (3 - 1) (2 - 1) = 2 degrees.
    #[test]
    fn common_random_numbers_leave_out_the_shift_of_a_replication() {
        let outputs = [vec![1.0, 3.0], vec![2.0, 6.0], vec![9.0, 9.0]];
        let found = noise(&outputs, Pairing::Common, 0.95).unwrap();
        assert!((found.variance - 2.0).abs() < 1e-12);
        assert!((found.share - 1.0 / 13.0).abs() < 1e-12);
        // Alone within points: squares 2 + 8 + 0 = 10 over 3 degrees.
        let found = noise(&outputs, Pairing::Independent, 0.95).unwrap();
        assert!((found.variance - 10.0 / 3.0).abs() < 1e-12);
    }

    /// scipy 1.17.1: `f.ppf(0.025, 2, 3)` is 0.02553267898521133, `f.ppf(0.975, 2, 3)` is
    /// 16.044106429277186. The outputs are those of the example of [`noise`].
    #[test]
    fn the_interval_has_the_quantiles_of_f() {
        let outputs = [vec![0.0, 2.0], vec![2.0, 4.0], vec![7.0, 9.0]];
        let found = noise(&outputs, Pairing::Independent, 0.95).unwrap();
        let expected = [0.025_532_678_985_211, 16.044_106_429_277_186].map(|f| f / 13.0);
        assert!((found.interval.low - expected[0]).abs() < 1e-9);
        assert!((found.interval.high - expected[1]).abs() < 1e-9);
    }

    /// Normal points of variance 2 and normal noise of variance 3 with r = 4: the true share is
    /// `(3 / 4) / (2 + 3 / 4)`; the interval is exact, so of 2,000 trials 95 % hold the truth, with
    /// the binomial standard deviation.
    #[test]
    fn the_interval_holds_the_truth_as_often_as_it_says() {
        let truth = 0.75 / 2.75;
        for pairing in [Pairing::Independent, Pairing::Common] {
            let mut draws = Draws::new(&[4]);
            let trials = 2_000;
            let mut held = 0.0;
            for _ in 0..trials {
                let outputs: Vec<Vec<f64>> = (0..8)
                    .map(|_| {
                        let point = 2.0_f64.sqrt() * draws.normal();
                        (0..4)
                            .map(|_| point + 3.0_f64.sqrt() * draws.normal())
                            .collect()
                    })
                    .collect();
                let found = noise(&outputs, pairing, 0.95).unwrap();
                held += f64::from(u8::from(found.interval.contains(truth)));
            }
            let trials = f64::from(trials);
            let deviation = (held - 0.95 * trials) / (0.95 * 0.05 * trials).sqrt();
            assert!(deviation.abs() < 4.0, "{deviation} standard deviations");
        }
    }

    /// With V = 1 of the expected output and noise of 1/4 in a mean, the shares 0.6 and 0.4 of two
    /// additive factors are estimated as 0.48 and 0.32 (first), 0.68 and 0.52 (total).
    #[test]
    fn indices_are_freed_from_noise() {
        let interval = Interval {
            low: 0.0,
            high: 1.0,
        };
        let noise = |share| Noise {
            share,
            interval,
            variance: 1.0,
        };
        let found = noise(0.2);
        assert!((found.without(0.48).unwrap() - 0.6).abs() < 1e-12);
        assert!((found.total_without(0.52).unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(noise(1.2).without(0.1), None);
    }

    #[test]
    fn data_without_spread_or_replications_are_errors() {
        let flat = vec![vec![1.0, 3.0], vec![3.0, 1.0]];
        assert!(noise(&flat, Pairing::Independent, 0.95).is_err());
        let one = vec![vec![1.0], vec![3.0]];
        assert!(noise(&one, Pairing::Independent, 0.95).is_err());
        assert!(noise(&one[..1], Pairing::Common, 0.95).is_err());
        let ragged = vec![vec![1.0, 2.0], vec![3.0]];
        assert!(noise(&ragged, Pairing::Common, 0.95).is_err());
    }
}
