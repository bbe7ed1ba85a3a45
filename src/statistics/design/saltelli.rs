//! The design for Sobol' indices (Saltelli 2002; Saltelli et al. 2010): two independent points A
//! and B, and between them the points that have one coordinate exchanged.
//!
//! The rows of a block, in the order that the Python library `SALib` uses too: A; for each factor
//! i, A with coordinate i of B; for second order also, for each i, B with coordinate i of A; B.

use super::super::error::{InputError, at_least, table};
use super::sobol::sobol;

/// The rows of one block: `factors + 2`, with second order `2 factors + 2`.
///
/// ```
/// use chippark::statistics::design::saltelli::rows_of_block;
/// assert_eq!((rows_of_block(6, false), rows_of_block(6, true)), (8, 14));
/// ```
#[must_use]
pub const fn rows_of_block(factors: usize, second_order: bool) -> usize {
    if second_order {
        2 * factors + 2
    } else {
        factors + 2
    }
}

/// The blocks of `blocks` points of the Sobol' sequence, scrambled by `key`, in twice as many
/// dimensions as there are factors: A is the first half of a point, B the second. Use a power of
/// two of blocks; more blocks begin with fewer.
///
/// ```
/// use chippark::statistics::design::saltelli;
/// let design = saltelli(512, 6, true, 42).unwrap();
/// assert_eq!((design.len(), design[0].len()), (512 * 14, 6));
/// ```
///
/// # Errors
/// No block, no factor, or more than 32 factors; for more, use [`saltelli_from`] on a Latin
/// hypercube of twice as many dimensions.
pub fn saltelli(
    blocks: usize,
    factors: usize,
    second_order: bool,
    key: u64,
) -> Result<Vec<Vec<f64>>, InputError> {
    at_least("factors", 1, factors)?;
    let base = sobol(blocks, factors.saturating_mul(2), Some(key))?;
    saltelli_from(&base, second_order)
}

/// The blocks made from `base`, whose rows are A followed by B.
///
/// # Errors
/// An empty base, rows of unequal length, or rows of odd length.
pub fn saltelli_from(base: &[Vec<f64>], second_order: bool) -> Result<Vec<Vec<f64>>, InputError> {
    let columns = table("base points", base)?;
    at_least("columns", 2, columns)?;
    if !columns.is_multiple_of(2) {
        return Err(InputError::Layout {
            expected: "an even number of columns, A and then B",
            row: 0,
        });
    }
    let factors = columns / 2;
    let mut design = Vec::with_capacity(base.len() * rows_of_block(factors, second_order));
    for row in base {
        let (a, b) = row.split_at(factors);
        design.push(a.to_vec());
        design.extend((0..factors).map(|factor| exchanged(a, b, factor)));
        if second_order {
            design.extend((0..factors).map(|factor| exchanged(b, a, factor)));
        }
        design.push(b.to_vec());
    }
    Ok(design)
}

/// `point` with the coordinate of one factor from `other`.
fn exchanged(point: &[f64], other: &[f64], factor: usize) -> Vec<f64> {
    let mut point = point.to_vec();
    point[factor] = other[factor];
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_the_rows_of_salib() {
        let base = [vec![1.0, 2.0, 3.0, 4.0]];
        let both = saltelli_from(&base, true).unwrap();
        assert_eq!(
            both,
            [
                [1.0, 2.0],
                [3.0, 2.0],
                [1.0, 4.0],
                [1.0, 4.0],
                [3.0, 2.0],
                [3.0, 4.0]
            ]
        );
        let first = saltelli_from(&base, false).unwrap();
        assert_eq!(first, [[1.0, 2.0], [3.0, 2.0], [1.0, 4.0], [3.0, 4.0]]);
    }

    #[test]
    fn what_cannot_be_split_is_an_error() {
        assert!(saltelli_from(&[], false).is_err());
        assert!(saltelli_from(&[vec![0.5; 3]], false).is_err());
        assert!(saltelli_from(&[vec![]], false).is_err());
        assert!(saltelli(8, 33, false, 1).is_err());
        assert!(saltelli(8, 0, false, 1).is_err());
        assert_eq!(saltelli(8, 32, false, 1).unwrap().len(), 8 * 34);
    }
}
