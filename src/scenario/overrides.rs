//! Overrides of the command line: `--set path.to.key=value`.

use std::path::Path;

use toml::de::DeValue;

use super::load::{Loader, Reading};
use super::path::segments;
use super::problem::Fault;
use super::provenance::{self, PROVENANCE};
use super::source::Place;
use super::tree::{Entry, Node, Table, Value};

/// What stands before an override where it is shown.
const PREFIX: &str = "--set ";
/// The longest path.
const DEEPEST_PATH: usize = 64;

/// Sets the value that `text` ("path.to.key=value") names; tables on the way are made.
pub(super) fn apply(loader: &mut Loader, root: &mut Node, text: &str) {
    let shown = format!("{PREFIX}{text}");
    let file = loader.source(&shown, shown.clone(), true);
    let whole = Place {
        file,
        start: PREFIX.len(),
        end: shown.len(),
    };
    let fault = |message: &str| Fault::BadOverride {
        message: message.to_owned(),
    };
    let (names, length) = match segments(text) {
        Ok(found) => found,
        Err((_, message)) => return loader.report(Some(whole), fault(&message)),
    };
    let Some(value) = text[length..].strip_prefix('=') else {
        return loader.report(Some(whole), fault("there is no `=` in the override"));
    };
    if names.is_empty() || names.len() > DEEPEST_PATH {
        return loader.report(Some(whole), fault("this is no path to a key"));
    }
    let path = Place {
        end: PREFIX.len() + length,
        ..whole
    };
    let start = shown.len() - value.trim_start().len();
    let node = value_node(loader, value.trim(), Place { start, ..whole });
    if let Err(message) = put(loader, root, names, node, path) {
        loader.report(Some(path), fault(&message));
    }
}

/// Puts the value where it belongs, with the tables that it names and its provenance; or, where the
/// path leads to a key `provenance`, gives what is there that provenance.
fn put(
    loader: &mut Loader,
    root: &mut Node,
    mut names: Vec<String>,
    mut node: Node,
    place: Place,
) -> Result<(), String> {
    let mut statements = Vec::new();
    if let Some(depth) = names.iter().position(|name| name == PROVENANCE) {
        names.remove(depth);
        loader.statement(&node, depth, &mut names, &mut statements);
    } else {
        loader.include(&mut node, Path::new(""), &mut names);
        loader.take_statements(&mut node, &mut names, &mut statements);
        within(root, "", &names, node, place)?;
    }
    let missing = provenance::apply(root, statements);
    loader.refuse_statements(root, missing);
    Ok(())
}

/// The value as TOML or, if it is none ("40 min"), as a text.
fn value_node(loader: &mut Loader, value: &str, place: Place) -> Node {
    let reading = Reading {
        text: value,
        file: place.file,
        offset: place.start,
    };
    let parsed = DeValue::parse(value).unwrap_or_else(|_| {
        let text = DeValue::String(value.into());
        toml::Spanned::new(0..value.len(), text)
    });
    loader.node(&parsed, reading, 1)
}

/// Puts `node` where `names` lead, from a table.
fn set(table: &mut Table, names: &[String], node: Node, place: Place) -> Result<(), String> {
    let [name, rest @ ..] = names else {
        return Ok(());
    };
    if table.get(name).is_none() {
        let value = Value::Table(Table::default());
        table.entries.push(Entry {
            key: name.clone(),
            place,
            node: Node::new(place, value),
        });
    }
    let Some(entry) = table.get_mut(name) else {
        return Ok(());
    };
    if rest.is_empty() {
        entry.place = place;
        entry.node = node;
        return Ok(());
    }
    within(&mut entry.node, name, rest, node, place)
}

/// Puts `node` where `names` lead, from the value called `name`.
fn within(
    at: &mut Node,
    name: &str,
    names: &[String],
    node: Node,
    place: Place,
) -> Result<(), String> {
    match &mut at.value {
        Value::Table(table) => set(table, names, node, place),
        Value::Array(items) => {
            let length = items.len();
            let item = names[0].parse::<usize>().ok();
            let item = item.and_then(|index| items.get_mut(index));
            let Some(item) = item else {
                return Err(format!(
                    "the list `{name}` has no element `{}`: there are {length}, from 0",
                    names[0]
                ));
            };
            if names.len() == 1 {
                *item = node;
                at.provenance = None;
                return Ok(());
            }
            within(item, &names[0], &names[1..], node, place)
        }
        Value::String(_)
        | Value::Integer { .. }
        | Value::Float { .. }
        | Value::Boolean(_)
        | Value::Datetime(_) => Err(format!("`{name}` is {}, not a table", at.value.described())),
    }
}
