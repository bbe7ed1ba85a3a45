//! The books of careers: settled persons in the city by tier, in posts and seeking them by role,
//! and at work in other industries.

use bevy_ecs::prelude::*;

use super::ladder::of_post;
use super::person::is_here;
use super::statistics::{PeopleStatistics, Statistics};
use crate::engine::Book;
use crate::industry::shared::people::{Occupation, Person, Standing, Tier};
use crate::industry::shared::staff::Role;

/// Settled persons in the city, counted in one pass over their table: persons are many.
#[derive(Default)]
struct Here {
    tiers: [u64; Tier::ALL.len()],
    places: [[u64; Occupation::ALL.len()]; Standing::ALL.len()],
}

impl Here {
    fn count<'a>(persons: impl Iterator<Item = &'a Person>) -> Self {
        let mut here = Self::default();
        for person in persons.filter(|person| is_here(person)) {
            here.tiers[person.tier as usize] += 1;
            here.places[person.standing as usize][person.occupation as usize] += 1;
        }
        here
    }

    /// Those who stand so in an occupation.
    const fn of(&self, standing: Standing, occupation: Occupation) -> u64 {
        self.places[standing as usize][occupation as usize]
    }
}

/// The books of a period, whose persons are counted in their table.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let here = Here::count(world.query::<&Person>().iter(world));
    let of = &of.people;
    let mut books = vec![
        Book::new("careers.persons", "persons")
            .plus("settled", of.settled.iter().sum::<u64>())
            .plus("recruited", of.recruited.iter().sum::<u64>())
            .minus("left the city", of.left)
            .closes_at(here.tiers.iter().sum::<u64>()),
        Book::new("careers.in_other_industries", "persons")
            .plus("settled", of.settled_outside)
            .plus("gave up seeking", of.gave_up.iter().sum::<u64>())
            .minus("trained for chips", of.turned.iter().sum::<u64>())
            .minus("left the city", of.left_outside)
            .closes_at(here.of(Standing::Settled, Occupation::Other)),
    ];
    books.extend(Tier::ALL.map(|tier| of_tier(of, tier, here.tiers[tier as usize])));
    for role in Role::ALL {
        let stand = |standing| here.of(standing, role.occupation());
        books.push(posts(of, role, stand(Standing::Employed)));
        books.push(seekers(of, role, stand(Standing::Seeking)));
    }
    books
}

fn of_tier(of: &PeopleStatistics, tier: Tier, here: u64) -> Book {
    let place = tier as usize;
    let mut book = Book::new(format!("careers.tier/{}", tier.name()), "persons")
        .plus("settled", of.settled[place]);
    let comes = |role: &Role| of_post(role.occupation()) == tier;
    let mut of_role = Role::ALL.into_iter().filter(comes).peekable();
    if of_role.peek().is_some() {
        let recruited: u64 = of_role.map(|role| of.recruited[role as usize]).sum();
        book = book.plus("recruited", recruited);
    }
    book.plus("rose to it", of.rose_to[place])
        .minus("rose from it", of.rose[place].ended())
        .minus("left the city", of.left_tier[place])
        .closes_at(here)
}

fn posts(of: &PeopleStatistics, role: Role, employed: u64) -> Book {
    let place = role as usize;
    let advanced = |to: Role| if role == to { of.advanced } else { 0 };
    Book::new(format!("careers.posts/{}", role.name()), "persons")
        .plus("hired", of.hired[place])
        .plus("recruited", of.recruited[place])
        .plus("advanced to it", advanced(Role::Engineer))
        .minus("advanced from it", advanced(Role::Technician))
        .minus("left the city", of.exits[place])
        .closes_at(employed)
}

fn seekers(of: &PeopleStatistics, role: Role, seeking: u64) -> Book {
    let place = role as usize;
    Book::new(format!("careers.seekers/{}", role.name()), "persons")
        .plus("settled", of.sought[place])
        .plus("trained for chips", of.turned[place])
        .minus("hired", of.hired[place])
        .minus("gave up seeking", of.gave_up[place])
        .minus("left the city", of.left_seeking[place])
        .closes_at(seeking)
}
