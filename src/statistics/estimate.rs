//! The mean of a figure over independent replications and its interval (method M5).

use super::interval::{Bounds, Interval, Moments};
use super::proportion::Proportion;
use super::quantile::{CONFIDENCE, two_sided};

/// Values that differ by less than this share are equal but for rounding.
const ROUNDING: f64 = 1e-12;
/// A sample whose skewness is so many standard errors of a normal sample's from zero is skewed.
const SKEWED: f64 = 2.5;

/// The mean of a figure over independent replications, with its 95 % interval where their values
/// differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number of replications that observed the figure.
    pub count: usize,
    /// The mean of their values.
    pub mean: f64,
    /// The sample standard deviation of their values; none for one replication.
    pub sd: Option<f64>,
    /// The 95 % interval of the mean. None for one replication. None either where all values are
    /// equal, which does not show that others would be; but a share that is 0 or 100 % in all of
    /// them has a one-sided bound.
    pub interval: Option<Interval>,
    /// Whether the values are so skewed that the interval may cover the mean less often than it
    /// says.
    pub is_skewed: bool,
}

impl Estimate {
    /// The estimate from the values of replications, if there are any.
    ///
    /// ```
    /// use chippark::statistics::{Bounds, Estimate};
    /// let estimate = Estimate::of(&[4.0, 6.0, 8.0], Bounds::Difference).unwrap();
    /// assert_eq!((estimate.mean, estimate.sd), (6.0, Some(2.0)));
    /// // t(0.975; 2) = 4.302653, times 2 / sqrt(3).
    /// assert!((estimate.half_width().unwrap() - 4.968_275).abs() < 1e-5);
    /// assert_eq!(Estimate::of(&[4.0], Bounds::Any).unwrap().interval, None);
    /// // A share that was 0 in ten replications is below 1 - 0.05^(1/10) = 26 %.
    /// let share = Estimate::of(&[0.0; 10], Bounds::Percent).unwrap().interval.unwrap();
    /// assert_eq!((share.low, share.high.round()), (0.0, 26.0));
    /// ```
    #[must_use]
    pub fn of(sample: &[f64], bounds: Bounds) -> Option<Self> {
        if sample.is_empty() {
            return None;
        }
        let count = sample.len();
        let first = sample[0];
        let differs = |value: &f64| (value - first).abs() > ROUNDING * first.abs();
        if !sample.iter().any(differs) {
            return Some(Self {
                count,
                mean: first,
                sd: (count > 1).then_some(0.0),
                interval: never_varied(count, first, bounds),
                is_skewed: false,
            });
        }
        let mean = sample.iter().sum::<f64>() / count as f64;
        let moment = |power: i32| {
            sample
                .iter()
                .map(|value| (value - mean).powi(power))
                .sum::<f64>()
        };
        let sd = (moment(2) / (count - 1) as f64).sqrt();
        let skewness = (moment(3) / count as f64) / libm::pow(moment(2) / count as f64, 1.5);
        Some(Self {
            count,
            mean,
            sd: Some(sd),
            interval: bounds.interval(Moments {
                count,
                mean,
                sd,
                skewness,
            }),
            is_skewed: is_skewed(count, skewness),
        })
    }

    /// Half the width of the interval.
    #[must_use]
    pub fn half_width(&self) -> Option<f64> {
        self.interval.map(|interval| interval.half_width())
    }

    /// The half-width as a share of the mean; none without an interval or around zero.
    #[must_use]
    pub fn relative_half_width(&self) -> Option<f64> {
        let share = self.half_width()? / self.mean.abs();
        share.is_finite().then_some(share)
    }

    /// The 95 % prediction interval of one further replication, `mean +- t(0.975; n - 1) sd
    /// sqrt(1 + 1 / n)` (Student's t for nearly normal values; G. J. Hahn, Journal of the American
    /// Statistical Association 64 (1969) 878-888); none for one replication.
    ///
    /// ```
    /// use chippark::statistics::{Bounds, Estimate};
    /// let next = Estimate::of(&[4.0, 6.0, 8.0], Bounds::Any).unwrap().prediction().unwrap();
    /// // t(0.975; 2) = 4.302653, times 2 sqrt(4 / 3) = 2.309401.
    /// assert!((next.low - -3.936_551).abs() < 1e-5 && (next.high - 15.936_551).abs() < 1e-5);
    /// ```
    #[must_use]
    pub fn prediction(&self) -> Option<Interval> {
        let count = self.count as f64;
        let errors = two_sided(CONFIDENCE, count - 1.0) * (1.0 + 1.0 / count).sqrt();
        let reach = errors * self.sd.filter(|_| self.count > 1)?;
        Some(Interval {
            low: self.mean - reach,
            high: self.mean + reach,
        })
    }

    /// The standard error of the mean; none for one replication.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        Some(self.sd? / (self.count as f64).sqrt())
    }
}

/// The interval of a share that was 0 or 100 % in every replication. If another value came with
/// probability p, the mean would be p times its distance from there, at most p; and p is bounded by
/// its not having come.
fn never_varied(count: usize, value: f64, bounds: Bounds) -> Option<Interval> {
    let never = Proportion { hits: 0, count }.interval()?.high * 100.0;
    let ends = |low, high| Some(Interval { low, high });
    match bounds {
        Bounds::Percent if count > 1 && value == 0.0 => ends(0.0, never),
        Bounds::Percent if count > 1 && value >= 100.0 => ends(100.0 - never, 100.0),
        Bounds::Any | Bounds::Difference | Bounds::AtLeastZero | Bounds::Percent => None,
    }
}

/// Whether the skewness of a sample is far from that of normal samples, whose standard error is
/// `sqrt(6 (n - 2) / ((n + 1)(n + 3)))` (R. A. Fisher, 1930).
fn is_skewed(count: usize, skewness: f64) -> bool {
    let n = count as f64;
    let error = (6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0))).sqrt();
    count > 3 && skewness.abs() > SKEWED * error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_no_interval() {
        let estimate = Estimate::of(&[3.1; 4], Bounds::AtLeastZero).unwrap();
        assert_eq!((estimate.sd, estimate.interval), (Some(0.0), None));
        assert_eq!(estimate.mean.to_bits(), 3.1_f64.to_bits());
        let share = Estimate::of(&[100.0; 4], Bounds::Percent).unwrap();
        let low = share.interval.unwrap().low;
        assert!((low - 100.0 * 0.05_f64.powf(0.25)).abs() < 1e-9, "{low}");
        assert_eq!(
            Estimate::of(&[0.0], Bounds::Percent).unwrap().interval,
            None
        );
    }

    #[test]
    fn around_zero_there_is_no_relative_half_width() {
        let estimate = Estimate::of(&[-1.0, 1.0], Bounds::Any).unwrap();
        assert_eq!(estimate.relative_half_width(), None);
    }

    #[test]
    fn nothing_observed_gives_no_estimate() {
        assert_eq!(Estimate::of(&[], Bounds::Any), None);
    }

    /// One of ten replications differs: the largest skewness that ten can have,
    /// (n - 2) / sqrt(n - 1) = 2.67, which is 4.6 standard errors.
    #[test]
    fn one_odd_replication_makes_a_sample_skewed() {
        let mut sample = [0.0; 10];
        sample[3] = 1.0;
        assert!(
            Estimate::of(&sample, Bounds::AtLeastZero)
                .unwrap()
                .is_skewed
        );
        let even: Vec<f64> = (0..10).map(f64::from).collect();
        assert!(!Estimate::of(&even, Bounds::AtLeastZero).unwrap().is_skewed);
    }
}
