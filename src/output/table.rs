//! The tables that a terminal shows below the page of a run, and the figures by which comparisons
//! and sweeps begin where none are named.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};

use super::page::page;
use super::targets::targets_table;
use super::{Results, number, words};
use crate::engine::Better;
use crate::experiment::Measured;
use crate::industry::About;

/// The metrics of the headlines, by topic. Those that the scenario does not report are left out.
pub const HEADLINES: [(&str, &[&str]); 4] = [
    (
        "People",
        &[
            "talent.registered_all",
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

/// The figures that a scenario shows first, with their topics: those that it chooses, or else those
/// of [`HEADLINES`].
#[must_use]
pub fn headlines_of(about: &About) -> Vec<(String, &str)> {
    let of_topic = |(topic, keys): (&str, &'static [&'static str])| -> Vec<(String, &str)> {
        keys.iter().map(|key| (topic.to_owned(), *key)).collect()
    };
    if about.headlines.is_empty() {
        return HEADLINES.into_iter().flat_map(of_topic).collect();
    }
    let topic_of = |key: &str| {
        let metric = key.split('/').next().unwrap_or_default();
        let known = HEADLINES.iter().find(|(_, keys)| keys.contains(&metric));
        let subsystem = metric.split('.').next().unwrap_or_default();
        known.map_or_else(|| capitalised(subsystem), |(topic, _)| (*topic).to_owned())
    };
    let keys = about.headlines.iter();
    keys.map(|key| (topic_of(key), key.as_str())).collect()
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_uppercase() + rest
}

/// How much of the tables of a run is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The page alone.
    Page,
    /// The page, and below it all targets.
    Targets,
    /// The page, all targets, and every figure with those of each subject (tool group, product,
    /// channel).
    All,
}

/// What stands between the page and the table of targets.
const TARGETS: &str = "\nTargets\n\n";
/// What stands before the table of all figures.
const FIGURES: &str = "\nFigures\n\n";

/// The page of a run with the tables below it that are asked for.
#[must_use]
pub fn run_table(results: &Results<'_>, extent: Extent) -> String {
    let mut text = page(results);
    if extent != Extent::Page && !results.verdicts.is_empty() {
        write!(text, "{TARGETS}{}", targets_table(&results.verdicts)).expect(IN_MEMORY);
    }
    if extent == Extent::All {
        let figures: Vec<&Measured> = results.summary.figures.iter().collect();
        write!(text, "{FIGURES}{}", figure_table(&figures)).expect(IN_MEMORY);
    }
    text
}

/// The part of a text with [`Extent::All`] that an extent shows.
#[must_use]
pub fn part_of(text: &str, extent: Extent) -> &str {
    let before = |mark: &str, text| str::split(text, mark).next().unwrap_or_default();
    match extent {
        Extent::All => text,
        Extent::Targets => before(FIGURES, text),
        Extent::Page => before(TARGETS, before(FIGURES, text)),
    }
}

/// Why writing to a string is expected to succeed.
pub(super) const IN_MEMORY: &str = "writing to a string cannot fail";

/// Figures with their units and the better direction, with a gap between subsystems.
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

/// A table without borders, whose width depends on its contents alone.
pub(super) fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// Aligns a column to the right.
pub(super) fn align_right(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// A table as text, without spaces at the ends of its lines.
pub(super) fn lines(table: &Table) -> String {
    if table.is_empty() {
        return String::new();
    }
    table.lines().fold(String::new(), |mut text, line| {
        writeln!(text, "{}", line.trim_end()).expect(IN_MEMORY);
        text
    })
}
/// Longer names lose their start, so that tables fit into 80 columns.
const KEY_WIDTH: usize = 30;

/// A name in at most [`KEY_WIDTH`] characters: the start is left out.
pub(super) fn shortened(name: &str) -> String {
    words::shortened(name, KEY_WIDTH)
}
