//! Comparisons: tables of at most 80 columns for people, JSON and CSV for programs.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::json;

use super::gains::gains_table;
use super::number;
use super::rows::csv_text;
use super::table::{IN_MEMORY, align_right, lines, plain_table, shortened};
use crate::engine::Better;
use crate::experiment::compare::best::Best;
use crate::experiment::compare::{Comparison, Reached, Row, Verdict};
use crate::statistics::{Estimate, Interval, Paired};
use crate::units::spoken::plural;

/// The word of a verdict: `better` and `worse` where the metric has a better direction.
pub(super) fn word(row: &Row) -> &'static str {
    match (row.verdict, row.metric.better) {
        (Verdict::Same, _) => "same",
        (Verdict::Unclear(_), _) => "unclear",
        (Verdict::Unknown, _) => "unknown",
        (Verdict::Higher, Better::Higher) | (Verdict::Lower, Better::Lower) => "better",
        (Verdict::Higher, Better::Lower) | (Verdict::Lower, Better::Higher) => "worse",
        (Verdict::Higher, Better::Neither) => "more",
        (Verdict::Lower, Better::Neither) => "less",
    }
}

/// A verdict for people: how many replications an unclear one would take.
fn verdict(row: &Row) -> String {
    match row.verdict {
        Verdict::Unclear(Some(needed)) => format!("? {}", number::amount(needed as f64)),
        Verdict::Same
        | Verdict::Higher
        | Verdict::Lower
        | Verdict::Unclear(None)
        | Verdict::Unknown => word(row).to_owned(),
    }
}

/// The mean of the base, for people.
fn base(row: &Row) -> String {
    row.base
        .map_or_else(|| "-".to_owned(), |base| number::amount(base.mean))
}

/// A difference for people, with its sign: `+1,200 ± 300`.
pub(super) fn difference(row: &Row) -> String {
    let Some(paired) = &row.paired else {
        return "-".to_owned();
    };
    let text = number::figure(Some(paired.difference));
    // What rounds to zero has no sign.
    let mean = text.split(' ').next().unwrap_or_default();
    let is_zero = !mean.contains(|digit| matches!(digit, '1'..='9'));
    let is_above = paired.difference.mean > 0.0 && !is_zero;
    if is_above { format!("+{text}") } else { text }
}

/// A difference as a share of the base, with its sign.
pub(super) fn change(row: &Row) -> String {
    let share = row.paired.as_ref().and_then(Paired::relative);
    share
        .filter(|share| *share != 0.0)
        .map_or_else(String::new, |share| {
            let percent = 100.0 * share;
            let decimals = usize::from(percent.abs() < 9.95);
            format!("{percent:+.decimals$} %")
        })
}

/// The comparison for people. If one figure was asked for, scenarios are ranked by it.
#[must_use]
pub fn comparison_table(comparison: &Comparison) -> String {
    let mut text = format!(
        "Base: {}\n{} with common random numbers, seed {}\nverdicts at 5 % over all {}\n",
        comparison.base,
        plural(comparison.replications, "replication", "replications"),
        comparison.seed,
        plural(comparison.comparisons, "difference", "differences")
    );
    let one_figure = comparison.others.iter().all(|other| other.rows.len() == 1);
    if let Some(gains) = &comparison.gains {
        text.push_str(&gains_table(comparison, gains));
    } else if one_figure && comparison.others.len() > 1 {
        write!(text, "\n{}", ranking(comparison)).expect(IN_MEMORY);
    } else {
        for other in &comparison.others {
            write!(text, "\n{}\n{}", other.name, rows(&other.rows)).expect(IN_MEMORY);
        }
    }
    let mut all = comparison.others.iter().flat_map(|other| &other.rows);
    if comparison.gains.is_none() && all.any(|row| matches!(row.verdict, Verdict::Unclear(Some(_))))
    {
        text.push_str("\n? n: not shown; n replications would show one as large as was found\n");
    }
    for best in &comparison.best {
        write!(text, "\n{}", best_lines(best, comparison.others.len() + 1)).expect(IN_MEMORY);
    }
    if let Some(goals) = goals(&comparison.goals) {
        write!(text, "\n{goals}").expect(IN_MEMORY);
    }
    text
}

