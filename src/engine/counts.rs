//! Random counts: binomial and Poisson.

use rand_distr::{Binomial, Distribution};

use super::streams::Stream;

/// How many of `trials` succeed, each with probability `chance` (clamped to 0..=1; not-a-number
/// counts as 0), by the exact binomial distribution. Where the count is certain, no draw is taken.
///
/// ```
/// use chippark::engine::{Streams, counts::binomial};
/// let mut stream = Streams::new(1, 0).stream("probe", "lot 1");
/// assert_eq!(binomial(&mut stream, 386_u32, 1.0), 386);
/// assert!(binomial(&mut stream, 386_u64, 0.7) < 386);
/// ```
pub fn binomial<N: Copy + Into<u64> + TryFrom<u64>>(
    stream: &mut Stream,
    trials: N,
    chance: f64,
) -> N {
    let chance = if chance.is_nan() {
        0.0
    } else {
        chance.clamp(0.0, 1.0)
    };
    let law = Binomial::new(trials.into(), chance);
    let successes = law.map_or(0, |law| law.sample(stream));
    // At most `trials`, so it fits.
    N::try_from(successes).unwrap_or(trials)
}

/// How many of a few `trials` fail, each of which succeeds with probability `success`: the binomial
/// law by inversion of one uniform number, counting up from zero. The count never falls as
/// `uniform` rises.
///
/// * `uniform` — a number above 0 and below 1.
///
/// ```
/// use chippark::engine::counts::failures;
/// assert_eq!(failures(25, 0.9985, 0.5), 0); // 0.9985^25 = 0.963
/// assert_eq!(failures(25, 0.9985, 0.97), 1);
/// assert_eq!(failures(25, 0.0, 0.5), 25);
/// ```
#[must_use]
pub fn failures(trials: u16, success: f64, uniform: f64) -> u16 {
    if success <= 0.0 {
        return trials;
    }
    let odds = (1.0 - success) / success;
    let mut mass = libm::pow(success, f64::from(trials));
    let mut below = mass;
    let mut failed = 0;
    while uniform >= below && failed < trials {
        mass *= odds * f64::from(trials - failed) / f64::from(failed + 1);
        below += mass;
        failed += 1;
    }
    failed
}

/// A Poisson number: the arrivals of a process of rate 1 within `mean`. From one stream, a larger
/// mean never draws fewer, so scenarios that differ in the mean have common random numbers.
///
/// ```
/// use chippark::engine::{Streams, counts::poisson};
/// let stream = Streams::new(1, 0).stream("contest", "2019");
/// assert!(poisson(&mut stream.clone(), 300.0) > poisson(&mut stream.clone(), 200.0));
/// ```
pub fn poisson(stream: &mut Stream, mean: f64) -> u32 {
    let (mut count, mut at) = (0, stream.exponential());
    while at < mean {
        count += 1;
        at += stream.exponential();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Streams;

    /// Mean and variance of the binomial law, within 4 standard errors.
    #[test]
    fn failures_are_binomial() {
        let keyed = Streams::new(9, 0).keyed("losses");
        let (count, success) = (200_000_u64, 0.93);
        let draws =
            (0..count).map(|lot| f64::from(failures(25, success, keyed.draw(lot, 0).uniform())));
        let (sum, squares) = draws.fold((0.0, 0.0), |(sum, squares), failed| {
            (sum + failed, squares + failed * failed)
        });
        let mean = sum / count as f64;
        let variance = squares / count as f64 - mean * mean;
        assert!((mean - 1.75).abs() < 4.0 * (1.6275 / count as f64).sqrt());
        assert!((variance - 1.6275).abs() < 0.03, "{variance}");
        assert_eq!(failures(25, 1.0, 0.999_999), 0);
    }
}
