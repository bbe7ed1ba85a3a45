//! Optimal computing budget allocation (OCBA; Chen, Lin, Yucesan and Chick 2000): how to spread
//! replications over systems so that the best is found most probably.
//!
//! With b the best by its mean, `d_i` the distance of system i from it and `s_i` its standard
//! deviation, the number of replications of each other system is proportional to `(s_i / d_i)^2`,
//! and that of b to `s_b sqrt(sum over the others of N_i^2 / s_i^2)`.

use super::super::error::{InputError, all_finite, at_least, positive, same_length};
use super::super::sample::floor;
use super::Better;

/// The share of the whole budget for each system, from the sample means and variances of one
/// replication so far. Distances below `indifference` count as that, so that a tie does not take
/// the whole budget. Without any variance all shares are equal.
///
/// ```
/// use chippark::statistics::selection::{Better, ocba, whole};
/// // Chen and Lee, Stochastic simulation optimization (2011), page 49.
/// let means = [1.0, 2.0, 3.0, 4.0, 5.0];
/// let shares = ocba(&means, &[1.0, 1.0, 9.0, 9.0, 4.0], 1e-6, Better::Lower).unwrap();
/// assert_eq!(whole(&shares, 50), [11, 9, 19, 9, 2]);
/// ```
///
/// # Errors
/// Fewer than two systems, lists of unequal length, numbers that are not finite, a variance below
/// 0, or an indifference that is not above 0.
pub fn ocba(
    means: &[f64],
    variances: &[f64],
    indifference: f64,
    better: Better,
) -> Result<Vec<f64>, InputError> {
    at_least("systems", 2, means.len())?;
    same_length("variances", means.len(), variances.len())?;
    all_finite("means", means)?;
    all_finite("variances", variances)?;
    positive("the indifference", indifference)?;
    if let Some(&found) = variances.iter().find(|&&variance| variance < 0.0) {
        return Err(InputError::Outside {
            what: "a variance",
            allowed: "at least 0",
            found,
        });
    }
    let best = better.best(means).unwrap_or(0);
    let distance = |system: usize| (means[best] - means[system]).abs().max(indifference);
    let mut weights: Vec<f64> = (0..means.len())
        .map(|system| variances[system] / distance(system).powi(2))
        .collect();
    // N_i^2 / s_i^2 = s_i^2 / d_i^4, also where s_i is zero.
    let squares: f64 = (0..means.len())
        .filter(|&system| system != best)
        .map(|system| weights[system] / distance(system).powi(2))
        .sum();
    weights[best] = (variances[best] * squares).sqrt();
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return Ok(vec![1.0 / means.len() as f64; means.len()]);
    }
    Ok(weights.iter().map(|weight| weight / total).collect())
}

/// Whole numbers that add up to `budget`, closest to its shares: rounded down, and the rest to
/// the largest remainders, the first of equals.
#[must_use]
pub fn whole(shares: &[f64], budget: usize) -> Vec<usize> {
    let exact: Vec<f64> = shares.iter().map(|share| share * budget as f64).collect();
    let mut counts: Vec<usize> = exact.iter().map(|&value| floor(value)).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&left, &right| exact[right].fract().total_cmp(&exact[left].fract()));
    let missing = budget.saturating_sub(counts.iter().sum());
    for &system in order
        .iter()
        .cycle()
        .take(if shares.is_empty() { 0 } else { missing })
    {
        counts[system] += 1;
    }
    counts
}

