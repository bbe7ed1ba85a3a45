//! What `params` says: each setting of a scenario with its meaning, unit, default, range and
//! provenance, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::scenario::Setting;

/// How wide the text for people is.
const WIDTH: usize = 100;
/// What stands before the lines below a path.
const INDENT: &str = "    ";
/// The provenance of a value of which the scenario does not say any.
const NOT_STATED: &str = "not stated";
/// The provenance of a value that the scenario leaves to its default.
const DEFAULT: &str = "default";

/// One setting; the fields stand in this order.
#[derive(Serialize)]
struct SettingEntry<'a> {
    path: &'a str,
    /// As written; none where the default holds.
    value: Option<&'a str>,
    unit: Option<&'a str>,
    default: Option<&'a str>,
    allowed: &'a str,
    meaning: &'a str,
    equation: Option<String>,
    provenance: &'static str,
    /// The source, or a remark.
    source: Option<&'a str>,
    /// The file or override that has the value.
    origin: Option<&'a str>,
    tunable: bool,
}

impl<'a> SettingEntry<'a> {
    fn of(setting: &'a Setting) -> Self {
        let stated = setting.provenance.as_ref();
        let unstated = match setting.value {
            Some(_) => NOT_STATED,
            None => DEFAULT,
        };
        let source = stated.map(|provenance| provenance.source.as_str());
        Self {
            path: setting.path.as_str(),
            value: setting.value.as_deref(),
            unit: setting.field.unit.as_deref(),
            default: setting.field.default.as_deref(),
            allowed: &setting.field.allowed,
            meaning: &setting.field.meaning,
            equation: (!setting.equations.is_empty()).then(|| setting.equations.join(", ")),
            provenance: stated.map_or(unstated, |provenance| provenance.tag.name()),
            source: source.filter(|source| !source.is_empty()),
            origin: setting.origin.as_deref(),
            tunable: setting.is_tunable,
        }
    }
}

/// Settings as one JSON array.
#[must_use]
pub fn settings_json(settings: &[&Setting]) -> String {
    let entries = settings.iter().map(|setting| SettingEntry::of(setting));
    super::json_text(&entries.collect::<Vec<_>>())
}

/// Settings for people: a block each, at most 100 columns wide but for long values.
#[must_use]
pub fn settings_text(settings: &[&Setting]) -> String {
    let blocks = settings.iter().map(|setting| block(setting));
    blocks.collect::<Vec<_>>().join("\n")
}

fn block(setting: &Setting) -> String {
    let entry = SettingEntry::of(setting);
    let mut text = match entry.value {
        Some(value) => format!("{} = {value}\n", entry.path),
        None => format!("{} (not written)\n", entry.path),
    };
    if !entry.meaning.is_empty() {
        wrap(
            &format!("{}.", entry.meaning.trim_end_matches('.')),
            &mut text,
        );
    }
    let mut facts = match entry.unit {
        Some(unit) if unit != "1" => format!("{} [{unit}]", entry.allowed),
        Some(_) | None => entry.allowed.to_owned(),
    };
    if let Some(default) = entry.default {
        let _ = write!(facts, "; default {default}");
    }
    if let Some(equation) = &entry.equation {
        let _ = write!(facts, "; equation {equation}");
    }
    if entry.tunable {
        facts.push_str("; tunable");
    }
    wrap(&facts, &mut text);
    if entry.value.is_some() {
        let source = entry
            .source
            .map_or_else(String::new, |source| format!(": {source}"));
        let origin = entry.origin.unwrap_or_default();
        wrap(
            &format!("{}{source} ({origin})", entry.provenance),
            &mut text,
        );
    }
    text
}

/// Appends a text as indented lines.
fn wrap(words: &str, to: &mut String) {
    let mut line = String::from(INDENT);
    for word in words.split_whitespace() {
        let is_first = line.len() == INDENT.len();
        if !is_first && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(to, "{line}");
            line.truncate(INDENT.len());
            line.push_str(word);
            continue;
        }
        if !is_first {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(to, "{line}");
}
