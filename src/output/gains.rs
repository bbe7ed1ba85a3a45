//! The table of what scenarios gain for what they cost.

use std::fmt::Write as _;

use super::number;
use super::table::{IN_MEMORY, align_right, lines, plain_table, shortened};
use crate::engine::Better;
use crate::experiment::compare::Comparison;
use crate::experiment::compare::asked::FigureName;
use crate::experiment::compare::per::{Gain, Gains};

/// The scenarios by what they gain for the cost, a table a figure: the most first, or the least
/// where less is better.
pub(super) fn gains_table(comparison: &Comparison, gains: &Gains) -> String {
    let (size, of) = match gains.unit {
        "CNY" => (1e6, "M CNY".to_owned()),
        unit => (1.0, unit.to_owned()),
    };
    let mut figures: Vec<&FigureName> = gains.gains.iter().map(|gain| &gain.figure).collect();
    figures.sort_by_key(ToString::to_string);
    figures.dedup();
    let mut text = String::new();
    for figure in figures {
        let of_figure = gains.gains.iter().filter(|gain| &gain.figure == figure);
        let mut ranked: Vec<&Gain> = of_figure.collect();
        ranked.sort_by(|one, other| match one.metric.better {
            Better::Lower => one.ratio.total_cmp(&other.ratio),
            Better::Higher | Better::Neither => other.ratio.total_cmp(&one.ratio),
        });
        let unit = ranked.first().map_or("", |gain| gain.metric.unit);
        let per = &gains.per;
        writeln!(text, "\n{figure} [{unit}] for each {of} of {per}").expect(IN_MEMORY);
        let mut table = plain_table();
        table.set_header(["scenario", &format!("cost, {of}"), "gain", "95 % interval"]);
        for gain in ranked {
            let ends = gain.interval.map_or_else(String::new, |ends| {
                let ends = [ends.low, ends.high].map(|end| number::amount(end * size));
                ends.join(" to ")
            });
            table.add_row([
                shortened(&gain.name),
                number::amount(gain.cost / size),
                number::amount(gain.ratio * size),
                ends,
            ]);
        }
        (1..4).for_each(|column| align_right(&mut table, column));
        text.push_str(&lines(&table));
    }
    text + &without_cost(comparison, gains)
}

/// The scenarios that have no gain for their cost, since they cost what the base costs.
fn without_cost(comparison: &Comparison, gains: &Gains) -> String {
    let has_gain = |name: &str| gains.gains.iter().any(|gain| gain.name == name);
    let names = comparison.others.iter().map(|other| other.name.as_str());
    let names: Vec<&str> = names.filter(|name| !has_gain(name)).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("\nat no other cost than the base: {}\n", names.join(", "))
}
