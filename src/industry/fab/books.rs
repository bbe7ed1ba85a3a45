//! The books of the fab: wafers and lots in the line, and what the wafers cost.

use bevy_ecs::prelude::*;

use super::floor::on_floor;
use super::lot::LotPlace;
use super::statistics::Statistics;
use crate::engine::Book;
use crate::industry::shared::ledger::Postings;

/// The books of a period, whose lots and wafers of the present are counted in the table of lots.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let (lots, wafers, price) = on_floor(world, |floor| {
        let inside = floor.lots.iter().filter(|lot| lot.place != LotPlace::Free);
        let (lots, wafers) = inside.fold((0, 0), |(lots, wafers), lot| {
            (lots + 1_u64, wafers + u64::from(lot.wafers))
        });
        (lots, wafers, floor.tables.wafer_cost)
    });
    let line = &of.line;
    let cost = i128::from(price.as_fen()) * i128::from(line.wafers_started);
    let mut books = vec![
        Book::new("fab.wafers", "wafers")
            .plus("started", line.wafers_started)
            .minus("out", line.wafers_out)
            .minus("scrapped", line.wafers_lost)
            .closes_at(wafers),
        Book::new("fab.lots", "lots")
            .plus("started", line.lots_started)
            .minus("out", line.lots_out)
            .minus("lost", line.lots_lost)
            .closes_at(lots),
    ];
    if world.resource::<Postings>().have_fixed_prices() {
        let bills = Book::new("fab.bills", "fen").plus("for wafers started", cost);
        books.push(bills.minus("posted", line.paid.as_fen()));
    }
    books
}
