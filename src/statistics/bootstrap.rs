//! Bootstrap intervals (Efron and Tibshirani 1993): the spread of a statistic over samples drawn
//! with replacement from the sample itself.
//!
//! The percentile interval (chapter 13) has the quantiles of the resampled statistic as its ends.
//! The bootstrap-t interval (chapter 12.5) resamples `t = (estimate* - estimate) / error*` and is
//! `[estimate - t(high) error, estimate - t(low) error]`; it follows the skewness of the sample.
//! Resample number b is drawn from a stream keyed by the bootstrap's key and b.

use super::error::{InputError, all_finite, at_least, open_share};
use super::interval::Interval;
use super::random::Draws;
use super::sample::{mean, quantile, sorted, variance};

/// How often to resample, for which confidence, from which random numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    resamples: usize,
    confidence: f64,
    key: u64,
}

impl Bootstrap {
    /// A bootstrap of `resamples` resamples (1,000 are usual) for intervals that hold the truth
    /// with the probability `confidence`.
    ///
    /// # Errors
    /// Fewer than two resamples, or a confidence that is not above 0 and below 1.
    pub fn new(resamples: usize, confidence: f64, key: u64) -> Result<Self, InputError> {
        at_least("resamples", 2, resamples)?;
        open_share("the confidence", confidence)?;
        Ok(Self {
            resamples,
            confidence,
            key,
        })
    }

