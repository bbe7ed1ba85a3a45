//! The audit of careers: everybody who has settled, counted again from the persons.

use bevy_ecs::prelude::*;

use super::cultivation::Projects;
use super::evaluation::Panels;
use super::events::CareerEvent;
use super::person::{is_here, tier_since};
use super::state::CareersState;
use crate::engine::Calendar;
use crate::industry::shared::people::{Occupation, Person, Standing, Tier};
use crate::industry::shared::staff::Role;

/// Sentences about what is recorded and found to be different.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn compare(&mut self, what: impl FnOnce() -> String, recorded: i64, found: usize) {
        if i64::try_from(found) != Ok(recorded) {
            let what = what();
            let sentence = format!("careers: {what}: {recorded} are recorded, {found} are found");
            self.0.push(sentence);
        }
    }
}

/// What is not conserved: persons by channel, tier and occupation; seekers, posts and pools; due
/// dates; trainees.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let persons: Vec<Person> = world.query::<&Person>().iter(world).copied().collect();
    let state = world.resource::<CareersState>();
    let mut faults = Faults::default();
    by_channel(state, &persons, &mut faults);
    by_standing(state, &persons, &mut faults);
    let present = persons.iter().filter(|person| is_here(person)).count();
    let most = present as u64 + state.market.replaced;
    let dates = world.resource::<Calendar<CareerEvent>>().len();
    if dates as u64 > most {
        let sentence = format!("careers: {dates} due dates of {present} persons");
        faults.0.push(sentence);
    }
    faults
        .0
        .extend(state.panels.as_ref().and_then(Panels::audit));
    faults
        .0
        .extend(state.projects.as_ref().and_then(Projects::audit));
    faults.0
}

fn by_channel(state: &CareersState, persons: &[Person], faults: &mut Faults) {
    let mut found =
        vec![[[0_usize; Occupation::ALL.len()]; Tier::ALL.len()]; usize::from(u8::MAX) + 1];
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
                let recorded = state.census.recorded(channel, tier, occupation);
                let what = || {
                    let (tier, occupation) = (tier.name(), occupation.name());
                    format!("{occupation} of tier {tier} of channel {channel}")
                };
                faults.compare(what, recorded, count);
            }
        }
    }
    for tier in Tier::ALL {
        let recorded = state.census.statistics.tiers[tier as usize].value();
        let what = || format!("people of tier {}", tier.name());
        faults.compare(what, recorded, of_tier[tier as usize]);
        let here = persons.iter().filter(|person| is_here(person));
        let of_tier = here.filter(|person| person.tier == tier).map(tier_since);
        let stays = &state.census.statistics.rose[tier as usize];
        let what = format!("careers: people of tier {}", tier.name());
        faults.0.extend(stays.audit(&what, of_tier));
    }
}

fn by_standing(state: &CareersState, persons: &[Person], faults: &mut Faults) {
    let count = |standing, occupation| {
        let is = |person: &&Person| person.standing == standing && person.occupation == occupation;
        persons.iter().filter(is).count()
    };
    let statistics = &state.census.statistics;
    for role in Role::ALL {
        let (place, name) = (role as usize, role.name());
        let seekers = statistics.seeking[place].value();
        let seeking = count(Standing::Seeking, role.occupation());
        faults.compare(|| format!("{name} seeking"), seekers, seeking);
        let found = count(Standing::Employed, role.occupation());
        let employed = statistics.employed[place].value();
        faults.compare(|| format!("{name} employed"), employed, found);
        let pool = state.market.seekers_in_pool(role, persons);
        faults.compare(|| format!("{name} in the pool"), seekers, pool);
    }
    let outside = count(Standing::Settled, Occupation::Other);
    let recorded = statistics.outside.value();
    faults.compare(|| "in other industries".to_owned(), recorded, outside);
    let waiting = state.market.advancement.waiting(persons);
    let technicians = count(Standing::Employed, Occupation::Technician);
    if waiting > technicians {
        let sentence = format!(
            "careers: {waiting} technicians wait for an engineer's post, {technicians} have a post"
        );
        faults.0.push(sentence);
    }
}
