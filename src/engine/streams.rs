//! Named random streams (method M1): draws for one purpose never shift those for another.
//!
//! A stream is named by a process ("repair") and an entity ("etcher 3"), so that adding a tool or
//! a policy changes no other draw and two scenarios can be compared on common random numbers. It
//! also depends on the seed and on the number of the replication, which is reachable directly.
//!
//! # The key
//! Four words name a stream: the seed; `tag << 32 | replication`, where the tag is 1 for an entity
//! by name, 2 for an entity by index and 3 for keyed draws; the 64-bit FNV-1a hash of the
//! process; and the FNV-1a hash of the entity, or its index, or 0. A lane starts at `lane *
//! 0x9e3779b97f4a7c15` and takes in each word by `state = mix((state + 0x9e3779b97f4a7c15) ^
//! word)`, in wrapping arithmetic, where `mix` is the finalizer of `SplitMix64` (Steele, Lea and
//! Flood 2014; shifts 30, 27, 31). Lanes 1 to 4 seed a [`Stream`] (xoshiro256++, little-endian
//! words), lane 1 is the key of a [`Keyed`]. Golden values in the tests keep this from changing.

use std::convert::Infallible;

use bevy_ecs::resource::Resource;
use rand::{Rng, SeedableRng, TryRng};
use rand_distr::{Distribution, Exp1, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// 2^64 over the golden ratio: prevents equal words from cancelling out.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The index of part number `part` of an entity, for [`Streams::stream_indexed`]: the odd factor
/// keeps all bits of the entity and sets different ones far apart (Fibonacci hashing: Knuth, The
/// art of computer programming, vol. 3, 6.4), so that few parts do not meet those of another.
///
/// ```
/// use chippark::engine::index_of_part;
/// // A wafer of two lots whose names differ in the highest bits only.
/// assert_ne!(index_of_part(1 << 60, 3), index_of_part(1 << 61, 3));
/// ```
#[must_use]
pub const fn index_of_part(entity: u64, part: u64) -> u64 {
    entity.wrapping_mul(GOLDEN).wrapping_add(part)
}

/// The 64-bit FNV-1a hash of `bytes` (Fowler, Noll and Vo), the same on every machine.
#[must_use]
pub fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The finalizer of `SplitMix64`: every bit of the answer depends on every bit of `word`.
const fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A uniform number above 0 and below 1, one of 2^52 equally likely ones.
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// The source of all random streams of one replication.
///
/// ```
/// use chippark::engine::Streams;
/// let streams = Streams::new(42, 0);
/// let mut repair = streams.stream("repair", "etcher 3");
/// let hours = 6.0 * repair.exponential();
/// assert!(hours > 0.0);
/// ```
#[derive(Resource, Clone, Debug, PartialEq, Eq)]
pub struct Streams {
    seed: u64,
    replication: u32,
}

/// How the entity is named in a stream's key.
#[derive(Clone, Copy)]
enum Tag {
    Name = 1,
    Index = 2,
    Keyed = 3,
}

impl Streams {
    /// The streams of one replication of an experiment with `seed`.
    #[must_use]
    pub const fn new(seed: u64, replication: u32) -> Self {
        Self { seed, replication }
    }

    /// The stream of `process` for the entity called `entity`, from its beginning.
    #[must_use]
    pub fn stream(&self, process: &str, entity: &str) -> Stream {
        self.seeded(Tag::Name, process, fnv1a(entity.as_bytes()))
    }

    /// The stream of `process` for entity number `index`, from its beginning.
    #[must_use]
    pub fn stream_indexed(&self, process: &str, index: u64) -> Stream {
        self.seeded(Tag::Index, process, index)
    }

    /// The keyed draws of `process`: without state, for entities that are many.
    #[must_use]
    pub fn keyed(&self, process: &str) -> Keyed {
        Keyed {
            key: self.lane(1, Tag::Keyed, process, 0),
        }
    }

    fn seeded(&self, tag: Tag, process: &str, entity: u64) -> Stream {
        let mut seed = [0; 32];
        for (lane, bytes) in (1..).zip(seed.chunks_exact_mut(8)) {
            bytes.copy_from_slice(&self.lane(lane, tag, process, entity).to_le_bytes());
        }
        Stream(Xoshiro256PlusPlus::from_seed(seed))
    }

    /// One 64-bit hash of a stream's whole name, as the module's documentation defines it.
    fn lane(&self, lane: u64, tag: Tag, process: &str, entity: u64) -> u64 {
        let replication = ((tag as u64) << 32) | u64::from(self.replication);
        [self.seed, replication, fnv1a(process.as_bytes()), entity]
            .into_iter()
            .fold(lane.wrapping_mul(GOLDEN), |state, word| {
                mix(state.wrapping_add(GOLDEN) ^ word)
            })
    }
}

/// A sequence of independent random draws (xoshiro256++, Blackman and Vigna 2019).
///
/// It is a `rand` generator too, for the distributions of `rand_distr`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream(Xoshiro256PlusPlus);

impl Stream {
    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform, above 0 and below 1.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        open_unit(self.bits())
    }

    /// Exponential with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        Exp1.sample(&mut self.0)
    }

    /// Normal with mean 0 and standard deviation 1.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// Whether an event of probability `p` happens: never at 0, always at 1. It takes one draw,
    /// whatever `p` is.
    #[inline]
    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// Uniform over the whole numbers below `n`, without bias (Lemire 2019).
    ///
    /// # Panics
    /// If `n` is zero.
    #[inline]
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "a number below zero");
        let mut product = u128::from(self.bits()) * u128::from(n);
        if low_half(product) < n {
            let unfair = n.wrapping_neg() % n;
            while low_half(product) < unfair {
                product = u128::from(self.bits()) * u128::from(n);
            }
        }
        high_half(product)
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.try_next_u32()
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.try_next_u64()
    }

    #[inline]
    fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
        self.0.try_fill_bytes(destination)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
