//! The Sobol' sequence (Sobol' 1967): points that fill the unit cube evenly, to 64 dimensions.
//!
//! Point number i is the exclusive or of the direction numbers at the ones of the Gray code of i
//! (Antonov and Saleev 1979), with the direction numbers of Joe and Kuo (2008). The first `2^m`
//! points have one point in each interval of length `2^-m` of each dimension; use a power of two
//! of them. Any point is reached directly, so a design is extended by running further points.

use super::super::error::{InputError, at_least, at_most};
use super::directions::DIRECTIONS;
use super::scramble::scramble;

/// Binary digits of a coordinate before scrambling.
const DIGITS: usize = 32;

/// The direction numbers of some dimensions.
///
/// ```
/// use chippark::statistics::design::Sobol;
/// let sequence = Sobol::new(3).unwrap();
/// assert_eq!(sequence.point(0), [0.0, 0.0, 0.0]);
/// assert_eq!(sequence.point(2), [0.75, 0.25, 0.25]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sobol {
    directions: Vec<[u32; DIGITS]>,
}

impl Sobol {
    /// The most dimensions there are direction numbers for.
    pub const MOST_DIMENSIONS: usize = DIRECTIONS.len() + 1;

    /// The sequence in `dimensions` dimensions.
    ///
    /// # Errors
    /// No dimension, or more than [`Self::MOST_DIMENSIONS`].
    pub fn new(dimensions: usize) -> Result<Self, InputError> {
        at_least("dimensions", 1, dimensions)?;
        at_most("dimensions", Self::MOST_DIMENSIONS, dimensions)?;
        let first: [u32; DIGITS] = std::array::from_fn(|place| 1 << (DIGITS - 1 - place));
        let others = DIRECTIONS
            .iter()
            .map(|&(polynomial, initial)| extend(polynomial, initial));
        let directions = std::iter::once(first).chain(others).take(dimensions);
        Ok(Self {
            directions: directions.collect(),
        })
    }

    /// The 32 binary digits of each coordinate of point number `index`.
    fn digits(&self, index: u32) -> impl Iterator<Item = u32> {
        let gray = index ^ (index >> 1);
        self.directions.iter().map(move |numbers| {
            let ones = numbers.iter().enumerate();
            ones.filter(|(place, _)| (gray >> place) & 1 == 1)
                .fold(0, |digits, (_, number)| digits ^ number)
        })
    }

    /// Point number `index`, counted from zero: the first has all coordinates zero, so carry it
    /// to a distribution without bounds only after scrambling.
    #[must_use]
    pub fn point(&self, index: u32) -> Vec<f64> {
        let unit = 1.0 / (1_u64 << DIGITS) as f64;
        self.digits(index)
            .map(|digits| f64::from(digits) * unit)
            .collect()
    }

    /// Point number `index`, counted from zero, scrambled by `key`: all coordinates above 0 and
    /// below 1.
    #[must_use]
    pub fn scrambled(&self, index: u32, key: u64) -> Vec<f64> {
        self.digits(index)
            .enumerate()
            .map(|(dimension, digits)| scramble(digits, dimension, key))
            .collect()
    }
}

/// All direction numbers of a dimension from the first few: with the polynomial
/// `x^s + a_1 x^(s-1) + ... + 1`, `v_k = a_1 v_(k-1) ^ ... ^ v_(k-s) ^ (v_(k-s) >> s)`.
fn extend(polynomial: u32, initial: &[u32]) -> [u32; DIGITS] {
    let degree = initial.len();
    let mut numbers = [0; DIGITS];
    for place in 0..DIGITS {
        numbers[place] = match initial.get(place) {
            Some(number) => number << (DIGITS - 1 - place),
            None => (1..degree)
                .filter(|back| (polynomial >> (degree - back)) & 1 == 1)
                .fold(
                    numbers[place - degree] ^ (numbers[place - degree] >> degree),
                    |number, back| number ^ numbers[place - back],
                ),
        };
    }
    numbers
}

