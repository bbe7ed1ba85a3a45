//! The books of services: persons on their way to settle, cases at the window, talent units, and
//! the bills for what opens.

use bevy_ecs::prelude::*;

use super::case::Case;
use super::state::ServicesState;
use super::statistics::Statistics;
use crate::engine::Book;
use crate::industry::shared::people::{Person, Standing};
use crate::units::Fen;

/// The books of a period, whose persons are counted in their table.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let (mut under_way, mut housed) = (0_u64, 0_u64);
    let mut persons = world.query::<(&Person, &Case)>();
    for (person, case) in persons.iter(world) {
        let waits = matches!(
            person.standing,
            Standing::AtWindow | Standing::AwaitingHousing
        );
        under_way += u64::from(case.came && waits);
        housed += u64::from(person.housed);
    }
    let services = world.resource::<ServicesState>();
    let bills: Fen = services.bills.iter().map(|bill| bill.cost).sum();
    let mut books = vec![
        Book::new("services.persons", "persons")
            .plus("came", of.came)
            .minus("settled", of.settling.ended())
            .minus("lost at the window", of.window.gave_up)
            .minus("lost at housing", of.housing.left)
            .closes_at(under_way),
        Book::new("services.bills", "fen")
            .minus("paid", of.spent.as_fen())
            .closes_at(bills.as_fen()),
    ];
    if let Some(window) = &services.window {
        let places = window.waiting() as u64 + u64::from(window.busy) + u64::from(window.away);
        books.push(
            Book::new("services.cases", "cases")
                .plus("opened", of.came)
                .minus("complete", of.window.visits.count())
                .minus("given up", of.window.gave_up)
                .closes_at(places),
        );
    }
    if let Some(housing) = &services.housing {
        books.push(
            Book::new("services.homes", "units")
                .plus("as planned", of.housing.built)
                .plus("by programmes", of.housing.added)
                .closes_at(housing.units),
        );
        books.push(
            Book::new("services.occupied_homes", "units")
                .plus("moved in", of.housing.moved_in)
                .minus("moved out", of.housing.moved_out)
                .closes_at(housed + u64::from(housing.by_others)),
        );
    }
    books
}
