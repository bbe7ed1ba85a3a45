//! What stocks, orders and shortages cost (equation E43): the planner's own costs, which nobody is
//! paid.

use super::state::{DemandState, PartState};
use super::statistics::{DemandStatistics, PartStatistics};
use crate::engine::Level;
use crate::units::time::YEAR;
use crate::units::{Fen, SimTime};

/// Fen times milliseconds in a year of 365 d: amounts in it are exact.
type Parts = i128;

/// A level times a cost of a unit a year.
fn of_level(level: &Level, until: SimTime, a_year: Fen) -> Parts {
    level.area_until(until) * i128::from(a_year.as_fen())
}

/// A count times a cost.
fn of_count(count: u64, each: Fen) -> Parts {
    i128::from(count) * i128::from(each.as_fen()) * i128::from(YEAR)
}

fn in_yuan(parts: Parts) -> f64 {
    parts as f64 / YEAR as f64 / 100.0
}

/// The costs of a part, in CNY.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct PartCost {
    /// Of units in stock and on their way.
    pub(super) holding: f64,
    /// Of the orders that were sent.
    pub(super) orders: f64,
}

/// The costs of a part over a period that ends at `until`; none if it has no rates.
pub(super) fn of_part(part: &PartState, of: &PartStatistics, until: SimTime) -> Option<PartCost> {
    let rates = [part.holding_cost, part.transit_cost, part.order_cost];
    if rates == [Fen::ZERO; 3] {
        return None;
    }
    let on_hand = of_level(&of.stock.units.on_hand, until, part.holding_cost);
    let in_transit = of_level(&of.in_transit, until, part.transit_cost);
    Some(PartCost {
        holding: in_yuan(on_hand + in_transit),
        orders: in_yuan(of_count(of.orders, part.order_cost)),
    })
}

/// The costs of what a demand waits for and loses over a period that ends at `until`, in CNY; none
/// if it has no rates.
pub(super) fn of_demand(
    demand: &DemandState,
    of: &DemandStatistics,
    until: SimTime,
) -> Option<f64> {
    if [demand.backorder_cost, demand.lost_cost] == [Fen::ZERO; 2] {
        return None;
    }
    let waits = of_level(&of.units_waited_for, until, demand.backorder_cost);
    Some(in_yuan(waits + of_count(of.units_lost, demand.lost_cost)))
}
