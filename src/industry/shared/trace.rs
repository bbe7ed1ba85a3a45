//! The trace of a run: what lots, deliveries, carriers of computers and orders went through, by
//! which a late order is explained. It is kept only where a run is asked for it, and acts on
//! nothing.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;

use super::flow::{ModelId, PartId};
use super::waiting::PlaceId;
use crate::units::{Duration, SimTime, named_enum};

named_enum! {
    /// What an order waits for while it is not complete.
    pub enum Reason {
        /// A lot waits for a tool.
        Tool = "waiting for a tool",
        /// A lot waits for an operator.
        Operator = "waiting for an operator",
        /// A lot waits for a tool that waits for technicians.
        Technician = "waiting for a technician",
        /// A lot waits for others of its batch.
        Batch = "waiting for a full batch",
        /// A lot waits for the end of another setup's minimum run.
        MinimumRun = "waiting for the end of a minimum run",
        /// A held lot waits for an engineer.
        Engineer = "waiting for an engineer",
        /// A lot is processed, carried or reviewed, or made by a foundry.
        Process = "processing in the fab",
        /// A lot waits for a station of the back end.
        Station = "waiting for a station",
        /// A lot is probed, packaged or tested.
        Backend = "work in the back end",
        /// No lot was started yet.
        Start = "wafers not started yet",
        /// A part is ordered and has not come.
        Lead = "delivery of a part",
        /// A part is not ordered yet.
        Ordering = "part not ordered yet",
        /// A kit is complete, and all lines are busy.
        Line = "waiting for a line",
        /// A kit is complete, and a line has too few assemblers.
        Assembler = "waiting for an assembler",
        /// Computers wait for a slot behind the lines.
        Slots = "waiting for slots",
        /// Computers are on a line, in slots, tested or reworked.
        Assembly = "assembly and tests",
        /// The lines are outside of their working hours.
        Closed = "lines closed",
        /// No kit was begun, since too many computers of the model were unsold, or as many were
        /// begun as the lines knew to be asked for.
        Held = "model held",
        /// Computers were finished and went to earlier orders.
        Earlier = "given to earlier orders",
    }
}

/// A span of time and what was waited for in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// When it begins.
    pub from: SimTime,
    /// When it ends.
    pub to: SimTime,
    /// What was waited for.
    pub reason: Reason,
    /// Where: tool group, station, part or bank of slots; none where that is no place.
    pub place: Option<PlaceId>,
}

/// Where units of a part came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// They are the chips of the lot of this number.
    Lot(u64),
    /// They were ordered, or their supplier began to deliver, at this time.
    Ordered(SimTime),
}

/// Units of a part that came to the lines.
#[derive(Clone, Copy, Debug)]
pub struct Delivery {
    /// When they came.
    pub at: SimTime,
    /// Where they came from.
    pub origin: Origin,
}

/// What a lot went through.
#[derive(Clone, Debug, Default)]
pub struct LotTrace {
    /// When it was released; the start for a lot that was in the line then.
    pub released: SimTime,
    /// When it left the fab; none if it has not.
    pub left_fab: Option<SimTime>,
    /// Its waits in the fab and at the stations, in order of time.
    pub waits: Vec<Span>,
    /// When it came to the station where it is.
    at_station: SimTime,
}

/// What a carrier of computers went through.
#[derive(Clone, Debug)]
pub struct CarrierTrace {
    /// The model of its computers.
    pub model: ModelId,
    /// When its kits were begun.
    pub begun: SimTime,
    /// When its computers were finished.
    pub finished: SimTime,
    /// Its waits for slots, in order of time.
    pub waits: Vec<Span>,
}

/// An order that was completed.
#[derive(Clone, Copy, Debug)]
pub struct OrderTrace {
    /// Its number, from 1 on in the order of placing.
    pub number: u64,
    /// The model that it is for.
    pub model: ModelId,
    /// How many computers.
    pub computers: u32,
    /// When it was placed.
    pub placed: SimTime,
    /// When it was due.
    pub due: SimTime,
    /// When it was complete.
    pub completed: SimTime,
    /// Whether it was due before the first computer of its model came, as the market counts it.
    pub is_due_too_early: bool,
}

