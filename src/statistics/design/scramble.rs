//! Owen scrambling (Owen 1995, nested uniform scrambling in base 2): random points that keep the
//! even spread of a digital net.
//!
//! Each binary digit of a coordinate is flipped or not by a coin that depends on the dimension and
//! on all higher digits. The coin is a hash of the key, the dimension, the place of the digit and
//! the higher digits, so that a point is scrambled by itself. Digits below the 32nd, all zero in
//! the sequence, become uniform digits that depend on the 32 above.

use super::super::random::{hash, open_unit};

/// Separates these draws from those of other methods with the same key.
const PURPOSE: u64 = 0x6f77_656e;

/// The coordinate with the binary digits `digits` in dimension number `dimension`, scrambled by
/// `key`: above 0 and below 1, and uniform over all keys.
///
/// ```
/// use chippark::statistics::design::scramble;
/// // Two coordinates in different halves stay in different halves.
/// let (left, right) = (scramble(1 << 30, 0, 42), scramble(1 << 31, 0, 42));
/// assert_ne!(left < 0.5, right < 0.5);
/// ```
#[must_use]
pub fn scramble(digits: u32, dimension: usize, key: u64) -> f64 {
    let own = hash(&[PURPOSE, key, dimension as u64]);
    let mut scrambled = 0_u32;
    for place in 0..u32::BITS {
        // The higher digits behind a leading one, which tells prefixes of different length apart.
        let higher = (1_u64 << place) | (u64::from(digits) >> (u32::BITS - place));
        let digit = (digits >> (u32::BITS - 1 - place)) & 1;
        let coin = u32::from(hash(&[own, higher]) >> 63 == 1);
        scrambled = (scrambled << 1) | (digit ^ coin);
    }
    let lowest = hash(&[own, (1 << u32::BITS) | u64::from(digits)]) >> u32::BITS;
    open_unit((u64::from(scrambled) << u32::BITS) | lowest)
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::floor;
    use super::*;

    /// Chi-square of counts that are expected to be equal, as a number of standard deviations.
    fn deviation(counts: &[u32]) -> f64 {
        let total: u32 = counts.iter().sum();
        let expected = f64::from(total) / counts.len() as f64;
        let square: f64 = counts
            .iter()
            .map(|&count| (f64::from(count) - expected).powi(2) / expected)
            .sum();
        let freedom = (counts.len() - 1) as f64;
        (square - freedom) / (2.0 * freedom).sqrt()
    }

    /// The values were computed from the module's documentation by a separate program.
    #[test]
    fn the_scrambling_never_changes() {
        for (digits, dimension, key, expected) in [
            (0, 0, 42, 0.202_859_404_133_719_4),
            (0x8000_0000, 0, 42, 0.718_187_933_381_601_1),
            (0xa414_0000, 5, 7, 0.079_469_003_711_609_59),
        ] {
            let found = scramble(digits, dimension, key);
            assert!((found - expected).abs() < 1e-16, "{found}");
        }
    }

    /// Of two coordinates that agree in exactly their first 5 digits, the scrambled ones agree in
    /// exactly 5 digits too, and what follows digit 6 is independent: 16 equally likely pairs of
    /// digits 7 and 8.
    #[test]
    fn common_digits_stay_common_and_later_digits_are_independent() {
        let (left, right) = (0b1011_0010_u32 << 24, 0b1011_0101_u32 << 24);
        let mut counts = [0; 16];
        for key in 0..16_000 {
            let cells = [left, right].map(|digits| floor(scramble(digits, 3, key) * 256.0));
            let [left, right] = cells;
            assert_eq!((left ^ right) >> 2, 1, "{left:b} {right:b}");
            counts[(left & 3) * 4 + (right & 3)] += 1;
        }
        assert!(deviation(&counts).abs() < 4.0, "{counts:?}");
    }

    /// One coordinate over many keys, many dimensions, and two dimensions at once.
    #[test]
    fn a_scrambled_coordinate_is_uniform() {
        let mut keys = [0; 64];
        let mut dimensions = [0; 64];
        let mut pairs = [0; 64];
        for number in 0..16_384_u32 {
            let key = u64::from(number);
            keys[floor(scramble(0, 0, key) * 64.0)] += 1;
            dimensions[floor(scramble(0, number as usize, 1) * 64.0)] += 1;
            let [x, y] = [0, 1].map(|dimension| floor(scramble(7, dimension, key) * 8.0));
            pairs[x * 8 + y] += 1;
        }
        for counts in [keys, dimensions, pairs] {
            assert!(deviation(&counts).abs() < 4.0, "{counts:?}");
        }
    }
}
