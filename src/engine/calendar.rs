//! The event calendar: the pending events in a total order (method M4).
//!
//! Read [`Calendar`] for its guarantees and [`event_codes!`](crate::event_codes) for how a
//! subsystem names its events. The queue is a radix ladder: events far ahead lie unsorted in slots
//! by the digits of their time, the next few lie sorted in a small front, and those of one
//! millisecond and phase are a list in order of arrival, so that a zero delay costs O(1) however
//! many events share the instant. A hold (pop one, schedule one) costs about the same at a hundred
//! pending events as at a hundred thousand.

mod blocks;
mod entry;
mod sizes;

use std::marker::PhantomData;

use bevy_ecs::resource::Resource;

use blocks::{Blocks, Slot};
use entry::{Entry, PHASE_BITS, TICKETS, code_of, entry, key, key_of, time_of};
use sizes::{CLUSTER, FRONT, KEPT, MOVES, ONE_BY_ONE};

use super::event::{EventCode, Phase};
use crate::units::SimTime;

/// Bits of a digit of a key: a level of the ladder has 64 slots, one machine word of occupancy.
const DIGIT_BITS: u32 = 6;
/// Slots a level.
const SLOTS: usize = 1 << DIGIT_BITS;
/// Levels: 9 digits of 6 bits cover the 50 bits of a key.
const LEVELS: usize = 9;
/// Slots of all levels.
const SLOTS_IN_ALL: usize = LEVELS * SLOTS;
/// Bits below the digit of a key at `level`.
#[expect(clippy::cast_possible_truncation, reason = "at most 48")]
const fn shift_of(level: usize) -> u32 {
    DIGIT_BITS * level as u32
}

/// The digit of `key` at `level`.
#[expect(clippy::cast_possible_truncation, reason = "one digit is left")]
const fn digit_of(key: u64, level: usize) -> usize {
    (key >> shift_of(level)) as usize % SLOTS
}

/// The level and digit of the slot for `key`, seen from `reference`: the level is that of the
/// highest digit at which they differ.
#[inline]
const fn place_of(key: u64, reference: u64) -> (usize, usize) {
    let level = (((key ^ reference) | 1).ilog2() / DIGIT_BITS) as usize % LEVELS;
    (level, digit_of(key, level))
}

/// Moves the entry at `end` of a list that is descending before it to its place there. Returns how
/// many entries were shifted.
#[inline]
fn sort_in(list: &mut [Entry], end: usize) -> usize {
    let entry = list[end];
    let mut place = end;
    while place > 0 && list[place - 1] < entry {
        list[place] = list[place - 1];
        place -= 1;
    }
    list[place] = entry;
    end - place
}

