//! Two scenarios compared replication by replication with common random numbers.

use super::estimate::Estimate;
use super::interval::Bounds;
use super::quantile::{normal_quantile, student_t_quantile, student_t_tails};

/// The power with which a difference of the size found would be called different.
const POWER: f64 = 0.8;
/// The level of a verdict.
const LEVEL: f64 = 0.05;

/// The difference `other - base` of a figure over the replications that observed it in both.
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// The mean of the base over these replications.
    pub base: f64,
    /// The mean of the other.
    pub other: f64,
    /// The differences: their mean is `other - base`, with Student's t interval.
    pub difference: Estimate,
    /// The correlation of the pairs; none where one of the two did not vary.
    pub correlation: Option<f64>,
    /// How many times smaller the variance of the difference is than without pairing:
    /// `(var base + var other) / var difference`. None where nothing varied.
    pub variance_reduction: Option<f64>,
    /// The probability of differences at least as far from zero if there were none (two-sided
    /// paired t test). None for one replication.
    pub p_value: Option<f64>,
}

impl Paired {
    /// The comparison of pairs `(base, other)`, if there are any.
    ///
    /// ```
    /// use chippark::statistics::Paired;
    /// let pairs = [(10.0, 12.0), (20.0, 21.0), (30.0, 33.0)];
    /// let paired = Paired::of(&pairs).unwrap();
    /// assert_eq!((paired.base, paired.other, paired.difference.mean), (20.0, 22.0, 2.0));
    /// // Differences 2, 1, 3 have variance 1; the two scenarios 100 and 111.
    /// assert!((paired.variance_reduction.unwrap() - 211.0).abs() < 1e-9);
    /// // t = 2 / (1 / sqrt 3) = 3.4641 with 2 degrees of freedom.
    /// assert!((paired.p_value.unwrap() - 0.074_180).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        let differences: Vec<f64> = pairs.iter().map(|(base, other)| other - base).collect();
        let difference = Estimate::of(&differences, Bounds::Difference)?;
        let side = |side: fn(&(f64, f64)) -> f64| {
            let values: Vec<f64> = pairs.iter().map(side).collect();
            Estimate::of(&values, Bounds::Any)
        };
        let (base, other) = (side(|pair| pair.0)?, side(|pair| pair.1)?);
        let (sd_base, sd_other) = (base.sd.unwrap_or(0.0), other.sd.unwrap_or(0.0));
        let sum: f64 = pairs
            .iter()
            .map(|(one, two)| (one - base.mean) * (two - other.mean))
            .sum();
        let scale = sd_base * sd_other * (pairs.len() as f64 - 1.0);
        let sd = difference.sd.unwrap_or(0.0);
        Some(Self {
            base: base.mean,
            other: other.mean,
            correlation: (scale > 0.0).then(|| (sum / scale).clamp(-1.0, 1.0)),
            variance_reduction: (sd > 0.0)
                .then(|| (sd_base.powi(2) + sd_other.powi(2)) / sd.powi(2)),
            p_value: p_value(&difference),
            difference,
        })
    }

    /// Whether every replication of both has the same value.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.difference.mean == 0.0 && self.difference.sd.is_none_or(|sd| sd == 0.0)
    }

    /// The difference as a share of the base's mean; none around zero.
    #[must_use]
    pub fn relative(&self) -> Option<f64> {
        let share = self.difference.mean / self.base.abs();
        share.is_finite().then_some(share)
    }

    /// How many replications a verdict at this share of the level would take, with a power of 80 %,
    /// if difference and spread are as large as was found: the least n, more than there are, with
    /// `(t(1 - a/2; n - 1) + t(0.8; n - 1)) sd / sqrt(n) <= |difference|`. None without a
    /// difference or without a spread.
    ///
    /// * `comparisons` - over how many comparisons the level of 5 % is shared.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive number; beyond the range it is the largest"
    )]
    pub fn replications_needed(&self, comparisons: usize) -> Option<u64> {
        let sd = self.difference.sd.filter(|sd| *sd > 0.0)?;
        let alpha = LEVEL / comparisons.max(1) as f64;
        let ratio = (sd / self.difference.mean).powi(2);
        let z = normal_quantile(1.0 - alpha / 2.0) + normal_quantile(POWER);
        let least = (z * z * ratio).ceil();
        if !least.is_finite() {
            return None;
        }
        // Student's quantiles are larger than the normal ones, by little where n is large.
        let more = self.difference.count as u64 + 1;
        let first = more.max(least as u64);
        let last = first.saturating_mul(2).saturating_add(1_000);
        (first..=last).find(|&n| {
            let freedom = n as f64 - 1.0;
            let quantile = |probability| student_t_quantile(probability, freedom);
            let t = quantile(1.0 - alpha / 2.0) + quantile(POWER);
            t * t * ratio <= n as f64
        })
    }
}

/// The two-sided p-value of a mean difference. Where all differences are equal there is no spread
/// to judge by: that all of n have one sign has probability 2 / 2^n without a difference (the sign
/// test).
fn p_value(difference: &Estimate) -> Option<f64> {
    let error = difference.standard_error()?;
    if difference.mean == 0.0 {
        return Some(1.0);
    }
    if error == 0.0 {
        let halves = i32::try_from(difference.count).unwrap_or(i32::MAX) - 1;
        return Some(0.5_f64.powi(halves));
    }
    Some(student_t_tails(
        difference.count - 1,
        difference.mean / error,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pairs_are_the_same_and_have_no_verdict() {
        let paired = Paired::of(&[(1.5, 1.5), (2.5, 2.5)]).unwrap();
        assert!(paired.is_same());
        assert_eq!(
            (paired.p_value, paired.variance_reduction),
            (Some(1.0), None)
        );
        assert_eq!(paired.replications_needed(1), None);
        let shifted = Paired::of(&[(1.0, 2.0), (4.0, 5.0), (2.0, 3.0)]).unwrap();
        assert!(!shifted.is_same());
        assert_eq!(shifted.p_value, Some(0.25), "three of one sign: 2 / 2^3");
    }

    /// z(0.975) + z(0.8) = 1.959964 + 0.841621 = 2.801585; with sd 2 and a difference of 1 it takes
    /// (2 * 2.801585)^2 = 31.4 replications by the normal law. By Student's, 33 would take
    /// (2.036933 + 0.853070)^2 * 4 = 33.4, and 34 take 33.35.
    #[test]
    fn replications_for_a_verdict_are_those_of_the_textbook() {
        let pairs = [(0.0, 3.0), (0.0, -1.0), (0.0, 1.0)];
        let paired = Paired::of(&pairs).unwrap();
        assert_eq!(paired.difference.sd, Some(2.0));
        assert_eq!(paired.replications_needed(1), Some(34));
        assert!(paired.replications_needed(20) > Some(34));
    }

    #[test]
    fn one_pair_has_no_p_value() {
        let paired = Paired::of(&[(1.0, 2.0)]).unwrap();
        assert_eq!((paired.p_value, paired.correlation), (None, None));
        assert_eq!(Paired::of(&[]), None);
    }
}
