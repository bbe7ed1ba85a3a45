//! Supply: parts are used, ordered again by a policy, and come after their lead time.
//!
//! The policy of a part says when and how much is ordered (equation E28, `policy.rs`), its sources
//! how long that takes (E41). Parts for assembly are handed over as they come; parts with a demand
//! of their own (E42), and those that others are made from (E40), are kept here on a shelf
//! (`shelf.rs`). Supply is independent of who builds what from the parts.

mod audit;
mod books;
mod bullwhip;
mod cost;
mod depot;
mod events;
mod ordering;
mod plan;
mod policy;
mod report;
mod season;
mod serving;
mod shelf;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;

use bevy_ecs::prelude::World;

pub use plan::{Kept, Supply};

use crate::engine::{Calendar, Clock, Sim, Streams};
use crate::industry::shared::flow::{Consumption, Handover, Holds, Receipt};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::SimTime;
use events::SupplyEvent;
use plan::Times;
use shelf::Rank;
use spec::SupplyFile;
use state::{
    Component, DemandRow, DemandState, Orders, PartRow, PartState, SourceRow, SourceState,
};

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
        let parts = self.part_states(&streams);
        let demands = self.demands.iter().map(|demand| {
            let class_of = |part: usize| parts[part].stock.class(demand.rank());
            DemandState::new(demand, class_of, &streams)
        });
        let demands: Vec<_> = demands.collect();
        world.spawn_batch(self.source_states(&streams));
        world.spawn_batch(parts);
        world.spawn_batch(demands);
        sim.add(Stage::Supply, depot::drain);
    }

    fn take_over(&self, world: &mut World, now: SimTime) {
        depot::take_over(self, world, now);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Orders>().events
    }
}

impl Supply {
    /// The sources of all parts before the start.
    fn source_states(&self, streams: &Streams) -> Vec<SourceState> {
        let parts = self.parts.iter().enumerate();
        let sources = parts.flat_map(|(row, part)| {
            let of = move |source| SourceState::new(source, PartRow::new(row), streams);
            part.sources.iter().map(of)
        });
        sources.collect()
    }

    /// The parts before the start, with a class on the shelf for everybody who takes them.
    fn part_states(&self, streams: &Streams) -> Vec<PartState> {
        let mut first_source = 0;
        let parts = self.parts.iter().map(|part| {
            let source = SourceRow::new(first_source);
            first_source += part.sources.len();
            PartState::new(part, source, self.bullwhip_span, streams)
        });
        let mut parts: Vec<_> = parts.collect();
        for (row, demand) in self.demands.iter().enumerate() {
            for &(part, _) in &demand.kit {
                parts[part].stock.add_class(demand.rank());
                if matches!(demand.times, Times::Always) {
                    parts[part].takers.push(DemandRow::new(row));
                }
            }
        }
        for &(part, _) in self.parts.iter().flat_map(|part| &part.made_from) {
            parts[part].stock.add_class(Rank::ORDINARY);
        }
        for (row, part) in self.parts.iter().enumerate() {
            let made_from = part.made_from.iter().map(|&(part, units)| Component {
                part: PartRow::new(part),
                units: units.into(),
                class: parts[part].stock.class(Rank::ORDINARY),
            });
            parts[row].made_from = made_from.collect();
        }
        parts
    }
}
