//! The files of a subsystem import each other in one direction: whoever reads them in order never
//! needs a later one to understand an earlier one.

use std::collections::{BTreeMap, BTreeSet};

use crate::architecture::{File, files, module_of, paths};
use crate::tokens::{Token, tokens};

/// A text without its unit tests, which stand at the end of a file and may name any other file.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text)
}

/// The modules that stand in files of their own, as a file declares them.
fn children(tokens: &[(usize, Token)]) -> BTreeSet<String> {
    let declared = tokens.windows(3).filter_map(|window| match window {
        [
            (_, Token::Name(word)),
            (_, Token::Name(name)),
            (_, Token::Sign(';')),
        ] if word == "mod" => Some(name.clone()),
        _ => None,
    });
    declared.collect()
}

/// The modules that a module names, as far as they are among `known`.
fn named(module: &[String], text: &str, known: &BTreeSet<String>) -> BTreeSet<String> {
    let tokens = tokens(text);
    let children = children(&tokens);
    let by_child = tokens.windows(2).filter_map(|window| match window {
        [(_, Token::Name(name)), (_, Token::Path)] if children.contains(name) => {
            Some([module, std::slice::from_ref(name)].concat())
        }
        _ => None,
    });
    let by_path = paths(module, &tokens).into_iter().map(|(_, path)| path);
    // The longest start of a path that is a module: the rest is an item in it.
    let module_in = |path: Vec<String>| {
        let starts = (1..=path.len()).rev().map(|end| path[..end].join("::"));
        starts.into_iter().find(|start| known.contains(start))
    };
    let own = module.join("::");
    let all = by_child.chain(by_path).filter_map(module_in);
    all.filter(|name| *name != own).collect()
}

/// Groups of files that import each other, in sentences. Tests, and the `mod.rs` of a subsystem,
/// which shows the others to the outside, are left out.
fn circles(files: &[File]) -> Vec<String> {
    let modules: Vec<(Vec<String>, &str)> = files
        .iter()
        .filter(|(file, _)| file.starts_with("industry/"))
        .map(|(file, text)| (module_of(file), without_tests(text)))
        .filter(|(module, _)| module.len() > 2 && !module.iter().any(|part| part == "tests"))
        .collect();
    let known: BTreeSet<String> = modules
        .iter()
        .map(|(module, _)| module.join("::"))
        .collect();
    let mut left: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, text) in &modules {
        left.insert(module.join("::"), named(module, text, &known));
    }
    // Whatever names nothing that is left can be read first; what remains lies on circles or behind
    // them.
    loop {
        let remaining: BTreeSet<String> = left.keys().cloned().collect();
        left.retain(|_, names| !names.is_disjoint(&remaining));
        if left.len() == remaining.len() {
            break;
        }
    }
    // And from the other side: what nothing that is left names.
    loop {
        let named: BTreeSet<String> = left.values().flatten().cloned().collect();
        let before = left.len();
        left.retain(|module, _| named.contains(module));
        if left.len() == before {
            break;
        }
    }
    let remaining: BTreeSet<String> = left.keys().cloned().collect();
    let sentence = |(module, names): (&String, &BTreeSet<String>)| {
        let names: Vec<&str> = names.intersection(&remaining).map(String::as_str).collect();
        format!("{module} names {}", names.join(", "))
    };
    left.iter().map(sentence).collect()
}

#[test]
fn files_of_a_subsystem_import_in_one_direction() {
    let circles = circles(&files());
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn a_planted_circle_is_found() {
    let file = |path: &str, text: &str| (format!("industry/{path}"), text.to_owned());
    let two = [
        file("supply/plan.rs", "use super::state::Part;"),
        file(
            "supply/state.rs",
            "use crate::industry::supply::plan::Plan;",
        ),
        file("supply/events.rs", "use super::state::Part;"),
    ];
    let found = circles(&two);
    assert_eq!(found.len(), 2, "{found:?}");
    let folder = [
        file("fab/floor/mod.rs", "mod moves; fn run() { moves::enter() }"),
        file("fab/floor/moves.rs", "use super::Floor;"),
    ];
    assert_eq!(circles(&folder).len(), 2);
    assert_eq!(circles(&two[1..]), Vec::<String>::new());
}
