//! Who may name whom: the arrows between modules, the packages that belong to one place, and the
//! form of every file. A module without a row fails, and so does a row without a module.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::project;
use crate::tokens::{Token, tokens};

/// Each module and the modules that it may name. `industry::*` is every folder in `src/industry`
/// but `shared`: a subsystem, which never names another one.
const MAY_NAME: [(&str, &[&str]); 14] = [
    ("version", &[]),
    ("units", &[]),
    ("statistics", &[]),
    ("engine", &["units", "statistics"]),
    ("scenario", &["units"]),
    ("industry::shared", &["units", "engine", "scenario"]),
    (
        "industry::*",
        &["units", "engine", "scenario", "industry::shared"],
    ),
    (
        "industry",
        &[
            "units",
            "engine",
            "scenario",
            "industry::shared",
            "industry::*",
        ],
    ),
    ("generate", &["units", "engine"]),
    (
        "experiment",
        &[
            "version",
            "units",
            "statistics",
            "engine",
            "scenario",
            "industry",
            "generate",
        ],
    ),
    (
        "output",
        &[
            "version",
            "units",
            "statistics",
            "engine",
            "scenario",
            "industry",
            "experiment",
        ],
    ),
    ("import", &["units", "scenario"]),
    (
        "cli",
        &[
            "version",
            "units",
            "scenario",
            "industry",
            "experiment",
            "output",
            "import",
            "generate",
        ],
    ),
    ("main", &["cli"]),
];

