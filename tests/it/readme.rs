//! The documents are right: the command lines in README, ARCHITECTURE and `docs` are valid, the
//! scenarios they name are shipped, and their paths and links exist.

use std::path::Path;

use chippark::cli::Cli;
use clap::CommandFactory as _;

use crate::support::{names_in, project, text_of};

/// The ways the README starts the program.
const STARTS: [&str; 3] = ["chippark ", "cargo run --release -- ", "cargo run -- "];

/// The words after the program's name of each command line in the fenced `console` blocks.
pub(crate) fn command_lines(markdown: &str) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    let mut is_console = false;
    for line in markdown.lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            is_console = language.trim() == "console";
        } else if let Some(command) = line.trim().strip_prefix("$ ").filter(|_| is_console) {
            let words = STARTS.iter().find_map(|start| command.strip_prefix(start));
            lines.extend(words.map(words_of));
        }
    }
    lines
}

/// The words of a command line, up to a pipe or a redirection; quotes hold words together.
fn words_of(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut quote = None;
    let mut word: Option<String> = None;
    for character in line.chars() {
        match (quote, character) {
            (None, '|' | '>' | '#') => break,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (Some(open), close) if open == close => quote = None,
            (None, ' ') => words.extend(word.take()),
            (_, character) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

/// README, ARCHITECTURE and the pages in `docs`.
fn documents() -> Vec<String> {
    let docs = names_in(&project("docs")).into_iter();
    let docs = docs.filter(|name| Path::new(name).extension().is_some_and(|end| end == "md"));
    let docs = docs.map(|name| format!("docs/{name}"));
    let root = ["README.md", "ARCHITECTURE.md"].map(str::to_owned);
    root.into_iter().chain(docs).collect()
}

#[test]
fn command_lines_are_found_and_split() {
    let text = "```console\n$ chippark run a.toml --set 'a.b=1 d' | head\nout\n$ ls\n```\n\
                ```\n$ chippark no\n```\n";
    assert_eq!(command_lines(text), [["run", "a.toml", "--set", "a.b=1 d"]]);
}

#[test]
fn the_command_lines_of_the_documents_are_valid() {
    for document in documents() {
        for words in command_lines(&text_of(&document)) {
            let with_name = std::iter::once("chippark".to_owned()).chain(words.clone());
            if let Err(error) = Cli::command().try_get_matches_from(with_name) {
                panic!("{document} shows `{}`: {error}", words.join(" "));
            }
            for word in words.iter().filter(|word| word.starts_with("scenarios/")) {
                assert!(project(word).exists(), "{document} names {word}");
            }
        }
    }
    let of_readme = command_lines(&text_of("README.md"));
    assert!(!of_readme.is_empty(), "the README shows no command line");
}

#[test]
fn the_paths_in_the_documents_exist() {
    let is_path = |word: &&str| {
        let roots = [
            "src/",
            "tests/",
            "benches/",
            "scenarios/",
            "results/",
            ".ci/",
        ];
        roots.iter().any(|root| word.starts_with(root)) && !word.contains(['<', '*', ' '])
    };
    let mut count = 0;
    for document in documents() {
        let text = text_of(&document);
        for path in text.split('`').skip(1).step_by(2).filter(is_path) {
            assert!(project(path).exists(), "{document} names {path}");
            count += 1;
        }
    }
    assert!(count > 0, "the documents name no path");
}

#[test]
fn the_links_between_the_documents_exist() {
    let mut count = 0;
    for document in documents() {
        let text = text_of(&document);
        let links = text.split("](").skip(1);
        let links = links.filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| Path::new(link).extension().is_some_and(|end| end == "md"))
        {
            let folder = project(&document);
            let folder = folder.parent().expect("a file in a folder");
            assert!(folder.join(link).exists(), "{document} links to {link}");
            count += 1;
        }
    }
    assert!(count > 0, "the documents have no links");
}