    /// The percentile intervals of several statistics, all from the same resamples.
    ///
    /// `statistics` is given the places drawn from a sample of `size` members, with repetitions,
    /// and gives one number a statistic, or none where the resample has no such statistics (all
    /// members equal); such resamples are left out.
    ///
    /// ```
    /// use chippark::statistics::Bootstrap;
    /// let sample = [1.0, 4.0, 2.0, 8.0, 5.0, 7.0];
    /// let mean = |drawn: &[usize]| {
    ///     Some(vec![drawn.iter().map(|&place| sample[place]).sum::<f64>() / 6.0])
    /// };
    /// let bootstrap = Bootstrap::new(1_000, 0.95, 42).unwrap();
    /// assert!(bootstrap.percentile(6, mean).unwrap()[0].contains(4.5));
    /// ```
    ///
    /// # Errors
    /// An empty sample, no statistics, or fewer than two resamples that have them.
    pub fn percentile(
        &self,
        size: usize,
        mut statistics: impl FnMut(&[usize]) -> Option<Vec<f64>>,
    ) -> Result<Vec<Interval>, InputError> {
        at_least("members of the sample", 1, size)?;
        let mut columns: Vec<Vec<f64>> = Vec::new();
        for number in 0..self.resamples {
            let Some(row) = statistics(&self.resample(number, size)) else {
                continue;
            };
            columns.resize(row.len(), Vec::new());
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        at_least("statistics of a resample", 1, columns.len())?;
        columns.iter().map(|column| self.middle(column)).collect()
    }

    /// The bootstrap-t interval of a statistic of `sample`.
    ///
    /// `statistic` gives the estimate from a sample and its standard error, or none where the
    /// sample has no positive standard error; such resamples are left out.
    ///
    /// # Errors
    /// Values that are not finite, a sample without a standard error, or fewer than two resamples
    /// that have one.
    pub fn studentized(
        &self,
        sample: &[f64],
        mut statistic: impl FnMut(&[f64]) -> Option<(f64, f64)>,
    ) -> Result<Interval, InputError> {
        all_finite("values", sample)?;
        let constant = InputError::Constant { what: "the sample" };
        let (estimate, error) = statistic(sample).ok_or(constant)?;
        let mut ratios = Vec::with_capacity(self.resamples);
        for number in 0..self.resamples {
            let drawn = self.resample(number, sample.len());
            let values: Vec<f64> = drawn.into_iter().map(|place| sample[place]).collect();
            if let Some((other, spread)) = statistic(&values) {
                ratios.push((other - estimate) / spread);
            }
        }
        let t = self.middle(&ratios)?;
        Ok(Interval {
            low: estimate - t.high * error,
            high: estimate - t.low * error,
        })
    }

    /// The bootstrap-t interval of the mean of `sample`.
    ///
    /// # Errors
    /// Fewer than two values, values that are not finite, or equal values only.
    pub fn mean(&self, sample: &[f64]) -> Result<Interval, InputError> {
        at_least("values", 2, sample.len())?;
        self.studentized(sample, mean_and_error)
    }

    /// The places of resample number `number` of a sample of `size` members.
    #[must_use]
    pub fn resample(&self, number: usize, size: usize) -> Vec<usize> {
        let mut draws = Draws::new(&[self.key, number as u64]);
        (0..size).map(|_| draws.below(size)).collect()
    }

    /// The quantiles that leave equal shares of the resamples outside on either side.
    fn middle(&self, resampled: &[f64]) -> Result<Interval, InputError> {
        at_least("resamples that vary", 2, resampled.len())?;
        let ascending = sorted(resampled);
        let tail = (1.0 - self.confidence) / 2.0;
        let end = |share| quantile(&ascending, share).unwrap_or(f64::NAN);
        Ok(Interval {
            low: end(tail),
            high: end(1.0 - tail),
        })
    }
}

/// The mean of a sample and its standard error, where that is positive.
fn mean_and_error(sample: &[f64]) -> Option<(f64, f64)> {
    let error = (variance(sample) / sample.len() as f64).sqrt();
    (error > 0.0).then(|| (mean(sample), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of a resample of ten ones and ten zeros is Binomial(20, 1/2) / 20, whose quantiles
    /// are P(X <= 5) = 0.0207 < 0.025 <= P(X <= 6) = 0.0577, so 6 and, by symmetry, 14.
    #[test]
    fn the_percentile_interval_of_a_share_has_binomial_quantiles() {
        let sample: Vec<f64> = (0..20).map(|place| f64::from(place % 2)).collect();
        let share =
            |drawn: &[usize]| Some(vec![drawn.iter().map(|&at| sample[at]).sum::<f64>() / 20.0]);
        let found = Bootstrap::new(40_000, 0.95, 1).unwrap();
        let found = found.percentile(20, share).unwrap();
        assert_eq!(
            found,
            [Interval {
                low: 0.3,
                high: 0.7
            }]
        );
    }

    /// All 4^4 resamples of four values, without the four that do not vary, are the distribution
    /// that random resamples come from. The shares 0.1 and 0.9 fall inside steps of it.
    #[test]
    fn the_bootstrap_t_interval_is_that_of_all_resamples() {
        let sample = [1.0, 2.5, 3.0, 9.0];
        let mut ratios = Vec::new();
        for code in 0..256_usize {
            let drawn = [code % 4, code / 4 % 4, code / 16 % 4, code / 64];
            let values = drawn.map(|place| sample[place]);
            if let Some((other, error)) = mean_and_error(&values) {
                ratios.push((other - 3.875) / error);
            }
        }
        ratios.sort_unstable_by(f64::total_cmp);
        let (centre, error) = mean_and_error(&sample).unwrap();
        let expected = Interval {
            low: centre - ratios[252 * 9 / 10] * error,
            high: centre - ratios[252 / 10] * error,
        };
        let found = Bootstrap::new(40_000, 0.8, 5).unwrap().mean(&sample);
        let found = found.unwrap();
        assert!((found.low - expected.low).abs() < 1e-9, "{found:?}");
        assert!((found.high - expected.high).abs() < 1e-9, "{expected:?}");
    }

    #[test]
    fn a_linear_scale_carries_the_interval_along() {
        let bootstrap = Bootstrap::new(500, 0.95, 3).unwrap();
        let sample = [0.2, 0.9, 0.4, 3.1, 1.0, 0.3];
        let moved = sample.map(|value| 10.0 + 4.0 * value);
        let (here, there) = (bootstrap.mean(&sample), bootstrap.mean(&moved));
        let (here, there) = (here.unwrap(), there.unwrap());
        assert!((there.low - (10.0 + 4.0 * here.low)).abs() < 1e-9);
        assert!((there.high - (10.0 + 4.0 * here.high)).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_resampled_is_an_error() {
        assert!(Bootstrap::new(1, 0.95, 0).is_err());
        assert!(Bootstrap::new(10, 95.0, 0).is_err());
        let bootstrap = Bootstrap::new(10, 0.95, 0).unwrap();
        assert_eq!(
            bootstrap.mean(&[2.0; 5]),
            Err(InputError::Constant { what: "the sample" })
        );
        assert!(bootstrap.mean(&[1.0]).is_err());
        assert!(bootstrap.mean(&[1.0, f64::NAN]).is_err());
        assert!(bootstrap.percentile(0, |_| None).is_err());
        assert!(bootstrap.percentile(3, |_| None).is_err());
    }
}
