//! The audit of research: its laws of conservation, counted again from its parts.

use bevy_ecs::prelude::*;

use super::guests::Guests;
use super::plan::ProjectOrigin;
use super::platform::Platform;
use super::projects::{Project, Projects};
use super::residents::{Academicians, Institute};
use super::state::ResearchState;
use super::statistics::ResearchCounts;
use crate::engine::Clock;
use crate::units::{Fen, SimTime};

/// Visits, rooms, beds, projects, doctors, experts and needs are where the counts say; each match
/// led to a project.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let now = world.resource::<Clock>().tick_end();
    let state = world.resource::<ResearchState>();
    let (counts, mut wrong) = (&state.counts, Vec::new());
    audit_guests(&state.guests, now, counts, &mut wrong);
    audit_projects(&state.projects, now, counts, &mut wrong);
    if let Some(academicians) = &state.academicians {
        audit_academicians(academicians, &mut wrong);
    }
    for institute in &state.institutes {
        audit_institute(institute, &mut wrong);
    }
    if let Some(platform) = &state.platform {
        audit_platform(platform, counts, &mut wrong);
        wrong.extend(platform.audit_waits());
    }
    let of_matching = counts.projects[ProjectOrigin::Matching as usize];
    let matched = counts.experts_matched;
    if of_matching != matched {
        wrong.push(format!("{matched} matches led to {of_matching} projects"));
    }
    wrong
}

fn audit_guests(guests: &Guests, now: SimTime, counts: &ResearchCounts, wrong: &mut Vec<String>) {
    let staying = guests.visits.iter().count() as u64;
    let ended: u64 = counts.visits_of.iter().sum();
    if counts.visits != ended + staying {
        let visits = counts.visits;
        wrong.push(format!(
            "of {visits} visits, {ended} have ended and {staying} are under way"
        ));
    }
    let parties = guests.parties.iter().filter(|party| party.is_there);
    let (beds, rooms) = parties.fold((0, 0), |(beds, rooms), party| {
        (beds + party.beds, rooms + u64::from(party.rooms))
    });
    let taken = guests.statistics.taken.value();
    if i64::try_from(staying + rooms).ok() != Some(taken) {
        wrong.push(format!(
            "{taken} rooms are taken, by {staying} visits and {rooms} rooms of events"
        ));
    }
    if beds > guests.plan.recuperation.hotel_beds {
        wrong.push(format!("events have taken {beds} hotel beds"));
    }
    if guests.contacts(now).is_some_and(|contacts| contacts < 0.0) {
        wrong.push("the number of contacts is negative".to_owned());
    }
}

fn audit_projects(
    projects: &Projects,
    now: SimTime,
    counts: &ResearchCounts,
    wrong: &mut Vec<String>,
) {
    let begun: u64 = counts.projects.iter().sum();
    let running = projects.running.iter().count() as u64;
    let ended = counts.projects_ended;
    if begun != ended + running {
        wrong.push(format!(
            "{begun} projects have begun, {ended} have ended and {running} are under way"
        ));
    }
    let is_sound = |project: &Project| {
        Fen::ZERO <= project.booked
            && project.booked <= project.spent(now)
            && project.begun + project.length >= now
    };
    if !projects.running.iter().all(is_sound) {
        wrong.push("a project has spent more than its time allows".to_owned());
    }
    let (bases, centres) = (counts.bases, counts.centres);
    if centres > bases || bases > begun {
        wrong.push(format!(
            "{begun} projects led to {bases} bases, and {centres} of these became centres"
        ));
    }
}

fn audit_academicians(academicians: &Academicians, wrong: &mut Vec<String>) {
    let (here, brought) = (academicians.residents.value(), academicians.brought);
    if here > i64::from(brought) {
        wrong.push(format!("{here} academicians reside, and {brought} came"));
    }
}

fn audit_institute(institute: &Institute, wrong: &mut Vec<String>) {
    let (name, here, seats) = (&institute.plan.name, institute.doctors(), institute.seats);
    let (came, left) = (institute.statistics.came, institute.statistics.left);
    if i64::try_from(came - left).ok() != Some(here) || here > i64::from(seats) {
        wrong.push(format!(
            "{came} doctors came to `{name}`, {left} left, {here} are on {seats} seats"
        ));
    }
}

fn audit_platform(platform: &Platform, counts: &ResearchCounts, wrong: &mut Vec<String>) {
    let (experts, needs) = platform.waiting();
    let sides = [
        ("experts", counts.experts, counts.experts_gone, experts),
        ("needs", counts.needs, counts.needs_lapsed, needs),
    ];
    for (name, came, gone, waiting) in sides {
        let matched = counts.experts_matched;
        if came != matched + gone + waiting as u64 {
            wrong.push(format!(
                "{came} {name} came to the platform, {matched} were matched, {gone} left and \
                 {waiting} wait"
            ));
        }
    }
}
