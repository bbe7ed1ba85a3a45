//! The command line keeps its contract: commands, options, exit codes, and what it leaves behind.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{chippark, names_in, outcome, pilot, project, said};

fn short_run(folder: &Path, more: &[&str]) -> std::process::Output {
    let pilot = pilot();
    let words = [
        "run", &pilot, "--until", "20 d", "--warmup", "1 d", "-r", "2",
    ];
    outcome(folder, &[&words, more].concat())
}

#[test]
fn a_usage_error_is_code_2_and_names_the_mistake() {
    let here = tempfile::tempdir().unwrap();
    let pilot = pilot();
    let cases: [(&[&str], &str); 8] = [
        (&[], "Usage"),
        (&["ruin", &pilot], "ruin"),
        (&["run", &pilot, "--sede", "1"], "--sede"),
        (&["run", &pilot, "-r", "0"], "replications"),
        (&["run", &pilot, "--seed", "9223372036854775808"], "seed"),
        (&["run", &pilot, "--jobs", "0"], "jobs"),
        (&["run", &pilot, "--until", "90"], "or write a date"),
        (&["man", "nothing"], "nothing"),
    ];
    for (words, expected) in cases {
        let (code, results, errors) = said(&outcome(here.path(), words));
        assert_eq!(code, Some(2), "{words:?}");
        assert!(errors.contains(expected), "{words:?}: {errors}");
        assert_eq!(results, "", "{words:?}");
    }
    assert!(names_in(here.path()).is_empty(), "nothing is written");
}

#[test]
fn an_end_before_the_start_is_refused() {
    let here = tempfile::tempdir().unwrap();
    let (code, _, errors) = said(&outcome(
        here.path(),
        &["run", &pilot(), "--until", "1990-01-01"],
    ));
    assert_eq!(code, Some(2));
    assert!(errors.contains("a date from 2018-01-02 to"), "{errors}");
}

#[test]
fn an_invalid_scenario_is_code_2_and_an_object_where_results_would_be_json() {
    let here = tempfile::tempdir().unwrap();
    std::fs::write(here.path().join("bad.toml"), "hroizon = \"1 d\"\n").unwrap();
    for command in ["run", "check"] {
        let (code, results, errors) = said(&outcome(here.path(), &[command, "bad.toml"]));
        assert_eq!((code, results.as_str()), (Some(2), ""));
        assert!(errors.contains("bad.toml:1:1"), "{errors}");
        let output = outcome(here.path(), &[command, "bad.toml", "--json"]);
        let (code, results, _) = said(&output);
        let error: Value = serde_json::from_str(&results).unwrap();
        assert_eq!(
            (code, &error["error"]["code"]),
            (Some(2), &Value::from("scenario"))
        );
        let first = &error["error"]["problems"][0];
        assert_eq!(
            (&first["file"], &first["line"]),
            (&"bad.toml".into(), &1.into())
        );
    }
    assert_eq!(names_in(here.path()), ["bad.toml"], "nothing is written");
}

/// The files of a results folder.
const FILES: [&str; 10] = [
    "limits.csv",
    "metrics.csv",
    "replications.csv",
    "run.json",
    "scenario.toml",
    "series.csv",
    "statements.csv",
    "summary.json",
    "summary.txt",
    "targets.csv",
];

