//! The fab: lots follow a route of steps, each done by a tool of some group; tools fail and are
//! maintained; people load, repair and review. It knows nothing of who hires these people or of
//! what becomes of the wafers.
//!
//! Read in this order: [`spec`] for what a scenario says, [`plan`] for what a fab consists of, `floor` for the one loop that runs it,
//! then `moves`, `choice`, `jobs`, `waits` and `upkeep` for the answers to its events; [`dispatch`]
//! for how the next lot is chosen, [`learning`] for the density of killing defects, [`load`] for what the plan asks
//! of tools and people, [`books`] for the figures.
//!
//! Events of one instant come in the order of their phase (everything settles before any group
//! decides), then in the order in which they were scheduled. What is drawn for a lot depends on its
//! stream, its number and its visit alone, and what is drawn for a tool on the tool alone: so two
//! dispatch rules are compared on the same luck.

mod ahead;
mod audit;
pub mod books;
mod check;
mod check_lots;
mod check_steps;
mod check_tools;
mod choice;
mod compile;
pub mod dispatch;
mod floor;
mod jobs;
pub mod learning;
mod listed;
pub mod load;
pub mod lot;
mod moves;
pub mod plan;
mod report;
pub mod rows;
pub mod spec;
mod standstill;
mod tables;
#[cfg(test)]
mod tests;
pub mod tool;
mod upkeep;
mod waits;

use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::{Context, Counted, LoadRow, Size};
use crate::scenario::{At, Problems};
use std::num::NonZeroU32;

use bevy_ecs::prelude::*;

pub use learning::{defect_density, knowledge_after};

use crate::engine::{
    Calendar, Due, DurationSampler, Figures, Metric, Period, Phase, Series, Sim, Streams,
};
use crate::industry::shared::flow::{FinishedLot, Handover, Holds};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::programmes::{Expertise, Programmes};
use crate::industry::shared::staff::{Staff, Workload};
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Duration, DurationLaw, Fen, SimTime};
use books::{Books, StreamBooks};
use floor::{Floor, Yard, on_floor, run_tick, spawn_lot_rows};
use learning::{Defects, Learning};
use lot::{Source, serial_of};
use plan::{
    GroupPlan, InitialLot, MaintenancePlan, MaintenanceTrigger, Maker, ProductPlan, Releases,
    RoutePlan, SetupTimes, SourcePlan, Transports,
};
use rows::{FabEvent, GroupId, SourceId, ToolRow, UpkeepRow};
use tables::{Plan, Takes};
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
    pub(crate) initial_lots: Vec<InitialLot>,
    pub(crate) transports: Transports,
    pub(crate) hold_time: Option<DurationLaw>,
    pub(crate) defects: Defects,
    pub(crate) wafer_cost: Fen,
}

/// Adds the streams of lots.
fn add_sources(world: &mut World, plan: &Plan, streams: &Streams) {
    for run in &plan.sources {
        let interval = match &run.plan.releases {
            Releases::Intervals(law) => Some(DurationSampler::new(law)),
            Releases::ConstantWip(_) | Releases::Listed(_) => None,
        };
        world.spawn(Source {
            stream: streams.stream("fab.release", &run.plan.name),
            interval,
            released: 0,
            first_serial: serial_of(&run.plan.name, 0),
            postponed: 0,
        });
    }
}

/// Puts the lots of the start to their steps, and schedules the first releases.
fn start_releases(floor: &mut Floor) {
    floor.place_initial_lots();
    for (row, run) in floor.plan.sources.iter().enumerate() {
        let first_lots = match &run.plan.releases {
            Releases::Intervals(_) | Releases::Listed(_) => 1,
            Releases::ConstantWip(lots) => *lots,
        };
        let listed = run.listed().first().map_or(SimTime::ZERO, |lot| lot.start);
        floor.yard.open_sources += u32::from(run.most > 0);
        for _ in 0..first_lots {
            let start = listed + run.plan.start;
            floor.schedule(start, FabEvent::Released(SourceId::new(row)));
        }
    }
}

