//! What the market asks of the lines (equation E55), and the hold on the production of models of
//! which too many computers are unsold.

use bevy_ecs::prelude::*;

use super::plan::{HoldThresholds, Market};
use super::state::{FinishedGoods, Order};
use crate::engine::Clock;
use crate::industry::shared::flow::{Holds, ModelId};
use crate::industry::shared::production::{Asked, Production};
use crate::industry::shared::waiting::Waiting;
use crate::units::SimTime;

impl Market {
    /// Computers of a model that are built to stock at an instant; without a limit if none is
    /// given. Once it is no longer sold, it is built to order alone.
    pub(super) fn to_stock(&self, row: usize, now: SimTime) -> Option<u64> {
        let sale = &self.sales[row];
        if now >= sale.end {
            return Some(0);
        }
        sale.target_stock.map(u64::from)
    }

    /// What is asked of the lines at an instant, of orders so far and what was begun for them.
    fn asked<'a>(
        &'a self,
        now: SimTime,
        goods: &'a FinishedGoods,
        dues: impl Fn(usize) -> SimTime + 'a,
    ) -> impl Iterator<Item = Asked> + 'a {
        (0..self.models.len()).map(move |row| Asked {
            ordered: goods.asked(row),
            to_stock: self.to_stock(row, now),
            due: dues(row),
        })
    }

    /// What is asked for changes to what this plan says, from `now` on.
    pub(super) fn ask_anew(&self, now: SimTime, goods: &FinishedGoods, plan: &mut Production) {
        let before: Vec<SimTime> = plan.asked.iter().map(|asked| asked.due).collect();
        let due = |row: usize| before.get(row).copied().unwrap_or(SimTime::MAX);
        plan.ask(self.asked(now, goods, due));
    }
}

/// Asks for what is ordered and for what goes to stock in the next tick, and books the tick if the
/// lines had begun all of that.
pub(super) fn plan_production(
    (clock, market, holds): (Res<Clock>, Res<Market>, Res<Holds>),
    goods: Res<FinishedGoods>,
    orders: Query<&Order>,
    mut production: ResMut<Production>,
    mut waiting: ResMut<Waiting>,
) {
    let is_short = |&row: &usize| {
        let begun = production.begun.get(row);
        begun.is_some_and(|&begun| begun < goods.asked(row))
    };
    // Where one model alone is short, it needs no due date to come first.
    let are_several_short = (0..market.models.len()).filter(is_short).count() > 1;
    let due = |row: usize| {
        if !are_several_short || !is_short(&row) {
            return SimTime::MAX;
        }
        let queue = goods.backlog[row].iter();
        let waiting = queue.filter_map(|&entity| orders.get(entity).ok());
        let covered = production.begun[row] - goods.statistics.shipped[row];
        first_not_covered(covered, waiting.map(|order| (order.open, order.due)))
    };
    let asked: Vec<Asked> = market.asked(clock.tick_end(), &goods, due).collect();
    production.ask(asked.into_iter());
    let models = (0..).map(ModelId).zip(&goods.stock);
    let is_done = |id| production.is_covered(id) || holds.holds_model(id);
    let done: Vec<bool> = models.map(|(id, _)| is_done(id)).collect();
    if goods.are_all_held(&done) {
        waiting.production_covered += clock.tick_end().since(clock.tick_start());
    }
}

/// When the first of some orders, each with its open computers and its due date, must be complete
/// that so many computers do not cover.
fn first_not_covered(mut covered: u64, orders: impl Iterator<Item = (u32, SimTime)>) -> SimTime {
    for (open, due) in orders {
        let Some(rest) = covered.checked_sub(open.into()) else {
            return due;
        };
        covered = rest;
    }
    SimTime::MAX
}

/// Decides for each model whether its production is held in the next tick because too many of its
/// computers are unsold, and books the time in which all models were held.
pub(super) fn hold_models(
    clock: Res<Clock>,
    market: Res<Market>,
    goods: Res<FinishedGoods>,
    mut holds: ResMut<Holds>,
    mut waiting: ResMut<Waiting>,
) {
    let Some(thresholds) = market.thresholds else {
        return;
    };
    if holds.demand {
        waiting.held_for_demand += clock.tick_end().since(clock.tick_start());
    }
    holds.models.resize(goods.stock.len(), false);
    for (held, &unsold) in holds.models.iter_mut().zip(&goods.stock) {
        *held = is_held(thresholds, unsold, *held);
    }
    holds.demand = goods.are_all_held(&holds.models);
}

/// Whether a model is held with so many unsold computers, given whether it was held before.
fn is_held(thresholds: HoldThresholds, unsold: u64, was_held: bool) -> bool {
    unsold > u64::from(thresholds.hold_above)
        || (was_held && unsold >= u64::from(thresholds.resume_below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Duration;

    #[test]
    fn a_hold_begins_above_its_threshold_and_ends_below_the_lower_one() {
        let thresholds = HoldThresholds {
            hold_above: 10,
            resume_below: 4,
        };
        let mut held = false;
        let states = [9, 10, 11, 10, 4, 3, 10, 11].map(|unsold| {
            held = is_held(thresholds, unsold, held);
            held
        });
        assert_eq!(states, [false, false, true, true, true, false, false, true]);
    }

    #[test]
    fn computers_cover_the_orders_that_were_placed_first() {
        let due = |day: u64| SimTime::ZERO + Duration::days(day);
        let orders = [(10, due(9)), (5, due(3)), (1, due(4))];
        let first = |covered| first_not_covered(covered, orders.into_iter());
        assert_eq!(first(9), due(9));
        assert_eq!([first(10), first(14)], [due(3), due(3)]);
        assert_eq!(first(15), due(4));
        assert_eq!(first(16), SimTime::MAX);
    }
}
