//! The state of assembly: lines, parts at the lines, banks of slots, and computers under way.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use super::plan::{Assembly, BankPlan};
use super::statistics::{LineStatistics, ModelStatistics};
use super::stock::Stock;
use crate::engine::{Level, Stream, Streams};
use crate::industry::shared::flow::{ModelId, ProductId, Receipt};
use crate::industry::shared::staff::WorkTime;
use crate::industry::shared::table::Pool;
use crate::industry::shared::waiting::PlaceId;
use crate::row_ids;
use crate::units::{Duration, SimTime};

row_ids! {
    /// A bank's row: its place in the order in which a computer visits them.
    pub(super) struct BankRow;
}

/// What keeps a line that could work from beginning a kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The lines are closed, or all models are held: no line could work.
    Nothing,
    /// All lines with people have a carrier, while the parts of a further one are there.
    Lines,
    /// This part is missing, the first of the kit that should come next.
    Part(usize),
    /// Too many computers wait for burn-in.
    Buffer,
}

/// The lines, which are all alike.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// Their place among those where something can wait.
    pub(super) place: PlaceId,
    pub(super) count: u32,
    /// Lines with a carrier.
    pub(super) busy: u32,
    /// The sum of the speeds of these, in millionths of that of a line with all of its people.
    pub(super) working: u64,
    /// Lines with people, perhaps fewer of them than a line takes.
    pub(super) staffed: u32,
    /// Assemblers at the lines, as many as these take at most.
    pub(super) people: u32,
    /// Assemblers on shift; none where people are not modelled.
    pub(super) on_shift: Option<u32>,
    /// The time of assemblers on shift and at work until `booked`.
    pub(super) times: WorkTime,
    /// Whether it is a working hour.
    pub(super) open: bool,
    /// Whether no kit of a model is begun because too many of its computers are unsold, by model.
    pub(super) held: Vec<bool>,
    /// Whether an attempt to begin kits is scheduled for the present instant.
    pub(super) attempt_is_due: bool,
    pub(super) cause: Cause,
    /// When a kit was begun last; the start where none was.
    pub(super) last_begun: SimTime,
    /// What kept the lines from the next kit when they were open last.
    pub(super) obstacle: Cause,
    /// Up to when line time is booked.
    pub(super) booked: SimTime,
    /// Computers begun since the start, by model.
    pub(super) begun: Vec<u64>,
    /// Those begun before the present shares of models held.
    pub(super) begun_before: Vec<u64>,
}

impl Lines {
    /// Idle lines at the start.
    fn new(plan: &Assembly, place: PlaceId) -> Self {
        Self {
            place,
            count: plan.lines,
            busy: 0,
            working: 0,
            staffed: plan.lines,
            people: plan.lines.saturating_mul(plan.assemblers_per_line),
            on_shift: None,
            times: WorkTime::default(),
            open: plan.hours.is_open(SimTime::ZERO),
            held: vec![false; plan.models.len()],
            attempt_is_due: false,
            cause: Cause::Nothing,
            last_begun: SimTime::ZERO,
            obstacle: Cause::Nothing,
            booked: SimTime::ZERO,
            begun: vec![0; plan.models.len()],
            begun_before: vec![0; plan.models.len()],
        }
    }

    /// No further kit is begun for this cause, while the lines are open.
    pub(super) const fn stop(&mut self, cause: Cause) {
        self.cause = cause;
        self.obstacle = cause;
    }
}

/// A part at the lines. All parts lie in one table, in the order of their ids.
#[derive(Component, Clone, Debug)]
pub(super) struct LinePart {
    pub(super) name: String,
    /// Its place among those where something can wait.
    pub(super) place: PlaceId,
    /// The product that it is, where it is a chip made here and not purchased.
    pub(super) chip: Option<ProductId>,
    pub(super) stock: Stock,
    /// Line time lost since the start because it was missing.
    pub(super) starved: Duration,
}

