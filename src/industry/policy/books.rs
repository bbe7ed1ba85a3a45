//! The books of policy: what each programme has cost and been paid, and the tax that is reinvested.

use bevy_ecs::prelude::*;

use super::state::PolicyState;
use super::statistics::Statistics;
use crate::engine::{Book, Clock};

/// The books of a period. A programme costs money while it runs and is paid at the ends of months;
/// what is reinvested has its effect after a lag. A book of the whole park holds that what was paid
/// comes to the accounts.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let now = world.resource::<Clock>().tick_end();
    let state = world.resource::<PolicyState>();
    let rows = state.plan.programmes.iter().zip(&state.paid);
    let flows = of.spent.iter().zip(&of.paid);
    let of_programme = rows
        .zip(flows)
        .map(|((programme, paid), (cost, paid_now))| {
            let owed = programme.cost_before(now) - *paid;
            Book::new(format!("policy.programme/{}", programme.name), "fen")
                .plus("cost", cost.as_fen())
                .minus("paid", paid_now.as_fen())
                .closes_at(owed.as_fen())
        });
    let mut books: Vec<Book> = of_programme.collect();
    books.push(
        Book::new("policy.reinvestment", "fen")
            .plus("reinvested", of.reinvested.as_fen())
            .minus("in effect", of.in_effect.as_fen())
            .closes_at(state.reinvested.on_the_way().as_fen()),
    );
    books
}
