//! A bank of slots: each takes one computer for a fixed time.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use crate::engine::Level;
use crate::units::{Duration, SimTime};

crate::row_ids! {
    /// A bank's row: its place in a computer's way.
    pub(super) struct BankRow;
}

/// What a bank is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Running hot.
    BurnIn,
    /// Copying the operating system.
    Image,
    /// The last test.
    FinalTest,
    /// Repair of what failed a test.
    Rework,
}

/// A bank as planned.
#[derive(Clone, Debug)]
pub(super) struct BankPlan {
    pub(super) name: &'static str,
    pub(super) purpose: Purpose,
    pub(super) slots: u32,
    pub(super) time: Duration,
    /// Whether it rests while the lines do.
    pub(super) attended: bool,
}

/// A bank. All of them lie in one table, in the order of a computer's way, rework last.
#[derive(Component, Clone, Debug)]
pub(super) struct Bank {
    pub(super) plan: BankPlan,
    /// Slots in use.
    pub(super) occupied: Level,
    /// Carriers with computers that wait, first come first.
    pub(super) queue: VecDeque<u32>,
    /// Computers that wait.
    pub(super) waiting: u32,
}

impl Bank {
    /// An empty bank.
    pub(super) const fn new(plan: BankPlan) -> Self {
        Self {
            plan,
            occupied: Level::starting(0, SimTime::ZERO),
            queue: VecDeque::new(),
            waiting: 0,
        }
    }

    /// Free slots.
    pub(super) fn free(&self) -> u32 {
        u32::try_from(i64::from(self.plan.slots) - self.occupied.value()).unwrap_or(0)
    }
}
