//! Tests of comparisons, of small parks whose differences are known.

use super::asked::{Asked, FigureName};
use super::gate::Gate;
use super::{CompareError, Comparison, Row, Variant, Verdict, compare, vary};
use crate::experiment::{Study, Watch, city};

fn city() -> Variant {
    Variant {
        name: "city".to_owned(),
        study: city::city(12),
    }
}

/// The comparison of the city with variants of it.
fn compared(variants: &[&str], asked: &Asked) -> Result<Comparison, CompareError> {
    let base = city();
    let others = variants.iter().map(|text| vary::variant(&base.study, text));
    let others: Vec<Variant> = others.map(Result::unwrap).collect();
    compare(&base, &others, asked, |study| study.run(1, &Watch::none()))
}

fn asked(figures: &[&str]) -> Asked {
    Asked {
        figures: figures.iter().map(|name| name.parse().unwrap()).collect(),
        ..Asked::default()
    }
}

fn row<'a>(comparison: &'a Comparison, scenario: usize, key: &str) -> &'a Row {
    let mut rows = comparison.others[scenario].rows.iter();
    rows.find(|row| row.figure.to_string() == key).unwrap()
}

#[test]
fn the_same_scenario_twice_differs_in_nothing() {
    let comparison = compared(&["again: run.observe=2 d"], &asked(&["*"])).unwrap();
    let rows = &comparison.others[0].rows;
    assert!(rows.len() > 10);
    for row in rows {
        let is_same = matches!(row.verdict, Verdict::Same | Verdict::Unknown);
        assert!(is_same, "{}: {:?}", row.figure, row.paired);
    }
}

/// Twice the rate of one channel: of 2000 and 1000 a year, 548 and 274 come in 100 days; one of
/// them doubles, and the other keeps every person.
#[test]
fn a_channel_that_doubles_is_shown_and_moves_no_other() {
    let asked = asked(&["talent.registered_all", "talent.registered"]);
    let comparison = compared(&["more: *2 talent.channels.steady.rate"], &asked).unwrap();
    let all = row(&comparison, 0, "talent.registered_all");
    assert_eq!(all.verdict, Verdict::Higher);
    let difference = all.paired.as_ref().unwrap().difference;
    let exact = 2000.0 * 100.0 / 365.0;
    let error = difference.standard_error().unwrap();
    assert!(
        (difference.mean - exact).abs() < 4.0 * error,
        "{difference:?}"
    );
    let other = row(&comparison, 0, "talent.registered/other");
    assert_eq!(other.verdict, Verdict::Same);
    assert_eq!(other.paired.as_ref().unwrap().correlation, Some(1.0));
}

/// A variant with another figure.
const MORE: &str = "*2 talent.channels.steady.rate";

/// Persons until the end of the tenth day, which are fewer than those of all hundred.
#[test]
fn a_figure_until_a_day_is_that_of_a_run_that_ends_with_it() {
    let name = "talent.registered_all@2018-01-10";
    let comparison = compared(&[MORE], &asked(&[name, "talent.registered_all"])).unwrap();
    let short = row(&comparison, 0, name).base.unwrap();
    let study = city().study.with(&["run.until=10 d".to_owned()]).unwrap();
    let outcomes = study.run(1, &Watch::none()).unwrap();
    let values = outcomes
        .iter()
        .map(|outcome| outcome.figures.value("talent.registered_all").unwrap());
    let mean = values.sum::<f64>() / outcomes.len() as f64;
    assert!((short.mean - mean).abs() < 1e-9, "{} {mean}", short.mean);
    for outside in [
        "talent.registered_all@2017-12-31",
        "talent.registered_all@2018-04-11",
    ] {
        let error = compared(&[MORE], &asked(&[outside])).unwrap_err();
        assert!(matches!(error, CompareError::NotCovered { .. }), "{error}");
    }
}

#[test]
fn an_unknown_figure_is_refused_with_the_nearest() {
    let error = compared(&[MORE], &asked(&["talent.registred_all"])).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("did you mean `talent.registered_all`?"),
        "{text}"
    );
}

/// The seed and the number of replications are the base's, whatever the others say.
#[test]
fn seed_and_replications_are_those_of_the_base() {
    let base = city();
    let own = ["run.seed=9", "run.replications=3"].map(str::to_owned);
    let other = Variant {
        name: "other".to_owned(),
        study: base.study.with(&own).unwrap(),
    };
    let asked = asked(&["talent.registered_all"]);
    let run = |study: &Study| study.run(1, &Watch::none());
    let comparison = compare(&base, &[other], &asked, run).unwrap();
    assert_eq!((comparison.seed, comparison.replications), (1, 12));
    let same = row(&comparison, 0, "talent.registered_all");
    assert_eq!(same.verdict, Verdict::Same);
}

