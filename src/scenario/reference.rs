//! A JSON Schema as a reference: one section a table, with what may stand in each of its fields.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::field::{Field, described};
use super::schema::{Part, alternatives, constants, followed, required};

/// A table that a scenario may have, or one form of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where it is: a path in which `<name>` is any name and `<n>` a number in a list.
    pub path: String,
    /// The key and value that distinguish it from the table's other forms.
    pub form: Option<(String, String)>,
    /// What it means.
    pub meaning: String,
    /// The path of an earlier section that has the same fields, which are not listed again.
    pub same_as: Option<String>,
    /// Its fields, by their keys.
    pub fields: Vec<(String, Field)>,
}

/// The sections of a schema, each before those within it.
#[must_use]
pub fn reference(schema: &Json) -> Vec<Section> {
    let mut writer = Writer {
        schema,
        sections: Vec::new(),
        known: BTreeMap::new(),
    };
    if let Some(part) = schema.as_object() {
        writer.part(part, "", "");
    }
    writer.sections
}

struct Writer<'a> {
    schema: &'a Json,
    sections: Vec<Section>,
    /// The path at which each definition of the schema was written.
    known: BTreeMap<String, String>,
}

impl Writer<'_> {
    /// Writes the tables that a part of the schema describes; `around` is what a field that holds
    /// it says of it.
    fn part(&mut self, part: &Part, path: &str, around: &str) {
        let reference = part.get("$ref").and_then(Json::as_str);
        let target = followed(part, self.schema);
        let choices = alternatives(&target);
        if choices.is_empty() && !target.contains_key("properties") {
            return self.rows(&target, path, around);
        }
        let known = reference.and_then(|name| self.known.get(name)).cloned();
        if let Some(known) = known {
            if choices.is_empty() || choices.iter().any(|choice| self.is_table(choice)) {
                let mut section = self.section(&target, path, around);
                section.same_as = Some(known);
                self.sections.push(section);
            }
            return;
        }
        if let Some(name) = reference {
            self.known.insert(name.to_owned(), path.to_owned());
        }
        if choices.is_empty() {
            return self.table(&target, path, around);
        }
        for choice in choices {
            self.part(choice, path, around);
        }
    }

    /// Writes the rows of a table by name, or the elements of a list.
    fn rows(&mut self, part: &Part, path: &str, around: &str) {
        let rows = [("additionalProperties", "<name>"), ("items", "<n>")];
        for (key, name) in rows {
            if let Some(row) = part.get(key).and_then(Json::as_object) {
                self.part(row, &format!("{path}.{name}"), around);
            }
        }
    }

    fn table(&mut self, part: &Part, path: &str, around: &str) {
        let mut section = self.section(part, path, around);
        let fields = part.get("properties").and_then(Json::as_object);
        let fields = fields.into_iter().flatten();
        let fields = fields.filter_map(|(key, field)| Some((key, field.as_object()?)));
        let required = required(part);
        for (key, field) in fields.clone() {
            let is_required = required.contains(&key.as_str());
            let field = Field::of(field, self.schema, is_required);
            section.fields.push((key.clone(), field));
        }
        self.sections.push(section);
        for (key, field) in fields {
            let dot = if path.is_empty() { "" } else { "." };
            let around = described(field, self.schema);
            self.part(field, &format!("{path}{dot}{key}"), &around);
        }
    }

    /// A section without its fields.
    fn section(&self, part: &Part, path: &str, around: &str) -> Section {
        let own = described(part, self.schema);
        let meaning = if own.is_empty() {
            around.to_owned()
        } else {
            own
        };
        Section {
            path: path.to_owned(),
            form: form_of(part),
            meaning,
            same_as: None,
            fields: Vec::new(),
        }
    }

    fn is_table(&self, part: &Part) -> bool {
        let target = followed(part, self.schema);
        target.contains_key("properties")
    }
}

/// The field of a table that can have one value only, and that value.
fn form_of(part: &Part) -> Option<(String, String)> {
    let fields = part.get("properties")?.as_object()?;
    fields.iter().find_map(|(key, field)| {
        let known = constants(field.as_object()?)?;
        match known[..] {
            [one] => Some((key.clone(), one.to_owned())),
            _ => None,
        }
    })
}
