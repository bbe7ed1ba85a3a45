//! `bench` keeps its contract: what a row holds, and when a check against an earlier program fails.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;

use crate::support::{outcome, pilot, said};

/// The quickest workload.
const QUICKEST: &str = chippark::experiment::bench::NAMES[0];

/// Exit code, output and errors of `bench` of the quickest workload in a folder.
fn bench(here: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let words = ["bench", "--only", QUICKEST, "--json", "--rounds", "1"];
    said(&outcome(here, &[&words, more].concat()))
}

/// Puts a program in the place of the earlier one, which prints these rows whatever it is asked.
fn plant(here: &Path, rows: &Value) {
    let program = here.join("now.json.program");
    fs::remove_file(&program).ok();
    fs::write(&program, format!("#!/bin/sh\ncat <<'END'\n{rows}\nEND\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_row_has_its_keys() {
    let folder = tempfile::tempdir().unwrap();
    let pilot = pilot();
    let words = ["bench", "--scenario", &pilot, "--only", "pilot", "--json"];
    let output = outcome(folder.path(), &[&words[..], &["--rounds", "1"]].concat());
    let (code, results, errors) = said(&output);
    assert_eq!(code, Some(0), "{errors}");
    let rows: Value = serde_json::from_str(&results).unwrap();
    let row = rows[0].as_object().unwrap();
    let keys: Vec<&str> = row.keys().map(String::as_str).collect();
    let contract = [
        "name",
        "unit",
        "events",
        "cpu_s",
        "events_per_s",
        "baseline_events_per_s",
        "ratio_to_baseline",
        "peak_rss_mb",
        "digest",
        "reason",
    ];
    assert_eq!(keys, contract);
}

#[test]
fn a_bench_that_got_slower_than_its_file_answers_no() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let (code, results, errors) = bench(here, &["--save", "now.json"]);
    assert_eq!(code, Some(0), "{errors}");
    let mut rows: Value = serde_json::from_str(&results).unwrap();
    let (code, _, errors) = bench(here, &["--save", "now.json"]);
    assert_eq!(code, Some(2), "a file is not overwritten: {errors}");
    // A program that is a thousand times as fast, and one that is as slow.
    let rate = rows[0]["events_per_s"].as_f64().unwrap();
    for (factor, expected) in [(1000.0, 1_u8), (0.001, 0)] {
        rows[0]["events_per_s"] = (rate * factor).into();
        plant(here, &rows);
        let check = ["--check", "now.json", "--max-regress", "50 %"];
        let (code, results, errors) = bench(here, &check);
        assert_eq!(code, Some(i32::from(expected)), "{errors}");
        let way = ["faster than", "slower than"][usize::from(expected)];
        assert!(
            errors.contains(way) && errors.contains("99 % interval"),
            "{errors}"
        );
        // Behind the rows of a check that failed stands its error.
        let mut documents = serde_json::Deserializer::from_str(&results).into_iter::<Value>();
        let found = documents.next().unwrap().unwrap();
        assert_eq!(documents.count(), usize::from(expected), "{results}");
        let change = &found[0]["change"];
        let [low, mean, high] = ["low", "mean", "high"].map(|key| change[key].as_f64().unwrap());
        assert!(low <= mean && mean <= high, "{change}");
        assert_eq!(low > 0.5, expected == 1, "{change}");
        assert_eq!(change["turns"], 8, "each verdict is clear: {change}");
    }
}

#[test]
fn a_check_needs_the_earlier_program_and_its_workloads() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::write(here.join("now.json"), "[]").unwrap();
    let (code, _, errors) = bench(here, &["--check", "now.json"]);
    assert_eq!(code, Some(2), "{errors}");
    assert!(
        errors.contains("there is no `now.json.program`"),
        "{errors}"
    );
    plant(here, &Value::Array(Vec::new()));
    let (code, _, errors) = bench(here, &["--check", "now.json"]);
    assert_eq!(code, Some(2), "a check that compares nothing: {errors}");
    let row = serde_json::json!([{
        "name": QUICKEST, "events": 1, "cpu_s": 1.0, "events_per_s": 1.0, "digest": ""
    }]);
    fs::write(here.join("now.json"), row.to_string()).unwrap();
    let (code, _, errors) = bench(here, &["--check", "now.json"]);
    assert_eq!(code, Some(2), "{errors}");
    let expected = format!("does not measure `{QUICKEST}`: it says nothing, and ends with exit");
    assert!(errors.contains(&expected), "{errors}");
    let (code, _, errors) = said(&outcome(here, &["bench", "--only", "hodl"]));
    assert_eq!(code, Some(2));
    assert!(errors.contains("no workload `hodl`"), "{errors}");
}