#[test]
fn goals_count_the_replications_that_reach_them() {
    let mut asked = asked(&[]);
    // Means of 822 and 1370 persons, with standard deviations of 29 and 37.
    asked.goals = vec!["talent.registered_all >= 1_100".parse().unwrap()];
    let comparison = compared(&["*2 talent.channels.steady.rate"], &asked).unwrap();
    let [base, more] = &comparison.goals[..] else {
        panic!("one goal of two scenarios");
    };
    assert_eq!((base.proportion.hits, base.proportion.count), (0, 12));
    assert_eq!((more.proportion.hits, more.proportion.count), (12, 12));
}

#[test]
fn gates_fail_on_what_is_shown_only() {
    let texts = ["*1.5 talent.channels.steady.rate"];
    let comparison = compared(&texts, &asked(&["talent.registered"])).unwrap();
    let fails = |text: &str| {
        let gate: Gate = text.parse().unwrap();
        comparison.failed(&[gate]).len()
    };
    // 274 of 548 persons more in one of the channels, and more is better.
    assert_eq!(fails("talent.registered changed"), 1);
    assert_eq!(fails("talent.registered worse"), 0);
    assert_eq!(fails("talent.registered/steady > 30 %"), 1);
    assert_eq!(fails("talent.registered/steady > 70 %"), 0);
    assert_eq!(fails("talent.registered/steady > 200"), 1);
    assert_eq!(fails("talent.registered/steady < -1"), 0);
    assert_eq!(
        fails("talent.registered/other > -1"),
        1,
        "equal values are above"
    );
    for wrong in ["talent.registered", "a better", "a > x", "", "a >"] {
        assert!(wrong.parse::<Gate>().is_err(), "{wrong}");
    }
}

#[test]
fn variants_name_what_is_wrong_with_them() {
    let study = city().study;
    let cases = [
        ("talent", "write `path=value`"),
        (
            "+1 talent.channels.steady.kind",
            "not a number that can be changed",
        ),
        ("+1 talent.channels.stedy.rate", "says nothing at"),
        ("talent.channels.steady.rate=fast", "rate"),
    ];
    for (text, part) in cases {
        let error = vary::variant(&study, text).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
    }
    let rates = vary::each(&study, "*2 talent.channels.*.rate").unwrap();
    let names: Vec<&str> = rates.iter().map(|variant| variant.name.as_str()).collect();
    let paths = [
        "*2 talent.channels.steady.rate",
        "*2 talent.channels.other.rate",
    ];
    assert_eq!(names, paths);
    let none = vary::each(&study, "+1").unwrap_err().to_string();
    assert!(none.contains("no number at such a path"), "{none}");
}

#[test]
fn names_of_figures_have_a_key_and_perhaps_a_day() {
    let name: FigureName = "fab.cycle_time/cpu@2019-02-28".parse().unwrap();
    assert_eq!(
        (name.key.as_str(), name.until()),
        ("fab.cycle_time/cpu", Some("2019-02-28"))
    );
    for wrong in ["", "a b", "fab.wip@2019-02-30", "@2019-01-01"] {
        assert!(wrong.parse::<FigureName>().is_err(), "{wrong}");
    }
}

/// A city with a thousand more a year is the best of three for certain, and of two that are the
/// same each is the better one with one half.
#[test]
fn the_best_scenario_has_its_probability() {
    let by = |figure: &str, variants: &[&str]| {
        let asked = Asked {
            best: vec![figure.parse().unwrap()],
            ..Asked::default()
        };
        compared(variants, &asked).map(|comparison| comparison.best)
    };
    let figure = "talent.registered_all";
    let variants = [
        "more: *1.5 talent.channels.steady.rate",
        "same: run.observe=2 d",
    ];
    let best = by(figure, &variants).unwrap();
    let order = best[0].order.as_ref().unwrap();
    assert!(order[0].0 == "more" && order[0].1 > 0.999, "{order:?}");
    assert_eq!(order.len(), 3);

    let best = by(figure, &variants[1..]).unwrap();
    let order = best[0].order.as_ref().unwrap();
    let half = |value: f64| (value - 0.5).abs() < 1e-12;
    assert!(
        half(order[0].1) && half(order[1].1) && order[1].0 == "same",
        "{order:?}"
    );
    let error = by("limits.switches", &variants);
    let text = error.map(|_| ()).unwrap_err().to_string();
    assert!(text.contains("neither more nor less"), "{text}");
}
