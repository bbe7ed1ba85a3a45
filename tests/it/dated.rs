//! Values that change over time: each field that may change moves something from the date of the
//! change on and nothing before, and a change to the same value moves nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chippark::industry::{Outcome, Park, schema};
use chippark::scenario::Document;
use chippark::units::{Date, Duration, SimTime};
use serde_json::Value as Json;
use toml::{Table, Value};

use crate::fields::{alternatives, is_same, leaves, names, outcome_of, steps, words};
use crate::support::{PROBES, project};

/// Days from the start of a probe to the change.
const LATER: i64 = 30;

/// The fields that may change over time: paths in which a row of any name is `*`.
fn dated(part: &Json, root: &Json, path: &str, found: &mut BTreeSet<String>) {
    for part in alternatives(part, root) {
        let fields = part.get("properties").and_then(Json::as_object);
        for (key, inner) in fields.into_iter().flatten() {
            let path = format!("{path}{key}");
            if inner.get("x-dated").is_some() {
                found.insert(path.clone());
            }
            dated(inner, root, &format!("{path}."), found);
        }
        if let Some(row) = part.get("additionalProperties") {
            dated(row, root, &format!("{path}*."), found);
        }
    }
}

/// Whether a path is one of a field.
fn is_of(path: &str, field: &str) -> bool {
    let (path, field): (Vec<_>, Vec<_>) = (path.split('.').collect(), field.split('.').collect());
    path.len() == field.len()
        && path
            .iter()
            .zip(field)
            .all(|(name, of)| of == "*" || *name == of)
}

/// A probe as it is, and its values.
struct Probe {
    path: PathBuf,
    base: Outcome,
    values: Vec<(String, Value)>,
    known: BTreeSet<String>,
    /// The first day, and that of the change.
    days: [Date; 2],
}

impl Probe {
    fn new(name: &str) -> Self {
        let path = project(name);
        let document = Document::load(&path, &[]).unwrap();
        let table: Table = document.resolved_toml().parse().unwrap();
        let (mut values, mut known) = (Vec::new(), BTreeSet::new());
        leaves(&Value::Table(table.clone()), "", &mut values);
        names(&table, &mut known);
        words(&schema(), &mut known);
        let start = Park::compile(&document).unwrap().plan().origin;
        Self {
            base: outcome_of(&path, &[]).unwrap(),
            days: [start, start.plus_days(LATER).unwrap()],
            path,
            values,
            known,
        }
    }

    /// The outcome where a value is another one from the day of the change on.
    fn changed(&self, path: &str, value: &Value, later: &str) -> Option<Outcome> {
        let [start, day] = self.days;
        outcome_of(
            &self.path,
            &[format!("{path}={{ {start} = {value}, {day} = {later} }}")],
        )
    }

    /// Whether another outcome is that of the probe up to the day of the change.
    fn is_same_before(&self, other: &Outcome) -> bool {
        let end = SimTime::ZERO + Duration::days(LATER.unsigned_abs());
        let before = |outcome: &Outcome| -> Vec<String> {
            let points = outcome.series.points().iter();
            let points = points.filter(|point| point.time <= end);
            points.map(|point| format!("{point:?}")).collect()
        };
        let points = before(other);
        assert!(!points.is_empty());
        points == before(&self.base)
    }

    /// What is wrong with a field, of which this is a value: nothing if a change moves something.
    fn fault(&self, path: &str, value: &Value) -> Option<String> {
        let kept = self.changed(path, value, &value.to_string());
        let Some(kept) = kept else {
            return Some("it takes no table by date".to_owned());
        };
        if !is_same(&self.base, &kept) {
            return Some("a change to the same value moves something".to_owned());
        }
        let mut others = steps(path, value, &self.known).into_iter();
        let moved = others.find_map(|overrides| {
            let (_, later) = overrides.first()?.split_once('=')?;
            let outcome = self.changed(path, value, later)?;
            (!is_same(&self.base, &outcome)).then_some(outcome)
        });
        match moved {
            None => Some("no change moves anything".to_owned()),
            Some(moved) if !self.is_same_before(&moved) => {
                Some("a change moves what comes before it".to_owned())
            }
            Some(_) => None,
        }
    }
}

#[test]
fn every_field_that_may_change_over_time_does() {
    let schema = schema();
    let mut fields = BTreeSet::new();
    dated(&schema, &schema, "", &mut fields);
    assert!(fields.len() > 60, "the schema was not walked: {fields:?}");
    let probes: Vec<Probe> = PROBES.iter().map(|name| Probe::new(name)).collect();
    let mut faults = Vec::new();
    for field in &fields {
        let values = probes.iter().flat_map(|probe| {
            let values = probe.values.iter().filter(|(path, _)| is_of(path, field));
            values.map(move |(path, value)| (probe, path, value))
        });
        // One value that moves something is enough: others may stand where nothing depends on them.
        let mut found = Vec::new();
        let moves = values.into_iter().take(8).any(|(probe, path, value)| {
            let fault = probe.fault(path, value);
            let is_right = fault.is_none();
            found.extend(fault.map(|fault| format!("{path}: {fault}")));
            is_right
        });
        let wrong = |fault: &&String| !fault.ends_with("no change moves anything");
        if !moves || found.iter().any(|fault| wrong(&fault)) {
            faults.push(format!("{field}: {found:?}"));
        }
    }
    assert!(
        faults.is_empty(),
        "{} fields:\n{}",
        faults.len(),
        faults.join("\n")
    );
}
