//! Targets: a run says which figures are as they should be, and calibration finds the parameters at
//! which they are.

use std::path::Path;

use chippark::experiment::{Study, Watch, cores, judge};
use chippark::industry::{Outcome, Window};
use chippark::scenario::Document;
use serde_json::Value;

use crate::support::{outcome, project, said};

/// Two channels whose expected counts are known: 1,000 a year, and students of whom a logit
/// decides.
const CITY: &str = r#"
[scenario]
title = "City"
question = "How many come?"
[run]
start = "2018-01-01"
until = "2020-01-01"
tick = "1 d"
[talent.channels.steady]
kind = "poisson"
rate = "500 /y"
[talent.channels.steady.persons]
tier = "engineer"
age = "constant(30)"
[talent.channels.students]
kind = "students"
national_graduates = { 2018 = 8_200_000, 2019 = 8_340_000 }
season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
[talent.channels.students.choice]
v0 = -6.0
beta_settle = 0.2
[talent.channels.students.persons]
tier = "student"
age = "constant(22)"
[policy.programmes.settle]
kind = "settle_campaign"
start = "2019-01-01"
"#;

fn study(text: &str) -> Study {
    Study::new(Document::from_text("city.toml", text, &[]).unwrap()).unwrap()
}

fn outcomes(study: &Study, replications: u32) -> Vec<Outcome> {
    let outcomes = study.replicate(0..replications, cores(), &Watch::none());
    outcomes.unwrap()
}

fn figures(outcome: &chippark::engine::Figures) -> Vec<(String, Option<u64>)> {
    let bits = |value: Option<f64>| value.map(f64::to_bits);
    outcome
        .iter()
        .map(|(key, figure)| (key.to_owned(), bits(figure.value)))
        .collect()
}

#[test]
fn the_figures_of_a_period_are_those_of_a_run_restricted_to_it() {
    let load = |overrides: &[&str]| {
        let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
        let document = Document::load(&project("scenarios/probe-targets.toml"), &overrides);
        Study::new(document.unwrap()).unwrap()
    };
    let whole = load(&[]);
    assert_eq!(whole.park().targets().periods.len(), 1);
    let restricted = load(&["target=[]", "run.warmup=16 d", "run.until=2019-02-01"]);
    for (one, other) in outcomes(&whole, 2).iter().zip(outcomes(&restricted, 2)) {
        assert_eq!(figures(&one.periods[0]), figures(&other.figures));
    }
}

#[test]
fn targets_change_no_figure_of_a_run() {
    let target = "[[target]]\nid = \"a\"\nmetric = \"talent.registered_all\"\nvalue = 1\n\
                  kind = \"holdout\"\nabove = 0\nperiod = \"2018\"\nsource = \"\"\n";
    let (with, without) = (study(&format!("{CITY}{target}")), study(CITY));
    let (with, without) = (outcomes(&with, 3), outcomes(&without, 3));
    for (with, without) in with.iter().zip(&without) {
        assert_eq!(figures(&with.figures), figures(&without.figures));
        assert_eq!(with.series.points(), without.series.points());
        assert_eq!((with.periods.len(), without.periods.len()), (1, 0));
    }
}

#[test]
fn a_poisson_channel_meets_its_rate_and_misses_another() {
    let target = |id: &str, value: f64| {
        format!(
            "[[target]]\nid = \"{id}\"\nmetric = \"talent.registered/steady\"\nvalue = {value}\n\
             kind = \"holdout\"\ntolerance = 0.05\nperiod = \"2019\"\nsource = \"\"\n"
        )
    };
    let text = format!("{CITY}{}{}", target("right", 500.0), target("wrong", 550.0));
    let study = study(&text).measured_over(vec![Window::Period(0)]);
    let outcomes = outcomes(&study, 30);
    assert!(
        outcomes
            .iter()
            .all(|outcome| outcome.figures.iter().next().is_none())
    );
    let verdicts = judge(study.park().targets(), &outcomes);
    let estimate = verdicts[0].estimate.unwrap();
    // A Poisson count of mean 500: its mean over 30 has a standard error of 4.1.
    assert!((estimate.mean - 500.0).abs() < 4.0 * (500.0_f64 / 30.0).sqrt());
    assert_eq!(verdicts[0].values.len(), 30);
    assert_eq!(
        (verdicts[0].met, verdicts[1].met),
        (Some(true), Some(false))
    );
    assert!(!verdicts[0].is_missed() && verdicts[1].is_missed());
}

