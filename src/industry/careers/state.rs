//! The state of careers: the labour market, panels, projects, the census.

use std::collections::{BTreeSet, VecDeque};

use bevy_ecs::prelude::*;

use super::census::Census;
use super::cultivation::Projects;
use super::evaluation::Panels;
use super::hazard::HazardFactor;
use super::person::is_technician_in_post;
use super::plan::Careers;
use crate::engine::{Clock, Keyed, Streams};
use crate::industry::shared::hours::WorkWeek;
use crate::industry::shared::people::{Person, PersonRow, Standing};
use crate::industry::shared::staff::Role;
use crate::units::SimTime;

/// Technicians in posts who wait for an engineer's post, first come first served.
#[derive(Debug, Default)]
pub(super) struct AdvancementQueue {
    queue: VecDeque<PersonRow>,
    members: BTreeSet<PersonRow>,
}

impl AdvancementQueue {
    /// Whether a person waits in it.
    pub(super) fn has(&self, row: PersonRow) -> bool {
        self.members.contains(&row)
    }

    /// A person joins at its end, unless in it already.
    pub(super) fn join(&mut self, row: PersonRow) {
        if self.members.insert(row) {
            self.queue.push_back(row);
        }
    }

    /// Takes out the first who still has a technician's post.
    pub(super) fn next(&mut self, persons: &[Person]) -> Option<PersonRow> {
        while let Some(row) = self.queue.pop_front() {
            self.members.remove(&row);
            if is_technician_in_post(&persons[row.index()]) {
                return Some(row);
            }
        }
        None
    }

    /// How many in it still have a technician's post, counted again.
    pub(super) fn waiting(&self, persons: &[Person]) -> usize {
        let waits = |row: &&PersonRow| is_technician_in_post(&persons[row.index()]);
        self.queue.iter().filter(waits).count()
    }
}

/// Who seeks a post, who waits for another one, and under which hazards people leave.
#[derive(Debug)]
pub(super) struct LabourMarket {
    /// Seekers by role, first come first; those who left or gave up are skipped when they come up.
    pub(super) pools: [VecDeque<PersonRow>; Role::ALL.len()],
    pub(super) advancement: AdvancementQueue,
    pub(super) hazards: HazardFactor,
    /// Due dates that others have replaced and that may still come up.
    pub(super) replaced: u64,
    /// The midnight of the last hiring; none before the first tick.
    pub(super) last_hiring: Option<SimTime>,
    /// The end of the run: later due dates need no event.
    pub(super) horizon: SimTime,
    pub(super) exits: Keyed,
    pub(super) dwells: Keyed,
    pub(super) streams: Streams,
}

impl LabourMarket {
    fn new(streams: Streams, clock: &Clock) -> Self {
        Self {
            pools: Default::default(),
            advancement: AdvancementQueue::default(),
            hazards: HazardFactor::NEUTRAL,
            replaced: 0,
            last_hiring: None,
            horizon: clock.horizon(),
            exits: streams.keyed("careers/exit"),
            dwells: streams.keyed("careers/dwell"),
            streams,
        }
    }

    /// How many people of a pool still seek, counted again.
    pub(super) fn seekers_in_pool(&self, role: Role, persons: &[Person]) -> usize {
        let seeks = |row: &&PersonRow| persons[row.index()].standing == Standing::Seeking;
        self.pools[role as usize].iter().filter(seeks).count()
    }
}

/// The state of careers.
#[derive(Resource)]
pub(super) struct CareersState {
    pub(super) plan: Careers,
    pub(super) market: LabourMarket,
    pub(super) panels: Option<Panels>,
    pub(super) projects: Option<Projects>,
    pub(super) census: Census,
    /// The days on which panels sit: Monday to Friday.
    pub(super) week: WorkWeek,
    pub(super) events: u64,
}

impl CareersState {
    /// The state before the first tick.
    pub(super) fn new(plan: Careers, streams: Streams, clock: &Clock) -> Self {
        let panels = plan.evaluation.clone();
        let projects = plan.cultivation.clone();
        Self {
            plan,
            panels: panels.map(|rules| Panels::new(rules, &streams)),
            projects: projects.map(|rules| Projects::new(rules, &streams)),
            market: LabourMarket::new(streams, clock),
            census: Census::default(),
            week: WorkWeek::new(5, clock.date(SimTime::ZERO)),
            events: 0,
        }
    }
}
