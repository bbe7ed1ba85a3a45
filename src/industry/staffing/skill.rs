//! Skill grows with time in the post (equation E17).

use crate::units::{Duration, Share, SimTime};

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

    /// What is left of a beginner's lack of skill after an `age` in the post: `exp(-a / tau)`.
    fn inexperience(&self, age: Duration) -> f64 {
        libm::exp(-(age.as_millis() as f64 / self.time.as_millis() as f64))
    }
}

/// The people in the posts of a role, and the skill they have together.
///
/// Since the lack of skill of everybody shrinks by the same factor, the sum over all of them does
/// too: time costs one multiplication, not one for each person.
#[derive(Clone, Debug)]
pub(super) struct Crew {
    curve: SkillCurve,
    heads: u32,
    /// The sum over all heads of what is left of a beginner's lack of skill.
    inexperience: f64,
    updated: SimTime,
}

impl Crew {
    /// `heads` people, each in such a post for a time of `experience` already.
    pub(super) fn new(curve: SkillCurve, heads: u32, experience: Duration) -> Self {
        Self {
            curve,
            heads,
            inexperience: f64::from(heads) * curve.inexperience(experience),
            updated: SimTime::ZERO,
        }
    }

    /// How many they are.
    pub(super) const fn heads(&self) -> u32 {
        self.heads
    }

    /// How many experienced people would do as much, at the time of the last change.
    pub(super) fn effective(&self) -> f64 {
        f64::from(self.heads) - self.curve.beginner.complement().get() * self.inexperience
    }

    /// Lets everybody learn until `now`.
    pub(super) fn learn(&mut self, now: SimTime) {
        let span = now.since(self.updated);
        self.inexperience *= self.curve.inexperience(span);
        self.updated = now;
    }

    /// A beginner joins.
    pub(super) fn join(&mut self, now: SimTime) {
        self.learn(now);
        self.heads += 1;
        self.inexperience += 1.0;
    }

    /// Somebody leaves after an `age` in such posts.
    pub(super) fn leave(&mut self, now: SimTime, age: Duration) {
        self.learn(now);
        self.heads -= 1;
        self.inexperience = if self.heads == 0 {
            0.0
        } else {
            (self.inexperience - self.curve.inexperience(age)).max(0.0)
        };
    }
}
