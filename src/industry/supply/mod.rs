//! Supply: purchased parts are used, ordered again, and come after their lead time.
//!
//! Each part is kept at a base stock (equation E28). Parts for assembly are handed over as they
//! come, and ordered again as assembly uses them; parts with a demand of their own are kept here.
//! Read [`spec`] for what a scenario says, `depot` for what happens, `book` for what is reported.
//! It knows nothing of who builds what from the parts.

mod book;
mod depot;
pub mod spec;
#[cfg(test)]
mod tests;

pub use book::ROOM;

use crate::engine::{Calendar, Sim};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::{Consumption, Handover, Holds, PartId, Receipt};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::waiting;
use crate::units::{Duration, DurationLaw, Fen, NumberLaw};
use book::Book;
use depot::SupplyEvent;

/// A part as planned.
#[derive(Clone, Debug)]
struct Part {
    name: String,
    /// What it is to assembly; none if it is kept here for a demand of its own.
    id: Option<PartId>,
    base_stock: u32,
    initial_stock: u32,
    lead: DurationLaw,
    price: Fen,
    supplier: Option<Supplier>,
}

/// When a supplier takes orders.
#[derive(Clone, Debug)]
struct Supplier {
    up: DurationLaw,
    down: DurationLaw,
}

/// A demand other than by assembly.
#[derive(Clone, Debug)]
struct Demand {
    name: String,
    interval: DurationLaw,
    quantity: NumberLaw,
    /// Rows of parts with the units of each.
    kit: Vec<(usize, u32)>,
}

/// Supply, checked: what a run can be given.
#[derive(Clone, Debug)]
pub struct Supply {
    parts: Vec<Part>,
    review: Option<Duration>,
    demands: Vec<Demand>,
}

impl Supply {
    /// Adds supply to a simulation, which must have its streams already.
    pub fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Handover<Consumption>>();
        world.init_resource::<Handover<Receipt>>();
        world.init_resource::<Holds>();
        world.init_resource::<Postings>();
        world.init_resource::<waiting::Waiting>();
        let streams = world.resource::<crate::engine::Streams>().clone();
        let mut calendar = Calendar::<SupplyEvent>::new();
        depot::schedule_first(&mut calendar, self);
        world.insert_resource(calendar);
        world.insert_resource(Book::new(self));
        let stocked = |part| depot::PartRow::new(part);
        let parts = self.parts.iter();
        world.spawn_batch(
            parts
                .map(|part| depot::PartState::new(part, &streams))
                .collect::<Vec<_>>(),
        );
        let demands = self.demands.iter().map(|demand| {
            let kit = demand
                .kit
                .iter()
                .map(|&(part, units)| (stocked(part), units));
            depot::DemandState::new(demand, kit.collect(), &streams)
        });
        world.spawn_batch(demands.collect::<Vec<_>>());
        sim.add(Stage::Supply, depot::drain);
    }
}