const fn low_half(product: u128) -> u64 {
    product as u64
}

const fn high_half(product: u128) -> u64 {
    (product >> 64) as u64
}

/// Draws without state: the same entity at the same occasion always has the same draw, in whatever
/// order draws are made (Philox2x64-10, Salmon et al. 2011).
///
/// ```
/// use chippark::engine::Streams;
/// let quitting = Streams::new(42, 0).keyed("quit");
/// let (person, month) = (81_225, 14);
/// let quits = || quitting.draw(person, month).chance(0.02);
/// assert_eq!(quits(), quits());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyed {
    key: u64,
}

impl Keyed {
    /// The draw of `entity` at `occasion`.
    #[inline]
    #[must_use]
    pub fn draw(&self, entity: u64, occasion: u64) -> KeyedDraw {
        KeyedDraw {
            words: philox2x64([entity, occasion], self.key),
        }
    }
}

/// Ten rounds of Philox2x64 over `counter`.
#[inline]
fn philox2x64(counter: [u64; 2], key: u64) -> [u64; 2] {
    const MULTIPLIER: u128 = 0xd2b7_4407_b1ce_6e93;
    const WEYL: u64 = GOLDEN;
    let ([mut left, mut right], mut key) = (counter, key);
    for _ in 0..10 {
        let product = MULTIPLIER * u128::from(left);
        (left, right) = (high_half(product) ^ key ^ right, low_half(product));
        key = key.wrapping_add(WEYL);
    }
    [left, right]
}

/// 128 random bits for one occasion: two independent words. [`uniform`](Self::uniform),
/// [`exponential`](Self::exponential) and [`chance`](Self::chance) are views of the first word,
/// so take only one of them; [`other`](Self::other) is the draw of the second word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyedDraw {
    words: [u64; 2],
}

impl KeyedDraw {
    /// Both words.
    #[inline]
    #[must_use]
    pub const fn words(self) -> [u64; 2] {
        self.words
    }

    /// The same draw with its words exchanged: a second quantity of the same occasion, independent
    /// of the first.
    #[inline]
    #[must_use]
    pub const fn other(self) -> Self {
        let [first, second] = self.words;
        Self {
            words: [second, first],
        }
    }

    /// A stream that begins at this draw, for a quantity that takes an unknown number of draws.
    #[inline]
    #[must_use]
    pub fn stream(self) -> Stream {
        let [first, second] = self.words;
        let mut seed = [0; 32];
        let lanes = [first, second, mix(first), mix(second ^ GOLDEN)];
        for (lane, bytes) in lanes.into_iter().zip(seed.chunks_exact_mut(8)) {
            bytes.copy_from_slice(&lane.to_le_bytes());
        }
        Stream(Xoshiro256PlusPlus::from_seed(seed))
    }

    /// Uniform, above 0 and below 1.
    #[inline]
    #[must_use]
    pub fn uniform(self) -> f64 {
        open_unit(self.words[0])
    }

    /// Exponential with mean 1, by inversion: it falls as [`uniform`](Self::uniform) rises.
    #[inline]
    #[must_use]
    pub fn exponential(self) -> f64 {
        -libm::log(self.uniform())
    }

