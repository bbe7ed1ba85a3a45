//! Which factors of a sweep matter: a table for people, JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::number;
use super::sweep::tables::{FactorEntry, ReadSweep};
use super::table::{IN_MEMORY, align_right, lines, plain_table};
use crate::experiment::sweep::Seeds;
use crate::experiment::sweep::sensitivity::{Explored, Measures, Sensitivity, sensitivity};
use crate::statistics::Interval;
use crate::statistics::sensitivity::{Measure, PairIndex};

/// A figure and how it depends on the factors, or why that is not known.
pub type Explained = (String, Result<Sensitivity, String>);

/// A sweep that was read back, as far as the sensitivity of its figures depends on it.
///
/// # Errors
/// If its file names no design.
pub fn explored(sweep: &ReadSweep) -> Result<Explored, String> {
    let about = &sweep.about;
    Ok(Explored {
        design: about.design()?,
        seed: about.seed,
        seeds: if about.common_random_numbers {
            Seeds::Common
        } else {
            Seeds::PerPoint
        },
        points: sweep.points.clone(),
        ranges: about.factors.iter().map(FactorEntry::range).collect(),
    })
}

/// How a figure of a sweep that was read back depends on the factors.
///
/// # Errors
/// If there is no such figure, it was not observed in every run, does not vary, or there are too
/// few points for the method of the design.
pub fn explain(sweep: &ReadSweep, explored: &Explored, key: &str) -> Result<Sensitivity, String> {
    let values = sweep.figures.get(key).ok_or("there is no such figure")?;
    let values: Option<Vec<Vec<f64>>> = values
        .iter()
        .map(|values| values.iter().copied().collect::<Option<Vec<f64>>>())
        .collect();
    let values = values.ok_or("it was not observed in every run")?;
    sensitivity(explored, &values).map_err(|error| error.to_string())
}

/// A number with its interval, for people: `0.42 (0.38 to 0.47)`.
fn cell(value: f64, Interval { low, high }: Interval, decimals: usize) -> String {
    let [value, low, high] = [value, low, high].map(|number| {
        let text = format!("{number:.decimals$}");
        // Minus nothing is nothing.
        let is_nothing = text.bytes().all(|letter| b"-0.".contains(&letter));
        if is_nothing {
            text.replace('-', "")
        } else {
            text
        }
    });
    format!("{value} ({low} to {high})")
}

#[test]
fn a_cell_has_no_minus_before_nothing() {
    let interval = |low, high| Interval { low, high };
    assert_eq!(
        cell(-0.001, interval(-0.01, -0.004), 2),
        "0.00 (-0.01 to 0.00)"
    );
    assert_eq!(cell(-0.6, interval(-10.0, 0.4), 0), "-1 (-10 to 0)");
}

/// The sensitivities as tables: the factors that matter most come first.
#[must_use]
pub fn sensitivity_table(factors: &[String], explained: &[Explained]) -> String {
    let mut text = String::new();
    for (place, (figure, found)) in explained.iter().enumerate() {
        if place > 0 {
            text.push('\n');
        }
        match found {
            Err(reason) => writeln!(text, "{figure}: {reason}").expect(IN_MEMORY),
            Ok(found) => write!(text, "{}", table_of(figure, factors, found)).expect(IN_MEMORY),
        }
    }
    text
}

/// The table of one figure.
fn table_of(figure: &str, factors: &[String], found: &Sensitivity) -> String {
    let amount = number::plain;
    let mut text = format!(
        "{figure}: mean {}, standard deviation {} over the points\n",
        amount(found.mean),
        amount(found.sd)
    );
    if let Some(noise) = &found.noise {
        let percent = |share: f64| format!("{:.0} %", 100.0 * share);
        writeln!(
            text,
            "noise of the replications: {} of the variance between points ({} to {})",
            percent(capped(noise.share)),
            percent(capped(noise.interval.low)),
            percent(capped(noise.interval.high))
        )
        .expect(IN_MEMORY);
    }
    let mut rows: Vec<(f64, [String; 3])> = Vec::new();
    let header = match &found.measures {
        Measures::Indices(indices) => {
            for (factor, (first, total)) in
                factors.iter().zip(indices.first.iter().zip(&indices.total))
            {
                let of = |measure: &Measure| cell(measure.value, measure.interval, 2);
                rows.push((total.value, [factor.clone(), of(first), of(total)]));
            }
            ["factor", "first-order index", "total index"]
        }
        Measures::Effects(effects) => {
            for (factor, effect) in factors.iter().zip(effects) {
                let Measure { value, interval } = effect.mu_star;
                let (low, high) = (amount(interval.low), amount(interval.high));
                let row = [
                    factor.clone(),
                    format!("{} ({low} to {high})", amount(value)),
                    amount(effect.sigma.value),
                ];
                rows.push((effect.mu_star.value, row));
            }
            ["factor", "mean absolute effect", "its spread"]
        }
        Measures::Regression(fit) => {
            for (factor, coefficient) in factors.iter().zip(&fit.coefficients) {
                let value = cell(coefficient.value, coefficient.interval, 2);
                rows.push((
                    coefficient.value.abs(),
                    [factor.clone(), value, String::new()],
                ));
            }
            writeln!(
                text,
                "a linear fit explains {:.0} % of the variance",
                100.0 * fit.r_squared
            )
            .expect(IN_MEMORY);
            ["factor", "standardised coefficient", ""]
        }
    };
    rows.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut table = plain_table();
    table.set_header(header);
    for (_, row) in rows {
        table.add_row(row);
    }
    (1..3).for_each(|column| align_right(&mut table, column));
    text + &lines(&table) + &table_of_pairs(factors, &found.measures)
}

