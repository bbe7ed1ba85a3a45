//! How many seekers find a post: the matching function of equations E8 and E16.

use crate::engine::Stream;
use crate::engine::counts::binomial;
use crate::units::{Duration, Rate, Share};

/// The matching function: efficiency and elasticity, and the share of posts beyond the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matching {
    /// `m`: matches per month if seekers and vacancies were one each.
    pub efficiency: Rate,
    /// `a`: the elasticity in seekers; that in vacancies is `1 - a`.
    pub elasticity: Share,
    /// Posts filled beyond the plan, as a share of it: .05 in equation E16.
    pub overhire: Share,
}

impl Matching {
    /// Whole posts that are vacant: `max(0, (1 + overhire) Req + A - N)` (equation E16).
    ///
    /// * `required` — people that the plan requires.
    /// * `added` — posts beyond the plan, A.
    /// * `employed` — people who hold a post, N.
    ///
    /// ```
    /// use chippark::industry::careers::Matching;
    /// use chippark::units::{Rate, Share};
    /// let matching = Matching {
    ///     efficiency: Rate::per_month(0.35),
    ///     elasticity: Share::new(0.5).unwrap(),
    ///     overhire: Share::new(0.05).unwrap(),
    /// };
    /// assert_eq!(matching.vacancies(600.0, 0, 500), 130);
    /// assert_eq!(matching.vacancies(600.0, 0, 700), 0);
    /// assert_eq!(matching.vacancies(600.0, 90, 700), 20);
    /// ```
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a saturating cast of a whole number of posts that is not below zero"
    )]
    pub fn vacancies(&self, required: f64, added: u64, employed: u64) -> u64 {
        // Rounded up, or a small crew would never be full. Tolerance: 1.05 * 600 is just above 630.
        let posts = ((1.0 + self.overhire.get()) * required - 1e-6).ceil();
        (posts.max(0.0) as u64)
            .saturating_add(added)
            .saturating_sub(employed)
    }

    /// Matches to be expected: `M = m U^a V^(1-a)` (Cobb and Douglas's form; equation E8).
    ///
    /// ```
    /// use chippark::industry::careers::Matching;
    /// use chippark::units::{Rate, Share};
    /// let matching = Matching {
    ///     efficiency: Rate::per_month(0.35),
    ///     elasticity: Share::new(0.5).unwrap(),
    ///     overhire: Share::ZERO,
    /// };
    /// let matches = matching.matches(1_000, 400).get_per_month();
    /// assert!((matches - 221.359_436_211_8).abs() < 1e-9);
    /// ```
    #[must_use]
    pub fn matches(&self, seekers: u64, vacancies: u64) -> Rate {
        let a = self.elasticity.get();
        let scale = libm::pow(seekers as f64, a) * libm::pow(vacancies as f64, 1.0 - a);
        self.efficiency.scaled(scale)
    }

    /// Seekers who find a post within `span`: each of them with the same chance, whose hazard is
    /// matches over seekers; never more than there are posts.
    pub(super) fn hires(
        &self,
        seekers: u64,
        vacancies: u64,
        span: Duration,
        stream: &mut Stream,
    ) -> u64 {
        if seekers == 0 || vacancies == 0 {
            return 0;
        }
        let hazard = self.matches(seekers, vacancies).expected_in(span) / seekers as f64;
        let chance = -libm::expm1(-hazard);
        binomial(stream, seekers, chance).min(vacancies)
    }
}
