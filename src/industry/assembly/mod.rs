//! Assembly: chips and purchased parts become computers.
//!
//! A line begins a carrier of computers when all parts of their kits are there; boards are tested
//! at the end of the line, then the computers are burnt in, get their software and are tested.
//! What fails a test leaves its carrier, is reworked and tested again. Computers move in carriers
//! of some dozen, so that two hundred thousand a year are cheap; slots and tests are counted by the
//! computer. Read [`spec`] for what a scenario says, `plant` for the way of a carrier, `lines` for
//! how kits are begun and what the lines wait for, `book` for what is reported. It knows neither
//! where parts come from nor who buys.

mod bank;
mod book;
mod lines;
mod plant;
pub mod spec;
#[cfg(test)]
mod tests;

use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::Context;
use crate::scenario::{At, Problems};
use bevy_ecs::prelude::*;

pub use spec::first_pass_yield;

use crate::engine::{Calendar, Figures, Metric, Period, Series, Sim, Streams};
use crate::industry::shared::flow::{
    ComputersBuilt, Consumption, Handover, Holds, ModelId, PartId, Receipt,
};
use crate::industry::shared::hours::OpeningHours;
use crate::industry::shared::staff::{Staff, Workload};
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Duration, Share, SimTime};
use bank::{Bank, BankPlan};
use book::{Book, PartStock};
use plant::{AssemblyEvent, Plant};

/// A computer model as planned.
#[derive(Clone, Debug)]
struct Model {
    id: ModelId,
    share: f64,
    kit: Vec<(PartId, u32)>,
}

/// Assembly, checked: what a run can be given.
#[derive(Resource, Clone, Debug)]
pub struct Assembly {
    models: Vec<Model>,
    /// Every part there is, by [`PartId`], and whether it is a chip made here.
    parts: Vec<(String, bool)>,
    lines: u32,
    assemblers_per_line: u32,
    carrier_size: u32,
    /// Line time of a carrier, stoppages included.
    carrier_time: Duration,
    /// Time from a carrier's leaving of the line to its board test.
    line_time: Duration,
    /// Computers that may wait for burn-in before no kit is begun.
    buffer: u32,
    /// Working hours; the run says on which weekday they begin.
    hours: OpeningHours,
    /// Crews of assemblers that the working hours ask for.
    crews: f64,
    /// Share of boards that pass their test.
    board_pass: Share,
    /// Share of computers that pass the final test, board faults that the board test missed included.
    final_pass: Share,
    /// Share of reworked computers that cannot be saved.
    scrap: Share,
    banks: Vec<BankPlan>,
}

impl Subsystem for Assembly {
    type Spec = spec::AssemblyFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[book::METRICS];

    fn declare(spec: &Self::Spec, names: &mut Names) {
        names.models.extend(spec.models.names().map(str::to_owned));
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(&context.names, at, problems)
    }

    fn add_to(&self, sim: &mut Sim) {
        let mut plan = self.clone();
        plan.hours.week = plan.hours.week.starting(sim.clock().date(SimTime::ZERO));
        let world = sim.world_mut();
        Handover::<Receipt>::add_reader(world);
        world.init_resource::<Handover<Consumption>>();
        world.init_resource::<Handover<ComputersBuilt>>();
        world.init_resource::<Holds>();
        world.init_resource::<Staff>();
        world.init_resource::<Waiting>();
        let mut workload = world.get_resource_or_init::<Workload>();
        workload.assemblers_per_shift = f64::from(plan.lines * plan.assemblers_per_line);
        workload.assembly_crews = plan.crews;
        let streams = world.resource::<Streams>().clone();
        let mut calendar = Calendar::<AssemblyEvent>::new();
        plant::schedule_first(&mut calendar, &plan.hours);
        world.insert_resource(calendar);
        world.insert_resource(Plant::new(&plan, &streams));
        world.insert_resource(Book::default());
        world.spawn_batch(plan.parts.clone().into_iter().map(PartStock::new));
        world.spawn_batch(plan.banks.clone().into_iter().map(Bank::new));
        world.insert_resource(plan);
        sim.add(Stage::Assembly, plant::drain);
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            book::begin_statistics(world, period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        book::observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        book::report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        book::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Book>().events
    }
}
