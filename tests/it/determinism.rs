//! The same scenario, seed and version give the same bytes: in two processes, for any number of
//! threads.

use std::path::Path;

use crate::support::{names_in, outcome, pilot, said};

/// The files that depend on scenario, seed and version alone.
const EQUAL: [&str; 9] = [
    "metrics.csv",
    "summary.json",
    "summary.txt",
    "targets.csv",
    "replications.csv",
    "series.csv",
    "statements.csv",
    "limits.csv",
    "scenario.toml",
];

/// The first year of the pilot, in which the line starts, into `folder`.
fn run_into(folder: &Path, options: &[&str]) {
    let (pilot, out) = (pilot(), folder.to_string_lossy().into_owned());
    let words = [
        &[
            "run",
            &pilot,
            "--until",
            "2019-01-01",
            "--warmup",
            "5 d",
            "--out",
            &out,
        ],
        options,
    ];
    let output = outcome(folder.parent().unwrap(), &words.concat());
    let (code, _, errors) = said(&output);
    assert_eq!(code, Some(0), "{errors}");
}

fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}

#[test]
fn two_processes_with_one_and_two_threads_write_the_same_bytes() {
    let root = tempfile::tempdir().unwrap();
    let folders = ["one", "two", "again"].map(|name| root.path().join(name));
    for (folder, jobs) in folders.iter().zip(["1", "2", "2"]) {
        run_into(folder, &["-r", "4", "--seed", "7", "--jobs", jobs]);
        let mut expected = [&EQUAL[..], &["run.json"]].concat();
        expected.sort_unstable();
        assert_eq!(names_in(folder), expected);
    }
    for name in EQUAL {
        let first = bytes(&folders[0], name);
        assert!(!first.is_empty(), "{name} is empty");
        for other in &folders[1..] {
            assert!(first == bytes(other, name), "{name} differs in {other:?}");
        }
    }
}

#[test]
fn another_seed_gives_other_results_and_a_replication_does_not_depend_on_their_number() {
    let root = tempfile::tempdir().unwrap();
    let folder = |name: &str| root.path().join(name);
    run_into(&folder("few"), &["-r", "2", "--seed", "7"]);
    run_into(&folder("many"), &["-r", "3", "--seed", "7"]);
    run_into(&folder("other"), &["-r", "2", "--seed", "8"]);
    let rows = |name: &str| String::from_utf8(bytes(&folder(name), "replications.csv")).unwrap();
    let (few, many, other) = (rows("few"), rows("many"), rows("other"));
    assert!(
        many.starts_with(&few),
        "a third replication changed the first two"
    );
    assert_ne!(few, other, "the seed changes nothing");
    let replications: Vec<&str> = few.lines().skip(1).collect();
    let figures = |row: &str| row.split_once(',').map(|(_, figures)| figures.to_owned());
    assert_ne!(
        figures(replications[0]),
        figures(replications[1]),
        "two replications are one"
    );
}
