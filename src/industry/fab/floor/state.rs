//! What the handlers of events may touch: the tables of entities as slices, and the state of which
//! there is one.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use crate::engine::{Calendar, Keyed, Phase, Streams};
use crate::industry::fab::batch::Batches;
use crate::industry::fab::group::{Group, Waited};
use crate::industry::fab::learning::Learning;
use crate::industry::fab::lot::{Lot, Source};
use crate::industry::fab::rows::{FabEvent, GroupId, LotRow, ToolRow};
use crate::industry::fab::statistics::LineStatistics;
use crate::industry::fab::tables::{FabTables, Late};
use crate::industry::fab::tool::{Tool, Upkeep, Wear};
use crate::industry::shared::flow::{FinishedLot, Handover};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::lot_trace::LotStateTrace;
use crate::industry::shared::position::ChipPositions;
use crate::industry::shared::priced_units::PricedUnits;
use crate::industry::shared::staff::WorkTime;
use crate::industry::shared::tool_trace::ToolTrace;
use crate::industry::shared::trace::Trace;
use crate::industry::shared::waiting::{Constraint, PlaceId};
use crate::units::{Duration, SimTime};

/// People of one role: how many are on shift, how many of them are busy, and the time of both.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workers {
    /// How many are on shift; none where the role is not modelled and work needs no people of it.
    on_shift: Option<u32>,
    /// How many of the role work at present.
    busy: u32,
    /// Time on shift and at work until `booked`.
    times: WorkTime,
    booked: SimTime,
}

impl Workers {
    /// How many are on shift; none where the role is not modelled.
    pub(crate) const fn on_shift(&self) -> Option<u32> {
        self.on_shift
    }

    /// How many of the role work at present.
    pub(crate) const fn busy(&self) -> u32 {
        self.busy
    }

    /// How many are free. After a shift has shrunk, those who are busy finish what they do.
    pub(crate) fn free(&self) -> u32 {
        self.on_shift
            .map_or(u32::MAX, |people| people.saturating_sub(self.busy))
    }

    /// So many are on shift from `now` on.
    pub(super) fn staff(&mut self, now: SimTime, on_shift: Option<u32>) {
        self.book(now);
        self.on_shift = on_shift;
    }

    /// So many of them begin to work.
    #[inline]
    pub(super) fn take(&mut self, now: SimTime, people: u32) {
        self.book(now);
        self.busy += people;
    }

    /// So many of them have finished.
    #[inline]
    pub(super) fn give_back(&mut self, now: SimTime, people: u32) {
        self.book(now);
        self.busy -= people;
    }

    /// The time on shift and at work from the start of the run to `now`.
    pub(super) fn times(&mut self, now: SimTime) -> WorkTime {
        self.book(now);
        self.times.clone()
    }

    /// Adds up the time until `now`. Called before either number changes.
    #[inline]
    fn book(&mut self, now: SimTime) {
        let span = now.since(self.booked);
        self.booked = now;
        if let Some(people) = self.on_shift {
            self.times.on_shift += span * u64::from(people);
            self.times.busy += span * u64::from(self.busy);
        }
    }
}

/// The random draws of lots, by purpose; each is keyed by the lot's serial number and its visit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LotDraws {
    /// Process times.
    pub(crate) process: Keyed,
    /// Whether the lot executes a step.
    pub(crate) sampling: Keyed,
    /// Whether it is reworked after a step.
    pub(crate) rework: Keyed,
    /// Whether it is lost at a step.
    pub(crate) scrap: Keyed,
    /// How many of its wafers survive a step.
    pub(crate) survival: Keyed,
    /// Whether it is held after a step.
    pub(crate) hold: Keyed,
    /// Times of engineers for it when it is held.
    pub(crate) review: Keyed,
    /// Times to carry it.
    pub(crate) transport: Keyed,
    /// Time until a foundry delivers it.
    pub(crate) lead: Keyed,
    /// Which of several tools takes it.
    pub(crate) tool: Keyed,
    /// Times to set tools up for it.
    pub(crate) setup: Keyed,
}

impl LotDraws {
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
            setup: streams.keyed("fab.setup"),
        }
    }
}

/// A lot for which a tool of a group waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reservation {
    /// The lot on its way, or still at its step before.
    pub(crate) lot: LotRow,
    /// The tool group of its next step.
    pub(crate) group: GroupId,
    /// The only tool that may do that step for it, if there is one.
    pub(crate) only: Option<ToolRow>,
    /// The tool that waits; none while none of the group is free.
    pub(crate) tool: Option<ToolRow>,
}

