//! The start of a run: tools, streams and lots of the plan are put onto the floor, and their first
//! events are scheduled.

use std::num::NonZeroU32;

use bevy_ecs::prelude::*;

use super::state::{Floor, FloorState};
use super::tick::{on_floor, spawn_lot_rows};
use crate::engine::{Calendar, Due, DurationSampler, Pace, Phase, Streams};
use crate::industry::fab::group::{Cause, Group};
use crate::industry::fab::lot::{Source, serial_of};
use crate::industry::fab::plan::{MaintenancePlan, MaintenanceTrigger, Releases};
use crate::industry::fab::rows::{FabEvent, GroupId, SourceId, ToolRow, UpkeepRow};
use crate::industry::fab::tables::{FabTables, Takes};
use crate::industry::fab::tool::{CLOSED, Condition, Tool, Upkeep, Wear};
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::units::SimTime;

/// Adds the floor of a plan to a run.
pub(in crate::industry::fab) fn add_floor(world: &mut World, tables: FabTables) {
    let streams = world.resource::<Streams>().clone();
    let products = tables.sources.iter().map(|run| run.product.0).max();
    let products = products.map_or(0, |last| usize::from(last) + 1);
    let names = tables.group_records.iter().map(|group| &*group.plan.name);
    let places = &mut world.resource_mut::<Waiting>().places;
    let first_place = places.add(Constraint::Tool, names);
    let groups = tables.groups.len();
    world.insert_resource(FloorState::new(&streams, products, groups, first_place));
    let mut calendar = Calendar::new();
    add_sources(world, &tables, &streams);
    add_tools(world, &tables, &streams, &mut calendar);
    let lots = tables.expected_lots();
    world.insert_resource(tables);
    world.insert_resource(calendar);
    spawn_lot_rows(world, 0, lots);
    on_floor(world, start_releases);
}

/// Adds the streams of lots.
fn add_sources(world: &mut World, tables: &FabTables, streams: &Streams) {
    for run in &tables.sources {
        let interval = match &run.plan.releases {
            Releases::Intervals(law) => Some(DurationSampler::new(law)),
            Releases::Paused | Releases::ConstantWip(_) | Releases::Listed(_) => None,
        };
        world.spawn(Source {
            stream: streams.stream("fab.release", &run.plan.name),
            interval,
            pace: run.plan.releases.mean_gap().map(Pace::new),
            released: 0,
            first_serial: serial_of(&run.plan.name, 0),
            postponed: Vec::new(),
            was_postponed: false,
            surplus: 0,
            is_needed: true,
        });
    }
}

/// Puts the lots of the start to their steps, and schedules the first releases.
fn start_releases(floor: &mut Floor) {
    floor.place_initial_lots();
    let tables = floor.tables;
    floor.state.open_feeds = vec![0; tables.steps.len()];
    for (row, run) in tables.sources.iter().enumerate() {
        let first_lots = match &run.plan.releases {
            Releases::Intervals(_) | Releases::Listed(_) => 1,
            Releases::Paused => 0,
            Releases::ConstantWip(lots) => {
                let present = tables.initial_lots_of(row).count();
                let present = u32::try_from(present).unwrap_or(u32::MAX);
                floor.sources[row].surplus = present.saturating_sub(*lots);
                lots.saturating_sub(present)
            }
        };
        let listed = run.listed().first().map_or(SimTime::ZERO, |lot| lot.start);
        if run.most > 0 {
            floor.open_source(SourceId::new(row));
        }
        for _ in 0..first_lots {
            let start = listed + run.plan.start;
            floor.sources[row].expect(start);
            floor.schedule(start, FabEvent::Released(SourceId::new(row)));
        }
    }
}

/// Adds the tool groups, their tools and upkeep, and schedules the first failures and maintenance.
fn add_tools(
    world: &mut World,
    tables: &FabTables,
    streams: &Streams,
    calendar: &mut Calendar<FabEvent>,
) {
    let mut upkeep_rows = 0;
    for (id, (run, record)) in tables.groups.iter().zip(&tables.group_records).enumerate() {
        let mut group = Group::default();
        group.holds_back = if run.takes == Takes::Batches {
            Some(Cause::Batch)
        } else {
            run.has_minimum_runs.then_some(Cause::MinimumRun)
        };
        for number in 1..=record.plan.most {
            let row = ToolRow::new(run.first_tool as usize + number as usize - 1);
            let name = format!("{} {number}", record.plan.name);
            let mut wear = Wear {
                failure: streams.stream("fab.failure", &name),
                repair: streams.stream("fab.repair", &name),
                maintenance: streams.stream("fab.maintenance", &name),
            };
            let mut tool = Tool::new(GroupId::new(id));
            let is_there = number <= record.plan.count;
            if !is_there {
                tool.due = CLOSED;
                tool.condition = Condition::Closed;
                tool.ready = false;
            }
            if let Some([first, ..]) = &record.failure {
                let time = first.sample(&mut wear.failure);
                if run.wears_by_use {
                    tool.expect_to_wear(SimTime::ZERO, time);
                } else if is_there {
                    let fails = SimTime::ZERO + time;
                    tool.fails = Due::at(fails);
                    calendar.schedule(fails, Phase::Transfer, FabEvent::Failed(row));
                }
            }
            world.spawn((tool, wear));
            if is_there {
                group.ready.push_back(row);
            }
            for (place, maintenance) in (0_u16..).zip(&record.plan.maintenance) {
                let (due, wafers_left) =
                    first_due(maintenance, number, record.plan.count.max(number));
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

/// When tool `number` of a group is first due for maintenance: a time, or a count of wafers. None
/// goes for longer than an interval without: what lies beyond comes whole intervals earlier.
fn first_due(plan: &MaintenancePlan, number: u32, count: u32) -> (Option<SimTime>, u32) {
    match plan.trigger {
        MaintenanceTrigger::Interval { every, first } => {
            let stagger = f64::from(number) / f64::from(count);
            let due = within(first.scaled(stagger).as_millis(), every.as_millis());
            (Some(SimTime::from_millis(due)), 0)
        }
        MaintenanceTrigger::Wafers { every, first } => {
            let share = (u64::from(first) * u64::from(number)).div_ceil(u64::from(count));
            let due = within(share, every.into());
            (None, u32::try_from(due).unwrap_or(every))
        }
    }
}

/// A first due date that is at most one interval away: what lies beyond comes whole intervals
/// earlier.
const fn within(first: u64, every: u64) -> u64 {
    if first <= every {
        first
    } else {
        (first - 1) % every + 1
    }
}
