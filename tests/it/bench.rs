//! `bench` keeps its contract: what a row holds, and when a check against a file fails.

use serde_json::Value;

use crate::support::{outcome, pilot, said};

#[test]
fn a_bench_that_got_slower_than_its_file_answers_no() {
    let here = tempfile::tempdir().unwrap();
    let pilot = pilot();
    let bench = |more: &[&str]| {
        let words = ["bench", "--scenario", &pilot, "--only", "pilot", "--json"];
        said(&outcome(here.path(), &[&words, more].concat()))
    };
    let (code, results, errors) = bench(&["--save", "now.json"]);
    assert_eq!(code, Some(0), "{errors}");
    let mut rows: Value = serde_json::from_str(&results).unwrap();
    let keys: Vec<&str> = rows[0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let contract = [
        "name",
        "unit",
        "events",
        "wall_s",
        "events_per_s",
        "baseline_events_per_s",
        "ratio_to_baseline",
        "peak_rss_mb",
        "digest",
        "reason",
    ];
    assert_eq!(keys, contract);
    let (code, _, errors) = bench(&["--save", "now.json"]);
    assert_eq!(code, Some(2), "a file is not overwritten: {errors}");
    let rate = rows[0]["events_per_s"].as_f64().unwrap();
    for (factor, expected) in [(1000.0, 1), (0.001, 0)] {
        rows[0]["events_per_s"] = (rate * factor).into();
        std::fs::write(here.path().join("saved.json"), rows.to_string()).unwrap();
        let (code, _, errors) = bench(&["--check", "saved.json", "--max-regress", "50 %"]);
        assert_eq!(code, Some(expected), "{errors}");
        assert_eq!(expected == 1, errors.contains("% worse"), "{errors}");
    }
    rows[0]["name"] = "line".into();
    std::fs::write(here.path().join("other.json"), rows.to_string()).unwrap();
    let (code, _, errors) = bench(&["--check", "other.json"]);
    assert_eq!(code, Some(2), "a check that compares nothing: {errors}");
    let (code, _, errors) = said(&outcome(here.path(), &["bench", "--only", "hodl"]));
    assert_eq!(code, Some(2));
    assert!(errors.contains("no workload `hodl`"), "{errors}");
}
