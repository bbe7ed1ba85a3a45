//! Everything that prints: results to the standard output, messages to the standard error. Colour
//! is used on a terminal unless `NO_COLOR` is set. Control characters of titles and file names are
//! not passed on.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

use clap::builder::styling::{AnsiColor, Style};

use super::Failure;
use crate::output::words::{WIDTH, wrapped};
use crate::scenario::{Problems, cleaned};

/// Prints a result to the standard output. A reader that closes the pipe early, such as `head`,
/// has read enough: that is no error and changes no exit code.
///
/// # Errors
/// If the system refuses.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let printed = stdout.write_all(cleaned(text).as_bytes());
    match printed.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.map_err(Failure::Print),
    }
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
    let text = text.to_string();
    let mut said = format!("{word}: {}", cleaned(&text));
    // Who reads a file or a pipe looks for whole lines.
    if io::stderr().is_terminal() && !said.contains('\n') {
        said = wrapped(&said, WIDTH, 2).join("\n");
    }
    let rest = said.strip_prefix(word).unwrap_or(&said);
    to_stderr(&format!("{style}{word}{style:#}{rest}\n"));
}

/// A message that cannot be printed is no reason to stop.
fn to_stderr(text: &str) {
    anstream::stderr().lock().write_all(text.as_bytes()).ok();
}
