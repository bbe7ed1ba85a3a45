//! Sentences as lines of a terminal: broken between words, or cut to a width; and what pages of the
//! terminal and of the browser say alike.

use crate::industry::RunPlan;
use crate::units::SimTime;

/// The width of a terminal, in characters: no line of a page is wider.
pub const WIDTH: usize = 80;

/// From when to when a run goes, such as `2018-01-01 to 2022-01-01`.
pub(super) fn dates_of(plan: &RunPlan) -> String {
    let end = plan.origin.of(SimTime::ZERO + plan.horizon);
    let end = end.map_or_else(String::new, |end| format!(" to {end}"));
    format!("{}{end}", plan.origin)
}

/// The same, and how much of its start the figures leave out.
pub(super) fn time_of(plan: &RunPlan) -> String {
    let dates = dates_of(plan);
    if plan.warmup.is_zero() {
        dates
    } else {
        format!("{dates}, figures after {}", plan.warmup)
    }
}

/// A text in lines of at most `width` characters, broken between words; all lines but the first
/// begin with `indent` spaces. A word that is longer than a line has a line of its own.
///
/// ```
/// use chippark::output::words::wrapped;
/// assert_eq!(wrapped("wafers are  started", 12, 2), ["wafers are", "  started"]);
/// assert_eq!(wrapped("", 12, 2), [""]);
/// ```
#[must_use]
pub fn wrapped(text: &str, width: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines
}

/// The words of a text that fit into `width` characters; of a single longer word, its start.
///
/// ```
/// use chippark::output::words::clipped;
/// assert_eq!(clipped("wait at the window", 10), "wait at");
/// assert_eq!(clipped("registered", 4), "regi");
/// ```
#[must_use]
pub fn clipped(text: &str, width: usize) -> String {
    let first = wrapped(text, width, 0).swap_remove(0);
    first.chars().take(width).collect()
}

/// A name in at most `width` characters: the start of a longer one is left out, since names differ
/// at their ends.
///
/// ```
/// use chippark::output::words::shortened;
/// assert_eq!(shortened("backend.chips/cpu-3a4000", 13), "...cpu-3a4000");
/// ```
#[must_use]
pub fn shortened(name: &str, width: usize) -> String {
    let count = name.chars().count();
    if count <= width {
        return name.to_owned();
    }
    let end: String = name.chars().skip(count + 3 - width.max(3)).collect();
    format!("...{end}")
}
