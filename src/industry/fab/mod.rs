//! The fab: lots follow a route of steps, each done by a tool of some group; tools fail and are
//! maintained; people load, repair and review. Rules F1 to F10, and equations E19, E21, E23 and
//! E54. The fab is independent of who hires these people and of what becomes of the wafers.
//!
//! Each file names only those above it:
//!
//! - [`rows`] and [`setups`]: ids of rows, events, and the times to change setups.
//! - [`dispatch`]: which waiting lot goes next. A dispatch rule is added there.
//! - [`spec`]: the section as written. [`plan`]: the section checked.
//! - [`lot`], [`tool`], `queue`, `group` and [`learning`]: the rows of a running fab.
//! - `tables`: the plan as dense tables. `statistics`: what is collected.
//! - `floor`: the running fab, which handles the events.
//! - [`load`], `never` and `warnings`: what can be said of a plan before a run. `report`, `remarks`
//!   and `audit`.
//!
//! Events of one instant come in the order of their phase (everything settles before any group
//! decides), then in the order in which they were scheduled. What is drawn for a lot depends on its
//! stream, its number and its visit alone, and what is drawn for a tool on the tool alone: so two
//! dispatch rules are compared with common random numbers.

mod audit;
mod batch;
mod books;
pub mod dispatch;
mod floor;
mod group;
pub mod learning;
pub mod load;
pub mod lot;
mod never;
pub mod plan;
mod queue;
pub mod rank;
mod remarks;
mod report;
pub mod rows;
mod rule;
pub mod setups;
pub mod spec;
mod statistics;
mod tables;
#[cfg(test)]
mod tests;
pub mod tool;
mod warnings;

use bevy_ecs::prelude::*;

pub(super) use floor::{begin_lot_trace, end_lot_trace};
pub use learning::{defect_density, knowledge_after, knowledge_of_volume, learning_exponent};
pub use plan::{Fab, LotStream};

use crate::engine::{Clock, Sim};
use crate::industry::shared::flow::{FinishedLot, Handover, Holds};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::names::Names;
use crate::industry::shared::position::ChipPositions;
use crate::industry::shared::programmes::{Expertise, Programmes};
use crate::industry::shared::staff::{AtWork, Staff, Workload};
use crate::industry::shared::subsystem::{Context, Counted, LoadRow, Size};
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::{Duration, SimTime};
use floor::FloorState;
use learning::Learning;
use spec::FabFile;
use statistics::LineStatistics;
use tables::FabTables;

impl Subsystem for Fab {
    type Spec = FabFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        let products = spec.products.names().map(str::to_owned);
        names.products.extend(products);
        let groups = spec.tools.iter();
        let groups = groups.map(|(name, group)| (format!("fab.tools.{name}"), group.count));
        names.installed.extend(groups);
        let all = spec.tools.iter().map(|(_, group)| group.count);
        let all = all.fold(0, u32::saturating_add);
        names.installed.push(("fab.tools".to_owned(), all));
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        plan::check_sections(&spec.streams, &context.present, at, problems);
        spec.check(&context.names, at, problems)
    }

    fn publish(&self, world: &mut World) {
        if self.sources.iter().any(|source| source.pull.is_some()) {
            let density = Learning::new(&self.defects).density();
            world.insert_resource(ChipPositions::new(self.products.len(), density));
        }
    }

    fn sizes(&self, time: Duration, _: &Programmes) -> Vec<Size> {
        vec![Size {
            of: Counted::Lots,
            field: "streams",
            count: self.lots_within(time),
        }]
    }

    fn loads(&self, horizon: Duration) -> Vec<LoadRow> {
        self.load_rows(horizon)
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.all_warnings(clock.horizon().since(SimTime::ZERO))
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Staff>();
        world.init_resource::<AtWork>();
        world.init_resource::<Expertise>();
        world.init_resource::<Holds>();
        world.init_resource::<Handover<FinishedLot>>();
        world.init_resource::<Postings>();
        world.init_resource::<Waiting>();
        world.init_resource::<Workload>();
        self.add_workload(&mut world.resource_mut::<Workload>());
        world.insert_resource(Learning::new(&self.defects));
        let tools = self.groups.iter().map(|group| group.most as usize).sum();
        let (sources, groups) = (self.sources.len(), self.groups.len());
        world.insert_resource(LineStatistics::new(sources, groups, tools));
        floor::add_floor(world, self.compile());
        sim.add(Stage::Fab, (floor::run_tick, learning::learn).chain());
    }

    fn make_room_for(&mut self, other: &Self) {
        for (group, other) in self.groups.iter_mut().zip(&other.groups) {
            group.most = group.most.max(other.most);
        }
    }

    fn take_over(&self, world: &mut World, now: SimTime) {
        self.add_workload(&mut world.resource_mut::<Workload>());
        let wafer_cost_before = world.resource::<FabTables>().wafer_cost;
        world.insert_resource(self.compile());
        world.resource_mut::<Learning>().take_over(&self.defects);
        floor::on_floor(world, |floor| floor.take_over(now, wafer_cost_before));
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<FloorState>().events
    }
}
