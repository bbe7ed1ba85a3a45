//! The books of an experiment, as a table on the terminal and as a block of `summary.json`.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::number;
use super::table::{IN_MEMORY, align_right, lines, plain_table};
use crate::experiment::Balance;
use crate::units::spoken::agreeing;

/// One entry of `balance` in `summary.json`; its fields stand in this order. Amounts are means over
/// the replications, and whole numbers in each of them.
#[derive(Serialize)]
struct BalanceEntry {
    unit: &'static str,
    opening: f64,
    /// What came, by label.
    r#in: Map<String, Value>,
    /// What went, by label.
    out: Map<String, Value>,
    closing: f64,
    /// Opening and what came.
    left: f64,
    /// What went and closing.
    right: f64,
    /// Left less right, of the replication in which it is farthest from zero: 0 if the book closes.
    difference: f64,
}

/// The block `balance` of `summary.json`, by the name of the book.
pub(super) fn balance_map(balances: &[Balance]) -> Map<String, Value> {
    let entries = |of: &[(String, f64)]| of.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
    let entry = |of: &Balance| BalanceEntry {
        unit: of.unit,
        opening: of.opening,
        r#in: entries(&of.inflows),
        out: entries(&of.outflows),
        closing: of.closing,
        left: of.left,
        right: of.right,
        difference: of.difference as f64,
    };
    let balances = balances.iter();
    balances
        .map(|of| (of.name.clone(), json!(entry(of))))
        .collect()
}

/// The table of `run --audit`: each book with its two sides and their difference. Where `all` is
/// set, a row for each amount stands below its book.
#[must_use]
pub fn balance_table(balances: &[Balance], all: bool) -> String {
    let mut table = plain_table();
    table.set_header([
        "book",
        "before + came",
        "went + at the end",
        "difference",
        "unit",
    ]);
    for of in balances {
        let [left, right] = [of.left, of.right].map(number::plain);
        let difference = of.difference.to_string();
        table.add_row([&*of.name, &left, &right, &difference, of.unit]);
        if all {
            let mut row = |label: &str, left: Option<f64>, right: Option<f64>| {
                let [left, right] =
                    [left, right].map(|one| one.map_or_else(String::new, number::plain));
                table.add_row([&format!("  {label}"), &left, &right, "", ""]);
            };
            row("before", Some(of.opening), None);
            for (label, amount) in &of.inflows {
                row(label, Some(*amount), None);
            }
            for (label, amount) in &of.outflows {
                row(label, None, Some(*amount));
            }
            row("at the end", None, Some(of.closing));
        }
    }
    for column in 1..4 {
        align_right(&mut table, column);
    }
    let open = balances.iter().filter(|of| of.difference != 0).count();
    let mut text = lines(&table);
    let verdict = match open {
        0 => format!("all {} books close", balances.len()),
        open => format!(
            "{open} of {} books {} not close",
            balances.len(),
            agreeing(&open, "does", "do")
        ),
    };
    writeln!(text, "\n{verdict}").expect(IN_MEMORY);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(difference: i128) -> Balance {
        Balance {
            name: "fab.wafers".to_owned(),
            unit: "wafers",
            opening: 2.0,
            inflows: vec![("started".to_owned(), 5.5)],
            outflows: vec![("out".to_owned(), 4.0)],
            closing: 3.5,
            left: 7.5,
            right: 7.5,
            difference,
        }
    }

    #[test]
    fn the_table_shows_both_sides_and_counts_the_books_that_do_not_close() {
        let text = balance_table(&[book(0)], true);
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines: Vec<String> = text.lines().map(words).collect();
        let expected = [
            "book before + came went + at the end difference unit",
            "fab.wafers 7.5 7.5 0 wafers",
            "before 2",
            "started 5.5",
            "out 4",
            "at the end 3.5",
            "",
            "all 1 books close",
        ];
        assert_eq!(lines, expected);
        let text = balance_table(&[book(0), book(-1)], false);
        assert!(text.ends_with("1 of 2 books does not close\n"), "{text}");
    }

    #[test]
    fn the_block_has_the_sides_of_each_book() {
        let block = balance_map(&[book(3)]);
        let expected = json!({
            "unit": "wafers", "opening": 2.0, "in": {"started": 5.5}, "out": {"out": 4.0},
            "closing": 3.5, "left": 7.5, "right": 7.5, "difference": 3.0,
        });
        assert_eq!(block["fab.wafers"], expected);
    }
}
