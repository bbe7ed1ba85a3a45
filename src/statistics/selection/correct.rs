//! The probability that the system with the best mean is the best in truth.
//!
//! For each other system i the probability that the best b is better is
//! `P_i = F((mean_b - mean_i) / e_i)` with the standard error `e_i` of the difference; the
//! probability of correct selection is at least `1 - sum (1 - P_i)` by Bonferroni's inequality
//! (the APCS of Chen et al. 2000). F is the normal law for known variances; for estimated ones
//! Student's t, with n - 1 degrees of freedom for paired replications and those of Welch (1947)
//! for unpaired ones. Pairing by common random numbers takes the covariances into account.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use super::super::error::{InputError, all_finite, at_least, same_length, table};
use super::super::sample::{mean, variance};
use super::Better;

/// How well the variances are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// As good as exactly: the normal law.
    Known,
    /// Estimated from the same replications: Student's t.
    Estimated,
}

/// The best of several systems, and how sure that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The number of the system with the best mean, the first of equals.
    pub best: usize,
    /// At least this is the probability that it is the best in truth.
    pub probability: f64,
    /// The probability that it is better than each system; 1 for itself.
    pub better_than: Vec<f64>,
}

/// The selection from independent systems: means, variances of one replication and numbers of
/// replications.
///
/// ```
/// use chippark::statistics::selection::{Better, Spread, unpaired};
/// let means = [10.0, 11.0];
/// let found = unpaired(&means, &[1.0, 1.0], &[8, 8], Spread::Known, Better::Lower).unwrap();
/// // One apart, with a standard error of one half: the normal law at 2.
/// assert!((found.probability - 0.977_249_868).abs() < 1e-9);
/// ```
///
/// # Errors
/// Fewer than two systems, lists of unequal length, numbers that are not finite, a variance below
/// 0, or fewer than two replications (one, if the variances are known).
pub fn unpaired(
    means: &[f64],
    variances: &[f64],
    counts: &[usize],
    spread: Spread,
    better: Better,
) -> Result<Selection, InputError> {
    same_length("variances", means.len(), variances.len())?;
    same_length("counts", means.len(), counts.len())?;
    all_finite("variances", variances)?;
    let least = match spread {
        Spread::Known => 1,
        Spread::Estimated => 2,
    };
    for (&count, &variance) in counts.iter().zip(variances) {
        at_least("replications", least, count)?;
        if variance < 0.0 {
            return Err(InputError::Outside {
                what: "a variance",
                allowed: "at least 0",
                found: variance,
            });
        }
    }
    select(means, better, |best, other| {
        let [left, right] = [best, other].map(|system| variances[system] / counts[system] as f64);
        let freedom = |system: usize, part: f64| part * part / (counts[system] - 1) as f64;
        let law = match spread {
            Spread::Known => None,
            Spread::Estimated => {
                let parts = freedom(best, left) + freedom(other, right);
                Some((left + right).powi(2) / parts)
            }
        };
        ((left + right).sqrt(), law)
    })
}

/// The selection from one row of replications a system, where replication j of every system has
/// the same random numbers.
///
/// ```
/// use chippark::statistics::selection::{Better, Spread, paired};
/// let outputs = [vec![3.0, 9.0, 6.0], vec![2.0, 7.0, 5.0]];
/// let found = paired(&outputs, Spread::Estimated, Better::Higher).unwrap();
/// // Differences 1, 2 and 1: t = 4 with two degrees of freedom, P = 1/2 + 2 / sqrt(18).
/// assert!((found.probability - (0.5 + 2.0 / 18.0_f64.sqrt())).abs() < 1e-9);
/// ```
///
/// # Errors
/// Fewer than two systems or two replications, rows of unequal length, or outputs that are not
/// finite.
pub fn paired(
    outputs: &[Vec<f64>],
    spread: Spread,
    better: Better,
) -> Result<Selection, InputError> {
    let count = table("outputs", outputs)?;
    at_least("replications", 2, count)?;
    let means: Vec<f64> = outputs.iter().map(|row| mean(row)).collect();
    select(&means, better, |best, other| {
        let pairs = outputs[best].iter().zip(&outputs[other]);
        let differences: Vec<f64> = pairs.map(|(left, right)| left - right).collect();
        let law = match spread {
            Spread::Known => None,
            Spread::Estimated => Some((count - 1) as f64),
        };
        ((variance(&differences) / count as f64).sqrt(), law)
    })
}

/// The selection, with the standard error of a difference and its degrees of freedom (none for
/// the normal law) from `spread_of(best, other)`.
fn select(
    means: &[f64],
    better: Better,
    spread_of: impl Fn(usize, usize) -> (f64, Option<f64>),
) -> Result<Selection, InputError> {
    at_least("systems", 2, means.len())?;
    all_finite("means", means)?;
    let best = better.best(means).unwrap_or(0);
    let better_than: Vec<f64> = (0..means.len())
        .map(|other| {
            if other == best {
                return 1.0;
            }
            let (error, freedom) = spread_of(best, other);
            let distance = (means[best] - means[other]).abs();
            probability(distance, error, freedom)
        })
        .collect();
    let wrong: f64 = better_than
        .iter()
        .map(|probability| 1.0 - probability)
        .sum();
    Ok(Selection {
        best,
        probability: (1.0 - wrong).max(0.0),
        better_than,
    })
}

