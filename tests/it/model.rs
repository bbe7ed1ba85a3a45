//! `docs/model.md` and the code agree: each equation that the code cites is an entry there, each
//! entry names files that cite it and metrics that exist, and the documents know no other metric.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chippark::industry::fab::dispatch::Rule;
use chippark::industry::{metrics, schema};
use serde_json::Value;

use crate::support::{names_in, project, text_of};

/// How the code cites the entries of a letter; equations are cited by their number alone, too.
const CITED_AS: [(char, &str); 3] = [('E', ""), ('F', "rule "), ('M', "method ")];

/// An entry of `docs/model.md`: what it names under `Code` and `Metrics`.
#[derive(Default)]
struct Entry {
    code: Vec<String>,
    metrics: Vec<String>,
}

/// The words in backticks of a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether a word is a letter of [`CITED_AS`] and one or two digits.
fn is_number(word: &str) -> bool {
    let is_letter = |first: char| CITED_AS.iter().any(|(letter, _)| *letter == first);
    let mut characters = word.chars();
    let digits = characters.clone().skip(1).collect::<String>();
    characters.next().is_some_and(is_letter)
        && (1..=2).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// The entries of `docs/model.md` by their numbers: a heading of the third level, and a list whose
/// items may go on over several lines.
fn entries() -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    for part in text_of("docs/model.md").split("\n### ").skip(1) {
        let (number, _) = part.split_once(' ').expect("a number and a title");
        assert!(is_number(number), "the heading `{number}` is no number");
        let part = part.split("\n#").next().unwrap_or(part);
        let item = |name: &str| {
            let start = format!("\n- {name}: ");
            let rest = part.split_once(&start).map_or("", |(_, rest)| rest);
            let item = rest.split("\n- ").next().unwrap_or(rest);
            let item = item.split("\n\n").next().unwrap_or(item);
            quoted(item).map(str::to_owned).collect()
        };
        let entry = Entry {
            code: item("Code"),
            metrics: item("Metrics"),
        };
        let before = entries.insert(number.to_owned(), entry);
        assert!(before.is_none(), "{number} is there twice");
    }
    entries
}

/// The numbers that a file of the code cites. `E4/M/1` is the name of a queue.
fn cited(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (letter, before) in CITED_AS {
        for (place, _) in text.match_indices(&format!("{before}{letter}")) {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            if text[..place].ends_with(is_word) {
                continue;
            }
            let word = &text[place + before.len()..];
            let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
            if is_number(&word[..end]) && !word[end..].starts_with('/') {
                found.insert(word[..end].to_owned());
            }
        }
    }
    found
}

/// The files of code in a folder of the project and in the folders in it, by their paths.
fn code_in(folder: &str, files: &mut Vec<String>) {
    for name in names_in(&project(folder)) {
        let path = format!("{folder}/{name}");
        if project(&path).is_dir() {
            code_in(&path, files);
        } else if Path::new(&path).extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

/// The documents, by their paths.
fn documents() -> Vec<String> {
    let names = names_in(&project("docs")).into_iter();
    let is_text = |name: &String| Path::new(name).extension().is_some_and(|end| end == "md");
    names
        .filter(is_text)
        .map(|name| format!("docs/{name}"))
        .collect()
}

/// Every metric's key.
fn keys() -> BTreeSet<&'static str> {
    metrics().map(|metric| metric.key).collect()
}

/// The part of a figure's key before its subject: `fab.wip` of `fab.wip/hot`.
fn without_subject(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}

/// The fields of the sections of scenario files, each as `section.field`.
fn fields(schema: &Value) -> BTreeSet<String> {
    let target = |node: &Value| -> Value {
        let choices = node["anyOf"].as_array().into_iter().flatten();
        let mut nodes = std::iter::once(node).chain(choices);
        let name = nodes.find_map(|node| node["$ref"].as_str());
        let pointer = name.map(|name| name.trim_start_matches('#'));
        let found = pointer.and_then(|pointer| schema.pointer(pointer));
        found.unwrap_or(node).clone()
    };
    let mut fields = BTreeSet::new();
    let sections = schema["properties"].as_object().expect("sections");
    for (section, node) in sections {
        let properties = target(node)["properties"].clone();
        let names = properties.as_object().into_iter().flatten();
        fields.extend(names.map(|(name, _)| format!("{section}.{name}")));
    }
    fields
}

/// The names of all fields of a schema, however deep.
fn field_names(schema: &Value, names: &mut BTreeSet<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        names.extend(properties.keys().cloned());
    }
    let values = schema
        .as_object()
        .into_iter()
        .flatten()
        .map(|(_, value)| value);
    let items = schema.as_array().into_iter().flatten();
    values
        .chain(items)
        .for_each(|value| field_names(value, names));
}

