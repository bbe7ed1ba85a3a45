//! The tutorials do what they say: every command of each is run in their order, with the files that
//! they have their reader save.

use std::fs;
use std::path::Path;

use crate::readme::command_lines;
use crate::support::{outcome, project, said, text_of};

/// The files that a tutorial has its reader save, with their texts.
fn saved(markdown: &str) -> Vec<(&str, &str)> {
    let parts = markdown.split("Save this as `").skip(1);
    parts
        .map(|part| {
            let name = part.split('`').next().expect("a name in backquotes");
            let block = part.split("```toml\n").nth(1).expect("a block of TOML");
            (
                name,
                block.split("```").next().expect("the end of the block"),
            )
        })
        .collect()
}

/// Runs a tutorial in a folder of its own that has the scenarios of the project.
fn run(document: &str) {
    let root = tempfile::tempdir().unwrap();
    let text = text_of(document);
    std::os::unix::fs::symlink(project("scenarios"), root.path().join("scenarios")).unwrap();
    for (name, contents) in saved(&text) {
        fs::write(root.path().join(name), contents).unwrap();
    }
    let commands = command_lines(&text);
    assert!(commands.len() > 3, "{document}: {commands:?}");
    for words in commands {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (code, printed, errors) = said(&outcome(root.path(), &words));
        assert_eq!(code, Some(0), "{document}: {words:?}: {errors}");
        assert!(!printed.is_empty() || words[0] == "sweep", "{words:?}");
    }
    let has = |name: &str| root.path().join(name).exists();
    let made = [
        "plan.html",
        "mine/report.html",
        "swept/report.html",
        "bench.json",
    ];
    let expected = made.into_iter().filter(|name| text.contains(&named(name)));
    for name in expected {
        assert!(has(name), "{document}: there is no {name}");
    }
}

/// How a tutorial speaks of a file that a command makes.
fn named(path: &str) -> String {
    match Path::new(path).parent().and_then(Path::to_str) {
        None | Some("") => path.to_owned(),
        Some(folder) => format!("report {folder}"),
    }
}

#[test]
fn planners_can_follow_their_tutorial() {
    run("docs/tutorial-planner.md");
}

#[test]
fn researchers_can_follow_their_tutorial() {
    run("docs/tutorial-researcher.md");
}

#[test]
fn the_tutorial_on_continuous_integration_can_be_followed() {
    run("docs/tutorial-ci.md");
}
