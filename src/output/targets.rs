//! The targets of a scenario: those that were missed on a few lines, and the table of all, with the
//! reported and the simulated value of each, the allowed range, and whether it is met.

use std::fmt::Write as _;

use super::number;
use super::table::IN_MEMORY;
use super::words::{WIDTH, shortened, wrapped};
use crate::experiment::Verdict;
use crate::industry::{Target, TargetKind, TargetRule};

/// The most targets that a page names.
const MOST_MISSED: usize = 5;
/// How far lines are indented.
const INDENT: usize = 2;
/// How wide the verdict is.
const VERDICT: usize = 8;

/// The table of targets, two lines each, and a line that counts those that are met. No line is
/// wider than 80 columns.
#[must_use]
pub fn targets_table(verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    let of_id = |verdict: &Verdict| verdict.target.id.chars().count();
    let id = verdicts.iter().map(of_id).max().unwrap_or_default();
    let left = WIDTH.saturating_sub(VERDICT + id + 3);
    for verdict in verdicts {
        let target = &verdict.target;
        let figure = shortened(&target.figure(), left);
        let (of_id, met) = (&target.id, word(verdict.met));
        writeln!(text, "{met:<VERDICT$} {of_id:<id$}  {figure}").expect(IN_MEMORY);
        let values = format!(
            "{}: {}, reported {}, allowed {}",
            target.kind.word(),
            simulated(verdict),
            number::amount(target.value),
            allowed(target)
        );
        let indent = VERDICT + 1 + id + 2;
        for line in wrapped(&values, WIDTH.saturating_sub(indent), 2) {
            writeln!(text, "{:indent$}{line}", "").expect(IN_MEMORY);
        }
    }
    writeln!(text, "\n{}{}", count(verdicts), by_chance(verdicts)).expect(IN_MEMORY);
    text
}

/// A mean that misses its range has a digit more, so that it is not shown as a bound of it.
fn simulated(verdict: &Verdict) -> String {
    number::finer(verdict.estimate, i32::from(verdict.met == Some(false)))
}

/// How many targets are met, and those that are missed, on at most so many lines: first those that
/// count against the scenario. Nothing where there are no targets.
pub(super) fn missed_lines(verdicts: &[Verdict], most: usize) -> Vec<String> {
    if verdicts.is_empty() {
        return Vec::new();
    }
    let is_ambition = |verdict: &&Verdict| verdict.target.kind == TargetKind::Ambition;
    let missed = verdicts.iter().filter(|verdict| verdict.met == Some(false));
    let mut missed: Vec<&Verdict> = missed.collect();
    missed.sort_by_key(is_ambition);
    let mut rows = Vec::new();
    let mut shown = 0;
    for verdict in missed.iter().take(MOST_MISSED) {
        let target = &verdict.target;
        let ambition = if is_ambition(verdict) {
            ", ambition"
        } else {
            ""
        };
        let row = format!(
            "{} {}: {}, reported {}{ambition}",
            target.id,
            target.figure(),
            simulated(verdict),
            number::amount(target.value)
        );
        let row = wrapped(&row, WIDTH - INDENT, INDENT).into_iter();
        let row: Vec<String> = row.map(|line| format!("{:INDENT$}{line}", "")).collect();
        if rows.len() + row.len() >= most {
            break;
        }
        rows.extend(row);
        shown += 1;
    }
    let more = match missed.len() - shown {
        _ if missed.is_empty() => "",
        0 => ", missed:",
        _ if shown == 0 => "; --targets",
        _ => ", missed among others:",
    };
    let mut lines = vec![format!("{}{more}", count(verdicts))];
    lines.extend(rows);
    lines
}

const fn word(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "met",
        Some(false) => "NOT MET",
        None => "not run",
    }
}

/// The values that meet a target.
#[must_use]
pub fn allowed(target: &Target) -> String {
    let amount = number::amount;
    match target.rule {
        TargetRule::Exact => format!("{} each time", amount(target.value)),
        TargetRule::Within(Some(low), Some(high)) => format!("{} to {}", amount(low), amount(high)),
        TargetRule::Within(Some(low), None) => format!("{} or more", amount(low)),
        TargetRule::Within(None, Some(high)) => format!("{} or less", amount(high)),
        TargetRule::Between(Some(low), Some(high)) => {
            format!("between {} and {}", amount(low), amount(high))
        }
        TargetRule::Between(Some(low), None) => format!("more than {}", amount(low)),
        TargetRule::Between(None, Some(high)) => format!("less than {}", amount(high)),
        TargetRule::Within(None, None) | TargetRule::Between(None, None) => "anything".to_owned(),
    }
}

/// The number of targets that are met, in words.
fn count(verdicts: &[Verdict]) -> String {
    let of = |met: Option<bool>| verdicts.iter().filter(|verdict| verdict.met == met).count();
    let (met, all, not_run) = (of(Some(true)), verdicts.len(), of(None));
    let cut = match not_run {
        0 => String::new(),
        1 => " (1 is for a period that the run does not cover)".to_owned(),
        more => format!(" ({more} are for periods beyond the run)"),
    };
    format!("{met} of {all} targets met{cut}")
}

/// What to think of a verdict on one replication.
fn by_chance(verdicts: &[Verdict]) -> &'static str {
    if verdicts.iter().any(|verdict| verdict.values.len() == 1) {
        "\none replication meets or misses a random figure by chance;\n\
         `-r 20` judges the mean of 20"
    } else {
        ""
    }
}
