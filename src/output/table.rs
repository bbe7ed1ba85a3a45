//! The tables that a terminal shows after a run: headlines about people, fab, computers and money,
//! then the figures by subsystem.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};

use super::targets::targets_table;
use super::{Results, number};
use crate::engine::Better;
use crate::experiment::{Measured, Summary};
use crate::industry::About;
use crate::units::SimTime;
use crate::units::spoken::plural;

/// The metrics of the headlines, by topic. Those that the scenario does not report are left out. Of
/// a metric that is reported only by subject, the first few subjects are shown.
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

/// The most subjects of one metric among the headlines.
const SUBJECTS: usize = 4;

/// Constraints that bound on a smaller share of days are not shown.
const LEAST_SHOWN: f64 = 0.005;

/// The tables of a run; `all` adds the figures of each subject (tool group, product, channel).
#[must_use]
pub fn run_table(results: &Results<'_>, all: bool) -> String {
    let summary = &results.summary;
    let mut text = heading(results);
    let headlines = headlines(results.study.park().about(), summary);
    if !headlines.is_empty() {
        write!(text, "\n{headlines}").expect(IN_MEMORY);
    }
    if let Some(limits) = limits(summary) {
        write!(text, "\nWhat bound: {limits}\n").expect(IN_MEMORY);
    }
    if !results.verdicts.is_empty() {
        write!(text, "\n{}", targets_table(&results.verdicts)).expect(IN_MEMORY);
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

/// Why writing to a string is expected to succeed.
pub(super) const IN_MEMORY: &str = "writing to a string cannot fail";

/// The title, the span of time and the size of the experiment.
fn heading(results: &Results<'_>) -> String {
    let (about, plan) = (results.study.park().about(), results.study.plan());
    let end = plan.origin.of(SimTime::ZERO + plan.horizon);
    let end = end.map_or_else(String::new, |end| format!(" to {end}"));
    let warmup = if plan.warmup.is_zero() {
        String::new()
    } else {
        format!(", figures after {}", plan.warmup)
    };
    let replications = match plan.first_replication {
        0 => plural(plan.replications, "replication", "replications"),
        first if plan.replications == 1 => format!("replication {first}"),
        first => format!("replications {first} to {}", first + plan.replications - 1),
    };
    format!(
        "{}\n{}{end}{warmup}, {replications}, seed {}\n",
        about.title, plan.origin, plan.seed
    )
}

/// The table of the headlines; empty if the scenario reports none of them.
fn headlines(about: &About, summary: &Summary) -> String {
    let mut table = plain_table();
    let mut before = String::new();
    for (topic, key) in headlines_of(about) {
        for figure in headline(summary, key) {
            let subject = figure.subject().map(|name| format!("{name}: "));
            let is_new = before != topic;
            before.clone_from(&topic);
            table.add_row([
                if is_new { topic.as_str() } else { "" },
                &number::figure(figure.estimate),
                figure.metric.unit,
                &(subject.unwrap_or_default() + figure.metric.meaning),
            ]);
        }
    }
    align_right(&mut table, 1);
    lines(&table)
}

/// The figure of a metric, or its first subjects if it is reported only by subject.
fn headline<'a>(summary: &'a Summary, key: &str) -> Vec<&'a Measured> {
    if let Some(figure) = summary.get(key) {
        return vec![figure];
    }
    let figures = summary.figures.iter();
    let subjects = figures.filter(|figure| figure.metric.key == key);
    subjects.take(SUBJECTS).collect()
}

/// The constraints that limited the park, in descending order of their shares of days.
fn limits(summary: &Summary) -> Option<String> {
    let mut limits: Vec<(&str, f64)> = summary
        .limits
        .iter()
        .filter_map(|limit| Some((limit.constraint.as_str(), limit.share?)))
        .filter(|(_, share)| *share >= LEAST_SHOWN)
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
    let count = name.chars().count();
    if count <= KEY_WIDTH {
        return name.to_owned();
    }
    let end: String = name.chars().skip(count + 3 - KEY_WIDTH).collect();
    format!("...{end}")
}
