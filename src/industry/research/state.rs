//! The state of research, put together from its parts.

use bevy_ecs::prelude::*;

use super::codes::ResearchEvent;
use super::guests::Guests;
use super::plan::{Research, VisitKind};
use super::platform::Platform;
use super::projects::Projects;
use super::residents::{Academicians, Institute};
use super::statistics::{ResearchCounts, Statistics};
use crate::engine::{Calendar, Streams};
use crate::industry::shared::people::Comer;
use crate::industry::shared::programmes::Expertise;
use crate::units::SimTime;

/// The state of research.
#[derive(Resource)]
pub(super) struct ResearchState {
    pub(super) calendar: Calendar<ResearchEvent>,
    pub(super) academicians: Option<Academicians>,
    pub(super) guests: Guests,
    pub(super) institutes: Vec<Institute>,
    pub(super) platform: Option<Platform>,
    pub(super) projects: Projects,
    /// Who came in the present tick, for talent.
    pub(super) newcomers: Vec<(SimTime, Comer)>,
    /// Counts since the start; money spent and patents up to the last month end.
    pub(super) counts: ResearchCounts,
    pub(super) events: u64,
    /// The strength of the programme of recuperation events in the present tick.
    pub(super) recuperation: f64,
}

impl ResearchState {
    /// Research before the start.
    pub(super) fn new(plan: &Research, streams: &Streams) -> Self {
        let Research {
            academicians,
            guests,
            institutes,
            platform,
            projects,
        } = plan;
        let mut calendar = Calendar::new();
        let academicians = academicians.as_ref();
        let institutes = institutes.iter();
        let platform = platform.as_ref();
        Self {
            academicians: academicians.map(|plan| Academicians::new(plan, streams)),
            guests: Guests::new(guests, streams, &mut calendar),
            institutes: institutes
                .map(|plan| Institute::new(plan, streams))
                .collect(),
            platform: platform.map(|plan| Platform::new(plan, streams)),
            projects: Projects::new(projects, streams),
            calendar,
            newcomers: Vec::new(),
            counts: ResearchCounts::default(),
            events: 0,
            recuperation: 1.0,
        }
    }

    /// The stock of bases.
    pub(super) fn bases(&self) -> u64 {
        self.projects.bases(&self.counts)
    }

    /// The experts who came to the platform and the doctor years at institutes, since the start.
    fn doctors(&self, now: SimTime) -> f64 {
        let institutes = self.institutes.iter();
        let at_institutes: f64 = institutes.map(|one| one.doctor_years(now)).sum();
        self.counts.experts as f64 + at_institutes
    }

    /// Books what projects have spent, and counts the patents that come of it.
    pub(super) fn end_month(&mut self, now: SimTime) {
        let patents = self.counts.patents;
        let doctors = self.doctors(now);
        self.projects.end_month(now, doctors, &mut self.counts);
        let new = self.counts.patents - patents;
        self.guests.hear_of_patents(now, new);
    }

    /// The counts as they would be if the month ended now. A period of statistics may begin or end
    /// within a month, and the course of the run must not depend on it.
    pub(super) fn counts_at(&self, now: SimTime) -> ResearchCounts {
        let mut counts = self.counts.clone();
        let mut projects = self.projects.clone();
        projects.end_month(now, self.doctors(now), &mut counts);
        counts
    }

    /// What has accumulated since the start of the run.
    pub(super) fn statistics(&self, now: SimTime) -> Statistics {
        let academicians = self.academicians.as_ref();
        let institutes = self.institutes.iter();
        let platform = self.platform.as_ref();
        Statistics {
            counts: self.counts_at(now),
            residents: academicians.map_or_else(Default::default, |one| one.residents.clone()),
            guests: self.guests.statistics.clone(),
            institutes: institutes.map(|one| one.statistics.clone()).collect(),
            platform: platform.map_or_else(Default::default, |one| one.statistics.clone()),
        }
    }

    /// What the fab, careers and talent read.
    pub(super) fn expertise(&self, now: SimTime) -> Expertise {
        let services = self.counts.visits_of[VisitKind::Service as usize];
        let academicians = self.academicians.as_ref();
        let of_discussions = academicians.map_or(0.0, |academicians| {
            academicians.knowledge(academicians.residents.area_until(now))
        });
        let guests = &self.guests;
        Expertise {
            knowledge: guests.knowledge(services) + of_discussions,
            training: guests.training(guests.statistics.acting.value() as f64),
            bases: self.bases() as f64,
        }
    }
}
