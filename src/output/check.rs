//! The output of `check`: the static loads of a valid scenario, or its problems.

use serde::Serialize;
use serde_json::{Value, json};

use super::{number, table};
use crate::industry::LoadRow;
use crate::scenario::{ProblemRecord, Problems};

/// One static load; the fields stand in this order.
#[derive(Serialize)]
struct LoadEntry<'a> {
    kind: &'a str,
    name: &'a str,
    /// Demand divided by capacity; at one and above, queues grow without limit.
    load: Option<f64>,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
}

/// The static loads of a scenario as JSON.
#[must_use]
pub fn loads_json(scenario: &str, digest: &str, loads: &[LoadRow]) -> String {
    let loads: Vec<LoadEntry<'_>> = loads
        .iter()
        .map(|row| LoadEntry {
            kind: row.kind,
            name: &row.name,
            load: row.load.filter(|load| load.is_finite()),
            note: &row.note,
        })
        .collect();
    super::json_text(&json!({
        "schema_version": super::SCHEMA_VERSION,
        "scenario": scenario,
        "scenario_digest": digest,
        "loads": loads,
    }))
}

/// The static loads of a scenario as a table for people, the highest first within each kind.
#[must_use]
pub fn loads_table(loads: &[LoadRow]) -> String {
    let mut rows: Vec<&LoadRow> = loads.iter().collect();
    rows.sort_by(|one, other| {
        one.kind.cmp(other.kind).then(
            other
                .load
                .unwrap_or(0.0)
                .total_cmp(&one.load.unwrap_or(0.0)),
        )
    });
    let mut shown = table::plain_table();
    shown.set_header(["what", "name", "load", "note"]);
    for row in rows {
        let percent = |load: f64| format!("{} %", number::plain((load * 1000.0).round() / 10.0));
        let load = row.load.map_or_else(String::new, percent);
        shown.add_row([
            row.kind.to_string().as_str(),
            row.name.as_str(),
            &load,
            row.note.as_str(),
        ]);
    }
    table::align_right(&mut shown, 2);
    table::lines(&shown)
}

/// An error as JSON: a stable code and a message.
#[must_use]
pub fn error_json(code: &str, message: &str) -> String {
    super::json_text(&json!({"error": {"code": code, "message": message}}))
}

/// The problems of a scenario as JSON: an error, and each problem with its place.
#[must_use]
pub fn problems_json(problems: &Problems) -> String {
    let records: Vec<ProblemRecord> = problems.records();
    let count = problems.len();
    let plural = if count == 1 { "" } else { "s" };
    let error: Value = json!({
        "code": "scenario",
        "message": format!("{count} problem{plural} in the scenario"),
        "problems": records,
    });
    super::json_text(&json!({"error": error}))
}
