//! Formulas in place of dispatch rules: those that say the same rank the same, to the bit.

use chippark::experiment::{Study, Watch};
use chippark::industry::Outcome;
use chippark::scenario::{Document, FieldPath};

use crate::support::{outcome, project, said};

/// Rules, and formulas that say the same in a form that is not taken for the rule.
const PAIRS: [(&str, &str); 7] = [
    ("priority fifo", "0 - priority; joined"),
    (
        "priority critical_ratio",
        "0 - priority; (due - now) / remaining",
    ),
    ("least_slack", "due - now - remaining"),
    ("queue_time priority", "start_by + 0 h; 1 - priority"),
    ("shortest_processing_time", "process_time * 1"),
    ("earliest_due_date", "max(due, 0)"),
    (
        "least_setup critical_ratio",
        "setup_time * 2; -(now - due) / remaining",
    ),
];

/// The fab of the probe without rules of its own, in which all groups rank alike.
fn plain() -> Study {
    let document = Document::load(&project("scenarios/probe-fab.toml"), &[]).unwrap();
    let study = Study::new(document).unwrap();
    let paths = [
        "fab.dispatch",
        "fab.tools.implant.rank",
        "fab.tools.litho.dispatch",
    ];
    let path = |text: &str| {
        let parts = text.split('.');
        parts.fold(FieldPath::root(), |path, part| path.field(part))
    };
    let paths = paths.map(path);
    study.without(&paths).unwrap()
}

fn run(study: &Study, setting: &str) -> Outcome {
    let study = study.with(&[setting.to_owned()]).unwrap();
    study.replicate(0..1, 1, &Watch::none()).unwrap().remove(0)
}

#[test]
fn formulas_rank_as_the_rules_that_they_write_out() {
    let plain = plain();
    let mut seen: Vec<Vec<(String, Option<u64>)>> = Vec::new();
    for (rules, formulas) in PAIRS {
        let by_rules = run(&plain, &format!("fab.dispatch=\"{rules}\""));
        let by_formulas = run(&plain, &format!("fab.rank=\"{formulas}\""));
        assert_eq!(by_rules.events, by_formulas.events, "{rules}");
        let figures = |outcome: &Outcome| {
            let figures = outcome.figures.iter();
            let bits =
                figures.map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)));
            bits.collect::<Vec<_>>()
        };
        let own = figures(&by_rules);
        assert!(own == figures(&by_formulas), "{rules} is not {formulas}");
        assert!(!seen.contains(&own), "{rules} ranks as another");
        seen.push(own);
    }
}

/// A scenario that names rules is run with formulas by dropping them in an override.
#[test]
fn formulas_replace_the_rules_of_another_layer() {
    let rules = plain();
    let rules = rules.with(&["fab.dispatch=\"earliest_due_date\"".to_owned()]);
    let rules = rules.unwrap();
    let replaced = rules.with(&["fab.dispatch=[]".to_owned(), "fab.rank=\"due\"".to_owned()]);
    let by_formulas = run(&replaced.unwrap(), "run.seed=3");
    let by_rules = run(&rules, "run.seed=3");
    assert_eq!(by_rules.events, by_formulas.events);
    let other = run(&rules, "fab.dispatch=\"shortest_processing_time\"");
    assert_ne!(by_rules.events, other.events, "the rules matter");
}

#[test]
fn a_wrong_formula_is_refused_with_its_place() {
    let root = tempfile::tempdir().unwrap();
    let scenario = project("scenarios/probe-rest.toml");
    for (setting, words) in [
        (
            "fab.rank=due - priority",
            "`-` at character 5 is given a time and a plain number",
        ),
        ("fab.rank=setuptime", "did you mean `setup_time`?"),
        ("fab.tools.press.rank=1; 2;", "`the end` at character 6"),
        ("fab.dispatch=fifo", "lots are ranked by `dispatch` already"),
    ] {
        let words_of = ["check", scenario.to_str().unwrap(), "--set", setting];
        let (code, _, errors) = said(&outcome(root.path(), &words_of));
        assert_eq!(code, Some(2), "{errors}");
        assert!(errors.contains(words), "{setting}: {errors}");
        assert!(errors.contains("rank"), "{setting}: {errors}");
    }
}