/// How to spread `extra` further replications, with `counts` replications done so far, to come
/// closest to the shares of all replications together.
///
/// ```
/// use chippark::statistics::selection::additional;
/// // Of 40 in all the shares want 10 and 30; the first has more than that already.
/// assert_eq!(additional(&[0.25, 0.75], &[12, 12], 16).unwrap(), [0, 16]);
/// ```
///
/// # Errors
/// Lists of unequal length, or an empty list.
pub fn additional(
    shares: &[f64],
    counts: &[usize],
    extra: usize,
) -> Result<Vec<usize>, InputError> {
    at_least("systems", 1, shares.len())?;
    same_length("counts", shares.len(), counts.len())?;
    let total = (counts.iter().sum::<usize>() + extra) as f64;
    let missing: Vec<f64> = shares
        .iter()
        .zip(counts)
        .map(|(share, &count)| (share * total - count as f64).max(0.0))
        .collect();
    let sum: f64 = missing.iter().sum();
    if sum <= 0.0 {
        return Ok(whole(shares, extra));
    }
    let shares: Vec<f64> = missing.iter().map(|missing| missing / sum).collect();
    Ok(whole(&shares, extra))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Chen and Lee, page 49: distances 1 to 4, so 1, 9 / 4, 9 / 9 and 4 / 16 for
    /// the others, and for the best sqrt(1 + (9/4)^2 / 9 + 1 / 9 + (1/4)^2 / 4).
    #[test]
    fn the_shares_of_five_systems() {
        let means = [1.0, 2.0, 3.0, 4.0, 5.0];
        let variances = [1.0, 1.0, 9.0, 9.0, 4.0];
        let best = (1.0_f64 + 81.0 / 144.0 + 1.0 / 9.0 + 1.0 / 64.0).sqrt();
        let weights = [best, 1.0, 2.25, 1.0, 0.25];
        let total: f64 = weights.iter().sum();
        let found = ocba(&means, &variances, 1e-6, Better::Lower).unwrap();
        for (share, weight) in found.iter().zip(weights) {
            assert!((share - weight / total).abs() < 1e-15);
        }
        let mirrored = means.map(|mean| -mean);
        assert_eq!(ocba(&mirrored, &variances, 1e-6, Better::Higher), Ok(found));
    }

    /// Two systems: the formula is the classical `N_1 / N_2 = s_1 / s_2`.
    #[test]
    fn two_systems_share_by_their_standard_deviations() {
        let found = ocba(&[5.0, 3.0], &[9.0, 1.0], 0.1, Better::Higher).unwrap();
        assert!((found[0] - 0.75).abs() < 1e-15);
        assert_eq!(whole(&found, 10), [8, 2]);
    }

    /// Equal means count as an indifference apart: a finite share each. Without variance all
    /// systems get the same.
    #[test]
    fn ties_and_certain_systems_have_shares() {
        let found = ocba(&[5.0, 5.0, 3.0], &[1.0, 1.0, 1.0], 1.0, Better::Higher).unwrap();
        let best = (1.0_f64 + 1.0 / 16.0).sqrt();
        assert!((found[0] - best / (best + 1.25)).abs() < 1e-15);
        let found = ocba(&[5.0, 3.0], &[0.0, 0.0], 1.0, Better::Higher).unwrap();
        assert_eq!(found, [0.5, 0.5]);
    }

    #[test]
    fn whole_numbers_always_add_up() {
        assert_eq!(whole(&[0.5, 0.5], 3), [2, 1]);
        assert_eq!(whole(&[1.0 / 3.0; 3], 100), [34, 33, 33]);
        assert!(whole(&[], 3).is_empty());
        assert_eq!(additional(&[0.5, 0.5], &[9, 9], 0).unwrap(), [0, 0]);
        assert_eq!(
            additional(&[0.5, 0.3, 0.2], &[10, 10, 10], 10).unwrap(),
            [8, 2, 0]
        );
    }

    #[test]
    fn data_that_do_not_fit_are_errors() {
        assert!(ocba(&[1.0], &[1.0], 1.0, Better::Higher).is_err());
        assert!(ocba(&[1.0, 2.0], &[1.0], 1.0, Better::Higher).is_err());
        assert!(ocba(&[1.0, 2.0], &[1.0, -1.0], 1.0, Better::Higher).is_err());
        assert!(ocba(&[1.0, f64::NAN], &[1.0; 2], 1.0, Better::Higher).is_err());
        assert!(ocba(&[1.0, 2.0], &[1.0; 2], 0.0, Better::Higher).is_err());
        assert!(additional(&[1.0], &[1, 2], 3).is_err());
    }
}
