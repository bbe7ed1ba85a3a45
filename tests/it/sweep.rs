//! The commands `sweep` and `sensitivity`: killed and resumed, extended, in parts, and what they
//! say of mistakes.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::support::{chippark, names_in, outcome, project, said};

const SPACE: &str = r#"
[factors.wafers]
paths = ["fab.tools.E.count"]
levels = [1, 2]
[factors.time]
paths = ["fab.tools.AB.count"]
low = 2
high = 4
integer = true
"#;

/// The words of a sweep of the mini-fab in a folder.
fn words(folder: &Path, design: &str, replications: &str, more: &[&str]) -> Vec<String> {
    let space = folder.join("space.toml");
    std::fs::write(&space, SPACE).unwrap();
    let scenario = project("scenarios/mini-fab.toml");
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let fixed = [
        "sweep".to_owned(),
        text(&scenario),
        "--space".to_owned(),
        text(&space),
        format!("--design={design}"),
        "--metrics=fab.wip,fab.cycle_time/*".to_owned(),
        "--until=200 d".to_owned(),
        "-r".to_owned(),
        replications.to_owned(),
        "--no-progress".to_owned(),
        "--out=sweep".to_owned(),
    ];
    let more = more.iter().map(|word| (*word).to_owned());
    fixed.into_iter().chain(more).collect()
}

fn run(folder: &Path, design: &str, replications: &str, more: &[&str]) -> (Option<i32>, String) {
    let words = words(folder, design, replications, more);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (code, _, errors) = said(&outcome(folder, &words));
    (code, errors)
}

/// The tables of a sweep, without its journals.
fn tables(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let folder = folder.join("sweep");
    let names = names_in(&folder).into_iter();
    let names = names.filter(|name| !name.starts_with("units"));
    names
        .map(|name| {
            let bytes = std::fs::read(folder.join(&name)).unwrap();
            (name, bytes)
        })
        .collect()
}

/// Killed at ten moments and started again, a sweep has the same bytes as in one go.
#[test]
fn a_sweep_that_is_killed_goes_on_and_ends_with_the_same_bytes() {
    let whole = tempfile::tempdir().unwrap();
    assert_eq!(run(whole.path(), "full", "20", &["--jobs=2"]).0, Some(0));
    let killed = tempfile::tempdir().unwrap();
    let words = words(killed.path(), "full", "20", &["--jobs=1"]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for moment in 0..10_u64 {
        let mut process = chippark(killed.path(), &words).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + 35 * moment));
        process.kill().unwrap();
        process.wait().unwrap();
    }
    let (code, errors) = run(killed.path(), "full", "20", &["--jobs=1"]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(tables(whole.path()), tables(killed.path()));
    let names: Vec<String> = tables(whole.path())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        names,
        ["design.csv", "metrics.csv", "results.csv", "sweep.json"]
    );
}

/// Ctrl-C once a unit is in the journal: what is done is kept and counted.
#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_keeps_the_units_that_are_done() {
    let here = tempfile::tempdir().unwrap();
    let words = words(here.path(), "full", "100000", &["--jobs=1"]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = chippark(here.path(), &words);
    let child = command
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let journal = here.path().join("sweep/units.jsonl");
    while std::fs::metadata(&journal).map_or(0, |found| found.len()) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut kill = std::process::Command::new("kill");
    kill.args(["-INT", &child.id().to_string()]);
    assert!(kill.status().unwrap().success());
    let (code, _, errors) = said(&child.wait_with_output().unwrap());
    assert_eq!(code, Some(130), "{errors}");
    let text = std::fs::read_to_string(&journal).unwrap();
    let units = text
        .lines()
        .filter(|line| line.starts_with("{\"unit\""))
        .count();
    let kept = format!("interrupted; {units} of 600000 units are kept in `sweep`");
    assert!(errors.contains(&kept), "{errors}");
}

#[test]
fn a_sweep_is_extended_by_what_is_new_and_may_be_run_in_parts() {
    let here = tempfile::tempdir().unwrap();
    let says = |errors: &str, text: &str| assert!(errors.contains(text), "{errors}");
    says(
        &run(here.path(), "full", "2", &[]).1,
        "6 points x 2 replications: 12 units, 12 to run",
    );
    says(&run(here.path(), "full", "3", &[]).1, "18 units, 6 to run");
    says(
        &run(here.path(), "full", "3", &["--dry-run"]).1,
        "18 units, 0 to run",
    );
    let parts = tempfile::tempdir().unwrap();
    says(
        &run(parts.path(), "full", "3", &["--part=0/2"]).1,
        "9 units of other parts are missing",
    );
    says(
        &run(parts.path(), "full", "3", &["--part=1/2"]).1,
        "the results are in",
    );
    says(&run(parts.path(), "full", "3", &[]).1, "18 units, 0 to run");
    assert_eq!(tables(here.path()), tables(parts.path()));
    let journals = names_in(&parts.path().join("sweep")).into_iter();
    let journals = journals.filter(|name| name.starts_with("units"));
    assert!(journals.count() <= 3);
}

