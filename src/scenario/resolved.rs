//! A scenario as one text, and its digest.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::FieldPath;
use super::provenance::{PROVENANCE, Shared};
use super::tree::{Entry, Node, Table, Value};

/// The entries as TOML must write them: those that are tables come last.
fn in_order(table: &Table) -> impl Iterator<Item = &Entry> {
    let is_table = |entry: &&Entry| matches!(entry.node.value, Value::Table(_));
    let entries = table.entries.iter();
    let plain = entries.clone().filter(move |entry| !is_table(entry));
    plain.chain(entries.filter(is_table))
}

/// The SHA-256, in hexadecimal, over a form of the tree in which every part begins with its kind
/// and, where it can vary, its length. What stands at the paths `left_out` counts as absent.
pub(super) fn digest(root: &Table, left_out: &[&[&str]]) -> String {
    let mut hasher = Sha256::new();
    hash_table(root, left_out, &mut hasher);
    format!("{:x}", hasher.finalize())
}

/// The SHA-256, in hexadecimal, of a text.
pub(super) fn sha_256(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}

fn hash_table(table: &Table, left_out: &[&[&str]], hasher: &mut Sha256) {
    let counts = |entry: &&Entry| !left_out.contains(&&[entry.key.as_str()][..]);
    let count = table.entries.iter().filter(counts).count();
    hasher.update(format!("table {count}\n"));
    for entry in in_order(table).filter(counts) {
        let below = |path: &&'_ [&str]| path.first().is_some_and(|first| *first == entry.key);
        let below = left_out.iter().filter(|path| below(path));
        let below: Vec<&[&str]> = below.map(|path| &path[1..]).collect();
        hash_text("key", &entry.key, hasher);
        hash_node(&entry.node, &below, hasher);
    }
}

fn hash_node(node: &Node, left_out: &[&[&str]], hasher: &mut Sha256) {
    match &node.value {
        Value::String(text) => hash_text("text", text, hasher),
        Value::Integer { text, .. } | Value::Float { text, .. } => {
            hash_text("number", text, hasher);
        }
        Value::Boolean(value) => hasher.update(format!("{value}\n")),
        Value::Datetime(text) => hash_text("date", text, hasher),
        Value::Array(items) => {
            hasher.update(format!("list {}\n", items.len()));
            for item in items {
                hash_node(item, &[], hasher);
            }
        }
        Value::Table(table) => hash_table(table, left_out, hasher),
    }
}

fn hash_text(kind: &str, text: &str, hasher: &mut Sha256) {
    hasher.update(format!("{kind} {}\n{text}\n", text.len()));
}

/// The tree as TOML, with its provenance. Rows of a CSV table stand on one line each.
pub(super) fn toml(root: &Table) -> String {
    let mut text = String::new();
    let shared = root.shared_provenance();
    if let Shared::Same(Some(provenance)) = shared {
        let provenance = toml_text(&provenance.to_string());
        let _ = writeln!(text, "{PROVENANCE} = {provenance}");
    }
    let is_told = shared != Shared::Differs;
    write_section(root, &mut String::new(), is_told, &mut text);
    text
}

/// Writes a table and those below it; `is_told` is whether its provenance is written already.
fn write_section(table: &Table, path: &mut String, is_told: bool, text: &mut String) {
    let is_section = |entry: &Entry| !table.from_csv && matches!(entry.node.value, Value::Table(_));
    let has_own = table.entries.iter().any(|entry| !is_section(entry));
    if !path.is_empty() && (has_own || table.entries.is_empty()) {
        let gap = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{gap}[{path}]");
    }
    for entry in in_order(table).filter(|entry| !is_section(entry)) {
        text.push_str(&toml_key(&entry.key));
        text.push_str(" = ");
        write_value(&entry.node.value, text);
        text.push('\n');
    }
    if !is_told {
        write_provenance(table, path, text);
    }
    for entry in in_order(table).filter(|entry| is_section(entry)) {
        let Value::Table(inner) = &entry.node.value else {
            continue;
        };
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        path.push_str(&toml_key(&entry.key));
        let is_told = is_told || inner.from_csv || inner.shared_provenance() != Shared::Differs;
        write_section(inner, path, is_told, text);
        path.truncate(length);
    }
}

/// Writes the provenance of what stands in a section, by paths from there; sections in it whose
/// values differ write their own.
fn write_provenance(table: &Table, path: &str, text: &mut String) {
    let mut lines = String::new();
    for entry in &table.entries {
        let is_own = matches!(&entry.node.value, Value::Table(inner) if !inner.from_csv);
        if !is_own || entry.node.shared_provenance() != Shared::Differs {
            write_statements(
                &entry.node,
                &FieldPath::root().field(&entry.key),
                &mut lines,
            );
        }
    }
    if !lines.is_empty() {
        let gap = if text.is_empty() { "" } else { "\n" };
        let dot = if path.is_empty() { "" } else { "." };
        let _ = writeln!(text, "{gap}[{path}{dot}{PROVENANCE}]\n{}", lines.trim_end());
    }
}

/// Writes a line for each largest part of a value whose values share their provenance.
fn write_statements(node: &Node, at: &FieldPath, lines: &mut String) {
    match node.shared_provenance() {
        Shared::Same(Some(provenance)) => {
            let (key, value) = (toml_key(at.as_str()), toml_text(&provenance.to_string()));
            let _ = writeln!(lines, "{key} = {value}");
        }
        Shared::Same(None) | Shared::Nothing => {}
        Shared::Differs => {
            for (key, inner) in node.children() {
                write_statements(inner, &at.field(&key), lines);
            }
        }
    }
}

/// A value as TOML writes it on one line.
pub(super) fn value_toml(value: &Value) -> String {
    let mut text = String::new();
    write_value(value, &mut text);
    text
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::String(string) => text.push_str(&toml_text(string)),
        Value::Integer { text: number, .. } | Value::Float { text: number, .. } => {
            text.push_str(number);
        }
        Value::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Datetime(datetime) => text.push_str(datetime),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                write_value(&item.value, text);
            }
            text.push(']');
        }
        Value::Table(table) => {
            text.push('{');
            for (index, entry) in in_order(table).enumerate() {
                text.push_str(if index == 0 { " " } else { ", " });
                text.push_str(&toml_key(&entry.key));
                text.push_str(" = ");
                write_value(&entry.node.value, text);
            }
            text.push_str(if table.entries.is_empty() { "}" } else { " }" });
        }
    }
}

/// A key of TOML, in quotes where it needs them.
#[must_use]
pub fn toml_key(name: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !name.is_empty() && name.bytes().all(is_bare) {
        name.to_owned()
    } else {
        toml_text(name)
    }
}

/// A text of TOML: a basic string, in its quotes.
#[must_use]
pub fn toml_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
