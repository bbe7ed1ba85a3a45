//! What meets a target, and what is wrong with one as written.

use chippark::industry::{Park, Target, TargetKind, Window};
use chippark::scenario::{Document, Problems};
use chippark::units::SimTime;

/// People who come at a constant rate, for two years.
const CITY: &str = r#"
[scenario]
title = "City"
question = "How many come?"
[run]
start = "2018-01-01"
until = "2020-01-01"
tick = "1 d"
warmup = "1 y"
[talent.channels.steady]
kind = "poisson"
rate = "1000 /y"
[talent.channels.steady.persons]
tier = "engineer"
age = "constant(30)"
[[target]]
id = "C1"
metric = "talent.registered_all"
value = 1000
kind = "calibrated"
source = "a report"
"#;

fn park(more: &str, overrides: &[&str]) -> Result<Park, Problems> {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    let document = Document::from_text("city.toml", &format!("{CITY}{more}"), &overrides)?;
    Park::compile(&document)
}

/// The only target, written with these lines more.
fn target(more: &str) -> Target {
    park(more, &[]).unwrap().targets().list[0].clone()
}

/// The paths and messages of all mistakes.
fn faults(more: &str) -> Vec<String> {
    let problems = park(more, &[]).expect_err("a mistake");
    problems
        .iter()
        .map(|problem| format!("{}: {}", problem.path, problem.fault))
        .collect()
}

#[test]
fn each_rule_is_met_by_what_it_says_up_to_its_ends() {
    let cases: [(&str, &[f64], &[f64]); 9] = [
        (
            "low = 990\nhigh = 1020",
            &[990.0, 1020.0],
            &[989.999, 1020.001],
        ),
        ("low = 990", &[990.0, 1e9], &[989.9]),
        ("high = 990", &[990.0, -5.0], &[990.1]),
        ("tolerance = \"10 %\"", &[900.0, 1100.0], &[899.9, 1100.1]),
        ("tolerance = 0.02", &[980.0, 1020.0], &[979.9, 1020.1]),
        (
            "exact = true",
            &[1000.0, 1_000.000_000_000_1],
            &[1000.001, 999.0],
        ),
        ("above = 5", &[5.001], &[5.0, 4.0]),
        ("below = 5", &[4.999], &[5.0, 6.0]),
        ("above = 5\nbelow = 6", &[5.5], &[5.0, 6.0]),
    ];
    for (rule, good, bad) in cases {
        let target = target(rule);
        for &value in good {
            assert!(target.is_met(&[Some(value)]), "{rule}: {value}");
        }
        for &value in bad {
            assert!(!target.is_met(&[Some(value)]), "{rule}: {value}");
        }
    }
}

#[test]
fn a_mean_meets_a_target_but_inputs_and_exact_values_must_do_so_each_time() {
    let spread = [Some(980.0), Some(1020.0)];
    let range = target("low = 990\nhigh = 1010");
    assert!(range.is_met(&spread));
    let input = Target {
        kind: TargetKind::Input,
        ..range.clone()
    };
    assert!(!input.is_met(&spread));
    assert!(input.is_met(&[Some(1000.0), Some(1001.0)]));
    let exact = target("exact = true");
    assert!(!exact.is_met(&spread));
    // One replication without an observation: left out of a mean, no for each time.
    let gap = [Some(1000.0), None];
    assert!(range.is_met(&gap));
    assert!(!input.is_met(&gap) && !exact.is_met(&gap));
    assert!(!range.is_met(&[None, None]) && !input.is_met(&[]));
}

#[test]
fn a_tolerance_of_a_negative_value_is_around_it() {
    let more = "tolerance = \"10 %\"";
    let park = park(more, &["target.0.value=-50"]).unwrap();
    let bounds = park.targets().list[0].bounds();
    assert_eq!(bounds, (Some(-55.0), Some(-45.0)));
}

