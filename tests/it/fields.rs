//! Every field matters: each value of the probe scenarios is moved by one step, and some figure or
//! point of a series must move with it. And no field of the schema is forgotten by the probes.

mod steps;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use chippark::industry::{Outcome, Park, schema};
use chippark::scenario::Document;
use serde_json::Value as Json;
use toml::{Table, Value};

use crate::support::{PROBES, project, text_of};

use steps::compensated;
pub(crate) use steps::steps;

/// The fields (of one probe, or of all) that by their nature move no figure alone, and why.
const SILENT: &[(&str, &str, &str)] = &[
    ("", "scenario.title", "it is printed"),
    ("", "scenario.question", "it is printed"),
    ("", "scenario.headlines.0", "tables begin with it"),
    (
        "",
        "run.first_replication",
        "it says which replications are run; `runs` moves it",
    ),
    (
        "",
        "run.replications",
        "it says how often a run is repeated; `determinism` has more of them",
    ),
    (
        "",
        "target",
        "a run is compared with it, and goes on as without it; `targets` moves its fields",
    ),
    (
        "",
        "slider",
        "readers of a report move it; `sliders` moves its fields",
    ),
    ("", "outage", "a list of tables, whose fields `plans` moves"),
    ("", "talent.channels.students.kind", KIND),
    ("", "talent.channels.stations.kind", KIND),
    ("", "talent.channels.steady.kind", KIND),
    ("", "talent.channels.experts.kind", KIND),
    ("", "talent.channels.founders.kind", KIND),
    ("", "talent.channels.guests.kind", KIND),
    ("", "talent.channels.locals.kind", KIND),
    ("", "talent.channels.conference.kind", KIND),
    (
        "scenarios/probe-ventures.toml",
        "ventures.channel",
        "its founders come through the one channel there that takes them; `ventures` counts them",
    ),
    (
        "scenarios/probe.toml",
        "policy.programmes.pass.kind",
        "the `before` of the window needs one of that kind; `probe-talent` has two",
    ),
    (SUPPLY, "supply.parts.label.orders", SORTED),
    (SUPPLY, "supply.demands.post.orders", SORTED),
    (
        SUPPLY,
        "supply.demands.painter.takes_all",
        "it has no other times",
    ),
    (
        "scenarios/probe-rest.toml",
        "backend.yield.law",
        "`critical_layers` needs it",
    ),
    (
        "scenarios/probe-rest.toml",
        "fab.routes.short.print.tool_group",
        ONE,
    ),
    ("scenarios/probe-rest.toml", "fab.streams.cpu.product", ONE),
    ("scenarios/probe-rest.toml", "fab.products.cpu.route", ONE),
    (
        FAB,
        "run.tick",
        "with nothing but a fab the length of a tick decides nothing",
    ),
    (FAB, "fab.learning.law", "its other fields need it"),
    (FAB, "fab.tools.implant.slots", BOUND),
    (FAB, "fab.setups.boron.to", BOUND),
    (FAB, "fab.setups.arsenic.to", BOUND),
    (FAB, "fab.routes.logic.mask.queue_limit_action", BOUND),
    (FAB, "fab.routes.logic.print.tool_group", BOUND),
    (FAB, "fab.routes.logic.mask.tool_group", BOUND),
    (FAB, "fab.routes.logic.well.tool_group", BOUND),
    (FAB, "fab.routes.logic.drive.tool_group", BOUND),
    (FAB, "fab.routes.logic.align.tool_group", BOUND),
    (FAB, "fab.routes.logic.channel.tool_group", BOUND),
    (FAB, "fab.routes.memory.well.tool_group", BOUND),
    (FAB, "fab.routes.memory.drive.tool_group", BOUND),
];

/// The probe of tools and lots.
const FAB: &str = "scenarios/probe-fab.toml";

/// The probe of parts and their demands.
const SUPPLY: &str = "scenarios/probe-supply.toml";

/// Why a list of orders cannot be moved by changing places.
const SORTED: &str = "orders are sorted by their times";

/// Why some values of that probe cannot be moved alone.
const BOUND: &str = "other fields need it as it is; the first probe moves its like";

/// Why a name of the smallest probe cannot be moved.
const ONE: &str = "there is no other name here; the first probe has several";

