//! The page of a run: what a terminal shows of it, in at most 30 lines of 80 columns. It has the
//! question, the figures that answer it, what bound by month and the targets that were missed; all
//! else is in files and in the tables of `--targets` and `--all`.

use super::bound::bound;
use super::targets::missed_lines;
use super::words::{WIDTH, clipped, shortened, time_of, wrapped};
use super::{Results, number};
use crate::experiment::{Measured, Summary};
use crate::industry::Park;
use crate::units::spoken::plural;

/// The most lines of a page.
pub const LINES: usize = 30;
/// The most figures of a page.
const MOST_FIGURES: usize = 16;
/// The most lines of a question.
const QUESTION: usize = 2;
/// Of a metric that is reported only by subject, so many subjects are shown if the scenario names
/// it, and so many if it does not.
const SUBJECTS: (usize, usize) = (4, 2);
/// The chips made here, and the stock of which those are chosen.
const CHIPS: &str = "backend.chips";
const CHIP_STOCK: &str = "assembly.on_hand";

/// A metric beside its name on a page.
type Named = (&'static str, &'static str);

/// The metrics of a page by room of the park, with short names, where the scenario names none.
/// Those that it does not report are left out.
pub const ROOMS: [(&str, &[Named]); 5] = [
    (
        "People",
        &[
            ("talent.registered_all", "registered"),
            ("services.window_wait_mean", "queueing"),
            ("careers.left", "left city"),
        ],
    ),
    (
        "Fab",
        &[
            ("fab.wafers_out", "wafers out"),
            ("fab.cycle_time", "cycle time"),
        ],
    ),
    (
        "Chips",
        &[(CHIPS, "good chips"), (CHIP_STOCK, "chip stock")],
    ),
    (
        "Computers",
        &[
            ("assembly.computers_built", "built"),
            ("market.computers_sold", "sold"),
            ("market.on_time", "on time"),
        ],
    ),
    (
        "Money",
        &[
            ("finance.revenue", "revenue"),
            ("finance.net_profit", "net profit"),
            ("finance.cash_end", "cash"),
        ],
    ),
];

/// Names of metrics that scenarios often ask for, whose keys are no words.
const NAMES: [Named; 2] = [
    ("fab.wip", "lots in line"),
    ("finance.net_present_value", "present value"),
];

/// The room of each subsystem.
const SUBSYSTEMS: [(&str, &str); 13] = [
    ("talent", "People"),
    ("services", "People"),
    ("careers", "People"),
    ("research", "People"),
    ("ventures", "People"),
    ("staffing", "People"),
    ("policy", "People"),
    ("fab", "Fab"),
    ("backend", "Chips"),
    ("supply", "Computers"),
    ("assembly", "Computers"),
    ("market", "Computers"),
    ("finance", "Money"),
];

/// A figure on the page.
struct Row {
    room: String,
    name: String,
    value: String,
    unit: &'static str,
    key: String,
}

/// The page of a run. It says nothing of where the results are, so that equal runs have equal
/// pages.
#[must_use]
pub fn page(results: &Results<'_>) -> String {
    let heading = heading(results);
    let bound = bound(results);
    let rest = rest(results);
    let rows = rows(results.study.park(), &results.summary);
    let is_judged = !results.verdicts.is_empty();
    // One line between the parts.
    let gaps = [rows.is_empty(), bound.is_empty(), !is_judged];
    let gaps = 1 + gaps.iter().filter(|is_missing| !*is_missing).count();
    let others = heading.len() + bound.len() + rest.len() + gaps;
    let room = LINES.saturating_sub(others + usize::from(is_judged));
    let figures = figure_lines(&rows[..rows.len().min(room).min(MOST_FIGURES)]);
    let targets = missed_lines(
        &results.verdicts,
        LINES.saturating_sub(others + figures.len()),
    );
    let parts = [heading, figures, bound, targets, rest];
    let parts = parts.iter().filter(|part| !part.is_empty());
    let texts: Vec<String> = parts.map(|part| part.join("\n") + "\n").collect();
    texts.join("\n")
}

/// The title, the span of time, the size of the experiment, and the question.
fn heading(results: &Results<'_>) -> Vec<String> {
    let (about, plan) = (results.study.park().about(), results.study.plan());
    let replications = match plan.first_replication {
        0 => plural(plan.replications, "replication", "replications"),
        first if plan.replications == 1 => format!("replication {first}"),
        first => format!("replications {first} to {}", first + plan.replications - 1),
    };
    let span = format!("{}, {replications}, seed {}", time_of(&plan), plan.seed);
    let mut lines = wrapped(&about.title, WIDTH, 0);
    lines.truncate(QUESTION);
    lines.extend(wrapped(&span, WIDTH, 0));
    let question = wrapped(&about.question, WIDTH, 0).into_iter();
    lines.extend(question.take(QUESTION).filter(|line| !line.is_empty()));
    if let Some(rules) = results.study.rules() {
        lines.extend(wrapped(&format!("note: {}", rules.remark()), WIDTH, 0));
    }
    lines
        .iter()
        .map(|line| line.chars().take(WIDTH).collect())
        .collect()
}

