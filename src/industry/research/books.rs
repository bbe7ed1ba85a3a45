//! The books of research: visits, projects and their money, doctors at institutes, and both sides
//! of the platform.

use bevy_ecs::prelude::*;

use super::plan::ProjectOrigin;
use super::state::ResearchState;
use super::statistics::Statistics;
use crate::engine::{Book, Clock};
use crate::units::Fen;

/// The books of a period, whose visits, projects and those who wait are counted one by one.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let now = world.resource::<Clock>().tick_end();
    let (state, counts) = (world.resource::<ResearchState>(), &of.counts);
    let running = &state.projects.running;
    let left: Fen = running.iter().map(|project| project.left(now)).sum();
    let mut begun = Book::new("research.projects", "projects")
        .minus("ended", counts.projects_ended)
        .closes_at(running.iter().count() as u64);
    let mut money = Book::new("research.project_money", "fen")
        .plus("committed", counts.committed.as_fen())
        .closes_at(left.as_fen());
    for origin in ProjectOrigin::ALL {
        begun = begun.plus(origin.name(), counts.projects[origin as usize]);
        money = money.minus(origin.name(), counts.spent[origin as usize].as_fen());
    }
    let mut books = vec![
        Book::new("research.visits", "visits")
            .plus("began", counts.visits)
            .minus("ended", counts.visits_of.iter().sum::<u64>())
            .closes_at(state.guests.visits.iter().count() as u64),
        begun,
        money,
    ];
    for (institute, of) in state.institutes.iter().zip(&of.institutes) {
        books.push(
            Book::new(
                format!("research.doctors/{}", institute.plan.name),
                "persons",
            )
            .plus("came", of.came)
            .minus("left", of.left)
            .closes_at(institute.doctors()),
        );
    }
    if let Some(platform) = &state.platform {
        let (experts, needs) = platform.waiting();
        let matched = counts.experts_matched;
        books.extend([
            Book::new("research.experts", "experts")
                .plus("came", counts.experts)
                .minus("matched", matched)
                .minus("gone", counts.experts_gone)
                .closes_at(experts as u64),
            Book::new("research.needs", "needs")
                .plus("arose", counts.needs)
                .minus("met", matched)
                .minus("lapsed", counts.needs_lapsed)
                .closes_at(needs as u64),
        ]);
    }
    books
}
