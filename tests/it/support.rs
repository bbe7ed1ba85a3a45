//! What several promises need: the program as a process, a scenario, a place to write.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A file of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of the project.
pub(crate) fn text_of(path: &str) -> String {
    let path = project(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The scenario that the README runs.
pub(crate) fn pilot() -> String {
    let path = project("scenarios/jinhua-2019.toml");
    path.to_string_lossy().into_owned()
}

/// The small scenarios in which everything binds: together they set every field.
pub(crate) const PROBES: &[&str] = &[
    "scenarios/probe.toml",
    "scenarios/probe-foundry.toml",
    "scenarios/probe-rest.toml",
    "scenarios/probe-fab.toml",
    "scenarios/probe-research.toml",
    "scenarios/probe-ventures.toml",
    "scenarios/probe-talent.toml",
    "scenarios/probe-targets.toml",
    "scenarios/probe-careers.toml",
    "scenarios/probe-supply.toml",
    "scenarios/probe-market.toml",
];

/// The program, to be run in `folder`, without the settings of whoever runs the tests.
pub(crate) fn chippark(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chippark"));
    command.args(words).current_dir(folder);
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// What the program does with these words in `folder`.
pub(crate) fn outcome(folder: &Path, words: &[&str]) -> Output {
    let output = chippark(folder, words).output();
    output.expect("the program can be started")
}

/// The exit code, the results and the rest of what a process said.
pub(crate) fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints UTF-8");
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// The names in a folder, sorted.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
