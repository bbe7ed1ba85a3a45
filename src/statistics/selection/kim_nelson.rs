//! The fully sequential procedure of Kim and Nelson (2001): after a first stage of `n0`
//! replications each, one replication a system at a time, and systems that fall behind drop out.
//!
//! With k systems, the confidence `1 - alpha` and the difference `delta` worth finding:
//! `eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2` and `h2 = 2 eta (n0 - 1)`; `S2(i, l)` is
//! the variance of the differences of systems i and l in the first stage. After r replications i
//! stays if for every other l its mean is at least that of l less
//! `max(0, (h2 S2(i, l) / delta - r delta) / (2 r))`. If the best is better than all others by
//! `delta`, the one left is the best with at least the confidence. Observations must be normal;
//! common random numbers for the systems are allowed and make it stop earlier.

use super::super::error::{InputError, all_finite, at_least, positive, same_length};
use super::super::sample::variance;
use super::Better;

/// A selection under way.
///
/// ```
/// use chippark::statistics::selection::{Better, KimNelson};
/// let mut race = KimNelson::new(3, 10, 1.0, 0.95, Better::Higher).unwrap();
/// let mut noise = 0.0;
/// while race.best().is_none() {
///     noise = (noise + 0.37) % 1.0;
///     let outputs: Vec<f64> = race.remaining().iter().map(|&i| i as f64 + noise).collect();
///     race.add(&outputs).unwrap();
/// }
/// assert_eq!((race.best(), race.replications()), (Some(2), 10));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct KimNelson {
    first_stage: usize,
    indifference: f64,
    h_squared: f64,
    better: Better,
    remaining: Vec<usize>,
    /// The first-stage outputs of each system, turned so that larger is better.
    first: Vec<Vec<f64>>,
    /// The sums of the outputs of each system, turned likewise.
    sums: Vec<f64>,
    replications: usize,
}

impl KimNelson {
    /// A selection among `systems` systems with a first stage of `first_stage` replications (10
    /// are usual), for differences of at least `indifference`, in the unit of the outputs.
    ///
    /// # Errors
    /// Fewer than two systems or two replications, an indifference that is not above 0, or a
    /// confidence that is not above 0.5 and below 1.
    pub fn new(
        systems: usize,
        first_stage: usize,
        indifference: f64,
        confidence: f64,
        better: Better,
    ) -> Result<Self, InputError> {
        at_least("systems", 2, systems)?;
        at_least("replications of the first stage", 2, first_stage)?;
        positive("the indifference", indifference)?;
        if !(confidence > 0.5 && confidence < 1.0) {
            return Err(InputError::Outside {
                what: "the confidence",
                allowed: "above 0.5 and below 1",
                found: confidence,
            });
        }
        Ok(Self {
            first_stage,
            indifference,
            h_squared: h_squared(systems, first_stage, 1.0 - confidence),
            better,
            remaining: (0..systems).collect(),
            first: vec![Vec::with_capacity(first_stage); systems],
            sums: vec![0.0; systems],
            replications: 0,
        })
    }

    /// Takes one replication of every remaining system, in the order of [`Self::remaining`], and
    /// drops the systems that have fallen behind.
    ///
    /// # Errors
    /// Another number of outputs than of remaining systems, or outputs that are not finite.
    pub fn add(&mut self, outputs: &[f64]) -> Result<(), InputError> {
        same_length("outputs", self.remaining.len(), outputs.len())?;
        all_finite("outputs", outputs)?;
        self.replications += 1;
        for (&system, &output) in self.remaining.iter().zip(outputs) {
            let output = self.better.upward(output);
            self.sums[system] += output;
            if self.replications <= self.first_stage {
                self.first[system].push(output);
            }
        }
        if self.replications >= self.first_stage {
            let stay = |system: &usize| {
                let others = self.remaining.iter().filter(|other| *other != system);
                others
                    .into_iter()
                    .all(|&other| self.keeps_up(*system, other))
            };
            self.remaining = self.remaining.iter().copied().filter(stay).collect();
        }
        Ok(())
    }

    /// Whether `system` is not clearly worse than `other`; of two that stay equal to the end, the
    /// one with the lower number stays.
    fn keeps_up(&self, system: usize, other: usize) -> bool {
        let pairs = self.first[system].iter().zip(&self.first[other]);
        let differences: Vec<f64> = pairs.map(|(left, right)| left - right).collect();
        let replications = self.replications as f64;
        let scale = self.h_squared * variance(&differences) / self.indifference;
        let allowance = (scale - replications * self.indifference).max(0.0) / 2.0;
        let lead = self.sums[system] - self.sums[other];
        if allowance > 0.0 || lead.abs() > 0.0 {
            return lead >= -allowance;
        }
        system < other
    }

