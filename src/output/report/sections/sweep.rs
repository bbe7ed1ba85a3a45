//! A sweep: which factors matter for each figure, and how the figure follows the first of them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::chart::{Bar, Caption, Sample, bars, boxes, scatter};
use super::super::table::table;
use super::Section;
use crate::experiment::sweep::sensitivity::{Measures, Sensitivity};
use crate::industry::metric_of;
use crate::output::number;
use crate::output::sensitivity::Explained;
use crate::output::sweep::tables::ReadSweep;
use crate::statistics::{Interval, sample};

/// The most figures, and the most factors of each.
const FIGURES: usize = 8;
const FACTORS: usize = 15;
/// A factor with no more values than this has a box for each.
const LEVELS: usize = 8;

/// The sections of a sweep, whose figures depend on its factors as said.
#[must_use]
pub fn of_sweep(sweep: &ReadSweep, explained: &[Explained]) -> Vec<Section> {
    let about = &sweep.about;
    let runs = about.points * about.replications as usize;
    let numbers = if about.common_random_numbers {
        "the same random numbers at all points"
    } else {
        "random numbers of its own at each point"
    };
    let card = [
        ("Scenario", about.scenario.clone()),
        (
            "Design",
            format!("{}, {} points", about.design, about.points),
        ),
        (
            "Runs",
            format!("{runs}, {} at each point, {numbers}", about.replications),
        ),
        ("Seed", about.seed.to_string()),
        ("Program", about.version.clone()),
    ];
    let what = html! {
        dl.card { @for (name, text) in &card { dt { (name) } dd { (text) } } }
        (factors(sweep))
    };
    let figures = html! {
        @for (place, (key, found)) in explained.iter().take(FIGURES).enumerate() {
            h3 { code { (key) } }
            @match found {
                Err(reason) => p { "Which factors matter is not known: " (reason) "." },
                Ok(found) => { (of_figure(sweep, place, key, found)) }
            }
        }
        @if explained.len() > FIGURES {
            p { (explained.len() - FIGURES) " more figures: " code { "chippark sensitivity" } }
        }
    };
    let section = |id, title, body| Section { id, title, body };
    vec![
        section("sweep", "The sweep", what),
        section("figures", "Which factors matter", figures),
    ]
}

/// A table of the factors.
fn factors(sweep: &ReadSweep) -> Markup {
    let body = html! {
        @for factor in &sweep.about.factors {
            tr {
                th scope="row" { (factor.name) }
                td {
                    @match (factor.low, factor.high, &factor.levels) {
                        (Some(low), Some(high), _) => {
                            (number::amount(low)) " to " (number::amount(high))
                        },
                        (_, _, Some(levels)) => { (list(levels)) },
                        _ => { (factor.distribution.as_deref().unwrap_or_default()) },
                    }
                }
                td { code { (factor.paths.join(", ")) } }
            }
        }
    };
    let heads = ["Factor", "Values", "Sets"];
    table("The list of factors", "What was varied", &heads, &body)
}

fn list(levels: &[f64]) -> String {
    let levels = levels.iter().map(|level| number::amount(*level));
    levels.collect::<Vec<_>>().join(", ")
}

/// How a figure depends on the factors: a tornado, and its course along the first factor.
fn of_figure(sweep: &ReadSweep, place: usize, key: &str, found: &Sensitivity) -> Markup {
    let unit = metric_of(key).map_or("", |metric| metric.unit);
    let (measure, mut rows) = measured(&sweep.factors(), &found.measures);
    rows.sort_by(|one, two| two.1.value.abs().total_cmp(&one.1.value.abs()));
    let first = rows.first().map(|(factor, _)| *factor);
    let shown: Vec<Bar> = rows.into_iter().take(FACTORS).map(|(_, bar)| bar).collect();
    let (mean, sd) = (number::amount(found.mean), number::amount(found.sd));
    let noise = found.noise.as_ref().map_or_else(String::new, |noise| {
        let share = (100.0 * noise.share).clamp(0.0, 100.0);
        format!(" {share:.0} % of their variance is noise of the replications.")
    });
    let text = format!(
        "{measure}, the largest first; whiskers are 95 % intervals. Over the points {key} has mean \
         {mean} and standard deviation {sd} {unit}.{noise}"
    );
    let caption = Caption::new(
        &format!("chart-factors-{place}"),
        &format!("Factors of {key}"),
        &text,
    );
    html! {
        (bars(&caption, "", &shown))
        @if let Some(factor) = first { (response(sweep, place, key, unit, factor)) }
    }
}

/// What the measure is, and a bar for each factor with its place.
fn measured(factors: &[String], measures: &Measures) -> (&'static str, Vec<(usize, Bar)>) {
    let (name, values): (_, Vec<(f64, Interval)>) = match measures {
        Measures::Indices(indices) => (
            "Total Sobol' index: the share of the variance that goes with the factor",
            indices
                .total
                .iter()
                .map(|of| (of.value, of.interval))
                .collect(),
        ),
        Measures::Effects(effects) => (
            "Mean absolute effect of the whole range of the factor",
            effects
                .iter()
                .map(|of| (of.mu_star.value, of.mu_star.interval))
                .collect(),
        ),
        Measures::Regression(fit) => (
            "Standardised regression coefficient",
            fit.coefficients
                .iter()
                .map(|of| (of.value, of.interval))
                .collect(),
        ),
    };
    let bars = factors
        .iter()
        .zip(values)
        .map(|(name, (value, interval))| Bar {
            name: name.clone(),
            value,
            interval: Some((interval.low, interval.high)),
            colour: 0,
            said: None,
        });
    (name, bars.enumerate().collect())
}

/// The figure along a factor: boxes where it has few values, points where it has many.
fn response(sweep: &ReadSweep, place: usize, key: &str, unit: &str, factor: usize) -> Markup {
    let name = sweep.factors().get(factor).cloned().unwrap_or_default();
    let means = sweep.figures.get(key).into_iter().flatten().map(|values| {
        let values: Vec<f64> = values.iter().flatten().copied().collect();
        (!values.is_empty()).then(|| sample::mean(&values))
    });
    let both = sweep.points.iter().zip(means);
    let both = both.filter_map(|(point, mean)| Some((*point.get(factor)?, mean?)));
    let points: Vec<(f64, f64)> = both.collect();
    let mut levels: BTreeMap<u64, Sample> = BTreeMap::new();
    for (value, mean) in &points {
        // The bits of numbers that are not negative are in their order.
        let level = levels
            .entry(value.abs().to_bits())
            .or_insert_with(|| Sample {
                name: format!("{name} = {}", number::amount(*value)),
                values: Vec::new(),
                colour: 0,
            });
        level.values.push(*mean);
    }
    let caption = Caption::new(
        &format!("chart-response-{place}"),
        &format!("{key} by {name}"),
        "The mean over replications at each point; the other factors move, too.",
    );
    if levels.len() <= LEVELS {
        boxes(&caption, unit, &levels.into_values().collect::<Vec<_>>())
    } else {
        scatter(&caption, &name, unit, &points)
    }
}
