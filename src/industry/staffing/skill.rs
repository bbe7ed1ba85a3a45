//! Formula: skill grows with time in the post (equation E17).

use crate::units::{Duration, Share};

/// How skill grows in a role.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkillCurve {
    /// `s0`: the skill of a beginner.
    pub beginner: Share,
    /// `tau`: how long it takes to make up 63 % of what a beginner lacks.
    pub time: Duration,
}

impl SkillCurve {
    /// The skill after an `age` in the post: `s(a) = s0 + (1 - s0) (1 - exp(-a / tau))`
    /// (equation E17).
    ///
    /// ```
    /// use chippark::industry::staffing::SkillCurve;
    /// use chippark::units::{Duration, Share};
    /// let engineer = SkillCurve { beginner: Share::new(0.4).unwrap(), time: Duration::days(180) };
    /// assert!((engineer.skill(Duration::ZERO) - 0.4).abs() < 1e-12);
    /// assert!((engineer.skill(Duration::days(180)) - 0.779_272_335).abs() < 1e-9);
    /// ```
    #[must_use]
    pub fn skill(&self, age: Duration) -> f64 {
        1.0 - self.beginner.complement().get() * self.inexperience(age)
    }

    /// The part of a beginner's lack of skill that is left after an `age` in the post:
    /// `exp(-a / tau)`.
    pub(super) fn inexperience(&self, age: Duration) -> f64 {
        libm::exp(-(age.as_millis() as f64 / self.time.as_millis() as f64))
    }
}
