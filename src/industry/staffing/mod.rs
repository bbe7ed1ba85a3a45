//! Staffing: who is employed in the chip chain becomes who is on shift.
//!
//! Read [`spec`] for what a scenario says, `requirement` for how many are needed and how many are
//! on shift, `skill` for how people learn; `roster` does it, at each midnight.
//!
//! The roster of a day is made at its first instant, of those who are employed then: who leaves in
//! the course of a day is missed from the next midnight on, whatever the length of a tick. Each
//! role is either staffed by persons, or fixed, or without limit.

mod requirement;
mod roster;
mod skill;
pub mod spec;
mod statistics;
#[cfg(test)]
mod tests;

use bevy_ecs::prelude::*;

pub use requirement::{PostPlan, shortage, tokens_on_shift};
pub use skill::SkillCurve;
pub use spec::{FOUNDERS, FixedFile, InitialFile, SkillFile, Staffing, StaffingFile};
pub use statistics::{ENGINEER_EXIT_RATE, HEADCOUNT, ON_SHIFT, REQUIRED, SHORTAGE, SKILL};

use self::roster::Roster;
use crate::engine::Sim;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::Population;
use crate::industry::shared::staff::{Staff, StaffChange, Workload};
use crate::industry::shared::{Room, Stage};

/// How staffing is read.
pub const ROOM: Room = Room {
    name: "staffing",
    every_day: false,
    metrics: statistics::ALL,
    begin_statistics: statistics::begin_statistics,
    observe: statistics::observe,
    report: statistics::report,
    audit: statistics::audit,
    events: |world: &World| world.resource::<Roster>().events,
};

impl Staffing {
    /// Adds staffing to a run: spawns those who are employed from the start, so nothing else may
    /// have spawned persons without counting them in [`Population`].
    pub fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Population>();
        world.init_resource::<Staff>();
        world.init_resource::<Workload>();
        world.init_resource::<Handover<StaffChange>>();
        let roster = Roster::new(self.clone(), world);
        world.insert_resource(roster);
        sim.add(Stage::Staffing, roster::staffing);
    }
}
