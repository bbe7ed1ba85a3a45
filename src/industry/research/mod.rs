//! Research: academicians who reside and visit, institutes, and the platform that matches experts
//! with companies (equations E7 and E8).
//!
//! `guests` holds visits and what draws them, `residents` academicians and institutes, `platform`
//! the matching of experts and companies, `projects` what all of them lead to: research money,
//! patents, bases, centres. Persons whom research brings register through talent's channels of kind
//! `programme`; the fab, careers and talent read what research gives from [`Expertise`]. Research
//! is independent of what they make of it.

mod audit;
mod books;
mod codes;
mod events;
pub mod formulas;
mod guests;
mod plan;
mod platform;
mod projects;
mod report;
mod residents;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;

use bevy_ecs::prelude::World;

pub use plan::Research;

use crate::engine::{Clock, Sim};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::Comer;
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use spec::ResearchFile;
use state::ResearchState;

impl Subsystem for Research {
    type Spec = ResearchFile;

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(context.start, &context.names, at, problems)
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    fn heeds(&self, kind: ProgrammeKind) -> bool {
        self.is_moved_by(kind)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Programmes>();
        world.init_resource::<Expertise>();
        world.init_resource::<Handover<Comer>>();
        let state = ResearchState::new(self, world.resource());
        world.resource_mut::<Expertise>().bases = state.bases() as f64;
        world.insert_resource(state);
        sim.add(Stage::Research, events::run);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<ResearchState>().events
    }
}
