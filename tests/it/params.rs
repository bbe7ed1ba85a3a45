//! `params` lists every value of every shipped scenario, and each says where it comes from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chippark::industry::ScenarioFile;
use chippark::scenario::{Document, Setting};
use serde_json::Value;

use crate::support::{outcome, pilot, project, said};

/// The scenario files of a folder and of those within it.
fn scenarios_in(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scenarios_in(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
}

fn shipped() -> Vec<PathBuf> {
    let mut found = Vec::new();
    scenarios_in(&project("scenarios"), &mut found);
    found.sort();
    assert!(found.len() > 20, "{found:?}");
    found
}

/// The paths of all values of a resolved scenario, lists of values as one.
fn leaves(value: &toml::Value, path: &str, found: &mut BTreeSet<String>) {
    let below = |key: &str| {
        let dot = if path.is_empty() { "" } else { "." };
        let needs_quotes = key.contains(['.', '=', '"', '\'', '\\', ' ']) || key.is_empty();
        let quote = if needs_quotes { "\"" } else { "" };
        format!("{path}{dot}{quote}{key}{quote}")
    };
    match value {
        toml::Value::Table(table) => {
            for (key, inner) in table.iter().filter(|(key, _)| *key != "provenance") {
                leaves(inner, &below(key), found);
            }
        }
        toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
            for (index, inner) in items.iter().enumerate() {
                leaves(inner, &below(&index.to_string()), found);
            }
        }
        toml::Value::String(_)
        | toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_)
        | toml::Value::Array(_) => {
            found.insert(path.to_owned());
        }
    }
}

#[test]
fn every_value_of_every_shipped_scenario_is_listed_with_its_provenance() {
    for path in shipped() {
        let name = path.display();
        let document = Document::load_as::<ScenarioFile>(&path, &[]).unwrap();
        let settings = document.settings::<ScenarioFile>();
        let written = settings.iter().filter(|setting| setting.value.is_some());
        let listed: BTreeSet<String> = written
            .clone()
            .map(|setting| setting.path.to_string())
            .collect();
        let mut expected = BTreeSet::new();
        let resolved: toml::Table = document.resolved_toml().parse().unwrap();
        leaves(&toml::Value::Table(resolved), "", &mut expected);
        assert_eq!(listed, expected, "{name}");
        let is_silent = |setting: &&Setting| setting.provenance.is_none();
        let silent: Vec<&str> = written
            .filter(is_silent)
            .map(|setting| setting.path.as_str())
            .collect();
        assert_eq!(silent, [""; 0], "{name}: no provenance");
        let nameless = settings
            .iter()
            .filter(|setting| setting.field.allowed.is_empty());
        assert_eq!(nameless.count(), 0, "{name}");
    }
}

#[test]
fn the_resolved_scenario_has_the_same_provenance() {
    let stated = |document: &Document| {
        let settings = document.settings::<ScenarioFile>().into_iter();
        let mut stated: Vec<(String, Option<String>)> = settings
            .map(|setting| {
                (
                    setting.path.to_string(),
                    setting.provenance.map(|it| it.to_string()),
                )
            })
            .collect();
        stated.sort();
        stated
    };
    for path in shipped() {
        let document = Document::load_as::<ScenarioFile>(&path, &[]).unwrap();
        let text = document.resolved_toml();
        let again = Document::from_text_as::<ScenarioFile>("again.toml", &text, &[]).unwrap();
        assert_eq!(stated(&again), stated(&document), "{}", path.display());
        assert_eq!(again.digest(), document.digest());
    }
}

/// The entries that the program prints for a pattern.
fn printed(more: &[&str]) -> Vec<Value> {
    let pilot = pilot();
    let words = [&["params", &pilot, "--json"], more].concat();
    let (code, out, err) = said(&outcome(&project(""), &words));
    assert_eq!(code, Some(0), "{err}");
    let entries: Value = serde_json::from_str(&out).unwrap();
    entries.as_array().unwrap().clone()
}

#[test]
fn a_parameter_says_all_that_is_known_of_it() {
    let entries = printed(&["choice.v0"]);
    let [v0] = &entries[..] else {
        panic!("{entries:?}")
    };
    assert_eq!(v0["path"], "talent.channels.students.choice.v0");
    assert_eq!(v0["value"], "-5.10349");
    assert_eq!(v0["default"], "-5.0178");
    assert_eq!(v0["allowed"], "a number, at least -30 and at most 30");
    assert_eq!(v0["equation"], "E1");
    assert_eq!(v0["provenance"], "fitted");
    assert_eq!(v0["tunable"], true);
    assert!(
        v0["meaning"]
            .as_str()
            .unwrap()
            .starts_with("V0, the utility")
    );

    let cell = &printed(&["fab.tools.EOX.repair"])[0];
    assert_eq!(
        (&cell["unit"], &cell["provenance"]),
        (&"s".into(), &"looked up".into())
    );
    assert!(cell["origin"].as_str().unwrap().ends_with("tools.csv"));
    assert!(cell["source"].as_str().unwrap().contains("SMT2020"));

    let left_out = &printed(&["run.war*"])[0];
    assert_eq!(left_out["value"], Value::Null);
    assert_eq!(
        (&left_out["default"], &left_out["provenance"]),
        (&"0 ms".into(), &"default".into())
    );

    let changed = &printed(&["run.seed", "--set", "run.seed=7"])[0];
    assert_eq!(changed["provenance"], "not stated");
    assert_eq!(changed["origin"], "--set run.seed=7");
}

#[test]
fn people_read_blocks_of_short_lines() {
    let pilot = pilot();
    let (code, out, _) = said(&outcome(&project(""), &["params", &pilot, "run"]));
    assert_eq!(code, Some(0));
    assert!(out.contains("run.tick = 1 h\n"), "{out}");
    assert!(out.contains("a span of time [s]; default 1 h"), "{out}");
    assert!(
        out.lines()
            .all(|line| line.chars().count() <= 100 || !line.starts_with(' '))
    );
    let (code, _, err) = said(&outcome(&project(""), &["params", &pilot, "no.such"]));
    assert_eq!(code, Some(2));
    assert!(
        err.contains("no parameter of jinhua-2019 is like `no.such`"),
        "{err}"
    );
}
