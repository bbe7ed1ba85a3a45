//! Assembly: chips and purchased parts become computers (equation E29).
//!
//! A line begins a carrier of computers when all parts of their kits are there; boards are tested
//! at the end of the line, then the computers are burnt in, get their software and are tested.
//! Computers that fail a test leave their carrier, are reworked and tested again. Computers move in
//! carriers of some dozen, which keeps two hundred thousand a year cheap to simulate; slots and
//! tests are counted by the computer. Assembly is independent of where parts come from and of who
//! buys. Chips beyond a level in stock are sold, or thrown away.

mod audit;
mod banks;
mod books;
mod events;
mod lines;
mod plan;
mod report;
pub mod spec;
mod state;
mod statistics;
mod stock;
mod surplus;
#[cfg(test)]
mod tests;
mod tick;
mod traced;
mod warnings;

use bevy_ecs::prelude::World;

pub use plan::{Assembly, first_pass_yield};

use crate::engine::{Calendar, Clock, Sim, Streams};
use crate::industry::shared::flow::{ComputersBuilt, Consumption, Handover, Holds, Receipt};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::names::Names;
use crate::industry::shared::position::ChipPositions;
use crate::industry::shared::production::Production;
use crate::industry::shared::staff::{AtWork, Staff, Workload};
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::SimTime;
use spec::AssemblyFile;
use state::{AssemblyState, Bank, LinePart};
use tick::AssemblyEvent;

impl Subsystem for Assembly {
    type Spec = AssemblyFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        names.models.extend(spec.models.names().map(str::to_owned));
        let lines = ("assembly.lines".to_owned(), spec.lines);
        names.installed.push(lines);
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
        let mut plan = self.clone();
        plan.hours.week = plan.hours.week.starting(sim.clock().date(SimTime::ZERO));
        let world = sim.world_mut();
        Handover::<Receipt>::add_reader(world);
        world.init_resource::<Handover<Consumption>>();
        world.init_resource::<Handover<ComputersBuilt>>();
        world.init_resource::<Holds>();
        world.init_resource::<Production>();
        world.init_resource::<Postings>();
        world.init_resource::<Staff>();
        world.init_resource::<AtWork>();
        world.init_resource::<Waiting>();
        let mut workload = world.get_resource_or_init::<Workload>();
        plan.add_workload(&mut workload);
        let streams = world.resource::<Streams>().clone();
        let mut calendar = Calendar::<AssemblyEvent>::new();
        events::schedule_first(&mut calendar, &plan.hours);
        world.insert_resource(calendar);
        let banks = plan.banks.iter().map(|bank| bank.name);
        let places = &mut world.resource_mut::<Waiting>().places;
        let lines = places.add(Constraint::Line, std::iter::once("lines").chain(banks));
        let parts = plan.parts.iter().map(|(name, chip)| {
            let constraint = chip.map_or(Constraint::Parts, |_| Constraint::Chips);
            let place = places.add(constraint, [&**name]);
            LinePart::new((name.clone(), *chip), place)
        });
        let parts: Vec<LinePart> = parts.collect();
        world.spawn_batch(parts);
        let banks = plan.banks.clone().into_iter().zip(1..);
        world.spawn_batch(banks.map(move |(bank, row)| Bank::new(bank, lines.behind(row))));
        world.insert_resource(AssemblyState::new(&plan, &streams, lines));
        if let Some(mut positions) = world.get_resource_mut::<ChipPositions>() {
            positions.set_kits(plan.chips_of_models());
        }
        world.insert_resource(plan);
        sim.add(Stage::Assembly, events::drain);
    }

    fn take_over(&self, world: &mut World, now: SimTime) {
        events::take_over(self, world, now);
        let mut plan = self.clone();
        plan.hours = world.resource::<Self>().hours;
        plan.add_workload(&mut world.resource_mut::<Workload>());
        world.insert_resource(plan);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<AssemblyState>().events
    }
}