/// So many rivals of the best scenario are named.
const RIVALS: usize = 3;

/// The best of so many scenarios by a figure, and its nearest rivals.
fn best_lines(best: &Best, scenarios: usize) -> String {
    let direction = best.metric.better.word();
    let head = format!(
        "Best of {scenarios} by {} ({direction} is better): ",
        best.figure
    );
    let Some([(name, probability), rivals @ ..]) = best.order.as_deref() else {
        return head + "unknown; two replications must have it in all scenarios\n";
    };
    let rivals = rivals.iter().take(RIVALS);
    // Rounded down, since each is a least probability or may be taken for certainty.
    let percent = |share: f64| (100.0 * share).floor();
    let rivals = rivals.map(|(rival, better)| format!("{rival} {} %", percent(*better)));
    format!(
        "{head}{name}\nthe best of all with a probability of at least {} %; better than {}\n",
        percent(*probability),
        rivals.collect::<Vec<_>>().join(", ")
    )
}

/// The rows of a scenario.
fn rows(rows: &[Row]) -> String {
    let mut table = plain_table();
    table.set_header(["figure", "base", "difference", "change", "verdict"]);
    for row in rows {
        table.add_row([
            shortened(&row.figure.to_string()),
            base(row),
            difference(row),
            change(row),
            verdict(row),
        ]);
    }
    (1..4).for_each(|column| align_right(&mut table, column));
    lines(&table)
}

/// The scenarios ranked by one figure, the best or else the highest first.
fn ranking(comparison: &Comparison) -> String {
    let mut ranked: Vec<(&str, &Row)> = comparison
        .others
        .iter()
        .flat_map(|other| other.rows.iter().map(|row| (other.name.as_str(), row)))
        .collect();
    let by = |row: &Row| {
        row.paired
            .as_ref()
            .map_or(0.0, |paired| paired.difference.mean)
    };
    ranked.sort_by(|(_, one), (_, other)| match one.metric.better {
        Better::Lower => by(one).total_cmp(&by(other)),
        Better::Higher | Better::Neither => by(other).total_cmp(&by(one)),
    });
    let Some((_, first)) = ranked.first() else {
        return String::new();
    };
    let mut text = format!(
        "{} [{}], base {}\n",
        first.figure,
        first.metric.unit,
        base(first)
    );
    let mut table = plain_table();
    table.set_header(["scenario", "difference", "change", "verdict"]);
    for (name, row) in ranked {
        table.add_row([shortened(name), difference(row), change(row), verdict(row)]);
    }
    (1..3).for_each(|column| align_right(&mut table, column));
    text.push_str(&lines(&table));
    text
}

/// How often each scenario reaches each goal.
fn goals(reached: &[Reached]) -> Option<String> {
    let mut table = plain_table();
    table.set_header(["goal reached by", "runs", "probability", "95 % interval"]);
    let mut before = String::new();
    let mut ordered: Vec<&Reached> = reached.iter().collect();
    ordered.sort_by_key(|one| {
        let is_same = |other: &&Reached| other.goal == one.goal;
        reached.iter().position(|other| is_same(&other))
    });
    let mut text = String::new();
    for one in ordered {
        let goal = one.goal.to_string();
        if goal != before {
            table.add_row([goal.as_str(), "", "", ""]);
            before = goal;
        }
        let percent = |share: f64| format!("{:.0} %", 100.0 * share);
        let (of, interval) = (one.proportion, one.proportion.interval());
        table.add_row([
            format!("  {}", shortened(&one.name)),
            format!("{} of {}", of.hits, of.count),
            of.share().map_or_else(|| "-".to_owned(), percent),
            interval.map_or_else(String::new, |Interval { low, high }| {
                format!("{} to {}", percent(low), percent(high))
            }),
        ]);
    }
    (1..4).for_each(|column| align_right(&mut table, column));
    text.push_str(&lines(&table));
    (!reached.is_empty()).then_some(text)
}

