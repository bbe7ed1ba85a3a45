//! Latin hypercube sampling (`McKay`, Beckman and Conover 1979): n points, of which each of the n
//! slices of equal probability of each factor holds exactly one, at a random place inside.

use super::super::error::{InputError, at_least};
use super::super::random::Draws;

/// Separates these draws from those of other methods with the same key.
const PURPOSE: u64 = 0x006c_6174_696e;

/// A Latin hypercube of `points` points in `factors` dimensions. A factor's column depends on the
/// number of points and the key, and is the same whatever factors stand behind it.
///
/// ```
/// use chippark::statistics::design::latin_hypercube;
/// let design = latin_hypercube(10, 3, 42).unwrap();
/// let lowest = design.iter().filter(|point| point[2] < 0.1).count();
/// assert_eq!(lowest, 1);
/// ```
///
/// # Errors
/// No point or no factor.
pub fn latin_hypercube(
    points: usize,
    factors: usize,
    key: u64,
) -> Result<Vec<Vec<f64>>, InputError> {
    at_least("points", 1, points)?;
    at_least("factors", 1, factors)?;
    let mut design = vec![vec![0.0; factors]; points];
    for factor in 0..factors {
        let mut draws = Draws::new(&[PURPOSE, key, factor as u64]);
        let mut slices: Vec<usize> = (0..points).collect();
        draws.shuffle(&mut slices);
        for (point, slice) in design.iter_mut().zip(slices) {
            point[factor] = (slice as f64 + draws.uniform()) / points as f64;
        }
    }
    Ok(design)
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::floor;
    use super::*;

    #[test]
    fn every_slice_of_every_factor_holds_one_point() {
        let design = latin_hypercube(200, 7, 3).unwrap();
        for factor in 0..7 {
            let mut slices: Vec<usize> = design
                .iter()
                .map(|point| floor(point[factor] * 200.0))
                .collect();
            slices.sort_unstable();
            assert!(slices.into_iter().eq(0..200));
        }
    }

    /// The variance of the mean of a sum of functions of single factors is of the order n^-3
    /// (Stein 1987): for the mean of a uniform factor over n slices it is 1 / (12 n^3).
    #[test]
    fn the_mean_of_a_factor_has_the_variance_of_theory() {
        let (n, trials) = (10, 4_000);
        let mut squares = 0.0;
        for key in 0..trials {
            let design = latin_hypercube(n, 1, key).unwrap();
            let mean = design.iter().map(|point| point[0]).sum::<f64>() / n as f64;
            squares += (mean - 0.5).powi(2);
        }
        let ratio = squares / trials as f64 * 12.0 * (n as f64).powi(3);
        // The mean of ten uniform numbers is almost normal: relative error sqrt(2 / trials).
        assert!(
            (ratio - 1.0).abs() < 4.0 * (2.0 / trials as f64).sqrt(),
            "{ratio}"
        );
    }

    #[test]
    fn the_key_alone_decides_and_factors_do_not_disturb_each_other() {
        let (one, two) = (latin_hypercube(5, 2, 1), latin_hypercube(5, 3, 1));
        for (left, right) in one.unwrap().iter().zip(two.unwrap()) {
            assert_eq!(left[..], right[..2]);
        }
        assert_ne!(latin_hypercube(5, 2, 1), latin_hypercube(5, 2, 2));
        assert!(latin_hypercube(0, 2, 1).is_err() && latin_hypercube(2, 0, 1).is_err());
    }
}