/// Adds the tool groups, their tools and upkeep, and schedules the first failures and maintenance.
fn add_tools(world: &mut World, plan: &Plan, streams: &Streams, calendar: &mut Calendar<FabEvent>) {
    let mut upkeep_rows = 0;
    for (id, (run, record)) in plan.groups.iter().zip(&plan.group_records).enumerate() {
        let mut group = Group::default();
        group.batches = run.takes == Takes::Batches;
        for number in 1..=record.plan.count {
            let row = ToolRow::new(run.first_tool as usize + number as usize - 1);
            let name = format!("{} {number}", record.plan.name);
            let mut wear = Wear {
                failure: streams.stream("fab.failure", &name),
                repair: streams.stream("fab.repair", &name),
                maintenance: streams.stream("fab.maintenance", &name),
            };
            let mut tool = Tool::new(GroupId::new(id));
            if let Some([first, ..]) = &record.failure {
                let time = first.sample(&mut wear.failure);
                if run.wears_by_use {
                    tool.busy_to_failure = time;
                } else {
                    let fails = SimTime::ZERO + time;
                    tool.fails = Due::at(fails);
                    calendar.schedule(fails, Phase::Transfer, FabEvent::Failed(row));
                }
            }
            world.spawn((tool, wear));
            group.ready.push_back(row);
            for (place, maintenance) in (0_u16..).zip(&record.plan.maintenance) {
                let (due, wafers_left) = first_due(maintenance, number, record.plan.count);
                if let Some(due) = due {
                    let event = FabEvent::MaintenanceDue(UpkeepRow::new(upkeep_rows));
                    calendar.schedule(due, Phase::Transfer, event);
                }
                world.spawn(Upkeep {
                    tool: row,
                    plan: place,
                    every: maintenance.trigger.wafers().and_then(NonZeroU32::new),
                    wafers_left,
                });
                upkeep_rows += 1;
            }
        }
        world.spawn(group);
    }
}

/// When tool `number` of a group is first due for maintenance: a time, or a count of wafers.
fn first_due(plan: &MaintenancePlan, number: u32, count: u32) -> (Option<SimTime>, u32) {
    match plan.trigger {
        MaintenanceTrigger::Interval { first, .. } => {
            let stagger = f64::from(number) / f64::from(count);
            (Some(SimTime::ZERO + first.scaled(stagger)), 0)
        }
        MaintenanceTrigger::Wafers { first, .. } => {
            let share = (u64::from(first) * u64::from(number)).div_ceil(u64::from(count));
            (None, u32::try_from(share).unwrap_or(first))
        }
    }
}

impl Subsystem for Fab {
    type Spec = spec::FabFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[books::METRICS];

    fn declare(spec: &Self::Spec, names: &mut Names) {
        names
            .products
            .extend(spec.products.names().map(str::to_owned));
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Self> {
        debug_assert_eq!(at.to_string(), "fab");
        spec.check(&context.names, problems)
    }

    fn sizes(&self, time: Duration, _: &Programmes) -> Vec<Size> {
        vec![Size {
            of: Counted::Lots,
            field: "streams",
            count: self.lots_within(time),
        }]
    }

    fn loads(&self) -> Vec<LoadRow> {
        self.load_rows()
    }

    fn warnings(&self, horizon: Duration) -> Vec<String> {
        let lists = self.doubtful_lists(horizon);
        lists.into_iter().chain(self.standstills()).collect()
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Staff>();
        world.init_resource::<Expertise>();
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
        add_sources(world, &plan, &streams);
        add_tools(world, &plan, &streams, &mut calendar);
        let lots = plan.expected_lots();
        world.insert_resource(plan);
        world.insert_resource(calendar);
        spawn_lot_rows(world, 0, lots);
        on_floor(world, start_releases);
        sim.add(Stage::Fab, (run_tick, learning::learn).chain());
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            report::begin_statistics(world, period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        report::observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        report::report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Yard>().events
    }
}