/// The table of second-order indices, the largest first; empty where there are none.
fn table_of_pairs(factors: &[String], measures: &Measures) -> String {
    let mut pairs = second_order(measures).to_vec();
    if pairs.is_empty() {
        return String::new();
    }
    pairs.sort_by(|one, other| other.index.value.total_cmp(&one.index.value));
    let mut table = plain_table();
    table.set_header(["pair of factors", "second-order index"]);
    for PairIndex {
        factors: (one, other),
        index,
    } in pairs
    {
        let pair = format!("{} x {}", factors[one], factors[other]);
        table.add_row([pair, cell(index.value, index.interval, 2)]);
    }
    align_right(&mut table, 1);
    format!("\n{}", lines(&table))
}

/// The indices of pairs of factors, where the design has them.
fn second_order(measures: &Measures) -> &[PairIndex] {
    match measures {
        Measures::Indices(indices) => &indices.second,
        Measures::Effects(_) | Measures::Regression(_) => &[],
    }
}

/// A share as far as there is a whole: where points differ less than noise alone would make them,
/// the estimate of its share is above 1.
const fn capped(share: f64) -> f64 {
    share.min(1.0)
}

/// The sensitivities as JSON.
#[must_use]
pub fn sensitivity_json(factors: &[String], explained: &[Explained]) -> String {
    let figures = explained.iter().map(|(figure, found)| match found {
        Err(reason) => json!({ "figure": figure, "reason": reason }),
        Ok(found) => json!({
            "figure": figure,
            "mean": found.mean,
            "sd": found.sd,
            "noise_share": found.noise.map(|noise| capped(noise.share)),
            "noise_ci95": found
                .noise
                .map(|noise| [capped(noise.interval.low), capped(noise.interval.high)]),
            "factors": by_factor(factors, &found.measures),
            "pairs": by_pair(factors, &found.measures),
        }),
    });
    super::json_text(&json!({
        "schema_version": super::SCHEMA_VERSION,
        "figures": figures.collect::<Vec<_>>(),
    }))
}

/// The measures of each pair of factors.
fn by_pair(factors: &[String], measures: &Measures) -> Vec<Value> {
    let pairs = second_order(measures).iter();
    pairs
        .map(|PairIndex { factors: (one, other), index }| {
            json!({
                "factors": [factors[*one], factors[*other]],
                "second": { "value": index.value, "ci95": [index.interval.low, index.interval.high] },
            })
        })
        .collect()
}

/// The measures of each factor.
fn by_factor(factors: &[String], measures: &Measures) -> Vec<Value> {
    let ends = |Interval { low, high }: Interval| [low, high];
    let of = |measure: &Measure| json!({ "value": measure.value, "ci95": ends(measure.interval) });
    let names = factors.iter();
    match measures {
        Measures::Indices(indices) => names
            .zip(indices.first.iter().zip(&indices.total))
            .map(|(factor, (first, total))| {
                json!({ "factor": factor, "first": of(first), "total": of(total) })
            })
            .collect(),
        Measures::Effects(effects) => names
            .zip(effects)
            .map(|(factor, effect)| {
                json!({
                    "factor": factor,
                    "mu": of(&effect.mu),
                    "mu_star": of(&effect.mu_star),
                    "sigma": of(&effect.sigma),
                })
            })
            .collect(),
        Measures::Regression(fit) => names
            .zip(&fit.coefficients)
            .map(|(factor, coefficient)| {
                json!({
                    "factor": factor,
                    "coefficient": coefficient.value,
                    "ci95": ends(coefficient.interval),
                    "r_squared": fit.r_squared,
                })
            })
            .collect(),
    }
}
