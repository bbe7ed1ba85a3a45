//! What `run` finds by itself, extends, leaves out and knows again, and what `reproduce` says of
//! it.

use std::path::Path;

use serde_json::Value;

use crate::support::{names_in, outcome, project, said};

/// A run of 200 days of the mini-fab, as the words ask.
fn run(here: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mini_fab = mini_fab();
    said(&outcome(
        here,
        &[&["run", &mini_fab, "--until", "200 d"], words].concat(),
    ))
}

fn mini_fab() -> String {
    project("scenarios/mini-fab.toml").display().to_string()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// As many as are needed are those that `-r N` runs, and no more.
#[test]
fn replications_are_run_until_they_are_precise_enough() {
    let here = tempfile::tempdir().unwrap();
    let wish = ["-r", "auto", "--precision", "fab.lots_out: 0.5 %"];
    let (code, found, errors) = run(
        here.path(),
        &[&wish[..], &["--json", "--out", "a"]].concat(),
    );
    assert_eq!(code, Some(0), "{errors}");
    let found = json(&found);
    let count = found["replications"].as_u64().unwrap();
    let half_width = |summary: &Value| {
        let lots = &summary["metrics"]["fab.lots_out"];
        let [low, high] = [0, 1].map(|end| lots["ci95"][end].as_f64().unwrap());
        (high - low) / 2.0 / lots["mean"].as_f64().unwrap()
    };
    assert!(count > 10 && half_width(&found) <= 0.005 / 1.005, "{count}");
    let same = run(
        here.path(),
        &["-r", &count.to_string(), "--json", "--out", "b"],
    );
    assert_eq!(json(&same.1)["result_digest"], found["result_digest"]);

    let capped = [&wish[..], &["--most", "10", "--out", "c", "--quiet"]].concat();
    let (code, printed, errors) = run(here.path(), &capped);
    assert_eq!((code, printed.as_str()), (Some(1), ""));
    assert!(
        errors.starts_with("error: after 10 replications not precise enough: fab.lots_out"),
        "{errors}"
    );
    assert!(
        here.path().join("c/summary.json").is_file(),
        "what there is, is kept"
    );
}

#[test]
fn wishes_that_cannot_be_met_are_refused_before_the_run() {
    let here = tempfile::tempdir().unwrap();
    let cases: [(&[&str], &str); 6] = [
        (&["-r", "auto"], "belong together"),
        (&["--precision", "fab.wip:1%"], "belong together"),
        (
            &["-r", "auto", "--precision", "fab.wpi:1%"],
            "did you mean `fab.wip`?",
        ),
        (&["-r", "auto", "--precision", "fab.wip"], "is no precision"),
        (&["-r", "many"], "or `auto`"),
        (&["--warmup", "auto"], "name them with `--steady`"),
    ];
    for (words, expected) in cases {
        let (code, printed, errors) = run(here.path(), words);
        assert_eq!((code, printed.as_str()), (Some(2), ""), "{words:?}");
        assert!(errors.contains(expected), "{words:?}: {errors}");
    }
    assert!(names_in(here.path()).is_empty());
}

/// Replications 3 and 4 alone are those among the first five, row for row.
#[test]
fn replications_of_other_numbers_extend_a_run() {
    let here = tempfile::tempdir().unwrap();
    assert_eq!(run(here.path(), &["-r", "5", "--out", "all"]).0, Some(0));
    let (code, printed, _) = run(here.path(), &["-r", "2", "--first", "3", "--out", "last"]);
    assert_eq!(code, Some(0));
    assert!(printed.contains("replications 3 to 4, seed 1"), "{printed}");
    for file in ["replications.csv", "series.csv"] {
        let [all, last] =
            ["all", "last"].map(|folder| text_of(&here.path().join(folder).join(file)));
        let rows = all
            .lines()
            .filter(|row| ["3,", "4,"].iter().any(|one| row.starts_with(one)));
        assert!(last.lines().skip(1).eq(rows), "{file}");
    }
    let summary = json(&text_of(&here.path().join("last/summary.json")));
    assert_eq!(summary["first_replication"], 3);
}

/// The mini-fab starts empty, so that its WIP needs some days. A run without a warm-up is warned
/// of, and the warm-up found is the one that the run then has.
#[test]
fn a_warm_up_is_found_and_one_that_is_too_short_is_warned_of() {
    let here = tempfile::tempdir().unwrap();
    let finer = ["--set", "run.observe=1 d", "--set", "run.start=2018-01-01"];
    let steady = [&finer[..], &["--steady", "fab.wip", "-r", "10"]].concat();
    let (code, _, errors) = run(
        here.path(),
        &[&steady[..], &["--warmup", "auto", "--out", "found"]].concat(),
    );
    assert_eq!(code, Some(0), "{errors}");
    let found = errors.split("warm-up: ").nth(1).unwrap();
    let found = found.split(',').next().unwrap().to_owned();
    assert!(found.ends_with('d'), "{errors}");
    let resolved = text_of(&here.path().join("found/scenario.toml"));
    assert!(
        resolved.contains(&format!("warmup = \"{found}\"")),
        "{found}"
    );

    let (code, printed, errors) = run(
        here.path(),
        &[&steady[..], &["--warmup", "0 d", "--out", "none"]].concat(),
    );
    assert_eq!(code, Some(0));
    assert!(
        errors.contains(&format!("fab.wip takes {found} to settle")),
        "{errors}"
    );
    assert!(printed.contains("10 replications"), "{printed}");
}

#[test]
fn one_long_run_has_an_interval_by_batch_means() {
    let here = tempfile::tempdir().unwrap();
    let words = [
        "--until",
        "3 y",
        "--set",
        "run.observe=1 d",
        "--steady",
        "fab.wip",
    ];
    let (code, printed, errors) = said(&outcome(
        here.path(),
        &[&["run", &mini_fab()], &words[..]].concat(),
    ));
    assert_eq!(code, Some(0), "{errors}");
    let row = printed.lines().find(|line| line.contains("20 batches of"));
    let row = row.unwrap_or_else(|| panic!("{printed}"));
    assert!(row.trim_start().starts_with("fab.wip "), "{row}");
    let (code, _, errors) = run(here.path(), &["--steady", "fab.moves", "--out", "x"]);
    assert_eq!(code, Some(2), "a total does not settle: {errors}");
}

#[test]
fn a_folder_is_reproduced_and_a_byte_that_was_changed_is_found() {
    let here = tempfile::tempdir().unwrap();
    let words = [
        "-r",
        "3",
        "--seed",
        "7",
        "--no-series",
        "--quiet",
        "--out",
        "a",
    ];
    let (code, printed, errors) = run(here.path(), &words);
    assert_eq!((code, printed.as_str(), errors.as_str()), (Some(0), "", ""));
    let folder = here.path().join("a");
    assert!(!folder.join("series.csv").exists());
    let before = names_in(&folder);
    let reproduce =
        |more: &[&str]| said(&outcome(here.path(), &[&["reproduce", "a"], more].concat()));
    let (code, printed, errors) = reproduce(&["--json"]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(json(&printed)["reproduced"], true);
    assert_eq!(names_in(&folder), before, "nothing is written");

    let figures = folder.join("replications.csv");
    let changed = text_of(&figures).replacen("\n0,", "\n0,1", 1);
    std::fs::write(&figures, changed).unwrap();
    std::fs::remove_file(folder.join("targets.csv")).unwrap();
    let (code, printed, _) = reproduce(&[]);
    assert_eq!(code, Some(1));
    let of = |file: &str| printed.lines().find(|line| line.contains(file)).unwrap();
    assert!(of("replications.csv").ends_with("differs") && of("targets.csv").ends_with("missing"));
    assert!(of("summary.json").ends_with("same bytes"), "{printed}");

    let (code, _, errors) = run(here.path(), &["-r1", "--quiet", "--out=whole"]);
    assert_eq!(code, Some(0), "{errors}");
    let whole = here.path().join("whole");
    std::fs::remove_file(whole.join("series.csv")).unwrap();
    let (code, printed, _) = said(&outcome(here.path(), &["reproduce", "whole"]));
    assert_eq!(code, Some(1));
    let series = printed.lines().find(|line| line.contains("series.csv"));
    assert!(series.unwrap().ends_with("missing"), "{printed}");

    let (code, _, errors) = said(&outcome(here.path(), &["reproduce", "nowhere"]));
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("name the results folder of a run"),
        "{errors}"
    );
}

/// The record of a run says what made it: build, inputs with their digests, results.
#[test]
fn a_run_says_which_build_made_it_of_which_files() {
    let here = tempfile::tempdir().unwrap();
    assert_eq!(run(here.path(), &["--out", "a"]).0, Some(0));
    let file = |name: &str| json(&text_of(&here.path().join("a").join(name)));
    let (record, summary) = (file("run.json"), file("summary.json"));
    for digest in ["scenario_digest", "result_digest"] {
        assert_eq!(record[digest], summary[digest]);
    }
    assert_eq!(record["source"], chippark::version::SOURCE);
    let started = record["started"].as_str().unwrap();
    assert!(started.len() == 20 && started.ends_with('Z'), "{started}");
    let inputs = record["inputs"].as_array().unwrap();
    let scenario = std::fs::read(mini_fab()).unwrap();
    let digest = <sha2::Sha256 as sha2::Digest>::digest(scenario);
    assert_eq!(inputs[0]["sha256"], format!("{digest:x}"));
    let table = inputs[1]["path"].as_str().unwrap();
    assert!(table.ends_with("setups.csv"), "{table}");
    let (code, version, _) = said(&outcome(here.path(), &["--version"]));
    assert_eq!(code, Some(0));
    assert_eq!(
        version.trim(),
        format!("chippark {}", chippark::version::line())
    );
}

/// A scenario says which figures answer its question: tables begin with them, and comparisons and
/// sweeps take them.
#[test]
fn a_scenario_chooses_its_headlines() {
    let here = tempfile::tempdir().unwrap();
    let set = |value: &str| format!("scenario.headlines={value}");
    let chosen = set(r#"["fab.wip", "fab.cycle_time/Pa"]"#);
    let (code, printed, errors) = run(here.path(), &["--set", &chosen]);
    assert_eq!(code, Some(0), "{errors}");
    let mut lines = printed.split("\n\n").nth(1).unwrap().lines();
    let [first, second] = [lines.next().unwrap(), lines.next().unwrap()];
    assert!(
        first.trim_start().starts_with("Fab") && first.contains("lots"),
        "{first}"
    );
    assert!(second.ends_with("fab.cycle_time/Pa"), "{second}");
    assert_eq!(lines.next(), None);
    let compare = [
        "compare",
        &mini_fab(),
        "--vary",
        "+1 fab.tools.E.count",
        "--until",
        "200 d",
        "--set",
        &chosen,
    ];
    let (code, printed, errors) = said(&outcome(here.path(), &[&compare[..], &["--csv"]].concat()));
    assert_eq!(code, Some(0), "{errors}");
    let figures = printed
        .lines()
        .skip(1)
        .map(|row| usize::from(row.contains(",fab.wip,")));
    assert_eq!(
        (figures.sum::<usize>(), printed.lines().count()),
        (1, 3),
        "{printed}"
    );
    let (code, _, errors) = run(here.path(), &["--set", &set(r#"["fab.wpi"]"#)]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("did you mean `fab.wip`?"), "{errors}");
}

/// A series that no metric has is refused before the run, with the nearest name.
#[test]
fn a_series_that_is_to_settle_is_known_before_the_run() {
    let here = tempfile::tempdir().unwrap();
    let (code, _, errors) = run(here.path(), &["-r2", "--steady=fab.wpi", "--out=none"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("did you mean `fab.wip`?"), "{errors}");
    assert!(!here.path().join("none").exists());
}
