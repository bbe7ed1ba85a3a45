//! `design.parquet` and `results.parquet`: the tables of a sweep with typed columns, the same
//! values as in the CSV files.

use parquet::errors::ParquetError;

use super::journal::Done;
use super::tables::{Row, WINDOW, rows};
use crate::experiment::sweep::values::Values;
use crate::experiment::sweep::{Sweep, Unit};
use crate::output::columns::{Column, file};

/// The files with their bytes.
///
/// # Errors
/// If the writer of the format refuses.
pub fn files(
    sweep: &Sweep,
    units: &[Unit],
    done: &Done,
) -> Result<[(&'static str, Vec<u8>); 2], ParquetError> {
    Ok([
        ("design.parquet", design(sweep)?),
        ("results.parquet", results(units, done)?),
    ])
}

/// A row for each point: its number, and a column for each factor, of whole numbers where all are.
fn design(sweep: &Sweep) -> Result<Vec<u8>, ParquetError> {
    let mut columns = vec![(
        "point".to_owned(),
        Column::Whole(numbers(sweep.points.len())),
    )];
    for (place, factor) in sweep.space.factors.iter().enumerate() {
        let values = sweep.points.iter().map(|point| point[place]);
        let column = if is_whole(&factor.values) {
            Column::Whole(values.map(whole).collect())
        } else {
            Column::Real(values.collect())
        };
        columns.push((factor.name.clone(), column));
    }
    file(columns)
}

fn numbers(count: usize) -> Vec<i64> {
    (0_i64..).take(count).collect()
}

/// A row for each figure of each unit.
fn results(units: &[Unit], done: &Done) -> Result<Vec<u8>, ParquetError> {
    let rows: Vec<Row<'_>> = rows(units, done).collect();
    let whole = |number: &dyn Fn(&Row<'_>) -> u64| {
        let numbers = rows.iter().map(|row| number(row).cast_signed());
        Column::Whole(numbers.collect())
    };
    let text = |of: &dyn for<'a> Fn(&Row<'a>) -> &'a str| Column::texts(rows.iter().map(of));
    let columns = [
        ("point", whole(&|row| row.unit.point as u64)),
        ("replication", whole(&|row| u64::from(row.unit.replication))),
        ("seed", whole(&|row| row.unit.seed)),
        ("metric", text(&|row| row.metric)),
        ("subject", text(&|row| row.subject)),
        ("window", text(&|_| WINDOW)),
        (
            "value",
            Column::Observed(rows.iter().map(|row| row.value).collect()),
        ),
    ];
    file(
        columns
            .map(|(name, column)| (name.to_owned(), column))
            .into(),
    )
}

/// Whether all values of a factor are whole numbers.
fn is_whole(values: &Values) -> bool {
    match values {
        Values::Range { integer, .. } => *integer,
        Values::Levels(levels) => levels.iter().all(|level| level.fract() == 0.0),
        Values::Distributed(_) => false,
    }
}

/// A whole number as such; the cast is exact for all that a scenario can hold.
#[expect(clippy::cast_possible_truncation, reason = "the value is whole")]
const fn whole(value: f64) -> i64 {
    value as i64
}
