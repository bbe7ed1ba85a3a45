//! What supply keeps, reports and is audited by.

use bevy_ecs::prelude::*;

use super::Supply;
use super::depot::{DemandState, Order, PartRow, PartState, Purchase};
use crate::engine::{Figures, Series};
use crate::industry::shared::Room;
use crate::industry::shared::room::metric;
use crate::industry::shared::table::Pool;
use crate::units::{Duration, Fen, SimTime};

/// The books of supply.
#[derive(Resource, Debug)]
pub(super) struct Book {
    /// Orders to suppliers, under way.
    pub(super) purchases: Pool<Purchase>,
    /// Orders of demands that wait.
    pub(super) orders: Pool<Order>,
    pub(super) review: Option<Duration>,
    /// The row of each part of assembly; none for one that is not purchased.
    pub(super) row_of_part: Vec<Option<PartRow>>,
    /// Paid to suppliers since the statistics began.
    pub(super) spent: Fen,
    pub(super) events: u64,
}

impl Book {
    /// Empty books.
    pub(super) fn new(plan: &Supply) -> Self {
        let mut row_of_part = Vec::new();
        for (row, part) in plan.parts.iter().enumerate() {
            if let Some(id) = part.id {
                let place = usize::from(id.0);
                row_of_part.resize(row_of_part.len().max(place + 1), None);
                row_of_part[place] = Some(PartRow::new(row));
            }
        }
        Self {
            purchases: Pool::default(),
            orders: Pool::default(),
            review: plan.review,
            row_of_part,
            spent: Fen::ZERO,
            events: 0,
        }
    }
}

metric!(
    FILL_RATE,
    "supply.fill_rate",
    "%",
    Higher,
    "Units that a demand of supply's own got from stock at once, by part."
);
metric!(
    ON_HAND,
    "supply.on_hand",
    "units",
    Neither,
    "Mean units in a stock of supply's own, by part."
);
metric!(
    BACKORDERS,
    "supply.backorders",
    "units",
    Lower,
    "Mean units that demands of supply's own wait for, by part."
);
metric!(
    ON_ORDER,
    "supply.on_order",
    "units",
    Neither,
    "Mean units ordered and not yet delivered, by part."
);
metric!(
    ORDER_FILL_RATE,
    "supply.order_fill_rate",
    "%",
    Higher,
    "Orders that got all parts of their kits at once, by demand."
);
metric!(
    ORDER_WAIT,
    "supply.order_wait",
    "d",
    Lower,
    "Mean time of an order until all parts of its kits were there, by demand."
);
metric!(
    ORDER_BACKLOG,
    "supply.order_backlog",
    "orders",
    Lower,
    "Mean number of orders that wait for a part, by demand."
);
metric!(
    SPEND,
    "supply.spend",
    "CNY",
    Neither,
    "Paid to suppliers of parts."
);

/// How supply is read.
pub const ROOM: Room = Room {
    name: "supply",
    every_day: false,
    metrics: &[
        &FILL_RATE,
        &ON_HAND,
        &BACKORDERS,
        &ON_ORDER,
        &ORDER_FILL_RATE,
        &ORDER_WAIT,
        &ORDER_BACKLOG,
        &SPEND,
    ],
    begin_statistics,
    observe,
    report,
    audit,
    events: |world| world.resource::<Book>().events,
};

fn begin_statistics(world: &mut World, now: SimTime) {
    world.resource_mut::<Book>().spent = Fen::ZERO;
    let mut parts = world.query::<&mut PartState>();
    for mut part in parts.iter_mut(world) {
        part.stock.begin_statistics(now);
        part.on_order.reset(now);
    }
    let mut demands = world.query::<&mut DemandState>();
    for mut demand in demands.iter_mut(world) {
        demand.backlog.reset(now);
        demand.wait.reset();
        (demand.orders, demand.filled_at_once) = (0, 0);
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

fn report(world: &mut World, now: SimTime, figures: &mut Figures) {
    figures.put(&SPEND, world.resource::<Book>().spent.as_yuan());
    let mut parts = world.query::<&PartState>();
    for part in parts.iter(world) {
        let name = &part.name;
        figures.put_for(&ON_ORDER, name, part.on_order.mean(now));
        if part.id.is_none() {
            let fill_rate = part.stock.fill_rate();
            figures.put_for(&FILL_RATE, name, fill_rate.map(|share| share * 100.0));
            let (on_hand, backorders) = part.stock.means(now);
            figures.put_for(&ON_HAND, name, on_hand);
            figures.put_for(&BACKORDERS, name, backorders);
        }
    }
    let mut demands = world.query::<&DemandState>();
    for demand in demands.iter(world) {
        let name = &demand.name;
        let orders = (demand.orders > 0).then_some(demand.orders as f64);
        let filled = orders.map(|orders| demand.filled_at_once as f64 / orders * 100.0);
        figures.put_for(&ORDER_FILL_RATE, name, filled);
        figures.put_for(&ORDER_WAIT, name, demand.wait.mean_days());
        figures.put_for(&ORDER_BACKLOG, name, demand.backlog.mean(now));
    }
}

/// Per part: ordered = delivered + under way + waiting to be ordered; the position is stock less
/// backorders plus orders, wherever the stock lies; each stock adds up. Orders of demands: those
/// that wait are those that the backlogs count.
fn audit(world: &mut World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut parts = world.query::<&PartState>();
    let mut demands = world.query::<&DemandState>();
    let mut under_way = vec![0_u64; parts.iter(world).len()];
    let book = world.resource::<Book>();
    for purchase in book.purchases.iter() {
        under_way[purchase.part.index()] += u64::from(purchase.quantity);
    }
    for (part, under_way) in parts.iter(world).zip(under_way) {
        let unplaced: u64 = part.unplaced.iter().map(|&units| u64::from(units)).sum();
        let outstanding = under_way + unplaced;
        let name = &part.name;
        if part.ordered != part.delivered + outstanding
            || i64::try_from(outstanding) != Ok(part.on_order.value())
        {
            wrong.push(format!(
                "of `{name}`, {} units were ordered, {} delivered, {outstanding} are outstanding \
                 ({} booked)",
                part.ordered,
                part.delivered,
                part.on_order.value()
            ));
        }
        let stock = i128::from(part.delivered) - i128::from(part.used);
        if stock + i128::from(outstanding) != i128::from(part.position) {
            wrong.push(format!(
                "the position of `{name}` is {}, but {stock} are in stock and {outstanding} on \
                 order",
                part.position
            ));
        }
        if part.id.is_none() {
            wrong.extend(part.stock.audit(name));
        }
    }
    let backlog: i64 = demands
        .iter(world)
        .map(|demand| demand.backlog.value())
        .sum();
    if i64::try_from(book.orders.len()) != Ok(backlog) {
        let waiting = book.orders.len();
        wrong.push(format!(
            "{waiting} orders wait for parts, {backlog} are booked"
        ));
    }
    wrong
}