/// A compared figure; its fields stand in this order.
#[derive(Serialize)]
struct RowRecord<'a> {
    scenario: &'a str,
    figure: String,
    unit: &'static str,
    better: &'static str,
    base: Option<f64>,
    base_ci95: Option<[f64; 2]>,
    other: Option<f64>,
    other_ci95: Option<[f64; 2]>,
    /// Over the replications that have the figure in both.
    difference: Option<f64>,
    difference_ci95: Option<[f64; 2]>,
    /// Of the base's mean over these replications.
    change: Option<f64>,
    pairs: usize,
    correlation: Option<f64>,
    /// Variance of the unpaired difference over that of the paired one.
    variance_reduction: Option<f64>,
    p: Option<f64>,
    /// By Holm's method, over all rows of the comparison.
    p_adjusted: Option<f64>,
    verdict: &'static str,
    /// How many replications a verdict on such a difference would take.
    replications_needed: Option<u64>,
}

impl<'a> RowRecord<'a> {
    fn of(scenario: &'a str, row: &Row, comparisons: usize) -> Self {
        let ends = |of: Option<Estimate>| {
            let interval = of.and_then(|estimate| estimate.interval)?;
            Some([interval.low, interval.high])
        };
        let paired = row.paired.as_ref();
        Self {
            scenario,
            figure: row.figure.to_string(),
            unit: row.metric.unit,
            better: row.metric.better.word(),
            base: row.base.map(|base| base.mean),
            base_ci95: ends(row.base),
            other: row.other.map(|other| other.mean),
            other_ci95: ends(row.other),
            difference: paired.map(|paired| paired.difference.mean),
            difference_ci95: ends(paired.map(|paired| paired.difference)),
            change: paired.and_then(Paired::relative),
            pairs: paired.map_or(0, |paired| paired.difference.count),
            correlation: paired.and_then(|paired| paired.correlation),
            variance_reduction: paired.and_then(|paired| paired.variance_reduction),
            p: paired.and_then(|paired| paired.p_value),
            p_adjusted: row.adjusted,
            verdict: word(row),
            replications_needed: paired
                .filter(|_| matches!(row.verdict, Verdict::Unclear(_)))
                .and_then(|paired| paired.replications_needed(comparisons)),
        }
    }
}

/// The records of all rows, by scenario.
fn records(comparison: &Comparison) -> Vec<RowRecord<'_>> {
    let of = |row, name| RowRecord::of(name, row, comparison.comparisons);
    let others = comparison.others.iter();
    others
        .flat_map(|other| {
            other
                .rows
                .iter()
                .map(move |row| of(row, other.name.as_str()))
        })
        .collect()
}

/// The comparison as JSON.
#[must_use]
pub fn comparison_json(comparison: &Comparison) -> String {
    let goals = comparison.goals.iter().map(|reached| {
        let interval = reached.proportion.interval();
        json!({
            "goal": reached.goal.to_string(),
            "scenario": reached.name,
            "reached": reached.proportion.hits,
            "of": reached.proportion.count,
            "probability": reached.proportion.share(),
            "ci95": interval.map(|Interval { low, high }| [low, high]),
        })
    });
    let best = comparison.best.iter().map(|best| {
        let order = best.order.iter().flatten();
        let order = order.map(|(name, probability)| json!([name, probability]));
        json!({
            "figure": best.figure.to_string(),
            "better": best.metric.better.word(),
            "best": best.order.as_ref().map(|order| &order[0].0),
            "probability": best.order.as_ref().map(|order| order[0].1),
            "better_than": order.skip(1).collect::<Vec<_>>(),
        })
    });
    let gains = comparison.gains.iter().flat_map(|gains| {
        gains.gains.iter().map(|gain| {
            json!({
                "scenario": gain.name,
                "figure": gain.figure.to_string(),
                "per": gains.per.to_string(),
                "cost": gain.cost,
                "gain": gain.ratio,
                "ci95": gain.interval.map(|ends| [ends.low, ends.high]),
            })
        })
    });
    super::json_text(&json!({
        "schema_version": super::SCHEMA_VERSION,
        "base": comparison.base,
        "replications": comparison.replications,
        "seed": comparison.seed,
        "comparisons": comparison.comparisons,
        "rows": records(comparison),
        "goals": goals.collect::<Vec<_>>(),
        "best": best.collect::<Vec<_>>(),
        "per": gains.collect::<Vec<_>>(),
    }))
}

