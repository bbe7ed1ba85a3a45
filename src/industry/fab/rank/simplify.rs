//! What moves no lot before another is left out of a formula: a term of the time alone, the same
//! for all lots, and setups where there are none.

use super::op::{Binary, Op, Quantity};

/// How fast a value grows with the time, and the value itself where it is a constant.
#[derive(Clone, Copy, Debug)]
struct Growth {
    /// By how much the value grows for each unit of time; none if that depends on something.
    slope: Option<f64>,
    constant: Option<f64>,
}

impl Growth {
    const fn of_slope(slope: Option<f64>) -> Self {
        Self {
            slope,
            constant: None,
        }
    }

    const fn stands(self) -> bool {
        matches!(self.slope, Some(0.0))
    }
}

/// The simplest form of a formula in postfix order.
pub(super) fn simplified(ops: &[Op], needs_setups: bool) -> Vec<Op> {
    let without = |ops: &[Op], left_out: Quantity| -> Vec<Op> {
        let ops = ops.iter().map(|&op| {
            if op == Op::Quantity(left_out) {
                return Op::Constant(0.0);
            }
            op
        });
        folded(ops)
    };
    let mut ops = folded(ops.iter().copied());
    if !needs_setups {
        ops = without(&ops, Quantity::SetupTime);
    }
    if slope(&ops).is_some() {
        ops = without(&ops, Quantity::Now);
    }
    ops
}

/// The formula with its constants worked out, and without sums with 0.
fn folded(ops: impl Iterator<Item = Op>) -> Vec<Op> {
    let mut done: Vec<Op> = Vec::new();
    for op in ops {
        match (op, &done[..]) {
            (Op::Negate, [.., Op::Constant(value)]) => {
                let value = -value;
                done.pop();
                done.push(Op::Constant(value));
            }
            (Op::Binary(binary), [.., Op::Constant(one), Op::Constant(two)]) => {
                let value = binary.of(*one, *two);
                done.truncate(done.len() - 2);
                done.push(Op::Constant(value));
            }
            (Op::Binary(Binary::Add | Binary::Subtract), [.., Op::Constant(0.0)]) => {
                done.pop();
            }
            _ => done.push(op),
        }
    }
    done
}

/// By how much a formula grows for each unit of time, if that is the same for all lots at all
/// times.
fn slope(ops: &[Op]) -> Option<f64> {
    let mut stack: Vec<Growth> = Vec::new();
    for op in ops {
        let taken = stack.split_off(stack.len() - op.takes());
        stack.push(match (op, &taken[..]) {
            (Op::Constant(value), _) => Growth {
                slope: Some(0.0),
                constant: Some(*value),
            },
            (Op::Quantity(Quantity::Now), _) => Growth::of_slope(Some(1.0)),
            (Op::Quantity(_), _) => Growth::of_slope(Some(0.0)),
            (Op::Negate, [one]) => Growth::of_slope(one.slope.map(|slope| -slope)),
            (Op::Binary(binary), [one, two]) => Growth::of_slope(of_two(*binary, *one, *two)),
            (Op::Absolute | Op::Choose, all) => {
                let stands = all.iter().all(|one| one.stands());
                Growth::of_slope(stands.then_some(0.0))
            }
            (Op::Negate | Op::Binary(_), _) => Growth::of_slope(None),
        });
    }
    stack.pop()?.slope.filter(|slope| slope.is_finite())
}

/// The slope of what is made of two values.
fn of_two(binary: Binary, one: Growth, two: Growth) -> Option<f64> {
    if one.stands() && two.stands() {
        return Some(0.0);
    }
    match binary {
        Binary::Add => Some(one.slope? + two.slope?),
        Binary::Subtract => Some(one.slope? - two.slope?),
        Binary::Multiply => match (one.constant, two.constant) {
            (Some(factor), _) => Some(factor * two.slope?),
            (_, Some(factor)) => Some(factor * one.slope?),
            (None, None) => None,
        },
        Binary::Divide => Some(one.slope? / two.constant?),
        Binary::Less | Binary::LessOrEqual | Binary::Least | Binary::Greatest => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::industry::fab::rank::Formula;

    /// The simplest form of a formula, and that of another.
    fn forms(text: &str, other: &str, needs_setups: bool) -> [Option<Formula>; 2] {
        let simplest = Formula::list(text).unwrap()[0].simplified(needs_setups);
        let other = Formula::list(other).map(|other| other[0].simplified(true));
        [simplest, other.unwrap_or(None)]
    }

    #[test]
    fn what_moves_no_lot_before_another_is_left_out() {
        for (text, simplest) in [
            ("due - now - remaining", "due - remaining"),
            ("-now + (due - remaining)", "-0 + (due - remaining)"),
            ("(due - now) / remaining", "(due - now) / remaining"),
            ("(due - now) / 2", "due / 2"),
            (
                "setup_time - 0.4 * (now - joined)",
                "setup_time - 0.4 * (0 - joined)",
            ),
            ("max(due - now, 0)", "max(due - now, 0)"),
            ("now * priority", "now * priority"),
            ("now - now * 1 + wafers * 0 h", "0 + wafers * 0 h"),
            ("(due - now) / 0", "(due - now) / 0"),
            ("if(now < due, 1, 0)", "if(now < due, 1, 0)"),
            ("wafers * (2 + 3)", "wafers * 5"),
            ("now + 2 h", ""),
            ("--1", ""),
        ] {
            let [found, expected] = forms(text, simplest, true);
            assert_eq!(found, expected, "{text}");
        }
        let [found, expected] = forms("setup_time * 2 + joined", "0 + joined", false);
        assert_eq!(found, expected);
        assert_eq!(forms("2 * setup_time", "", false)[0], None);
    }
}
