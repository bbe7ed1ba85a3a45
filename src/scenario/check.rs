//! Walks a scenario's tree along the JSON Schema of a struct: collects every departure with its
//! place, and turns the values into what the struct's `Deserialize` takes.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::bounds::{range_fault, whole};
use super::dated::{DATED, OR_NONE, Timeline};
use super::names::KnownNames;
use super::problem::{Fault, Found, Problem};
use super::schema::{
    Part, allowed, alternatives, constants, followed, integer_range, json_schema, meaning,
    required, types,
};
use super::source::{FileId, Place};
use super::tree::{Node, Table, Value};
use super::{FieldPath, names, path};
use crate::units::Date;
use crate::units::text::nearest;
use crate::units::written;

/// Tables that lack keys get a suggestion of the name that was meant while there are fewer problems
/// than this: each one compares its name with all others of its kind.
const SUGGESTED: usize = 100;

/// A value that changes over time.
pub(super) struct Changing {
    /// Where it is.
    pub(super) path: FieldPath,
    pub(super) place: Place,
    /// When it changes, the first date from which it is given included, in order.
    pub(super) dates: Vec<Date>,
}

/// Builds a `T` from a tree, of values that change over time with those of a date, or with their
/// first ones; and says which these are.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(
    root: &Table,
    at: Option<Date>,
) -> Result<(T, Vec<Changing>), Found> {
    let schema = json_schema::<T>();
    let start = Place {
        file: FileId(0),
        start: 0,
        end: 0,
    };
    let mut walker = Walker {
        schema: &schema,
        problems: Found::default(),
        at,
        changing: Vec::new(),
    };
    let json = schema.as_object().map_or(Json::Null, |part| {
        walker.table(&followed(part, &schema), root, start, &Trail::Root)
    });
    let (mut problems, changing) = (walker.problems, walker.changing);
    if problems.is_empty() {
        match serde_json::from_value(json) {
            Ok(built) => return Ok((built, changing)),
            Err(error) => problems.push(Problem {
                path: FieldPath::root(),
                place: Some(start),
                fault: Fault::invalid(error.to_string(), ""),
            }),
        }
    }
    Err(problems)
}

/// The way from the root to where the walk stands; made into text only for a problem.
enum Trail<'a> {
    Root,
    Field(&'a Self, &'a str),
    Item(&'a Self, usize),
}

impl Trail<'_> {
    fn path(&self) -> FieldPath {
        let mut path = String::new();
        self.write(&mut path);
        path.into()
    }

    fn write(&self, to: &mut String) {
        match self {
            Self::Root => {}
            Self::Field(above, name) => {
                above.write(to);
                path::push(to, name);
            }
            Self::Item(above, index) => {
                above.write(to);
                path::push(to, &index.to_string());
            }
        }
    }
}

struct Walker<'a> {
    schema: &'a Json,
    problems: Found,
    /// The date whose values are taken.
    at: Option<Date>,
    /// The values that change over time so far.
    changing: Vec<Changing>,
}

