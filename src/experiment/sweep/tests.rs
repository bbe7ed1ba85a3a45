//! Tests of sweeps, of a city whose registrations follow the factors exactly.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::design::Design;
use super::points::points_of;
use super::sensitivity::{Explored, Measures, sensitivity};
use super::space::Space;
use super::spec::SpaceFile;
use super::{Seeds, Sweep, SweepError};
use crate::experiment::city::city;
use crate::experiment::{Study, Watch};
use crate::scenario::Document;

const SPACE: &str = r#"
[factors.one]
paths = ["talent.channels.steady.rate"]
low = 2000
high = 20000
[factors.other]
paths = ["talent.channels.other.rate"]
low = 1000
high = 4000
scale = "log"
"#;

fn study() -> Study {
    city(3)
}

fn space(text: &str) -> Result<Space, String> {
    let document = Document::from_text_as::<SpaceFile>("space.toml", text, &[]).unwrap();
    Space::new(&document, &study()).map_err(|problems| problems.to_string())
}

fn sweep(design: &str, seeds: Seeds) -> Sweep {
    let design: Design = design.parse().unwrap();
    let kept = vec!["talent.registered*".to_owned()];
    Sweep::new(&study(), space(SPACE).unwrap(), design, seeds, kept).unwrap()
}

/// The value of a figure in each unit, by point and replication.
fn values(sweep: &Sweep, key: &str, jobs: usize) -> Vec<Vec<f64>> {
    let found = Mutex::new(BTreeMap::new());
    let keep = |unit: &super::Unit, figures: super::UnitFigures| {
        let value = figures.iter().find(|(name, _)| name == key).unwrap().1;
        let place = (unit.point, unit.replication);
        assert_eq!(found.lock().unwrap().insert(place, value.unwrap()), None);
        Ok(())
    };
    sweep
        .run(&sweep.units(), jobs, &Watch::none(), &keep)
        .unwrap();
    let found: Vec<f64> = found.into_inner().unwrap().into_values().collect();
    found.chunks(3).map(<[f64]>::to_vec).collect()
}

/// With common random numbers each channel draws its persons from a stream of its own: a figure of
/// one channel depends on its own factor alone.
#[test]
fn units_depend_on_their_point_alone_and_not_on_threads() {
    let sweep = sweep("lhs:6", Seeds::Common);
    let key = "talent.registered_all";
    let [one, many] = [1, 5].map(|jobs| values(&sweep, key, jobs));
    assert_eq!(one, many);
    for (point, values) in sweep.points.iter().zip(&one) {
        // Poisson with this mean; three replications within 4 standard errors.
        let mean = (point[0] + point[1]) * 100.0 / 365.0;
        let found = values.iter().sum::<f64>() / 3.0;
        assert!(
            (found - mean).abs() < 4.0 * (mean / 3.0).sqrt(),
            "{point:?} {values:?}"
        );
    }
}

#[test]
fn ids_say_all_that_figures_depend_on() {
    let ids =
        |sweep: &Sweep| -> Vec<String> { sweep.units().into_iter().map(|unit| unit.id).collect() };
    let base = ids(&sweep("sobol:4", Seeds::Common));
    let unique: std::collections::BTreeSet<&String> = base.iter().collect();
    assert_eq!((base.len(), unique.len()), (12, 12));
    // A longer design begins with the shorter one, and has its units.
    assert_eq!(base[..], ids(&sweep("sobol:8", Seeds::Common))[..12]);
    let mut more = sweep("sobol:4", Seeds::Common);
    more.study = more.study.with(&["run.replications=5".to_owned()]).unwrap();
    assert_eq!(more.units().len(), 20);
    assert!(base.iter().all(|id| ids(&more).contains(id)));
    let mut other = sweep("sobol:4", Seeds::Common);
    other.kept = vec!["talent.*".to_owned()];
    let others = [ids(&other), ids(&sweep("sobol:4", Seeds::PerPoint))];
    assert!(others.iter().flatten().all(|id| !base.contains(id)));
}

#[test]
fn points_of_their_own_seeds_are_independent() {
    let of = |seeds: Seeds| {
        let sweep = sweep("full", seeds);
        sweep.points.len()
    };
    let refused = std::panic::catch_unwind(|| of(Seeds::Common));
    assert!(refused.is_err(), "ranges have no levels");
    let levels = "[factors.one]\npaths = [\"talent.channels.steady.rate\"]\nlevels = [2000, 2000]";
    let kept = vec!["talent.registered_all".to_owned()];
    let of = |seeds: Seeds| {
        let space = space(levels).unwrap();
        let sweep = Sweep::new(&study(), space, Design::Full, seeds, kept.clone()).unwrap();
        values(&sweep, "talent.registered_all", 1)
    };
    let (common, own) = (of(Seeds::Common), of(Seeds::PerPoint));
    assert_eq!(common[0], common[1]);
    assert_ne!(own[0], own[1]);
}

