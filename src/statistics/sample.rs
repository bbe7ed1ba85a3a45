//! Descriptions of a sample: mean, variance and quantile, as the other files use them.

/// The arithmetic mean; not a number for an empty sample.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The sample variance, with the divisor n - 1; not a number for fewer than two values.
///
/// ```
/// use chippark::statistics::sample::variance;
/// assert!((variance(&[4.0, 6.0, 8.0]) - 4.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn variance(values: &[f64]) -> f64 {
    covariance(values, values)
}

/// The sample covariance of two samples of equal length, with the divisor n - 1; not a number for
/// fewer than two pairs.
#[must_use]
pub fn covariance(left: &[f64], right: &[f64]) -> f64 {
    if left.len() < 2 {
        return f64::NAN;
    }
    let (left_mean, right_mean) = (mean(left), mean(right));
    let products: f64 = left
        .iter()
        .zip(right)
        .map(|(x, y)| (x - left_mean) * (y - right_mean))
        .sum();
    products / (left.len() - 1) as f64
}

/// The values in ascending order.
#[must_use]
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// The `share` quantile of values in ascending order, by linear interpolation between the values
/// at ranks `(n - 1) share` (type 7 of Hyndman and Fan 1996); none for an empty sample.
///
/// ```
/// use chippark::statistics::sample::quantile;
/// assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
/// ```
#[must_use]
pub fn quantile(ascending: &[f64], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let rank = last as f64 * share.clamp(0.0, 1.0);
    let below = floor(rank).min(last);
    let above = (below + 1).min(last);
    let weight = rank - below as f64;
    Some(ascending[below] + weight * (ascending[above] - ascending[below]))
}

/// The largest whole number not above `value`; 0 for a negative number.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates at both ends"
)]
pub(crate) const fn floor(value: f64) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_order_are_the_extreme_quantiles() {
        let values = sorted(&[3.0, -1.0, 2.0]);
        assert_eq!(quantile(&values, 0.0), Some(-1.0));
        assert_eq!(quantile(&values, 0.5), Some(2.0));
        assert_eq!(quantile(&values, 1.0), Some(3.0));
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[5.0], 0.3), Some(5.0));
    }

    /// Deviations (-1, 0, 1) and (-2, -1, 3): products 2 + 0 + 3 = 5, over 2.
    #[test]
    fn the_covariance_of_three_pairs() {
        let found = covariance(&[1.0, 2.0, 3.0], &[0.0, 1.0, 5.0]);
        assert!((found - 2.5).abs() < 1e-12);
        assert!(variance(&[1.0]).is_nan());
    }
}
