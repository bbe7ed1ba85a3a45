//! The full factorial design: every combination of the levels of every factor.

use super::super::error::{InputError, at_least, at_most};

/// The most points of one design: more is a mistake in the levels.
const MOST: usize = 10_000_000;

/// All combinations of `levels[i]` evenly spaced values of factor i, from 0 to 1 with both ends;
/// a factor with one level stands at 0.5. The last factor changes fastest.
///
/// ```
/// use chippark::statistics::design::full_factorial;
/// let design = full_factorial(&[2, 3]).unwrap();
/// assert_eq!(design.len(), 6);
/// assert_eq!(design[1], [0.0, 0.5]);
/// ```
///
/// # Errors
/// No factor, a factor without a level, or more than ten million points.
pub fn full_factorial(levels: &[usize]) -> Result<Vec<Vec<f64>>, InputError> {
    at_least("factors", 1, levels.len())?;
    let mut count = 1_usize;
    for &number in levels {
        at_least("levels of a factor", 1, number)?;
        count = count.saturating_mul(number);
    }
    at_most("points", MOST, count)?;
    Ok((0..count)
        .map(|number| combination(number, levels))
        .collect())
}

/// The point whose levels are the digits of `number`.
fn combination(mut number: usize, levels: &[usize]) -> Vec<f64> {
    let mut point = vec![0.0; levels.len()];
    for (value, &count) in point.iter_mut().zip(levels).rev() {
        *value = match count {
            1 => 0.5,
            _ => (number % count) as f64 / (count - 1) as f64,
        };
        number /= count;
    }
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_occurs_once() {
        let design = full_factorial(&[2, 1, 3]).unwrap();
        assert_eq!(
            design,
            [
                [0.0, 0.5, 0.0],
                [0.0, 0.5, 0.5],
                [0.0, 0.5, 1.0],
                [1.0, 0.5, 0.0],
                [1.0, 0.5, 0.5],
                [1.0, 0.5, 1.0],
            ]
        );
    }

    #[test]
    fn impossible_designs_are_errors() {
        assert!(full_factorial(&[]).is_err());
        assert!(full_factorial(&[3, 0]).is_err());
        assert!(full_factorial(&[usize::MAX, 2]).is_err());
        let found = full_factorial(&[10; 8]).unwrap_err();
        assert_eq!(
            found.to_string(),
            "100000000 points, but at most 10000000 are possible"
        );
    }
}