impl LinePart {
    /// A part of which nothing is in stock.
    pub(super) fn new((name, chip): (String, Option<ProductId>), place: PlaceId) -> Self {
        Self {
            name,
            place,
            chip,
            stock: Stock::default(),
            starved: Duration::ZERO,
        }
    }
}

/// A bank of slots, each of which takes one computer for a fixed time. All banks lie in one table,
/// in the order in which a computer visits them, rework last.
#[derive(Component, Clone, Debug)]
pub(super) struct Bank {
    /// The bank as planned.
    pub(super) plan: BankPlan,
    /// Its place among those where something can wait.
    pub(super) place: PlaceId,
    /// Slots in use.
    pub(super) occupied: Level,
    /// All slots.
    pub(super) capacity: Level,
    /// Carriers with computers that wait, first come first served.
    pub(super) queue: VecDeque<u32>,
    /// Computers that wait.
    pub(super) waiting: u64,
}

impl Bank {
    /// An empty bank.
    pub(super) fn new(plan: BankPlan, place: PlaceId) -> Self {
        Self {
            place,
            capacity: Level::starting(i64::from(plan.slots), SimTime::ZERO),
            plan,
            occupied: Level::starting(0, SimTime::ZERO),
            queue: VecDeque::new(),
            waiting: 0,
        }
    }

    /// Slots that are free.
    pub(super) fn free(&self) -> u32 {
        u32::try_from(i64::from(self.plan.slots) - self.occupied.value()).unwrap_or(0)
    }
}

/// A test that a computer can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// The test of boards at the end of the line.
    Boards,
    /// The final test.
    Computers,
}

/// Computers that move together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carrier {
    pub(super) model: ModelId,
    /// Computers on it.
    pub(super) quantity: u32,
    /// When its kits were begun.
    pub(super) begun: SimTime,
    /// The test that they failed, to which rework sends them back.
    pub(super) failed_at: Option<Test>,
    /// The bank where it is.
    pub(super) bank: BankRow,
    /// Computers that wait for a slot there.
    pub(super) to_enter: u32,
    /// Computers in a slot there.
    pub(super) inside: u32,
}

/// Computers of a carrier in slots of a bank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    /// The row of the carrier.
    pub(super) carrier: u32,
    pub(super) bank: BankRow,
    /// How many computers.
    pub(super) units: u32,
}

/// The lines, what is under way, and collectors of assembly as a whole.
#[derive(Resource, Debug)]
pub(super) struct AssemblyState {
    pub(super) carriers: Pool<Carrier>,
    pub(super) stays: Pool<Stay>,
    pub(super) lines: Lines,
    /// Until when the waiting for slots has been added up.
    pub(super) banks_booked: SimTime,
    /// The receipts of this tick.
    pub(super) incoming: Vec<Receipt>,
    /// Random numbers of board tests.
    pub(super) board_test: Stream,
    /// Random numbers of final tests.
    pub(super) final_test: Stream,
    /// Random numbers of rework.
    pub(super) scrap: Stream,
    pub(super) statistics: LineStatistics,
    /// The time of the last point of the series, and the computers built until then.
    pub(super) last_point: (SimTime, u64),
    /// Events processed.
    pub(super) events: u64,
}

impl AssemblyState {
    /// Empty lines and banks.
    pub(super) fn new(plan: &Assembly, streams: &Streams, lines: PlaceId) -> Self {
        Self {
            carriers: Pool::default(),
            stays: Pool::default(),
            lines: Lines::new(plan, lines),
            banks_booked: SimTime::ZERO,
            incoming: Vec::new(),
            board_test: streams.stream("board test", "assembly"),
            final_test: streams.stream("computer test", "assembly"),
            scrap: streams.stream("scrap", "assembly"),
            statistics: LineStatistics {
                models: vec![ModelStatistics::default(); plan.models.len()],
                ..LineStatistics::default()
            },
            last_point: (SimTime::ZERO, 0),
            events: 0,
        }
    }
}
