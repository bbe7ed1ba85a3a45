//! Money: income by year, and cash.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::chart::{Caption, Column, stack};
use super::super::read::Run;
use super::super::table::table;
use super::course;

/// The lines of the income statement that a chart shows as costs.
const COSTS: [&str; 7] = [
    "cost-of-goods-sold",
    "bundle",
    "wages",
    "depreciation",
    "overheads",
    "selling",
    "other costs",
];
/// Lines that are sums of others, or income.
const SUMS: [&str; 7] = [
    "sales",
    "chip-sales",
    "gross-margin",
    "operating-profit",
    "net-profit",
    "tax",
    "change-of-cash",
];
/// The lines of the income statement in their order, and what they are called.
const INCOME: [(&str, &str); 20] = [
    ("sales", "sales of computers"),
    ("chip-sales", "sales of chips"),
    ("cost-of-goods-sold", "cost of goods sold (material)"),
    ("bundle", "what goes with a computer"),
    ("scrap", "scrap"),
    ("rounding", "rounding"),
    ("wages", "wages"),
    ("depreciation", "depreciation"),
    ("gross-margin", "gross margin"),
    ("overheads", "overheads"),
    ("carrying", "carrying cost of stock"),
    ("freight", "freight"),
    ("selling", "selling"),
    ("warranty", "warranty"),
    ("penalties", "penalties for lateness"),
    ("hiring", "hiring"),
    ("training", "training"),
    ("operating-profit", "operating profit"),
    ("tax", "tax"),
    ("net-profit", "net profit"),
];
/// The lines of the cash flow.
const CASH_FLOW: [(&str, &str); 12] = [
    ("from-customers", "from customers"),
    ("from-buyers-of-chips", "from buyers of chips"),
    ("to-suppliers-of-parts", "to suppliers of parts"),
    ("to-suppliers-of-wafers", "to suppliers of wafers"),
    ("to-employees", "to employees"),
    ("overheads", "overheads"),
    ("services", "services, freight, selling"),
    ("penalties", "penalties"),
    ("tax", "tax"),
    ("investment", "investment"),
    ("from-investors", "from investors"),
    ("change-of-cash", "change of cash"),
];
const MILLION: f64 = 1e6;

/// Amounts in CNY by year and line.
type Years<'a> = BTreeMap<String, BTreeMap<&'a str, f64>>;

/// Charts and the income statement; none if the scenario has no money.
pub(super) fn section(run: &Run) -> Option<Markup> {
    let years = by_year(run, "income");
    let cash = course(run, "chart-cash", "Cash", "finance.cash", "CNY");
    let revenue = course(
        run,
        "chart-revenue",
        "Revenue of a month",
        "finance.revenue_month",
        "CNY",
    );
    if years.is_empty() && cash.is_none() {
        return None;
    }
    Some(html! {
        @if !years.is_empty() {
            (costs(&years))
            (statement("Income statement", &INCOME, &years))
            (statement("Cash flow", &CASH_FLOW, &by_year(run, "cash-flow")))
        }
        @if let Some(chart) = revenue { (chart) }
        @if let Some(chart) = cash { (chart) }
    })
}

/// The lines of a statement by year, as means over replications.
fn by_year<'a>(run: &'a Run, statement: &str) -> Years<'a> {
    let mut years = Years::new();
    for row in run
        .statements
        .iter()
        .filter(|row| row.statement == statement)
    {
        let year = row.month.get(..4).unwrap_or(&row.month).to_owned();
        let lines = years.entry(year).or_default();
        *lines.entry(&row.line).or_default() += row.amount / run.summary.replications as f64;
    }
    years
}

fn costs(years: &Years<'_>) -> Markup {
    let parts = COSTS.map(str::to_owned);
    let columns = years.iter().map(|(year, lines)| {
        let cost = |line: &str| -lines.get(line).copied().unwrap_or(0.0);
        let is_other = |line: &str| !SUMS.contains(&line) && !COSTS.contains(&line);
        let others: f64 = lines
            .keys()
            .filter(|line| is_other(line))
            .map(|line| cost(line))
            .sum();
        let named = COSTS.iter().map(|&line| {
            if line == "other costs" {
                others
            } else {
                cost(line)
            }
        });
        Column {
            name: year.clone(),
            parts: named.map(|cost| cost.max(0.0)).collect(),
        }
    });
    let columns: Vec<Column> = columns.collect();
    let caption = Caption::new(
        "chart-costs",
        "Costs by year",
        "Costs of the income statement, as means over replications.",
    );
    stack(&caption, "CNY", &parts, &columns)
}

/// A statement by year, in the order of its lines; lines of nothing are left out.
fn statement(title: &str, rows: &[(&str, &str)], years: &Years<'_>) -> Markup {
    let amount = |of_year: &BTreeMap<&str, f64>, line: &str| {
        of_year.get(line).copied().unwrap_or(0.0) / MILLION
    };
    let is_shown = |line: &str| years.values().any(|year| amount(year, line).abs() >= 0.005);
    let body = html! {
        @for (line, name) in rows.iter().filter(|(line, _)| is_shown(line)) {
            tr {
                th scope="row" {
                    @if SUMS.contains(line) { strong { (name) } } @else { (name) }
                }
                @for of_year in years.values() {
                    td.number { (format!("{:.2}", amount(of_year, line))) }
                }
            }
        }
    };
    let heads: Vec<&str> = std::iter::once("Line")
        .chain(years.keys().map(String::as_str))
        .collect();
    let caption = format!("{title} by year in M CNY, means over replications");
    table(title, &caption, &heads, &body)
}
