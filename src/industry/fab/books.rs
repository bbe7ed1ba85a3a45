//! The books of the fab: wafers and lots in the line, and what the wafers cost.

use bevy_ecs::prelude::*;

use super::floor::on_floor;
use super::lot::LotPlace;
use super::statistics::Statistics;
use crate::engine::Book;

/// The books of a period, whose lots and wafers of the present are counted in the table of lots.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let (lots, wafers) = on_floor(world, |floor| {
        let inside = floor.lots.iter().filter(|lot| lot.place != LotPlace::Free);
        inside.fold((0, 0), |(lots, wafers), lot| {
            (lots + 1_u64, wafers + u64::from(lot.wafers))
        })
    });
    let line = &of.line;
    vec![
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
        Book::new("fab.bills", "fen")
            .plus("for wafers started", of.cost_of_started)
            .minus("posted", line.paid.as_fen()),
    ]
}
