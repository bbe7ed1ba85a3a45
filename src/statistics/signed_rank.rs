//! The centre of a symmetric law whatever its shape: the estimate of Hodges and Lehmann with the
//! interval of Wilcoxon's signed ranks. A few values far off, as a busy machine adds to times, move
//! it little, where they widen Student's interval without bound.

use super::sample::{quantile, sorted};

/// The centre of symmetry that values lie around.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Centre {
    /// The median of the means of all pairs of values, each value with itself included (Hodges and
    /// Lehmann, Annals of Mathematical Statistics 34 (1963) 598-611).
    pub estimate: f64,
    /// The low end of the interval.
    pub low: f64,
    /// The high end.
    pub high: f64,
}

impl Centre {
    /// The centre of independent values with an interval of at least the confidence: those centres
    /// that the signed-rank test does not reject (Hollander, Wolfe and Chicken, Nonparametric
    /// Statistical Methods, 3rd ed., 2014, section 3.3). None of so few values that no interval has
    /// the confidence: it takes 6 for 95 % and 8 for 99 %.
    ///
    /// Work and memory grow with the square of the number of values, the law of the test with its
    /// third power: meant for some hundreds.
    ///
    /// ```
    /// use chippark::statistics::signed_rank::Centre;
    /// let times = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 1000.0];
    /// let centre = Centre::of(&times, 0.99).unwrap();
    /// // The least and the greatest of the 36 means; with 8 for 1,000 the estimate is the same.
    /// assert_eq!((centre.low, centre.estimate, centre.high), (1.0, 4.5, 1000.0));
    /// // At 95 % the test rejects rank sums up to 3, so the fourth on either side is the end.
    /// let centre = Centre::of(&times, 0.95).unwrap();
    /// assert_eq!((centre.low, centre.high), (2.0, 502.5));
    /// assert_eq!(Centre::of(&times[1..], 0.99), None);
    /// ```
    #[must_use]
    pub fn of(values: &[f64], confidence: f64) -> Option<Self> {
        let rejected = rejected_sum(values.len(), (1.0 - confidence) / 2.0)?;
        let pairs = (0..values.len()).flat_map(|i| (0..=i).map(move |j| (i, j)));
        let means = pairs.map(|(i, j)| f64::midpoint(values[i], values[j]));
        let means = sorted(&means.collect::<Vec<f64>>());
        Some(Self {
            estimate: quantile(&means, 0.5)?,
            low: means[rejected],
            high: means[means.len() - 1 - rejected],
        })
    }
}

/// The greatest sum of the ranks of positive values, of so many values around zero, that comes with
/// a probability of at most `tail` together with all lesser ones; none if not even zero does.
fn rejected_sum(values: usize, tail: f64) -> Option<usize> {
    // By sum: the probability, of which each further rank takes one half to the sum beyond it.
    let mut law = vec![1.0];
    for rank in 1..=values {
        let mut next = vec![0.0; law.len() + rank];
        for (sum, probability) in law.into_iter().enumerate() {
            next[sum] += probability / 2.0;
            next[sum + rank] += probability / 2.0;
        }
        law = next;
    }
    let mut below = 0.0;
    let sums = law.iter().take_while(|&&probability| {
        below += probability;
        below <= tail
    });
    sums.count().checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Draws;

    /// Two-sided critical values of T in the tables (Wilcoxon and Wilcox, Some Rapid Approximate
    /// Statistical Procedures, 1964).
    #[test]
    fn rejected_sums_are_those_of_the_tables() {
        for (values, tail, expected) in [
            (5, 0.025, None),
            (6, 0.025, Some(0)),
            (7, 0.005, None),
            (8, 0.005, Some(0)),
            (8, 0.025, Some(3)),
            (10, 0.025, Some(8)),
            (15, 0.025, Some(25)),
            (20, 0.005, Some(37)),
            (25, 0.025, Some(89)),
        ] {
            assert_eq!(rejected_sum(values, tail), expected, "{values}, {tail}");
        }
    }

    /// With Cauchy's law, which has no mean, the interval holds the centre as often as the test
    /// says: of 12 values at 99 %, rank sums up to 7 are rejected, 19 of 4,096 on either side.
    #[test]
    fn the_interval_holds_the_centre_whatever_the_tails() {
        let (count, samples) = (12, 40_000);
        assert_eq!(rejected_sum(count, 0.005), Some(7));
        let mut draws = Draws::new(&[12, 99]);
        let mut cauchy = || libm::tan(std::f64::consts::PI * (draws.uniform() - 0.5)) + 3.0;
        let missed = (0..samples).filter(|_| {
            let values: Vec<f64> = (0..count).map(|_| cauchy()).collect();
            let centre = Centre::of(&values, 0.99).unwrap();
            centre.low > 3.0 || centre.high < 3.0
        });
        let (missed, expected) = (missed.count() as f64, f64::from(samples) * 38.0 / 4096.0);
        assert!(
            (missed - expected).abs() < 4.0 * expected.sqrt(),
            "{missed} of {samples}, expected {expected}"
        );
    }
}
