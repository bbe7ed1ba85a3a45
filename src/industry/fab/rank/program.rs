//! Formulas as they are worked out: the last number is at hand, and the others wait on a stack that
//! most formulas never touch.

use super::op::{Binary, DEPTH, Op, Quantity};
use crate::industry::fab::rule::{Moment, QueuedLot};

/// A number that needs no working out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Leaf {
    Constant(f64),
    Quantity(Quantity),
}

impl Leaf {
    #[inline]
    fn of(self, lot: &QueuedLot, moment: Option<&Moment>) -> f64 {
        match self {
            Self::Constant(value) => value,
            Self::Quantity(quantity) => quantity.of(lot, moment),
        }
    }
}

/// A step of a program.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// Puts the number at hand on the stack, and takes this one.
    Take(Leaf),
    /// Makes one number of that at hand and this one.
    With(Binary, Leaf),
    /// Makes one number of the top of the stack and that at hand.
    WithTop(Binary),
    Negate,
    Absolute,
    /// Of the condition and the first on the stack and the second at hand, takes the first where
    /// the condition is not 0, else the second.
    Choose,
}

/// A formula as it is worked out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Program {
    steps: Box<[Step]>,
    /// Whether it never looks at the stack.
    is_chain: bool,
}

impl Program {
    pub(super) fn new(ops: &[Op]) -> Self {
        let mut steps: Vec<Step> = Vec::new();
        for &op in ops {
            let step = match op {
                Op::Constant(value) => Step::Take(Leaf::Constant(value)),
                Op::Quantity(quantity) => Step::Take(Leaf::Quantity(quantity)),
                Op::Negate => Step::Negate,
                Op::Absolute => Step::Absolute,
                Op::Choose => Step::Choose,
                Op::Binary(binary) => match steps.last() {
                    // The leaf that was taken last is the second number.
                    Some(&Step::Take(leaf)) => {
                        steps.pop();
                        Step::With(binary, leaf)
                    }
                    _ => Step::WithTop(binary),
                },
            };
            steps.push(step);
        }
        let taken = steps.iter().filter(|step| matches!(step, Step::Take(_)));
        Self {
            is_chain: taken.count() == 1,
            steps: steps.into(),
        }
    }

    /// The value for a lot at a moment; times in milliseconds.
    #[inline]
    pub(super) fn value(&self, lot: &QueuedLot, moment: Option<&Moment>) -> f64 {
        if !self.is_chain {
            return self.value_with_stack(lot, moment);
        }
        let mut value = 0.0;
        for &step in &self.steps {
            value = match step {
                Step::Take(leaf) => leaf.of(lot, moment),
                Step::With(binary, leaf) => binary.of(value, leaf.of(lot, moment)),
                Step::Negate => -value,
                Step::Absolute => value.abs(),
                Step::WithTop(_) | Step::Choose => unreachable!("a chain has no stack"),
            };
        }
        value
    }

    #[inline(never)]
    fn value_with_stack(&self, lot: &QueuedLot, moment: Option<&Moment>) -> f64 {
        let (mut stack, mut top, mut value) = ([0.0; DEPTH], 0, 0.0);
        for &step in &self.steps {
            value = match step {
                Step::Take(leaf) => {
                    stack[top % DEPTH] = value;
                    top += 1;
                    leaf.of(lot, moment)
                }
                Step::With(binary, leaf) => binary.of(value, leaf.of(lot, moment)),
                Step::WithTop(binary) => {
                    top -= 1;
                    binary.of(stack[top % DEPTH], value)
                }
                Step::Negate => -value,
                Step::Absolute => value.abs(),
                Step::Choose => {
                    top -= 2;
                    if stack[top % DEPTH].abs() > 0.0 {
                        stack[(top + 1) % DEPTH]
                    } else {
                        value
                    }
                }
            };
        }
        value
    }
}
