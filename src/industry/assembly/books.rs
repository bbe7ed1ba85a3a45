//! The books of assembly: parts at the lines, and computers under way by model.

use bevy_ecs::prelude::*;

use super::plan::Assembly;
use super::state::{AssemblyState, LinePart};
use super::statistics::Statistics;
use crate::engine::Book;

/// The books of a period, whose computers under way are counted from their carriers.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut parts = world.query::<&LinePart>();
    let parts = parts.iter(world).zip(&of.parts).map(|(part, of)| {
        Book::new(format!("assembly.parts/{}", part.name), "units")
            .plus("received", of.stock.received)
            .minus("used", of.stock.issued)
            .minus("surplus", of.stock.surplus)
            .closes_at(part.stock.on_hand())
    });
    let mut books: Vec<Book> = parts.collect();
    let carriers = &world.resource::<AssemblyState>().carriers;
    let models = &world.resource::<Assembly>().models;
    books.extend(models.iter().zip(&of.lines.models).map(|(model, of)| {
        let inside = carriers.iter().filter(|one| one.model == model.id);
        let inside: u64 = inside.map(|one| u64::from(one.quantity)).sum();
        Book::new(format!("assembly.computers/{}", model.name), "computers")
            .plus("begun", of.begun)
            .minus("built", of.built)
            .minus("scrapped", of.scrapped)
            .closes_at(inside)
    }));
    books
}