    /// The numbers of the systems still in the race, in ascending order.
    #[must_use]
    pub fn remaining(&self) -> &[usize] {
        &self.remaining
    }

    /// The replications of each remaining system so far.
    #[must_use]
    pub const fn replications(&self) -> usize {
        self.replications
    }

    /// The selected system, once no other is left.
    #[must_use]
    pub fn best(&self) -> Option<usize> {
        match self.remaining[..] {
            [best] => Some(best),
            _ => None,
        }
    }
}

/// The constant `h2` of the procedure.
fn h_squared(systems: usize, first_stage: usize, alpha: f64) -> f64 {
    let freedom = (first_stage - 1) as f64;
    let share = 2.0 * alpha / (systems - 1) as f64;
    (libm::pow(share, -2.0 / freedom) - 1.0) * freedom
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Draws;
    use super::*;

    /// Two systems, n0 = 3, alpha = 0.05: eta = (0.1^-1 - 1) / 2 = 4.5 and h2 = 2 * 4.5 * 2 = 18.
    /// First-stage differences 1, 3 and 2 have the variance 1; with delta = 1 the allowance after
    /// three replications is (18 - 3) / 2 = 7.5 of the sum, which differs by 6: both stay. After
    /// the fourth difference, 2, it is (18 - 4) / 2 = 7 and the sum differs by 8: one drops out.
    #[test]
    fn two_systems_worked_by_hand() {
        assert!((h_squared(2, 3, 0.05) - 18.0).abs() < 1e-12);
        for better in [Better::Higher, Better::Lower] {
            let sign = better.upward(1.0);
            let mut race = KimNelson::new(2, 3, 1.0, 0.95, better).unwrap();
            for (left, right) in [(10.0, 9.0), (12.0, 9.0), (11.0, 9.0)] {
                race.add(&[sign * left, sign * right]).unwrap();
            }
            assert_eq!((race.remaining(), race.best()), (&[0, 1][..], None));
            race.add(&[sign * 10.0, sign * 8.0]).unwrap();
            assert_eq!((race.best(), race.replications()), (Some(0), 4));
        }
    }

    /// A best system better by just the indifference, all others equal: the hardest case of the
    /// guarantee. In 1,000 races the best is selected at least as often as the confidence says,
    /// up to four binomial standard deviations; also with common random numbers, which stop
    /// earlier.
    #[test]
    fn the_best_is_selected_with_the_confidence() {
        let mut lengths = Vec::new();
        for shared in [0.0_f64, 0.8] {
            let (races, mut right, mut length) = (1_000_u32, 0.0, 0);
            for key in 0..races {
                let mut draws = Draws::new(&[u64::from(key)]);
                let mut race = KimNelson::new(4, 10, 0.5, 0.9, Better::Lower).unwrap();
                while race.best().is_none() {
                    let common = shared.sqrt() * draws.normal();
                    let own = (1.0 - shared).sqrt();
                    let mean = |system| if system == 2 { -0.5 } else { 0.0 };
                    let outputs: Vec<f64> = race
                        .remaining()
                        .iter()
                        .map(|&system| mean(system) + common + own * draws.normal())
                        .collect();
                    race.add(&outputs).unwrap();
                }
                right += f64::from(u8::from(race.best() == Some(2)));
                length += race.replications();
            }
            let spread = (0.9 * 0.1 * f64::from(races)).sqrt();
            assert!(right > 0.9 * f64::from(races) - 4.0 * spread, "{right}");
            lengths.push(length);
        }
        assert!(lengths[1] < lengths[0], "{lengths:?}");
    }

    /// Identical systems under common random numbers have no variance of their difference: the
    /// first is kept after the first stage.
    #[test]
    fn of_identical_systems_the_first_is_kept() {
        let mut race = KimNelson::new(3, 4, 1.0, 0.95, Better::Higher).unwrap();
        for output in [5.0, 7.0, 6.0, 9.0] {
            race.add(&[output - 2.0, output, output]).unwrap();
        }
        assert_eq!((race.best(), race.replications()), (Some(1), 4));
    }

    #[test]
    fn impossible_races_are_errors() {
        let race = |systems, first, gap, confidence| {
            KimNelson::new(systems, first, gap, confidence, Better::Higher)
        };
        assert!(race(1, 10, 1.0, 0.95).is_err());
        assert!(race(2, 1, 1.0, 0.95).is_err());
        assert!(race(2, 10, 0.0, 0.95).is_err());
        assert!(race(2, 10, 1.0, 0.5).is_err());
        let mut race = race(2, 10, 1.0, 0.95).unwrap();
        assert!(race.add(&[1.0]).is_err());
        assert!(race.add(&[1.0, f64::NAN]).is_err());
        assert_eq!(race.replications(), 0);
    }
}
