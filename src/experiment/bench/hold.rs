//! The hold model (pop the first event, schedule one in its place) and the storm (everything at one
//! instant) on the calendar and on the standard library's heap.
#![expect(
    clippy::cast_possible_truncation,
    reason = "the sizes are those of this file"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::engine::{Calendar, Phase, Stream, Streams};
use crate::units::{Duration, SimTime};

crate::row_ids! {
    /// The row of an event: its number in the hold model.
    pub struct Row;
}
crate::event_codes! {
    /// The one kind of event of the hold model.
    pub enum Event {
        /// The event of this row.
        Happened(Row),
    }
}

/// A list of pending events.
pub trait EventList {
    /// An empty list.
    fn empty() -> Self;
    /// Schedules an event.
    fn push(&mut self, at: SimTime, row: u32);
    /// Removes the earliest event.
    fn pop(&mut self) -> Option<(SimTime, u32)>;
}

impl EventList for Calendar<Event> {
    fn empty() -> Self {
        Self::new()
    }

    #[inline]
    fn push(&mut self, at: SimTime, row: u32) {
        self.schedule(at, Phase::Transfer, Event::Happened(Row::from(row)));
    }

    #[inline]
    fn pop(&mut self) -> Option<(SimTime, u32)> {
        let (at, Event::Happened(row)) = self.pop_until(SimTime::MAX)?;
        Some((at, row.into()))
    }
}

/// The standard library's heap over 128-bit keys: 48 bits of time, 48 of the ticket, 32 of the row.
pub struct StdHeap {
    heap: BinaryHeap<Reverse<u128>>,
    tickets: u64,
}

impl EventList for StdHeap {
    fn empty() -> Self {
        Self {
            heap: BinaryHeap::new(),
            tickets: 0,
        }
    }

    #[inline]
    fn push(&mut self, at: SimTime, row: u32) {
        let key =
            (u128::from(at.as_millis()) << 80) | (u128::from(self.tickets) << 32) | u128::from(row);
        self.tickets += 1;
        self.heap.push(Reverse(key));
    }

    #[inline]
    fn pop(&mut self) -> Option<(SimTime, u32)> {
        let Reverse(key) = self.heap.pop()?;
        Some((SimTime::from_millis((key >> 80) as u64), key as u32))
    }
}

/// The distribution of the time from scheduling an event to the event.
#[derive(Clone, Copy)]
pub enum Increments {
    /// Exponential with a mean of 1e6 ms.
    Exponential,
    /// Nine of ten exponential with a mean of 1e6 ms, the others with a mean of 1e9 ms.
    Bimodal,
    /// Exponential with a mean of 1e3 ms: with many pending, most share their instant.
    Ties,
}

impl Increments {
    /// All distributions, with their names.
    pub const ALL: [(&'static str, Self); 3] = [
        ("exponential", Self::Exponential),
        ("bimodal", Self::Bimodal),
        ("ties", Self::Ties),
    ];

    #[inline]
    fn draw(self, stream: &mut Stream) -> Duration {
        let mean = match self {
            Self::Exponential => 1e6,
            Self::Bimodal => {
                if stream.bits() & 0xff < 26 {
                    1e9
                } else {
                    1e6
                }
            }
            Self::Ties => 1e3,
        };
        Duration::from_millis_f64(mean * stream.exponential())
    }
}

/// A hold model in its steady state.
pub struct Hold<L> {
    list: L,
    stream: Stream,
    increments: Increments,
}

impl<L: EventList> Hold<L> {
    /// The model with `pending` events, warmed up by two holds per event.
    #[must_use]
    pub fn new(pending: usize, increments: Increments) -> Self {
        let mut hold = Self {
            list: L::empty(),
            stream: Streams::new(1, 0).stream("hold", "increment"),
            increments,
        };
        for row in 0..pending {
            let delay = increments.draw(&mut hold.stream);
            hold.list.push(SimTime::ZERO + delay, row as u32);
        }
        hold.run(2 * pending as u64);
        hold
    }

    /// Pops an event and schedules another `count` times; returns a hash of the popped events.
    ///
    /// # Panics
    /// If the list loses an event.
    pub fn run(&mut self, count: u64) -> u64 {
        let mut digest = 0_u64;
        for _ in 0..count {
            let (at, row) = self.list.pop().expect("a hold model never runs dry");
            digest = digest.rotate_left(5) ^ at.as_millis() ^ u64::from(row);
            self.list
                .push(at + self.increments.draw(&mut self.stream), row);
        }
        digest
    }
}

/// Schedules `count` events at one instant, of which each schedules one more at that instant, and
/// returns the number of events popped.
///
/// # Panics
/// If the list loses an event.
pub fn storm<L: EventList>(list: &mut L, at: SimTime, count: u32) -> u64 {
    for row in 0..count {
        list.push(at, row);
    }
    let mut pops = 0;
    while let Some((now, row)) = list.pop() {
        pops += 1;
        if row < count {
            list.push(now, row + count);
        }
    }
    assert_eq!(pops, 2 * u64::from(count), "a storm loses nothing");
    pops
}
