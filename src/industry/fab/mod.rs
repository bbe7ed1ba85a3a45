//! The fab: lots follow a route of steps, each done by a tool of some group; tools fail and are
//! maintained; people load, repair and review. It knows nothing of who hires these people or of
//! what becomes of the wafers.
//!
//! Read in this order: [`spec`] for what a scenario says, [`plan`] for what a fab consists of, `floor` for the one loop that runs it,
//! then `moves`, `jobs` and `upkeep` for the answers to its events; [`dispatch`] for how the next
//! lot is chosen, [`learning`] for the density of killing defects, [`load`] for what the plan asks
//! of tools and people, [`books`] for the figures.
//!
//! Events of one instant come in the order of their phase (everything settles before any group
//! decides), then in the order in which they were scheduled. What is drawn for a lot depends on its
//! stream, its number and its visit alone, and what is drawn for a tool on the tool alone: so two
//! dispatch rules are compared on the same luck.

mod audit;
pub mod books;
mod check;
mod check_rows;
mod compile;
pub mod dispatch;
mod floor;
mod jobs;
pub mod learning;
pub mod load;
pub mod lot;
mod moves;
pub mod plan;
mod report;
pub mod rows;
pub mod spec;
#[cfg(test)]
mod tests;
pub mod times;
pub mod tool;
mod upkeep;

use bevy_ecs::prelude::*;

pub use learning::{defect_density, knowledge_after};
pub use report::ROOM;
pub use times::wafers_lost;

use crate::engine::{Calendar, DurationSampler, Phase, Sim, Streams};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::{FinishedLot, Handover, Holds};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::staff::{Staff, Workload};
use crate::industry::shared::waiting::Waiting;
use crate::units::{DurationLaw, Fen, SimTime};
use books::{Books, StreamBooks};
use floor::{Yard, run_tick, spawn_lot_rows};
use learning::{Defects, Learning};
use lot::{Source, serial_of};
use plan::{GroupPlan, Maker, Plan, ProductPlan, Releases, RoutePlan, SetupTimes, SourcePlan};
use rows::{FabEvent, GroupId, SourceId, ToolRow, UpkeepRow};
use tool::{Group, Tool, Upkeep, Wear};

/// The section `fab`, checked: names are resolved, shares are shares, and every lot can leave.
#[derive(Clone, Debug)]
pub struct Fab {
    pub(crate) maker: Maker,
    pub(crate) groups: Vec<GroupPlan>,
    pub(crate) setups: SetupTimes,
    pub(crate) routes: Vec<RoutePlan>,
    pub(crate) products: Vec<ProductPlan>,
    pub(crate) sources: Vec<SourcePlan>,
    pub(crate) transport: Option<DurationLaw>,
    pub(crate) hold_time: Option<DurationLaw>,
    pub(crate) defects: Defects,
    pub(crate) wafer_cost: Fen,
}

impl Fab {
    /// Adds the fab to a run. The run's [`Streams`] must be there.
    pub fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Staff>();
        world.init_resource::<Holds>();
        world.init_resource::<Handover<FinishedLot>>();
        world.init_resource::<Postings>();
        world.init_resource::<Waiting>();
        world.init_resource::<Workload>();
        self.add_workload(&mut world.resource_mut::<Workload>());
        let streams = world.resource::<Streams>().clone();
        world.insert_resource(Yard::new(&streams));
        world.insert_resource(Learning::new(&self.defects));
        world.insert_resource(Books {
            streams: vec![StreamBooks::default(); self.sources.len()],
            ..Books::default()
        });
        let plan = self.compile();
        let mut calendar = Calendar::new();
        add_sources(world, &plan, &streams, &mut calendar);
        add_tools(world, &plan, &streams, &mut calendar);
        world.insert_resource(calendar);
        world.insert_resource(plan);
        spawn_lot_rows(world, 0, self.expected_lots());
        sim.add(Stage::Fab, (run_tick, learning::learn).chain());
    }
}

/// Adds the streams of lots, and schedules their first releases.
fn add_sources(
    world: &mut World,
    plan: &Plan,
    streams: &Streams,
    calendar: &mut Calendar<FabEvent>,
) {
    for (row, run) in plan.sources.iter().enumerate() {
        let (interval, first_lots) = match &run.plan.releases {
            Releases::Intervals(law) => (Some(DurationSampler::new(law)), 1),
            Releases::ConstantWip(lots) => (None, *lots),
        };
        world.spawn(Source {
            stream: streams.stream("fab.release", &run.plan.name),
            interval,
            released: 0,
            first_serial: serial_of(&run.plan.name, 0),
            postponed: 0,
        });
        for _ in 0..first_lots {
            calendar.schedule(
                SimTime::ZERO + run.plan.start,
                Phase::Settle,
                FabEvent::Released(SourceId::new(row)),
            );
        }
    }
}

/// Adds the tool groups, their tools and upkeep, and schedules the first failures and maintenance.
fn add_tools(world: &mut World, plan: &Plan, streams: &Streams, calendar: &mut Calendar<FabEvent>) {
    let mut upkeep_rows = 0;
    for (id, run) in plan.groups.iter().enumerate() {
        let mut group = Group::default();
        for number in 0..run.plan.count {
            let row = ToolRow::new(run.first_tool + number as usize);
            let name = format!("{} {}", run.plan.name, number + 1);
            let mut wear = Wear {
                failure: streams.stream("fab.failure", &name),
                repair: streams.stream("fab.repair", &name),
                maintenance: streams.stream("fab.maintenance", &name),
            };
            let mut tool = Tool::new(GroupId::new(id));
            if let Some((failure, _)) = &run.failure {
                let time = failure.sample(&mut wear.failure);
                if run.wears_by_use {
                    tool.busy_to_failure = time;
                } else {
                    tool.fails = SimTime::ZERO + time;
                    calendar.schedule(tool.fails, Phase::Settle, FabEvent::Failed(row));
                }
            }
            world.spawn((tool, wear));
            group.idle.push_back(row);
            for (place, maintenance) in (0_u16..).zip(&run.plan.maintenance) {
                let stagger = f64::from(number + 1) / f64::from(run.plan.count);
                let mut upkeep = Upkeep {
                    tool: row,
                    plan: place,
                    wafers_left: 0,
                };
                if let Some(interval) = maintenance.trigger.interval() {
                    let first = run.plan.first_maintenance.unwrap_or(interval);
                    calendar.schedule(
                        SimTime::ZERO + first.scaled(stagger),
                        Phase::Settle,
                        FabEvent::MaintenanceDue(UpkeepRow::new(upkeep_rows)),
                    );
                }
                if let Some(wafers) = maintenance.trigger.wafers() {
                    let share = u64::from(wafers) * u64::from(number + 1);
                    let first = share.div_ceil(u64::from(run.plan.count));
                    upkeep.wafers_left = u32::try_from(first).unwrap_or(wafers);
                }
                world.spawn(upkeep);
                upkeep_rows += 1;
            }
        }
        world.spawn(group);
    }
}
