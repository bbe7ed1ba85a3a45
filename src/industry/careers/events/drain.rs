//! The drain of careers: what a tick does, in order of time.
//!
//! Evaluation, cultivation and hiring happen at midnight, then arrivals and due dates as they come.
//! The city of the end of a tick moves the hazards of the next one.

use std::hint::black_box;

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::{CareerEvent, CareersTick};
use crate::engine::{Calendar, Clock};
use crate::industry::careers::person::{is_here, is_outside};
use crate::industry::careers::state::CareersState;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::people::Standing;
use crate::industry::shared::people::{
    ChannelKeys, City, Departed, Person, PersonRow, Recruited, Registered, Settled,
};
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::industry::shared::staff::{Role, Staff, StaffChange};
use crate::industry::shared::table::rows;
use crate::units::SimTime;

/// So many persons are read ahead: about as many reads as a core can have pending.
const AHEAD: usize = 16;
/// The size of the table of persons from which on reading ahead pays, in bytes: smaller ones fit
/// the processor's caches.
const LEAST_BYTES: usize = 16 << 20;

/// What careers reads and writes in a tick.
#[derive(SystemParam)]
pub(in crate::industry::careers) struct Parameters<'w, 's> {
    clock: Res<'w, Clock>,
    city: Res<'w, City>,
    staff: Res<'w, Staff>,
    programmes: Res<'w, Programmes>,
    keys: Res<'w, ChannelKeys>,
    expertise: Res<'w, Expertise>,
    calendar: ResMut<'w, Calendar<CareerEvent>>,
    state: ResMut<'w, CareersState>,
    registered: ResMut<'w, Handover<Registered>>,
    settled: ResMut<'w, Handover<Settled>>,
    recruited: ResMut<'w, Handover<Recruited>>,
    departed: ResMut<'w, Handover<Departed>>,
    changes: ResMut<'w, Handover<StaffChange>>,
    postings: ResMut<'w, Postings>,
    persons: Query<'w, 's, &'static mut Person>,
}

/// Handles everything that is due in this tick.
pub(in crate::industry::careers) fn drain(mut parameters: Parameters) {
    let CareersState {
        plan,
        market,
        panels,
        projects,
        census,
        week,
        events,
    } = &mut *parameters.state;
    let mut careers = CareersTick {
        plan,
        calendar: &mut parameters.calendar,
        market,
        census,
        persons: rows(&mut parameters.persons),
        keys: &parameters.keys,
        departed: &mut parameters.departed,
        changes: &mut parameters.changes,
        postings: &mut parameters.postings,
    };
    let (start, end) = (parameters.clock.tick_start(), parameters.clock.tick_end());
    let last = careers.market.last_hiring;
    if last.is_none() {
        careers.begin(start, &parameters.city);
    }
    for (_, Recruited(row)) in parameters.recruited.drain() {
        careers.take_on(start, row);
    }
    if last.is_none_or(|last| last.day() < start.day()) {
        let strength = |kind| parameters.programmes.strength(kind);
        let staff = &*parameters.staff;
        careers.market.last_hiring = Some(start);
        careers.census.take_productive(start, staff);
        if let Some(panels) = panels {
            let is_workday = week.is_workday(start.day());
            let strength = strength(ProgrammeKind::Evaluation);
            careers.evaluate(panels, start, &parameters.settled, is_workday, strength);
        }
        if let Some(projects) = projects {
            let strength = strength(ProgrammeKind::Cultivation);
            careers.cultivate(projects, start, strength, parameters.expertise.training);
        }
        careers.advance(start, staff);
        if let Some(last) = last {
            careers.hire(start, start.since(last), staff);
        }
    }
    // Where there are services, they have taken those who registered.
    let registered = parameters.registered.drain();
    let registered = registered.map(|(at, Registered(row))| (at, row));
    let settled = parameters.settled.drain();
    let settled = settled.map(|(at, Settled(row))| (at, row));
    for (at, row) in registered.chain(settled) {
        *events += careers.drain_until(at) + 1;
        careers.enter(at, row);
        let person = &careers.persons[row.index()];
        if let Some(projects) = projects.as_mut().filter(|_| is_outside(person)) {
            projects.settles(row, careers.keys.of(person));
        }
    }
    *events += careers.drain_until(end);
    careers.follow(&parameters.city, end);
}

