//! The books of careers: settled persons in the city by tier, in posts and seeking them by role,
//! and at work in other industries.

use bevy_ecs::prelude::*;

use super::person::{is_here, is_outside};
use super::statistics::{PeopleStatistics, Statistics};
use crate::engine::Book;
use crate::industry::shared::people::{Person, Standing, Tier};
use crate::industry::shared::staff::Role;

/// The books of a period, whose persons are counted in their table.
pub(super) fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
    let mut query = world.query::<&Person>();
    let here: Vec<Person> = query
        .iter(world)
        .filter(|one| is_here(one))
        .copied()
        .collect();
    let count = |is: &dyn Fn(&Person) -> bool| here.iter().filter(|one| is(one)).count() as u64;
    let of = &of.people;
    let mut books = vec![
        Book::new("careers.persons", "persons")
            .plus("settled", of.settled.iter().sum::<u64>())
            .minus("left the city", of.left)
            .closes_at(here.len() as u64),
        Book::new("careers.in_other_industries", "persons")
            .plus("settled", of.settled_outside)
            .plus("gave up seeking", of.gave_up.iter().sum::<u64>())
            .minus("trained for chips", of.turned.iter().sum::<u64>())
            .minus("left the city", of.left_outside)
            .closes_at(count(&is_outside)),
    ];
    books.extend(Tier::ALL.map(|tier| of_tier(of, tier, count(&|one| one.tier == tier))));
    for role in Role::ALL {
        let stands = |standing| {
            move |one: &Person| one.standing == standing && one.occupation == role.occupation()
        };
        books.push(posts(of, role, count(&stands(Standing::Employed))));
        books.push(seekers(of, role, count(&stands(Standing::Seeking))));
    }
    books
}

fn of_tier(of: &PeopleStatistics, tier: Tier, here: u64) -> Book {
    let place = tier as usize;
    Book::new(format!("careers.tier/{}", tier.name()), "persons")
        .plus("settled", of.settled[place])
        .plus("rose to it", of.rose_to[place])
        .minus("rose from it", of.rose[place].ended())
        .minus("left the city", of.left_tier[place])
        .closes_at(here)
}

fn posts(of: &PeopleStatistics, role: Role, employed: u64) -> Book {
    let place = role as usize;
    let advanced = |to: Role| if role == to { of.advanced } else { 0 };
    Book::new(format!("careers.posts/{}", role.name()), "persons")
        .plus("hired", of.hired[place])
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
