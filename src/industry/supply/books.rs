//! The books of supply: parts on order, parts in stocks of its own with the units that wait for
//! them, the orders of its demands, and what parts cost.

use bevy_ecs::prelude::*;

use super::state::DemandRow;
use super::state::{Claimant, DemandState, Orders, PartState};
use super::statistics::Statistics;
use crate::engine::Book;

/// The books of a period. What is on order is counted from the orders under way and those not yet
/// sent; orders of demands from those that wait.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut parts = world.query::<&PartState>();
    let mut demands = world.query::<&DemandState>();
    let orders = world.resource::<Orders>();
    let mut under_way = vec![0_u64; parts.iter(world).len()];
    for purchase in orders.purchases.iter() {
        under_way[purchase.part.index()] += purchase.quantity;
    }
    let (mut books, mut cost) = (Vec::new(), 0);
    for ((part, of), under_way) in parts.iter(world).zip(&of.parts).zip(under_way) {
        let name = &part.name;
        cost += of.sources.iter().map(|source| source.cost).sum::<i128>();
        let unsent: u64 = part.unsent.iter().map(|order| order.quantity).sum();
        books.push(
            Book::new(format!("supply.on_order/{name}"), "units")
                .plus("ordered", of.ordered)
                .plus("beyond the order", of.surplus)
                .minus("received", of.delivered)
                .minus("short of the order", of.missing)
                .closes_at(under_way + unsent),
        );
        if part.id.is_none() {
            let (units, of) = (&of.stock.units, &of.stock);
            let later = units.issued - units.served_at_once;
            books.push(
                Book::new(format!("supply.stock/{name}"), "units")
                    .plus("received", units.received)
                    .plus("given back", of.returned)
                    .minus("issued", units.issued)
                    .closes_at(part.stock.on_hand()),
            );
            books.push(
                Book::new(format!("supply.demand/{name}"), "units")
                    .plus("demanded", units.demanded)
                    .minus("issued at once", units.served_at_once)
                    .minus("issued later", later)
                    .minus("lost", of.lost)
                    .minus("given up", of.given_up)
                    .closes_at(part.stock.waited_for()),
            );
        }
    }
    books.push(
        Book::new("supply.bills", "fen")
            .plus("for parts received", cost)
            .minus("posted", of.spent.as_fen()),
    );
    for (row, (demand, of)) in demands.iter(world).zip(&of.demands).enumerate() {
        let waiting = orders.waiting.iter();
        let claimant = Claimant::Demand(DemandRow::new(row));
        let waiting = waiting.filter(|order| order.claimant == claimant).count();
        books.push(
            Book::new(format!("supply.orders/{}", demand.name), "orders")
                .plus("placed", of.orders)
                .minus("complete", of.completed)
                .minus("lost", of.lost)
                .closes_at(waiting as u64),
        );
    }
    books
}
