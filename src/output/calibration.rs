//! The results of a calibration: tables for people, and an overlay that sets the parameters.

use std::fmt::Write as _;

use super::number;
use super::table::{IN_MEMORY, align_right, lines, plain_table};
use super::targets::{allowed, targets_table};
use crate::experiment::calibrate::{Calibration, Fitted};
use crate::scenario::Tunable;
use crate::units::spoken::plural;

/// The tables of a terminal: the parameters, then the targets of the scenario with these
/// parameters.
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
        "every figure is within the tolerance of its aim"
    } else {
        "NOT every figure is within the tolerance of its aim; these are the best values found"
    };
    let mut text = lines(&table);
    write!(
        text,
        "\n{end}, after {} of {}, seed {seed}\n\n{}",
        plural(tries, "try", "tries"),
        plural(replications, "replication", "replications"),
        targets_table(&calibration.verdicts)
    )
    .expect(IN_MEMORY);
    text
}

fn unquoted(text: &str) -> String {
    text.trim_matches('"').to_owned()
}

/// The text of a scenario that extends the one called `base` and sets the parameters to the values
/// found by the command line `command`.
#[must_use]
pub fn overlay(calibration: &Calibration, base: &str, command: &str) -> String {
    let fitted = calibration.fitted.iter();
    let settings: Vec<_> = fitted
        .map(|fitted| (&fitted.tunable, fitted.value))
        .collect();
    overlay_of(&calibration_table(calibration), base, command, &settings)
}

/// The text of a scenario that extends the one called `base` and has these settings, found by the
/// command line `command`, whose results are a comment.
#[must_use]
pub fn overlay_of(
    results: &str,
    base: &str,
    command: &str,
    settings: &[(&Tunable, f64)],
) -> String {
    let mut text = format!("# Parameters fitted to targets, by `{command}`\n#\n");
    for line in results.lines() {
        writeln!(text, "{}", format!("# {line}").trim_end()).expect(IN_MEMORY);
    }
    let base = base.replace('\\', "\\\\").replace('"', "\\\"");
    writeln!(text, "\nextends = \"{base}\"\n").expect(IN_MEMORY);
    for (tunable, value) in settings {
        writeln!(text, "{} = {}", tunable.path(), tunable.written(*value)).expect(IN_MEMORY);
    }
    text
}