/// The figures of the page: those that the scenario names, or else those of [`ROOMS`] that it has.
fn rows(park: &Park, summary: &Summary) -> Vec<Row> {
    let (if_named, else_shown) = SUBJECTS;
    let about = park.about();
    let is_named = !about.headlines.is_empty();
    let keys: Vec<&str> = if is_named {
        about.headlines.iter().map(String::as_str).collect()
    } else {
        let metrics = ROOMS.iter().flat_map(|(_, metrics)| *metrics);
        metrics.map(|(key, _)| *key).collect()
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut before = String::new();
    for key in keys {
        let mut figures = figures_of(summary, key);
        if !is_named {
            figures.retain(|figure| !park.lacks(&figure.key, figure.values.iter().copied()));
        }
        if !is_named && key == CHIP_STOCK {
            figures.retain(|figure| is_chip(summary, figure));
        }
        let most = if is_named { if_named } else { else_shown };
        for figure in figures.into_iter().take(most) {
            let metric = figure.metric.key;
            let room = room(metric);
            let is_new = room != before;
            rows.push(Row {
                room: if is_new { room.clone() } else { String::new() },
                name: name(metric),
                value: number::brief(figure.estimate),
                unit: figure.metric.unit,
                key: figure.key.clone(),
            });
            before = room;
        }
    }
    rows
}

/// The figure of a key, or else all subjects of the metric.
fn figures_of<'a>(summary: &'a Summary, key: &str) -> Vec<&'a Measured> {
    if let Some(figure) = summary.get(key) {
        return vec![figure];
    }
    let figures = summary.figures.iter();
    figures.filter(|figure| figure.metric.key == key).collect()
}

/// Whether a figure of a part is that of a chip that is made here.
fn is_chip(summary: &Summary, figure: &Measured) -> bool {
    let chip = figure.subject().map(|part| format!("{CHIPS}/{part}"));
    chip.is_some_and(|chip| summary.get(&chip).is_some())
}

/// The room of the park that a metric is about.
fn room(metric: &str) -> String {
    let subsystem = metric.split('.').next().unwrap_or_default();
    let of_page = ROOMS.iter().find_map(|(room, metrics)| {
        let is_there = metrics.iter().any(|(key, _)| *key == metric);
        is_there.then_some(*room)
    });
    let of_subsystem = || {
        let known = SUBSYSTEMS.iter().find(|(name, _)| *name == subsystem);
        known.map(|(_, room)| *room)
    };
    of_page.or_else(of_subsystem).map_or_else(
        || {
            let (first, rest) = subsystem.split_at(subsystem.len().min(1));
            first.to_uppercase() + rest
        },
        str::to_owned,
    )
}

/// The short name of a metric: its own, or the words of its key.
fn name(metric: &str) -> String {
    let named = ROOMS.iter().flat_map(|(_, metrics)| *metrics);
    let known = named.chain(&NAMES).find(|(key, _)| *key == metric);
    let words = metric.split_once('.').map_or(metric, |(_, words)| words);
    known.map_or_else(|| words.replace('_', " "), |(_, name)| (*name).to_owned())
}

/// The rows in columns: room, name, value, unit, key. Where not all of them fit, the rooms are left
/// out, or the names, or both: keys tell them, too.
fn figure_lines(rows: &[Row]) -> Vec<String> {
    let widest = |text: &dyn Fn(&Row) -> &str| {
        let widths = rows.iter().map(|row| text(row).chars().count());
        widths.max().unwrap_or_default()
    };
    let [room, value, unit] = [
        widest(&|row| &row.room),
        widest(&|row| &row.value),
        widest(&|row| row.unit),
    ];
    // Two spaces between columns, and one before the unit.
    let left = WIDTH.saturating_sub(value + unit + 3);
    let key = widest(&|row| &row.key).min(left);
    let left = left - key;
    let name = widest(&|row| &row.name);
    let taken = |width: usize| if width == 0 { 0 } else { width + 2 };
    let mut layouts = [(room, name), (0, name), (room, 0)].into_iter();
    let fits = |&(room, name): &(usize, usize)| taken(room) + taken(name) <= left;
    let (room, name) = layouts.find(fits).unwrap_or_default();
    // A column with the gap behind it; nothing where it is left out.
    let column = |text: &str, width: usize| match width {
        0 => String::new(),
        _ => format!("{:<width$}  ", clipped(text, width)),
    };
    let line = |row: &Row| {
        let (of_room, of_name) = (column(&row.room, room), column(&row.name, name));
        let (amount, of_unit, of_key) = (&row.value, row.unit, shortened(&row.key, key));
        format!("{of_room}{of_name}{amount:>value$} {of_unit:<unit$}  {of_key}")
    };
    rows.iter().map(line).collect()
}

/// How to see the rest.
fn rest(results: &Results<'_>) -> Vec<String> {
    let figures = plural(results.summary.figures.len(), "figure", "figures");
    let targets = match results.verdicts.len() {
        0 => String::new(),
        all => format!(", --targets ({})", plural(all, "target", "targets")),
    };
    vec![format!(
        "More: --all ({figures}){targets}, chippark metrics KEY"
    )]
}