impl OrderTrace {
    /// By how much it was late; zero if it was on time.
    #[must_use]
    pub fn lateness(&self) -> Duration {
        self.completed.saturating_since(self.due)
    }
}

/// The trace of a run so far.
#[derive(Resource, Clone, Debug, Default)]
pub struct Trace {
    /// Lots by their numbers.
    pub lots: BTreeMap<u64, LotTrace>,
    /// Deliveries by part, in order of time.
    pub deliveries: BTreeMap<PartId, Vec<Delivery>>,
    /// What the lines waited for: spans without gaps, in order of time.
    pub lines: Vec<Span>,
    /// Finished carriers, in order of time.
    pub carriers: Vec<CarrierTrace>,
    /// Completed orders, in order of time.
    pub orders: Vec<OrderTrace>,
    /// How many orders were placed.
    pub placed: u64,
    /// How many orders were cancelled after they were due.
    pub cancelled_late: u64,
    /// Numbers of the orders that are open, and when they are due.
    open: BTreeMap<Entity, (u64, SimTime)>,
    /// Waits of carriers that are not finished, by their rows.
    under_way: BTreeMap<u32, Vec<Span>>,
    /// Since when carriers are at a bank and have computers without a slot, by their rows.
    at_bank: BTreeMap<u32, SimTime>,
    /// By row of the table of lots: what its group's lots had waited, by cause, when it joined.
    joined: Vec<[Duration; 5]>,
    /// By row of the table of lots: since when it is held.
    held: BTreeMap<usize, SimTime>,
}

impl Trace {
    /// A lot comes into the line.
    pub fn release(&mut self, serial: u64, now: SimTime) {
        self.lots.entry(serial).or_default().released = now;
    }

    /// A lot in the row joins the queue of a group whose lots have waited so long, by cause, since
    /// the start.
    pub fn join(&mut self, row: usize, waited: [Duration; 5]) {
        if self.joined.len() <= row {
            self.joined.resize(row + 1, [Duration::ZERO; 5]);
        }
        self.joined[row] = waited;
    }

    /// A lot in the row ends its wait, and has waited in proportion to what all lots of the group
    /// waited for meanwhile.
    pub fn end_wait(
        &mut self,
        (serial, row): (u64, usize),
        (joined, now): (SimTime, SimTime),
        waited: [Duration; 5],
        place: PlaceId,
    ) {
        const REASONS: [Reason; 5] = [
            Reason::Tool,
            Reason::Operator,
            Reason::Technician,
            Reason::Batch,
            Reason::MinimumRun,
        ];
        let before = self.joined.get(row).copied().unwrap_or_default();
        let parts: [u64; 5] =
            std::array::from_fn(|cause| (waited[cause] - before[cause]).as_millis());
        let all: u64 = parts.iter().sum();
        let span = now.since(joined);
        if span.is_zero() || all == 0 {
            return;
        }
        let waits = &mut self.lots.entry(serial).or_default().waits;
        let (mut from, mut sum) = (joined, 0_u64);
        for (reason, part) in REASONS.into_iter().zip(parts) {
            if part > 0 {
                sum += part;
                let millis = u128::from(span.as_millis()) * u128::from(sum) / u128::from(all);
                let to = joined + Duration::millis(u64::try_from(millis).unwrap_or(u64::MAX));
                waits.push(Span {
                    from,
                    to,
                    reason,
                    place: Some(place),
                });
                from = to;
            }
        }
    }

    /// A lot in the row is held for an engineer.
    pub fn hold(&mut self, row: usize, now: SimTime) {
        self.held.insert(row, now);
    }

