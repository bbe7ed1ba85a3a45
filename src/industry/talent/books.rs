//! The books of talent: persons by the channel and by the tier in which they registered, and what
//! channels hold of their own.

use bevy_ecs::prelude::*;

use super::state::TalentState;
use super::statistics::Statistics;
use crate::engine::Book;
use crate::industry::shared::people::{Person, Tier};

/// The books of a period, whose persons are counted in their table. Nobody is taken out of it, so
/// that those who left the city are in it too.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut persons = world.query::<&Person>();
    let channels = world.resource::<TalentState>().channels.len();
    // People who were there from the start came through no channel.
    let came = |person: &&Person| usize::from(person.origin.0) < channels;
    let known = persons.iter(world).filter(came).count() as u64;
    let talent = world.resource::<TalentState>();
    let mut by_channel = Book::new("talent.persons", "persons").closes_at(known);
    for (channel, count) in talent.channels.iter().zip(&of.inflow.by_channel) {
        by_channel = by_channel.plus(&channel.name, *count);
    }
    let mut by_tier = Book::new("talent.persons_by_tier", "persons").closes_at(known);
    for (tier, count) in Tier::ALL.iter().zip(of.inflow.registrations.by_tier) {
        by_tier = by_tier.plus(tier.name(), count);
    }
    let mut books = vec![by_channel, by_tier];
    let own = talent.channels.iter().zip(&of.channels);
    for ((channel, of), registered) in own.zip(&of.inflow.by_channel) {
        books.extend(channel.run.books(&channel.name, of, *registered));
    }
    books
}
