//! The command `optimise`: its answer, killed and resumed, and what it says of mistakes.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::support::{chippark, names_in, outcome, project, said};

/// Six machines of which more are never worse: the least work in process is at the upper ends, and
/// the bottleneck `E` is what matters.
const SPACE: &str = r#"
[factors.e]
paths = ["fab.tools.E.count"]
low = 1
high = 30
integer = true
[factors.ab]
paths = ["fab.tools.AB.count"]
low = 2
high = 30
integer = true
"#;

/// The words of a search of the mini-fab.
fn words(folder: &Path, more: &[&str]) -> Vec<String> {
    let space = folder.join("space.toml");
    std::fs::write(&space, SPACE).unwrap();
    let scenario = project("scenarios/mini-fab.toml");
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let fixed = [
        "optimise",
        &text(&scenario),
        "--space",
        &text(&space),
        "--until=150 d",
        "-r2",
    ];
    let words = fixed.into_iter().chain(["--no-progress", "--out=found"]);
    words
        .chain(more.iter().copied())
        .map(str::to_owned)
        .collect()
}

fn run(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let words = words(folder, more);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    said(&outcome(folder, &words))
}

const LEAST_WIP: [&str; 2] = ["--minimise=fab.wip", "--budget=120"];

/// Killed at moments and started again, a search has the same bytes as in one go.
#[test]
fn a_search_that_is_killed_goes_on_and_ends_with_the_same_bytes() {
    let files = |folder: &Path| -> Vec<(String, Vec<u8>)> {
        let names = names_in(&folder.join("found")).into_iter();
        let names = names.filter(|name| !name.starts_with("units") && name != "best.toml");
        names
            .map(|name| {
                let bytes = std::fs::read(folder.join("found").join(&name)).unwrap();
                (name, bytes)
            })
            .collect()
    };
    let whole = tempfile::tempdir().unwrap();
    let (code, table, errors) = run(whole.path(), &LEAST_WIP);
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
    let killed = tempfile::tempdir().unwrap();
    let words = words(killed.path(), &[&LEAST_WIP[..], &["--jobs=1"]].concat());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for moment in 0..6_u64 {
        let mut process = chippark(killed.path(), &words).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(60 + 60 * moment));
        process.kill().unwrap();
        process.wait().unwrap();
    }
    assert_eq!(run(killed.path(), &LEAST_WIP).0, Some(0));
    assert_eq!(files(whole.path()), files(killed.path()));
    assert_eq!(names_in(&whole.path().join("found")).len(), 4);

    // The overlay is a scenario.
    let best = whole
        .path()
        .join("found/best.toml")
        .to_string_lossy()
        .into_owned();
    let (code, _, errors) = said(&outcome(whole.path(), &["check", &best]));
    assert_eq!(code, Some(0), "{errors}");
    let answer = std::fs::read_to_string(whole.path().join("found/optimum.json")).unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let finalists = answer["finalists"].as_array().unwrap();
    assert!(
        finalists[0]["factors"]["e"].as_f64().unwrap() >= 2.0,
        "{answer}"
    );
    assert_eq!(answer["is_feasible"], true);
    assert!(answer["runs"].as_u64().unwrap() <= 120);

    // Another problem keeps out of the folder.
    let (code, _, errors) = run(whole.path(), &["--maximise=fab.wip", "--budget=120"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("other results"), "{errors}");
}

#[test]
fn what_cannot_be_met_is_said_and_is_no_success() {
    let here = tempfile::tempdir().unwrap();
    let goal = "--subject-to=fab.wip <= 0.5";
    let (code, table, errors) = run(here.path(), &[&LEAST_WIP[..], &[goal]].concat());
    assert_eq!(code, Some(1), "{errors}");
    assert!(table.starts_with("No point of "), "{table}");
    assert!(
        errors.contains("no point that was tried meets the constraints"),
        "{errors}"
    );
    assert!(here.path().join("found/tries.csv").exists());
}

#[test]
fn mistakes_are_told_before_anything_runs() {
    let here = tempfile::tempdir().unwrap();
    let cases: [(&[&str], &str); 5] = [
        (
            &["--minimise=fab.wpi", "--budget=99"],
            "did you mean `fab.wip`?",
        ),
        (
            &["--minimise=fab.wip", "--budget=9"],
            "9 runs are too few: 18 at least",
        ),
        (&["--budget=99"], "--maximise"),
        (
            &["--minimise=fab.wip", "--maximise=fab.wip", "--budget=99"],
            "cannot be used with",
        ),
        (
            &[
                "--minimise=fab.wip",
                "--budget=99",
                "--subject-to=fab.wip > 3",
            ],
            "is no goal",
        ),
    ];
    for (more, part) in cases {
        let (code, _, errors) = run(here.path(), more);
        assert_eq!(code, Some(2), "{errors}");
        assert!(errors.contains(part), "{errors}");
    }
    let (code, _, errors) = run(
        here.path(),
        &["--minimise=fab.cycle_time/prodct", "--budget=99"],
    );
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("reports no figure `fab.cycle_time/prodct`"),
        "{errors}"
    );
}

/// The results of each experiment are kept from the others.
#[test]
fn results_of_other_experiments_are_not_overwritten() {
    for (file, what) in [
        ("tune.json", "tuning"),
        ("sweep.json", "a sweep"),
        ("summary.json", "a run"),
    ] {
        let here = tempfile::tempdir().unwrap();
        std::fs::create_dir(here.path().join("found")).unwrap();
        std::fs::write(here.path().join("found").join(file), "{}").unwrap();
        let (code, _, errors) = run(here.path(), &LEAST_WIP);
        assert_eq!(code, Some(2), "{what}");
        assert!(errors.contains("which are not overwritten"), "{errors}");
        assert_eq!(names_in(&here.path().join("found")), [file]);
    }
}
