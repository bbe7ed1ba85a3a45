//! The metrics of supply, and how they are computed.

use bevy_ecs::prelude::*;

use super::Supply;
use super::books;
use super::cost;
use super::state::{DemandState, Orders, PartState, SourceState};
use super::statistics::{DemandStatistics, PartStatistics, SourceStatistics, Statistics};
use crate::engine::{Book, Clock, Figures, Level, Metric, Period, Series, metrics};
use crate::industry::shared::standstill;
use crate::industry::shared::subsystem::Reported;
use crate::units::SimTime;
use crate::units::number::{percent, ratio};
use crate::units::spoken::{agreeing, plural};

metrics! { "supply":
    /// Units that a demand of supply's own got from stock at once, by part.
    FILL_RATE: "fill_rate", "%", Higher, None;
    /// Time in which a stock of supply's own was not empty, by part.
    READY_RATE: "ready_rate", "%", Higher, None;
    /// Deliveries before which, since the one before, no demand had to wait or was lost, by part.
    CYCLE_SERVICE: "cycle_service", "%", Higher, None;
    /// Days that the mean stock of supply's own lasts at the mean demand, by part.
    DAYS_OF_COVER: "days_of_cover", "d", Neither, None;
    /// Mean units in a stock of supply's own, by part.
    ON_HAND: "on_hand", "units", Neither, Level;
    /// Mean units that demands of supply's own wait for, by part.
    BACKORDERS: "backorders", "units", Lower, Level;
    /// Mean units ordered and not yet delivered, by part.
    ON_ORDER: "on_order", "units", Neither, Level;
    /// Mean units on their way, by part: those on order that the supplier has begun or made.
    IN_TRANSIT: "in_transit", "units", Neither, None;
    /// Mean inventory position, by part: stock, less units waited for, plus units on order.
    POSITION: "position", "units", Neither, Level, Unbounded;
    /// Orders that were sent for a part, by part.
    PURCHASES: "purchases", "orders", Neither, None;
    /// Variance of the units ordered over that of the units demanded, by spans of
    /// `supply.bullwhip_span`, by part. Spans count that end within the period.
    BULLWHIP: "bullwhip", "1", Lower, None;
    /// Share of a supplier's servers that work, by part.
    SERVERS_WORKING: "servers_working", "%", Neither, None;
    /// Units ordered from suppliers, by part. The stock of the start counts as ordered and received
    /// at the first instant.
    ORDERED: "ordered", "units", Neither, None;
    /// Units received from suppliers, by part.
    RECEIVED: "received", "units", Neither, None;
    /// Units that left a stock of supply's own, by part, without those that were given back.
    ISSUED: "issued", "units", Neither, None;
    /// Units that were demanded and never taken, by part: not there at once, or given up.
    LOST: "lost", "units", Lower, None;
    /// Cost of units in stock and on their way, by part. Costs are the planner's own and not booked.
    HOLDING_COST: "holding_cost", "CNY", Lower, None;
    /// Cost of orders, by part.
    ORDER_COST: "order_cost", "CNY", Lower, None;
    /// Cost of units that are waited for or lost, by demand.
    SHORTAGE_COST: "shortage_cost", "CNY", Lower, None;
    /// All costs of stocks, orders and shortages.
    STOCK_COST: "stock_cost", "CNY", Lower, None;
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
    /// Orders that left kits, since parts were not there at once, or gave up, by demand.
    ORDERS_LOST: "orders_lost", "orders", Lower, None;
    /// Kits that were left or given up, as a share of those asked for, by demand.
    KITS_LOST: "kits_lost", "%", Lower, None;
    /// Mean units that the orders of a demand wait for, by demand.
    UNITS_WAITED_FOR: "units_waited_for", "units", Lower, None;
    /// Orders whose number of kits was rounded to nothing and that were not placed, by demand.
    ORDERS_EMPTY: "orders_empty", "orders", Neither, None;
    /// Paid to suppliers of parts.
    SPEND: "spend", "CNY", Neither, None;
}

impl Reported for Supply {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, now: SimTime) -> Statistics {
        let mut sources = world.query::<&SourceState>();
        let of_source = |source: &SourceState| SourceStatistics {
            delivered: source.delivered,
            cost: source.cost_of_delivered(),
            working: source
                .workshop
                .as_ref()
                .map_or_else(Level::default, |workshop| workshop.working.clone()),
        };
        let sources: Vec<_> = sources.iter(world).map(of_source).collect();
        let mut parts = world.query::<&PartState>();
        let of_part = |part: &PartState| {
            let mut spans = part.spans.clone();
            spans.close_until(now);
            PartStatistics {
                stock: part.stock.statistics().clone(),
                position: part.position.clone(),
                on_order: part.on_order.clone(),
                in_transit: part.in_transit.clone(),
                ordered: part.ordered,
                delivered: part.delivered,
                missing: part.missing,
                surplus: part.surplus,
                orders: part.orders,
                sources: sources[part.sources()].to_vec(),
                spans,
            }
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
            series.put_for(&POSITION, &part.name, part.position.value() as f64);
            if part.id.is_none() {
                series.put_for(&ON_HAND, &part.name, part.stock.on_hand() as f64);
                series.put_for(&BACKORDERS, &part.name, part.stock.backorders() as f64);
            }
        }
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        remark_standstill(world, period.to, figures);
        figures.put(&SPEND, statistics.spent.as_yuan());
        let mut costs = Vec::new();
        let mut sources = world.query::<&SourceState>();
        let servers = |source: &SourceState| {
            let workshop = source.workshop.as_ref();
            workshop.map_or(0, |workshop| workshop.servers)
        };
        let servers: Vec<_> = sources.iter(world).map(servers).collect();
        let mut parts = world.query::<&PartState>();
        for (part, of) in parts.iter(world).zip(&statistics.parts) {
            let cost = report_part(part, of, &servers[part.sources()], period, figures);
            costs.extend(cost);
        }
        let mut demands = world.query::<&DemandState>();
        for (demand, of) in demands.iter(world).zip(&statistics.demands) {
            costs.extend(report_demand(demand, of, period, figures));
        }
        if !costs.is_empty() {
            figures.put(&STOCK_COST, costs.iter().sum::<f64>());
        }
    }
}

