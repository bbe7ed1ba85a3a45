//! The back end: wafers become tested chips.
//!
//! A lot that comes from the fab (or the foundry) is probed, packaged step by step, burnt in and
//! finally tested, at stations with servers and queues in first-come-first-served order.
//! [`dies_per_wafer`] (equation E24) and [`YieldLaw`] (E22) give the good dies of a wafer,
//! [`pass_share`] and its neighbours what tests find (E25) and how chips are sorted by speed (E26).
//! The back end is independent of how the wafers were made and of who needs the chips.

mod audit;
mod books;
mod dies;
mod events;
mod expected;
mod plan;
mod report;
mod screen;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;
mod yield_law;

use bevy_ecs::prelude::*;

pub use dies::{WaferGeometry, dies_per_wafer};
pub use plan::{Backend, ServiceTime};
pub use screen::{burn_in_escapes, defect_level, grade_shares, pass_share};
pub use yield_law::YieldLaw;

use crate::engine::{Calendar, Clock, Sim};
use crate::industry::shared::flow::{FinishedLot, Handover, Receipt};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::names::Names;
use crate::industry::shared::position::ChipPositions;
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::SimTime;
use events::BackendEvent;
use spec::BackendFile;
use state::{BackendState, Station};

impl Subsystem for Backend {
    type Spec = BackendFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        names.parts.extend(spec.products.names().map(str::to_owned));
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(&context.names, at, problems)
    }

    fn warnings(&self, _: &Clock) -> Warnings {
        self.never()
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        Handover::<FinishedLot>::add_reader(world);
        world.init_resource::<Handover<Receipt>>();
        if let Some(mut positions) = world.get_resource_mut::<ChipPositions>() {
            self.expect_chips(&mut positions);
        }
        world.init_resource::<Postings>();
        world.insert_resource(Calendar::<BackendEvent>::new());
        world.insert_resource(BackendState::new(self));
        let names = self.stations.iter().map(|station| &*station.name);
        let places = &mut world.get_resource_or_init::<Waiting>().places;
        let first = places.add(Constraint::Station, names);
        let stations = self.stations.iter().cloned().enumerate();
        let stations = stations.map(|(row, plan)| Station::new(plan, first.behind(row)));
        world.spawn_batch(stations.collect::<Vec<_>>());
        world.insert_resource(self.clone());
        sim.add(Stage::Backend, (events::make_rows, events::drain).chain());
    }

    fn take_over(&self, world: &mut World, now: SimTime) {
        world.insert_resource(self.clone());
        events::take_over(self, world, now);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<BackendState>().events
    }
}