/// A subsystem's pending events, popped in the order of (time, [`Phase`], ticket): at one instant
/// and phase, first scheduled is first popped.
///
/// Time never goes back: an event must not lie before the last popped one. At the current instant
/// any phase may be scheduled, also an earlier one, which then comes next. A refused
/// [`pop_until`](Self::pop_until) changes nothing: earlier events may still be scheduled after it.
#[derive(Resource)]
pub struct Calendar<E: EventCode> {
    /// Events from `beyond` on: slot `[level][digit]` holds those whose digits above `level` are
    /// those of `reference` and whose digit at `level` is this greater one; at level 0 it may be
    /// the same. Events of one key stand in ticket order.
    slots: Box<[[Slot; SLOTS]; LEVELS]>,
    blocks: Blocks,
    /// Which slots of each level hold events.
    occupied: [u64; LEVELS],
    /// Which levels hold events.
    levels: u32,
    /// The key relative to which events are put into slots.
    reference: u64,
    /// The first key beyond the range of the front: `reference` or the one after it.
    beyond: u64,
    /// Events before `beyond`, the first one last.
    front: Vec<Entry>,
    /// How many entries insertions have moved since the front was filled.
    moves: usize,
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
            slots: Box::new([[Slot::default(); SLOTS]; LEVELS]),
            blocks: Blocks::new(),
            occupied: [0; LEVELS],
            levels: 0,
            reference: 0,
            beyond: 0,
            front: Vec::with_capacity(FRONT + KEPT + 1),
            moves: 0,
            clock: 0,
            tickets: 0,
            pending: 0,
            events: PhantomData,
        }
    }

    /// Schedules `event` at `at`, in `phase`.
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
        assert!(
            at < SimTime::MAX && self.tickets < TICKETS,
            "an event beyond the end of time"
        );
        let key = key(time, phase);
        let entry = entry(key, self.tickets, code);
        self.tickets += 1;
        self.pending += 1;
        if key >= self.beyond {
            self.put(entry);
        } else {
            self.insert_in_front(entry);
        }
    }

    /// Takes the first event if it lies before `limit`, and moves the clock to it.
    #[inline]
    pub fn pop_until(&mut self, limit: SimTime) -> Option<(SimTime, E)> {
        let limit = limit.as_millis();
        let first = match self.front.last() {
            Some(&first) if time_of(first) >= limit => return None,
            Some(_) => self.front.pop()?,
            None if self.levels & 1 == 1 => self.pop_of_instant(limit)?,
            None => self.pop_of_slots(limit)?,
        };
        self.pending -= 1;
        self.clock = time_of(first);
        Some((SimTime::from_millis(self.clock), E::unpack(code_of(first))))
    }

    /// Whether the next event is one of the present instant, the time of the last popped event, in
    /// phase [`Phase::Transfer`].
    #[inline]
    #[must_use]
    pub fn transfers_now(&self) -> bool {
        let transfers = key(self.clock, Phase::Transfer);
        match self.front.last() {
            Some(&first) => key_of(first) == transfers,
            // Slots above the lowest level hold later keys than any that was popped.
            None if self.levels & 1 == 1 => {
                let digit = u64::from(self.occupied[0].trailing_zeros());
                (self.reference & !(SLOTS as u64 - 1)) | digit == transfers
            }
            None => false,
        }
    }

    /// When the first event is due. Takes time in proportion to the events due about then: meant
    /// for once a tick, not once an event.
    #[must_use]
    pub fn peek_time(&self) -> Option<SimTime> {
        let first = if let Some(&first) = self.front.last() {
            Some(first)
        } else if self.levels == 0 {
            None
        } else {
            let (level, digit) = self.first_slot();
            let pieces = self.blocks.pieces(self.slots[level][digit]);
            pieces.flatten().min().copied()
        };
        first.map(|first| SimTime::from_millis(time_of(first)))
    }

    /// Events that come next, in their order: as many as are sorted already, maybe none, at most
    /// some hundred. Others may still be scheduled before or between them.
    #[inline]
    pub fn upcoming(&self) -> impl Iterator<Item = E> {
        let next = self.front.iter().rev();
        next.map(|&entry| E::unpack(code_of(entry)))
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

    /// Puts an event beyond the range of the front into its slot.
    #[inline]
    fn put(&mut self, entry: Entry) {
        let (level, digit) = place_of(key_of(entry), self.reference);
        let slot = &mut self.slots[level][digit];
        self.blocks.append(slot, entry, self.pending);
        self.occupied[level] |= 1 << digit;
        self.levels |= 1 << level;
    }

    /// Sorts an event within the range of the front into it.
    #[inline]
    fn insert_in_front(&mut self, entry: Entry) {
        let before = self.front.len();
        self.front.push(entry);
        self.moves += sort_in(&mut self.front, before);
        let events = before + 1;
        if events > KEPT && (self.moves > MOVES || events > FRONT + KEPT) {
            self.spill();
        }
    }

    /// The level and the digit of the slot with the next events. Some level must hold events.
    #[inline]
    fn first_slot(&self) -> (usize, usize) {
        let level = self.levels.trailing_zeros() as usize % LEVELS;
        let digit = self.occupied[level].trailing_zeros() as usize % SLOTS;
        (level, digit)
    }

    /// Takes the first event if it lies before `limit`: the front must be empty and level 0 not.
    /// Its slots hold the events of one key each, which leave as they came.
    #[inline(never)]
    fn pop_of_instant(&mut self, limit: u64) -> Option<Entry> {
        let digit = self.occupied[0].trailing_zeros() as usize % SLOTS;
        let key = (self.reference & !(SLOTS as u64 - 1)) | digit as u64;
        if key >> PHASE_BITS >= limit {
            return None;
        }
        (self.reference, self.beyond) = (key, key);
        let (first, emptied) = self.blocks.take_first(&mut self.slots[0][digit]);
        if emptied {
            self.shut(0, digit);
        }
        Some(first)
    }

    /// Takes the first event if it lies before `limit`. The front must be empty. The next slots are
    /// opened into the front if they hold few events, else the next one is spread over the level
    /// below, or moved to the lowest if its events are of one key. If it starts at `limit` or
    /// later, it stays shut.
    #[inline(never)]
    fn pop_of_slots(&mut self, limit: u64) -> Option<Entry> {
        while self.levels != 0 {
            let (level, digit) = self.first_slot();
            if level == 0 {
                return self.pop_of_instant(limit);
            }
            let shift = shift_of(level);
            let above = (self.reference >> shift) & !(SLOTS as u64 - 1);
            let start = (above | digit as u64) << shift;
            if start >> PHASE_BITS >= limit {
                return None;
            }
            if let Some(last) = self.open_run(level).or_else(|| self.open(level, digit)) {
                self.moves = 0;
                self.reference = ((above | last as u64) << shift) | ((1 << shift) - 1);
                self.beyond = self.reference + 1;
                if time_of(*self.front.last()?) >= limit {
                    return None;
                }
                return self.front.pop();
            }
            if let Some(key) = self.blocks.only_key(self.slots[level][digit]) {
                self.sink(level, digit, key);
            } else {
                (self.reference, self.beyond) = (start, start);
                self.spread(level, digit);
            }
        }
        None
    }

    /// Moves the events of the first slots of a level above 0 into the empty front, sorted: as many
    /// slots as hold [`ONE_BY_ONE`] events together. Returns the digit of the last of them.
    #[inline]
    fn open_run(&mut self, level: usize) -> Option<usize> {
        let row = &mut self.slots[level];
        let (mut rest, mut run, mut room) = (self.occupied[level], 0_u64, ONE_BY_ONE);
        while rest != 0 {
            let digit = rest.trailing_zeros() as usize % SLOTS;
            let Some(entries) = self.blocks.only_block(row[digit]) else {
                break;
            };
            if entries.len() > room {
                break;
            }
            room -= entries.len();
            run |= 1 << digit;
            rest &= rest - 1;
        }
        let last = run.checked_ilog2()? as usize;
        self.occupied[level] = rest;
        if rest == 0 {
            self.levels &= !(1 << level);
        }
        while let Some(digit) = run.checked_ilog2() {
            run ^= 1 << digit;
            let slot = &mut row[digit as usize % SLOTS];
            for &entry in self.blocks.only_block(*slot)?.iter().rev() {
                let before = self.front.len();
                self.front.push(entry);
                sort_in(&mut self.front, before);
            }
            self.blocks.clear(slot);
        }
        Some(last)
    }

    /// Moves the events of a slot above level 0 into the empty front, sorted, if they are few, and
    /// returns its digit then. Sorting them costs less than spreading them, but every event that
    /// is then scheduled into the slot's span has to move about half of the front. The number of
    /// such events is estimated by the slot's share of the pending events.
    #[inline]
    fn open(&mut self, level: usize, digit: usize) -> Option<usize> {
        let slot = self.slots[level][digit];
        let count = self.blocks.count(slot, FRONT);
        let few = count <= KEPT || (count <= FRONT && count * count <= 32 * self.pending);
        if !few || !self.sort_into_front(slot, level - 1) {
            return None;
        }
        self.blocks.clear(&mut self.slots[level][digit]);
        self.shut(level, digit);
        Some(digit)
    }

    /// Copies the events of a slot, at most [`FRONT`], into the empty front, sorted: first by their
    /// digit at `level`, then one by one, as few share a digit. Returns `false` if many do.
    #[inline(never)]
    fn sort_into_front(&mut self, slot: Slot, level: usize) -> bool {
        let mut ends = [0_u8; SLOTS];
        let mut count = 0;
        for piece in self.blocks.pieces(slot) {
            for &entry in piece {
                ends[digit_of(key_of(entry), level)] += 1;
            }
            count += piece.len();
        }
        let (mut sum, mut most) = (0, 0);
        for end in ends.iter_mut().rev() {
            most = most.max(*end);
            sum += *end;
            *end = sum;
        }
        if most > CLUSTER {
            return false;
        }
        self.front.resize(count, 0);
        for piece in self.blocks.pieces(slot) {
            for &entry in piece {
                let end = &mut ends[digit_of(key_of(entry), level)];
                *end -= 1;
                self.front[*end as usize] = entry;
            }
        }
        for end in 1..count {
            sort_in(&mut self.front, end);
        }
        true
    }

    /// Moves a slot above level 0 whose events are all of one key to level 0. The levels below it
    /// must be empty.
    #[cold]
    #[inline(never)]
    fn sink(&mut self, level: usize, digit: usize, key: u64) {
        self.shut(level, digit);
        let (below, above) = self.slots.split_at_mut(level);
        let lowest = digit_of(key, 0);
        std::mem::swap(&mut below[0][lowest], &mut above[0][digit]);
        self.occupied[0] |= 1 << lowest;
        self.levels |= 1;
        (self.reference, self.beyond) = (key, key);
    }

    /// Spreads a slot above level 0, which starts at `reference`, over the level below. What then
    /// has the digit of `reference` is opened before anything else.
    fn spread(&mut self, level: usize, digit: usize) {
        self.shut(level, digit);
        let (below, above) = self.slots.split_at_mut(level);
        let (row, slot) = (&mut below[level - 1], &mut above[0][digit]);
        let mut occupied = 0;
        *slot = self.blocks.drain(*slot, |blocks, entry| {
            let digit = digit_of(key_of(entry), level - 1);
            blocks.append(&mut row[digit], entry, self.pending);
            occupied |= 1 << digit;
        });
        self.occupied[level - 1] |= occupied;
        self.levels |= 1 << (level - 1);
    }

    /// Moves all but the first events of a front that is too full into slots.
    #[cold]
    #[inline(never)]
    fn spill(&mut self) {
        self.moves = 0;
        let last_kept = key_of(self.front[self.front.len() - KEPT]);
        self.lower_reference(last_kept);
        // If the later ones are all of one key, they leave together.
        let one_key = key_of(self.front[0]) == last_kept;
        self.beyond = last_kept + u64::from(!one_key);
        let leaving = self
            .front
            .partition_point(|&entry| key_of(entry) >= self.beyond);
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
            let (level, digit) = self.first_slot();
            self.shut(level, digit);
            let emptied = self
                .blocks
                .drain(self.slots[level][digit], |blocks, entry| {
                    let (level, digit) = place_of(key_of(entry), earlier);
                    blocks.append(&mut self.slots[level][digit], entry, self.pending);
                    self.occupied[level] |= 1 << digit;
                    self.levels |= 1 << level;
                });
            self.slots[level][digit] = emptied;
        }
    }

    /// Notes that a slot is empty.
    #[inline]
    fn shut(&mut self, level: usize, digit: usize) {
        self.occupied[level] &= !(1 << digit);
        if self.occupied[level] == 0 {
            self.levels &= !(1 << level);
        }
    }
}

#[cfg(test)]
mod tests;
