//! A venture: a row for each team of founders.

use bevy_ecs::prelude::*;

use crate::engine::Due;
use crate::row_ids;
use crate::units::{Fen, SimTime};

row_ids! {
    /// A venture's place in the one table of ventures: the order in which teams came forward.
    pub(super) struct VentureRow;
}

/// Where a venture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum VenturePlace {
    /// It comes forward in the present tick.
    Coming,
    /// The contest did not admit it.
    Refused,
    /// In an enclave, by its place in the list.
    Enclave(u8),
    /// No enclave had room, and it gave up.
    Lost,
    /// It left the enclave for another city.
    Elsewhere,
    /// In the city, in one of the phases.
    InPhase,
    /// It did not pass a phase.
    Failed,
    /// Its money ran out before a phase ended.
    OutOfMoney,
    /// It passed all phases.
    Graduated,
}

/// A team of founders and what becomes of it. One table holds all of them; rows are never reused or
/// moved.
#[derive(Component, Clone, Copy, Debug)]
pub(super) struct Venture {
    /// The key of its draws: the contest it came from (0 for founders outside contests) and its
    /// number there, so that another venture changes none of its draws.
    pub(super) key: u64,
    /// Members of the team, at least one.
    pub(super) size: u16,
    /// Whether it seeks room in an enclave first.
    pub(super) seeks_enclave: bool,
    /// Whether it found no room in an enclave.
    pub(super) is_blocked: bool,
    /// Where it is.
    pub(super) place: VenturePlace,
    /// The phase it is in, or ended in.
    pub(super) phase: u8,
    /// What it waits for in the phase: a place in `PoolKind::ALL`; their number when it works.
    pub(super) step: u8,
    /// What it holds of the pools: a bit a kind.
    pub(super) held: u8,
    /// The factor on the chance to pass the present phase, for what it had to do without.
    pub(super) quality: f64,
    /// When its work ends or, while it waits, its patience.
    pub(super) due: Due,
    /// When it came to the city.
    pub(super) entered: SimTime,
    /// When its work in the present phase ends; when it failed or graduated.
    pub(super) ended: SimTime,
    /// Its money when it was last settled.
    pub(super) money: Fen,
    /// The reading of the meter of cost when it was last settled.
    pub(super) settled: u64,
    /// The reading at which its money is gone; [`u64::MAX`] for never.
    pub(super) limit: u64,
}

impl Venture {
    /// A venture that comes forward.
    pub(super) const fn coming(key: u64, size: u16, seeks_enclave: bool) -> Self {
        Self {
            key,
            size,
            seeks_enclave,
            is_blocked: false,
            place: VenturePlace::Coming,
            phase: 0,
            step: 0,
            held: 0,
            quality: 1.0,
            due: Due::NEVER,
            entered: SimTime::ZERO,
            ended: SimTime::ZERO,
            money: Fen::ZERO,
            settled: 0,
            limit: u64::MAX,
        }
    }

    /// Whether it is or was in the city.
    pub(super) const fn came_to_the_city(&self) -> bool {
        matches!(
            self.place,
            VenturePlace::InPhase
                | VenturePlace::Failed
                | VenturePlace::OutOfMoney
                | VenturePlace::Graduated
        )
    }

    /// Whether it failed, for whatever reason.
    pub(super) const fn has_failed(&self) -> bool {
        matches!(self.place, VenturePlace::Failed | VenturePlace::OutOfMoney)
    }
}
