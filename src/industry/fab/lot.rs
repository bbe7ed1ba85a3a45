//! Lots: wafers that travel together.

use bevy_ecs::prelude::*;

use super::plan::ListedLot;
use super::rows::{LotRow, SourceId, StepId};
use crate::engine::Pace;
use crate::engine::streams::fnv1a;
use crate::units::SimTime;

/// Where a lot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LotPlace {
    /// Nowhere: the row is free.
    Free,
    /// On its way to the tools of its next step.
    Carried,
    /// In the queue of a tool group.
    Waiting,
    /// On a tool.
    InProcess,
    /// Held, and waiting for an engineer.
    Held,
    /// Held, and an engineer is at work on it.
    InReview,
    /// Out of the park, at the foundry that makes the wafers.
    AtFoundry,
}

/// A lot. One table holds all of them; rows are recycled and never move. It takes one line of the
/// processor's cache.
#[derive(Component, Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Lot {
    /// The key of its draws: the stream's name and the number of the lot within the stream, so that
    /// a further stream changes no draw of other lots.
    pub serial: u64,
    /// When it was released.
    pub released: SimTime,
    /// When it is due out.
    pub due: SimTime,
    /// By when the step that meets its queue-time window must start.
    pub start_by: SimTime,
    /// The step that opened that window; none if none is open.
    pub window: Option<StepId>,
    /// The step it waits for or is at.
    pub step: StepId,
    /// How many steps it has started: the first visit is number 1, also as the key of draws.
    pub visits: u32,
    /// The next lot of its batch; of a free row, the next free row.
    pub next: Option<LotRow>,
    /// The stream it belongs to.
    pub source: SourceId,
    /// Its wafers now.
    pub wafers: u16,
    /// Its priority; higher goes first.
    pub priority: u16,
    /// Where it was last at tools: a place in the table of transports.
    pub location: u16,
    /// Where it is.
    pub place: LotPlace,
    /// Whether it was there at the start: no figure of its stream counts it.
    pub initial: bool,
}

const _: () = assert!(size_of::<Lot>() == 64, "a lot is touched at every move");

/// No location: a lot that was not at any tool yet.
pub(super) const NOWHERE: u16 = u16::MAX;

impl Lot {
    /// A free row.
    pub(super) fn free() -> Self {
        Self {
            serial: 0,
            released: SimTime::ZERO,
            due: SimTime::MAX,
            start_by: SimTime::MAX,
            window: None,
            step: StepId::new(0),
            visits: 0,
            next: None,
            source: SourceId::new(0),
            wafers: 0,
            priority: 0,
            location: NOWHERE,
            place: LotPlace::Free,
            initial: false,
        }
    }

    /// Its number in its stream, from 0 on; lots that were there at the start have their own.
    pub(super) const fn number(&self) -> u64 {
        self.serial & ((1 << NUMBER_BITS) - 1)
    }

    /// Closes its queue-time window, if one is open.
    pub(super) const fn close_window(&mut self) {
        self.window = None;
        self.start_by = SimTime::MAX;
    }
}

/// How many bits of a serial number are the number of the lot within its stream.
const NUMBER_BITS: u32 = 40;

/// The serial number of lot `number` of the stream called `source`: 24 bits of the name's hash,
/// then 40 bits of the number.
#[must_use]
pub fn serial_of(source: &str, number: u64) -> u64 {
    (fnv1a(source.as_bytes()) << NUMBER_BITS) | number
}

/// The running state of a lot stream.
#[derive(Component, Debug)]
pub(super) struct Source {
    /// Draws of the intervals between releases.
    pub(super) stream: crate::engine::Stream,
    /// Intervals, made ready; none where no lot is released at present, one is when one leaves, or
    /// at listed times.
    pub(super) interval: Option<crate::engine::DurationSampler>,
    /// When the next lot is due, where intervals say it.
    pub(super) pace: Option<Pace>,
    /// Lots released since the start.
    pub(super) released: u64,
    /// The serial number of lot zero.
    pub(super) first_serial: u64,
    /// When releases were put off because there is no money, the market is full, or there are
    /// enough chips; in order.
    pub(super) postponed: Vec<SimTime>,
    /// Whether a release was ever put off: it then comes later than the exit that asked for it.
    pub(super) was_postponed: bool,
    /// Lots of the start beyond the constant number in the line: so many leave before the next is
    /// released.
    pub(super) surplus: u32,
    /// Whether its product's position asks for lots, where it is pulled.
    pub(super) is_needed: bool,
}

impl Source {
    /// The next lot is due at this time, where intervals say it.
    pub(super) const fn expect(&mut self, due: SimTime) {
        if let Some(pace) = &mut self.pace {
            pace.expect(due);
        }
    }

    /// When the next lot is released, if that is known: after an interval, or as listed. A listed
    /// lot whose time has passed, because a hold put off the one before it, follows that one at the
    /// distance that is listed.
    pub(super) fn next_release(&mut self, now: SimTime, listed: &[ListedLot]) -> Option<SimTime> {
        if let Some(sampler) = &self.interval {
            let next = now + sampler.sample(&mut self.stream);
            self.expect(next);
            return Some(next);
        }
        let next = usize::try_from(self.released).ok()?;
        let lot = listed.get(next)?;
        if lot.start >= now {
            return Some(lot.start);
        }
        let before = listed[..next].last().map_or(lot.start, |last| last.start);
        Some(now + lot.start.since(before))
    }
}
