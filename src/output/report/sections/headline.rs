//! The figures that answer the scenario's question.

use maud::{Markup, html};

use super::super::chart::key_of;
use super::super::read::{FigureEntry, Run};
use super::super::table::table;
use crate::output::number;
use crate::output::table::headlines_of;
use crate::units::spoken::plural;

/// The most subjects of one metric.
const SUBJECTS: usize = 6;
/// Half-widths up to these shares of the mean count as narrow and as fair.
const NARROW: f64 = 0.02;
const FAIR: f64 = 0.10;

/// The headline figures of a run, each with its key.
pub(super) fn headlines(run: &Run) -> Vec<(String, String, &FigureEntry)> {
    let about = run.study.park().about();
    let mut found = Vec::new();
    for (topic, key) in headlines_of(about) {
        if about.headlines.is_empty() && run.lacks(key) {
            continue;
        }
        if let Some(entry) = run.summary.metrics.get(key) {
            found.push((topic, key.to_owned(), entry));
            continue;
        }
        for (subject, entry) in run.subjects(key).take(SUBJECTS) {
            found.push((topic.clone(), format!("{key}/{subject}"), entry));
        }
    }
    found
}

/// A table of the headline figures with their intervals, and how wide these are.
pub(super) fn section(run: &Run) -> Markup {
    let question = &run.study.park().about().question;
    let rows = headlines(run);
    let count = plural(run.summary.replications, "replication", "replications");
    let caption = format!("Means over {count} with 95 % intervals");
    let heads = ["Figure", "Value", "Unit", "How sure", "Better"];
    let body = html! { @for (_, key, entry) in &rows { (row(key, entry)) } };
    html! {
        p.question { (question) }
        (table("The headline figures", &caption, &heads, &body))
        (remark())
    }
}

/// How the words on certainty are meant, and what they leave out.
fn remark() -> Markup {
    html! {
        p.faint {
            "Narrow is an interval of up to ±2 % of the mean, fair up to ±10 %. It covers chance \
             alone, and says nothing of a wrong assumption. A page of one run shows what happens, \
             and not what a measure does: that is the difference to a run without it, as "
            code { "chippark report BASE OTHER" } " shows it."
        }
    }
}

fn row(key: &str, entry: &FigureEntry) -> Markup {
    let subject = key.split_once('/').map(|(_, subject)| subject);
    let meaning = entry.meaning.split(['.', ';']).next().unwrap_or_default();
    html! {
        tr {
            th scope="row" {
                @if let Some(subject) = subject { strong { (subject) ": " } }
                (meaning) br; (key_of(key))
            }
            td.number { (number::figure(entry.estimate())) }
            td { (entry.unit) }
            td { (sure(entry)) }
            td { @if entry.better != "neither" { (entry.better) } }
        }
    }
}

/// How wide the interval is, as a word and a share of the mean.
fn sure(entry: &FigureEntry) -> Markup {
    let share = entry
        .estimate()
        .and_then(|estimate| estimate.relative_half_width());
    let (class, word) = match share {
        None if entry.mean.is_none() => ("fair", "nothing was observed"),
        None if entry.n < 2 => ("poor", "one replication: unknown"),
        None => ("good", "the same in all"),
        Some(share) if share <= NARROW => ("good", "narrow"),
        Some(share) if share <= FAIR => ("fair", "fair"),
        Some(_) => ("poor", "wide"),
    };
    html! {
        span.mark.(class) { (word) }
        @if let Some(share) = share { " ±" (format!("{:.1} %", 100.0 * share)) }
    }
}
