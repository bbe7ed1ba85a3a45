//! The metrics of supply, and how they are computed.

use bevy_ecs::prelude::*;

use super::Supply;
use super::books;
use super::state::{DemandState, Orders, PartState};
use super::statistics::{PartStatistics, Statistics};
use crate::engine::{Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::standstill;
use crate::industry::shared::subsystem::Reported;
use crate::units::SimTime;
use crate::units::spoken::{agreeing, plural};

metrics! { "supply":
    /// Units that a demand of supply's own got from stock at once, by part.
    FILL_RATE: "fill_rate", "%", Higher, None;
    /// Mean units in a stock of supply's own, by part.
    ON_HAND: "on_hand", "units", Neither, Level;
    /// Mean units that demands of supply's own wait for, by part.
    BACKORDERS: "backorders", "units", Lower, Level;
    /// Mean units ordered and not yet delivered, by part.
    ON_ORDER: "on_order", "units", Neither, Level;
    /// Units ordered from suppliers, by part. The stock of the start counts as ordered and received
    /// at the first instant.
    ORDERED: "ordered", "units", Neither, None;
    /// Units received from suppliers, by part.
    RECEIVED: "received", "units", Neither, None;
    /// Units that demands of supply's own got, by part.
    ISSUED: "issued", "units", Neither, None;
    /// Orders that were placed, by demand.
    ORDERS: "orders", "orders", Neither, None;
    /// Orders that have got all parts of their kits, by demand.
    ORDERS_COMPLETE: "orders_complete", "orders", Higher, None;
    /// Orders that got all parts of their kits at once, by demand.
    ORDER_FILL_RATE: "order_fill_rate", "%", Higher, None;
    /// Mean time of an order until all parts of its kits were there, by demand, by Little's
    /// law.
    ORDER_WAIT: "order_wait", "d", Lower, None;
    /// Share of the orders of the mean wait that still wait at the end of the period, by demand.
    ORDER_WAIT_UNFINISHED: "order_wait_unfinished", "%", Lower, None;
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
            ordered: part.ordered,
            delivered: part.delivered,
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

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
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
            figures.put_for(&ORDERED, name, of.ordered as f64);
            figures.put_for(&RECEIVED, name, of.delivered as f64);
            if part.id.is_none() {
                figures.put_for(&ISSUED, name, of.stock.issued as f64);
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
            figures.put_for(&ORDERS, name, of.orders as f64);
            figures.put_for(&ORDERS_COMPLETE, name, of.completed as f64);
            figures.put_for(&ORDER_FILL_RATE, name, filled);
            figures.put_for(&ORDER_WAIT, name, of.waits.mean_days(period.to));
            let unfinished = of.waits.unfinished_percent();
            figures.put_for(&ORDER_WAIT_UNFINISHED, name, unfinished);
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
            agreeing(&on_order, "is under way", "are under way")
        } else if part.takes_orders() {
            "cannot be ordered yet"
        } else {
            agreeing(
                &on_order,
                "waits for the supplier to take orders",
                "wait for the supplier to take orders",
            )
        };
        standstill::remark(
            world.resource::<Clock>(),
            (part.outstanding_since, now),
            "parts are not delivered at the end of the run",
            || {
                format!(
                    "{} of part `{}` {why}, and none has been delivered",
                    plural(on_order, "unit", "units"),
                    part.name
                )
            },
            figures,
        );
    }
}