/// One tool E is the bottleneck: it moves the work in process, and AB does not.
#[test]
fn the_bottleneck_is_the_factor_that_matters() {
    let here = tempfile::tempdir().unwrap();
    assert_eq!(run(here.path(), "full", "5", &[]).0, Some(0));
    let words = ["sensitivity", "sweep", "--metrics=fab.wip", "--json"];
    let (code, results, errors) = said(&outcome(here.path(), &words));
    assert_eq!(code, Some(0), "{errors}");
    let results: Value = serde_json::from_str(&results).unwrap();
    let factors = results["figures"][0]["factors"].as_array().unwrap();
    let coefficient = |place: usize| factors[place]["coefficient"].as_f64().unwrap().abs();
    assert!(coefficient(0) > 0.9 && coefficient(1) < 0.3, "{results}");
    let (code, table, _) = said(&outcome(here.path(), &words[..3]));
    assert_eq!(code, Some(0));
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
}

#[test]
fn mistakes_are_told_before_anything_runs() {
    let here = tempfile::tempdir().unwrap();
    let cases = [
        (["--design=lhs", "-r", "1"], "is no design"),
        (["--design=sobol:8", "-r", "0"], "0 is not in 1.."),
    ];
    for (words, part) in cases {
        let words = [&["sweep", "x.toml", "--space=y.toml"][..], &words[..]].concat();
        let (code, _, errors) = said(&outcome(here.path(), &words));
        assert_eq!(code, Some(2));
        assert!(errors.contains(part), "{errors}");
    }
    let (code, errors) = run(here.path(), "morris:0", "1", &[]);
    assert_eq!(code, Some(2), "{errors}");
    let (code, _, errors) = said(&outcome(here.path(), &["sensitivity", "nowhere"]));
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("name the folder of a complete sweep"),
        "{errors}"
    );
    assert!(!here.path().join("sweep").exists());
}

/// The shipped spaces fit the scenario that they are for.
#[test]
fn the_shipped_spaces_fit_their_scenario() {
    let here = tempfile::tempdir().unwrap();
    let path = |name: &str| project(name).to_string_lossy().into_owned();
    for (space, points) in [("spaces/talent.toml", 896), ("spaces/assumed.toml", 1216)] {
        let words = [
            "sweep",
            &path("scenarios/jinhua-2019.toml"),
            "--space",
            &path(space),
            "--design=saltelli:64",
            "--dry-run",
        ];
        let (code, _, errors) = said(&outcome(here.path(), &words));
        assert_eq!(code, Some(0), "{errors}");
        let text = format!("{points} points x 1 replications");
        assert!(errors.contains(&text), "{errors}");
    }
}

/// A name that no metric has, another sweep's folder, and a run's folder are refused before
/// anything runs.
#[test]
fn results_of_others_are_not_overwritten_and_names_are_checked() {
    let here = tempfile::tempdir().unwrap();
    let mut typo = words(here.path(), "full", "1", &[]);
    typo[5] = "--metrics=fab.wpi".to_owned();
    let typo: Vec<&str> = typo.iter().map(String::as_str).collect();
    let (code, _, errors) = said(&outcome(here.path(), &typo));
    assert_eq!(code, Some(2));
    assert!(errors.contains("did you mean `fab.wip`"), "{errors}");
    assert_eq!(run(here.path(), "full", "1", &[]).0, Some(0));
    let before = tables(here.path());
    let (code, errors) = run(here.path(), "full", "1", &["--seed=5"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("results of another sweep"), "{errors}");
    assert_eq!(tables(here.path()), before);
    std::fs::create_dir(here.path().join("of-a-run")).unwrap();
    std::fs::write(here.path().join("of-a-run/summary.json"), "{}").unwrap();
    let mut elsewhere = words(here.path(), "full", "1", &[]);
    elsewhere[10] = "--out=of-a-run".to_owned();
    let elsewhere: Vec<&str> = elsewhere.iter().map(String::as_str).collect();
    let (code, _, errors) = said(&outcome(here.path(), &elsewhere));
    assert_eq!(code, Some(2));
    assert!(errors.contains("results of a run"), "{errors}");
}
