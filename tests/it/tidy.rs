//! The form of the texts: line length, doc comments that say more than the name below them, and
//! words that a reader of simulation papers would stumble over.

use std::path::{Path, PathBuf};

use crate::support::project;

/// The most columns of a line of code.
const COLUMNS: usize = 100;

/// Words and phrases that are not used, each with what to write in its place.
const BANNED: [(&str, &str); 17] = [
    ("luck", "random numbers"),
    ("a hair", "a tolerance"),
    ("the hair", "the tolerance"),
    ("doubts", "warnings"),
    ("is said to", "say who says it, or that it is so"),
    ("are said to", "say who says it, or that it is so"),
    ("is told", "`is reported`, or say who reports it"),
    ("are told", "`are reported`, or say who reports it"),
    ("can hardly be meant", "is suspicious"),
    ("the answer is no", "the check failed"),
    ("knows no ", "is independent of"),
    ("one of a kind", "a singleton"),
    ("can be turned", "is tunable"),
    ("as above.", "say it again, or leave it out"),
    ("for ever and", "without end"),
    ("goes by the name", "is called"),
    ("nothing in it can be wrong", "is validated"),
];

/// All files below a folder of the project whose name ends so.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    fn collect(folder: &Path, ending: &str, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, ending, files);
            } else if path.extension().is_some_and(|found| found == ending) {
                files.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(&project(folder), ending, &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder}");
    found
}

/// The files of the Python package.
fn python() -> impl Iterator<Item = PathBuf> {
    let folders = ["python/chippark", "python/tests"].into_iter();
    let stubs = files("python/chippark", "pyi");
    folders.flat_map(|folder| files(folder, "py")).chain(stubs)
}

/// Every line of code of the project, with its file and number.
fn lines_of_code() -> impl Iterator<Item = (String, Vec<String>)> {
    let folders = [
        "src",
        "tests",
        "benches",
        "peers/src",
        "python/src",
        "live/src",
    ];
    let files = folders.into_iter().flat_map(|folder| files(folder, "rs"));
    files.chain(python()).map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().map(str::to_owned).collect();
        (path.display().to_string(), lines)
    })
}

/// Whether each line lies in a raw text, such as a scenario of a test: those are quoted as they are.
fn in_texts(lines: &[String]) -> Vec<bool> {
    let mut is_text = false;
    let inside = lines.iter().map(|line| {
        let (opens, closes) = (
            line.contains("r#\"") || line.contains("r\""),
            line.contains("\"#"),
        );
        let ends = line.trim_start().starts_with("\");");
        let was_text = is_text;
        is_text = if is_text {
            !(closes || ends)
        } else {
            opens && !closes
        };
        was_text
    });
    inside.collect()
}

#[test]
fn lines_of_code_have_at_most_100_columns() {
    let mut long = Vec::new();
    for (file, lines) in lines_of_code() {
        let numbered = (1..).zip(&lines).zip(in_texts(&lines));
        let code = numbered
            .filter(|(_, is_text)| !is_text)
            .map(|(line, _)| line);
        let too_long = code.filter(|(_, line)| line.chars().count() > COLUMNS);
        long.extend(too_long.map(|(number, _)| format!("{file}:{number}")));
    }
    assert!(
        long.is_empty(),
        "{} lines are too long: {long:#?}",
        long.len()
    );
}

/// Words that say nothing by themselves.
const FILLERS: [&str; 10] = [
    "a", "all", "an", "its", "of", "one", "the", "their", "these", "this",
];

/// The words of an identifier: `WaferStarts` and `wafer_starts` are `wafer`, `starts`.
fn words_of(identifier: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_is_lower = false;
    for char in identifier.chars() {
        if char == '_' || (char.is_uppercase() && before_is_lower) {
            words.push(String::new());
        }
        before_is_lower = char.is_lowercase();
        if char != '_' {
            words.last_mut().unwrap().extend(char.to_lowercase());
        }
    }
    words
}

/// Whether a doc comment of at most three words repeats the name of the item below it.
fn repeats(comment: &str, item: &str) -> bool {
    let words: Vec<String> = comment
        .split_whitespace()
        .map(|word| {
            word.trim_matches(|char: char| !char.is_alphanumeric())
                .to_lowercase()
        })
        .collect();
    let keywords = [
        "pub", "const", "fn", "struct", "enum", "type", "trait", "mod", "static",
    ];
    let mut names = item
        .split(|char: char| !(char.is_alphanumeric() || char == '_'))
        .filter(|name| !name.is_empty() && !keywords.contains(name));
    let names = names.find(|name| !["super", "crate", "self"].contains(name));
    let names = words_of(names.unwrap_or_default());
    let stem = |word: &str| word.chars().take(4).collect::<String>();
    let says_nothing = |word: &String| {
        FILLERS.contains(&word.as_str()) || names.iter().any(|name| stem(name) == stem(word))
    };
    words.len() <= 3 && words.iter().all(says_nothing)
}

#[test]
fn a_comment_that_repeats_a_name_is_found() {
    assert!(repeats("Its name.", "pub name: String,"));
    assert!(repeats(
        "The wafer starts.",
        "pub(super) wafer_starts: u64,"
    ));
    assert!(repeats("A visit ends.", "VisitEnds(u32),"));
    assert!(!repeats("Wafers a month.", "pub wafer_starts: u64,"));
    assert!(!repeats("The name of the stream.", "pub name: String,"));
}

#[test]
fn doc_comments_say_more_than_the_name_below_them() {
    let mut found = Vec::new();
    for (file, lines) in lines_of_code() {
        for place in 0..lines.len() {
            let comment = |place: usize| lines.get(place)?.trim_start().strip_prefix("/// ");
            let is_alone = place == 0 || comment(place - 1).is_none();
            let Some(text) = comment(place).filter(|_| is_alone && comment(place + 1).is_none())
            else {
                continue;
            };
            let mut below = lines[place + 1..].iter().map(|line| line.trim_start());
            let item = below
                .find(|line| !line.starts_with("#["))
                .unwrap_or_default();
            if repeats(text, item) {
                found.push(format!("{file}:{}: {text}", place + 1));
            }
        }
    }
    assert!(
        found.is_empty(),
        "{} comments repeat a name: {found:#?}",
        found.len()
    );
}

#[test]
fn words_that_puzzle_readers_are_not_used() {
    let pages = files("docs", "md").into_iter();
    let roots = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"].map(project);
    let code = ["src", "tests", "benches", "python/src"]
        .into_iter()
        .flat_map(|folder| files(folder, "rs"))
        .chain(python());
    let scenarios = files("scenarios", "toml");
    let mut found = Vec::new();
    for path in pages.chain(roots).chain(code).chain(scenarios) {
        if path.ends_with("tests/it/tidy.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
        for (number, line) in (1..).zip(text.lines()) {
            let has = |phrase: &str| {
                line.match_indices(phrase).any(|(place, _)| {
                    let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
                    let end = place + phrase.len();
                    !is_word(line[..place].chars().next_back())
                        && (phrase.ends_with(' ') || !is_word(line[end..].chars().next()))
                })
            };
            let banned = BANNED.iter().filter(|(phrase, _)| has(phrase));
            found.extend(banned.map(|(phrase, better)| {
                format!("{}:{number}: `{phrase}`; write {better}", path.display())
            }));
        }
    }
    assert!(found.is_empty(), "{} places: {found:#?}", found.len());
}