/// Reports the figures of a part, whose sources have so many servers. Returns its costs, if
/// it has any rates.
fn report_part(
    part: &PartState,
    of: &PartStatistics,
    servers: &[u32],
    period: Period,
    figures: &mut Figures,
) -> Option<f64> {
    let (name, now) = (&*part.name, period.to);
    figures.put_for(&ON_ORDER, name, of.on_order.mean(now));
    figures.put_for(&IN_TRANSIT, name, of.in_transit.mean(now));
    figures.put_for(&POSITION, name, of.position.mean(now));
    figures.put_for(&ORDERED, name, of.ordered as f64);
    figures.put_for(&PURCHASES, name, of.orders as f64);
    figures.put_for(&RECEIVED, name, of.delivered as f64);
    figures.put_for(&BULLWHIP, name, of.spans.ratio());
    let servers: f64 = servers.iter().copied().map(f64::from).sum();
    if servers > 0.0 {
        let working = of.sources.iter().map(|one| one.working.area_until(now));
        let all = servers * period.to.since(period.from).as_millis() as f64;
        let working = percent(working.sum::<i128>() as f64, all);
        figures.put_for(&SERVERS_WORKING, name, working);
    }
    let costs = cost::of_part(part, of, now);
    if let Some(costs) = costs {
        figures.put_for(&ORDER_COST, name, costs.orders);
        figures.put_for(&HOLDING_COST, name, costs.holding);
    }
    if part.id.is_none() {
        let (stock, units) = (&of.stock, &of.stock.units);
        let on_hand = units.on_hand.mean(now);
        figures.put_for(&ISSUED, name, (units.issued - stock.returned) as f64);
        let fill_rate = units.fill_rate().map(|share| share * 100.0);
        figures.put_for(&FILL_RATE, name, fill_rate);
        let ready = stock.ready.mean(now).map(|share| share * 100.0);
        figures.put_for(&READY_RATE, name, ready);
        let served = percent(stock.cycles_served as f64, stock.cycles as f64);
        figures.put_for(&CYCLE_SERVICE, name, served);
        figures.put_for(&ON_HAND, name, on_hand);
        let days = period.to.since(period.from).as_days();
        let cover =
            on_hand.and_then(|units_there| ratio(units_there * days, units.demanded as f64));
        figures.put_for(&DAYS_OF_COVER, name, cover);
        figures.put_for(&BACKORDERS, name, units.backorders.mean(now));
        let lost = stock.lost + stock.given_up + stock.returned;
        figures.put_for(&LOST, name, lost as f64);
    }
    costs.map(|costs| costs.orders + costs.holding)
}

/// Reports the figures of a demand. Returns its costs, if
/// it has any rates.
fn report_demand(
    demand: &DemandState,
    of: &DemandStatistics,
    period: Period,
    figures: &mut Figures,
) -> Option<f64> {
    let (name, now) = (&*demand.name, period.to);
    let orders = (of.orders > 0).then_some(of.orders as f64);
    let filled = orders.map(|orders| of.filled_at_once as f64 / orders * 100.0);
    figures.put_for(&ORDERS, name, of.orders as f64);
    figures.put_for(&ORDERS_COMPLETE, name, of.completed as f64);
    figures.put_for(&ORDERS_LOST, name, of.lost as f64);
    let kits = of.kits_lost + of.kits_given_up;
    figures.put_for(&KITS_LOST, name, percent(kits as f64, of.kits as f64));
    figures.put_for(&ORDER_FILL_RATE, name, filled);
    figures.put_for(&ORDER_WAIT, name, of.waits.mean_days(now));
    let unfinished = of.waits.unfinished_percent();
    figures.put_for(&ORDER_WAIT_UNFINISHED, name, unfinished);
    figures.put_for(&ORDER_BACKLOG, name, of.backlog.mean(now));
    figures.put_for(&UNITS_WAITED_FOR, name, of.units_waited_for.mean(now));
    figures.put_for(&ORDERS_EMPTY, name, of.empty as f64);
    let cost = cost::of_demand(demand, of, now)?;
    figures.put_for(&SHORTAGE_COST, name, cost);
    Some(cost)
}

/// A remark for each part of which all that should be in stock has long been on order.
fn remark_standstill(world: &mut World, now: SimTime, figures: &mut Figures) {
    let mut sources = world.query::<&SourceState>();
    let takes_orders: Vec<_> = sources.iter(world).map(SourceState::takes_orders).collect();
    let mut parts = world.query::<&PartState>();
    for part in parts.iter(world) {
        let on_order = part.on_order.value();
        if on_order == 0 || on_order < part.position.value() {
            continue;
        }
        let takes_orders = part.sources().any(|source| takes_orders[source]);
        let why = if part.unsent.is_empty() {
            agreeing(&on_order, "is under way", "are under way")
        } else if takes_orders {
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
