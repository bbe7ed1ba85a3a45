//! The books of the market: finished computers by model, orders, the computers ordered, and
//! what they cost.

use bevy_ecs::prelude::*;

use super::plan::Market;
use super::state::{FinishedGoods, Order};
use super::statistics::Statistics;
use crate::engine::Book;

/// The books of a period, whose open orders are counted from their entities.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut orders = world.query::<&Order>();
    let (waiting, open) = orders.iter(world).fold((0, 0), |(orders, open), order| {
        (orders + 1_u64, open + u64::from(order.open))
    });
    let (sales, stock) = (&of.sales, &world.resource::<FinishedGoods>().stock);
    let flows = sales.built.iter().zip(&sales.shipped).zip(stock);
    let names = world.resource::<Market>().models.iter();
    let of_model = names.zip(flows).map(|(name, ((built, shipped), stock))| {
        Book::new(format!("market.computers/{name}"), "computers")
            .plus("received", *built)
            .minus("shipped", *shipped)
            .closes_at(*stock)
    });
    let mut books: Vec<Book> = of_model.collect();
    books.extend([
        Book::new("market.orders", "orders")
            .plus("placed", sales.orders)
            .minus("complete", sales.completed)
            .minus("cancelled", sales.cancelled)
            .closes_at(waiting),
        Book::new("market.ordered", "computers")
            .plus("ordered", sales.ordered)
            .minus("shipped", sales.shipped.iter().sum::<u64>())
            .minus("lost", sales.lost)
            .closes_at(open),
        Book::new("market.bills", "fen")
            .plus("for computers shipped", of.cost_of_shipped)
            .minus("posted", sales.billed.as_fen()),
    ]);
    books
}
