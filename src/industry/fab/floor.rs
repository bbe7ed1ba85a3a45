//! The floor: everything that the handlers of events may touch, as plain slices and references,
//! and the loop that drains the calendar.
//!
//! Tools, groups, lots, streams and upkeep are entities, each kind in one table whose rows never
//! move; one system takes the tables as slices once a tick and handles every event that is due
//! before the tick's end. Handlers: `moves` (release, route, exit), `choice` (which tool takes which
//! lots), `jobs` (start, end), `waits` (operators, batches), `upkeep` (failures, maintenance, crews).

use std::collections::VecDeque;

use bevy_ecs::prelude::*;
use bevy_ecs::system::{SystemParam, SystemState};

use super::books::Books;
use super::dispatch::Waiting as WaitingLot;
use super::learning::Learning;
use super::lot::{Lot, Source};
use super::rows::{FabEvent, GroupId, LotRow, SourceId, ToolRow};
use super::tables::{Late, Plan};
use super::tool::{Group, Tool, Upkeep, Wear};
use crate::engine::{Calendar, Clock, Keyed, Phase, Streams};
use crate::industry::shared::flow::{FinishedLot, Handover, Holds};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::staff::{Role, Staff};
use crate::industry::shared::table::rows;
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::units::{Duration, SimTime};

/// People of one role: how many are on shift, and how many of them are busy.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Crew {
    /// None where the role is not modelled, and so never waited for.
    pub(super) on_shift: Option<u32>,
    pub(super) busy: u32,
}

impl Crew {
    /// How many are free. After a shift has shrunk, those who are busy finish what they do.
    pub(super) fn free(self) -> u32 {
        self.on_shift
            .map_or(u32::MAX, |people| people.saturating_sub(self.busy))
    }
}

/// The draws of lots, by purpose. Each is keyed by the lot's serial number and its visit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Luck {
    pub(super) process: Keyed,
    pub(super) sampling: Keyed,
    pub(super) rework: Keyed,
    pub(super) scrap: Keyed,
    pub(super) survival: Keyed,
    pub(super) hold: Keyed,
    pub(super) review: Keyed,
    pub(super) transport: Keyed,
    pub(super) lead: Keyed,
    pub(super) tool: Keyed,
}

impl Luck {
    fn new(streams: &Streams) -> Self {
        Self {
            process: streams.keyed("fab.process"),
            sampling: streams.keyed("fab.sampling"),
            rework: streams.keyed("fab.rework"),
            scrap: streams.keyed("fab.scrap"),
            survival: streams.keyed("fab.survival"),
            hold: streams.keyed("fab.hold"),
            review: streams.keyed("fab.review"),
            transport: streams.keyed("fab.transport"),
            lead: streams.keyed("fab.lead"),
            tool: streams.keyed("fab.tool"),
        }
    }
}

/// Wafers since the start of the run, by what became of them: for the audit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) started: u64,
    pub(super) out: u64,
    pub(super) lost: u64,
}

/// What is one of a kind on the floor: people, queues for them, free rows, work space.
#[derive(Resource, Debug)]
pub(super) struct Yard {
    pub(super) luck: Luck,
    pub(super) operators: Crew,
    pub(super) technicians: Crew,
    pub(super) engineers: Crew,
    /// Groups that decide at the present instant, once all that is due has settled: most decisions,
    /// which need not go through the calendar.
    pub(super) deciding: VecDeque<GroupId>,
    /// Groups that wait for an operator, first come first served.
    pub(super) operator_queue: VecDeque<GroupId>,
    /// Tools that wait for a crew, first come first served.
    pub(super) crew_queue: VecDeque<ToolRow>,
    /// Lots that wait for an engineer, first come first served.
    pub(super) hold_queue: VecDeque<LotRow>,
    hold_booked: SimTime,
    hold_waited: Duration,
    /// The first of the free rows, each of which names the next.
    pub(super) free: Option<LotRow>,
    /// Whether releases are put off, and why.
    pub(super) held: Option<Constraint>,
    /// Since when some release has been put off.
    pub(super) held_since: Option<SimTime>,
    /// Lot time in the line before the present tick, as far as the books go back.
    pub(super) lot_time_before: i128,
    pub(super) totals: Totals,
    /// Events since the start.
    pub(super) events: u64,
    /// Work space of a decision: places of the queue in order, places chosen, lots taken.
    pub(super) order: Vec<u32>,
    pub(super) chosen: Vec<u32>,
    pub(super) taken: Vec<WaitingLot>,
    /// The same: lots that are late, and what is done with them.
    pub(super) late: Vec<(LotRow, Late)>,
    /// Streams that still release lots.
    pub(super) open_sources: u32,
    /// The tools that each lot remembers, row by row.
    pub(super) memory: Vec<Option<ToolRow>>,
}

