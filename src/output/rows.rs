//! `replications.csv`, `targets.csv`, `statements.csv`, `limits.csv`, `series.csv` and
//! `series-wide.csv`: every figure of every replication, those of the periods of targets,
//! statements of money and what bound by month, and the course over time. Like `summary.json` they
//! depend on scenario, seed, replications and version alone, byte for byte; their lines end with
//! LF.

use std::collections::{BTreeMap, BTreeSet};

use super::Results;
use crate::industry::Outcome;
use crate::units::{Date, SimTime};

/// The most rows that a spreadsheet reads of a file, its header included.
pub const SPREADSHEET_ROWS: usize = 1_048_576;

/// What to say of a file with more rows than a spreadsheet reads, and how to get fewer.
pub(super) fn beyond_spreadsheet(file: &str, rows: usize, remedy: &str) -> Option<String> {
    (rows > SPREADSHEET_ROWS).then(|| {
        format!(
            "`{file}` has {rows} rows, more than the {SPREADSHEET_ROWS} that a spreadsheet reads: \
             {remedy}"
        )
    })
}

/// The text of `replications.csv`: one row per replication, one column per figure. A cell is empty
/// where nothing was observed.
#[must_use]
pub fn replications_csv(results: &Results<'_>) -> String {
    let figures = &results.summary.figures;
    let keys = figures.iter().map(|figure| figure.key.clone());
    let header = std::iter::once("replication".to_owned()).chain(keys);
    let rows = results.outcomes.iter().enumerate().map(|(row, outcome)| {
        let values = figures.iter().map(move |figure| {
            let value = figure.values[row];
            value.map_or_else(String::new, shortest)
        });
        std::iter::once(outcome.replication.to_string()).chain(values)
    });
    csv_text(header, rows)
}

/// The parts of a CSV file: its header, then the rows of each replication. Of a thousand, all
/// together would be as large as all outcomes, or gigabytes.
fn parts<'a, const CELLS: usize>(
    results: &'a Results<'_>,
    header: [&str; CELLS],
    rows_of: impl FnMut(&'a Outcome) -> String + 'a,
) -> impl Iterator<Item = String> + 'a {
    let header = csv_text(header.map(str::to_owned), std::iter::empty::<[String; 0]>());
    let parts = results.outcomes.iter().map(rows_of);
    std::iter::once(header).chain(parts)
}

/// The parts of `series.csv`: its header, then one row per value, by replication and time.
///
/// # Panics
/// Never: valid scenarios end before the year 9999.
pub fn series_csv<'a>(results: &'a Results<'_>) -> impl Iterator<Item = String> + 'a {
    let header = ["replication", "time", "subject", "measure", "value"];
    let origin = results.study.plan().origin;
    parts(results, header, move |outcome| {
        let replication = outcome.replication.to_string();
        let (mut time, mut text) = (None, String::new());
        csv_rows(outcome.series.points().iter().map(|point| {
            if time != Some(point.time) {
                (time, text) = (Some(point.time), date_time(origin, point.time));
            }
            [
                replication.clone(),
                text.clone(),
                point.subject.to_owned(),
                point.metric.key.to_owned(),
                shortest(point.value),
            ]
        }))
    })
}

/// How many rows `series.csv` has, its header included.
#[must_use]
pub fn series_rows(results: &Results<'_>) -> usize {
    let points = results.outcomes.iter();
    let points = points.map(|outcome| outcome.series.points().len());
    1 + points.sum::<usize>()
}