/// Registrations are a sum of the two rates: the first varies from 2,000 to 20,000, with a variance
/// of 18000^2 / 12, the other from 1,000 to 4,000 on the log scale, with a mean of 3000 / ln 4 and
/// a second moment of (16e6 - 1e6) / (2 ln 4). A sum has no interactions: first and total index of
/// the first factor are its share of the variance.
#[test]
fn indices_of_a_sum_are_the_shares_of_its_variance() {
    let sweep = sweep("saltelli:256", Seeds::Common);
    let explored = Explored {
        design: sweep.design,
        seed: 1,
        seeds: sweep.seeds,
        points: sweep.points.clone(),
        ranges: vec![None, None],
    };
    let found = sensitivity(&explored, &values(&sweep, "talent.registered_all", 2)).unwrap();
    let log = 4.0_f64.ln();
    let of_one = 18_000.0_f64.powi(2) / 12.0;
    let of_other = 15e6 / (2.0 * log) - (3_000.0 / log).powi(2);
    let share = of_one / (of_one + of_other);
    let Measures::Indices(indices) = &found.measures else {
        panic!("a design for indices");
    };
    let (first, total) = (indices.first[0], indices.total[0]);
    assert!((first.value - share).abs() < 0.02, "{first:?} {share}");
    assert!((total.value - share).abs() < 0.02, "{total:?} {share}");
    assert!(indices.total[1].value < 0.1);
    // Noise of a Poisson count: its mean over three replications, beside the variance of the rates.
    let noise = found.noise.unwrap();
    assert!(noise.share < 0.01, "{noise:?}");
}

#[test]
fn spaces_name_what_is_wrong_with_them() {
    let factor = |text: &str| format!("[factors.f]\n{text}");
    let rate = "paths = [\"talent.channels.steady.rate\"]\n";
    let cases = [
        ("", "there is no factor"),
        (&factor("paths = []\nlow = 1\nhigh = 2"), "sets nothing"),
        (
            &factor("paths = [\"talent.channels.two.rate\"]\nlow = 1\nhigh = 2"),
            "says nothing at",
        ),
        (
            &factor("paths = [\"talent.channels.steady.kind\"]\nlow = 1\nhigh = 2"),
            "not a number",
        ),
        (&factor(rate), "has no values"),
        (
            &format!("[factors.point]\n{rate}low = 1\nhigh = 2"),
            "the column of the numbers",
        ),
        (
            &factor(&format!("{rate}low = 2\nhigh = 1")),
            "the range is empty",
        ),
        (
            &factor(&format!("{rate}low = 0\nhigh = 1\nscale = \"log\"")),
            "no zero",
        ),
        (
            &factor(&format!("{rate}low = 0.5\nhigh = 3\ninteger = true")),
            "are whole",
        ),
        (&factor(&format!("{rate}levels = []")), "no level"),
        (
            &factor(&format!(
                "{rate}levels = [1]\ndistribution = \"uniform(low=1, high=2)\""
            )),
            "two kinds of them",
        ),
        (
            &factor(&format!("{rate}distribution = \"normal(mean=1)\"")),
            "has the arguments mean, sd",
        ),
        (
            &factor(&format!(
                "{rate}scale = \"log\"\ndistribution = \"normal(mean=1, sd=1)\""
            )),
            "needs no scale",
        ),
        (
            &factor(
                &(rate.replace(']', ", \"talent.channels.steady.rate\"]") + "low = 1\nhigh = 2"),
            ),
            "or twice",
        ),
    ];
    for (text, part) in cases {
        let text = if text.is_empty() {
            "factors = {}"
        } else {
            text
        };
        let error = space(text).unwrap_err();
        assert!(error.contains(part), "{text}: {error}");
    }
}

#[test]
fn points_at_which_the_scenario_is_invalid_are_named_all_at_once() {
    let text = "[factors.share]\npaths = [\"talent.channels.steady.rate\"]\n\
                low = -20\nhigh = 3\ninteger = true";
    let kept = vec!["talent.*".to_owned()];
    let space = space(text).unwrap();
    let sweep = Sweep::new(&study(), space, Design::Full, Seeds::Common, kept).unwrap();
    let error = sweep.check(&sweep.units(), 2, &Watch::none()).unwrap_err();
    assert!(matches!(error, SweepError::Points(_)));
    let text = error.to_string();
    assert!(
        text.starts_with("the scenario is invalid at 20 points; nothing was run\n"),
        "{text}"
    );
    assert!(
        text.contains("\n  point 0 (share -20): talent.channels.steady.rate: "),
        "{text}"
    );
    assert_eq!(text.lines().count(), 21, "{text}");
    // Units of valid points alone are no reason to refuse.
    let valid: Vec<_> = sweep
        .units()
        .into_iter()
        .filter(|unit| unit.point > 20)
        .collect();
    sweep.check(&valid, 1, &Watch::none()).unwrap();
}

