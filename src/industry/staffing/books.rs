//! The books of staffing: the people of each role on the roster.

use bevy_ecs::prelude::*;

use super::state::Roster;
use super::statistics::Statistics;
use crate::engine::Book;
use crate::industry::shared::staff::Role;

/// The books of a period, of the roles that are staffed by persons. Changes of a day count from the
/// next midnight on.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let roster = world.resource::<Roster>();
    let roles = Role::ALL.into_iter().zip(&of.roles);
    let with_crews = roles.filter_map(|(role, of)| Some((role, of, roster.crews.of(role)?)));
    let of_role = with_crews.map(|(role, of, crew)| {
        Book::new(format!("staffing.heads/{}", role.name()), "persons")
            .plus("joined", of.joined)
            .minus("left", of.left)
            .closes_at(crew.heads())
    });
    of_role.collect()
}
