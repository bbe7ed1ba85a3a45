//! Means of independent replications and their confidence intervals (method M5).

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The mean of a figure over independent replications, with its Student-t 95 % interval where
/// there are two or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number of replications that observed the figure.
    pub count: usize,
    /// The mean of their values.
    pub mean: f64,
    /// The sample standard deviation of their values; none for one replication.
    pub sd: Option<f64>,
    /// Half the width of the 95 % interval of the mean; none for one replication.
    pub half_width: Option<f64>,
}

impl Estimate {
    /// The estimate from a sample, if it is not empty.
    ///
    /// ```
    /// use chippark::experiment::Estimate;
    /// let estimate = Estimate::of(&[4.0, 6.0, 8.0]).unwrap();
    /// assert_eq!((estimate.mean, estimate.sd), (6.0, Some(2.0)));
    /// // t(0.975; 2) = 4.302653, times 2 / sqrt(3).
    /// assert!((estimate.half_width.unwrap() - 4.968_275).abs() < 1e-5);
    /// assert_eq!(Estimate::of(&[4.0]).unwrap().half_width, None);
    /// ```
    #[must_use]
    pub fn of(sample: &[f64]) -> Option<Self> {
        if sample.is_empty() {
            return None;
        }
        let count = sample.len();
        let mean = sample.iter().sum::<f64>() / count as f64;
        let spread = (count > 1).then(|| {
            let squares: f64 = sample.iter().map(|value| (value - mean).powi(2)).sum();
            (squares / (count - 1) as f64).sqrt()
        });
        Some(Self {
            count,
            mean,
            sd: spread,
            half_width: spread.map(|sd| student_t(count - 1) * sd / (count as f64).sqrt()),
        })
    }

    /// The ends of the 95 % interval of the mean; none for one replication.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        self.half_width
            .map(|half| (self.mean - half, self.mean + half))
    }

    /// The half-width as a share of the mean; none without an interval or around zero.
    #[must_use]
    pub fn relative_half_width(&self) -> Option<f64> {
        let share = self.half_width? / self.mean.abs();
        share.is_finite().then_some(share)
    }
}

/// The two-sided 95 % quantile of Student's t with `freedom` degrees of freedom.
///
/// ```
/// use chippark::experiment::statistics::student_t;
/// // Fisher and Yates, statistical tables, table III.
/// assert!((student_t(1) - 12.706_205).abs() < 1e-5);
/// assert!((student_t(9) - 2.262_157).abs() < 1e-5);
/// assert!((student_t(120) - 1.979_930).abs() < 1e-5);
/// ```
///
/// # Panics
/// If there is no degree of freedom.
#[must_use]
pub fn student_t(freedom: usize) -> f64 {
    let law = StudentsT::new(0.0, 1.0, freedom as f64);
    law.expect("at least one degree of freedom")
        .inverse_cdf(0.975)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_an_interval_of_width_zero() {
        let estimate = Estimate::of(&[3.0; 4]).unwrap();
        assert_eq!(estimate.interval(), Some((3.0, 3.0)));
        assert_eq!(estimate.relative_half_width(), Some(0.0));
    }

    #[test]
    fn around_zero_there_is_no_relative_half_width() {
        assert_eq!(Estimate::of(&[0.0; 4]).unwrap().relative_half_width(), None);
    }

    #[test]
    fn nothing_observed_gives_no_estimate() {
        assert_eq!(Estimate::of(&[]), None);
    }
}
