//! Random numbers of the statistical methods: a stream that is a function of its key alone, so
//! that a design, a bootstrap or a search is the same on every machine and in any order of work.
//!
//! A key is a list of words (a seed, a purpose, a number). The state of a xoshiro256++ (Blackman
//! and Vigna 2019) has four words; word `lane` starts at `lane * 2^64 / golden ratio` and takes in
//! each word of the key by the finalizer of `SplitMix64` (Steele, Lea and Flood 2014). Logarithm
//! and cosine come from `libm`, so that normal draws do not depend on the platform.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// 2^64 over the golden ratio: prevents equal words from cancelling out.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finalizer of `SplitMix64`: every bit of the answer depends on every bit of `word`.
#[must_use]
const fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A hash of a list of words.
///
/// ```
/// use chippark::statistics::random::hash;
/// assert_ne!(hash(&[1, 2]), hash(&[2, 1]));
/// ```
#[must_use]
pub fn hash(words: &[u64]) -> u64 {
    lane(1, words)
}

fn lane(lane: u64, words: &[u64]) -> u64 {
    words.iter().fold(lane.wrapping_mul(GOLDEN), |state, word| {
        mix(state.wrapping_add(GOLDEN) ^ word)
    })
}

/// A stream of independent random draws.
///
/// ```
/// use chippark::statistics::random::Draws;
/// let mut draws = Draws::new(&[42, 7]);
/// let first = draws.uniform();
/// assert!(first > 0.0 && first < 1.0);
/// assert_eq!(Draws::new(&[42, 7]).uniform().to_bits(), first.to_bits());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draws(Xoshiro256PlusPlus);

impl Draws {
    /// The stream of a key, from its beginning.
    #[must_use]
    pub fn new(key: &[u64]) -> Self {
        let mut seed = [0; 32];
        for (number, bytes) in (1..).zip(seed.chunks_exact_mut(8)) {
            bytes.copy_from_slice(&lane(number, key).to_le_bytes());
        }
        Self(Xoshiro256PlusPlus::from_seed(seed))
    }

    /// Uniform, above 0 and below 1: one of 2^52 equally likely numbers.
    pub fn uniform(&mut self) -> f64 {
        open_unit(self.0.next_u64())
    }

    /// Whether an event of probability one half happens.
    pub fn coin(&mut self) -> bool {
        self.0.next_u64() >> 63 == 1
    }

    /// Uniform over the whole numbers below `n`, without bias (Lemire 2019); 0 for `n` of 0.
    #[expect(clippy::cast_possible_truncation, reason = "the halves of a product")]
    pub fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        if n == 0 {
            return 0;
        }
        let unfair = n.wrapping_neg() % n;
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(n);
            if product as u64 >= unfair {
                return (product >> 64) as usize;
            }
        }
    }

    /// Normal with mean 0 and standard deviation 1 (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(self.uniform()));
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    /// Puts `items` into random order, all orders equally likely (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// The middle of one of 2^52 equal cells of the unit interval, from the highest bits.
pub(crate) fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If one of these changes, every design and every bootstrap interval changes. The values were
    /// computed from the module's documentation by a separate program.
    #[test]
    fn the_key_never_changes() {
        assert_eq!(hash(&[]), GOLDEN);
        assert_eq!(hash(&[42, 7]), 0xf266_e3bf_f1ce_893b);
        assert_eq!(Draws::new(&[42, 7]).0.next_u64(), 0x371e_ff8d_efe3_6ac8);
        assert_ne!(hash(&[42, 7]), hash(&[7, 42]));
    }

    /// Mean 0 and variance 1; over n draws the mean has standard error 1 / sqrt(n), the mean
    /// square sqrt(2 / n), and the mean fourth power sqrt(96 / n).
    #[test]
    fn normal_draws_have_the_moments_of_the_normal_law() {
        let mut draws = Draws::new(&[1]);
        let n = 200_000;
        let values: Vec<f64> = (0..n).map(|_| draws.normal()).collect();
        let moment = |power: i32| values.iter().map(|x| x.powi(power)).sum::<f64>() / f64::from(n);
        let scale = f64::from(n).sqrt();
        assert!((moment(1) * scale).abs() < 4.0);
        assert!(((moment(2) - 1.0) * scale / 2.0_f64.sqrt()).abs() < 4.0);
        assert!(((moment(4) - 3.0) * scale / 96.0_f64.sqrt()).abs() < 4.0);
    }

    /// Each of the 24 orders of four items has chance 1 / 24: chi-square with 23 degrees of
    /// freedom, mean 23 and standard deviation sqrt(46).
    #[test]
    fn all_orders_are_equally_likely() {
        let mut draws = Draws::new(&[2]);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..24_000 {
            let mut items = [0, 1, 2, 3];
            draws.shuffle(&mut items);
            *seen.entry(items).or_insert(0_u32) += 1;
        }
        assert_eq!(seen.len(), 24);
        let square: f64 = seen
            .values()
            .map(|&count| (f64::from(count) - 1_000.0).powi(2) / 1_000.0)
            .sum();
        assert!((square - 23.0).abs() < 4.0 * 46.0_f64.sqrt(), "{square}");
        assert_eq!(draws.below(0), 0);
        assert_eq!(draws.below(1), 0);
    }
}