impl Yard {
    pub(super) fn new(streams: &Streams) -> Self {
        Self {
            luck: Luck::new(streams),
            operators: Crew::default(),
            technicians: Crew::default(),
            engineers: Crew::default(),
            deciding: VecDeque::with_capacity(64),
            operator_queue: VecDeque::new(),
            crew_queue: VecDeque::new(),
            hold_queue: VecDeque::new(),
            hold_booked: SimTime::ZERO,
            hold_waited: Duration::ZERO,
            free: None,
            held: None,
            held_since: None,
            lot_time_before: 0,
            totals: Totals::default(),
            events: 0,
            order: Vec::with_capacity(64),
            chosen: Vec::with_capacity(64),
            taken: Vec::with_capacity(64),
            late: Vec::with_capacity(64),
            open_sources: 0,
            memory: Vec::new(),
        }
    }

    /// Books the waiting for engineers. Called before that queue changes.
    pub(super) fn book_holds(&mut self, now: SimTime) {
        self.hold_waited += now.since(self.hold_booked) * self.hold_queue.len() as u64;
        self.hold_booked = now;
    }
}

/// The tables and resources of the fab.
#[derive(SystemParam)]
pub(super) struct Params<'w, 's> {
    clock: Res<'w, Clock>,
    plan: Res<'w, Plan>,
    staff: Res<'w, Staff>,
    holds: Res<'w, Holds>,
    calendar: ResMut<'w, Calendar<FabEvent>>,
    yard: ResMut<'w, Yard>,
    books: ResMut<'w, Books>,
    learning: ResMut<'w, Learning>,
    finished: ResMut<'w, Handover<FinishedLot>>,
    postings: ResMut<'w, Postings>,
    waiting: ResMut<'w, Waiting>,
    tools: Query<'w, 's, &'static mut Tool>,
    wear: Query<'w, 's, &'static mut Wear>,
    upkeep: Query<'w, 's, &'static mut Upkeep>,
    groups: Query<'w, 's, &'static mut Group>,
    sources: Query<'w, 's, &'static mut Source>,
    lots: Query<'w, 's, &'static mut Lot>,
}

/// What handlers may touch.
pub(super) struct Floor<'a> {
    pub(super) plan: &'a Plan,
    pub(super) calendar: &'a mut Calendar<FabEvent>,
    pub(super) yard: &'a mut Yard,
    pub(super) books: &'a mut Books,
    pub(super) learning: &'a mut Learning,
    pub(super) finished: &'a mut Handover<FinishedLot>,
    pub(super) postings: &'a mut Postings,
    pub(super) tools: &'a mut [Tool],
    pub(super) wear: &'a mut [Wear],
    pub(super) upkeep: &'a mut [Upkeep],
    pub(super) groups: &'a mut [Group],
    pub(super) sources: &'a mut [Source],
    pub(super) lots: &'a mut [Lot],
}

/// Whether everything due before the limit is done, or the table of lots must grow first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drained {
    Done,
    NoFreeLot,
}

impl Params<'_, '_> {
    /// Takes the tables as slices and does `work` on the floor.
    fn on_floor<R>(&mut self, work: impl FnOnce(&mut Floor) -> R) -> R {
        work(&mut Floor {
            plan: &self.plan,
            calendar: &mut self.calendar,
            yard: &mut self.yard,
            books: &mut self.books,
            learning: &mut self.learning,
            finished: &mut self.finished,
            postings: &mut self.postings,
            tools: rows(&mut self.tools),
            wear: rows(&mut self.wear),
            upkeep: rows(&mut self.upkeep),
            groups: rows(&mut self.groups),
            sources: rows(&mut self.sources),
            lots: rows(&mut self.lots),
        })
    }
}

/// Runs the fab for one tick. The table of lots grows when a release finds no free row.
pub(super) fn run_tick(world: &mut World, state: &mut SystemState<Params>) {
    with_params(world, state, begin_tick);
    while with_params(world, state, drain) == Drained::NoFreeLot {
        add_lot_rows(world);
    }
    with_params(world, state, end_tick);
}

/// Does `work` on the floor, between ticks.
pub(super) fn on_floor<R>(world: &mut World, work: impl FnOnce(&mut Floor) -> R) -> R {
    let mut state = SystemState::new(world);
    with_params(world, &mut state, |params| params.on_floor(work))
}