impl CareersTick<'_> {
    /// Takes on those who are employed at the start.
    fn begin(&mut self, now: SimTime, city: &City) {
        let factor = self.plan.leaving.city.factor(city);
        // Nothing is drawn yet, so a raised bound voids nothing.
        let _ = self.market.hazards.set(factor);
        for row in (0..).map(PersonRow::from).take(self.persons.len()) {
            let person = self.persons[row.index()];
            if person.standing == Standing::Employed {
                let role = Role::of(person.occupation).expect("a post in the chip chain");
                self.census.employed_at_start(now, &person, role);
                self.join_queue(row);
                self.draw(now, row);
            }
        }
    }

    /// Sets the factor of the city of the end of the tick.
    fn follow(&mut self, city: &City, now: SimTime) {
        let factor = self.plan.leaving.city.factor(city);
        if !self.market.hazards.set(factor) {
            return;
        }
        // Times to an event of constant hazard have no memory, and the Weibull law counts from the
        // start of the job: due dates drawn anew from now on follow the same law as the old ones.
        *self.calendar = Calendar::new();
        self.market.replaced = 0;
        for row in (0..).map(PersonRow::from).take(self.persons.len()) {
            if is_here(&self.persons[row.index()]) {
                self.draw(now, row);
            }
        }
    }

    /// Handles the due dates before `limit`; how many there were, without stale ones.
    fn drain_until(&mut self, limit: SimTime) -> u64 {
        let (mut handled, mut ahead) = (0, 0);
        let looks_ahead = size_of_val(self.persons) >= LEAST_BYTES;
        while let Some((now, event)) = self.calendar.pop_until(limit) {
            if looks_ahead {
                ahead = match ahead {
                    0 => self.look_ahead(),
                    more => more - 1,
                };
            }
            let person = &self.persons[event.row().index()];
            if person.standing == Standing::Left || !person.career.due.is_now(now) {
                self.market.replaced = self.market.replaced.saturating_sub(1);
                continue;
            }
            handled += 1;
            self.handle(now, event);
        }
        handled
    }

    /// Reads the persons of the next events, so that the processor fetches them from memory side by
    /// side and not one after the other. Nothing is changed. Returns how many there were.
    #[inline(never)]
    fn look_ahead(&self) -> usize {
        let mut count = 0;
        for event in self.calendar.upcoming().take(AHEAD) {
            let person = &self.persons[event.row().index()];
            black_box((person.standing, person.career.due));
            count += 1;
        }
        count
    }

    /// Handles a due date: the second word of the draw that made it chooses among the hazards that
    /// it was drawn for.
    fn handle(&mut self, now: SimTime, event: CareerEvent) {
        let row = event.row();
        let person = self.persons[row.index()];
        let hazards = self.market.hazards;
        let occasion = u64::from(person.exit_draws.wrapping_sub(1));
        let (exits, key) = (self.market.exits, self.keys.of(&person));
        let share = || exits.draw(key, occasion).other().uniform();
        match event {
            CareerEvent::Seeker(_) => {
                let rate = self.plan.leaving.rate(person.tier, person.occupation);
                let rate = rate.unwrap_or_default().get_per_milli();
                let place = share() * (rate * hazards.bound + self.plan.leak.get_per_milli());
                if place < rate * hazards.value {
                    return self.leave(now, row);
                }
                if place >= rate * hazards.bound && person.standing == Standing::Seeking {
                    self.give_up(now, row);
                }
            }
            CareerEvent::Resident(_) if share() * hazards.bound < hazards.value => {
                return self.leave(now, row);
            }
            CareerEvent::Resident(_) => {}
            CareerEvent::Job(_) => {
                let place = share() * hazards.bound;
                if place < hazards.value * self.plan.leaving.city_share.get() {
                    return self.leave(now, row);
                }
                if place < hazards.value {
                    self.persons[row.index()].hired = now;
                    self.census.statistics.job_changes += 1;
                }
            }
            CareerEvent::Rise(_) => self.end_dwell(now, row),
        }
        self.draw(now, row);
    }
}
