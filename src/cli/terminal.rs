//! Everything that prints: results to the standard output, messages to the standard error. Colour
//! is used on a terminal unless `NO_COLOR` is set.

use std::fmt::Display;
use std::io::Write as _;

use clap::builder::styling::{AnsiColor, Style};

use super::Failure;
use crate::scenario::Problems;

/// Prints a result to the standard output.
///
/// # Errors
/// If the system refuses, as for a closed pipe.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let printed = stdout.write_all(text.as_bytes());
    printed
        .and_then(|()| stdout.flush())
        .map_err(Failure::Print)
}

/// Prints a note to the standard error.
pub fn note(text: impl Display) {
    say("note", AnsiColor::Cyan, text);
}

/// Prints a warning to the standard error.
pub fn warning(text: impl Display) {
    say("warning", AnsiColor::Yellow, text);
}

/// Prints why the command failed to the standard error.
pub fn error(text: &str) {
    say("error", AnsiColor::Red, text);
}

/// Prints the problems of a scenario to the standard error.
pub fn problems(problems: &Problems) {
    to_stderr(&problems.render(true));
}

fn say(word: &str, colour: AnsiColor, text: impl Display) {
    let style = Style::new().bold().fg_color(Some(colour.into()));
    to_stderr(&format!("{style}{word}{style:#}: {text}\n"));
}

/// A message that cannot be printed is no reason to stop.
fn to_stderr(text: &str) {
    anstream::stderr().lock().write_all(text.as_bytes()).ok();
}
