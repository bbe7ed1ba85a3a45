//! How demand reacts: to prices with a constant elasticity (equation E45), and to lateness by
//! goodwill (equation E46).

use bevy_ecs::prelude::Resource;

use super::plan::{GoodwillPlan, Market};
use crate::industry::shared::flow::ModelId;
use crate::units::{Fen, SimTime};

/// The most by which a lower price multiplies orders.
const MOST_FACTOR: f64 = 100.0;

/// What orders are multiplied by because of prices.
#[derive(Clone, Debug)]
pub(super) struct PriceFactors {
    /// The prices of the models at the start.
    references: Vec<Fen>,
    /// The factor of each model now.
    factors: Vec<f64>,
}

impl PriceFactors {
    /// Those of the prices of the start, which are 1.
    pub(super) fn new(market: &Market) -> Self {
        Self {
            references: market.sales.iter().map(|sale| sale.price).collect(),
            factors: vec![1.0; market.sales.len()],
        }
    }

    /// Goes on with other prices.
    pub(super) fn take_over(&mut self, market: &Market) {
        let prices = self.references.iter().zip(&market.sales);
        for ((reference, sale), factor) in prices.zip(&mut self.factors) {
            *factor = if sale.price == *reference {
                1.0
            } else {
                let ratio = sale.price.as_yuan() / reference.as_yuan();
                libm::pow(ratio, -market.elasticity).min(MOST_FACTOR)
            };
        }
    }

    /// The factor of a model.
    pub(super) fn of(&self, model: ModelId) -> f64 {
        self.factors[usize::from(model.0)]
    }

    /// By how much orders for a model can come faster than at the prices of the start.
    pub(super) fn bound_of(&self, model: ModelId) -> f64 {
        self.of(model).max(1.0)
    }

    /// By how much orders for any model can come faster than at the prices of the start.
    pub(super) fn bound(&self) -> f64 {
        self.factors.iter().copied().fold(1.0, f64::max)
    }
}

/// What customers remember of orders that ended: sums in which each order counts the less the
/// longer ago it ended.
#[derive(Resource, Clone, Debug)]
pub(super) struct Goodwill {
    plan: Option<GoodwillPlan>,
    /// Orders that ended late or were cancelled, as remembered at `at`.
    late: f64,
    /// Orders that ended, as remembered at `at`.
    ended: f64,
    at: SimTime,
}

impl Goodwill {
    /// That of a market of which nothing is remembered.
    pub(super) const fn new(plan: Option<GoodwillPlan>) -> Self {
        Self {
            plan,
            late: 0.0,
            ended: 0.0,
            at: SimTime::ZERO,
        }
    }

    /// Whether lateness moves orders.
    pub(super) const fn acts(&self) -> bool {
        self.plan.is_some()
    }

    /// What is left at `now` of each order that is remembered at `at`.
    fn kept(&self, plan: GoodwillPlan, now: SimTime) -> f64 {
        let span = now.saturating_since(self.at).as_millis() as f64;
        libm::exp(-span / plan.recovery.as_millis() as f64)
    }

    /// An order ended.
    pub(super) fn record(&mut self, now: SimTime, is_late: bool) {
        let Some(plan) = self.plan else { return };
        let kept = self.kept(plan, now);
        self.late = self.late * kept + f64::from(u8::from(is_late));
        self.ended = self.ended * kept + 1.0;
        self.at = now;
    }

    /// The share of their orders that customers place at `now`.
    pub(super) fn factor(&self, now: SimTime) -> f64 {
        let Some(plan) = self.plan else { return 1.0 };
        let kept = self.kept(plan, now);
        // Less than one order is remembered: what lacks to one counts as on time.
        let share = self.late * kept / (self.ended * kept).max(1.0);
        1.0 - plan.loss.get() * share
    }
}

/// What becomes of an order that comes at the greatest rate that there can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is placed.
    Placed,
    /// It would be placed at the prices of the start, if no order were late.
    Forgone,
    /// It would not be placed then either: it comes of the greater rate of other models.
    Surplus,
}

/// Decides by a uniform number about an order whose rate is `factor` times that at the prices of
/// the start with no late order, and that comes at `bound` times that.
pub(super) fn decide(uniform: f64, factor: f64, bound: f64) -> Decision {
    if uniform * bound < factor {
        Decision::Placed
    } else if uniform * bound < 1.0 {
        Decision::Forgone
    } else {
        Decision::Surplus
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "sums of whole numbers, and factors that are set"
)]
mod tests {
    use super::*;
    use crate::units::{Duration, Share};

    #[test]
    fn goodwill_is_the_share_of_late_orders_that_are_remembered() {
        let plan = GoodwillPlan {
            loss: Share::clamped(0.4),
            recovery: Duration::days(100),
        };
        let day = |day: u64| SimTime::ZERO + Duration::days(day);
        let mut goodwill = Goodwill::new(Some(plan));
        assert_eq!(goodwill.factor(day(7)), 1.0);
        goodwill.record(day(10), true);
        assert_eq!(goodwill.factor(day(10)), 0.6);
        // One late order is forgotten with the time constant.
        let expected = 1.0 - 0.4 * (-0.5_f64).exp();
        assert!((goodwill.factor(day(60)) - expected).abs() < 1e-12);
        // Three on time beside it, at the same instant.
        for _ in 0..3 {
            goodwill.record(day(60), false);
        }
        let late = (-0.5_f64).exp();
        let expected = 1.0 - 0.4 * late / (late + 3.0);
        assert!((goodwill.factor(day(60)) - expected).abs() < 1e-12);
        // A share does not change while more than one order is remembered.
        assert!((goodwill.factor(day(70)) - expected).abs() < 1e-12);
        assert_eq!(Goodwill::new(None).factor(day(5)), 1.0);
    }

    #[test]
    fn orders_are_thinned_by_what_their_rate_is_of_the_greatest() {
        use Decision::{Forgone, Placed, Surplus};
        // At 0.5 of the rate of the start, of which 2 is the greatest.
        let of = |uniform| decide(uniform, 0.5, 2.0);
        assert_eq!(
            [0.0, 0.2, 0.25, 0.49, 0.5, 0.9].map(of),
            [Placed, Placed, Forgone, Forgone, Surplus, Surplus]
        );
        // Nothing has changed: every order is placed.
        assert_eq!(decide(0.999_999, 1.0, 1.0), Placed);
    }
}
