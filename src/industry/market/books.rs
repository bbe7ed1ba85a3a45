//! The books of the market: finished computers by model, orders, the computers ordered, and
//! what they cost.

use bevy_ecs::prelude::*;

use super::plan::Market;
use super::state::{FinishedGoods, Order};
use super::statistics::Statistics;
use crate::engine::Book;
use crate::industry::shared::ledger::Postings;
use crate::units::Fen;

/// The books of a period, whose open orders are counted from their entities.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut orders = world.query::<&Order>();
    let (waiting, open) = orders.iter(world).fold((0, 0), |(orders, open), order| {
        (orders + 1_u64, open + u64::from(order.open))
    });
    let (sales, stock) = (&of.sales, &world.resource::<FinishedGoods>().stock);
    let flows = sales.built.iter().zip(&sales.shipped).zip(stock);
    let market = world.resource::<Market>();
    let prices = market.prices.iter().zip(&sales.shipped);
    let price_of =
        |(price, shipped): (&Fen, &u64)| i128::from(price.as_fen()) * i128::from(*shipped);
    let price: i128 = prices.map(price_of).sum();
    let names = market.models.iter();
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
    ]);
    if world.resource::<Postings>().have_fixed_prices() {
        let bills = Book::new("market.bills", "fen").plus("for computers shipped", price);
        books.push(bills.minus("posted", sales.billed.as_fen()));
    }
    books
}