#[test]
fn points_are_read_from_a_table_and_known_by_their_values() {
    let read = |text: &str| points_of(text, &space(SPACE).unwrap());
    let points = read("point,other,one\n0,1000,2000\n7, 4000 ,2_500.5\n").unwrap();
    assert_eq!(points, [[2_000.0, 1_000.0], [2_500.5, 4_000.0]]);
    let sweep = |points: &[Vec<f64>]| {
        let kept = vec!["talent.registered*".to_owned()];
        let space = space(SPACE).unwrap();
        Sweep::at_points(&study(), space, points.to_vec(), Seeds::Common, kept)
    };
    let (both, one) = (sweep(&points), sweep(&points[..1]));
    assert_ne!(both.design, one.design);
    assert_eq!(both.design.to_string().parse::<Design>(), Ok(both.design));
    assert_eq!(both.units()[..3], one.units());
    for (text, part) in [
        (
            "one,other\n1,1000\n",
            "line 2: `one` is 1, and its values are from 2000 to 20000",
        ),
        (
            "one,other\n2000,x\n",
            "line 2: `x` of `other` is not a number",
        ),
        (
            "one\n2000\n",
            "line 1: there is no column for the factor `other`",
        ),
        (
            "one,other,two\n",
            "line 1: no factor is called `two`; the factors are one, other",
        ),
        ("one,other,one\n", "line 1: there are two columns `one`"),
        ("one,other\n", "there is no row"),
        ("one,other\n2000\n", "line: 2"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(part), "{text}: {error}");
    }
    let many = format!("one,other\n{}", "1,1\n".repeat(30));
    let error = read(&many).unwrap_err();
    assert!(
        error.ends_with("and 40 more") && error.lines().count() == 21,
        "{error}"
    );
}

/// A factor with a distribution of its own: the rate is normal with the mean 2000, and so are the
/// registrations, 2000 * 100 / 365 in the mean.
#[test]
fn a_distribution_spreads_the_points_and_their_figures() {
    let text = "[factors.one]\npaths = [\"talent.channels.steady.rate\"]\n\
                distribution = \"normal(mean=2000, sd=200)\"";
    let kept = vec!["talent.registered*".to_owned()];
    let design = Design::Sobol(64);
    let sweep = Sweep::new(&study(), space(text).unwrap(), design, Seeds::Common, kept).unwrap();
    let points: Vec<f64> = sweep.points.iter().map(|point| point[0]).collect();
    let mean = points.iter().sum::<f64>() / 64.0;
    let sd = points
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / 63.0;
    assert!(
        (mean - 2_000.0).abs() < 10.0 && (sd.sqrt() - 200.0).abs() < 10.0,
        "{mean} {sd}"
    );
    let explored = Explored {
        design,
        seed: 1,
        seeds: sweep.seeds,
        points: sweep.points.clone(),
        ranges: vec![None],
    };
    let values = values(&sweep, "talent.registered/steady", 2);
    let found = sensitivity(&explored, &values).unwrap();
    assert!(
        (found.mean - 2_000.0 * 100.0 / 365.0).abs() < 20.0,
        "{found:?}"
    );
    let Measures::Regression(fit) = found.measures else {
        panic!("no design of another method");
    };
    assert!(fit.coefficients[0].value > 0.9, "{fit:?}");
}

/// The sum again, with indices of pairs: a sum has no interactions.
#[test]
fn a_sum_has_no_second_order_index() {
    let sweep = sweep("saltelli2:64", Seeds::Common);
    assert_eq!(sweep.points.len(), 64 * 6);
    let explored = Explored {
        design: sweep.design,
        seed: 1,
        seeds: sweep.seeds,
        points: sweep.points.clone(),
        ranges: vec![None, None],
    };
    let found = sensitivity(&explored, &values(&sweep, "talent.registered_all", 2)).unwrap();
    let Measures::Indices(indices) = &found.measures else {
        panic!("a design for indices");
    };
    let [pair] = &indices.second[..] else {
        panic!("one pair of two factors");
    };
    assert_eq!(pair.factors, (0, 1));
    assert!(
        pair.index.interval.contains(0.0) && pair.index.value.abs() < 0.1,
        "{pair:?}"
    );
    assert_eq!(
        Design::Saltelli {
            blocks: 64,
            second_order: true
        }
        .kind(),
        "saltelli2"
    );
}
