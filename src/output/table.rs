//! What a terminal shows after a run: what happened to people, fab, computers and money first, then
//! the figures by subsystem.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};

use super::targets::targets_table;
use super::{Results, number};
use crate::engine::Better;
use crate::experiment::{Measured, Summary};
use crate::units::SimTime;

/// The figures that tell the story, by what they are about. A scenario without a subsystem has none
/// of its figures; they are left out then. Where a figure has subjects only, the first few stand
/// for it.
pub const HEADLINES: [(&str, &[&str]); 4] = [
    (
        "People",
        &[
            "talent.registrations",
            "services.window_wait_mean",
            "careers.employed",
            "careers.left",
        ],
    ),
    (
        "Fab",
        &["fab.wafers_out", "fab.cycle_time", "backend.chips"],
    ),
    (
        "Computers",
        &["assembly.computers_built", "market.computers_sold"],
    ),
    (
        "Money",
        &[
            "finance.revenue",
            "finance.chain_output",
            "finance.cash_end",
        ],
    ),
];

/// At most so many subjects of one metric stand among the headlines.
const SUBJECTS: usize = 4;

/// A constraint below this share of the time is not worth a word.
const WORTH_A_WORD: f64 = 0.005;

/// The table of a run; `all` adds the figures of each subject (tool group, product, channel).
#[must_use]
pub fn run_table(results: &Results<'_>, all: bool) -> String {
    let summary = results.summary;
    let mut text = heading(results);
    let headlines = headlines(summary);
    if !headlines.is_empty() {
        write!(text, "\n{headlines}").expect(IN_MEMORY);
    }
    if let Some(limits) = limits(summary) {
        write!(text, "\nWhat bound: {limits}\n").expect(IN_MEMORY);
    }
    if !results.verdicts.is_empty() {
        write!(text, "\n{}", targets_table(results.verdicts)).expect(IN_MEMORY);
    }
    let shown = |figure: &&Measured| all || figure.subject().is_none();
    let figures: Vec<&Measured> = summary.figures.iter().filter(shown).collect();
    write!(text, "\n{}", figure_table(&figures)).expect(IN_MEMORY);
    let hidden = summary.figures.len() - figures.len();
    if hidden > 0 {
        writeln!(
            text,
            "\n{hidden} more with --all: by tool group, product, ..."
        )
        .expect(IN_MEMORY);
    }
    text
}

/// Writing to a string.
pub(super) const IN_MEMORY: &str = "a string takes everything";

/// The title, the span of time and the size of the experiment.
fn heading(results: &Results<'_>) -> String {
    let Results { about, plan, .. } = results;
    let end = plan.origin.of(SimTime::ZERO + plan.horizon);
    let end = end.map_or_else(String::new, |end| format!(" to {end}"));
    let warmup = if plan.warmup.is_zero() {
        String::new()
    } else {
        format!(", figures after {}", plan.warmup)
    };
    let plural = if plan.replications == 1 { "" } else { "s" };
    format!(
        "{}\n{}{end}{warmup}, {} replication{plural}, seed {}\n",
        about.title, plan.origin, plan.replications, plan.seed
    )
}

/// The story in a few lines; empty if the scenario has none of its subsystems.
fn headlines(summary: &Summary) -> String {
    let mut table = plain_table();
    for (topic, keys) in HEADLINES {
        let figures = keys.iter().flat_map(|key| headline(summary, key));
        for (place, figure) in figures.enumerate() {
            let subject = figure.subject().map(|name| format!("{name}: "));
            table.add_row([
                if place == 0 { topic } else { "" },
                &number::figure(figure.estimate),
                figure.metric.unit,
                &(subject.unwrap_or_default() + figure.metric.meaning),
            ]);
        }
    }
    align_right(&mut table, 1);
    lines(&table)
}

/// The figure of a key, or those of its subjects if there is none.
fn headline<'a>(summary: &'a Summary, key: &str) -> Vec<&'a Measured> {
    if let Some(figure) = summary.get(key) {
        return vec![figure];
    }
    let figures = summary.figures.iter();
    let subjects = figures.filter(|figure| figure.metric.key == key);
    subjects.take(SUBJECTS).collect()
}

/// What limited the park most, in descending order of time.
fn limits(summary: &Summary) -> Option<String> {
    let mut limits: Vec<(&str, f64)> = summary
        .limits
        .iter()
        .filter_map(|limit| Some((limit.constraint.as_str(), limit.share?)))
        .filter(|(_, share)| *share >= WORTH_A_WORD)
        .collect();
    limits.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let words: Vec<String> = limits
        .iter()
        .enumerate()
        .map(|(place, (constraint, share))| {
            let of = if place == 0 { " of days" } else { "" };
            format!("{constraint} {:.0} %{of}", share * 100.0)
        })
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Figures with their units and which way is better, a gap between subsystems.
fn figure_table(figures: &[&Measured]) -> String {
    let mut table = plain_table();
    table.set_header(["figure", "mean", "unit", "better"]);
    let mut before = "";
    for figure in figures {
        let subsystem = figure.key.split('.').next().unwrap_or_default();
        if !before.is_empty() && subsystem != before {
            table.add_row([""; 4]);
        }
        before = subsystem;
        let better = match figure.metric.better {
            Better::Higher => "higher",
            Better::Lower => "lower",
            Better::Neither => "",
        };
        table.add_row([
            figure.key.as_str(),
            &number::figure(figure.estimate),
            figure.metric.unit,
            better,
        ]);
    }
    align_right(&mut table, 1);
    lines(&table)
}

/// A table without lines, whose width depends on its contents alone.
pub(super) fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// Lets the numbers of a column end below each other.
pub(super) fn align_right(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// A table as text, without blanks at the ends of its lines.
pub(super) fn lines(table: &Table) -> String {
    if table.is_empty() {
        return String::new();
    }
    table.lines().fold(String::new(), |mut text, line| {
        writeln!(text, "{}", line.trim_end()).expect(IN_MEMORY);
        text
    })
}
