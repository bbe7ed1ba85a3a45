//! Talent housing (equation E15): units, a queue in which higher tiers come first, and people
//! whose patience ends. With exponential stays and patience it is the Erlang-A queue.

use std::collections::VecDeque;

use super::{Floor, ServiceEvent};
use crate::engine::{Keyed, KeyedSampler, Phase, Streams};
use crate::industry::shared::people::{PersonRow, Settled, Standing, Tier};
use crate::row_ids;
use crate::units::{DurationLaw, Share, SimTime};

/// Units that become free to live in at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// How many.
    pub units: u32,
    /// When they are ready.
    pub ready: SimTime,
}

/// Talent housing, checked.
#[derive(Clone, Debug)]
pub struct HousingPlan {
    /// Units at the start, `H0`.
    pub units: u32,
    /// Units at the start that people live in who came before the run; at most `units`.
    pub occupied: u32,
    /// Units to come.
    pub builds: Vec<Build>,
    /// The share of people who need a unit; the others house themselves at once.
    pub need: Share,
    /// How long a person waits for a unit before leaving the city.
    pub patience: DurationLaw,
    /// How long a person lives in a unit.
    pub stay: DurationLaw,
}

row_ids! {
    /// A build's place in the list.
    pub(super) struct BuildRow;
}

/// The state of talent housing.
pub(super) struct Housing {
    pub(super) units: u32,
    pub(super) occupied: u32,
    /// Of `occupied`, those by people who came before the run.
    pub(super) by_others: u32,
    /// Units that programmes added.
    pub(super) extra: u32,
    builds: Vec<Build>,
    /// By tier, who waits; who has left since is passed over.
    queues: [VecDeque<PersonRow>; Tier::ALL.len()],
    need_share: f64,
    need: Keyed,
    patience: KeyedSampler,
    stay: KeyedSampler,
    /// Of the people who came before the run, keyed by number.
    others_stay: KeyedSampler,
}

impl Housing {
    pub(super) fn new(plan: HousingPlan, streams: &Streams) -> Self {
        Self {
            units: plan.units,
            occupied: plan.occupied,
            by_others: plan.occupied,
            extra: 0,
            builds: plan.builds,
            queues: Default::default(),
            need_share: plan.need.get(),
            need: streams.keyed("services.housing_need"),
            patience: KeyedSampler::new(&plan.patience, "services.patience", streams),
            stay: KeyedSampler::new(&plan.stay, "services.stay", streams),
            others_stay: KeyedSampler::new(&plan.stay, "services.others_stay", streams),
        }
    }

    /// What happens by itself from the start on.
    pub(super) fn first_events(&self) -> Vec<(SimTime, ServiceEvent)> {
        let builds = self.builds.iter().enumerate();
        let built =
            builds.map(|(row, build)| (build.ready, ServiceEvent::Built(BuildRow::new(row))));
        let others = (0..u64::from(self.by_others)).map(|number| {
            let stay = self.others_stay.sample(number, 0);
            (SimTime::ZERO + stay, ServiceEvent::OtherMovesOut)
        });
        built.chain(others).collect()
    }

    /// The share of units that nobody lives in; none where there are no units.
    pub(super) fn vacancy(&self) -> f64 {
        match self.units {
            0 => 0.0,
            units => f64::from(units.saturating_sub(self.occupied)) / f64::from(units),
        }
    }
}

/// A person looks for a home.
pub(super) fn seek(floor: &mut Floor, now: SimTime, row: PersonRow) {
    let person = &mut floor.persons[row.index()];
    let key = person.key();
    let Some(housing) = floor.housing.as_deref_mut() else {
        return settle(floor, now, row);
    };
    if !housing.need.draw(key, 0).chance(housing.need_share) {
        return settle(floor, now, row);
    }
    person.standing = Standing::AwaitingHousing;
    housing.queues[person.tier as usize].push_back(row);
    let has_to_wait = housing.occupied >= housing.units;
    floor.cases[row.index()].since = now;
    floor.awaiting.enter(now);
    floor.books.ask_for_unit(has_to_wait);
    if has_to_wait {
        let patience = housing.patience.sample(key, 0);
        let event = ServiceEvent::Impatient(row);
        floor
            .calendar
            .schedule(now + patience, Phase::Transfer, event);
    } else {
        fill(floor, now);
    }
}

/// Gives free units to those who wait: the highest tier first, in it who came first.
pub(super) fn fill(floor: &mut Floor, now: SimTime) {
    while let Some(housing) = floor.housing.as_deref_mut() {
        if housing.occupied >= housing.units {
            return;
        }
        let next = housing
            .queues
            .iter_mut()
            .rev()
            .find_map(VecDeque::pop_front);
        let Some(row) = next else {
            return;
        };
        let person = &mut floor.persons[row.index()];
        if person.standing != Standing::AwaitingHousing {
            continue; // left the queue by patience
        }
        person.housed = true;
        housing.occupied += 1;
        let stay = housing.stay.sample(person.key(), 0);
        floor
            .calendar
            .schedule(now + stay, Phase::Transfer, ServiceEvent::MovesOut(row));
        floor.books.occupied.add(now, 1);
        stop_waiting(floor, now, row);
        settle(floor, now, row);
    }
}

/// A person's patience ends: who still waits leaves the city.
pub(super) fn impatient(floor: &mut Floor, now: SimTime, row: PersonRow) {
    let person = &mut floor.persons[row.index()];
    if person.standing == Standing::AwaitingHousing {
        person.standing = Standing::Left;
        *floor.lost += 1;
        floor.books.lost += 1;
        stop_waiting(floor, now, row);
    }
}

/// A person moves out of a unit, or leaves the city: who lived in a unit frees it.
pub(super) fn moves_out(floor: &mut Floor, now: SimTime, row: PersonRow) {
    let person = &mut floor.persons[row.index()];
    if let Some(housing) = floor.housing.as_deref_mut()
        && person.housed
    {
        person.housed = false;
        housing.occupied -= 1;
        floor.books.occupied.add(now, -1);
        fill(floor, now);
    }
}

/// Somebody who came before the run frees a unit.
pub(super) fn other_moves_out(floor: &mut Floor, now: SimTime) {
    if let Some(housing) = floor.housing.as_deref_mut() {
        housing.by_others -= 1;
        housing.occupied -= 1;
        floor.books.occupied.add(now, -1);
        fill(floor, now);
    }
}

/// New units are ready.
pub(super) fn built(floor: &mut Floor, now: SimTime, row: BuildRow) {
    if let Some(housing) = floor.housing.as_deref_mut() {
        let units = housing.builds[row.index()].units;
        housing.units += units;
        floor.books.units.add(now, i64::from(units));
        fill(floor, now);
    }
}

fn stop_waiting(floor: &mut Floor, now: SimTime, row: PersonRow) {
    floor.awaiting.leave(now);
    let wait = now.since(floor.cases[row.index()].since);
    floor.books.end_of_housing_wait(wait);
}

/// A person has settled, in a unit or elsewhere, and is handed on.
fn settle(floor: &mut Floor, now: SimTime, row: PersonRow) {
    let person = &mut floor.persons[row.index()];
    person.standing = Standing::Settled;
    *floor.handed_on += 1;
    floor.books.settle(now.since(person.registered));
    floor.settled.push(now, Settled(row));
}