fn with_params<R>(
    world: &mut World,
    state: &mut SystemState<Params>,
    work: impl FnOnce(&mut Params) -> R,
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
    let mut next = world.resource::<Yard>().free;
    let mut rows = Vec::with_capacity(count);
    for row in (present..present + count).rev() {
        let mut lot = Lot::free();
        lot.next = next;
        next = Some(LotRow::new(row));
        rows.push(lot);
    }
    world.spawn_batch(rows.into_iter().rev());
    let cells = (present + count) * world.resource::<Plan>().memory_cells;
    let mut yard = world.resource_mut::<Yard>();
    yard.free = next;
    yard.memory.resize(cells, None);
}

/// Puts the people of the new tick to work, and releases what was put off.
fn begin_tick(params: &mut Params) {
    let now = params.clock.tick_start();
    let people =
        [Role::Operator, Role::Technician, Role::Engineer].map(|role| params.staff.on_shift(role));
    let held = if params.holds.cash {
        Some(Constraint::Cash)
    } else if params.holds.demand {
        Some(Constraint::Demand)
    } else {
        None
    };
    params.on_floor(|floor| {
        let [operators, technicians, engineers] = people;
        floor.yard.operators.on_shift = operators;
        floor.yard.technicians.on_shift = technicians;
        floor.yard.engineers.on_shift = engineers;
        floor.wake_operator_waiters(now);
        floor.assign_crews(now);
        floor.assign_engineers(now);
        floor.yard.held = held;
        floor.yard.lot_time_before = floor.books.wip.area_until(now);
        if held.is_none() {
            floor.release_postponed(now);
        }
    });
}

fn drain(params: &mut Params) -> Drained {
    let end = params.clock.tick_end();
    params.on_floor(|floor| {
        let (looks_ahead, mut ahead) = (floor.looks_ahead(), 0);
        while floor.yard.free.is_some() {
            if let Some(&group) = floor.yard.deciding.front()
                && !floor.calendar.transfers_now()
            {
                floor.yard.deciding.pop_front();
                floor.yard.events += 1;
                floor.decide(floor.calendar.now(), group);
                continue;
            }
            let Some((now, event)) = floor.calendar.pop_until(end) else {
                return Drained::Done;
            };
            floor.yard.events += 1;
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

/// Closes the tick's books of waiting.
fn end_tick(params: &mut Params) {
    let (start, end) = (params.clock.tick_start(), params.clock.tick_end());
    let mut waited = [Duration::ZERO; 3];
    let (in_hold, held, in_line) = params.on_floor(|floor| {
        for group in floor.groups.iter_mut() {
            group.book(end);
            for (sum, span) in waited.iter_mut().zip(group.take_waited()) {
                *sum += span;
            }
        }
        floor.yard.book_holds(end);
        let in_hold = std::mem::take(&mut floor.yard.hold_waited);
        let put_off = floor.yard.held_since;
        let held_for = put_off.map(|since| end.since(since.max(start)));
        let in_line = floor.books.wip.area_until(end) - floor.yard.lot_time_before;
        (in_hold, held_for.zip(floor.yard.held), in_line)
    });
    let waiting = &mut *params.waiting;
    waiting.lots_in_fab += Duration::millis(u64::try_from(in_line).unwrap_or(0));
    let causes = [
        Constraint::Tool,
        Constraint::Operator,
        Constraint::Technician,
    ];
    for (cause, span) in causes.into_iter().zip(waited) {
        waiting.add_lot_time(cause, span);
    }
    waiting.add_lot_time(Constraint::Engineer, in_hold);
    match held {
        Some((span, Constraint::Cash)) => waiting.held_for_cash += span,
        Some((span, _)) => waiting.held_for_demand += span,
        None => {}
    }
}

impl Floor<'_> {
    #[inline]
    fn handle(&mut self, now: SimTime, event: FabEvent) {
        match event {
            FabEvent::JobDone(tool) => self.job_done(now, tool),
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
            FabEvent::Delivered(lot) => self.delivered(now, lot),
        }
    }

    /// Lets something happen at `at`, before any decision of that instant.
    #[inline]
    pub(super) fn schedule(&mut self, at: SimTime, event: FabEvent) {
        self.calendar.schedule(at, Phase::Transfer, event);
    }

    /// Puts off a release until the hold ends.
    pub(super) fn postpone(&mut self, now: SimTime, source: SourceId) {
        self.sources[source.index()].postponed += 1;
        self.yard.held_since.get_or_insert(now);
    }

    /// Releases what was put off.
    fn release_postponed(&mut self, now: SimTime) {
        if self.yard.held_since.take().is_none() {
            return;
        }
        for row in 0..self.sources.len() {
            let postponed = std::mem::take(&mut self.sources[row].postponed);
            for _ in 0..postponed {
                self.schedule(now, FabEvent::Released(SourceId::new(row)));
            }
        }
    }
}
