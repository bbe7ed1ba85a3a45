//! The tick of the fab: one system takes the tables as slices and handles every event that is due
//! before the tick's end.
//!
//! Tools, groups, lots, streams and upkeep are entities, each kind in one table whose rows are
//! never moved.

use bevy_ecs::prelude::*;
use bevy_ecs::system::{SystemParam, SystemState};

use super::state::{Floor, FloorState};
use crate::engine::{Accumulates, Calendar, Clock};
use crate::industry::fab::group::Group;
use crate::industry::fab::learning::Learning;
use crate::industry::fab::lot::{Lot, Source};
use crate::industry::fab::rows::{FabEvent, LotRow};
use crate::industry::fab::statistics::LineStatistics;
use crate::industry::fab::tables::FabTables;
use crate::industry::fab::tool::{Tool, Upkeep, Wear};
use crate::industry::shared::flow::{FinishedLot, Handover, Holds};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::lot_trace::LotStateTrace;
use crate::industry::shared::position::ChipPositions;
use crate::industry::shared::staff::{AtWork, Role, Staff};
use crate::industry::shared::table::rows;
use crate::industry::shared::tool_trace::ToolTrace;
use crate::industry::shared::trace::Trace;
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::units::{Duration, SimTime};

/// The roles that the fab has work for.
const ROLES: [Role; 3] = [Role::Operator, Role::Technician, Role::Engineer];

/// The tables and resources of the fab.
#[derive(SystemParam)]
pub(crate) struct FloorParams<'w, 's> {
    clock: Res<'w, Clock>,
    tables: Res<'w, FabTables>,
    staff: Res<'w, Staff>,
    holds: Res<'w, Holds>,
    calendar: ResMut<'w, Calendar<FabEvent>>,
    state: ResMut<'w, FloorState>,
    statistics: ResMut<'w, LineStatistics>,
    learning: ResMut<'w, Learning>,
    finished: ResMut<'w, Handover<FinishedLot>>,
    postings: ResMut<'w, Postings>,
    positions: Option<ResMut<'w, ChipPositions>>,
    waiting: ResMut<'w, Waiting>,
    trace: Option<ResMut<'w, Trace>>,
    tool_trace: Option<ResMut<'w, ToolTrace>>,
    lot_trace: Option<ResMut<'w, LotStateTrace>>,
    at_work: ResMut<'w, AtWork>,
    tools: Query<'w, 's, &'static mut Tool>,
    wear: Query<'w, 's, &'static mut Wear>,
    upkeep: Query<'w, 's, &'static mut Upkeep>,
    groups: Query<'w, 's, &'static mut Group>,
    sources: Query<'w, 's, &'static mut Source>,
    lots: Query<'w, 's, &'static mut Lot>,
}

/// Whether everything due before the limit is done, or the table of lots must grow first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drained {
    Done,
    NoFreeLot,
}

impl FloorParams<'_, '_> {
    /// Does `work` with the tables as slices.
    fn on_floor<R>(&mut self, work: impl FnOnce(&mut Floor) -> R) -> R {
        work(&mut Floor {
            tables: &self.tables,
            calendar: &mut self.calendar,
            state: &mut self.state,
            statistics: &mut self.statistics,
            learning: &mut self.learning,
            finished: &mut self.finished,
            postings: &mut self.postings,
            positions: self.positions.as_deref_mut(),
            trace: self.trace.as_deref_mut(),
            tool_trace: self.tool_trace.as_deref_mut(),
            lot_trace: self.lot_trace.as_deref_mut(),
            tools: rows(&mut self.tools),
            wear: rows(&mut self.wear),
            upkeep: rows(&mut self.upkeep),
            groups: rows(&mut self.groups),
            sources: rows(&mut self.sources),
            lots: rows(&mut self.lots),
        })
    }
}

/// Runs the fab for one tick. The table of lots grows when a release finds no free row. Most ticks
/// fetch the parameters once, which costs as much as what else a tick without events does.
pub(crate) fn run_tick(world: &mut World, state: &mut SystemState<FloorParams>) {
    let mut drained = with_params(world, state, |params| {
        begin_tick(params);
        drain_to_end(params)
    });
    while drained == Drained::NoFreeLot {
        add_lot_rows(world);
        drained = with_params(world, state, drain_to_end);
    }
}

/// Handles what is due, and ends the tick if that is done.
fn drain_to_end(params: &mut FloorParams) -> Drained {
    let drained = drain(params);
    if drained == Drained::Done {
        end_tick(params);
    }
    drained
}

/// Does `work` with the tables of the fab as slices, between ticks.
pub(crate) fn on_floor<R>(world: &mut World, work: impl FnOnce(&mut Floor) -> R) -> R {
    let mut state = SystemState::new(world);
    with_params(world, &mut state, |params| params.on_floor(work))
}

fn with_params<R>(
    world: &mut World,
    state: &mut SystemState<FloorParams>,
    work: impl FnOnce(&mut FloorParams) -> R,
) -> R {
    let mut params = state
        .get_mut(world)
        .expect("the fab has added its resources");
    work(&mut params)
}

/// Doubles the table of lots; the new rows are free.
fn add_lot_rows(world: &mut World) {
    let present = world.query::<&Lot>().iter(world).len();
    spawn_lot_rows(world, present, present.max(64));
}

