//! Ranks as formulas (rule F2): what a scenario writes as `rank = "-priority; due - now"`, compiled
//! once and worked out for each waiting lot by a small stack machine.

mod parse;

use super::dispatch::{Moment, QueuedLot, Rule, ordered_bits};
use crate::units::named_enum;
use crate::units::text::TextError;

named_enum! {
    /// What a formula may look at. Times are since the start of the run, and have the unit of time.
    pub enum Quantity {
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
    const fn dimension(self) -> i8 {
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
    fn of(self, lot: &QueuedLot, moment: Option<&Moment>) -> f64 {
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

/// A step of the stack machine.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Op {
    /// Pushes a constant.
    Constant(f64),
    /// Pushes what the lot and the moment have.
    Quantity(Quantity),
    /// Replaces the top by what it is turned into.
    Negate,
    /// As [`Self::Negate`].
    Absolute,
    /// Replaces the two on top by what they make; comparisons make 1 or 0.
    Add,
    /// As [`Self::Add`].
    Subtract,
    /// As [`Self::Add`].
    Multiply,
    /// As [`Self::Add`].
    Divide,
    /// As [`Self::Add`].
    Less,
    /// As [`Self::Add`].
    LessOrEqual,
    /// As [`Self::Add`].
    Least,
    /// As [`Self::Add`].
    Greatest,
    /// Replaces condition, first and second by the first where the condition is not 0, else by the
    /// second.
    Choose,
}

impl Op {
    /// How many numbers it takes from the stack; it puts one there.
    const fn takes(self) -> usize {
        match self {
            Self::Constant(_) | Self::Quantity(_) => 0,
            Self::Negate | Self::Absolute => 1,
            Self::Add
            | Self::Subtract
            | Self::Multiply
            | Self::Divide
            | Self::Less
            | Self::LessOrEqual
            | Self::Least
            | Self::Greatest => 2,
            Self::Choose => 3,
        }
    }
}

/// How many numbers a formula may hold at a time.
const DEPTH: usize = 16;

/// A formula by which waiting lots are ranked: the least value goes first.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    ops: Box<[Op]>,
}

impl Formula {
    /// The formulas of a text, with `;` between them, in the order in which they decide.
    ///
    /// # Errors
    /// If it is no such text: what is wrong, at which character, and what is allowed.
    ///
    /// ```
    /// use chippark::industry::fab::rank::Formula;
    /// assert_eq!(Formula::list("-priority; due - now - remaining").unwrap().len(), 2);
    /// assert_eq!(Formula::list("if(start_by - now < 2 h, 0, 1); joined").unwrap().len(), 2);
    /// let error = Formula::list("due - priority").unwrap_err();
    /// assert!(error.message.contains("a time and a plain number"), "{error}");
    /// ```
    pub fn list(text: &str) -> Result<Vec<Self>, TextError> {
        parse::formulas(text)
    }

    /// The dispatch rule that ranks in the same way, if there is one.
    pub(super) fn as_rule(&self) -> Option<Rule> {
        match self.ops[..] {
            [Op::Quantity(Quantity::Priority), Op::Negate] => Some(Rule::Priority),
            [Op::Quantity(Quantity::Due)] => Some(Rule::EarliestDueDate),
            [Op::Quantity(Quantity::StartBy)] => Some(Rule::QueueTime),
            [Op::Quantity(Quantity::ProcessTime)] => Some(Rule::ShortestProcessingTime),
            [Op::Quantity(Quantity::SetupTime)] => Some(Rule::LeastSetup),
            _ => None,
        }
    }

    /// Whether ranks by it change while lots wait, with the time or with the tool.
    pub(super) fn looks_at_moment(&self) -> bool {
        self.has(|quantity| matches!(quantity, Quantity::Now | Quantity::SetupTime))
    }

    /// Whether it needs the expected work of lots.
    pub(super) fn weighs_work(&self) -> bool {
        self.has(|quantity| matches!(quantity, Quantity::Remaining | Quantity::ProcessTime))
    }

    /// Whether it looks at setups.
    pub(super) fn weighs_setup(&self) -> bool {
        self.has(|quantity| quantity == Quantity::SetupTime)
    }

    fn has(&self, is_meant: impl Fn(Quantity) -> bool) -> bool {
        let mut ops = self.ops.iter();
        ops.any(|op| matches!(op, Op::Quantity(quantity) if is_meant(*quantity)))
    }

    /// How a lot ranks: the least number goes first. What is no number, such as 0 / 0, goes last.
    #[inline]
    pub(super) fn rank(&self, lot: &QueuedLot, moment: Option<&Moment>) -> u64 {
        let value = self.value(lot, moment);
        if value.is_nan() {
            return u64::MAX;
        }
        ordered_bits(value + 0.0) // so that -0 is 0
    }

    fn value(&self, lot: &QueuedLot, moment: Option<&Moment>) -> f64 {
        let mut stack = [0.0; DEPTH];
        let mut top = 0;
        for &op in &self.ops {
            top -= op.takes();
            let (one, two) = (stack[top], stack[(top + 1) % DEPTH]);
            stack[top] = match op {
                Op::Constant(value) => value,
                Op::Quantity(quantity) => quantity.of(lot, moment),
                Op::Negate => -one,
                Op::Absolute => one.abs(),
                Op::Add => one + two,
                Op::Subtract => one - two,
                Op::Multiply => one * two,
                Op::Divide => one / two,
                Op::Less => f64::from(u8::from(one < two)),
                Op::LessOrEqual => f64::from(u8::from(one <= two)),
                Op::Least => one.min(two),
                Op::Greatest => one.max(two),
                Op::Choose if one.abs() > 0.0 => two,
                Op::Choose => stack[(top + 2) % DEPTH],
            };
            top += 1;
        }
        stack[0]
    }
}

#[cfg(test)]
mod tests;
