//! Supply: purchased parts are used, ordered again, and come after their lead time.
//!
//! Each part is kept at a base stock (equation E28). Parts for assembly are handed over as they
//! come, and ordered again as assembly uses them; parts with a demand of their own are kept here.
//! Supply is independent of who builds what from the parts.

mod audit;
mod books;
mod events;
mod plan;
mod report;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;

use bevy_ecs::prelude::World;

pub use plan::Supply;

use crate::engine::{Calendar, Clock, Sim, Streams};
use crate::industry::shared::flow::{Consumption, Handover, Holds, Receipt};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use events::SupplyEvent;
use spec::SupplyFile;
use state::{DemandState, Orders, PartState};

impl Subsystem for Supply {
    type Spec = SupplyFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        names.parts.extend(spec.kit_parts().map(str::to_owned));
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(&context.names, at, problems)
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        Handover::<Consumption>::add_reader(world);
        world.init_resource::<Handover<Receipt>>();
        world.init_resource::<Holds>();
        world.init_resource::<Postings>();
        world.init_resource::<Waiting>();
        let streams = world.resource::<Streams>().clone();
        let mut calendar = Calendar::<SupplyEvent>::new();
        events::schedule_first(&mut calendar, self);
        world.insert_resource(calendar);
        world.insert_resource(Orders::new(self));
        let parts = self.parts.iter();
        let parts: Vec<_> = parts.map(|part| PartState::new(part, &streams)).collect();
        world.spawn_batch(parts);
        let demands = self.demands.iter();
        let demands: Vec<_> = demands
            .map(|demand| DemandState::new(demand, &streams))
            .collect();
        world.spawn_batch(demands);
        sim.add(Stage::Supply, events::drain);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Orders>().events
    }
}
