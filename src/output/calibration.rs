//! What calibration leaves behind: a table for people, and an overlay that sets the parameters.

use std::fmt::Write as _;

use super::number;
use super::table::{IN_MEMORY, align_right, lines, plain_table};
use super::targets::{allowed, targets_table};
use crate::experiment::{Estimate, Verdict};
use crate::industry::Target;
use crate::scenario::Tunable;

/// A parameter and the target that it is fitted to.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The parameter, with its value before.
    pub tunable: Tunable,
    /// Its value after.
    pub value: f64,
    /// The target.
    pub target: Target,
    /// What the search aims at.
    pub aim: f64,
    /// What the target's figure is after.
    pub figure: Option<Estimate>,
}

/// A calibration, complete.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// The parameters, in the order of their targets.
    pub fitted: Vec<Fitted>,
    /// What becomes of each target of the scenario with them.
    pub verdicts: Vec<Verdict>,
    /// How many tries it took, each of all replications.
    pub tries: u32,
    /// How many replications a try has.
    pub replications: u32,
    /// Their seed.
    pub seed: u64,
    /// Whether each figure is near enough to its aim.
    pub reached: bool,
}

/// What a terminal shows: the parameters, then every target of the scenario with them.
#[must_use]
pub fn calibration_table(calibration: &Calibration) -> String {
    let mut table = plain_table();
    table.set_header([
        "parameter",
        "before",
        "after",
        "figure",
        "aim",
        "reached",
        "allowed",
    ]);
    for fitted in &calibration.fitted {
        let Fitted {
            tunable,
            value,
            target,
            aim,
            figure,
        } = fitted;
        table.add_row([
            tunable.path().as_str(),
            &unquoted(&tunable.written(tunable.value())),
            &unquoted(&tunable.written(*value)),
            &target.figure(),
            &number::amount(*aim),
            &number::figure(*figure),
            &allowed(target),
        ]);
    }
    for column in [1, 2, 4, 5] {
        align_right(&mut table, column);
    }
    let &Calibration {
        tries,
        replications,
        seed,
        reached,
        ..
    } = calibration;
    let end = if reached {
        "every figure is near its aim"
    } else {
        "NOT every figure is near its aim; these are the best values found"
    };
    let mut text = lines(&table);
    let plural = if tries == 1 { "y" } else { "ies" };
    write!(
        text,
        "\n{end}, after {tries} tr{plural} of {replications} replications, seed {seed}\n\n{}",
        targets_table(&calibration.verdicts)
    )
    .expect(IN_MEMORY);
    text
}

fn unquoted(text: &str) -> String {
    text.trim_matches('"').to_owned()
}

/// A scenario that is the one called `base`, with the parameters as found. `how` says in a line
/// which command found them.
#[must_use]
pub fn overlay(calibration: &Calibration, base: &str, how: &str) -> String {
    let mut text = format!("# Parameters fitted to targets, by `{how}`\n#\n");
    for line in calibration_table(calibration).lines() {
        writeln!(text, "{}", format!("# {line}").trim_end()).expect(IN_MEMORY);
    }
    let base = base.replace('\\', "\\\\").replace('"', "\\\"");
    writeln!(text, "\nextends = \"{base}\"\n").expect(IN_MEMORY);
    for Fitted { tunable, value, .. } in &calibration.fitted {
        writeln!(text, "{} = {}", tunable.path(), tunable.written(*value)).expect(IN_MEMORY);
    }
    text
}
