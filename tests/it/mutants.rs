//! Mutants of scenarios, tables, overrides and foreign tables: values of another kind or far beyond
//! their range, rows and keys that are missing, doubled or renamed, cells out of order. Whatever
//! comes of them, the program ends by itself in time, with little memory, and without a panic.
//!
//! `CHIPPARK_MUTANTS=20000 cargo test --test it -- mutants` looks for longer.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use chippark::industry::ScenarioFile;
use chippark::scenario::Document;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::import::{TINY, copied};
use crate::support::{chippark, names_in, project};

/// The longest time of a mutant.
const LONGEST: Duration = Duration::from_secs(10);
/// The most memory of a mutant, in kB.
const MOST_MEMORY: u64 = 1_000_000;
/// How often a mutant is looked at.
const GLANCE: Duration = Duration::from_millis(5);

/// Values that are of another kind than what they stand for, or far out.
const EVIL: &[&str] = &[
    "0",
    "-1",
    "1",
    "2.5",
    "1e308",
    "-1e308",
    "1e-308",
    "9223372036854775807",
    "-9223372036854775808",
    "16777217",
    "4294967296",
    "65536",
    "10000",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"x\"",
    "\"=1\"",
    "\"a/b\"",
    "\"\\u001b[31m\"",
    "\"0 d\"",
    "\"1 ms\"",
    "\"1 s\"",
    "\"1000 y\"",
    "\"5000 y\"",
    "\"10000 bn CNY\"",
    "\"1e15 bn CNY\"",
    "\"-1 CNY\"",
    "\"-10000 bn CNY\"",
    "\"1 fen\"",
    "\"0 CNY\"",
    "\"1e6 /ms\"",
    "\"1e9 /d\"",
    "\"0 /y\"",
    "\"1e-300 /y\"",
    "\"exponential(mean=1 ms)\"",
    "\"exponential(mean=1000 y)\"",
    "\"gamma(mean=1 d, cv=100)\"",
    "\"gamma(mean=1 d, cv=1e200)\"",
    "\"weibull(shape=0.1, scale=1 d)\"",
    "\"uniform(low=0 d, high=1000 y)\"",
    "\"uniform(low=0, high=1e15)\"",
    "\"2018-02-30\"",
    "\"9999-12-31\"",
    "\"0001-01-01\"",
    "\"100 %\"",
    "\"0 %\"",
    "\"1e-9 mm2\"",
    "\"1e15 mm2\"",
    "\"1e15 /cm2\"",
    "\"0.000001 GHz\"",
];

/// One change: what is done, at which of the places that there are, and with what.
type Change = (u8, Index, Index);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (any::<u8>(), any::<Index>(), any::<Index>());
    proptest::collection::vec(change, 1..4)
}