/// The first `points` points of the sequence in `dimensions` dimensions, scrambled if there is a
/// key. A longer design begins with a shorter one.
///
/// # Errors
/// No point, more than 2^32 points, no dimension, or more than [`Sobol::MOST_DIMENSIONS`].
pub fn sobol(
    points: usize,
    dimensions: usize,
    key: Option<u64>,
) -> Result<Vec<Vec<f64>>, InputError> {
    at_least("points", 1, points)?;
    let most = u32::MAX;
    let last = u32::try_from(points - 1).map_err(|_| InputError::TooMany {
        what: "points",
        most: most as usize,
        found: points,
    })?;
    let sequence = Sobol::new(dimensions)?;
    let point = |index| match key {
        Some(key) => sequence.scrambled(index, key),
        None => sequence.point(index),
    };
    Ok((0..=last).map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::floor;
    use super::*;

    /// `scipy.stats.qmc.Sobol(64, scramble=False, bits=32)` of scipy 1.17.1, times 2^32.
    #[test]
    fn the_points_are_those_of_scipy() {
        let sequence = Sobol::new(64).unwrap();
        let places = [0, 1, 2, 9, 20, 31, 40, 50, 62, 63];
        let reference = [
            (
                12_345,
                [
                    0xa414_0000,
                    0xd03c_0000,
                    0x290c_0000,
                    0x6dfc_0000,
                    0x3304_0000,
                    0xa97c_0000,
                    0x372c_0000,
                    0xc57c_0000,
                    0xf84c_0000,
                    0x7734_0000,
                ],
            ),
            (
                1_000_000_007,
                [
                    0x20f5_ea64,
                    0xed8f_6eac,
                    0x3fdf_083c,
                    0xec6d_4e7c,
                    0xfee0_beac,
                    0x6f31_9f2c,
                    0xcb28_0afc,
                    0x1106_db9c,
                    0xccfb_fc94,
                    0xfc78_bf8c_u32,
                ],
            ),
        ];
        for (index, expected) in reference {
            let digits: Vec<u32> = sequence.digits(index).collect();
            assert_eq!(places.map(|place| digits[place]), expected);
        }
    }

    /// The 64-bit FNV-1a hash of the first 1,024 points of scipy in 64 dimensions, row by row,
    /// each coordinate times 2^32 as four little-endian bytes.
    #[test]
    fn all_dimensions_are_those_of_scipy() {
        let sequence = Sobol::new(64).unwrap();
        let digits = (0..1_024).flat_map(|index| sequence.digits(index));
        let hash = digits
            .flat_map(u32::to_le_bytes)
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        assert_eq!(hash, 0x6f54_81e8_6a7e_c425);
    }

    /// The first four dimensions have polynomials of degree 0, 1, 2 and 3, so the first 2^m points
    /// are a (t, m, 4)-net with t = 0 + 0 + 1 + 2: each elementary interval of volume 2^(t - m)
    /// holds 2^t points. The first two dimensions alone have t = 0.
    #[test]
    fn scrambled_points_are_a_net() {
        let design = sobol(256, 4, Some(11)).unwrap();
        let cell = |value: f64, cuts: usize| floor(value * (1_usize << cuts) as f64);
        let count = |cuts: &[usize]| {
            let mut cells = std::collections::BTreeMap::new();
            for point in &design {
                let place: Vec<usize> = cuts
                    .iter()
                    .zip(point)
                    .map(|(&cuts, &value)| cell(value, cuts))
                    .collect();
                *cells.entry(place).or_insert(0_usize) += 1;
            }
            cells
        };
        for first in 0..=8 {
            let cells = count(&[first, 8 - first]);
            assert!(cells.len() == 256 && cells.values().all(|&points| points == 1));
        }
        for code in 0..216 {
            let (a, b, c) = (code % 6, code / 6 % 6, code / 36);
            let Some(d) = 5_usize.checked_sub(a + b + c) else {
                continue;
            };
            let cells = count(&[a, b, c, d]);
            assert!(cells.len() == 32 && cells.values().all(|&points| points == 8));
        }
    }

    /// Every dimension by itself: one point in each of 2^m intervals.
    #[test]
    fn every_dimension_is_stratified() {
        let design = sobol(512, 64, Some(5)).unwrap();
        for dimension in 0..64 {
            let mut cells: Vec<usize> = design
                .iter()
                .map(|point| floor(point[dimension] * 512.0))
                .collect();
            cells.sort_unstable();
            assert!(cells.into_iter().eq(0..512), "dimension {dimension}");
        }
    }

    /// The sum of the coordinates is a sum of functions of one coordinate, and each coordinate is a
    /// stratified sample of n intervals whose points are independent: the variance of the mean is
    /// `dimensions / (12 n^3)`, where random points have `dimensions / (12 n)`.
    #[test]
    fn scrambled_points_integrate_sums_with_the_variance_of_theory() {
        let (n, dimensions, trials) = (64, 6, 1_000);
        let mut squares = 0.0;
        for key in 0..trials {
            let design = sobol(n, dimensions, Some(key)).unwrap();
            let sum: f64 = design.iter().map(|point| point.iter().sum::<f64>()).sum();
            squares += (sum / n as f64 - 3.0).powi(2);
        }
        let theory = dimensions as f64 / (12.0 * (n as f64).powi(3));
        let ratio = squares / trials as f64 / theory;
        // The error is almost normal: relative standard error sqrt(2 / trials).
        assert!(
            (ratio - 1.0).abs() < 4.0 * (2.0 / trials as f64).sqrt(),
            "{ratio}"
        );
    }

    #[test]
    fn a_longer_design_begins_with_the_shorter() {
        let (short, long) = (sobol(5, 3, Some(1)), sobol(9, 3, Some(1)));
        assert_eq!(short.unwrap()[..], long.unwrap()[..5]);
        assert!(sobol(0, 3, None).is_err());
        assert!(sobol(3, 0, None).is_err());
        assert!(sobol(3, 65, None).is_err());
    }
}