    /// An engineer begins to review the lot in the row.
    pub fn review(&mut self, serial: u64, row: usize, now: SimTime) {
        if let Some(from) = self.held.remove(&row)
            && from < now
        {
            self.lots.entry(serial).or_default().waits.push(Span {
                from,
                to: now,
                reason: Reason::Engineer,
                place: None,
            });
        }
    }

    /// A lot leaves the fab.
    pub fn leave_fab(&mut self, serial: u64, now: SimTime) {
        self.lots.entry(serial).or_default().left_fab = Some(now);
    }

    /// A lot comes to a station of the back end.
    pub fn come_to_station(&mut self, serial: u64, now: SimTime) {
        self.lots.entry(serial).or_default().at_station = now;
    }

    /// A station takes a lot.
    pub fn start_at_station(&mut self, serial: u64, now: SimTime, place: PlaceId) {
        let lot = self.lots.entry(serial).or_default();
        if lot.at_station < now {
            lot.waits.push(Span {
                from: lot.at_station,
                to: now,
                reason: Reason::Station,
                place: Some(place),
            });
        }
    }

    /// Units of a part come to the lines.
    pub fn deliver(&mut self, part: PartId, at: SimTime, origin: Origin) {
        let deliveries = self.deliveries.entry(part).or_default();
        deliveries.push(Delivery { at, origin });
    }

    /// The lines waited for something from one instant to another.
    pub fn wait_at_lines(&mut self, span: Span) {
        let alike = self.lines.last_mut().filter(|last| {
            (last.reason, last.place, last.to) == (span.reason, span.place, span.from)
        });
        match alike {
            Some(last) => last.to = span.to,
            None => self.lines.push(span),
        }
    }

    /// An order is placed, to be complete by `due`.
    pub fn place_order(&mut self, order: Entity, due: SimTime) {
        self.placed += 1;
        self.open.insert(order, (self.placed, due));
    }

    /// An order is cancelled.
    pub fn cancel_order(&mut self, order: Entity, now: SimTime) {
        let cancelled = self.open.remove(&order);
        self.cancelled_late += u64::from(cancelled.is_some_and(|(_, due)| due < now));
    }

    /// How many orders are open after the day on which they were due.
    #[must_use]
    pub fn overdue(&self, now: SimTime) -> u64 {
        let open = self.open.values();
        open.filter(|(_, due)| *due < now).count() as u64
    }

    /// An order is complete; its number is set here.
    pub fn complete_order(&mut self, order: Entity, completed: OrderTrace) {
        if let Some((number, _)) = self.open.remove(&order) {
            self.orders.push(OrderTrace {
                number,
                ..completed
            });
        }
    }

    /// Kits are begun, of the carrier in the row.
    pub fn begin_carrier(&mut self, row: u32) {
        self.under_way.insert(row, Vec::new());
    }

    /// Some computers of a carrier go on in a carrier of their own.
    pub fn split_carrier(&mut self, row: u32, apart: u32) {
        let waits = self.under_way.get(&row).cloned().unwrap_or_default();
        self.under_way.insert(apart, waits);
    }

    /// A carrier comes to a bank of slots.
    pub fn come_to_bank(&mut self, row: u32, now: SimTime) {
        self.at_bank.insert(row, now);
    }

    /// The last computers of a carrier get their slots.
    pub fn take_slots(&mut self, row: u32, now: SimTime, place: PlaceId) {
        if let Some(from) = self.at_bank.remove(&row)
            && from < now
        {
            self.under_way.entry(row).or_default().push(Span {
                from,
                to: now,
                reason: Reason::Slots,
                place: Some(place),
            });
        }
    }

    /// The computers of the carrier in the row are finished.
    pub fn finish_carrier(&mut self, row: u32, model: ModelId, begun: SimTime, now: SimTime) {
        let waits = self.under_way.remove(&row).unwrap_or_default();
        self.carriers.push(CarrierTrace {
            model,
            begun,
            finished: now,
            waits,
        });
    }
}
