//! The event calendar: what happens next, in a total order that nothing but the model decides.
//!
//! Read [`Calendar`] for the promises and [`event_codes!`](crate::event_codes) for how a
//! subsystem names its events. The queue is a radix ladder: events far ahead lie unsorted in slots
//! by the digits of their time, the next few lie sorted in a small front, and those of the current
//! instant lie in one first-in-first-out list a phase, so that a zero delay costs O(1) however many
//! events share the instant. A hold (pop one, schedule one) costs the same at a hundred pending
//! events as at a hundred thousand.

use std::collections::VecDeque;
use std::marker::PhantomData;

use bevy_ecs::resource::Resource;

use super::event::{EventCode, Phase};
use crate::units::SimTime;

/// Bits of a digit of time: a level of the ladder has 64 slots, one machine word of occupancy.
const DIGIT_BITS: u32 = 6;
/// Slots a level.
const SLOTS: usize = 1 << DIGIT_BITS;
/// Levels: 8 digits of 6 bits cover the 48 bits of time.
const LEVELS: usize = 8;
/// A slot of at most so many events is opened into the sorted front; a fuller one is first spread
/// over the levels below it.
const FRONT: usize = 32;

/// One pending event as a number, so that one comparison decides:
/// time 48 bits | phase 2 | ticket 46 | code 32.
type Entry = u128;

/// Bits below an entry's time.
const TIME_SHIFT: u32 = 80;
/// Bits below an entry's phase.
const PHASE_SHIFT: u32 = 78;
/// Tickets that fit in an entry: 70,000 billion events.
const TICKETS: u64 = 1 << 46;

const fn entry(time: u64, phase: Phase, ticket: u64, code: u32) -> Entry {
    ((time as u128) << TIME_SHIFT)
        | ((phase as u128) << PHASE_SHIFT)
        | ((ticket as u128) << 32)
        | code as u128
}

const fn time_of(entry: Entry) -> u64 {
    (entry >> TIME_SHIFT) as u64
}

const fn phase_of(entry: Entry) -> usize {
    ((entry >> PHASE_SHIFT) & 3) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "the lower 32 bits")]
const fn code_of(entry: Entry) -> u32 {
    entry as u32
}

/// Bits below the digit of time at `level`.
#[expect(clippy::cast_possible_truncation, reason = "at most 42")]
const fn shift_of(level: usize) -> u32 {
    DIGIT_BITS * level as u32
}

/// The slot and its level for `time`, seen from `reference`: the level is that of the highest digit
/// at which they differ.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "one digit is left")]
const fn place_of(time: u64, reference: u64) -> (usize, usize) {
    let level = (((time ^ reference) | 1).ilog2() / DIGIT_BITS) as usize % LEVELS;
    let digit = (time >> shift_of(level)) as usize % SLOTS;
    (level, level * SLOTS + digit)
}

/// A subsystem's pending events, popped in the order of (time, [`Phase`], ticket): at one instant
/// and phase, first scheduled is first popped.
///
/// Time never goes back: an event must not lie before the last popped one. At the current instant
/// any phase may be scheduled, also an earlier one, which then comes next. A refused
/// [`pop_until`](Self::pop_until) changes nothing: earlier events may still be scheduled after it.
#[derive(Resource)]
pub struct Calendar<E: EventCode> {
    /// Events after `reference`: slot `64 * level + digit` holds those whose digits above `level`
    /// are those of `reference` and whose digit at `level` is this greater one. Events of one time
    /// stand in ticket order within their phase.
    slots: Vec<Vec<Entry>>,
    /// Which slots of each level hold events.
    occupied: [u64; LEVELS],
    /// Which levels hold events.
    levels: u32,
    /// The last time that the front answers for; never before the clock.
    reference: u64,
    /// Events up to `reference`, the first one last.
    front: Vec<Entry>,
    /// Codes of the events scheduled at the current instant for this very instant, by phase.
    instant: [VecDeque<u32>; Phase::COUNT],
    /// How many events `instant` holds.
    in_instant: usize,
    /// Time of the last popped event.
    clock: u64,
    /// Tickets given out.
    tickets: u64,
    /// Pending events.
    pending: usize,
    events: PhantomData<E>,
}