/// Why the kind of a channel cannot be moved alone.
const KIND: &str = "it says which fields there are, and all kinds are there";

/// The scenario file at `path` with overrides, run to its end; none if it is invalid.
pub(crate) fn outcome_of(path: &Path, overrides: &[String]) -> Option<Outcome> {
    let document = Document::load(path, overrides).ok()?;
    let park = Park::compile(&document).ok()?;
    let mut run = park.start(park.plan().seed, 0);
    while run.step() {}
    Some(run.finish())
}

/// Whether two outcomes say the same in every figure and every point.
pub(crate) fn is_same(one: &Outcome, other: &Outcome) -> bool {
    let figures = |outcome: &Outcome| -> Vec<(String, Option<u64>)> {
        let figures = outcome.figures.iter();
        figures
            .map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)))
            .collect()
    };
    figures(one) == figures(other) && one.series.points() == other.series.points()
}

/// The values of a table with their paths; a list of numbers is one value.
pub(crate) fn leaves(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    let below = |key: &str| {
        let dot = if path.is_empty() { "" } else { "." };
        format!("{path}{dot}{key}")
    };
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                leaves(value, &below(key), found);
            }
        }
        Value::Array(items) if items.iter().all(Value::is_str) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &below(&index.to_string()), found);
            }
        }
        Value::Array(_)
        | Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_) => found.push((path.to_owned(), value.clone())),
    }
}

/// All keys of a table and of what is in it, and all words: the names that a text can mean.
pub(crate) fn names(table: &Table, found: &mut BTreeSet<String>) {
    for (key, value) in table {
        found.insert(key.clone());
        match value {
            Value::Table(table) => names(table, found),
            Value::String(word) if !word.contains([' ', '(']) => {
                found.insert(word.clone());
            }
            Value::Array(_)
            | Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_) => {}
        }
    }
}