/// The singleton state of the floor: people, queues for them, free rows, work space.
#[derive(Resource, Debug)]
pub(crate) struct FloorState {
    /// The random draws of lots.
    pub(crate) draws: LotDraws,
    /// Operators, who load jobs.
    pub(crate) operators: Workers,
    /// Technicians, who repair and maintain tools.
    pub(crate) technicians: Workers,
    /// Engineers, who review held lots.
    pub(crate) engineers: Workers,
    /// Groups that decide at the present instant, once all that is due has settled. Most decisions
    /// are here, and not in the calendar.
    pub(crate) deciding: VecDeque<GroupId>,
    /// Groups that wait for an operator, first come first served.
    pub(crate) operator_queue: VecDeque<GroupId>,
    /// Tools that wait for a crew, first come first served.
    pub(crate) crew_queue: VecDeque<ToolRow>,
    /// Lots that wait for an engineer, first come first served.
    pub(crate) hold_queue: VecDeque<LotRow>,
    /// Until when the waiting for engineers has been added up.
    hold_booked: SimTime,
    /// Lot time waited for engineers since it was last taken.
    pub(crate) hold_waited: Duration,
    /// The first of the free rows, each of which names the next.
    pub(crate) free: Option<LotRow>,
    /// Wafers out until the end of the warm-up: the series of wafers out begins anew then.
    pub(crate) wafers_out_in_warmup: u64,
    /// The place of the first tool group among those where something can wait.
    pub(crate) first_place: PlaceId,
    /// By tool group: lot time waited from the start of the run to the start of the present tick.
    pub(crate) waited_before: Vec<Waited>,
    /// Why releases are put off; none if they are not.
    pub(crate) held: Option<Constraint>,
    /// Since when some release has been put off by such a hold.
    pub(crate) held_since: Option<SimTime>,
    /// Whether some release is put off, by a hold or since there are enough chips.
    pub(crate) puts_off: bool,
    /// What the wafers started cost.
    pub(super) priced: PricedUnits,
    /// Wafers in the line, by product.
    pub(crate) wafers: Vec<u64>,
    /// Lot time in the line from the start of the run to the start of the present tick.
    pub(crate) lot_time_before: i128,
    /// Events since the start of the run.
    pub(crate) events: u64,
    /// Work space of a decision: the batches that could start.
    pub(crate) batches: Batches,
    /// Work space of a decision: places in the queue of the lots that were chosen.
    pub(crate) chosen: Vec<u32>,
    /// Work space of a decision: for how many jobs on tools of the group each setup is being made.
    pub(crate) under_way: Vec<u32>,
    /// Work space of a decision: lots that are late, and what happens to them.
    pub(crate) late: Vec<(LotRow, Late)>,
    /// Lots for which tools wait.
    pub(crate) reservations: Vec<Reservation>,
    /// Streams that still release lots.
    pub(crate) open_sources: u32,
    /// By the key of a batch: steps on the routes of these streams whose lots come for it.
    pub(crate) open_feeds: Vec<u32>,
    /// The tools that each lot remembers, row by row, `memory_cells` a row.
    pub(crate) memory: Vec<Option<ToolRow>>,
}

impl FloorState {
    /// The state at the start of a run of a line for so many products, with so many tool groups,
    /// whose places begin with `first_place`.
    pub(crate) fn new(
        streams: &Streams,
        products: usize,
        groups: usize,
        first_place: PlaceId,
    ) -> Self {
        Self {
            draws: LotDraws::new(streams),
            operators: Workers::default(),
            technicians: Workers::default(),
            engineers: Workers::default(),
            deciding: VecDeque::with_capacity(64),
            operator_queue: VecDeque::new(),
            crew_queue: VecDeque::new(),
            hold_queue: VecDeque::new(),
            hold_booked: SimTime::ZERO,
            hold_waited: Duration::ZERO,
            free: None,
            wafers_out_in_warmup: 0,
            first_place,
            waited_before: vec![Waited::default(); groups],
            held: None,
            held_since: None,
            puts_off: false,
            priced: PricedUnits::default(),
            wafers: vec![0; products],
            lot_time_before: 0,
            events: 0,
            batches: Batches::default(),
            chosen: Vec::with_capacity(64),
            under_way: Vec::new(),
            late: Vec::with_capacity(64),
            reservations: Vec::new(),
            open_sources: 0,
            open_feeds: Vec::new(),
            memory: Vec::new(),
        }
    }

    /// Adds up the waiting for engineers. Called before that queue changes.
    pub(crate) fn book_holds(&mut self, now: SimTime) {
        self.hold_waited += now.since(self.hold_booked) * self.hold_queue.len() as u64;
        self.hold_booked = now;
    }
}

/// The floor: the tables and resources of the fab that handlers of events read and write.
pub(crate) struct Floor<'a> {
    pub(crate) tables: &'a FabTables,
    pub(crate) calendar: &'a mut Calendar<FabEvent>,
    pub(crate) state: &'a mut FloorState,
    pub(crate) statistics: &'a mut LineStatistics,
    pub(crate) learning: &'a mut Learning,
    pub(crate) finished: &'a mut Handover<FinishedLot>,
    pub(crate) postings: &'a mut Postings,
    /// The trace of the run, where one is kept.
    pub(crate) trace: Option<&'a mut Trace>,
    /// The trace of a tool group, where one is kept.
    pub(crate) tool_trace: Option<&'a mut ToolTrace>,
    /// The trace of the lots of some streams, where one is kept.
    pub(crate) lot_trace: Option<&'a mut LotStateTrace>,
    /// The positions of products; none where no stream is pulled.
    pub(crate) positions: Option<&'a mut ChipPositions>,
    pub(crate) tools: &'a mut [Tool],
    pub(crate) wear: &'a mut [Wear],
    pub(crate) upkeep: &'a mut [Upkeep],
    pub(crate) groups: &'a mut [Group],
    pub(crate) sources: &'a mut [Source],
    pub(crate) lots: &'a mut [Lot],
}

impl Floor<'_> {
    /// Adds up what a tool has been doing. Called before that changes.
    #[inline]
    pub(in crate::industry::fab) fn book_tool(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        let id = tool.group;
        if let Some(trace) = &mut self.tool_trace
            && trace.window.group == id.index()
        {
            let number = row.index() - self.tables.groups[id.index()].first_tool as usize;
            for span in tool.activities(now) {
                trace.keep(number, span);
            }
        }
        tool.book(now, &mut self.groups[id.index()].time);
    }

    /// Schedules an event at `at`, before any decision of that instant.
    #[inline]
    pub(super) fn schedule(&mut self, at: SimTime, event: FabEvent) {
        self.calendar.schedule(at, Phase::Transfer, event);
    }
}