impl Walker<'_> {
    fn report(&mut self, here: &Trail, place: Place, fault: Fault) -> Json {
        self.problems.push(Problem {
            path: here.path(),
            place: Some(place),
            fault,
        });
        Json::Null
    }

    /// The value of `node` as `part` wants it; anything where it does not fit, which is reported.
    /// `around` is the place to blame for what is missing in a table.
    fn value(&mut self, part: &Json, node: &Node, around: Place, here: &Trail) -> Json {
        match part.as_object() {
            Some(part) => {
                if let Value::Table(table) = &node.value
                    && part.contains_key(DATED)
                    && let Some(timeline) = Timeline::of(table)
                {
                    return self.changing(part, &timeline, around, here);
                }
                self.part(part, node, around, here)
            }
            None => plain(node), // `true`: anything goes
        }
    }

    /// As [`Self::value`], for a part that restricts something.
    fn part(&mut self, part: &Part, node: &Node, around: Place, here: &Trail) -> Json {
        let part = &*followed(part, self.schema);
        let choices = alternatives(part);
        match choices[..] {
            [] => {}
            [only] => return self.part(only, node, around, here),
            _ => return self.choice(&choices, node, around, here),
        }
        if let Some(known) = constants(part) {
            return self.constant(&known, node, here);
        }
        if let Some(format) = part.get("format").and_then(Json::as_str)
            && let Some(text) = node.value.text()
            && let Some(checked) = written::check(format, text)
        {
            return match checked {
                Ok(()) => Json::from(text),
                Err(error) => self.report(here, node.place, error.into()),
            };
        }
        let wanted = types(part);
        match &node.value {
            Value::Table(table) if wants(&wanted, "object") => {
                self.table(part, table, around, here)
            }
            Value::Array(items) if wants(&wanted, "array") => {
                self.array(part, items, node.place, here)
            }
            Value::Integer { value, .. } if wants(&wanted, "integer") => {
                self.integer(part, *value, node.place, here)
            }
            // Spreadsheets write a count as `25.0`.
            Value::Float { value, .. }
                if !wants(&wanted, "number")
                    && wants(&wanted, "integer")
                    && let Some(value) = whole(*value) =>
            {
                self.integer(part, value, node.place, here)
            }
            Value::Integer { text, .. } | Value::Float { text, .. } if wants(&wanted, "number") => {
                let number = text.replace('_', "").parse().unwrap_or(f64::NAN);
                self.number(part, number, node, here)
            }
            Value::Boolean(value) if wants(&wanted, "boolean") => Json::from(*value),
            value if wants(&wanted, "string") && value.text().is_some() => {
                let text = value.text().unwrap_or_default();
                self.length(part, "Length", text.chars().count(), node.place, here);
                Json::from(text)
            }
            Value::String(_)
            | Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::Table(_) => {
                let fault = if let Value::Table(table) = &node.value
                    && Timeline::of(table).is_some()
                {
                    let message = format!("`{}` cannot change over time", here.path());
                    let help = "give one value; docs/scenario.md marks the fields that can change";
                    Fault::invalid(message, help)
                } else {
                    Fault::WrongType {
                        found: node.value.described(),
                        allowed: allowed(part),
                    }
                };
                self.report(here, node.place, fault)
            }
        }
    }

    /// A value that changes over time: all of its values are checked, and one is taken.
    fn changing(&mut self, part: &Part, timeline: &Timeline, around: Place, here: &Trail) -> Json {
        if let Some((node, fault)) = timeline.fault() {
            return self.report(here, node.place, fault);
        }
        let before = self.problems.len();
        let may_be_none = part.get(DATED).and_then(Json::as_str) == Some(OR_NONE);
        let mut part = part.clone();
        if may_be_none {
            part.remove("minimum");
        }
        let part = &part;
        for (_, entry) in &timeline.points {
            let here = Trail::Field(here, &entry.key);
            self.part(part, &entry.node, entry.place, &here);
        }
        if self.problems.len() > before {
            return Json::Null;
        }
        self.changing.push(Changing {
            path: here.path(),
            place: around,
            dates: timeline.dates(),
        });
        self.part(part, &timeline.at(self.at), around, here)
    }

    fn table(&mut self, part: &Part, table: &Table, around: Place, here: &Trail) -> Json {
        let empty = Map::new();
        let fields = part.get("properties").and_then(Json::as_object);
        let fields = fields.unwrap_or(&empty);
        let other = part.get("additionalProperties");
        let other = other.filter(|part| part.is_object() || part.as_bool() == Some(true));
        let mut built = Map::new();
        for entry in &table.entries {
            let here = Trail::Field(here, &entry.key);
            let before = self.problems.kept.len();
            let own = fields.get(&entry.key);
            if let Some(part) = own.or(other) {
                if own.is_none()
                    && let Some(fault) = names::fault_of(&entry.key)
                {
                    self.report(&here, entry.place, fault);
                }
                let value = self.value(part, &entry.node, entry.place, &here);
                built.insert(entry.key.clone(), value);
                if own.is_none() && before < SUGGESTED {
                    suggest(&mut self.problems.kept[before..], &here, &entry.key, table);
                }
            } else {
                let fault = Fault::UnknownKey {
                    key: entry.key.clone(),
                    known: KnownNames::of(&entry.key, fields.keys().map(String::as_str)),
                };
                self.report(&here, entry.place, fault);
            }
        }
        for key in required(part) {
            if table.get(key).is_none() {
                let field = fields.get(key).and_then(Json::as_object);
                let meaning = field.map_or_else(String::new, |field| self.described(key, field));
                let key = key.to_owned();
                self.report(here, around, Fault::Missing { key, meaning });
            }
        }
        self.length(part, "Properties", table.entries.len(), around, here);
        Json::Object(built)
    }

    /// What a missing key means and takes.
    fn described(&self, key: &str, field: &Part) -> String {
        let means = meaning(field);
        let field = &*followed(field, self.schema);
        let means = if means.is_empty() {
            meaning(field)
        } else {
            means
        };
        let takes = match constants(field) {
            Some(names) => names.join(", "),
            None => allowed(field),
        };
        match (means.as_str(), takes.as_str()) {
            ("", "") => String::new(),
            ("", takes) => format!("`{key}` is {takes}"),
            (means, "") => format!("`{key}`: {means}"),
            (means, takes) => format!("`{key}`: {means} ({takes})"),
        }
    }

    fn array(&mut self, part: &Part, items: &[Node], place: Place, here: &Trail) -> Json {
        self.length(part, "Items", items.len(), place, here);
        let any = Json::Bool(true);
        let tuple = part.get("prefixItems").and_then(Json::as_array);
        let every = part.get("items").unwrap_or(&any);
        let walked = items.iter().enumerate().map(|(index, item)| {
            let part = tuple.and_then(|parts| parts.get(index)).unwrap_or(every);
            self.value(part, item, item.place, &Trail::Item(here, index))
        });
        Json::Array(walked.collect())
    }

    fn integer(&mut self, part: &Part, value: i64, place: Place, here: &Trail) -> Json {
        if let Some(fault) = range_fault(part, value as f64, &value.to_string()) {
            return self.report(here, place, fault);
        }
        let (least, most) = integer_range(part);
        if (least..=most).contains(&value) {
            return Json::from(value);
        }
        let allowed = format!("from {least} to {most}");
        self.report(here, place, Fault::out_of_range(value, allowed))
    }

    fn number(&mut self, part: &Part, value: f64, node: &Node, here: &Trail) -> Json {
        let shown = node.value.text().unwrap_or_default();
        match range_fault(part, value, shown) {
            Some(fault) => self.report(here, node.place, fault),
            None => Json::from(value),
        }
    }

    /// Checks `min...` and `max...` of a text (in characters), a list or a table.
    fn length(&mut self, part: &Part, of: &str, length: usize, place: Place, here: &Trail) {
        let bound = |key: &str| part.get(&format!("{key}{of}")).and_then(Json::as_u64);
        let (least, most) = (bound("min").unwrap_or(0), bound("max").unwrap_or(u64::MAX));
        if (least..=most).contains(&(length as u64)) {
            return;
        }
        let noun = match of {
            "Length" => "characters",
            "Items" => "elements",
            _ => "entries",
        };
        let allowed = if least == most {
            format!("exactly {least}")
        } else if (length as u64) < least {
            format!("at least {least}")
        } else {
            format!("at most {most}")
        };
        let fault = Fault::out_of_range(format!("a length of {length} {noun}"), allowed);
        self.report(here, place, fault);
    }

    fn constant(&mut self, known: &[&str], node: &Node, here: &Trail) -> Json {
        match node.value.text() {
            Some(text) if known.contains(&text) => Json::from(text),
            Some(text) => {
                let fault = Fault::unknown_name("choice", text, known.iter().copied());
                self.report(here, node.place, fault)
            }
            None => {
                let found = node.value.described();
                let allowed = format!("one of {}", known.join(", "));
                self.report(here, node.place, Fault::WrongType { found, allowed })
            }
        }
    }

    /// Walks the alternative that `node` means: by its text, by its tag, or by trial.
    fn choice(&mut self, choices: &[&Part], node: &Node, around: Place, here: &Trail) -> Json {
        let schema = self.schema;
        let choices: Vec<_> = choices.iter().map(|part| followed(part, schema)).collect();
        let names: Vec<Vec<&str>> = choices.iter().filter_map(|part| constants(part)).collect();
        if names.len() == choices.len() {
            return self.constant(&names.concat(), node, here);
        }
        if let Value::Table(table) = &node.value
            && let Some(tag) = tag_of(&choices)
        {
            return self.tagged(&choices, &tag, table, around, here);
        }
        let mut best: Option<(Found, Json)> = None;
        let before = std::mem::take(&mut self.problems);
        for part in &choices {
            let json = self.part(part, node, around, here);
            let problems = std::mem::take(&mut self.problems);
            let is_wrong_kind = |problems: &Found| {
                matches!(&problems.kept[..], [one] if matches!(one.fault, Fault::WrongType { .. })
                    && one.place == Some(node.place))
            };
            let rank = (is_wrong_kind(&problems), problems.len());
            if best
                .as_ref()
                .is_none_or(|(best, _)| rank < (is_wrong_kind(best), best.len()))
            {
                best = Some((problems, json));
            }
        }
        let (problems, json) = best.unwrap_or_default();
        self.problems = before;
        self.problems.append(problems);
        json
    }

    fn tagged(
        &mut self,
        choices: &[std::borrow::Cow<Part>],
        tag: &str,
        table: &Table,
        around: Place,
        here: &Trail,
    ) -> Json {
        let tags = choices
            .iter()
            .map(|part| tag_value(part, tag).unwrap_or_default());
        let known: Vec<&str> = tags.collect();
        let Some(entry) = table.get(tag) else {
            let fault = Fault::Missing {
                key: tag.to_owned(),
                meaning: format!("`{tag}` is one of {}", known.join(", ")),
            };
            return self.report(here, around, fault);
        };
        let chosen = entry.node.value.text();
        let chosen = chosen.and_then(|text| known.iter().position(|tag| *tag == text));
        match chosen {
            Some(chosen) => self.table(&choices[chosen], table, around, here),
            None => self.constant(&known, &entry.node, &Trail::Field(here, tag)),
        }
    }
}

