//! The output of `check`: the static loads of a valid scenario, or its problems.

use serde::Serialize;
use serde_json::{Value, json};

use super::{number, table};
use crate::industry::{ChainLink, LoadRow};
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

/// A link of the chain; the fields stand in this order.
#[derive(Serialize)]
struct LinkEntry<'a> {
    kind: &'a str,
    name: &'a str,
    computers_per_month: f64,
    note: &'a str,
}

/// The static loads of a scenario and the links of its chain as JSON.
#[must_use]
pub fn loads_json(scenario: &str, digest: &str, loads: &[LoadRow], chain: &[ChainLink]) -> String {
    let links = chain.iter().map(|link| LinkEntry {
        kind: link.kind,
        name: &link.name,
        computers_per_month: link.computers,
        note: &link.note,
    });
    let links: Vec<LinkEntry> = links.collect();
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
        "chain": links,
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

/// The links of a chain as a table for people, with a sentence on where they disagree; empty where
/// there is no chain.
#[must_use]
pub fn chain_table(chain: &[ChainLink]) -> String {
    let is_demand = |link: &&ChainLink| link.kind == "orders";
    let demand = chain.iter().find(is_demand).map(|link| link.computers);
    let narrowest = chain
        .iter()
        .filter(|link| !is_demand(link))
        .min_by(|one, other| one.computers.total_cmp(&other.computers));
    let Some(narrowest) = narrowest else {
        return String::new();
    };
    let mut shown = table::plain_table();
    shown.set_header(["link", "by", "computers a month", "of orders", "note"]);
    for link in chain {
        let share = demand.filter(|demand| *demand > 0.0);
        let share = share.map(|demand| format!("{:.0} %", 100.0 * link.computers / demand));
        shown.add_row([
            link.kind,
            &link.name,
            &number::plain(link.computers.round()),
            &share.unwrap_or_default(),
            &link.note,
        ]);
    }
    table::align_right(&mut shown, 2);
    table::align_right(&mut shown, 3);
    let least = number::plain(narrowest.computers.round());
    let rest = match demand {
        Some(demand) if narrowest.computers < demand => format!(
            ", and {} are ordered in the last month: what is missing there holds the others up",
            number::plain(demand.round())
        ),
        Some(demand) => format!(
            ", more than the {} that are ordered in the last month",
            number::plain(demand.round())
        ),
        None => String::new(),
    };
    let sentence = format!(
        "The chain allows {least} computers a month, by its {} ({}){rest}.\n",
        narrowest.kind, narrowest.name
    );
    table::lines(&shown) + &sentence
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