/// Names that belong to some modules only. A folder or file called `spec` counts as
/// `spec`, one called `tests` as `tests`.
const ONLY_IN: [(&str, &[&str]); 10] = [
    ("serde", &["units", "scenario", "spec", "output", "tests"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("anstream", &["cli"]),
    ("fs", &["scenario", "import", "output", "cli"]),
    ("thread", &["experiment"]),
    ("rayon", &["experiment"]),
    ("jiff", &["units"]),
];

/// The name of what `use crate::*` brings.
const EVERYTHING: &str = "*";

const MOST_LINES: usize = 500;

/// A file of `src`: its path there, and its text.
pub(crate) type File = (String, String);

/// The files of the project.
pub(crate) fn files() -> Vec<File> {
    let mut files = Vec::new();
    collect(&project("src"), "", &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push((
                format!("{prefix}{name}"),
                std::fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}

/// The module that a file holds, as segments.
pub(crate) fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let path = if path == "lib" { "" } else { path };
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The folders in `src/industry`.
fn rooms(files: &[File]) -> BTreeSet<&str> {
    let inside = files
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("industry/"));
    inside
        .filter_map(|path| path.split_once('/'))
        .map(|(room, _)| room)
        .collect()
}

/// The row of a path: `industry::fab` for whatever lies in that folder, else the first segment.
fn unit_of(path: &[String], rooms: &BTreeSet<&str>) -> Option<String> {
    let first = path.first()?;
    let room = path
        .get(1)
        .filter(|room| first == "industry" && rooms.contains(room.as_str()));
    Some(room.map_or_else(|| first.clone(), |room| format!("industry::{room}")))
}

/// The row that speaks for a module: subsystems share one.
fn row_of(unit: &str) -> &str {
    match unit.strip_prefix("industry::") {
        Some("shared") | None => unit,
        Some(_) => "industry::*",
    }
}

/// Everything in these files that the tables forbid, in sentences.
fn violations(files: &[File]) -> Vec<String> {
    let rooms = rooms(files);
    let mut sentences = Vec::new();
    let mut units = BTreeSet::new();
    for (file, text) in files {
        let module = module_of(file);
        let Some(unit) = unit_of(&module, &rooms) else {
            continue; // lib.rs names its modules to declare them
        };
        let tokens = tokens(text);
        sentences.extend(forbidden_names(file, &module, &tokens));
        let row = MAY_NAME.iter().find(|(name, _)| *name == row_of(&unit));
        match row {
            None => sentences.push(format!("{file}: {unit} has no row in MAY_NAME")),
            Some((_, may_name)) => {
                for (line, path) in paths(&module, &tokens) {
                    let named = unit_of(&path, &rooms).filter(|named| *named != unit);
                    let Some(named) = named else { continue };
                    let has_row = MAY_NAME.iter().any(|(name, _)| *name == row_of(&named));
                    if (has_row || named == EVERYTHING) && !may_name.contains(&row_of(&named)) {
                        let path = path.join("::");
                        sentences.push(format!("{file}:{line}: {unit} must not name {path}"));
                    }
                }
            }
        }
        units.insert(row_of(&unit).to_owned());
    }
    let missing = MAY_NAME.iter().filter(|(name, _)| !units.contains(*name));
    sentences
        .extend(missing.map(|(name, _)| format!("MAY_NAME has a row for {name}, which is not")));
    sentences
}

/// The names in a file that belong elsewhere.
fn forbidden_names(file: &str, module: &[String], tokens: &[(usize, Token)]) -> Vec<String> {
    let names = tokens
        .iter()
        .enumerate()
        .filter_map(|(place, (line, token))| match token {
            // A field or method `.fs` is no package.
            Token::Name(name) if place == 0 || tokens[place - 1].1 != Token::Sign('.') => {
                Some((line, name))
            }
            Token::Name(_) | Token::Path | Token::Sign(_) => None,
        });
    let forbidden = names.filter_map(|(line, name)| {
        let (_, only) = ONLY_IN.iter().find(|(forbidden, _)| forbidden == name)?;
        let is_at_home = module.iter().any(|part| only.contains(&part.as_str()));
        (!is_at_home).then(|| format!("{file}:{line}: {name} belongs to {}", only.join(", ")))
    });
    forbidden.collect()
}

/// The paths from the crate's root that a file names, with their lines.
pub(crate) fn paths(module: &[String], tokens: &[(usize, Token)]) -> Vec<(usize, Vec<String>)> {
    let mut paths = Vec::new();
    // Modules within the file, each with the depth of its braces.
    let (mut here, mut depth, mut inner) = (module.to_vec(), 0_usize, Vec::new());
    let mut place = 0;
    while place < tokens.len() {
        let name = |at: usize| match tokens.get(at) {
            Some((_, Token::Name(name))) => Some(name.as_str()),
            _ => None,
        };
        let is = |at: usize, sign: &Token| tokens.get(at).is_some_and(|(_, token)| token == sign);
        match (&tokens[place].1, name(place)) {
            (_, Some("mod")) if is(place + 2, &Token::Sign('{')) => {
                here.extend(name(place + 1).map(str::to_owned));
                inner.push(depth);
            }
            (Token::Sign('{'), _) => depth += 1,
            (Token::Sign('}'), _) => {
                depth = depth.saturating_sub(1);
                if inner.last() == Some(&depth) {
                    inner.pop();
                    here.pop();
                }
            }
            (_, Some(root @ ("crate" | "super" | "chippark"))) if is(place + 1, &Token::Path) => {
                let mut prefix = if root == "super" {
                    here.clone()
                } else {
                    Vec::new()
                };
                let mut at = place;
                while name(at) == Some("super") {
                    prefix.pop();
                    at += 2;
                }
                at += if root == "super" { 0 } else { 2 };
                // Two segments tell the row; braces open further paths with the same start.
                tree(tokens, &mut at, &prefix, &mut paths);
                place = at.max(place + 1);
                continue;
            }
            _ => {}
        }
        place += 1;
    }
    paths
}

/// The paths of a use tree that starts at `at`, which is left behind it.
fn tree(
    tokens: &[(usize, Token)],
    at: &mut usize,
    prefix: &[String],
    paths: &mut Vec<(usize, Vec<String>)>,
) {
    let mut path = prefix.to_vec();
    let line = tokens.get(*at).map_or(0, |(line, _)| *line);
    loop {
        match tokens.get(*at).map(|(_, token)| token) {
            Some(Token::Name(name)) if name != "as" => path.push(name.clone()),
            Some(Token::Sign('{')) => {
                *at += 1;
                while *at < tokens.len() && tokens[*at].1 != Token::Sign('}') {
                    let before = *at;
                    tree(tokens, at, &path, paths);
                    if *at == before {
                        *at += 1; // a comma, a star, `as name`
                    }
                }
                *at += 1;
                return;
            }
            Some(Token::Sign('*')) => {
                // A glob names the module it stands in; that of the root names everything.
                path.extend(path.is_empty().then(|| EVERYTHING.to_owned()));
                paths.push((line, path));
                return;
            }
            _ => {
                if path.len() > prefix.len() {
                    paths.push((line, path));
                }
                return;
            }
        }
        *at += 1;
        if tokens
            .get(*at)
            .is_none_or(|(_, token)| *token != Token::Path)
        {
            paths.push((line, path));
            return;
        }
        *at += 1;
    }
}

#[test]
fn no_module_names_what_it_must_not() {
    let violations = violations(&files());
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for_and_is_short() {
    let mut others = Vec::new();
    for folder in ["python/src", "live/src"] {
        collect(&project(folder), &format!("{folder}/"), &mut others);
    }
    for (file, text) in files().into_iter().chain(others) {
        assert!(
            text.starts_with("//! "),
            "{file} does not open with what it is for"
        );
        let lines = text.lines().count();
        assert!(
            lines <= MOST_LINES,
            "{file} has {lines} lines, more than {MOST_LINES}"
        );
    }
}

/// The library and the program are built, tested and documented without Python and pages.
#[test]
fn the_program_does_not_depend_on_the_other_packages() {
    let text = std::fs::read_to_string(project("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let default = toml::Value::from(vec!["."]);
    assert_eq!(manifest["workspace"]["default-members"], default);
    let dependencies = manifest["dependencies"].as_table().unwrap();
    for package in ["pyo3", "chippark-python", "chippark-live"] {
        assert!(!dependencies.contains_key(package), "{package}");
    }
}

/// What is found in an empty project of all rows that has one file more.
fn with(file: &str, text: &str) -> Vec<String> {
    let rows = MAY_NAME.iter().map(|(row, _)| match *row {
        "main" => "main.rs".to_owned(),
        row => format!(
            "{}/mod.rs",
            row.replace("::", "/").replace('*', "planted_room")
        ),
    });
    let mut files: Vec<File> = rows.map(|path| (path, String::new())).collect();
    files.push((file.to_owned(), text.to_owned()));
    violations(&files)
}

#[test]
fn planted_mistakes_are_found() {
    let cases = [
        ("engine/x.rs", "use crate::industry::Park;"),
        ("units/x.rs", "fn f() { crate::engine::Tally::default(); }"),
        ("engine/x.rs", "use crate::{units, scenario::Document};"),
        ("engine/x.rs", "use crate::{units::{Fen, time}, cli};"),
        ("industry/fab/x.rs", "use crate::industry::planted_room::X;"),
        ("industry/fab/x.rs", "use super::super::planted_room::X;"),
        (
            "industry/fab/x.rs",
            "mod tests { use super::super::super::planted_room::X; }",
        ),
        (
            "industry/fab/x.rs",
            "use super::super::{shared::flow, planted_room};",
        ),
        ("industry/fab/x.rs", "use crate::industry::Park;"),
        ("industry/fab/x.rs", "use super::super::*;"),
        ("engine/x.rs", "use crate::*;"),
        (
            "industry/shared/x.rs",
            "use crate::industry::planted_room::X;",
        ),
        ("experiment/x.rs", "use crate::output::Results;"),
        ("generate/x.rs", "use crate::scenario::Document;"),
        ("output/x.rs", "use crate::cli::Cli;"),
        ("engine/x.rs", "use serde::Serialize;"),
        (
            "industry/fab/x.rs",
            "#[derive(serde::Deserialize)] struct X;",
        ),
        ("output/x.rs", "use indicatif::ProgressBar;"),
        ("industry/fab/x.rs", "fn f() { std::fs::read(\"x\"); }"),
        ("output/x.rs", "use std::thread;"),
        ("stray/mod.rs", ""),
    ];
    for (file, text) in cases {
        let found = with(file, text);
        assert_eq!(found.len(), 1, "{text} in {file}: {found:?}");
        assert!(found[0].starts_with(file), "{}", found[0]);
    }
    let rowless = violations(&[("units/mod.rs".to_owned(), String::new())]);
    assert_eq!(rowless.len(), MAY_NAME.len() - 1, "rows without modules");
}

#[test]
fn what_is_allowed_is_not_found() {
    let cases = [
        (
            "industry/fab/spec.rs",
            "use serde::Deserialize; use crate::scenario::Named;",
        ),
        (
            "industry/fab/x.rs",
            "use super::lot::Lot; use super::super::shared::Stage;",
        ),
        (
            "industry/fab/x.rs",
            "// use crate::cli::Cli;\n/* use serde; */ const X: &str = \"crate::cli\";",
        ),
        (
            "industry/fab/x.rs",
            "mod tests { use super::*; use super::super::dispatch; }",
        ),
        (
            "industry/x.rs",
            "use super::planted_room::ROOM; use crate::industry::planted_room;",
        ),
        (
            "cli/x.rs",
            "use crate::{output, experiment::{Summary, Study}};",
        ),
    ];
    for (file, text) in cases {
        assert_eq!(with(file, text), Vec::<String>::new(), "{text} in {file}");
    }
}
