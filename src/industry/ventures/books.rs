//! The books of ventures: teams on their way, ventures in each phase, and the money of the fund.

use bevy_ecs::prelude::*;

use super::plan::PoolKind;
use super::state::VenturesState;
use super::statistics::Statistics;
use super::venture::{Venture, VenturePlace};
use crate::engine::Book;

/// The books of a period, whose teams and ventures are counted in their table.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut query = world.query::<&Venture>();
    let ventures: Vec<Venture> = query.iter(world).copied().collect();
    let count = |is: &dyn Fn(&Venture) -> bool| ventures.iter().filter(|one| is(one)).count();
    let state = world.resource::<VenturesState>();
    let of = &of.ventures;
    let projects: u64 = of.projects_from.iter().sum();
    let ended = |count: fn(&_) -> u64| of.phases.iter().map(count).sum::<u64>();
    let on_way = count(&|one| {
        matches!(
            one.place,
            VenturePlace::Coming | VenturePlace::Enclave(_) | VenturePlace::InPhase
        )
    });
    let mut books = vec![
        Book::new("ventures.teams", "teams")
            .plus("projects of contests", projects)
            .plus("founded", of.founded)
            .minus("refused", projects - of.admitted)
            .minus("lost", of.lost)
            .minus("elsewhere", of.elsewhere)
            .minus("failed", ended(|phase| phase.failed))
            .minus("out of money", ended(|phase| phase.out_of_money))
            .minus("graduated", of.graduated())
            .closes_at(on_way as u64),
    ];
    for (place, (phase, of)) in state.plan.phases.iter().zip(&of.phases).enumerate() {
        let is_here =
            |one: &Venture| one.place == VenturePlace::InPhase && usize::from(one.phase) == place;
        books.push(
            Book::new(format!("ventures.phase/{}", phase.name), "ventures")
                .plus("entered", of.entered)
                .minus("passed", of.passed)
                .minus("failed", of.failed)
                .minus("out of money", of.out_of_money)
                .closes_at(count(&is_here) as u64),
        );
    }
    let fund = state.guaranteed().find(|(kind, _)| *kind == PoolKind::Fund);
    if let Some((_, fund)) = fund {
        books.push(
            Book::new("ventures.fund", "fen")
                .plus("filled", of.filled.as_fen())
                .minus("granted", of.granted.as_fen())
                .closes_at(fund.free()),
        );
    }
    books
}
