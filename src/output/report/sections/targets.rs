//! The targets of the scenario and which ones are met.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::chart::key_of;
use super::super::read::{Run, TargetRow};
use super::super::table::table;
use crate::industry::{Target, metric_of};
use crate::output::number;
use crate::output::targets::allowed;
use crate::statistics::{Estimate, Interval};

/// The heads of the table.
const HEADS: [&str; 8] = [
    "Target",
    "Met",
    "Kind",
    "Simulated",
    "Allowed",
    "Reported",
    "Unit",
    "Source",
];

/// A table of the targets, those that are missed first; none if the scenario has none.
pub(super) fn section(run: &Run) -> Option<Markup> {
    let targets = &run.summary.targets;
    if targets.is_empty() {
        return None;
    }
    let met = targets.iter().filter(|row| row.met == Some(true)).count();
    let uncovered = targets.iter().filter(|row| row.met.is_none()).count();
    let list = &run.study.park().targets().list;
    let mut rows: Vec<(&TargetRow, &Target)> = targets.iter().zip(list).collect();
    rows.sort_by_key(|(row, _)| match row.met {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    });
    let body = html! { @for (row, target) in rows { (row_of(row, target)) } };
    Some(html! {
        p {
            strong { (met) " of " (targets.len()) " met" }
            @if uncovered > 0 { " (" (uncovered) " are of periods that the run does not cover)" }
            ": " (by_kind(targets))
            ". Inputs are met by construction and calibrated ones were fitted; consistency \
             follows from fitted figures. Ordinal targets ask for a direction or a bound alone, \
             and holdouts were used by no fit: only these two test the model. An ambition is a \
             wish that nothing was fitted to."
        }
        (table("The table of targets", "Reported and simulated figures", &HEADS, &body))
    })
}

/// How many targets of each kind are met, as words.
fn by_kind(targets: &[TargetRow]) -> String {
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in targets {
        let (met, all) = kinds.entry(&row.kind).or_default();
        *met += usize::from(row.met == Some(true));
        *all += 1;
    }
    let kinds = kinds
        .iter()
        .map(|(kind, (met, all))| format!("{kind} {met} of {all}"));
    kinds.collect::<Vec<_>>().join(", ")
}

fn row_of(row: &TargetRow, target: &Target) -> Markup {
    let (class, word) = match row.met {
        Some(true) => ("good", "met"),
        Some(false) if row.kind == "ambition" => ("fair", "missed, an ambition"),
        Some(false) => ("poor", "missed"),
        None => ("fair", "not covered"),
    };
    let estimate = row.mean.map(|mean| Estimate {
        count: row.n,
        mean,
        sd: None,
        interval: row.ci95.map(|[low, high]| Interval { low, high }),
        is_skewed: false,
    });
    html! {
        tr {
            th scope="row" {
                (row.id) " " (key_of(&row.metric))
                @if let Some(period) = &row.period { " in " (period) }
            }
            td { span.mark.(class) { (word) } }
            td { (row.kind) }
            td.number { (number::finer(estimate, i32::from(row.met == Some(false)))) }
            td { (allowed(target)) }
            td.number { (number::amount(row.value)) }
            td { (metric_of(&row.metric).map_or("", |metric| metric.unit)) }
            td { (row.source) }
        }
    }
}
