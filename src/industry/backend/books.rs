//! The books of the back end: dies of each product, from the wafer to the tested chip, and the
//! wafers and lots that carry them.

use bevy_ecs::prelude::*;

use super::plan::Backend;
use super::state::BackendLot;
use super::statistics::Statistics;
use crate::engine::Book;

/// The books of a period, whose dies, wafers and lots of the present are counted from the lots.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut query = world.query::<&BackendLot>();
    let lots: Vec<BackendLot> = query
        .iter(world)
        .filter(|lot| lot.active)
        .cloned()
        .collect();
    let wafers: u64 = lots.iter().map(|lot| u64::from(lot.wafers)).sum();
    let products = world.resource::<Backend>().products.iter();
    let dies = products.zip(&of.products).enumerate();
    let of_product = dies.map(|(id, (product, dies))| {
        let here = lots.iter().filter(|lot| usize::from(lot.product.0) == id);
        let inside: u64 = here.map(|lot| u64::from(lot.dies_left())).sum();
        let mut book = Book::new(format!("backend.dies/{}", product.name), "dies")
            .plus("on wafers", dies.started)
            .minus("chips", dies.chips);
        for (cause, lost) in dies.lost() {
            book = book.minus(cause, lost);
        }
        book.closes_at(inside)
    });
    let mut books: Vec<Book> = of_product.collect();
    books.extend([
        Book::new("backend.wafers", "wafers")
            .plus("received", of.flow.wafers_in)
            .minus("diced", of.flow.wafers_out)
            .closes_at(wafers),
        Book::new("backend.lots", "lots")
            .plus("received", of.flow.lots_in)
            .minus("done", of.flow.lots_out)
            .closes_at(lots.len() as u64),
    ]);
    books
}
