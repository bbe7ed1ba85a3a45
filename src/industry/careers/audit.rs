//! Recounts everybody who has settled, and compares with the books.

use bevy_ecs::prelude::*;

use super::cultivation::Projects;
use super::evaluation::{Panels, is_here};
use super::labour::Labour;
use crate::industry::shared::people::{Occupation, Person, Standing, Tier};
use crate::industry::shared::staff::Role;

/// Sentences about books and persons that differ.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn compare(&mut self, what: impl FnOnce() -> String, books: i64, found: usize) {
        if i64::try_from(found) != Ok(books) {
            let what = what();
            self.0.push(format!(
                "careers: {what}: {books} by the books, {found} found"
            ));
        }
    }
}

/// What is not conserved: persons by channel, tier and occupation; seekers, posts and pools; due
/// dates; trainees.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let persons: Vec<Person> = world.query::<&Person>().iter(world).copied().collect();
    let labour = world.resource::<Labour>();
    let mut faults = Faults::default();
    by_channel(labour, &persons, &mut faults);
    by_standing(labour, &persons, &mut faults);
    let present = persons.iter().filter(|person| is_here(person)).count();
    let most = present as u64 + labour.replaced;
    if labour.calendar.len() as u64 > most {
        let dates = labour.calendar.len();
        let sentence = format!("careers: {dates} due dates of {present} persons");
        faults.0.push(sentence);
    }
    faults
        .0
        .extend(labour.panels.as_ref().and_then(Panels::audit));
    faults
        .0
        .extend(labour.projects.as_ref().and_then(Projects::audit));
    faults.0
}

fn by_channel(labour: &Labour, persons: &[Person], faults: &mut Faults) {
    let statistics = &labour.statistics;
    let mut found = vec![[[0_usize; 5]; Tier::ALL.len()]; usize::from(u8::MAX) + 1];
    for person in persons.iter().filter(|person| is_here(person)) {
        let channel = &mut found[usize::from(person.origin.0)];
        channel[person.tier as usize][person.occupation as usize] += 1;
    }
    let mut of_tier = [0_usize; Tier::ALL.len()];
    for (channel, tiers) in found.iter().enumerate() {
        for tier in Tier::ALL {
            for occupation in Occupation::ALL {
                let count = tiers[tier as usize][occupation as usize];
                of_tier[tier as usize] += count;
                let books = statistics.booked(channel, tier, occupation);
                let what = || {
                    let (tier, occupation) = (tier.name(), occupation.name());
                    format!("{occupation} of tier {tier} of channel {channel}")
                };
                faults.compare(what, books, count);
            }
        }
    }
    for tier in Tier::ALL {
        let level = &statistics.rising.tiers[tier as usize];
        let what = || format!("people of tier {}", tier.name());
        faults.compare(what, level.value(), of_tier[tier as usize]);
    }
}

fn by_standing(labour: &Labour, persons: &[Person], faults: &mut Faults) {
    let count = |standing, occupation| {
        let is = |person: &&Person| person.standing == standing && person.occupation == occupation;
        persons.iter().filter(is).count()
    };
    let books = |heads: u64| i64::try_from(heads).unwrap_or(i64::MAX);
    for role in Role::ALL {
        let name = role.name();
        let (seekers, employed) = labour.statistics.seekers_and_employed(role);
        let seeking = count(Standing::Seeking, role.occupation());
        faults.compare(|| format!("{name} seeking"), books(seekers), seeking);
        let found = count(Standing::Employed, role.occupation());
        faults.compare(|| format!("{name} employed"), books(employed), found);
        let pool = labour.seekers_in_pool(role, persons);
        faults.compare(|| format!("{name} in the pool"), books(seekers), pool);
    }
    let settled = count(Standing::Settled, Occupation::Other);
    let elsewhere = labour.statistics.elsewhere();
    faults.compare(|| "settled".to_owned(), elsewhere, settled);
    let in_line = labour.line.waiting(persons);
    let technicians = count(Standing::Employed, Occupation::Technician);
    if in_line > technicians {
        let sentence = format!("careers: {in_line} in line, of {technicians} technicians");
        faults.0.push(sentence);
    }
}
