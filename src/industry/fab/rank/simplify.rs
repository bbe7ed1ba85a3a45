//! What moves no lot before another is left out of a formula: a term of the time alone, the same
//! for all lots, and setups where there are none.

use super::op::{Binary, Op, Quantity};

/// How a value depends on the time.
#[derive(Clone, Copy, Debug)]
enum Growth {
    /// It is a number that is the same for all lots.
    Constant(f64),
    /// It depends on the lot, and not on the time.
    Stands,
    /// It grows with the time, at the same rate for all lots.
    Shifts,
    /// It grows in another way.
    Varies,
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
    if !matches!(growth(&ops), Growth::Varies) {
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

/// How a formula depends on the time.
fn growth(ops: &[Op]) -> Growth {
    let mut stack: Vec<Growth> = Vec::new();
    for op in ops {
        let taken = stack.split_off(stack.len() - op.takes());
        stack.push(match (op, &taken[..]) {
            (Op::Constant(value), _) => Growth::Constant(*value),
            (Op::Quantity(Quantity::Now), _) => Growth::Shifts,
            (Op::Quantity(_), _) => Growth::Stands,
            (Op::Negate, [one]) => *one,
            (Op::Binary(binary), [one, two]) => of_two(*binary, *one, *two),
            (Op::Negate | Op::Absolute | Op::Binary(_) | Op::Choose, all) => {
                let stands = |one: &Growth| matches!(one, Growth::Constant(_) | Growth::Stands);
                if all.iter().all(stands) {
                    Growth::Stands
                } else {
                    Growth::Varies
                }
            }
        });
    }
    stack.pop().unwrap_or(Growth::Varies)
}

/// How what is made of two values depends on the time.
fn of_two(binary: Binary, one: Growth, two: Growth) -> Growth {
    use Growth::{Constant, Shifts, Stands, Varies};
    match (binary, one, two) {
        (_, Varies, _) | (_, _, Varies) => Varies,
        (_, Constant(_) | Stands, Constant(_) | Stands) => Stands,
        (Binary::Add | Binary::Subtract, _, _) => Shifts,
        (Binary::Multiply, Constant(factor), _) | (Binary::Multiply, _, Constant(factor))
            if factor.is_finite() =>
        {
            Shifts
        }
        (Binary::Divide, _, Constant(divisor)) if divisor.is_normal() => Shifts,
        _ => Varies,
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
            ("now * (1 / 0) - due", "now * (1 / 0) - due"),
            ("priority / now", "priority / now"),
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
