//! The sizes of the radix ladder. They affect speed only, never the order of events.
//!
//! Each was halved and doubled (`MOVES` quartered and quadrupled) in hold models with 100 to
//! 100,000 pending events and the increments of `src/experiment/bench/hold.rs`, where an event took
//! 14 to 26 ns. Neither way gains more than the 2 % by which repeated runs differ; what the wrong
//! way costs is given with each.

/// A slot of more events is never opened into the sorted front, but spread over the level below.
/// Half as many: 25 % more time at 100,000 pending. Twice as many gain nothing.
pub(super) const FRONT: usize = 128;

/// Up to so many events are sorted one by one, also those of several slots; more are sorted by
/// their next digit first. Half as many: 4 % more time at 100 pending. Twice as many: 14 % where
/// 1,000 share few instants.
pub(super) const ONE_BY_ONE: usize = 12;

/// More events of one digit are not sorted one by one, but spread. Half as many: 25 % more time at
/// 100,000 pending. Twice as many gain nothing.
pub(super) const CLUSTER: u8 = 8;

/// How many entries may be shifted in one front before it counts as too full. A quarter:
/// 3 % more time. Four times as many gain nothing.
pub(super) const MOVES: usize = 512;

/// How many events a front keeps that was too full. Half as many: 3 % more time at 100,000 pending.
/// Twice as many gain nothing.
pub(super) const KEPT: usize = 24;
