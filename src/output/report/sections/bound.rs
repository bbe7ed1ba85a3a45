//! What bound: by month, by place, in the fab and at the lines.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::super::chart::{Caption, Column, Heat, heat, stack};
use super::super::read::{BindingRow, Run};

/// The most places of a heat map.
const PLACES: usize = 14;
/// The most columns of a heat map.
const COLUMNS: usize = 24;

/// Charts of what bound; none if the scenario has nothing that binds.
pub(super) fn section(run: &Run) -> Option<Markup> {
    let park = charted(run, "park");
    if run.bindings.is_empty() {
        return None;
    }
    let scopes = [
        ("fab", "Where the fab was bound", "the fab and its back end"),
        ("line", "Where the lines were bound", "the lines"),
    ];
    Some(html! {
        p { "On each day one thing keeps the park from selling more: the first place, from the \
             customer upstream, where work waited. Days are judged one by one, and what is short \
             changes from day to day: what more of one thing brings in all, a run with more of it \
             shows. " code { "docs/limits.md" } " has the rules." }
        @if !park.is_empty() { (by_month(run, &park)) }
        @for (scope, title, what) in scopes {
            @if let Some((map, months)) = by_place(run, scope) {
                @let text = format!(
                    "Days on which a place kept {what} from more, whatever kept the park from \
                     selling more. The darkest shade is every day of a month.{}",
                    columns_of(months)
                );
                @let caption = Caption::new(&format!("chart-bound-{scope}"), title, &text);
                (heat(&caption, "days a month", &map))
            }
        }
    })
}

fn charted<'a>(run: &'a Run, scope: &'a str) -> Vec<&'a BindingRow> {
    run.bindings
        .iter()
        .filter(|row| row.scope == scope)
        .collect()
}

/// Mean days over replications by a key of the rows and by month.
fn days<'a>(
    run: &Run,
    rows: &[&'a BindingRow],
    key: impl Fn(&'a BindingRow) -> String,
) -> BTreeMap<String, BTreeMap<&'a str, f64>> {
    let mut found: BTreeMap<String, BTreeMap<&str, f64>> = BTreeMap::new();
    for &row in rows {
        let months = found.entry(key(row)).or_default();
        *months.entry(row.month.as_str()).or_default() +=
            row.days / run.summary.replications as f64;
    }
    found
}

/// Keys by their days in all, the most first.
fn ranked(days: &BTreeMap<String, BTreeMap<&str, f64>>) -> Vec<String> {
    let sum = |key: &String| days[key].values().sum::<f64>();
    let mut keys: Vec<String> = days.keys().cloned().collect();
    keys.sort_by(|one, two| sum(two).total_cmp(&sum(one)));
    keys
}

fn months_of<'a>(rows: &[&'a BindingRow]) -> Vec<&'a str> {
    let months: BTreeSet<&str> = rows.iter().map(|row| row.month.as_str()).collect();
    months.into_iter().collect()
}

fn by_month(run: &Run, rows: &[&BindingRow]) -> Markup {
    let days = days(run, rows, |row| row.constraint.clone());
    let parts = ranked(&days);
    let columns = months_of(rows).into_iter().map(|month| Column {
        name: month.to_owned(),
        parts: parts
            .iter()
            .map(|part| days[part].get(month).copied().unwrap_or(0.0))
            .collect(),
    });
    let columns: Vec<Column> = columns.collect();
    let caption = Caption::new(
        "chart-bound",
        "What bound, by month",
        "Days of each month on which each constraint bound, as means over replications; days \
         before the first lot show nothing.",
    );
    stack(&caption, "days", &parts, &columns)
}

/// What a column of a map is, where that is not one month.
fn columns_of(months: usize) -> String {
    match months {
        0 | 1 => String::new(),
        group => format!(" A column is the mean of {group} months, named by the first."),
    }
}

/// Days by place and month or, in long runs, groups of months, and how many months these have.
fn by_place(run: &Run, scope: &str) -> Option<(Heat, usize)> {
    let rows = charted(run, scope);
    let name = |row: &BindingRow| {
        if row.place.is_empty() {
            row.constraint.clone()
        } else {
            format!("{}: {}", row.constraint, row.place)
        }
    };
    let days = days(run, &rows, name);
    let mut places = ranked(&days);
    places.truncate(PLACES);
    let months = months_of(&rows);
    if places.is_empty() {
        return None;
    }
    let size = months.len().div_ceil(COLUMNS);
    let groups: Vec<&[&str]> = months.chunks(size).collect();
    let cell = |place: &String, group: &[&str]| {
        let days = group
            .iter()
            .map(|month| days[place].get(month).copied().unwrap_or(0.0));
        Some(days.sum::<f64>() / group.len() as f64)
    };
    let map = Heat {
        cells: places
            .iter()
            .map(|place| groups.iter().map(|group| cell(place, group)).collect())
            .collect(),
        rows: places,
        columns: groups.iter().map(|group| group[0].to_owned()).collect(),
        most: 31.0,
    };
    Some((map, size))
}