#[test]
fn citations_are_found() {
    let text = "(equation E8; rule F2) E4/M/1, E12,\nRULE F3, method M1, M/M/1, E0027, CAFE1";
    let expected = ["E12", "E8", "F2", "M1"];
    assert_eq!(Vec::from_iter(cited(text)), expected);
}

#[test]
fn each_dispatch_rule_is_in_the_model() {
    let model = text_of("docs/model.md");
    for rule in Rule::ALL.map(Rule::name) {
        assert!(
            model.contains(&format!("\n    {rule} ")),
            "F2 lacks `{rule}`"
        );
    }
}

#[test]
fn each_equation_that_the_code_cites_is_an_entry_of_the_model() {
    let entries = entries();
    let mut files = Vec::new();
    code_in("src", &mut files);
    assert!(!files.is_empty(), "there is no code");
    for file in files {
        for number in cited(&text_of(&file)) {
            let is_known = entries.contains_key(&number);
            assert!(is_known, "{file} cites {number}, which docs/model.md lacks");
        }
    }
}

#[test]
fn each_entry_of_the_model_names_code_that_cites_it_and_metrics_that_exist() {
    let keys = keys();
    for (number, entry) in entries() {
        assert!(!entry.code.is_empty(), "{number} names no code");
        for path in entry.code {
            let is_code = path.starts_with("src/") && project(&path).is_file();
            assert!(is_code, "{number} names {path}");
            let cites = cited(&text_of(&path)).contains(&number);
            assert!(cites, "{number} names {path}, which does not cite it");
        }
        let has_metrics = !entry.metrics.is_empty() || number.starts_with('M');
        assert!(has_metrics, "{number} names no metric");
        for key in entry.metrics {
            let is_known = keys.contains(without_subject(&key));
            assert!(is_known, "{number} names the metric {key}");
        }
    }
}

/// A word such as `fab.wip/hot` is a metric or a field of the section; one such as
/// `fab.streams.hot.priority` ends with a field.
#[test]
fn each_metric_and_field_that_the_documents_name_exists() {
    let (keys, schema) = (keys(), schema());
    let (fields, mut names) = (fields(&schema), BTreeSet::new());
    field_names(&schema, &mut names);
    let sections = keys
        .iter()
        .copied()
        .chain(fields.iter().map(String::as_str));
    let sections: BTreeSet<&str> = sections.filter_map(|key| key.split('.').next()).collect();
    let is_name = |word: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        !word.is_empty() && word.chars().all(plain)
    };
    let mut count = 0;
    for document in documents() {
        for word in quoted(&text_of(&document)) {
            let key = without_subject(word);
            let Some((path, name)) = key.rsplit_once('.').filter(|(_, name)| is_name(name)) else {
                continue;
            };
            let section = path.split('.').next().unwrap_or(path);
            let is_file = ["csv", "json", "toml"].contains(&name);
            if !sections.contains(section) || path.contains(' ') || is_file {
                continue;
            }
            let is_field = path != section && names.contains(name);
            let is_known = is_field || keys.contains(key) || fields.contains(key);
            assert!(is_known, "{document} names `{word}`: no metric, no field");
            count += 1;
        }
    }
    assert!(count > 0, "the documents name no metric");
}

/// Each work that the source of an entry cites, `[Cox 1972]`, stands in the bibliography.
#[test]
fn the_bibliography_has_what_is_cited() {
    let text = text_of("docs/model.md");
    let (body, bibliography) = text.split_once("# Bibliography").expect("a bibliography");
    let rows = bibliography
        .lines()
        .filter_map(|line| line.strip_prefix("| "));
    let known: BTreeSet<&str> = rows.filter_map(|row| row.split(" | ").next()).collect();
    let sources = body.lines().scan(false, |is_source, line| {
        *is_source = line.starts_with("- Source: ") || (*is_source && line.starts_with("  "));
        Some(if *is_source { line } else { "\n" })
    });
    let sources = sources.map(str::trim).collect::<Vec<_>>().join(" ");
    let mut count = 0;
    for cited in sources
        .split('[')
        .skip(1)
        .filter_map(|part| part.split(']').next())
    {
        let is_link = Path::new(cited).extension().is_some_and(|end| end == "md");
        for work in cited.split("; ").filter(|_| !is_link) {
            assert!(known.contains(work), "the bibliography lacks {work}");
            count += 1;
        }
    }
    assert!(count > 0, "no source is cited");
}
