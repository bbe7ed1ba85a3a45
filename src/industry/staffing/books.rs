//! The books of staffing: the people of each role on the roster, the posts of each drive of hiring,
//! and the persons who are employed where no careers follow them.

use bevy_ecs::prelude::*;

use super::state::Roster;
use super::statistics::Statistics;
use crate::engine::Book;
use crate::industry::shared::people::{Person, Standing};
use crate::industry::shared::staff::Role;

/// The books of a period, of the roles that are staffed by persons. Changes of a day count from the
/// next midnight on.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut persons = world.query::<&Person>();
    let is_employed = |person: &&Person| person.standing == Standing::Employed;
    let employed = persons.iter(world).filter(is_employed).count() as u64;
    let roster = world.resource::<Roster>();
    let roles = Role::ALL.into_iter().zip(&of.roles);
    let with_crews = roles.filter_map(|(role, of)| Some((role, of, roster.crews.of(role)?)));
    let of_role = with_crews.map(|(role, of, crew)| {
        Book::new(format!("staffing.heads/{}", role.name()), "persons")
            .plus("joined", of.joined)
            .minus("left", of.left)
            .closes_at(crew.heads())
    });
    let mut books: Vec<Book> = of_role.collect();
    let drives = roster.plan.drives.iter().zip(&of.drives);
    books.extend(drives.enumerate().map(|(place, (drive, of))| {
        Book::new(format!("staffing.open_posts/{}", drive.name), "posts")
            .plus("opened", of.opened)
            .minus("begun", of.began)
            .closes_at(roster.recruiting.open_posts(place))
    }));
    if roster.takes_on && !roster.plan.drives.is_empty() {
        let book = Book::new("staffing.persons", "persons");
        books.push(book.plus("recruited", of.recruited).closes_at(employed));
    }
    books
}
