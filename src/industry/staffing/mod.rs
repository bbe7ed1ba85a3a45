//! Staffing: who is employed in the chip chain becomes who is on shift.
//!
//! It models how many people the plants need and how many are on shift (equation E18,
//! `requirement`), and how people learn in their posts (equation E17, `skill`). The roster of a day
//! is made at its first instant, of those who are employed then: who leaves in the course of a day
//! is missed from the next midnight on, whatever the length of a tick. Each role is either staffed
//! by persons, or fixed, or without limit. Staffing is independent of who is hired and why people
//! leave.

mod audit;
mod books;
mod events;
mod plan;
mod report;
mod requirement;
mod skill;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;

use bevy_ecs::prelude::World;

pub use plan::Staffing;
pub use requirement::{PostPlan, shortage, tokens_on_shift};
pub use skill::SkillCurve;

use crate::engine::Sim;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::names::Names;
use crate::industry::shared::people::{ChannelKeys, Population};
use crate::industry::shared::staff::{Staff, StaffChange, Workload};
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::SimTime;
use spec::StaffingFile;
use state::Roster;

/// The name by which the draws of those who hold posts at the start are keyed. It differs from the
/// name of a talent channel `founders`, whose people are others.
const FOUNDERS_KEY: &str = "staffing/initial";

impl Subsystem for Staffing {
    type Spec = StaffingFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        spec.add_names(names);
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(at, context.present.has("careers"), &context.names, problems)
    }

    fn publish(&self, world: &mut World) {
        let mut keys = world.get_resource_or_init::<ChannelKeys>();
        keys.name(self.founders, FOUNDERS_KEY);
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Population>();
        world.init_resource::<Staff>();
        world.init_resource::<Workload>();
        Handover::<StaffChange>::add_reader(world);
        let roster = Roster::new(self.clone(), world);
        world.insert_resource(roster);
        sim.add(Stage::Staffing, events::drain);
    }

    fn take_over(&self, world: &mut World, _: SimTime) {
        world.resource_mut::<Roster>().plan = self.clone();
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Roster>().events
    }
}
