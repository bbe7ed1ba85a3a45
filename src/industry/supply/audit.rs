//! The audit of supply: its laws of conservation, counted again from the entities.

use bevy_ecs::prelude::*;

use super::state::{DemandState, Orders, PartState};

/// Per part: ordered = delivered + under way + waiting to be ordered; the position is stock less
/// backorders plus orders, wherever the stock lies; each stock adds up. Orders of demands: those
/// that wait are those that the backlogs count.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut parts = world.query::<&PartState>();
    let mut demands = world.query::<&DemandState>();
    let mut under_way = vec![0_u64; parts.iter(world).len()];
    let under = world.resource::<Orders>();
    for purchase in under.purchases.iter() {
        under_way[purchase.part.index()] += purchase.quantity;
    }
    for (part, under_way) in parts.iter(world).zip(under_way) {
        let unplaced: u64 = part.unplaced.iter().sum();
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
    for (row, demand) in demands.iter(world).enumerate() {
        let waiting = under.waiting.iter();
        let of_demand = waiting.filter(|order| order.demand.index() == row);
        let placed = of_demand.map(|order| order.at);
        let what = format!("orders of `{}` that wait", demand.name);
        wrong.extend(demand.statistics.waits.audit(&what, placed));
    }
    let backlog: i64 = demands
        .iter(world)
        .map(|demand| demand.statistics.backlog.value())
        .sum();
    if i64::try_from(under.waiting.len()) != Ok(backlog) {
        let waiting = under.waiting.len();
        wrong.push(format!(
            "{waiting} orders wait for parts, {backlog} are booked"
        ));
    }
    wrong
}
