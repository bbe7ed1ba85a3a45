//! Everything that prints: results to the standard output, the rest to the standard error. Colour
//! goes where a terminal takes it and `NO_COLOR` allows it.

use std::fmt::Display;
use std::io::Write as _;

use clap::builder::styling::{AnsiColor, Style};

use super::Failure;
use crate::scenario::Problems;

/// Prints a result.
///
/// # Errors
/// If nobody takes it.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let printed = stdout.write_all(text.as_bytes());
    printed
        .and_then(|()| stdout.flush())
        .map_err(Failure::Print)
}

/// Says something that is no result.
pub fn note(text: impl Display) {
    say("note", AnsiColor::Cyan, text);
}

/// Warns.
pub fn warning(text: impl Display) {
    say("warning", AnsiColor::Yellow, text);
}

/// Says why the command failed.
pub fn error(text: &str) {
    say("error", AnsiColor::Red, text);
}

/// Shows what is wrong with a scenario.
pub fn problems(problems: &Problems) {
    to_stderr(&problems.render(true));
}

fn say(word: &str, colour: AnsiColor, text: impl Display) {
    let style = Style::new().bold().fg_color(Some(colour.into()));
    to_stderr(&format!("{style}{word}{style:#}: {text}\n"));
}

/// A standard error that nobody reads is no reason to stop.
fn to_stderr(text: &str) {
    anstream::stderr().lock().write_all(text.as_bytes()).ok();
}