/// Adds the nearest other name to the `found` problems of a table that lacks keys: its name may be
/// a misspelling of one that another file has.
fn suggest(found: &mut [Problem], here: &Trail, name: &str, among: &Table) {
    let lacks = |problem: &Problem| matches!(problem.fault, Fault::Missing { .. });
    if !found.iter().any(lacks) {
        return; // Comparing names is far dearer than all else that a valid table asks for.
    }
    let names = among.entries.iter().map(|entry| entry.key.as_str());
    let Some(near) = nearest(name, names.filter(|other| *other != name)) else {
        return;
    };
    let path = here.path();
    for problem in found.iter_mut().filter(|problem| problem.path == path) {
        if let Fault::Missing { meaning, .. } = &mut problem.fault {
            *meaning = format!("did you mean `{near}` by `{name}`? {meaning}");
        }
    }
}

/// Whether a part of these types takes the type `name`; one without types takes all.
fn wants(types: &[&str], name: &str) -> bool {
    types.is_empty() || types.contains(&name)
}

/// The key by whose constant all alternatives differ, if they are tables with such a key.
fn tag_of(choices: &[std::borrow::Cow<Part>]) -> Option<String> {
    let fields = choices.first()?.get("properties")?.as_object()?;
    let is_tag = |key: &String| choices.iter().all(|part| tag_value(part, key).is_some());
    fields.keys().find(|key| is_tag(key)).cloned()
}

fn tag_value<'a>(part: &'a Part, tag: &str) -> Option<&'a str> {
    let field = part.get("properties")?.get(tag)?.as_object()?;
    match constants(field)?[..] {
        [one] => Some(one),
        _ => None,
    }
}

/// A value where the schema allows any.
fn plain(node: &Node) -> Json {
    match &node.value {
        Value::String(text) | Value::Datetime(text) => Json::from(text.as_str()),
        Value::Integer { value, .. } => Json::from(*value),
        Value::Float { value, .. } => Json::from(*value),
        Value::Boolean(value) => Json::from(*value),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Table(table) => {
            let entries = table.entries.iter();
            Json::Object(
                entries
                    .map(|entry| (entry.key.clone(), plain(&entry.node)))
                    .collect(),
            )
        }
    }
}