/// The byte ranges of the values in a text of TOML, which is written with blanks around `=`.
fn values(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(" = ") {
        let start = at + 3;
        let (mut is_quoted, mut depth, mut end) = (false, 0_u32, text.len());
        for (place, letter) in text[start..].char_indices() {
            match letter {
                '"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                '[' | '{' => depth += 1,
                ']' | '}' | ',' | '\n' if depth == 0 => {
                    end = start + place;
                    break;
                }
                ']' | '}' => depth -= 1,
                _ => {}
            }
        }
        found.push(start..end);
    }
    found
}

/// A text of TOML with one change.
fn changed_toml(text: &mut String, (what, place, with): Change) {
    let values = values(text);
    if values.is_empty() {
        return;
    }
    let value = values[place.index(values.len())].clone();
    let lines: Vec<&str> = text.lines().collect();
    let line = place.index(lines.len());
    match what % 8 {
        0..=3 => text.replace_range(value, EVIL[with.index(EVIL.len())]),
        4 => {
            let other = text[values[with.index(values.len())].clone()].to_owned();
            text.replace_range(value, &other);
        }
        kind => {
            let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
            match kind {
                5 => drop(lines.remove(line)),
                6 => {
                    let copy = lines[line].clone();
                    lines.insert(with.index(lines.len()), copy);
                }
                _ => lines[line] = lines[line].replacen(['e', 'a', '1', '"'], "o", 1),
            }
            *text = lines.join("\n") + "\n";
        }
    }
}

/// A table with one change; `separator` stands between its cells.
fn changed_table(text: &mut String, separator: char, (what, place, with): Change) {
    let split = |line: &str| -> Vec<String> { line.split(separator).map(str::to_owned).collect() };
    let mut rows: Vec<Vec<String>> = text.lines().map(split).collect();
    if rows.is_empty() {
        return;
    }
    let row = place.index(rows.len());
    let other = with.index(rows.len());
    let cell = place.index(rows[row].len());
    match what % 8 {
        0..=3 => with
            .get(EVIL)
            .trim_matches('"')
            .clone_into(&mut rows[row][cell]),
        4 => {
            let from = &rows[other];
            let taken = from[with.index(from.len())].clone();
            rows[row][cell] = taken;
        }
        5 => drop(rows.remove(row)),
        6 => {
            let copy = rows[row].clone();
            rows.insert(other, copy);
        }
        _ => drop(rows[row].remove(cell)),
    }
    let lines: Vec<String> = rows
        .iter()
        .map(|row| row.join(&separator.to_string()))
        .collect();
    *text = lines.join("\n") + "\n";
}

/// The shipped scenarios, each as one text.
fn scenarios() -> Vec<String> {
    let folder = project("scenarios");
    let names = names_in(&folder).into_iter();
    let is_scenario = |name: &String| Path::new(name).extension().is_some_and(|end| end == "toml");
    let names = names.filter(is_scenario);
    let load = |name: String| Document::load_as::<ScenarioFile>(&folder.join(name), &[]).unwrap();
    names
        .map(load)
        .map(|document| document.resolved_toml())
        .collect()
}

/// Every path of a scenario, for overrides.
fn paths(text: &str) -> Vec<String> {
    let document = Document::from_text_as::<ScenarioFile>("base.toml", text, &[]).unwrap();
    let settings = document.settings::<ScenarioFile>().into_iter();
    settings.map(|setting| setting.path.to_string()).collect()
}

/// The memory that a process has had at most, in kB.
fn peak(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    let status = status.unwrap_or_default();
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix("VmHWM:"));
    let line = line.and_then(|line| line.trim().strip_suffix(" kB"));
    line.and_then(|line| line.parse().ok()).unwrap_or(0)
}

/// Lets the program do something, and holds it to its promises.
fn survives(folder: &Path, words: &[&str]) -> Result<(), TestCaseError> {
    let errors = std::fs::File::create(folder.join("errors")).unwrap();
    let mut child = chippark(folder, words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(errors)
        .spawn()
        .unwrap();
    let mut waited = Duration::ZERO;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(GLANCE);
        waited += GLANCE;
        let memory = peak(&child);
        if waited > LONGEST || memory > MOST_MEMORY {
            child.kill().unwrap();
            child.wait().unwrap();
            let text = format!("{waited:?} and {memory} kB, in {}", kept(folder).display());
            return Err(TestCaseError::fail(text));
        }
    };
    let errors = std::fs::read_to_string(folder.join("errors")).unwrap_or_default();
    let is_fine = matches!(status.code(), Some(0..=2)) && !errors.contains("panicked");
    if !is_fine {
        let kept = kept(folder);
        let text = format!("{status:?}: {errors}, in {}", kept.display());
        return Err(TestCaseError::fail(text));
    }
    Ok(())
}

/// A copy of a folder that stays after the test.
fn kept(folder: &Path) -> PathBuf {
    let to = tempfile::tempdir().unwrap().keep();
    copied_all(folder, &to);
    to
}

fn copied_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for name in names_in(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copied_all(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}

const RUN: [&str; 12] = [
    "run",
    "base.toml",
    "--until",
    "3 d",
    "--warmup",
    "0 d",
    "-r",
    "1",
    "--jobs",
    "1",
    "--out",
    "out",
];

fn cases() -> ProptestConfig {
    let asked = std::env::var("CHIPPARK_MUTANTS").ok();
    let cases = asked.map_or(24, |cases| cases.parse::<u32>().unwrap());
    ProptestConfig {
        max_shrink_iters: 64,
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases.div_ceil(4))
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn of_scenarios(base: Index, changes in changes()) {
        let bases = scenarios();
        let mut text = base.get(&bases).clone();
        for change in changes {
            changed_toml(&mut text, change);
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("base.toml"), &text).unwrap();
        // What the text says of the length of the run is tried by the check, and cut for the run.
        survives(folder.path(), &["check", "base.toml"])?;
        survives(folder.path(), &RUN)?;
    }

    #[test]
    fn of_overrides(base: Index, changes in changes()) {
        let bases = scenarios();
        let text = base.get(&bases);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("base.toml"), text).unwrap();
        let paths = paths(text);
        let set = |(what, place, with): &Change| {
            let path = place.get(&paths);
            match what % 8 {
                0 => format!("{path}.{}={}", place.get(&paths), with.get(EVIL)),
                1 => path.clone(),
                _ => format!("{path}={}", with.get(EVIL)),
            }
        };
        let set: Vec<String> = changes.iter().map(set).collect();
        let set = set.iter().flat_map(|set| ["--set", set]);
        let words: Vec<&str> = RUN.into_iter().chain(set).collect();
        survives(folder.path(), &words)?;
    }

    #[test]
    fn of_tables(table: Index, changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        copied_all(&project("scenarios"), folder.path());
        let tables = [
            ("jinhua-2019.toml", "loongson-28nm/tools.csv"),
            ("jinhua-2019.toml", "loongson-28nm/route.csv"),
            ("jinhua-2019.toml", "loongson-28nm/setups.csv"),
            ("mini-fab.toml", "mini-fab/setups.csv"),
            ("probe.toml", "probe/route.csv"),
        ];
        let (base, table) = table.get(&tables);
        let path = folder.path().join(base);
        std::fs::rename(path, folder.path().join("base.toml")).unwrap();
        let path = folder.path().join(table);
        let mut text = std::fs::read_to_string(&path).unwrap();
        for change in changes {
            changed_table(&mut text, ',', change);
        }
        std::fs::write(path, text).unwrap();
        survives(folder.path(), &RUN)?;
    }

    #[test]
    fn of_foreign_tables(table: Index, changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        let tables = folder.path().join("tables");
        copied(&project(TINY), &tables);
        let names = names_in(&tables);
        let path = tables.join(table.get(&names));
        let mut text = std::fs::read_to_string(&path).unwrap();
        for change in changes {
            changed_table(&mut text, '\t', change);
        }
        std::fs::write(path, text).unwrap();
        let words = ["import", "smt2020", "tables", "--out", "out", "--until", "3 d"];
        survives(folder.path(), &words)?;
        if folder.path().join("out").exists() {
            let until = ["--until", "3 d", "--warmup", "0 d", "-r", "1"];
            let words = [&["run", "out"], &until[..], &["--out", "run"]].concat();
            survives(folder.path(), &words)?;
        }
    }
}