#[test]
fn periods_are_taken_together_and_that_of_the_run_is_the_runs_own() {
    let more = r#"
exact = true
period = 2018
[[target]]
id = "a"
metric = "talent.registered_all"
period = { from = "2018-01-01", to = "2019-01-01" }
value = 1
kind = "holdout"
above = 0
source = ""
[[target]]
id = "b"
metric = "talent.registered_all"
period = "2019"
value = 1
kind = "ambition"
above = 0
source = ""
"#;
    let park = park(more, &[]).unwrap();
    let targets = park.targets();
    let windows: Vec<Window> = targets.list.iter().map(|target| target.window).collect();
    assert_eq!(windows, [Window::Period(0), Window::Period(0), Window::Run]);
    assert_eq!(targets.periods.len(), 1);
    let year = &targets.periods[0];
    assert_eq!((year.from, year.to.day()), (SimTime::ZERO, 365));
    assert_eq!(
        targets.list[1].figure(),
        "talent.registered_all in 2018-01-01 to 2019-01-01"
    );
}

#[test]
fn a_period_outside_of_the_run_has_no_figure() {
    for period in [
        "\"2017\"",
        "\"2020\"",
        "{ from = \"2019-06-01\", to = \"2020-06-01\" }",
    ] {
        let outside = park(&format!("exact = true\nperiod = {period}"), &[]).unwrap();
        assert_eq!(outside.targets().list[0].window, Window::Cut);
    }
    let cut = park("exact = true\nperiod = \"2019\"", &["run.until=2019-06-01"]).unwrap();
    assert_eq!(cut.targets().list[0].window, Window::Cut);
    assert_eq!(cut.targets().periods, []);
}

#[test]
fn mistakes_are_found_with_their_places() {
    let parameter = "parameter = \"talent.channels.steady.rate\"\n";
    let cases = [
        (
            "",
            "target.0: the target has no rule for the values that meet it",
        ),
        (
            "low = 1\nexact = true",
            "target.0: the target has two rules for the values that meet it",
        ),
        (
            "tolerance = 0.1\nabove = 1",
            "target.0: the target has two rules for the values that meet it",
        ),
        ("low = 3\nhigh = 2", "target.0.low: 3 is out of range"),
        ("above = 3\nbelow = 2", "target.0.above: 3 is out of range"),
        (
            "exact = true\nperiod = \"soon\"",
            "target.0.period: `soon` is not a year",
        ),
        (
            "exact = true\nperiod = { from = \"2019-01-01\", to = \"2019-01-01\" }",
            "target.0.period: the period ends on 2019-01-01, before it has lasted a day",
        ),
        (
            "exact = true\nsearch = [1, 2]",
            "target.0.search: there is nothing to search",
        ),
        (
            &format!("tolerance = 0.1\n{parameter}"),
            "target.0: the key `search` is missing",
        ),
        (
            &format!("tolerance = 0.1\n{parameter}search = [2, 1]"),
            "target.0.search: 2 is out of range",
        ),
        (
            &format!("above = 3\n{parameter}search = [1, 2000]"),
            "target.0.parameter: a parameter is fitted to a range with two ends",
        ),
        (
            "tolerance = 0.1\nsearch = [1, 2]\nparameter = \"talent.rate\"",
            "target.0.parameter: the scenario says nothing at `talent.rate`",
        ),
        (
            "tolerance = 0.1\nsearch = [1, 2]\nparameter = \"scenario.title\"",
            "target.0.parameter: `scenario.title` is the text \"City\", not a number \
             that can be changed",
        ),
    ];
    for (more, expected) in cases {
        assert_eq!(faults(more), [expected], "{more}");
    }
}

#[test]
fn an_unknown_metric_is_refused_with_the_nearest_name() {
    let problems = park("exact = true", &["target.0.metric=talent.registration"]).expect_err("one");
    let problem = problems.iter().next().unwrap();
    assert_eq!(problem.path.as_str(), "target.0.metric");
    let help = problem.fault.help().unwrap();
    assert!(
        help.contains("did you mean `talent.registered_tier`?"),
        "{help}"
    );
}

#[test]
fn two_targets_cannot_fit_one_parameter_and_only_calibrated_ones_fit_any() {
    let parameter =
        "tolerance = 0.1\nparameter = \"talent.channels.steady.rate\"\nsearch = [1, 2000]\n";
    let other =
        "[[target]]\nid = \"d\"\nmetric = \"talent.registered_all\"\nvalue = 1\nsource = \"\"\n";
    let found = faults(&format!(
        "{parameter}{other}kind = \"holdout\"\n{parameter}"
    ));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found
            .iter()
            .all(|fault| fault.starts_with("target.1.parameter: ")),
        "{found:?}"
    );
}
