//! A pending event packed into one number.

use crate::engine::event::Phase;

/// One pending event as a number, so that one comparison orders events: 50 bits of key, 46 of
/// ticket, 32 of code.
pub(super) type Entry = u128;

/// Bits below an entry's key.
const KEY_SHIFT: u32 = 78;
/// Bits of a key below its time.
pub(super) const PHASE_BITS: u32 = (Phase::COUNT - 1).ilog2() + 1;
/// Tickets that fit in an entry: 70 trillion events.
pub(super) const TICKETS: u64 = 1 << 46;

/// Time and phase as the one number that orders the ladder: 48 bits of time, 2 of phase.
pub(super) const fn key(time: u64, phase: Phase) -> u64 {
    (time << PHASE_BITS) | phase as u64
}

/// One pending event.
pub(super) const fn entry(key: u64, ticket: u64, code: u32) -> Entry {
    ((key as u128) << KEY_SHIFT) | ((ticket as u128) << 32) | code as u128
}

/// The time and phase of an entry, as one number.
pub(super) const fn key_of(entry: Entry) -> u64 {
    (entry >> KEY_SHIFT) as u64
}

/// The time of an entry, in milliseconds.
pub(super) const fn time_of(entry: Entry) -> u64 {
    key_of(entry) >> PHASE_BITS
}

/// The code of its event.
#[expect(clippy::cast_possible_truncation, reason = "the lower 32 bits")]
pub(super) const fn code_of(entry: Entry) -> u32 {
    entry as u32
}
