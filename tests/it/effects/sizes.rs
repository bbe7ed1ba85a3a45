//! How large the effects of the claims are: a table of `docs/validation.md`, measured anew by the
//! test and compared with what is written there.

use std::fmt::Write as _;

use chippark::industry::metrics;
use chippark::statistics::{Bounds, Estimate};

use super::{Effect, REPLICATIONS, chains, values};
use crate::support::{project, text_of};

const PAGE: &str = "docs/validation.md";

/// The table follows this line, and is the end of the page.
const HEADING: &str = "| claim | what it moves | without | with | difference |\n";

/// A difference at the precision of its interval: half its width has two significant digits.
fn difference(by: &Estimate) -> String {
    let half = by.half_width().unwrap_or(0.0);
    let digits = decimals(half);
    let sign = if by.mean > 0.0 { "+" } else { "" };
    let (mean, half) = (fixed(by.mean, digits), fixed(half, digits));
    format!("{sign}{mean} +- {half}")
}

/// The decimals that leave two significant digits of a half width; negative for hundreds.
#[expect(clippy::cast_possible_truncation, reason = "an exponent of ten")]
fn decimals(half: f64) -> i32 {
    if half > 0.0 {
        1 - half.log10().floor() as i32
    } else {
        0
    }
}

/// A value with so many decimals.
#[expect(clippy::cast_sign_loss, reason = "not negative after `max`")]
fn fixed(value: f64, decimals: i32) -> String {
    let unit = 10_f64.powi(-decimals);
    let value = (value / unit).round() * unit;
    // An effect of zero has no sign.
    format!("{:.*}", decimals.max(0) as usize, value + 0.0)
}

/// The unit of the metric that a figure is of.
fn unit(key: &str) -> &'static str {
    let name = key.split_once('/').map_or(key, |(name, _)| name);
    let metric = metrics().find(|metric| metric.key == name);
    metric.expect("a metric").unit
}

/// The rows of an effect: what it is about, and a row for each figure that it moves.
fn rows(effect: &Effect) -> String {
    let Effect { claim, shows, .. } = effect;
    let without = effect.off.join("`, `");
    let mut rows = format!("| **{claim}** | *{shows}*; without: `{without}` | | | |\n");
    let on = effect.ground.figures(&[]);
    let off = effect.ground.figures(effect.off);
    for (key, _) in effect.moves {
        let (on, off) = (values(&on, key), values(&off, key));
        let by: Vec<f64> = on.iter().zip(&off).map(|(on, off)| on - off).collect();
        let by = Estimate::of(&by, Bounds::Difference).expect("replications");
        let digits = decimals(by.half_width().unwrap_or(0.0));
        let mean = |sample: &[f64]| {
            let mean = sample.iter().sum::<f64>() / f64::from(REPLICATIONS);
            fixed(mean, digits)
        };
        let (on, off, by) = (mean(&on), mean(&off), difference(&by));
        let unit = unit(key);
        writeln!(rows, "| | `{key}`, {unit} | {off} | {on} | {by} |").unwrap();
    }
    rows
}

/// Every effect that a claim is tested by has its size in the page, with an interval.
#[test]
fn the_sizes_of_the_effects_are_those_of_the_page() {
    let table: String = chains().into_iter().flatten().map(rows).collect();
    let page = text_of(PAGE);
    let (before, _) = page.split_once(HEADING).expect("the table of effects");
    let measured = format!("{before}{HEADING}|---|---|---|---|---|\n{table}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(project(PAGE), &measured).unwrap();
    }
    assert_eq!(
        text_of(PAGE),
        measured,
        "`UPDATE=1 cargo test --test it -- sizes` writes {PAGE} anew"
    );
}

#[test]
fn a_difference_has_the_digits_of_its_interval() {
    let of = |sample: &[f64]| difference(&Estimate::of(sample, Bounds::Difference).unwrap());
    // t(.975, 1) = 12.7062, and the standard error of two values is half their difference.
    assert_eq!(of(&[1.0, 2.0]), "+1.5 +- 6.4");
    assert_eq!(of(&[-1000.0, -3000.0]), "-2000 +- 13000");
    assert_eq!(of(&[0.0, 0.0]), "0 +- 0");
}
