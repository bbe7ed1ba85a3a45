//! What tests find: probe and final test, burn-in, speed grades.

use crate::engine::Stream;
use crate::engine::counts::binomial;

use super::YieldLaw;

/// The share of dies that pass a test of coverage `coverage`, where a die has `faults` killing
/// defects on average: those with no fault that the test sees (Williams and Brown, equation E25;
/// with a clustered law, its extension by the same argument).
///
/// ```
/// use chippark::industry::backend::{YieldLaw, pass_share};
/// let pass = |law, coverage| pass_share(law, 0.389_450, coverage);
/// assert!((pass(YieldLaw::Poisson, 0.95) - 0.690_749_872).abs() < 1e-9);
/// assert!((pass(YieldLaw::NegativeBinomial { alpha: 2.0 }, 0.95) - 0.712_150_109_6).abs() < 1e-9);
/// ```
#[must_use]
pub fn pass_share(law: YieldLaw, faults: f64, coverage: f64) -> f64 {
    law.die_yield(coverage * faults)
}

/// The share of faulty dies among those that pass a test of coverage `coverage`: the defect level.
/// In the Poisson law it is `1 - Y^(1 - T)`.
///
/// ```
/// use chippark::industry::backend::{YieldLaw, defect_level};
/// let level = |law| defect_level(law, 0.389_450, 0.95);
/// assert!((level(YieldLaw::Poisson) - 0.019_284_135_5).abs() < 1e-9);
/// assert!((level(YieldLaw::NegativeBinomial { alpha: 2.0 }) - 0.016_232_317_7).abs() < 1e-9);
/// ```
#[must_use]
pub fn defect_level(law: YieldLaw, faults: f64, coverage: f64) -> f64 {
    1.0 - law.die_yield(faults) / pass_share(law, faults, coverage)
}

/// The share of chips that fail in use because they are weak and burn-in did not find them: of a
/// population with a share `weak` of weak chips of exponential life `life`, those that outlive a
/// burn-in of `time` (in the same unit).
///
/// ```
/// use chippark::industry::backend::burn_in_escapes;
/// assert!((burn_in_escapes(0.003, 20.0, 8.0) * 1e6 - 2_010.960_138).abs() < 1e-5);
/// assert!((burn_in_escapes(0.003, 20.0, 24.0) * 1e6 - 903.582_636).abs() < 1e-5);
/// ```
#[must_use]
pub fn burn_in_escapes(weak: f64, life: f64, time: f64) -> f64 {
    weak * libm::exp(-time / life)
}

/// The share of chips of each grade (equation E26); a chip's highest frequency is normal. Its grade
/// is the first of `grades` (highest first, in the unit of `mean`) that it reaches. The rest
/// reaches none.
///
/// ```
/// use chippark::industry::backend::grade_shares;
/// let shares = grade_shares(2.02, 0.15, &[2.0, 1.8, 1.5, 1.2]);
/// let expected = [0.553_035_116_6, 0.375_731_506_0, 0.070_969_899_9];
/// for (share, expected) in shares.iter().zip(expected) {
///     assert!((share - expected).abs() < 1e-9);
/// }
/// assert!((grade_shares(2.02, 0.15, &[1.5])[0] - (1.0 - 0.000_263_477_5)).abs() < 1e-9);
/// ```
#[must_use]
pub fn grade_shares(mean: f64, sd: f64, grades: &[f64]) -> Vec<f64> {
    let reaches = |grade: f64| 0.5 * libm::erfc((grade - mean) / sd / std::f64::consts::SQRT_2);
    let mut above = 0.0;
    grades
        .iter()
        .map(|&grade| {
            let share = reaches(grade) - above;
            above += share;
            share
        })
        .collect()
}

/// The dies of a wafer or lot by what they are and what will find them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Dies {
    /// Without a killing defect.
    pub good: u32,
    /// Faulty ones that pass probe but not the final test.
    pub late: u32,
    /// Faulty ones that pass both tests.
    pub hidden: u32,
    /// Faulty ones that fail at probe.
    pub rejected: u32,
}

impl Dies {
    /// Draws what becomes of `dies` dies whose number of faults has the law `law` with the mean
    /// `faults`, under a probe and a final test of these coverages. What the probe sees, the final
    /// test sees too.
    pub(super) fn draw(
        stream: &mut Stream,
        dies: u32,
        law: YieldLaw,
        faults: f64,
        (probe, last): (f64, f64),
    ) -> Self {
        let sound = law.die_yield(faults);
        let passing = pass_share(law, faults, probe);
        let escaping = pass_share(law, faults, last).min(passing);
        let good = binomial(stream, dies, sound);
        let passed = binomial(stream, dies - good, (passing - sound) / (1.0 - sound));
        let hidden = binomial(stream, passed, (escaping - sound) / (passing - sound));
        Self {
            good,
            late: passed - hidden,
            hidden,
            rejected: dies - good - passed,
        }
    }

    /// Dies that passed probe.
    #[must_use]
    pub(super) const fn passed(self) -> u32 {
        self.good + self.late + self.hidden
    }

    /// Each passed die survives with probability `share`; how many did not.
    pub(super) fn thin(&mut self, stream: &mut Stream, share: f64) -> u32 {
        let before = self.passed();
        self.good = binomial(stream, self.good, share);
        self.late = binomial(stream, self.late, share);
        self.hidden = binomial(stream, self.hidden, share);
        before - self.passed()
    }

    /// Adds those of another wafer.
    pub(super) const fn add(&mut self, other: Self) {
        self.good += other.good;
        self.late += other.late;
        self.hidden += other.hidden;
        self.rejected += other.rejected;
    }
}
