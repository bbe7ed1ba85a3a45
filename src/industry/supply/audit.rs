//! The audit of supply: its laws of conservation, counted again from the entities.

use bevy_ecs::prelude::*;

use super::state::{Claimant, DemandRow, DemandState, Order, Orders, PartState, SourceState};

/// Per part: ordered = delivered + under way + waiting to be sent, but for yields; the position is
/// stock less backorders plus orders, wherever the stock lies; each stock adds up. Orders of
/// demands: those that wait are those that the backlogs count. Servers work on what they can.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut parts = world.query::<&PartState>();
    let mut sources = world.query::<&SourceState>();
    let mut demands = world.query::<&DemandState>();
    let mut under_way = vec![0_u64; parts.iter(world).len()];
    let under = world.resource::<Orders>();
    for purchase in under.purchases.iter() {
        under_way[purchase.part.index()] += purchase.quantity;
    }
    let delivered: Vec<u64> = sources.iter(world).map(|one| one.delivered).collect();
    for (part, under_way) in parts.iter(world).zip(under_way) {
        wrong.extend(audit_part(part, under_way));
        let by_source: u64 = delivered[part.sources()].iter().sum();
        if by_source != part.delivered {
            let (name, all) = (&part.name, part.delivered);
            wrong.push(format!(
                "of `{name}`, {all} units were delivered, {by_source} of them by its sources"
            ));
        }
    }
    for workshop in sources.iter(world).filter_map(|one| one.workshop.as_ref()) {
        let (working, servers) = (workshop.working.value(), i64::from(workshop.servers));
        if working > servers || (working < servers && !workshop.queue.is_empty()) {
            let queue = workshop.queue.len();
            wrong.push(format!(
                "{working} of {servers} servers of a supplier work while {queue} orders wait"
            ));
        }
    }
    for (row, demand) in demands.iter(world).enumerate() {
        let waiting = under.waiting.iter();
        let claimant = Claimant::Demand(DemandRow::new(row));
        let of_demand = waiting.filter(|order| order.claimant == claimant);
        let placed = of_demand.map(|order| order.at);
        let what = format!("orders of `{}` that wait", demand.name);
        wrong.extend(demand.statistics.waits.audit(&what, placed));
    }
    let backlog: i64 = demands
        .iter(world)
        .map(|demand| demand.statistics.backlog.value())
        .sum();
    let of_demands = |order: &&Order| matches!(order.claimant, Claimant::Demand(_));
    let waiting = under.waiting.iter().filter(of_demands).count();
    if i64::try_from(waiting) != Ok(backlog) {
        wrong.push(format!(
            "{waiting} orders wait for parts, {backlog} are booked"
        ));
    }
    wrong
}

/// What is wrong with a part of which so many units are under way.
fn audit_part(part: &PartState, under_way: u64) -> Vec<String> {
    let mut wrong = Vec::new();
    let unsent: u64 = part.unsent.iter().map(|order| order.quantity).sum();
    let outstanding = under_way + unsent;
    let name = &part.name;
    if part.ordered + part.surplus != part.delivered + part.missing + outstanding
        || i64::try_from(outstanding) != Ok(part.on_order.value())
        || part.in_transit.value() > part.on_order.value()
    {
        wrong.push(format!(
            "of `{name}`, {} units were ordered, {} delivered, {outstanding} are outstanding ({} \
             booked, {} on their way)",
            part.ordered,
            part.delivered,
            part.on_order.value(),
            part.in_transit.value()
        ));
    }
    let needed = i128::from(part.used) - i128::from(part.given_up);
    let stock = i128::from(part.delivered) - needed;
    if stock + i128::from(outstanding) != i128::from(part.position.value()) {
        wrong.push(format!(
            "the position of `{name}` is {}, but {stock} are in stock and {outstanding} on order",
            part.position.value()
        ));
    }
    if part.id.is_none() {
        wrong.extend(part.stock.audit(name));
    }
    wrong
}
