//! What formulas are made of: quantities of lots and of the moment, and operations.

use crate::industry::fab::rule::{Moment, QueuedLot};
use crate::units::named_enum;

named_enum! {
    /// What a formula may look at. Times are since the start of the run, and have the unit of time.
    pub(super) enum Quantity {
        /// The priority of the lot; higher is more urgent.
        Priority = "priority",
        /// How many wafers the lot has.
        Wafers = "wafers",
        /// The time of the decision.
        Now = "now",
        /// When the lot joined the queue.
        Joined = "joined",
        /// When the lot is due out of the fab.
        Due = "due",
        /// By when a queue-time limit wants the lot to start; without a limit, never.
        StartBy = "start_by",
        /// The expected work from this step to the end of the route.
        Remaining = "remaining",
        /// The expected time of this step.
        ProcessTime = "process_time",
        /// The setup that the lot needs on the tool.
        SetupTime = "setup_time",
    }
}

impl Quantity {
    /// The power of time in its unit.
    pub(super) const fn dimension(self) -> i8 {
        match self {
            Self::Priority | Self::Wafers => 0,
            Self::Now
            | Self::Joined
            | Self::Due
            | Self::StartBy
            | Self::Remaining
            | Self::ProcessTime
            | Self::SetupTime => 1,
        }
    }

    /// Its value for a lot; times in milliseconds.
    #[inline]
    pub(super) fn of(self, lot: &QueuedLot, moment: Option<&Moment>) -> f64 {
        match self {
            Self::Priority => f64::from(lot.priority),
            Self::Wafers => f64::from(lot.wafers),
            Self::Now => moment.map_or(0.0, |moment| moment.now.as_millis() as f64),
            Self::Joined => lot.joined.as_millis() as f64,
            Self::Due => lot.due.as_millis() as f64,
            Self::StartBy => lot.start_by.as_millis() as f64,
            Self::Remaining => lot.remaining,
            Self::ProcessTime => f64::from(lot.work),
            Self::SetupTime => moment.map_or(0.0, |moment| {
                let time = lot.setup_time(moment.setups, moment.setup);
                time.as_millis() as f64
            }),
        }
    }
}

/// What makes one number of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// Makes 1 or 0.
    Less,
    /// As [`Self::Less`].
    LessOrEqual,
    Least,
    Greatest,
}

impl Binary {
    #[inline]
    pub(super) fn of(self, one: f64, two: f64) -> f64 {
        match self {
            Self::Add => one + two,
            Self::Subtract => one - two,
            Self::Multiply => one * two,
            Self::Divide => one / two,
            Self::Less => f64::from(u8::from(one < two)),
            Self::LessOrEqual => f64::from(u8::from(one <= two)),
            Self::Least => one.min(two),
            Self::Greatest => one.max(two),
        }
    }
}

/// A step of a formula in postfix order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Op {
    /// Adds a constant to the numbers at hand.
    Constant(f64),
    /// Adds what the lot and the moment have.
    Quantity(Quantity),
    /// Replaces the last number by what it is turned into.
    Negate,
    /// As [`Self::Negate`].
    Absolute,
    /// Replaces the last two numbers by what they make.
    Binary(Binary),
    /// Replaces condition, first and second by the first where the condition is not 0, else by the
    /// second.
    Choose,
}

impl Op {
    /// How many numbers it takes; it leaves one.
    pub(super) const fn takes(self) -> usize {
        match self {
            Self::Constant(_) | Self::Quantity(_) => 0,
            Self::Negate | Self::Absolute => 1,
            Self::Binary(_) => 2,
            Self::Choose => 3,
        }
    }
}

/// How many numbers a formula may hold at a time.
pub(super) const DEPTH: usize = 16;
