//! The metrics of supply, and how they are computed.

use bevy_ecs::prelude::*;

use super::Supply;
use super::state::{DemandState, Orders, PartState};
use super::statistics::{PartStatistics, Statistics};
use crate::engine::{Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::standstill;
use crate::industry::shared::subsystem::Reported;
use crate::units::SimTime;

metrics! { "supply":
    /// Units that a demand of supply's own got from stock at once, by part.
    FILL_RATE: "fill_rate", "%", Higher, None;
    /// Mean units in a stock of supply's own, by part.
    ON_HAND: "on_hand", "units", Neither, Level;
    /// Mean units that demands of supply's own wait for, by part.
    BACKORDERS: "backorders", "units", Lower, Level;
    /// Mean units ordered and not yet delivered, by part.
    ON_ORDER: "on_order", "units", Neither, Level;
    /// Orders that got all parts of their kits at once, by demand.
    ORDER_FILL_RATE: "order_fill_rate", "%", Higher, None;
    /// Mean time of an order until all parts of its kits were there, by demand.
    ORDER_WAIT: "order_wait", "d", Lower, None;
    /// Mean number of orders that wait for a part, by demand.
    ORDER_BACKLOG: "order_backlog", "orders", Lower, None;
    /// Orders whose number of kits was rounded to nothing and that were not placed, by demand.
    ORDERS_EMPTY: "orders_empty", "orders", Neither, None;
    /// Paid to suppliers of parts.
    SPEND: "spend", "CNY", Neither, None;
}

impl Reported for Supply {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        let mut parts = world.query::<&PartState>();
        let of_part = |part: &PartState| PartStatistics {
            stock: part.stock.statistics().clone(),
            on_order: part.on_order.clone(),
        };
        let parts = parts.iter(world).map(of_part).collect();
        let mut demands = world.query::<&DemandState>();
        let demands = demands.iter(world).map(|demand| demand.statistics.clone());
        Statistics {
            parts,
            demands: demands.collect(),
            spent: world.resource::<Orders>().spent,
        }
    }

    fn observe(world: &mut World, series: &mut Series) {
        let mut parts = world.query::<&PartState>();
        for part in parts.iter(world) {
            series.put_for(&ON_ORDER, &part.name, part.on_order.value() as f64);
            if part.id.is_none() {
                series.put_for(&ON_HAND, &part.name, part.stock.on_hand() as f64);
                series.put_for(&BACKORDERS, &part.name, part.stock.backorders() as f64);
            }
        }
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        remark_standstill(world, period.to, figures);
        figures.put(&SPEND, statistics.spent.as_yuan());
        let mut parts = world.query::<&PartState>();
        for (part, of) in parts.iter(world).zip(&statistics.parts) {
            let name = &part.name;
            figures.put_for(&ON_ORDER, name, of.on_order.mean(period.to));
            if part.id.is_none() {
                let fill_rate = of.stock.fill_rate();
                figures.put_for(&FILL_RATE, name, fill_rate.map(|share| share * 100.0));
                figures.put_for(&ON_HAND, name, of.stock.on_hand.mean(period.to));
                figures.put_for(&BACKORDERS, name, of.stock.backorders.mean(period.to));
            }
        }
        let mut demands = world.query::<&DemandState>();
        for (demand, of) in demands.iter(world).zip(&statistics.demands) {
            let name = &demand.name;
            let orders = (of.orders > 0).then_some(of.orders as f64);
            let filled = orders.map(|orders| of.filled_at_once as f64 / orders * 100.0);
            figures.put_for(&ORDER_FILL_RATE, name, filled);
            figures.put_for(&ORDER_WAIT, name, of.wait.mean_days());
            figures.put_for(&ORDER_BACKLOG, name, of.backlog.mean(period.to));
            figures.put_for(&ORDERS_EMPTY, name, of.empty as f64);
        }
    }
}

/// A remark for each part of which all that should be in stock has long been on order.
fn remark_standstill(world: &mut World, now: SimTime, figures: &mut Figures) {
    let mut parts = world.query::<&PartState>();
    for part in parts.iter(world) {
        let on_order = part.on_order.value();
        if on_order == 0 || on_order < part.base_stock {
            continue;
        }
        let why = if part.unplaced.is_empty() {
            "are under way"
        } else if part.takes_orders() {
            "cannot be ordered yet"
        } else {
            "wait for the supplier to take orders"
        };
        standstill::remark(
            world.resource::<Clock>(),
            (part.outstanding_since, now),
            "parts are not delivered at the end of the run",
            || {
                format!(
                    "{on_order} units of part `{}` {why}, and none has been delivered",
                    part.name
                )
            },
            figures,
        );
    }
}
