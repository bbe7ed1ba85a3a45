//! What the city does about talent: programmes that can be switched on, off or doubled with one
//! line of a scenario, and reinvestment of a share of the tax (equation E32).
//!
//! At the end of each tick policy writes the strength of all programmes (`Programmes`), which the
//! other subsystems read from the next tick on. Programmes are paid by the city's treasury, not by
//! the park. `programme` holds the course of one, `reinvestment` the use of the tax. Policy is
//! independent of what the other subsystems make of a programme's strength.

mod audit;
mod books;
mod events;
mod plan;
mod programme;
mod reinvestment;
mod report;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;

use bevy_ecs::prelude::World;

pub use plan::Policy;

use crate::engine::{Clock, Sim};
use crate::industry::shared::ledger::{Postings, TaxPaid};
use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::SimTime;
use reinvestment::Reinvested;
use spec::PolicyFile;
use state::PolicyState;

impl Subsystem for Policy {
    type Spec = PolicyFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        names
            .programmes
            .extend(spec.programmes.iter().map(|(_, row)| row.kind));
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(context.start, at, problems)
    }

    fn publish(&self, world: &mut World) {
        world.insert_resource(self.programmes_at(&Reinvested::default(), SimTime::ZERO));
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Postings>();
        world.init_resource::<TaxPaid>();
        world.insert_resource(PolicyState::new(self));
        sim.add(Stage::Policy, events::govern);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }
}