#[test]
fn a_run_leaves_the_files_of_the_contract_and_prints_what_they_say() {
    let here = tempfile::tempdir().unwrap();
    let (code, results, errors) = said(&short_run(here.path(), &["--json", "--seed", "3"]));
    assert_eq!(code, Some(0), "{errors}");
    let summary: Value = serde_json::from_str(&results).unwrap();
    let keys: Vec<&str> = summary
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let contract = [
        "schema_version",
        "scenario",
        "scenario_digest",
        "seed",
        "replications",
        "first_replication",
        "horizon",
        "warmup",
        "result_digest",
        "metrics",
        "targets",
        "limits",
        "balance",
    ];
    assert_eq!(keys, contract);
    assert_eq!(summary["horizon"], 20.0 * 86_400.0);
    let digest = &summary["scenario_digest"].as_str().unwrap()[..16];
    let folder = here
        .path()
        .join(format!("results/jinhua-2019/{digest}-s3-r2"));
    assert_eq!(names_in(&folder), FILES);
    let file = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(file("summary.json"), results);
    let run: Value = serde_json::from_str(&file("run.json")).unwrap();
    assert!(run["events"].as_u64().unwrap() > 0);
    assert!(
        run["command_line"]
            .as_array()
            .unwrap()
            .iter()
            .any(|word| word == "--json")
    );
    let rows = file("replications.csv");
    let columns: Vec<&str> = rows.lines().next().unwrap().split(',').skip(1).collect();
    let metrics: Vec<&str> = summary["metrics"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(columns, metrics, "one column per metric");
    assert_eq!(rows.lines().count(), 3, "one row per replication");
    let series = file("series.csv");
    assert!(series.starts_with("replication,time,subject,measure,value\n0,20"));
    assert!(
        !errors.contains('\u{1b}'),
        "no colour off a terminal: {errors}"
    );
}

#[test]
fn every_missing_number_of_a_summary_has_its_reason_and_the_interval_holds_the_mean() {
    let here = tempfile::tempdir().unwrap();
    let (_, one, errors) = said(&short_run(here.path(), &["--json", "-r", "1"]));
    assert_eq!(one, "", "-r twice is a usage error: {errors}");
    for replications in ["1", "3"] {
        let pilot = pilot();
        let words = [
            "run", &pilot, "--until", "20 d", "--warmup", "1 d", "--json",
        ];
        let words = [&words[..], &["-r", replications]].concat();
        let (_, results, errors) = said(&outcome(here.path(), &words));
        assert_eq!(
            replications == "1",
            errors.contains("one replication gives no interval")
        );
        let summary: Value = serde_json::from_str(&results).unwrap();
        for (key, metric) in summary["metrics"].as_object().unwrap() {
            let is_missing = ["mean", "sd", "ci95"]
                .iter()
                .any(|name| metric[name].is_null());
            let observed = metric["n"].as_u64().unwrap().to_string();
            let never_varied = metric["sd"] == 0.0;
            assert_eq!(
                is_missing || never_varied || observed != replications,
                metric.get("reason").is_some(),
                "{key}: {metric}"
            );
            if let (Some(mean), Some(ends)) = (metric["mean"].as_f64(), metric["ci95"].as_array()) {
                let ends = ends
                    .iter()
                    .map(|end| end.as_f64().unwrap())
                    .collect::<Vec<_>>();
                assert!(ends[0] <= mean && mean <= ends[1], "{key}: {metric}");
            }
        }
    }
}

#[test]
fn the_options_of_a_run_are_in_its_resolved_scenario_which_runs_the_same_again() {
    let here = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| -> Value {
        let (code, summary, errors) = said(&outcome(here.path(), words));
        assert_eq!(code, Some(0), "{errors}");
        let mut summary: Value = serde_json::from_str(&summary).unwrap();
        assert!(
            summary
                .as_object_mut()
                .unwrap()
                .remove("scenario")
                .is_some()
        );
        summary
    };
    let pilot = pilot();
    let short = ["run", &pilot, "--until", "20 d", "--json", "--out"];
    let options = ["--warmup", "1 d", "-r", "2", "--seed", "9"];
    let first = run(&[&short[..], &["first"], &options].concat());
    assert_eq!(
        (&first["seed"], &first["replications"]),
        (&9.into(), &2.into())
    );
    let again = ["run", "first/scenario.toml", "--json", "--out", "second"];
    assert_eq!(first, run(&again));
    let file = |name: &str| std::fs::read(here.path().join(name)).unwrap();
    for name in ["replications.csv", "series.csv"] {
        let [first, second] = ["first", "second"].map(|folder| file(&format!("{folder}/{name}")));
        assert!(first == second, "{name}");
    }
    // Another seed is another run of the same scenario.
    let options = ["--warmup", "1 d", "-r", "1", "--set", "run.seed=4"];
    let other = run(&[&short[..], &["third"], &options].concat());
    assert_eq!(first["scenario_digest"], other["scenario_digest"]);
    assert_ne!(first["result_digest"], other["result_digest"]);
}

#[test]
fn nothing_is_overwritten_silently() {
    let here = tempfile::tempdir().unwrap();
    assert_eq!(said(&short_run(here.path(), &[])).0, Some(0));
    let (code, results, errors) = said(&short_run(here.path(), &[]));
    assert_eq!(code, Some(0), "what is there is shown, not run again");
    assert!(
        results.starts_with("Jinhua") && errors.contains("nothing was run"),
        "{errors}"
    );
    assert_eq!(said(&short_run(here.path(), &["--force"])).0, Some(0));
    let (code, _, errors) = said(&short_run(here.path(), &["--seed", "2", "--out", "two"]));
    assert_eq!(code, Some(0), "{errors}");
    let (code, _, errors) = said(&short_run(here.path(), &["--seed", "3", "--out", "two"]));
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("with seed 2 and 2 replications"),
        "{errors}"
    );
    assert_eq!(names_in(&here.path().join("results")), ["jinhua-2019"]);
    assert_eq!(
        names_in(&here.path().join("results/jinhua-2019")).len(),
        1,
        "no half folder"
    );
    assert_eq!(said(&short_run(here.path(), &["--out", "mine"])).0, Some(0));
    std::fs::write(here.path().join("mine/notes.txt"), "dear").unwrap();
    let before = names_in(&here.path().join("mine"));
    let (code, _, errors) = said(&short_run(here.path(), &["--force", "--out", "mine"]));
    assert_eq!(code, Some(2));
    assert!(errors.contains("holds `notes.txt`"), "{errors}");
    assert_eq!(names_in(&here.path().join("mine")), before);
    std::fs::write(here.path().join("letter"), "dear").unwrap();
    let (code, _, errors) = said(&short_run(here.path(), &["--force", "--out", "letter"]));
    assert_eq!(code, Some(2));
    assert!(errors.contains("does not overwrite it either"), "{errors}");
    let pilot = pilot();
    let endless = ["run", &pilot, "-r", "1000000", "--out", "letter/a/b"];
    let (code, _, errors) = said(&outcome(here.path(), &endless));
    assert_eq!(code, Some(2), "a folder in a file, before any run");
    assert!(errors.contains("letter/a/b"), "{errors}");
}

