//! A proportion of independent replications, with its exact interval.

use statrs::distribution::{Beta, ContinuousCDF};

use super::interval::Interval;
use super::quantile::CONFIDENCE;

/// In how many of some replications something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    /// The number of replications in which it happened.
    pub hits: usize,
    /// The number of all.
    pub count: usize,
}

impl Proportion {
    /// The proportion, from 0 to 1; none without replications.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.count > 0).then(|| self.hits as f64 / self.count as f64)
    }

    /// The exact 95 % interval of the probability, from 0 to 1 (C. J. Clopper and E. S. Pearson,
    /// Biometrika 26 (1934) 404-413). What happened in none or in all has a one-sided bound, since
    /// its other end is certain: of 10 replications with no hit, 1 - 0.05^(1/10) = 26 %.
    ///
    /// ```
    /// use chippark::statistics::Proportion;
    /// let of = |hits, count| Proportion { hits, count }.interval().unwrap();
    /// assert!((of(0, 10).high - 0.258_866).abs() < 1e-6);
    /// assert!((of(10, 10).low - 0.741_134).abs() < 1e-6);
    /// // R 4.3, binom.test(3, 20)$conf.int.
    /// let some = of(3, 20);
    /// assert!((some.low - 0.032_070_94).abs() < 1e-7 && (some.high - 0.378_926_8).abs() < 1e-7);
    /// ```
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        let Self { hits, count } = *self;
        if count == 0 || hits > count {
            return None;
        }
        let never = 1.0 - libm::pow(1.0 - CONFIDENCE, 1.0 / count as f64);
        let tail = (1.0 - CONFIDENCE) / 2.0;
        let beta = |a: usize, b: usize, probability: f64| {
            let law = Beta::new(a as f64, b as f64).ok();
            law.map(|law| law.inverse_cdf(probability))
        };
        let low = match hits {
            0 => 0.0,
            all if all == count => 1.0 - never,
            some => beta(some, count - some + 1, tail)?,
        };
        let high = match hits {
            0 => never,
            all if all == count => 1.0,
            some => beta(some + 1, count - some, 1.0 - tail)?,
        };
        Some(Interval { low, high })
    }
}
