//! Trajectories for Morris's screening (Morris 1991): each starts at a random point of a grid and
//! changes one factor after the other, in random order, by the same step.
//!
//! With p levels (even) the grid is `0, 1 / (p - 1), ..., 1` and the step is
//! `p / (2 (p - 1))`, which makes all levels equally likely.

use super::super::error::{InputError, at_least};
use super::super::random::Draws;

/// Separates these draws from those of other methods with the same key.
const PURPOSE: u64 = 0x6d6f_7272_6973;

/// The points of `trajectories` trajectories on a grid of `levels` levels, `factors + 1` points
/// each, one trajectory after the other. More trajectories begin with fewer.
///
/// ```
/// use chippark::statistics::design::morris;
/// let design = morris(10, 3, 4, 42).unwrap();
/// assert_eq!(design.len(), 40);
/// let moved = design[0].iter().zip(&design[1]).filter(|(from, to)| from != to);
/// assert_eq!(moved.count(), 1);
/// ```
///
/// # Errors
/// No trajectory, no factor, or a number of levels that is odd or zero.
pub fn morris(
    trajectories: usize,
    factors: usize,
    levels: usize,
    key: u64,
) -> Result<Vec<Vec<f64>>, InputError> {
    at_least("trajectories", 1, trajectories)?;
    at_least("factors", 1, factors)?;
    if levels == 0 || !levels.is_multiple_of(2) {
        return Err(InputError::Outside {
            what: "the number of levels",
            allowed: "even and at least 2",
            found: levels as f64,
        });
    }
    let draw = |number| trajectory(factors, levels, Draws::new(&[PURPOSE, key, number as u64]));
    Ok((0..trajectories).flat_map(draw).collect())
}

/// One trajectory. Places on the grid are whole numbers until the end, so that equal coordinates
/// are equal to the last bit.
fn trajectory(factors: usize, levels: usize, mut draws: Draws) -> Vec<Vec<f64>> {
    let half = levels / 2;
    let low: Vec<usize> = (0..factors).map(|_| draws.below(half)).collect();
    let rises: Vec<bool> = (0..factors).map(|_| draws.coin()).collect();
    let mut order: Vec<usize> = (0..factors).collect();
    draws.shuffle(&mut order);

    let starts = low.iter().zip(&rises);
    let mut place: Vec<usize> = starts
        .map(|(&low, &rises)| if rises { low } else { low + half })
        .collect();
    let point = |place: &[usize]| -> Vec<f64> {
        let last = (levels - 1) as f64;
        place.iter().map(|&level| level as f64 / last).collect()
    };
    let mut points = vec![point(&place)];
    for factor in order {
        place[factor] = if rises[factor] {
            low[factor] + half
        } else {
            low[factor]
        };
        points.push(point(&place));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::floor;
    use super::*;

    #[test]
    fn each_factor_moves_once_by_the_step() {
        let design = morris(50, 5, 4, 1).unwrap();
        for points in design.chunks(6) {
            let mut moved = Vec::new();
            for pair in points.windows(2) {
                let changed: Vec<usize> = (0..5)
                    .filter(|&factor| (pair[1][factor] - pair[0][factor]).abs() > 0.0)
                    .collect();
                assert_eq!(changed.len(), 1);
                let step = (pair[1][changed[0]] - pair[0][changed[0]]).abs();
                assert!((step - 4.0 / 6.0).abs() < 1e-15);
                moved.extend(changed);
            }
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2, 3, 4]);
        }
    }

    /// Over n trajectories each of six levels of a start has the expectation n / 6.
    #[test]
    fn all_levels_are_equally_likely() {
        let n = 6_000;
        let design = morris(n, 2, 6, 9).unwrap();
        let mut counts = [0.0; 6];
        for points in design.chunks(3) {
            counts[floor(points[0][1] * 5.0 + 0.5)] += 1.0;
        }
        let expected = n as f64 / 6.0;
        let square: f64 = counts
            .iter()
            .map(|x: &f64| (x - expected).powi(2) / expected)
            .sum();
        assert!((square - 5.0).abs() < 4.0 * 10.0_f64.sqrt(), "{counts:?}");
    }

    #[test]
    fn more_trajectories_begin_with_fewer() {
        let (few, many) = (morris(2, 3, 4, 1), morris(5, 3, 4, 1));
        assert_eq!(few.unwrap()[..], many.unwrap()[..8]);
        for levels in [0, 1, 3] {
            assert!(morris(2, 3, levels, 1).is_err());
        }
        assert!(morris(0, 3, 4, 1).is_err() && morris(2, 0, 4, 1).is_err());
    }
}
