//! The audit of the market: its laws of conservation, counted again from the entities.

use bevy_ecs::prelude::*;

use super::plan::Market;
use super::state::{FinishedGoods, Order};
use super::statistics::SalesStatistics;

/// Computers: built = shipped + in stock + set aside, by model; ordered = shipped + lost + open.
/// Orders: each waits in the queue of its model, in the order in which it was placed, and none
/// beside stock; computers are set aside for the first one alone, if it is shipped whole.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut query = world.query::<&Order>();
    let open: Vec<Order> = query.iter(world).copied().collect();
    let mut faults = audit_computers(world.resource::<FinishedGoods>(), &open);
    let queues = &world.resource::<FinishedGoods>().backlog;
    for (row, queue) in queues.iter().enumerate() {
        let placed = |&entity: &Entity| world.get::<Order>(entity).map(|order| order.placed);
        if !queue.iter().map(placed).is_sorted() {
            faults.push(format!(
                "model {row}: orders wait in another order than they were placed in"
            ));
        }
        let of_model = |order: &&Order| usize::from(order.model.0) == row;
        if open.iter().filter(of_model).count() != queue.len() {
            faults.push(format!("model {row}: an order is in no queue or in two"));
        }
    }
    faults.extend(audit_set_aside(world, &open));
    let statistics = &world.resource::<FinishedGoods>().statistics;
    let placed = open.iter().map(|order| order.placed);
    faults.extend(statistics.waits.audit("orders that wait", placed));
    faults
}

/// Computers that lie ready for an order until it is whole.
fn audit_set_aside(world: &World, open: &[Order]) -> Vec<String> {
    let market = world.resource::<Market>();
    let queues = &world.resource::<FinishedGoods>().backlog;
    let firsts = queues.iter().filter_map(|queue| queue.front());
    let firsts = firsts.filter_map(|&first| world.get::<Order>(first));
    let of_firsts: u64 = firsts.map(|order| u64::from(order.set_aside)).sum();
    let of_all: u64 = open.iter().map(|order| u64::from(order.set_aside)).sum();
    let mut faults = Vec::new();
    if of_all != of_firsts {
        faults.push(format!(
            "{of_all} computers are set aside, {of_firsts} of them for the first orders"
        ));
    }
    let is_wrong = |order: &&Order| {
        let is_ready = order.set_aside >= order.open;
        is_ready || (order.set_aside > 0 && market.terms(order.source).partial)
    };
    faults.extend(open.iter().filter(is_wrong).map(|order| {
        let (set_aside, open) = (order.set_aside, order.open);
        format!("{set_aside} computers are set aside for an order of which {open} are open")
    }));
    faults
}

/// Computers built, ordered, shipped, lost, open and in stock.
fn audit_computers(goods: &FinishedGoods, open: &[Order]) -> Vec<String> {
    let of: &SalesStatistics = &goods.statistics;
    let mut faults = Vec::new();
    for (row, &stock) in goods.stock.iter().enumerate() {
        let (built, shipped) = (of.built[row], of.shipped[row]);
        let of_model = open
            .iter()
            .filter(|order| usize::from(order.model.0) == row);
        let set_aside: u64 = of_model.map(|order| u64::from(order.set_aside)).sum();
        if built != shipped + stock + set_aside {
            let sentence = format!(
                "{built} built, {shipped} shipped, {stock} in stock, {set_aside} set aside"
            );
            faults.push(format!("model {row}: {sentence}"));
        }
        if stock > 0 && !goods.backlog[row].is_empty() {
            faults.push(format!("model {row}: orders wait beside stock"));
        }
    }
    let waiting: u64 = open.iter().map(|order| u64::from(order.open)).sum();
    let shipped: u64 = of.shipped.iter().sum();
    let [ordered, lost] = [&of.ordered, &of.lost].map(|of| of.iter().sum::<u64>());
    if ordered != shipped + lost + waiting {
        faults.push(format!(
            "{ordered} ordered, {shipped} shipped, {lost} lost, {waiting} open"
        ));
    }
    let stock: u64 = goods.stock.iter().sum();
    if (of.backlog.value(), of.unsold.value()) != (waiting.cast_signed(), stock.cast_signed()) {
        faults.push(format!(
            "the levels differ from {waiting} open and {stock} in stock"
        ));
    }
    faults
}