/// The probability that a difference seen as `distance` is above zero.
fn probability(distance: f64, error: f64, freedom: Option<f64>) -> f64 {
    if error <= 0.0 {
        return if distance > 0.0 { 1.0 } else { 0.5 };
    }
    let ratio = distance / error;
    let student = freedom.and_then(|freedom| StudentsT::new(0.0, 1.0, freedom).ok());
    student.map_or_else(|| Normal::standard().cdf(ratio), |law| law.cdf(ratio))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    /// Distances 1 and 2 with a standard error of sqrt(1/8 + 1/8) = 1/2: the normal law at 2 and
    /// 4 has the tails 0.02275013194817921 and 0.00003167124183311992.
    #[test]
    fn three_systems_with_known_variances() {
        let found = unpaired(
            &[5.0, 3.0, 4.0],
            &[1.0; 3],
            &[8; 3],
            Spread::Known,
            Better::Higher,
        )
        .unwrap();
        assert_eq!(found.best, 0);
        close(found.better_than[2], 1.0 - 0.022_750_131_948_179);
        close(found.better_than[1], 1.0 - 0.000_031_671_241_833);
        close(found.probability, 1.0 - 0.022_781_803_190_012);
    }

    /// The same with estimated variances has 14 degrees of freedom (equal variances and numbers);
    /// scipy 1.17.1: `t.sf(2, 14)` and `t.sf(4, 14)`. With variances 1 and 4 and numbers 10 and 5,
    /// the error is sqrt(0.1 + 0.8), the degrees 0.81 / (0.01 / 9 + 0.64 / 4), `t.sf(1 / e, f)`.
    #[test]
    fn estimated_variances_have_the_tails_of_t() {
        let means = [5.0, 3.0, 4.0];
        let found = unpaired(
            &means,
            &[1.0; 3],
            &[8; 3],
            Spread::Estimated,
            Better::Higher,
        );
        let found = found.unwrap();
        close(found.better_than[2], 1.0 - 0.032_643_976_444_556);
        close(found.better_than[1], 1.0 - 0.000_658_024_596_935);
        let found = unpaired(
            &[1.0, 0.0],
            &[1.0, 4.0],
            &[10, 5],
            Spread::Estimated,
            Better::Higher,
        );
        close(found.unwrap().probability, 1.0 - 0.169_920_075_728_343);
    }

    /// What pairs have in common drops out: the same differences with any common part.
    #[test]
    fn pairing_leaves_out_what_is_common() {
        let here = [
            vec![1.0, 2.0, 4.0],
            vec![0.0, 2.5, 2.0],
            vec![1.0, 1.0, 1.0],
        ];
        let common = [50.0, -20.0, 7.0];
        let there = here.clone().map(|row| {
            row.iter()
                .zip(common)
                .map(|(y, shift)| y + shift)
                .collect::<Vec<_>>()
        });
        let left = paired(&here, Spread::Estimated, Better::Higher).unwrap();
        let right = paired(&there, Spread::Estimated, Better::Higher).unwrap();
        assert_eq!(left.best, right.best);
        close(left.probability, right.probability);
    }

    #[test]
    fn certain_differences_and_ties_need_no_spread() {
        let equal = [vec![1.0, 2.0], vec![1.0, 2.0]];
        close(
            paired(&equal, Spread::Estimated, Better::Lower)
                .unwrap()
                .probability,
            0.5,
        );
        let apart = [vec![2.0, 3.0], vec![1.0, 2.0]];
        let found = paired(&apart, Spread::Estimated, Better::Lower).unwrap();
        assert_eq!(found.best, 1);
        close(found.probability, 1.0);
        let many = vec![vec![1.0, 2.0]; 5];
        close(
            paired(&many, Spread::Known, Better::Lower)
                .unwrap()
                .probability,
            0.0,
        );
    }

    #[test]
    fn data_that_do_not_fit_are_errors() {
        let (known, up) = (Spread::Known, Better::Higher);
        assert!(unpaired(&[1.0], &[1.0], &[2], known, up).is_err());
        assert!(unpaired(&[1.0, 2.0], &[1.0], &[2, 2], known, up).is_err());
        assert!(unpaired(&[1.0, 2.0], &[1.0; 2], &[2], known, up).is_err());
        assert!(unpaired(&[1.0, 2.0], &[1.0, -1.0], &[2, 2], known, up).is_err());
        assert!(unpaired(&[1.0, 2.0], &[1.0; 2], &[0, 2], known, up).is_err());
        assert!(unpaired(&[1.0, 2.0], &[1.0; 2], &[1, 2], Spread::Estimated, up).is_err());
        assert!(paired(&[vec![1.0], vec![2.0]], known, up).is_err());
        assert!(paired(&[vec![1.0, 2.0]], known, up).is_err());
    }
}
