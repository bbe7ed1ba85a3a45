//! The JSON Schema of a scenario's struct, and small questions to it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use schemars::JsonSchema;
use serde_json::{Map, Value as Json, json};

use super::dated::DATED;
use super::provenance::PROVENANCE;

/// The JSON Schema of `T` as a scenario file writes it.
///
/// It is made once for each type: that takes longer than to compile a small scenario, of which a
/// sweep has thousands.
#[must_use]
pub fn json_schema<T: JsonSchema>() -> Arc<Json> {
    static MADE: Mutex<BTreeMap<&str, Arc<Json>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let name = std::any::type_name::<T>();
    let schema = made.entry(name);
    Arc::clone(schema.or_insert_with(|| Arc::new(schemars::schema_for!(T).to_value())))
}

/// A schema as an editor needs it: with the keys that the loader takes out before a scenario is
/// checked, `extends` and `without` at the top and `provenance` in every table.
#[must_use]
pub fn editor_schema(schema: &Json) -> Json {
    let mut schema = schema.clone();
    let provenance = json!({
        "description": "Where the values of this table come from: `reported: SOURCE`, `derived`, \
                        `looked up: SOURCE`, `assumed`, `assumed [LOW to HIGH]` or `fitted`, or a \
                        table from paths to these.",
        "anyOf": [{ "type": "string" }, { "type": "object" }],
    });
    add_dates(&mut schema);
    add_to_tables(&mut schema, &provenance);
    let extends = json!({
        "description": "The file of the scenario over which this one is laid.",
        "type": "string",
    });
    let plans = json!({
        "description": "CSV files of values over time: dates in the first column, and in each \
                        other one the values of what its name is the path of.",
        "type": ["array", "string"],
        "items": { "type": "string" },
    });
    let without = json!({
        "description": "The paths of what that file says and this scenario does not have.",
        "type": "array",
        "items": { "type": "string" },
    });
    if let Some(fields) = schema.get_mut("properties").and_then(Json::as_object_mut) {
        fields.insert("extends".to_owned(), extends);
        fields.insert("without".to_owned(), without);
        fields.insert("plans".to_owned(), plans);
    }
    schema
}

