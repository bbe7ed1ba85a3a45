//! Random counts.

use rand_distr::{Binomial, Distribution};

use crate::engine::Stream;

/// How many of `trials` succeed, each with probability `chance` (cut to 0..=1; not-a-number counts
/// as 0), by the exact binomial distribution. No draw is taken where the answer is certain.
///
/// ```
/// use chippark::engine::Streams;
/// use chippark::industry::shared::draw::binomial;
/// let mut stream = Streams::new(1, 0).stream("probe", "lot 1");
/// assert_eq!(binomial(&mut stream, 386, 1.0), 386);
/// assert!(binomial(&mut stream, 386, 0.7) < 386);
/// ```
#[expect(clippy::cast_possible_truncation, reason = "at most `trials`")]
pub fn binomial(stream: &mut Stream, trials: u32, chance: f64) -> u32 {
    let chance = if chance.is_nan() {
        0.0
    } else {
        chance.clamp(0.0, 1.0)
    };
    let law = Binomial::new(u64::from(trials), chance);
    law.map_or(0, |law| law.sample(stream) as u32)
}
