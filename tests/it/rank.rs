//! Formulas and functions in place of dispatch rules: those that say the same rank the same, to the
//! bit.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chippark::experiment::{RunError, Study, Watch};
use chippark::industry::Outcome;
use chippark::industry::{NamedRule, OutsideRule, OutsideRules, Ranks, WaitingLot};
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

/// A rule from outside that is a function of a lot and the time.
struct Function<F>(F);

impl<F: Fn(&WaitingLot, f64) -> Vec<f64> + Send + Sync> OutsideRule for Function<F> {
    fn rank(&self, lot: &WaitingLot, now: f64) -> Result<Ranks, String> {
        Ranks::of(&(self.0)(lot, now))
    }
}

/// Rules of the whole fab.
fn of_fab(rule: impl Fn(&WaitingLot, f64) -> Vec<f64> + Send + Sync + 'static) -> OutsideRules {
    OutsideRules {
        fab: Some(NamedRule::new("ours", Arc::new(Function(rule)))),
        ..OutsideRules::default()
    }
}

/// The figures of two replications, by their bits.
fn bits(study: &Study) -> Vec<(String, Option<u64>)> {
    let outcomes = study.replicate(0..2, 2, &Watch::none()).unwrap();
    let figures = outcomes.iter().flat_map(|outcome| outcome.figures.iter());
    let bits = figures.map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)));
    bits.collect()
}

/// Replications by functions on two threads are those by the rules that say the same, and rules of
/// tool groups go before that of the fab.
#[test]
fn functions_rank_as_the_rules_that_they_write_out() {
    let plain = plain();
    let named = |rules: &str| plain.with(&[format!("fab.dispatch=\"{rules}\"")]).unwrap();
    let ratio = |lot: &WaitingLot, now: f64| (lot.due - now) / lot.remaining.max(1.0);
    let by_ratio = of_fab(move |lot, now| vec![-f64::from(lot.priority), ratio(lot, now)]);
    let by_ratio = plain.clone().ranked_by(by_ratio).unwrap();
    assert_eq!(bits(&by_ratio), bits(&named("priority critical_ratio")));
    assert_ne!(bits(&by_ratio), bits(&plain));
    // In the furnace, times of a batch are drawn for the lot that stands first, and only queues of
    // rules that do not look at the moment are kept sorted.
    let mut by_limit = of_fab(|lot, _| vec![lot.start_by, -f64::from(lot.priority)]);
    let litho = by_limit.fab.take().unwrap();
    by_limit.groups.insert("litho".to_owned(), litho);
    let by_limit = plain.clone().ranked_by(by_limit).unwrap();
    let limits = ["fab.tools.litho.dispatch=\"queue_time priority\"".to_owned()];
    assert_eq!(bits(&by_limit), bits(&plain.with(&limits).unwrap()));
    assert_ne!(bits(&by_limit), bits(&plain));
    // By setups, of which the scenario says that they matter to the choice of tools.
    let by_setup = of_fab(move |lot, now| vec![lot.setup_time, ratio(lot, now)]);
    let setups = named("least_setup fifo");
    let by_setup = setups.clone().ranked_by(by_setup).unwrap();
    assert_eq!(bits(&by_setup), bits(&named("least_setup critical_ratio")));
    assert_ne!(bits(&by_setup), bits(&setups));
    // No number at all: what joined first goes first, in one tool group.
    let mut rules = of_fab(move |lot, now| vec![ratio(lot, now)]);
    let fifo = NamedRule::new("fifo", Arc::new(Function(|_: &WaitingLot, _| Vec::new())));
    rules.groups.insert("litho".to_owned(), fifo);
    let one = named("critical_ratio");
    let both = one.with(&["fab.tools.litho.dispatch=fifo".to_owned()]);
    let by_both = plain.clone().ranked_by(rules).unwrap();
    assert_eq!(bits(&by_both), bits(&both.unwrap()));
    assert_ne!(bits(&by_both), bits(&one));
}

/// A rule that gives no number ends its runs at the next tick, and is not asked any more.
#[test]
fn a_function_that_fails_ends_the_run() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let rules = of_fab(move |_, _| {
        let is_last = counted.fetch_add(1, Ordering::Relaxed) == 300;
        vec![if is_last { f64::NAN } else { 0.0 }]
    });
    let study = plain().ranked_by(rules).unwrap();
    let RunError::Broken(broken) = study.replicate(0..2, 1, &Watch::none()).unwrap_err() else {
        panic!("it names the rule");
    };
    let cause = "the dispatch rule `ours` fails: number 1 of a rank is not a number (NaN)";
    assert_eq!((broken.replication, broken.cause.as_str()), (0, cause));
    assert_eq!(calls.load(Ordering::Relaxed), 301);
    assert!(study.replicate(5..6, 1, &Watch::none()).is_err());
    assert_eq!(calls.load(Ordering::Relaxed), 301);
}

#[test]
fn functions_of_tool_groups_that_are_not_there_are_refused() {
    let mut rules = of_fab(|_, _| Vec::new());
    let rule = rules.fab.take().unwrap();
    rules.groups.insert("lito".to_owned(), rule);
    let error = plain().ranked_by(rules.clone()).unwrap_err();
    let text = "there is no tool group `lito`; did you mean `litho`?";
    assert_eq!(error.to_string(), text);
    let city = Document::load(&project("scenarios/probe-research.toml"), &[]).unwrap();
    let error = Study::new(city).unwrap().ranked_by(rules).unwrap_err();
    assert!(error.to_string().contains("no tool groups"), "{error}");
}
