//! Many comparisons at once: verdicts that are wrong in at most 5 % of all tables.

/// Holm's adjusted p-values, in the order of the p-values given: a comparison whose adjusted value
/// is at most 0.05 may be called different, and the probability that any call of the whole list is
/// wrong is at most 5 % (S. Holm, Scandinavian Journal of Statistics 6 (1979) 65-70).
///
/// ```
/// use chippark::statistics::multiple::holm;
/// // 4 * 0.01, 3 * 0.02 and, as adjusted values never go down, again that; 1 * 0.04 is less.
/// let adjusted = holm(&[0.02, 0.01, 0.04, 0.03]);
/// let expected = [0.06, 0.04, 0.06, 0.06];
/// assert!(adjusted.iter().zip(expected).all(|(found, exact)| (found - exact).abs() < 1e-12));
/// assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
/// ```
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let count = p_values.len();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&one, &other| p_values[one].total_cmp(&p_values[other]));
    let mut adjusted = vec![1.0; count];
    let mut least = 0.0_f64;
    for (place, &index) in order.iter().enumerate() {
        least = least.max((p_values[index] * (count - place) as f64).min(1.0));
        adjusted[index] = least;
    }
    adjusted
}