impl<E: EventCode> Default for Calendar<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: EventCode> Calendar<E> {
    /// A calendar without events, at the start of time.
    #[must_use]
    pub fn new() -> Self {
        Self {
            slots: vec![Vec::new(); LEVELS * SLOTS],
            occupied: [0; LEVELS],
            levels: 0,
            reference: 0,
            front: Vec::with_capacity(2 * FRONT + 1),
            instant: Default::default(),
            in_instant: 0,
            clock: 0,
            tickets: 0,
            pending: 0,
            events: PhantomData,
        }
    }

    /// Lets `event` happen at `at`, in `phase`.
    ///
    /// # Panics
    /// If `at` lies before [`now`](Self::now), or is [`SimTime::MAX`] or later.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: E) {
        let (time, code) = (at.as_millis(), event.pack());
        assert!(
            time >= self.clock,
            "a subsystem never schedules before its own clock"
        );
        self.pending += 1;
        if time == self.clock {
            self.instant[phase as usize].push_back(code);
            self.in_instant += 1;
            return;
        }
        assert!(
            at < SimTime::MAX && self.tickets < TICKETS,
            "an event beyond the end of time"
        );
        let entry = entry(time, phase, self.tickets, code);
        self.tickets += 1;
        if time > self.reference {
            self.put(entry);
        } else {
            self.insert_in_front(entry);
        }
    }

    /// Takes the first event if it lies before `limit`, and moves the clock to it.
    #[inline]
    pub fn pop_until(&mut self, limit: SimTime) -> Option<(SimTime, E)> {
        let limit = limit.as_millis();
        if self.in_instant > 0 {
            return self.pop_of_instant(limit);
        }
        if self.front.is_empty() && !self.refill(limit) {
            return None;
        }
        let Some(&first) = self.front.last() else {
            return self.pop_of_instant(limit); // a crowd moved straight into the instant
        };
        let time = time_of(first);
        if time >= limit {
            return None;
        }
        self.front.pop();
        self.pending -= 1;
        self.clock = time;
        Some((SimTime::from_millis(time), E::unpack(code_of(first))))
    }

    /// When the first event is due. Takes time in proportion to the events due about then: meant
    /// for once a tick, not once an event.
    #[must_use]
    pub fn peek_time(&self) -> Option<SimTime> {
        let time = if self.in_instant > 0 {
            Some(self.clock)
        } else if let Some(&first) = self.front.last() {
            Some(time_of(first))
        } else if self.levels == 0 {
            None
        } else {
            let (_, slot) = self.first_slot();
            self.slots[slot].iter().map(|&entry| time_of(entry)).min()
        };
        time.map(SimTime::from_millis)
    }

    /// Time of the last popped event; the start of time before the first.
    #[must_use]
    pub const fn now(&self) -> SimTime {
        SimTime::from_millis(self.clock)
    }

    /// How many events are pending.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.pending
    }

    /// Whether no event is pending.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.pending == 0
    }

    /// Pops from the current instant, to which the front may still hold older events. There is at
    /// least one event in `instant`.
    #[inline]
    fn pop_of_instant(&mut self, limit: u64) -> Option<(SimTime, E)> {
        if self.clock >= limit {
            return None;
        }
        let phase = self.instant.iter().position(|list| !list.is_empty())?;
        self.pending -= 1;
        let code = match self.front.last() {
            Some(&first) if time_of(first) == self.clock && phase_of(first) <= phase => {
                self.front.pop();
                code_of(first)
            }
            _ => {
                self.in_instant -= 1;
                self.instant[phase].pop_front()?
            }
        };
        Some((SimTime::from_millis(self.clock), E::unpack(code)))
    }

    /// Puts an event that lies after `reference` into its slot. (While a slot is being spread, the
    /// events of its very first instant equal `reference`; they are opened before anything else.)
    #[inline]
    fn put(&mut self, entry: Entry) {
        let (level, index) = place_of(time_of(entry), self.reference);
        self.slots[index].push(entry);
        self.occupied[level] |= 1 << (index % SLOTS);
        self.levels |= 1 << level;
    }

    /// Sorts an event that does not lie after `reference` into the front.
    #[inline]
    fn insert_in_front(&mut self, entry: Entry) {
        let mut place = self.front.len();
        self.front.push(entry);
        while place > 0 && self.front[place - 1] < entry {
            self.front[place] = self.front[place - 1];
            place -= 1;
        }
        self.front[place] = entry;
        if self.front.len() > 2 * FRONT {
            self.spill();
        }
    }

    /// The level and the index of the slot with the next events. Some level must hold events.
    #[inline]
    fn first_slot(&self) -> (usize, usize) {
        let level = self.levels.trailing_zeros() as usize % LEVELS;
        let digit = self.occupied[level].trailing_zeros() as usize;
        (level, level * SLOTS + digit)
    }

    /// Opens the next slot: into the front if it holds few events, else over lower levels, and a
    /// crowd of one instant into that instant's lists. Front and instant must be empty. A slot that
    /// starts at `limit` or later stays shut and the answer is `false`, as it is when none is left.
    #[inline(never)]
    fn refill(&mut self, limit: u64) -> bool {
        while self.levels != 0 {
            let (level, index) = self.first_slot();
            let shift = shift_of(level);
            let above = (self.reference >> shift) & !(SLOTS as u64 - 1);
            let start = (above | (index % SLOTS) as u64) << shift;
            if start >= limit {
                return false;
            }
            self.shut(index);
            if self.slots[index].len() <= FRONT {
                self.reference = start | ((1 << shift) - 1);
                self.front.append(&mut self.slots[index]);
                if self.front.len() > 1 {
                    self.front.sort_unstable_by(|a, b| b.cmp(a));
                }
                return true;
            }
            self.reference = start;
            let mut crowd = std::mem::take(&mut self.slots[index]);
            if level == 0 {
                self.clock = start;
                self.in_instant = crowd.len();
                for entry in crowd.drain(..) {
                    self.instant[phase_of(entry)].push_back(code_of(entry));
                }
            } else {
                for entry in crowd.drain(..) {
                    self.put(entry);
                }
            }
            self.slots[index] = crowd;
            if self.in_instant > 0 {
                return true;
            }
        }
        false
    }

    /// Moves the later half of an overfull front into slots.
    #[cold]
    #[inline(never)]
    fn spill(&mut self) {
        let mut keep_until = time_of(self.front[self.front.len() / 2]);
        if time_of(self.front[0]) == keep_until {
            // The later half is one instant: it leaves as a whole. It is not the current one, of
            // which a front never holds more than it was opened with.
            keep_until -= 1;
        }
        debug_assert!(keep_until >= self.clock);
        self.lower_reference(keep_until);
        let leaving = self
            .front
            .partition_point(|&entry| time_of(entry) > keep_until);
        for place in (0..leaving).rev() {
            self.put(self.front[place]);
        }
        self.front.drain(..leaving);
    }

    /// Takes the reference back to `earlier`. Where the two differ at a digit, what lay on the
    /// levels below it now lies in one slot of that level.
    fn lower_reference(&mut self, earlier: u64) {
        let (level, _) = place_of(self.reference, earlier);
        self.reference = earlier;
        let below = (1 << level) - 1;
        while self.levels & below != 0 {
            let (_, index) = self.first_slot();
            self.shut(index);
            let mut moving = std::mem::take(&mut self.slots[index]);
            for entry in moving.drain(..) {
                self.put(entry);
            }
            self.slots[index] = moving;
        }
    }

    /// Notes that slot `index` is empty.
    #[inline]
    fn shut(&mut self, index: usize) {
        let level = index / SLOTS;
        self.occupied[level] &= !(1 << (index % SLOTS));
        if self.occupied[level] == 0 {
            self.levels &= !(1 << level);
        }
    }
}

#[cfg(test)]
mod tests;