/// Adds `count` free rows to the table of lots, which has `present` rows.
pub(super) fn spawn_lot_rows(world: &mut World, present: usize, count: usize) {
    let mut next = world.resource::<FloorState>().free;
    let mut rows = Vec::with_capacity(count);
    for row in (present..present + count).rev() {
        let mut lot = Lot::free();
        lot.next = next;
        next = Some(LotRow::new(row));
        rows.push(lot);
    }
    world.spawn_batch(rows.into_iter().rev());
    let cells = (present + count) * world.resource::<FabTables>().memory_cells;
    let mut state = world.resource_mut::<FloorState>();
    state.free = next;
    state.memory.resize(cells, None);
}

/// Begins a tick: people on shift start to work, and releases that were put off happen.
fn begin_tick(params: &mut FloorParams) {
    let now = params.clock.tick_start();
    let people = ROLES.map(|role| params.staff.on_shift(role));
    let held = if params.holds.cash {
        Some(Constraint::Cash)
    } else if params.holds.demand {
        Some(Constraint::Demand)
    } else {
        None
    };
    params.on_floor(|floor| {
        let [operators, technicians, engineers] = people;
        floor.state.operators.staff(now, operators);
        floor.state.technicians.staff(now, technicians);
        floor.state.engineers.staff(now, engineers);
        floor.wake_operator_waiters(now);
        floor.assign_crews(now);
        floor.assign_engineers(now);
        floor.state.held = held;
        floor.state.lot_time_before = floor.statistics.wip.area_until(now);
        if held.is_none() {
            floor.state.held_since = None;
            floor.release_postponed(now);
        }
    });
}

fn drain(params: &mut FloorParams) -> Drained {
    let end = params.clock.tick_end();
    params.on_floor(|floor| {
        let (looks_ahead, mut ahead) = (floor.looks_ahead(), 0);
        while floor.state.free.is_some() {
            if let Some(&group) = floor.state.deciding.front()
                && !floor.calendar.transfers_now()
            {
                floor.state.deciding.pop_front();
                floor.state.events += 1;
                floor.decide(floor.calendar.now(), group);
                continue;
            }
            let Some((now, event)) = floor.calendar.pop_until(end) else {
                return Drained::Done;
            };
            floor.state.events += 1;
            if looks_ahead {
                ahead = match ahead {
                    0 => floor.look_ahead(event),
                    more => more - 1,
                };
            }
            floor.handle(now, event);
        }
        Drained::NoFreeLot
    })
}

/// Books the waiting of the tick, by what was waited for and where, and the time of people.
fn end_tick(params: &mut FloorParams) {
    let (start, end) = (params.clock.tick_start(), params.clock.tick_end());
    let mut waiting = std::mem::take(&mut *params.waiting);
    let times = params.on_floor(|floor| {
        floor.book_queues(end, &mut waiting);
        floor.state.book_holds(end);
        let in_hold = std::mem::take(&mut floor.state.hold_waited);
        waiting.add_lot_time(Constraint::Engineer, in_hold);
        let in_line = floor.statistics.wip.area_until(end) - floor.state.lot_time_before;
        waiting.lots_in_fab += Duration::millis(u64::try_from(in_line).unwrap_or(0));
        if let Some(since) = floor.state.held_since {
            let span = end.since(since.max(start));
            match floor.state.held {
                Some(Constraint::Cash) => waiting.held_for_cash += span,
                Some(_) => waiting.held_for_demand += span,
                None => {}
            }
        }
        if let Some(positions) = &mut floor.positions {
            positions.count_anew(floor.learning.density());
        }
        let state = &mut *floor.state;
        [
            &mut state.operators,
            &mut state.technicians,
            &mut state.engineers,
        ]
        .map(|workers| workers.times(end))
    });
    for (role, times) in ROLES.into_iter().zip(times) {
        params.at_work.set(role, times);
    }
    *params.waiting = waiting;
}

impl Floor<'_> {
    /// Books the waiting in queues since the tick before. Batches and minimum runs are no shortage.
    fn book_queues(&mut self, end: SimTime, waiting: &mut Waiting) {
        let groups = self.groups.iter_mut().zip(&mut self.state.waited_before);
        for (row, (group, before)) in groups.enumerate() {
            group.book(end);
            let waited = group.waited();
            let [tool, operator, technician, _, _] = waited.since(before, end);
            *before = waited;
            waiting.add_lot_time(Constraint::Operator, operator);
            waiting.add_lot_time(Constraint::Technician, technician);
            if !tool.is_zero() {
                waiting.add_lot_time(Constraint::Tool, tool);
                let place = self.state.first_place.behind(row);
                waiting.places.book(place, tool);
            }
        }
    }
}

impl Floor<'_> {
    #[inline]
    fn handle(&mut self, now: SimTime, event: FabEvent) {
        match event {
            FabEvent::JobDone(tool) => self.job_done(now, tool),
            FabEvent::SetupDone(tool) => self.setup_done(now, tool),
            FabEvent::SlotOpens(tool) => self.slot_opens(now, tool),
            FabEvent::Arrived(lot) => self.join_queue(now, lot),
            FabEvent::Decide(group) => self.decide(now, group),
            FabEvent::Released(source) => self.release(now, source),
            FabEvent::Failed(tool) => self.failed(now, tool),
            FabEvent::CrewDone(tool) => self.crew_done(now, tool),
            FabEvent::MaintenanceDue(upkeep) => self.maintenance_due(now, upkeep),
            FabEvent::BatchTimeout(group) => self.batch_timeout(now, group),
            FabEvent::OperatorFree => self.operator_free(now),
            FabEvent::HoldDone(lot) => self.hold_done(now, lot),
            FabEvent::Delivered(lot) => self.exit(now, lot),
        }
    }
}
