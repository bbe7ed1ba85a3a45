//! What happens in research in a tick, in exact order.

use bevy_ecs::prelude::*;

use super::codes::ResearchEvent;
use super::plan::{ProjectOrigin, VisitKind};
use super::platform::Platform;
use super::state::ResearchState;
use super::statistics::ResearchCounts;
use crate::engine::{Calendar, Clock};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::Comer;
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::units::SimTime;

/// Runs research for a tick and hands on who came in it, in order of time.
pub(super) fn run(
    clock: Res<Clock>,
    programmes: Res<Programmes>,
    mut state: ResMut<ResearchState>,
    mut expertise: ResMut<Expertise>,
    mut comers: ResMut<Handover<Comer>>,
) {
    let state = &mut *state;
    let end = clock.tick_end();
    state.begin_tick((clock.tick_start(), end), &programmes);
    state.drain(end);
    // The warm-up and the run may end within a month, which is closed then.
    if clock.ends_month() || end == clock.warmup() || end == clock.horizon() {
        state.end_month(end);
    }
    expertise.set_if_neq(state.expertise(end));
    for (at, comer) in state.newcomers.drain(..) {
        comers.push(at, comer);
    }
}

impl ResearchState {
    /// Lets programmes act as they do in this tick, and schedules who comes in it.
    fn begin_tick(&mut self, tick: (SimTime, SimTime), programmes: &Programmes) {
        let strength = |kind| programmes.strength(kind);
        self.recuperation = strength(ProgrammeKind::Recuperation);
        let (counts, calendar) = (&mut self.counts, &mut self.calendar);
        let mut of_residents = 0.0;
        if let Some(academicians) = &mut self.academicians {
            let strength = strength(ProgrammeKind::Academicians);
            academicians.begin_tick(tick, strength, counts, &mut self.newcomers, calendar);
            of_residents = academicians.contacts_a_day(self.guests.plan.exchange_weight);
        }
        for (row, institute) in (0..).zip(&mut self.institutes) {
            institute.begin_tick(row, tick, strength(ProgrammeKind::Institutes), calendar);
        }
        if let Some(platform) = &mut self.platform {
            platform.begin_tick(tick, strength(ProgrammeKind::Matching), calendar);
        }
        let guests = &mut self.guests;
        guests.begin_tick(tick, programmes, of_residents, calendar);
    }

    /// Processes everything due before `end`, in order. Matches come between events, at a rate that
    /// every event may change.
    fn drain(&mut self, end: SimTime) {
        loop {
            let next = self.calendar.peek_time().map_or(end, |at| at.min(end));
            if let Some(at) = self.platform.as_mut().and_then(|p| p.next_match(next)) {
                self.make_match(at);
                continue;
            }
            let Some((now, event)) = self.calendar.pop_until(end) else {
                break;
            };
            self.events += 1;
            self.handle(now, event);
        }
    }

    fn make_match(&mut self, now: SimTime) {
        self.events += 1;
        if let Some(platform) = &mut self.platform {
            platform.make_match(now, &mut self.counts, &mut self.newcomers);
            platform.set_rate(now);
        }
        self.begin_project(now, ProjectOrigin::Matching);
    }

    fn begin_project(&mut self, now: SimTime, origin: ProjectOrigin) {
        let (counts, calendar) = (&mut self.counts, &mut self.calendar);
        self.projects.begin(now, origin, counts, calendar);
    }

    fn handle(&mut self, now: SimTime, event: ResearchEvent) {
        let (counts, calendar) = (&mut self.counts, &mut self.calendar);
        match event {
            ResearchEvent::VisitAsked => self.guests.visit_asked(now, counts, calendar),
            ResearchEvent::VisitEnds(row) => {
                let kind = self.guests.visit_ends(now, row, counts, calendar);
                if kind == VisitKind::Transformation {
                    self.begin_project(now, ProjectOrigin::Visits);
                }
            }
            ResearchEvent::LectureFades => self.guests.lecture_fades(now),
            ResearchEvent::EventBegins(row) => {
                let strength = self.recuperation;
                self.guests
                    .event_begins(now, row, strength, counts, calendar);
            }
            ResearchEvent::EventEnds(row) => self.guests.event_ends(now, row),
            ResearchEvent::AcademicianBegins => {
                self.begin_project(now, ProjectOrigin::Academicians);
            }
            ResearchEvent::DoctorApplies(row) => {
                let institute = &mut self.institutes[row as usize];
                institute.doctor_applies(now, counts, &mut self.newcomers);
            }
            ResearchEvent::DoctorThinks(row) => {
                if self.institutes[row as usize].doctor_thinks() {
                    self.begin_project(now, ProjectOrigin::Institutes);
                }
            }
            ResearchEvent::ProjectEnds(row) => self.projects.end(row, counts),
            ResearchEvent::ExpertComes => {
                self.at_platform(now, |at, counts, calendar| {
                    at.expert_comes(now, counts, calendar);
                });
            }
            ResearchEvent::NeedArises => {
                self.at_platform(now, |at, counts, calendar| {
                    at.need_arises(now, counts, calendar);
                });
            }
            ResearchEvent::ExpertGivesUp(serial) => {
                self.at_platform(now, |at, counts, _| at.expert_gives_up(serial, counts));
            }
            ResearchEvent::NeedLapses(serial) => {
                self.at_platform(now, |at, counts, _| at.need_lapses(serial, counts));
            }
        }
    }

    /// Something happens at the platform; matches come at another rate from then on.
    fn at_platform(
        &mut self,
        now: SimTime,
        happens: impl FnOnce(&mut Platform, &mut ResearchCounts, &mut Calendar<ResearchEvent>),
    ) {
        if let Some(platform) = &mut self.platform {
            happens(platform, &mut self.counts, &mut self.calendar);
            platform.set_rate(now);
        }
    }
}
