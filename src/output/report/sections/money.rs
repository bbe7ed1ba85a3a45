//! Money: income by year, and cash.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::super::chart::{Caption, Column, stack};
use super::super::read::Run;
use super::course;
use crate::output::number;

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
/// Lines that are sums of others or income.
const SUMS: [&str; 6] = [
    "sales",
    "chip-sales",
    "gross-margin",
    "operating-profit",
    "net-profit",
    "tax",
];

/// Charts and the income statement; none if the scenario has no money.
pub(super) fn section(run: &Run) -> Option<Markup> {
    let years = by_year(run);
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
        @if !years.is_empty() { (costs(&years)) (statement(&years)) }
        @if let Some(chart) = revenue { (chart) }
        @if let Some(chart) = cash { (chart) }
    })
}

/// The lines of the income statement by year, as means over replications.
fn by_year(run: &Run) -> BTreeMap<String, BTreeMap<&str, f64>> {
    let mut years: BTreeMap<String, BTreeMap<&str, f64>> = BTreeMap::new();
    for row in run
        .statements
        .iter()
        .filter(|row| row.statement == "income")
    {
        let year = row.month.get(..4).unwrap_or(&row.month).to_owned();
        let lines = years.entry(year).or_default();
        *lines.entry(&row.line).or_default() += row.amount / run.summary.replications as f64;
    }
    years
}

fn costs(years: &BTreeMap<String, BTreeMap<&str, f64>>) -> Markup {
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

/// The income statement by year.
fn statement(years: &BTreeMap<String, BTreeMap<&str, f64>>) -> Markup {
    let lines: BTreeSet<&str> = years
        .values()
        .flat_map(|lines| lines.keys().copied())
        .collect();
    let is_zero = |line: &&str| {
        let amounts = years
            .values()
            .map(|lines| lines.get(line).copied().unwrap_or(0.0));
        amounts.fold(0.0, |most: f64, amount| most.max(amount.abs())) < 0.5
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label="Income by year" {
            table.figures {
                caption { "Income statement by year in CNY, means over replications" }
                thead { tr {
                    th scope="col" { "Line" }
                    @for year in years.keys() { th scope="col" { (year) } }
                } }
                tbody {
                    @for line in lines.iter().filter(|line| !is_zero(line)) {
                        tr {
                            th scope="row" { (line) }
                            @for of_year in years.values() {
                                @let amount = of_year.get(*line).copied().unwrap_or(0.0);
                                td.number { (number::amount(amount)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
