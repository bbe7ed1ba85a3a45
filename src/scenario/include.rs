//! Tables that stand in files of their own: a text that ends in `.csv` names one where the schema
//! takes a table there; anywhere else it is a text like any other.

use std::path::Path;

use serde_json::Value as Json;

use super::csv;
use super::dated::{DATED, table_of_columns, table_of_list};
use super::load::Loader;
use super::provenance::PROVENANCE;
use super::schema::{Part, alternatives, constants, followed, types};
use super::tree::{Node, Table, Value};

impl Loader<'_> {
    /// Puts tables in place of the names of their files, in the value at `path` and all below it.
    pub(super) fn include(&mut self, node: &mut Node, folder: &Path, path: &mut Vec<String>) {
        let is_dated = |loader: &Self| looked_up(&loader.schema, path).dated;
        if matches!(node.value, Value::Array(_)) && is_dated(self) {
            table_of_list(node);
        }
        if let Some(file) = node.value.string().map(Path::new)
            && file.extension().is_some_and(|ending| ending == "csv")
            && takes_table(&self.schema, path)
        {
            let is_dated = is_dated(self);
            let file = folder.join(file);
            let shown = file.to_string_lossy();
            let read = |loader: &mut Self, name: &str, text, folder: &Path| {
                let mut table = Node::new(node.place, Value::Table(loader.csv(name, text)));
                loader.include(&mut table, folder, path);
                table.into_table()
            };
            let mut table = self.file(&file, &shown, Some(node.place), read);
            if is_dated {
                table_of_columns(&mut table);
            }
            node.value = Value::Table(table);
            return;
        }
        node.each_child(path, &mut |node, path| {
            if path.last().is_none_or(|key| key != PROVENANCE) {
                self.include(node, folder, path);
            }
        });
    }

    /// The table of a CSV text.
    pub(super) fn csv(&mut self, name: &str, text: String) -> Table {
        let file = self.source(name, text.clone(), false);
        csv::table(&text, file, self)
    }
}

/// What may stand at a place.
#[derive(Default)]
struct Takes {
    table: bool,
    /// Any text, not only quantities or listed names.
    text: bool,
    /// A value that may change over time, and so a table by date.
    dated: bool,
}

/// Whether the schema takes a table at `path`, and no free text.
fn takes_table(schema: &Json, path: &[String]) -> bool {
    let takes = looked_up(schema, path);
    (takes.table || takes.dated) && !takes.text
}

/// What the schema takes at `path`.
fn looked_up(schema: &Json, path: &[String]) -> Takes {
    let mut takes = Takes::default();
    look(schema, schema, path, &mut takes);
    takes
}

/// Notes what `part` of the schema takes at the end of `path`, in any of its alternatives.
fn look(part: &Json, schema: &Json, path: &[String], takes: &mut Takes) {
    match part {
        Json::Object(part) => look_in(part, schema, path, takes),
        Json::Bool(true) => takes.table = true,
        Json::Null | Json::Bool(false) | Json::Number(_) | Json::String(_) | Json::Array(_) => {}
    }
}

/// As [`look`], for a part that restricts something.
fn look_in(part: &Part, schema: &Json, path: &[String], takes: &mut Takes) {
    takes.dated |= path.is_empty() && part.contains_key(DATED);
    let part = &*followed(part, schema);
    let choices = alternatives(part);
    for choice in &choices {
        look_in(choice, schema, path, takes);
    }
    if !choices.is_empty() {
        return;
    }
    let Some((name, rest)) = path.split_first() else {
        let types = types(part);
        let is_free = !part.contains_key("format") && constants(part).is_none();
        takes.table |= types.contains(&"object");
        takes.text |= types.contains(&"string") && is_free;
        return;
    };
    let field = part.get("properties").and_then(|fields| fields.get(name));
    let item = || {
        let index = name.parse::<usize>().ok()?;
        let tuple = part.get("prefixItems").and_then(|items| items.get(index));
        tuple.or_else(|| part.get("items"))
    };
    let inner = field.or_else(|| part.get("additionalProperties"));
    if let Some(inner) = inner.or_else(item) {
        look(inner, schema, rest, takes);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_table_is_taken_where_one_of_the_alternatives_is_a_table_and_none_a_free_text() {
        let schema = json!({
            "type": "object",
            "properties": {
                "title": { "type": "string" },
                "span": {
                    "anyOf": [
                        { "type": "string", "format": "time-span" },
                        { "$ref": "#/$defs/Row" },
                    ]
                },
                "rules": { "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/Row" }] },
                "rows": { "type": "object", "additionalProperties": { "$ref": "#/$defs/Row" } },
                "list": { "type": "array", "items": { "$ref": "#/$defs/Row" } },
            },
            "$defs": {
                "Row": { "type": "object", "properties": { "name": { "type": "string" } } }
            },
        });
        let takes = |path: &str| {
            let path: Vec<String> = path.split('.').map(str::to_owned).collect();
            takes_table(&schema, &path)
        };
        for path in ["span", "rows", "rows.any", "list.3"] {
            assert!(takes(path), "{path}");
        }
        for path in ["title", "rules", "rows.any.name", "list", "list.x", "none"] {
            assert!(!takes(path), "{path}");
        }
        assert!(takes_table(&Json::Bool(true), &["any".to_owned()]));
    }
}