/// The scenario with these targets, as a file.
fn write(folder: &Path, targets: &str) {
    std::fs::write(folder.join("city.toml"), format!("{CITY}{targets}")).unwrap();
}

const MISSED: &str = r#"
[[target]]
id = "R1"
metric = "talent.registered/steady"
period = 2018
value = 600
kind = "holdout"
tolerance = "5 %"
source = "a report"
[[target]]
id = "R2"
metric = "talent.registered_all"
value = 1e9
kind = "ambition"
low = 1e9
source = "a dream"
note = "never"
"#;

#[test]
fn a_run_says_which_targets_are_met_and_fails_on_request_if_one_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), MISSED);
    let run = |more: &[&str]| {
        let words = [
            "run",
            "city.toml",
            "-r",
            "2",
            "--out",
            "out",
            "--force",
            "--no-progress",
        ];
        said(&outcome(folder.path(), &[&words, more].concat()))
    };
    let (code, table, _) = run(&["--targets"]);
    assert_eq!(code, Some(0));
    assert!(table.contains("0 of 2 targets met"), "{table}");
    assert!(
        table.contains("talent.registered/steady in 2018"),
        "{table}"
    );
    let (code, _, errors) = run(&["--strict"]);
    assert_eq!(code, Some(1));
    let expected = "1 of 2 targets is missed: R1 (talent.registered/steady in 2018)";
    assert!(errors.contains(expected), "{errors}");
    let summary = std::fs::read_to_string(folder.path().join("out/summary.json")).unwrap();
    let summary: Value = serde_json::from_str(&summary).unwrap();
    let first = &summary["targets"][0];
    assert_eq!(first["id"], "R1");
    assert_eq!(
        (&first["type"], &first["met"]),
        (&Value::from("holdout"), &Value::from(false))
    );
    assert_eq!(
        (&first["low"], &first["high"]),
        (&Value::from(570.0), &Value::from(630.0))
    );
    assert_eq!(first["period"], "2018");
    let mean = first["mean"].as_f64().unwrap();
    let interval = first["ci95"].as_array().unwrap();
    assert!(interval[0].as_f64().unwrap() < mean && mean < interval[1].as_f64().unwrap());
    let second = &summary["targets"][1];
    assert_eq!(
        (&second["high"], &second["note"]),
        (&Value::Null, &Value::from("never"))
    );
    // What is right is no failure, and what the run does not cover is one.
    let right = ["--strict", "--set", "target.0.value=500"];
    assert_eq!(run(&right).0, Some(0));
    let (code, table, errors) = run(&["--strict", "--until", "90 d"]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("1 target is not judged"), "{errors}");
    assert!(
        table.contains("1 is for a period that the run does not cover"),
        "{table}"
    );
}

#[test]
fn a_figure_that_no_run_reports_is_named_with_the_one_that_may_be_meant() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), MISSED);
    let words = ["run", "city.toml", "--no-progress", "--set"];
    let typo = "target.0.metric=talent.registered/stedy";
    let (code, _, errors) = said(&outcome(folder.path(), &[&words[..], &[typo]].concat()));
    assert_eq!(code, Some(2));
    let expected = "target R1: the run reports no figure `talent.registered/stedy`; \
                    did you mean `talent.registered/steady`?";
    assert!(errors.contains(expected), "{errors}");
    assert!(
        !folder.path().join("results").exists(),
        "nothing is written"
    );
}

const TUNED: &str = r#"
[[target]]
id = "rate"
metric = "talent.registered/steady"
value = 2000
kind = "calibrated"
tolerance = "5 %"
parameter = "talent.channels.steady.rate"
search = [100, 3000]
source = ""
[[target]]
id = "2018"
metric = "talent.registered/students"
period = 2018
value = 53922
kind = "calibrated"
tolerance = "1 %"
parameter = "talent.channels.students.choice.v0"
search = [-8.0, -3.0]
source = ""
[[target]]
id = "2019"
metric = "talent.registered/students"
period = 2019
value = 110000
kind = "calibrated"
low = 110000
high = 115500
parameter = "talent.channels.students.choice.beta_settle"
search = [0.0, 2.0]
source = ""
[[target]]
id = "all"
metric = "talent.registered_all"
period = 2018
value = 54922
kind = "holdout"
tolerance = "1 %"
source = ""
"#;