/// The words that a schema lists anywhere.
pub(crate) fn words(schema: &Json, found: &mut BTreeSet<String>) {
    match schema {
        Json::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("const", Json::String(word)) => {
                        found.insert(word.clone());
                    }
                    ("enum", Json::Array(list)) => {
                        found.extend(list.iter().filter_map(Json::as_str).map(str::to_owned));
                    }
                    _ => words(value, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| words(item, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// What is wrong with a value: no step of it is valid, or none moves anything.
fn fault(path: &Path, base: &Outcome, leaf: &(String, Value), context: &Context) -> Option<String> {
    let (field, value) = leaf;
    let steps =
        compensated(field, &context.table).unwrap_or_else(|| steps(field, value, &context.known));
    let mut ran = 0;
    for overrides in &steps {
        if let Some(outcome) = outcome_of(path, overrides) {
            if !is_same(base, &outcome) {
                return None;
            }
            ran += 1;
        }
        if ran == 3 {
            break;
        }
    }
    Some(format!(
        "{field} = {value}: {ran} valid steps moved nothing"
    ))
}

/// What steps need to know of the whole scenario.
struct Context {
    table: Table,
    known: BTreeSet<String>,
}

/// The values of the file `probe` that are its own: all that it resolves to, or, where it extends
/// another probe, what it says itself.
fn own_leaves(probe: &str, resolved: &Table) -> Vec<(String, Value)> {
    let written: Table = text_of(probe).parse().unwrap();
    let table = if written.contains_key("extends") {
        &written
    } else {
        resolved
    };
    let mut found = Vec::new();
    leaves(&Value::Table(table.clone()), "", &mut found);
    let is_silent = |path: &str| {
        path == "extends"
            || path == "provenance"
            || SILENT
                .iter()
                .any(|(file, field, _)| *field == path && (file.is_empty() || *file == probe))
    };
    found.retain(|(path, _)| !is_silent(path));
    found
}

/// Moves every value of a probe, on two threads.
fn assert_every_value_matters(probe: &str) {
    let path = project(probe);
    let document = Document::load(&path, &[]).unwrap();
    let table: Table = document.resolved_toml().parse().unwrap();
    let base = outcome_of(&path, &[]).expect("the probe is valid");
    let again = outcome_of(&path, &[]).unwrap();
    assert!(is_same(&base, &again), "two runs of one scenario differ");
    let mut known = BTreeSet::new();
    names(&table, &mut known);
    words(&schema(), &mut known);
    let own = own_leaves(probe, &table);
    assert!(own.len() > 3, "{probe} says hardly anything");
    let (next, context) = (AtomicUsize::new(0), Context { table, known });
    let work = || {
        let mut faults = Vec::new();
        while let Some(leaf) = own.get(next.fetch_add(1, Ordering::Relaxed)) {
            faults.extend(fault(&path, &base, leaf, &context));
        }
        faults
    };
    let faults = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut faults = work();
        faults.extend(other.join().unwrap());
        faults
    });
    assert!(faults.is_empty(), "{probe}:\n{}", faults.join("\n"));
}

#[test]
fn every_value_of_the_probe_matters() {
    assert_every_value_matters(PROBES[0]);
}

#[test]
fn every_value_of_the_other_probes_matters() {
    for probe in &PROBES[1..] {
        assert_every_value_matters(probe);
    }
}

#[test]
fn everything_binds_at_some_time_in_a_probe() {
    let mut shares = std::collections::BTreeMap::new();
    for probe in PROBES {
        let outcome = outcome_of(&project(probe), &[]).unwrap();
        for (key, figure) in outcome.figures.iter() {
            if figure.metric.key == "limits.share" {
                *shares.entry(key.to_owned()).or_insert(0.0) += figure.value.unwrap_or(0.0);
            }
        }
    }
    assert_eq!(shares.len(), 12, "{shares:?}");
    assert!(shares.values().all(|share| *share > 0.0), "{shares:?}");
}

/// A part of the schema with its references followed, or its alternatives in their order.
pub(crate) fn alternatives<'a>(part: &'a Json, root: &'a Json) -> Vec<&'a Json> {
    if let Some(reference) = part.get("$ref").and_then(Json::as_str) {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        let mut found = alternatives(target, root);
        found.extend(part.get("properties").is_some().then_some(part));
        return found;
    }
    let lists = ["anyOf", "oneOf"].map(|key| part.get(key).and_then(Json::as_array));
    let mut parts = lists.into_iter().flatten().flatten().peekable();
    if parts.peek().is_none() {
        return vec![part];
    }
    parts.flat_map(|part| alternatives(part, root)).collect()
}

/// The fields of a part of the schema: paths in which a row of any name is `*`. With values beside
/// it, only those that occur in them.
fn fields(
    part: &Json,
    values: Option<&[&Value]>,
    root: &Json,
    path: &str,
    found: &mut BTreeSet<String>,
) {
    for part in alternatives(part, root) {
        let properties = part.get("properties").and_then(Json::as_object);
        for (key, inner) in properties.into_iter().flatten() {
            let path = format!("{path}.{key}");
            let inside: Option<Vec<&Value>> =
                values.map(|values| values.iter().filter_map(|value| value.get(key)).collect());
            if inside.as_ref().is_none_or(|inside| !inside.is_empty()) {
                fields(inner, inside.as_deref(), root, &path, found);
                found.insert(path);
            }
        }
        if let Some(row) = part
            .get("additionalProperties")
            .filter(|row| row.is_object())
        {
            let tables = values.map(|values| values.iter().filter_map(|value| value.as_table()));
            let rows: Option<Vec<&Value>> =
                tables.map(|tables| tables.flat_map(Table::values).collect());
            if rows.as_ref().is_none_or(|rows| !rows.is_empty()) {
                fields(row, rows.as_deref(), root, &format!("{path}.*"), found);
            }
        }
    }
}

#[test]
fn every_field_of_the_schema_stands_in_a_probe() {
    let schema = schema();
    let mut all = BTreeSet::new();
    fields(&schema, None, &schema, "", &mut all);
    assert!(all.len() > 250, "the schema was not walked: {}", all.len());
    let probes: Vec<Value> = PROBES
        .iter()
        .map(|probe| {
            let document = Document::load(&project(probe), &[]).unwrap();
            Value::Table(document.resolved_toml().parse().unwrap())
        })
        .collect();
    let mut set = BTreeSet::new();
    let values: Vec<&Value> = probes.iter().collect();
    fields(&schema, Some(&values), &schema, "", &mut set);
    let forgotten: Vec<&String> = all.difference(&set).collect();
    assert!(forgotten.is_empty(), "no probe sets {forgotten:?}");
}