/// The columns of the table of differences.
const COLUMNS: [&str; 21] = [
    "scenario",
    "figure",
    "unit",
    "better",
    "base",
    "base_low",
    "base_high",
    "other",
    "other_low",
    "other_high",
    "difference",
    "difference_low",
    "difference_high",
    "change",
    "pairs",
    "correlation",
    "variance_reduction",
    "p",
    "p_adjusted",
    "verdict",
    "replications_needed",
];

/// The rows of the comparison as CSV, with the same fields as in JSON; ends of intervals are two
/// columns. Below them stand the goals, with the probabilities to reach them as figures.
#[must_use]
pub fn comparison_csv(comparison: &Comparison) -> String {
    let rows = records(comparison).into_iter().map(|row| {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let end = |ends: Option<[f64; 2]>, place: usize| number(ends.map(|ends| ends[place]));
        let needed = row.replications_needed;
        [
            row.scenario.to_owned(),
            row.figure,
            row.unit.to_owned(),
            row.better.to_owned(),
            number(row.base),
            end(row.base_ci95, 0),
            end(row.base_ci95, 1),
            number(row.other),
            end(row.other_ci95, 0),
            end(row.other_ci95, 1),
            number(row.difference),
            end(row.difference_ci95, 0),
            end(row.difference_ci95, 1),
            number(row.change),
            row.pairs.to_string(),
            number(row.correlation),
            number(row.variance_reduction),
            number(row.p),
            number(row.p_adjusted),
            row.verdict.to_owned(),
            needed.map_or_else(String::new, |needed| needed.to_string()),
        ]
    });
    let goals = goal_rows(comparison).map(|(scenario, base, other)| {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let shares = [&base.proportion, &other.proportion].map(|of| {
            let interval = of.interval();
            [
                number(of.share()),
                number(interval.map(|interval| interval.low)),
                number(interval.map(|interval| interval.high)),
            ]
        });
        let difference = base.proportion.share().zip(other.proportion.share());
        let difference = number(difference.map(|(base, other)| other - base));
        let first = [scenario.to_owned(), other.goal.to_string()];
        let fixed = [PROBABILITY, "higher"].map(str::to_owned);
        let cells = first
            .into_iter()
            .chain(fixed)
            .chain(shares.into_iter().flatten());
        let cells = cells.chain([difference]);
        let mut cells: Vec<String> = cells.collect();
        cells.resize(COLUMNS.len(), String::new());
        cells
    });
    csv_text(COLUMNS.map(str::to_owned), rows.map(Vec::from).chain(goals))
}

/// The unit of the rows of goals.
const PROBABILITY: &str = "probability";

/// The goals of each scenario beside those of the base.
fn goal_rows(comparison: &Comparison) -> impl Iterator<Item = (&str, &Reached, &Reached)> {
    let others = comparison
        .goals
        .iter()
        .filter(|one| one.name != comparison.base);
    others.filter_map(|other| {
        let mut of_base = comparison
            .goals
            .iter()
            .filter(|one| one.name == comparison.base);
        let base = of_base.find(|base| base.goal == other.goal)?;
        Some((other.name.as_str(), base, other))
    })
}