#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_leaves_nothing_and_is_code_130() {
    let here = tempfile::tempdir().unwrap();
    let pilot = pilot();
    let mut command = chippark(here.path(), &["run", &pilot, "-r", "1000000"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    // Ctrl-C is signal 2: the second bit of the mask of those the process listens for.
    let status = format!("/proc/{}/status", child.id());
    let listens = || {
        let text = std::fs::read_to_string(&status).unwrap();
        let mask = text.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        u64::from_str_radix(mask.unwrap().trim(), 16).unwrap() & 2 != 0
    };
    while !listens() {
        std::thread::yield_now();
    }
    let mut kill = std::process::Command::new("kill");
    kill.args(["-INT", &child.id().to_string()]);
    assert!(kill.status().unwrap().success());
    let (code, results, errors) = said(&child.wait_with_output().unwrap());
    assert_eq!((code, results.as_str()), (Some(130), ""), "{errors}");
    assert!(
        errors.contains("interrupted; nothing was written"),
        "{errors}"
    );
    assert!(names_in(here.path()).is_empty(), "nothing is left");
}

#[test]
fn a_scenario_is_read_from_the_standard_input() {
    // Its tables are looked for beside whoever reads.
    let here = project("scenarios");
    let words = ["check", "-", "--json"];
    let mut command = chippark(&here, &words);
    let input = std::fs::File::open(pilot()).unwrap();
    let (code, results, errors) = said(&command.stdin(input).output().unwrap());
    assert_eq!(code, Some(0), "{errors}");
    let typed: Value = serde_json::from_str(&results).unwrap();
    let (_, results, _) = said(&outcome(&here, &["check", &pilot(), "--json"]));
    let named: Value = serde_json::from_str(&results).unwrap();
    assert_eq!(typed["scenario"], "stdin");
    assert_eq!(typed["scenario_digest"], named["scenario_digest"]);
    assert_eq!(typed["loads"], named["loads"]);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let here = tempfile::tempdir().unwrap();
    for words in [&["schema"][..], &["man"], &["completions", "bash"]] {
        let mut command = chippark(here.path(), words);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, _, errors) = said(
            &command
                .stdout(writer)
                .stderr(Stdio::piped())
                .output()
                .unwrap(),
        );
        assert_eq!((code, errors.as_str()), (Some(0), ""), "{words:?}");
    }
}

#[test]
fn schema_man_and_completions_print_what_they_promise() {
    let here = tempfile::tempdir().unwrap();
    let print = |words: &[&str]| {
        let (code, results, errors) = said(&outcome(here.path(), words));
        assert_eq!((code, errors.as_str()), (Some(0), ""), "{words:?}");
        results
    };
    let schema: Value = serde_json::from_str(&print(&["schema"])).unwrap();
    assert!(schema["properties"]["run"].is_object());
    assert!(print(&["man"]).contains("Exit codes"));
    assert!(print(&["man", "run"]).contains("\\-\\-until"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(
            print(&["completions", shell]).contains("no-progress"),
            "{shell}"
        );
    }
}

#[test]
fn verify_says_how_many_figures_agree() {
    let here = tempfile::tempdir().unwrap();
    let words = ["verify", "constant_wip_1", "repair_10_2"];
    let (code, results, _) = said(&outcome(here.path(), &words));
    assert_eq!(code, Some(0), "{results}");
    let last = results.lines().last().unwrap();
    assert!(last.starts_with("11 of 11 figures ok, rms z "), "{last}");

    let output = outcome(
        here.path(),
        &[&words[..], &["--json", "--jobs", "1"]].concat(),
    );
    let (code, json, _) = said(&output);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["ok"]), (Some(0), &Value::from(11)));
    let exact = json["rows"][0]["exact"].as_f64().unwrap();
    assert!((exact - 0.25).abs() < 1e-12);

    let (code, _, errors) = said(&outcome(here.path(), &["verify", "mm2"]));
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("`mm2`") && errors.contains("mm1"),
        "{errors}"
    );
    assert!(names_in(here.path()).is_empty(), "nothing is written");
}
