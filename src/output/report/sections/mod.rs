//! The sections of a page. Each is a function of what was read back; one that has nothing to show
//! is left out.

mod bound;
mod chain;
pub mod comparison;
mod fab;
mod headline;
pub mod late;
pub mod live;
mod money;
mod people;
mod spread;
pub mod sweep;
mod targets;
pub mod tools;
mod trust;

use maud::Markup;

use super::chart::{Calendar, Caption, Line, lines};
use super::read::Run;

/// A section of a page.
#[derive(Clone, Debug)]
pub struct Section {
    /// The id of its element.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it shows.
    pub body: Markup,
}

impl Section {
    /// A section, if it shows anything.
    fn of(id: &'static str, title: &'static str, body: Option<Markup>) -> Option<Self> {
        body.map(|body| Self { id, title, body })
    }
}

/// The sections of one run, in their order.
#[must_use]
pub fn of_run(run: &Run) -> Vec<Section> {
    let sections = [
        Section::of("answer", "The answer", Some(headline::section(run))),
        Section::of("trust", "How far to trust it", Some(trust::section(run))),
        Section::of("targets", "Targets", targets::section(run)),
        Section::of("bound", "What bound", bound::section(run)),
        Section::of("people", "People", people::section(run)),
        Section::of("fab", "The fab", fab::section(run)),
        Section::of(
            "chain",
            "Chips, parts, computers, orders",
            chain::section(run),
        ),
        Section::of("money", "Money", money::section(run)),
        Section::of("spread", "Replications", spread::section(run)),
    ];
    sections.into_iter().flatten().collect()
}

/// The dates of a run, to draw its courses on.
fn calendar_of(run: &Run) -> Option<Calendar> {
    Some(Calendar {
        origin: run.study.plan().origin,
        days: run.courses.span()?,
        ends: (0.0, 1.0),
    })
}

/// The most lines of a chart: the others would not be told apart.
const LINES: usize = 6;

/// A chart of the course of a metric, if the run has it. Of many subjects the largest are shown.
fn course(run: &Run, id: &str, title: &str, metric: &str, unit: &str) -> Option<Markup> {
    let calendar = calendar_of(run)?;
    let mut found = run.courses.lines(metric);
    let is_zero = |line: &Line| line.points.iter().all(|point| point.high.abs() <= 0.0);
    found.retain(|line| !line.points.is_empty());
    if found.iter().all(is_zero) {
        return None;
    }
    if found.is_empty() {
        return None;
    }
    let left_out = found.len().saturating_sub(LINES);
    if left_out > 0 {
        let sum = |line: &Line| {
            line.points
                .iter()
                .map(|point| point.mean.abs())
                .sum::<f64>()
        };
        found.sort_by(|one, two| sum(two).total_cmp(&sum(one)));
        found.truncate(LINES);
    }
    let others = match left_out {
        0 => String::new(),
        1 => " The smallest one is left out.".to_owned(),
        count => format!(" The {count} smallest ones are left out."),
    };
    let bands = if run.summary.replications > 1 {
        " Bands are 95 % intervals of the mean over replications."
    } else {
        ""
    };
    let text = format!("{metric}, in {unit}.{bands}{others}");
    let caption = Caption::new(id, title, &text);
    Some(lines(&caption, &calendar, unit, &found))
}
