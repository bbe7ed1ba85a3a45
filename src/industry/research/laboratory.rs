//! All of research at work: what happens, in exact order, within one tick.

use bevy_ecs::prelude::*;

use super::counts::Counts;
use super::guests::{Guests, Kind};
use super::matching::Platform;
use super::projects::{Origin, Projects};
use super::residents::{Academicians, Institute};
use super::{Fresh, Research, ResearchEvent};
use crate::engine::{Calendar, Clock, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::Comer;
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::units::SimTime;

/// The state of research.
#[derive(Resource)]
pub(super) struct Laboratory {
    pub(super) plan: Research,
    calendar: Calendar<ResearchEvent>,
    pub(super) academicians: Option<Academicians>,
    pub(super) guests: Guests,
    pub(super) institutes: Vec<Institute>,
    pub(super) platform: Option<Platform>,
    pub(super) projects: Projects,
    /// Who came in the present tick, for talent.
    fresh: Vec<Fresh>,
    /// What was counted since the start, and up to the end of the warm-up.
    pub(super) counts: Counts,
    pub(super) before: Counts,
    pub(super) events: u64,
    /// The strength of the programme of recuperation events in the present tick.
    recuperation: f64,
}

impl Laboratory {
    pub(super) fn new(plan: &Research, streams: &Streams) -> Self {
        let mut calendar = Calendar::new();
        let institutes = plan.institutes.iter();
        Self {
            academicians: plan
                .academicians
                .as_ref()
                .map(|plan| Academicians::new(plan, streams)),
            guests: Guests::new(&plan.guests, streams, &mut calendar),
            institutes: institutes
                .map(|plan| Institute::new(plan, streams))
                .collect(),
            platform: plan
                .matching
                .as_ref()
                .map(|plan| Platform::new(plan, streams)),
            projects: Projects::new(&plan.projects, streams),
            calendar,
            fresh: Vec::new(),
            counts: Counts::default(),
            before: Counts::default(),
            events: 0,
            recuperation: 1.0,
            plan: plan.clone(),
        }
    }

    /// The stock of bases.
    pub(super) fn bases(&self) -> u64 {
        self.projects.bases(&self.counts)
    }

    /// Lets programmes act as they do in this tick, and schedules who comes in it.
    fn begin_tick(&mut self, tick: (SimTime, SimTime), programmes: &Programmes) {
        let strength = |kind| programmes.strength(kind);
        self.recuperation = strength(ProgrammeKind::Recuperation);
        let (counts, calendar) = (&mut self.counts, &mut self.calendar);
        let mut of_residents = 0.0;
        if let Some(academicians) = &mut self.academicians {
            let strength = strength(ProgrammeKind::Academicians);
            academicians.begin_tick(tick, strength, counts, &mut self.fresh, calendar);
            of_residents = academicians.contacts_a_day(self.plan.guests.exchange_weight);
        }
        for (row, institute) in (0..).zip(&mut self.institutes) {
            let strength = strength(ProgrammeKind::Institutes);
            counts.doctors_left += institute.begin_tick(row, tick, strength, calendar);
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
            platform.make_match(now, &mut self.counts, &mut self.fresh);
            platform.set_rate(now);
        }
        self.begin_project(now, Origin::Matching);
    }

    fn begin_project(&mut self, now: SimTime, origin: Origin) {
        let (counts, calendar) = (&mut self.counts, &mut self.calendar);
        self.projects.begin(now, origin, counts, calendar);
    }

    fn handle(&mut self, now: SimTime, event: ResearchEvent) {
        let (counts, calendar) = (&mut self.counts, &mut self.calendar);
        match event {
            ResearchEvent::VisitAsked => self.guests.visit_asked(now, counts, calendar),
            ResearchEvent::VisitEnds(row) => {
                let kind = self.guests.visit_ends(now, row, counts, calendar);
                if kind == Kind::Transformation {
                    self.begin_project(now, Origin::Visits);
                }
            }
            ResearchEvent::LectureFades => self.guests.lecture_fades(now),
            ResearchEvent::EventBegins(row) => {
                let strength = self.recuperation;
                self.guests
                    .event_begins(now, row, strength, counts, calendar);
            }
            ResearchEvent::EventEnds(row) => self.guests.event_ends(now, row),
            ResearchEvent::AcademicianBegins => self.begin_project(now, Origin::Academicians),
            ResearchEvent::DoctorApplies(row) => {
                let institute = &mut self.institutes[row as usize];
                institute.doctor_applies(now, counts, &mut self.fresh);
            }
            ResearchEvent::DoctorThinks(row) => {
                if self.institutes[row as usize].doctor_thinks() {
                    self.begin_project(now, Origin::Institutes);
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
        happens: impl FnOnce(&mut Platform, &mut Counts, &mut Calendar<ResearchEvent>),
    ) {
        if let Some(platform) = &mut self.platform {
            happens(platform, &mut self.counts, &mut self.calendar);
            platform.set_rate(now);
        }
    }

    /// Books what projects have spent, and counts the patents that come of it.
    fn end_month(&mut self, now: SimTime) {
        self.projects.book_spending(now, &mut self.counts);
        let institutes = self.institutes.iter();
        let at_institutes: f64 = institutes.map(|one| one.doctor_years(now)).sum();
        let doctors = self.counts.experts as f64 + at_institutes;
        let patents = self.counts.patents;
        self.projects.count_patents(doctors, &mut self.counts);
        let new = self.counts.patents - patents;
        self.guests.hear_of_patents(now, new);
    }

    /// What the fab, careers and talent read.
    pub(super) fn expertise(&self, now: SimTime) -> Expertise {
        let services = self.counts.visits_of[Kind::Service as usize];
        let academicians = self.academicians.as_ref();
        let of_discussions = academicians.map_or(0.0, |academicians| {
            academicians.knowledge(academicians.residents.area_until(now))
        });
        Expertise {
            knowledge: self.guests.knowledge(services) + of_discussions,
            training: self.guests.training(self.guests.acting.value() as f64),
            bases: self.bases() as f64,
        }
    }

    /// Begins the statistics anew.
    pub(super) fn begin_statistics(&mut self, now: SimTime) {
        self.before = self.counts;
        self.guests.begin_statistics(now);
        if let Some(platform) = &mut self.platform {
            platform.begin_statistics();
        }
        if let Some(academicians) = &mut self.academicians {
            academicians.counted.reset(now);
        }
        for institute in &mut self.institutes {
            institute.counted.reset(now);
            institute.offered.reset(now);
        }
    }

    /// What is not conserved, in sentences.
    pub(super) fn audit(&self, now: SimTime) -> Vec<String> {
        let (counts, mut wrong) = (&self.counts, Vec::new());
        self.guests.audit(now, counts, &mut wrong);
        self.projects.audit(now, counts, &mut wrong);
        if let Some(academicians) = &self.academicians {
            academicians.audit(&mut wrong);
        }
        for institute in &self.institutes {
            institute.audit(&mut wrong);
        }
        if let Some(platform) = &self.platform {
            platform.audit(counts, &mut wrong);
        }
        let of_matching = counts.projects[Origin::Matching as usize];
        if of_matching != counts.matched {
            let matched = counts.matched;
            wrong.push(format!("{matched} matches led to {of_matching} projects"));
        }
        wrong
    }
}

/// Runs research for a tick and hands on who came in it, in order of time.
pub(super) fn run(
    clock: Res<Clock>,
    programmes: Res<Programmes>,
    mut laboratory: ResMut<Laboratory>,
    mut expertise: ResMut<Expertise>,
    mut comers: ResMut<Handover<Comer>>,
) {
    let laboratory = &mut *laboratory;
    let end = clock.tick_end();
    laboratory.begin_tick((clock.tick_start(), end), &programmes);
    laboratory.drain(end);
    if clock.ends_month() || end == clock.warmup() || end == clock.horizon() {
        laboratory.end_month(end);
    }
    expertise.set_if_neq(laboratory.expertise(end));
    for (at, channel) in laboratory.fresh.drain(..) {
        comers.push(at, Comer { channel });
    }
}