/// The text of `series-wide.csv`: one row for each replication and time, one column for each
/// measure and subject. A cell is empty where nothing was observed at that time.
///
/// # Panics
/// Never: valid scenarios end before the year 9999.
#[must_use]
pub fn series_wide_csv(results: &Results<'_>) -> String {
    let points = results.outcomes.iter();
    let points = points.flat_map(|outcome| outcome.series.points().iter());
    let columns: BTreeSet<(&str, &str)> = points
        .map(|point| (point.metric.key, point.subject))
        .collect();
    let places: BTreeMap<(&str, &str), usize> = columns.iter().copied().zip(0..).collect();
    let names = columns.iter().map(|(metric, subject)| {
        let slash = if subject.is_empty() { "" } else { "/" };
        [*metric, slash, *subject].concat()
    });
    let header = ["replication", "time"].map(str::to_owned);
    let header: Vec<String> = header.into_iter().chain(names).collect();
    let origin = results.study.plan().origin;
    let (columns, places) = (&columns, &places);
    let rows = results.outcomes.iter().flat_map(|outcome| {
        let mut rows: BTreeMap<SimTime, Vec<Option<f64>>> = BTreeMap::new();
        for point in outcome.series.points().iter() {
            let row = rows.entry(point.time);
            let row = row.or_insert_with(|| vec![None; columns.len()]);
            row[places[&(point.metric.key, point.subject)]] = Some(point.value);
        }
        rows.into_iter().map(move |(time, values)| {
            let about = [outcome.replication.to_string(), date_time(origin, time)];
            let values = values.into_iter();
            let values = values.map(|value| value.map_or_else(String::new, shortest));
            about.into_iter().chain(values).collect::<Vec<String>>()
        })
    });
    csv_text(header, rows)
}

/// The parts of `statements.csv`: one row per amount in CNY, by replication and month. It has rows
/// where the scenario has money.
pub fn statements_csv<'a>(results: &'a Results<'_>) -> impl Iterator<Item = String> + 'a {
    let header = ["replication", "month", "statement", "line", "amount"];
    parts(results, header, |outcome| {
        csv_rows(outcome.figures.statements().iter().map(|row| {
            [
                outcome.replication.to_string(),
                month(row.month),
                row.statement.to_owned(),
                row.line.to_owned(),
                shortest(row.amount.as_yuan()),
            ]
        }))
    })
}

/// The parts of `limits.csv`: on how many days of a month something bound, by replication, month
/// and scope.
pub fn limits_csv<'a>(results: &'a Results<'_>) -> impl Iterator<Item = String> + 'a {
    let header = [
        "replication",
        "month",
        "scope",
        "constraint",
        "place",
        "days",
    ];
    parts(results, header, |outcome| {
        csv_rows(outcome.figures.bindings().iter().map(|row| {
            [
                outcome.replication.to_string(),
                month(row.month),
                row.scope.to_owned(),
                row.constraint.to_owned(),
                row.place.clone(),
                row.days.to_string(),
            ]
        }))
    })
}

/// A month, as ISO 8601 writes it.
fn month(first_day: Date) -> String {
    format!("{:04}-{:02}", first_day.year(), first_day.month())
}

/// The text of `targets.csv`: the figure of each target in each replication. A cell is empty where
/// nothing was observed.
#[must_use]
pub fn targets_csv(results: &Results<'_>) -> String {
    let header = ["replication", "id", "metric", "period", "value"];
    let outcomes = results.outcomes.iter().enumerate();
    let rows = outcomes.flat_map(|(row, outcome)| {
        results.verdicts.iter().map(move |verdict| {
            [
                outcome.replication.to_string(),
                verdict.target.id.clone(),
                verdict.target.metric.clone(),
                verdict.target.period.clone().unwrap_or_default(),
                verdict.values[row].map_or_else(String::new, shortest),
            ]
        })
    });
    csv_text(header.map(str::to_owned), rows)
}

/// The date and time of an instant, as ISO 8601 writes it.
pub(super) fn date_time(origin: Date, at: SimTime) -> String {
    let text = origin.date_time(at);
    text.expect("checked scenarios end before the year 9999")
}

/// The shortest text that parses to the same value, as in JSON.
pub(super) fn shortest(value: f64) -> String {
    serde_json::Number::from_f64(value).map_or_else(String::new, |number| number.to_string())
}

/// The text of a CSV file.
pub(super) fn csv_text<Row: IntoIterator<Item = String>>(
    header: impl IntoIterator<Item = String>,
    rows: impl Iterator<Item = Row>,
) -> String {
    let header: Vec<String> = header.into_iter().collect();
    let rows = rows.map(|row| row.into_iter().collect());
    csv_rows(std::iter::once(header).chain(rows))
}

/// The text of some rows of a CSV file.
fn csv_rows<Row: IntoIterator<Item = String>>(rows: impl Iterator<Item = Row>) -> String {
    const IN_MEMORY: &str = "writing to memory cannot fail";
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .write_record(row.into_iter().collect::<Vec<_>>())
            .expect(IN_MEMORY);
    }
    let bytes = writer.into_inner().expect(IN_MEMORY);
    String::from_utf8(bytes).expect("cells are text")
}