    /// Whether something of probability `p` happens: never at 0, always at 1.
    #[inline]
    #[must_use]
    pub fn chance(self, p: f64) -> bool {
        self.uniform() < p
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fnv1a_gives_the_published_values() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    /// The known answers published with Random123 for `philox2x64 10`.
    #[test]
    fn philox_gives_the_published_values() {
        assert_eq!(
            philox2x64([0, 0], 0),
            [0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5]
        );
        assert_eq!(
            philox2x64([u64::MAX, u64::MAX], u64::MAX),
            [0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20]
        );
        assert_eq!(
            philox2x64(
                [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344],
                0xa409_3822_299f_31d0
            ),
            [0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d]
        );
    }

    /// If one of these changes, every result of every scenario changes. The values were computed
    /// from the module's documentation by a separate program.
    #[test]
    fn the_key_never_changes() {
        let streams = Streams::new(42, 7);
        assert_eq!(
            streams.stream("repair", "etcher 3").bits(),
            0x29a0_07b1_1f06_b502
        );
        assert_eq!(
            streams.stream_indexed("repair", 3).bits(),
            0x480a_892c_da37_5b92
        );
        assert_eq!(
            streams.keyed("quit").draw(5, 6).words(),
            [0xbdf6_daf8_34c3_98c3, 0x7347_6858_abaa_2544]
        );
    }

    /// Whatever part of the name differs, the streams differ.
    #[test]
    fn every_part_of_the_name_counts() {
        let base = Streams::new(1, 0);
        let mut firsts = vec![
            base.stream("a", "b").bits(),
            base.stream("b", "a").bits(),
            base.stream("a", "").bits(),
            base.stream("ab", "").bits(),
            base.stream_indexed("a", fnv1a(b"b")).bits(),
            base.keyed("a").draw(0, 0).words()[0],
            Streams::new(2, 0).stream("a", "b").bits(),
            Streams::new(1, 1).stream("a", "b").bits(),
            Streams::new(0, 1).stream("a", "b").bits(),
        ];
        firsts.extend((0..1_000).map(|index| base.stream_indexed("a", index).bits()));
        let drawn = firsts.len();
        firsts.sort_unstable();
        firsts.dedup();
        assert_eq!(firsts.len(), drawn);
        assert_eq!(base.stream("a", "b"), base.clone().stream("a", "b"));
    }

    /// Chi-square over 256 cells of 2^18 draws, as a number of standard deviations.
    fn chi_square_deviation(mut draw: impl FnMut(u64) -> f64) -> f64 {
        const CELLS: usize = 256;
        const DRAWS: u64 = 1 << 18;
        let mut sorted: Vec<f64> = Vec::new();
        for index in 0..DRAWS {
            let value = draw(index);
            assert!(value > 0.0 && value < 1.0, "{value} is not inside (0, 1)");
            sorted.push(value);
        }
        sorted.sort_unstable_by(f64::total_cmp);
        let below = |cell: usize| sorted.partition_point(|&x| x < cell as f64 / CELLS as f64);
        let expected = DRAWS as f64 / CELLS as f64;
        let statistic: f64 = (0..CELLS)
            .map(|cell| ((below(cell + 1) - below(cell)) as f64 - expected).powi(2) / expected)
            .sum();
        let freedom = (CELLS - 1) as f64;
        (statistic - freedom) / (2.0 * freedom).sqrt()
    }

    #[test]
    fn draws_are_uniform_within_and_across_streams() {
        let streams = Streams::new(3, 0);
        let mut stream = streams.stream("within", "one");
        let mut whole = streams.stream("below", "one");
        let keyed = streams.keyed("keyed");
        let deviations = [
            chi_square_deviation(|_| stream.uniform()),
            chi_square_deviation(|_| (whole.below(256) as f64 + 0.5) / 256.0),
            chi_square_deviation(|index| streams.stream_indexed("across", index).uniform()),
            chi_square_deviation(|index| keyed.draw(index, 0).uniform()),
            chi_square_deviation(|index| keyed.draw(0, index).other().uniform()),
            chi_square_deviation(|index| (-keyed.draw(index, 1).exponential()).exp()),
        ];
        for deviation in deviations {
            assert!(deviation.abs() < 4.0, "{deviations:?} standard deviations");
        }
    }

    #[test]
    fn certain_and_impossible_chances_are_exact_and_cost_one_draw() {
        let mut stream = Streams::new(4, 0).stream("chance", "");
        for p in [0.0, 0.5, 1.0] {
            let mut twin = stream.clone();
            stream.chance(p);
            twin.bits();
            assert_eq!(stream, twin);
        }
        assert!((0..100_000).all(|_| stream.chance(1.0) && !stream.chance(0.0)));
        assert!(open_unit(0) > 0.0 && open_unit(u64::MAX) < 1.0);
    }

    #[test]
    fn below_reaches_every_number_and_no_other() {
        let mut stream = Streams::new(5, 0).stream("below", "");
        let mut seen = [0_u32; 5];
        for _ in 0..1_000 {
            seen[usize::try_from(stream.below(5)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|&count| count > 100), "{seen:?}");
        assert_eq!(stream.below(1), 0);
        assert!((0..1_000).any(|_| stream.below(u64::MAX) > u64::MAX / 2));
    }
}
