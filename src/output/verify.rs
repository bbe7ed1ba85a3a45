//! The output of `verify`: each figure beside its exact value, and the number of those that agree.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::json;

use super::table::{self, IN_MEMORY};
use crate::experiment::verify::{Row, rms_z};

/// One compared figure; the fields stand in this order.
#[derive(Serialize)]
struct RowRecord {
    case: &'static str,
    figure: &'static str,
    unit: &'static str,
    exact: f64,
    mean: f64,
    /// Half the width of the 95 % interval of the mean.
    half_width: Option<f64>,
    replications: usize,
    /// Standard errors by which the mean is above the exact value; null where the replications do
    /// not differ or the comparison is by tolerance.
    z: Option<f64>,
    ok: bool,
}

impl RowRecord {
    fn of(row: &Row) -> Self {
        let compared = &row.comparison;
        Self {
            case: row.case,
            figure: row.figure,
            unit: row.unit,
            exact: compared.exact,
            mean: compared.estimate.mean,
            half_width: compared.estimate.half_width(),
            replications: compared.estimate.count,
            z: compared.z,
            ok: compared.holds,
        }
    }
}

/// The number of rows that agree.
fn agreeing(rows: &[Row]) -> usize {
    rows.iter().filter(|row| row.comparison.holds).count()
}

/// The verdict as JSON.
#[must_use]
pub fn verdict_json(rows: &[Row]) -> String {
    super::json_text(&json!({
        "schema_version": super::SCHEMA_VERSION,
        "figures": rows.len(),
        "ok": agreeing(rows),
        "rms_z": rms_z(rows),
        "rows": rows.iter().map(RowRecord::of).collect::<Vec<_>>(),
    }))
}

/// The verdict as a table for people: a line per figure, and a last line that counts those that
/// agree.
#[must_use]
pub fn verdict_table(rows: &[Row]) -> String {
    let mut shown = table::plain_table();
    shown.set_header(["case", "figure", "unit", "exact", "mean", "±", "z", ""]);
    let mut before = "";
    for row in rows {
        let compared = &row.comparison;
        let half = compared.estimate.half_width();
        shown.add_row([
            if row.case == before { "" } else { row.case },
            row.figure,
            row.unit,
            &digits(compared.exact),
            &digits(compared.estimate.mean),
            &half.map_or_else(|| "-".to_owned(), digits),
            &compared
                .z
                .map_or_else(|| "-".to_owned(), |z| format!("{z:+.2}")),
            if compared.holds { "ok" } else { "NOT OK" },
        ]);
        before = row.case;
    }
    (3..7).for_each(|column| table::align_right(&mut shown, column));
    let mut text = table::lines(&shown);
    let (agreeing, count) = (agreeing(rows), rows.len());
    let pooled = rms_z(rows).map_or_else(String::new, |z| format!(", rms z {z:.2}"));
    writeln!(text, "\n{agreeing} of {count} figures ok{pooled}").expect(IN_MEMORY);
    text
}

/// A value with four decimals.
fn digits(value: f64) -> String {
    format!("{value:.4}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::verify::Comparison;

    fn rows() -> Vec<Row> {
        let row = |case, figure, sample: &[f64]| Row {
            case,
            figure,
            unit: "min",
            comparison: Comparison::of(sample, 9.0, 1.0),
        };
        vec![
            row("one", "wait", &[8.0, 9.0, 10.0, 10.0]),
            row("one", "stay", &[19.0, 20.0, 21.0, 20.0]),
            row("two", "wait", &[9.0, 9.0, 9.0, 9.0]),
        ]
    }

    #[test]
    fn the_table_ends_with_how_many_agree() {
        let text = verdict_table(&rows());
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        // The standard errors are sqrt(11/12/4) and sqrt(2/3/4); t(0.975; 3) is 3.1824.
        assert_eq!(
            lines.last(),
            Some(&"2 of 3 figures ok, rms z 19.06"),
            "{text}"
        );
        assert!(
            lines[1].starts_with("one") && lines[1].ends_with("ok"),
            "{text}"
        );
        assert!(
            lines[1].contains("9.2500") && lines[1].contains("+0.52"),
            "{text}"
        );
        assert!(
            lines[2].starts_with("stay") && lines[2].ends_with("NOT OK"),
            "{text}"
        );
        assert!(lines[3].contains(" -  ok"), "{text}");
    }

    #[test]
    fn the_json_holds_every_row() {
        let value: serde_json::Value = serde_json::from_str(&verdict_json(&rows())).unwrap();
        assert_eq!((&value["figures"], &value["ok"]), (&json!(3), &json!(2)));
        assert_eq!(value["rows"][1]["ok"], json!(false));
        assert_eq!(value["rows"][2]["z"], json!(null));
        assert_eq!(value["rows"][0]["mean"], json!(9.25));
    }
}
