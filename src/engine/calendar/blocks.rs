//! The memory of the calendar's slots: chains of equal blocks from one pool.
//!
//! A slot that grows takes a block that another slot has given back. So a model whose number of
//! pending events does not rise allocates no memory.

use super::SLOTS_IN_ALL;
use super::entry::{Entry, key_of};

/// Places of a block. The first one holds the number of the next block, the others hold events.
const BLOCK: usize = 32;
/// No block.
const NONE: u32 = u32::MAX;

/// A list in order of arrival, in a chain of blocks: the positions of its first event and of the
/// next one to come, counted over the places of all blocks. A next position at the start of a block
/// means that the slot needs one, as an event is never there. An emptied slot keeps its last block.
#[derive(Clone, Copy, Default)]
pub(super) struct Slot {
    first: u32,
    end: u32,
}

impl Slot {
    const fn first(self) -> (usize, usize) {
        split(self.first)
    }

    /// Block and place of the last event; there must be one.
    const fn last(self) -> (usize, usize) {
        split(self.end - 1)
    }
}

/// A position as block and place.
const fn split(position: u32) -> (usize, usize) {
    (position as usize / BLOCK, position as usize % BLOCK)
}

/// The position of a block's first event.
#[expect(clippy::cast_possible_truncation, reason = "a small constant")]
const fn start(block: u32) -> u32 {
    block * BLOCK as u32 + 1
}

/// All blocks, in use or free.
pub(super) struct Blocks {
    blocks: Vec<[Entry; BLOCK]>,
    /// The first free block; each has the number of the next one.
    free: u32,
}

impl Blocks {
    pub(super) const fn new() -> Self {
        Self {
            blocks: Vec::new(),
            free: NONE,
        }
    }

    /// Adds an entry at the end of `slot`. `pending` events are in the calendar.
    #[inline]
    pub(super) fn append(&mut self, slot: &mut Slot, entry: Entry, pending: usize) {
        if (slot.end as usize).is_multiple_of(BLOCK) {
            self.extend(slot, pending);
        }
        let (block, place) = split(slot.end);
        self.blocks[block][place] = entry;
        slot.end += 1;
    }

    /// Takes the first entry of `slot`, which must not be empty; and whether it was the last.
    #[inline]
    pub(super) fn take_first(&mut self, slot: &mut Slot) -> (Entry, bool) {
        let (block, place) = slot.first();
        let entry = self.blocks[block][place];
        slot.first += 1;
        if slot.first == slot.end {
            *slot = Self::emptied(*slot);
            return (entry, true);
        }
        if place + 1 == BLOCK {
            slot.first = start(self.next(block));
            self.release(block);
        }
        (entry, false)
    }

    /// How many entries `slot` holds, which must not be empty; if more than `most`, some number
    /// beyond that.
    #[inline]
    pub(super) fn count(&self, slot: Slot, most: usize) -> usize {
        let ((mut block, before), (last, place)) = (slot.first(), slot.last());
        let mut count = place + 1 - before;
        while block != last && count <= most {
            block = self.next(block) as usize;
            count += BLOCK - 1;
        }
        count
    }

    /// The entries of `slot`, in order of arrival, if they lie in one block. It must not be empty.
    #[inline]
    pub(super) fn only_block(&self, slot: Slot) -> Option<&[Entry]> {
        let ((block, place), (last, end)) = (slot.first(), slot.last());
        (block == last).then(|| &self.blocks[block][place..=end])
    }

    /// The entries of `slot`, in order of arrival and in pieces. It must not be empty.
    pub(super) fn pieces(&self, slot: Slot) -> impl Iterator<Item = &[Entry]> {
        let (last, end) = slot.last();
        let mut at = Some(slot.first());
        std::iter::from_fn(move || {
            let (block, place) = at?;
            at = (block != last).then(|| (self.next(block) as usize, 1));
            let end = if block == last { end } else { BLOCK - 1 };
            Some(&self.blocks[block][place..=end])
        })
    }

    /// The key of all entries of `slot`, if there is only one. It must not be empty.
    #[inline]
    pub(super) fn only_key(&self, slot: Slot) -> Option<u64> {
        let ((block, place), (last, end)) = (slot.first(), slot.last());
        let key = key_of(self.blocks[block][place]);
        let same = |&entry: &Entry| key_of(entry) == key;
        (slot.first + 1 != slot.end
            && same(&self.blocks[last][end])
            && self.pieces(slot).flatten().all(same))
        .then_some(key)
    }

    /// Empties `slot`, which must hold something.
    #[inline]
    pub(super) fn clear(&mut self, slot: &mut Slot) {
        let ((mut block, _), (last, _)) = (slot.first(), slot.last());
        while block != last {
            let next = self.next(block) as usize;
            self.release(block);
            block = next;
        }
        *slot = Self::emptied(*slot);
    }

    /// Hands the entries of `slot`, which must hold something, to `each` in order of arrival and
    /// gives the slot back empty. `each` may append to all other slots, which then get the blocks
    /// that come free.
    #[inline]
    pub(super) fn drain(&mut self, slot: Slot, mut each: impl FnMut(&mut Self, Entry)) -> Slot {
        let ((mut block, mut place), (last, end)) = (slot.first(), slot.last());
        loop {
            let content = self.blocks[block];
            if block == last {
                for &entry in &content[place..=end] {
                    each(self, entry);
                }
                return Self::emptied(slot);
            }
            let next = self.next(block) as usize;
            self.release(block);
            for &entry in &content[place..] {
                each(self, entry);
            }
            (block, place) = (next, 1);
        }
    }

    /// `slot` without entries, with the block of its last one.
    #[expect(clippy::cast_possible_truncation, reason = "a block of a position")]
    const fn emptied(slot: Slot) -> Slot {
        let first = start(slot.last().0 as u32);
        Slot { first, end: first }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "it was stored from 32 bits"
    )]
    fn next(&self, block: usize) -> u32 {
        self.blocks[block][0] as u32
    }

    #[expect(clippy::cast_possible_truncation, reason = "a block of a position")]
    fn release(&mut self, block: usize) {
        self.blocks[block][0] = Entry::from(self.free);
        self.free = block as u32;
    }

    /// Gives `slot` another block at its end.
    #[inline(never)]
    fn extend(&mut self, slot: &mut Slot, pending: usize) {
        let block = if self.free == NONE {
            self.grow(pending)
        } else {
            let block = self.free;
            self.free = self.next(block as usize);
            block
        };
        if slot.end == 0 {
            slot.first = start(block);
        } else {
            let (last, _) = slot.last();
            self.blocks[last][0] = Entry::from(block);
        }
        slot.end = start(block);
    }

    /// One more block. If the pool could run out of blocks with the events that are pending, it
    /// gets room for twice as many, however they spread over the slots: every slot may have an end
    /// that is not full, and those of the lowest level a start that is half taken.
    #[cold]
    fn grow(&mut self, pending: usize) -> u32 {
        let most = |events| events / (BLOCK - 1) + 2 * SLOTS_IN_ALL;
        let blocks = self.blocks.len();
        if most(pending) > self.blocks.capacity() {
            self.blocks.reserve_exact(most(2 * pending) - blocks);
        }
        let fits = blocks < NONE as usize / BLOCK;
        assert!(fits, "a calendar holds at most four billion events");
        self.blocks.push([0; BLOCK]);
        u32::try_from(blocks).expect("checked")
    }
}