/// Allows a table by date, a list and a CSV file wherever a value may change over time.
fn add_dates(schema: &mut Json) {
    match schema {
        Json::Object(part) => {
            for inner in part.values_mut() {
                add_dates(inner);
            }
            if part.remove(DATED).is_some() {
                let about: Part = ["description", "default"]
                    .into_iter()
                    .filter_map(|key| Some((key.to_owned(), part.remove(key)?)))
                    .collect();
                let value = Json::Object(std::mem::replace(part, about));
                let point = json!({
                    "type": "object",
                    "properties": { "from": { "type": "string" }, "value": value.clone() },
                    "required": ["from", "value"],
                });
                let ways = json!([
                    value.clone(),
                    {
                        "type": "object",
                        "propertyNames": { "pattern": "^(\\d{4}-\\d{2}-\\d{2}|between)$" },
                        "properties": { "between": { "enum": ["steps", "lines"] } },
                        "additionalProperties": value,
                    },
                    { "type": "array", "items": point },
                    { "type": "string", "pattern": "\\.csv$" },
                ]);
                part.insert("anyOf".to_owned(), ways);
            }
        }
        Json::Array(parts) => parts.iter_mut().for_each(add_dates),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Allows `provenance` in all tables of a schema.
fn add_to_tables(schema: &mut Json, provenance: &Json) {
    match schema {
        Json::Object(part) => {
            for inner in part.values_mut() {
                add_to_tables(inner, provenance);
            }
            if part.get("type").and_then(Json::as_str) == Some("object") {
                let fields = part.entry("properties").or_insert_with(|| json!({}));
                if let Some(fields) = fields.as_object_mut() {
                    fields.insert(PROVENANCE.to_owned(), provenance.clone());
                }
            }
        }
        Json::Array(parts) => {
            for inner in parts {
                add_to_tables(inner, provenance);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// A part of a schema.
pub(super) type Part = Map<String, Json>;

/// The part that a `$ref` means, together with what stands beside the reference.
pub(super) fn followed<'a>(part: &'a Part, root: &'a Json) -> Cow<'a, Part> {
    let target = part
        .get("$ref")
        .and_then(Json::as_str)
        .and_then(|reference| reference.strip_prefix('#'))
        .and_then(|pointer| root.pointer(pointer))
        .and_then(Json::as_object);
    let Some(target) = target else {
        return Cow::Borrowed(part);
    };
    let target = followed(target, root);
    let adds = |key: &str| matches!(key, "properties" | "required");
    if !part.keys().any(|key| adds(key)) {
        return target;
    }
    let mut merged = target.into_owned();
    for (key, value) in part.iter().filter(|(key, _)| adds(key)) {
        match (merged.get_mut(key), value) {
            (Some(Json::Object(below)), Json::Object(above)) => {
                below.extend(above.clone());
            }
            (Some(Json::Array(below)), Json::Array(above)) => below.extend(above.clone()),
            _ => {
                merged.insert(key.clone(), value.clone());
            }
        }
    }
    Cow::Owned(merged)
}

/// The keys that must be in a table.
pub(super) fn required(part: &Part) -> Vec<&str> {
    let listed = part.get("required").and_then(Json::as_array);
    let listed = listed.into_iter().flatten();
    listed.filter_map(Json::as_str).collect()
}

/// The types a part allows, without `null`.
pub(super) fn types(part: &Part) -> Vec<&str> {
    let types: Vec<&str> = match part.get("type") {
        Some(Json::String(one)) => vec![one],
        Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).collect(),
        _ if part.contains_key("properties") => vec!["object"],
        _ => Vec::new(),
    };
    types.into_iter().filter(|name| *name != "null").collect()
}

/// The alternatives of a part (`oneOf`, `anyOf`), without `null`; none if it has no choice.
pub(super) fn alternatives(part: &Part) -> Vec<&Part> {
    let lists = ["oneOf", "anyOf"].map(|key| part.get(key).and_then(Json::as_array));
    let parts = lists.into_iter().flatten().flatten();
    parts
        .filter_map(Json::as_object)
        .filter(|part| part.get("type").and_then(Json::as_str) != Some("null"))
        .collect()
}

/// The texts a part allows, if it lists them (`enum` or `const`).
pub(super) fn constants(part: &Part) -> Option<Vec<&str>> {
    if let Some(constant) = part.get("const") {
        return constant.as_str().map(|name| vec![name]);
    }
    let listed = part.get("enum")?.as_array()?;
    Some(listed.iter().filter_map(Json::as_str).collect())
}

/// What a part means, from its doc comment: the first paragraph on one line.
pub(super) fn meaning(part: &Part) -> String {
    let description = part.get("description").and_then(Json::as_str);
    let paragraph = description.unwrap_or_default().split("\n\n").next();
    let words = paragraph.unwrap_or_default().split_whitespace();
    let sentence = words.collect::<Vec<_>>().join(" ");
    sentence.trim_end_matches('.').to_owned()
}

/// What may stand where a part is meant, for "expected ...".
pub(super) fn allowed(part: &Part) -> String {
    let example = part.get("examples").and_then(|examples| examples.get(0));
    let names = types(part);
    let described: Vec<&str> = names
        .iter()
        .map(|name| match *name {
            "string" => "a text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "true or false",
            "array" => "a list",
            _ => "a table",
        })
        .collect();
    let described = described.join(" or ");
    match example {
        Some(example) => format!("{described} such as {example}"),
        None => described,
    }
}

/// The least and greatest value of an integer format.
pub(super) fn integer_range(part: &Part) -> (i64, i64) {
    match part.get("format").and_then(Json::as_str) {
        Some("uint8") => (0, i64::from(u8::MAX)),
        Some("uint16") => (0, i64::from(u16::MAX)),
        Some("uint32") => (0, i64::from(u32::MAX)),
        Some("uint64" | "uint" | "uint128") => (0, i64::MAX),
        Some("int8") => (i64::from(i8::MIN), i64::from(i8::MAX)),
        Some("int16") => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    }
}
