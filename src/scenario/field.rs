//! What a JSON Schema says of one field, in words: meaning, unit, default, what may stand there.

use serde_json::Value as Json;

use super::dated::DATED;
use super::schema::{Part, alternatives, constants, followed, types};

/// The default of a field that may be left out and has no value then.
const NONE: &str = "none";

/// What may be written in a field of a scenario, and what that means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it means: the first paragraph of its description, on one line.
    pub meaning: String,
    /// The unit in which its quantity is understood; none for what has no unit or is no quantity.
    pub unit: Option<String>,
    /// What holds where it is not written; none if it must be.
    pub default: Option<String>,
    /// What may stand there: "a whole number from 1 to 500".
    pub allowed: String,
}

impl Field {
    /// The field that `part` of a schema describes.
    pub(super) fn of(part: &Part, schema: &Json, is_required: bool) -> Self {
        let meaning = described(part, schema);
        let default = (!is_required).then(|| default_of(part, &meaning));
        let mut allowed = allowed_in(part, schema);
        if part.contains_key(DATED) {
            allowed.push_str("; or by date");
        }
        Self {
            unit: unit_of(part, schema),
            default,
            allowed,
            meaning,
        }
    }
}

/// The ids of equations in a text.
pub(super) fn equations(text: &str) -> Vec<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let is_id = |word: &&str| {
        let digits = word.strip_prefix('E').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.filter(is_id).collect()
}

/// What a part means: its own description, else that of what it refers to.
pub(super) fn described(part: &Part, schema: &Json) -> String {
    let own = super::schema::meaning(part);
    if own.is_empty() {
        super::schema::meaning(&followed(part, schema))
    } else {
        own
    }
}

/// The parts of a schema that may describe a value: the part itself, or its alternatives.
pub(super) fn each_alternative(part: &Part, schema: &Json, act: &mut dyn FnMut(&Part)) {
    let part = &*followed(part, schema);
    let choices = alternatives(part);
    if choices.is_empty() {
        return act(part);
    }
    for choice in choices {
        each_alternative(choice, schema, act);
    }
}

fn unit_of(part: &Part, schema: &Json) -> Option<String> {
    let mut found = None;
    each_alternative(part, schema, &mut |part| {
        let unit = part.get("x-unit").and_then(Json::as_str);
        found = found.take().or_else(|| unit.map(str::to_owned));
    });
    found
}

/// What holds where a field is not written: as the schema says, else as its description does.
fn default_of(part: &Part, meaning: &str) -> String {
    match part.get("default") {
        None | Some(Json::Null) => said_default(meaning).unwrap_or(NONE).to_owned(),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Object(fields)) if fields.is_empty() => NONE.to_owned(),
        Some(Json::Array(items)) if items.is_empty() => NONE.to_owned(),
        Some(value) => value.to_string(),
    }
}

/// What stands behind "Default" in a description, up to the end of the sentence.
fn said_default(meaning: &str) -> Option<&str> {
    let (_, said) = meaning.split_once("Default")?;
    let said = said.trim_start_matches(':').trim();
    Some(said.split_once(". ").map_or(said, |(sentence, _)| sentence))
}

/// What may stand where a part is meant.
fn allowed_in(part: &Part, schema: &Json) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut kinds: Vec<String> = Vec::new();
    each_alternative(part, schema, &mut |part| {
        if let Some(known) = constants(part) {
            names.extend(known.into_iter().map(str::to_owned));
            return;
        }
        let kind = kind_of(part, schema);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    });
    match &names[..] {
        [] => {}
        [one] => kinds.insert(0, format!("`{one}`")),
        several => kinds.insert(0, format!("one of `{}`", several.join("`, `"))),
    }
    kinds.join(", or ")
}

/// The kind of value that a part without alternatives takes, with its range.
fn kind_of(part: &Part, schema: &Json) -> String {
    let format = part
        .get("format")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let types = types(part);
    let range = range(part);
    let kind = match format {
        "time-span" => "a span of time",
        "time-law" => "a span of time or a distribution of one",
        "number-law" => "a number or a distribution of one",
        "money" => "a sum of money",
        "share" => "a share from 0 to 1 or in %",
        "rate" => "a rate",
        "length" => "a length",
        "area" => "an area",
        "defect-density" => "a density of defects",
        "frequency" => "a frequency",
        "date" => "a date",
        _ if types.contains(&"integer") => "a whole number",
        _ if types.contains(&"number") => "a number",
        _ if types.contains(&"boolean") => "true or false",
        _ if types.contains(&"string") => "a text",
        _ if types.contains(&"array") => return list_of(part, schema),
        _ if part
            .get("additionalProperties")
            .is_some_and(Json::is_object) =>
        {
            "a table by name"
        }
        _ => "a table",
    };
    format!("{kind}{range}")
}

/// A list with its length and what it holds.
fn list_of(part: &Part, schema: &Json) -> String {
    let bound = |key: &str| part.get(key).and_then(Json::as_u64);
    let item = part.get("items").and_then(Json::as_object);
    let item = item.map_or_else(|| "values".to_owned(), |item| allowed_in(item, schema));
    let length = match (bound("minItems"), bound("maxItems")) {
        (Some(least), Some(most)) if least == most => format!(" of {least}"),
        (Some(least), _) if least > 0 => format!(" of at least {least}"),
        (_, _) => String::new(),
    };
    format!("a list{length}: each {item}")
}

/// The bounds of a number, as they follow its kind.
fn range(part: &Part) -> String {
    let bound = |key: &str| part.get(key).and_then(Json::as_f64);
    let from = match (bound("minimum"), bound("exclusiveMinimum")) {
        (_, Some(least)) => Some(format!("above {least}")),
        (Some(least), None) => Some(format!("at least {least}")),
        (None, None) => None,
    };
    let to = match (bound("maximum"), bound("exclusiveMaximum")) {
        (_, Some(most)) => Some(format!("below {most}")),
        (Some(most), None) => Some(format!("at most {most}")),
        (None, None) => None,
    };
    match (from, to) {
        (Some(from), Some(to)) => format!(", {from} and {to}"),
        (Some(one), None) | (None, Some(one)) => format!(", {one}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_and_defaults_are_found_in_descriptions() {
        assert_eq!(
            equations("Logit (equation E1), see E12; Else E"),
            ["E1", "E12"]
        );
        assert_eq!(
            said_default("How many. Default: 3 d. (Assumed)"),
            Some("3 d")
        );
        assert_eq!(said_default("How many. Default nothing"), Some("nothing"));
        assert_eq!(said_default("How many"), None);
    }
}
