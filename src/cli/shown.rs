//! What a run says below its page: its warnings, few unless all are asked for, and where the rest
//! is.

use std::path::Path;

use super::terminal;
use crate::output::number;
use crate::units::spoken::plural;

/// The most warnings below a page.
const MOST: usize = 3;

/// Prints warnings. Below a page that is to be short, only the first few, and how to see the rest.
pub(super) fn warn(warnings: &[String], is_short: bool, scenario: &Path) {
    let shown = if is_short { MOST } else { warnings.len() };
    for warning in warnings.iter().take(shown) {
        terminal::warning(warning);
    }
    let hidden = warnings.len().saturating_sub(shown);
    if hidden > 0 {
        terminal::warning(format_args!(
            "{} more: `--all` has them, `chippark check {}` those of the scenario",
            plural(hidden, "warning", "warnings"),
            scenario.display()
        ));
    }
}

/// Says how long the run took, and where its results are if they could be written.
pub(super) fn note(events: u64, wall_s: f64, folder: Option<&Path>) {
    let events = number::plain(events as f64);
    let Some(folder) = folder.map(Path::display) else {
        let lost = "the results could not be written";
        terminal::note(format_args!("{events} events in {wall_s:.1} s; {lost}"));
        return;
    };
    terminal::note(format_args!(
        "{events} events in {wall_s:.1} s; the results are in `{folder}`"
    ));
    report(folder);
}

/// Says how the results become a page to read.
pub(super) fn report(folder: impl std::fmt::Display) {
    terminal::note(format_args!(
        "`chippark report {folder}` makes a page of them"
    ));
}