#[test]
fn calibration_recovers_rates_and_coupled_choices_and_writes_an_overlay_that_meets_the_targets() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), TUNED);
    let words = [
        "calibrate",
        "city.toml",
        "-r",
        "4",
        "--out",
        "fitted.toml",
        "--no-progress",
    ];
    let (code, table, errors) = said(&outcome(folder.path(), &words));
    assert_eq!(code, Some(0), "{table}\n{errors}");
    assert!(table.contains("4 of 4 targets met"), "{table}");
    let text = std::fs::read_to_string(folder.path().join("fitted.toml")).unwrap();
    let fitted: toml::Table = text.parse().unwrap();
    assert_eq!(fitted["extends"].as_str(), Some("city.toml"));
    let channels = &fitted["talent"]["channels"];
    let rate = channels["steady"]["rate"].as_str().unwrap();
    let rate: f64 = rate.strip_suffix(" /y").unwrap().parse().unwrap();
    // 2,000 in two years, within a tenth of 5 % and 4 standard errors of a mean of 4 counts.
    assert!(
        (rate - 1000.0).abs() < 5.0 + 4.0 * (2000.0_f64 / 4.0).sqrt() / 2.0,
        "{rate}"
    );
    let choice = |name: &str| channels["students"]["choice"][name].as_float().unwrap();
    let utility = |count: f64, of: f64| (count / (of - count)).ln();
    // A relative error of the count is one of the utility: a tenth of 1 %, and 4 standard errors.
    let v0 = utility(53_922.0, 8.2e6);
    let error = 0.001 + 4.0 / (4.0 * 53_922.0_f64).sqrt();
    assert!((choice("v0") - v0).abs() < error, "{}", choice("v0"));
    let both = choice("v0") + choice("beta_settle");
    // The aim keeps a fifth of half the range from its lower end: 110,550, within 275.
    let error = 275.0 / 110_550.0 + 4.0 / (4.0 * 110_550.0_f64).sqrt();
    assert!((both - utility(110_550.0, 8.34e6)).abs() < error, "{both}");
    // The overlay is a scenario that meets the targets with the same replications.
    let words = ["run", "fitted.toml", "-r", "4", "--strict", "--no-progress"];
    assert_eq!(said(&outcome(folder.path(), &words)).0, Some(0));
    // It is not replaced unasked.
    let words = [
        "calibrate",
        "city.toml",
        "-r",
        "2",
        "--out",
        "fitted.toml",
        "--no-progress",
    ];
    let (code, _, errors) = said(&outcome(folder.path(), &words));
    assert_eq!(code, Some(2));
    assert!(errors.contains("fitted.toml` exists"), "{errors}");
}

#[test]
fn calibration_refuses_what_it_cannot_do_and_says_when_it_fails() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), TUNED);
    let calibrate = |set: &[&str]| {
        let words = [
            "calibrate",
            "city.toml",
            "--out",
            "new.toml",
            "--no-progress",
            "-r",
            "2",
        ];
        let set: Vec<&str> = set.iter().flat_map(|set| ["--set", set]).collect();
        said(&outcome(folder.path(), &[&words[..], &set].concat()))
    };
    let (code, _, errors) = calibrate(&["policy.reinvestment.enabled=true"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("reinvestment is on"), "{errors}");
    let (code, _, errors) = calibrate(&["target=[]"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("nothing to calibrate"), "{errors}");
    let (code, _, errors) = calibrate(&["target.0.search=[2500, 3000]"]);
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("from 2500 to 3000 only"),
        "the search begins outside: {errors}"
    );
    let (code, table, errors) = calibrate(&["target.0.value=9000"]);
    assert_eq!(code, Some(1), "{table}{errors}");
    assert!(
        table.contains("NOT every figure is within the tolerance of its aim"),
        "{table}"
    );
    assert!(!folder.path().join("new.toml").exists());
    let words = ["calibrate", "city.toml", "--out", "absent/new.toml"];
    let (code, table, errors) = said(&outcome(folder.path(), &words));
    assert_eq!((code, table.as_str()), (Some(2), ""), "before any run");
    assert!(errors.contains("absent`"), "{errors}");
}
