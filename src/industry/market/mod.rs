//! The market: orders are placed and finished computers are shipped to them (equation E30).
//!
//! Demand comes first: it is independent of production, but for what lateness does to goodwill from
//! the next tick on. Then computers go to orders at their exact times, first placed first served
//! and in parts where there are too few, unless an order is shipped whole. Sales, and penalties for
//! lateness, are posted for the day on which they are paid. While too many computers of a model are
//! unsold, its production is held from the next tick on, and that of wafers while all models are.

mod audit;
mod books;
mod demand;
mod fulfilment;
mod ordering;
mod plan;
mod production;
mod reaction;
mod report;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;

use bevy_ecs::prelude::*;

pub use plan::Market;

use crate::engine::{Clock, Sim, Streams};
use crate::industry::shared::flow::{ComputersBuilt, Handover, Holds};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::names::Names;
use crate::industry::shared::production::Production;
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::subsystem::{Context, Counted, Size};
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::{Duration, SimTime};
use demand::Demand;
use reaction::Goodwill;
use spec::MarketFile;
use state::{FinishedGoods, NewOrders};

impl Subsystem for Market {
    type Spec = MarketFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        // Assembly names the models that it builds; without assembly, the market names those that
        // it sells.
        if names.models.is_empty() {
            names.models.extend(spec.models.names().map(str::to_owned));
        }
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(context.start, &context.names, at, problems)
    }

    fn sizes(&self, time: Duration, programmes: &Programmes) -> Vec<Size> {
        let reform = programmes.strength(ProgrammeKind::Buyers);
        vec![Size {
            of: Counted::Orders,
            field: "",
            count: self.orders_within(time, reform),
        }]
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    fn heeds(&self, kind: ProgrammeKind) -> bool {
        self.is_moved_by(kind)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        let demand = Demand::new(self, world.resource::<Streams>());
        world.insert_resource(demand);
        world.insert_resource(FinishedGoods::new(self));
        world.insert_resource(Goodwill::new(self.goodwill));
        world.insert_resource(self.clone());
        world.init_resource::<NewOrders>();
        Handover::<ComputersBuilt>::add_reader(world);
        world.init_resource::<Postings>();
        world.init_resource::<Waiting>();
        world.init_resource::<Holds>();
        world.init_resource::<Programmes>();
        let mut production = std::mem::take(&mut *world.get_resource_or_init::<Production>());
        self.ask_anew(SimTime::ZERO, world.resource(), &mut production);
        world.insert_resource(production);
        let systems = (
            demand::place_orders,
            fulfilment::ship,
            fulfilment::add_to_positions,
            production::hold_models,
            production::plan_production,
        );
        sim.add(Stage::Market, systems.chain());
    }

    fn take_over(&self, world: &mut World, now: SimTime) {
        world.resource_mut::<Demand>().take_over(self, now);
        let prices = world.resource::<Self>().prices.clone();
        world.resource_mut::<FinishedGoods>().end_prices(&prices);
        world.insert_resource(self.clone());
        world.resource_scope(|world, mut production: Mut<Production>| {
            self.ask_anew(now, world.resource(), &mut production);
        });
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Demand>().events + world.resource::<FinishedGoods>().events
    }
}
