//! The books of the market: finished computers by model, orders, the computers ordered, and
//! what they cost.

use bevy_ecs::prelude::*;

use super::plan::Market;
use super::state::{FinishedGoods, Order};
use super::statistics::Statistics;
use crate::engine::Book;
use crate::units::Fen;

/// The books of a period, whose open orders are counted from their entities.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut orders = world.query::<&Order>();
    let mut stock = world.resource::<FinishedGoods>().stock.clone();
    let (mut waiting, mut open) = (0_u64, 0_u64);
    for order in orders.iter(world) {
        waiting += 1;
        open += u64::from(order.open);
        stock[usize::from(order.model.0)] += u64::from(order.set_aside);
    }
    let sales = &of.sales;
    let flows = sales.built.iter().zip(&sales.shipped).zip(&stock);
    let names = world.resource::<Market>().models.iter();
    let of_model = names.zip(flows).map(|(name, ((built, shipped), stock))| {
        Book::new(format!("market.computers/{name}"), "computers")
            .plus("received", *built)
            .minus("shipped", *shipped)
            .closes_at(*stock)
    });
    let mut books: Vec<Book> = of_model.collect();
    let contracts: Fen = sales.contracts.iter().map(|one| one.penalty).sum();
    books.extend([
        Book::new("market.orders", "orders")
            .plus("placed", sales.orders)
            .minus("complete", sales.completed)
            .minus("cancelled", sales.cancelled)
            .closes_at(waiting),
        Book::new("market.ordered", "computers")
            .plus("ordered", sales.ordered.iter().sum::<u64>())
            .minus("shipped", sales.shipped.iter().sum::<u64>())
            .minus("lost", sales.lost.iter().sum::<u64>())
            .closes_at(open),
        Book::new("market.bills", "fen")
            .plus("for computers shipped", of.cost_of_shipped)
            .minus("posted", sales.billed.as_fen()),
        Book::new("market.penalties", "fen")
            .plus("of tenders", sales.tender_penalties.as_fen())
            .plus("of contracts", contracts.as_fen())
            .minus("posted", sales.penalties.as_fen()),
    ]);
    books
}
