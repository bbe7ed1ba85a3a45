//! A formula: what ranks lots, its simplest form, and how a lot ranks by it.

use super::op::{Binary, Op, Quantity};
use super::program::Program;
use super::simplify;
use crate::industry::fab::rule::{Moment, QueuedLot, Rule, ordered_bits};

/// A formula by which waiting lots are ranked: the least value goes first.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    ops: Box<[Op]>,
    program: Program,
}

impl Formula {
    pub(super) fn new(ops: Box<[Op]>) -> Self {
        Self {
            program: Program::new(&ops),
            ops,
        }
    }

    /// The formula that ranks lots in the same way at every moment, in its simplest form; none if
    /// it ranks all alike. Where setups take no time, `needs_setups` is false.
    pub(in crate::industry::fab) fn simplified(&self, needs_setups: bool) -> Option<Self> {
        let ops = simplify::simplified(&self.ops, needs_setups);
        let is_constant = matches!(ops[..], [Op::Constant(_)]);
        (!is_constant).then(|| Self::new(ops.into()))
    }

    /// The dispatch rule that ranks in the same way, if there is one.
    pub(in crate::industry::fab) fn as_rule(&self) -> Option<Rule> {
        match self.ops[..] {
            [Op::Quantity(Quantity::Priority), Op::Negate] => Some(Rule::Priority),
            [Op::Quantity(Quantity::Due)] => Some(Rule::EarliestDueDate),
            [Op::Quantity(Quantity::StartBy)] => Some(Rule::QueueTime),
            [Op::Quantity(Quantity::ProcessTime)] => Some(Rule::ShortestProcessingTime),
            [Op::Quantity(Quantity::SetupTime)] => Some(Rule::LeastSetup),
            [
                Op::Quantity(Quantity::Due),
                Op::Quantity(Quantity::Remaining),
                Op::Binary(Binary::Subtract),
            ] => Some(Rule::LeastSlack),
            _ => None,
        }
    }

    /// Whether ranks by it change while lots wait, with the time or with the tool.
    pub(in crate::industry::fab) fn looks_at_moment(&self) -> bool {
        self.has(|quantity| matches!(quantity, Quantity::Now | Quantity::SetupTime))
    }

    /// Whether it needs the expected work of lots.
    pub(in crate::industry::fab) fn weighs_work(&self) -> bool {
        self.has(|quantity| matches!(quantity, Quantity::Remaining | Quantity::ProcessTime))
    }

    /// Whether it looks at setups.
    pub(in crate::industry::fab) fn weighs_setup(&self) -> bool {
        self.has(|quantity| quantity == Quantity::SetupTime)
    }

    fn has(&self, is_meant: impl Fn(Quantity) -> bool) -> bool {
        let mut ops = self.ops.iter();
        ops.any(|op| matches!(op, Op::Quantity(quantity) if is_meant(*quantity)))
    }

    /// How a lot ranks: the least number goes first. What is no number, such as 0 / 0, goes last.
    #[inline]
    pub(in crate::industry::fab) fn rank(&self, lot: &QueuedLot, moment: Option<&Moment>) -> u64 {
        let value = self.value(lot, moment);
        if value.is_nan() {
            return u64::MAX;
        }
        ordered_bits(value + 0.0) // so that -0 is 0
    }

    #[inline]
    pub(super) fn value(&self, lot: &QueuedLot, moment: Option<&Moment>) -> f64 {
        self.program.value(lot, moment)
    }
}
