//! `design.parquet` and `results.parquet`: the tables of a sweep with typed columns, the same
//! values as in the CSV files.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::journal::Done;
use super::tables::{Row, WINDOW, rows};
use crate::experiment::sweep::values::Values;
use crate::experiment::sweep::{Sweep, Unit};

/// A column with its values.
enum Column {
    Whole(Vec<i64>),
    Real(Vec<f64>),
    /// None where nothing was observed.
    Observed(Vec<Option<f64>>),
    Text(Vec<ByteArray>),
}

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
    let text = |of: &dyn for<'a> Fn(&Row<'a>) -> &'a str| {
        Column::Text(rows.iter().map(|row| ByteArray::from(of(row))).collect())
    };
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

/// A file of one row group.
fn file(columns: Vec<(String, Column)>) -> Result<Vec<u8>, ParquetError> {
    let fields = columns.iter().map(|(name, column)| field(name, column));
    let schema = Type::group_type_builder("table")
        .with_fields(fields.collect::<Result<_, _>>()?)
        .build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("chippark {}", crate::version::VERSION))
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for (_, column) in columns {
        let Some(mut to) = group.next_column()? else {
            return Err(ParquetError::General("a column too many".to_owned()));
        };
        match column {
            Column::Whole(values) => {
                to.typed::<Int64Type>().write_batch(&values, None, None)?;
            }
            Column::Real(values) => {
                to.typed::<DoubleType>().write_batch(&values, None, None)?;
            }
            Column::Observed(values) => {
                let is_there = values.iter().map(|value| i16::from(value.is_some()));
                let is_there: Vec<i16> = is_there.collect();
                let values: Vec<f64> = values.into_iter().flatten().collect();
                let to = to.typed::<DoubleType>();
                to.write_batch(&values, Some(&is_there), None)?;
            }
            Column::Text(values) => {
                to.typed::<ByteArrayType>()
                    .write_batch(&values, None, None)?;
            }
        }
        to.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

/// The field of a column.
fn field(name: &str, column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, repetition) = match column {
        Column::Whole(_) => (Physical::INT64, Repetition::REQUIRED),
        Column::Real(_) => (Physical::DOUBLE, Repetition::REQUIRED),
        Column::Observed(_) => (Physical::DOUBLE, Repetition::OPTIONAL),
        Column::Text(_) => (Physical::BYTE_ARRAY, Repetition::REQUIRED),
    };
    let is_text = matches!(column, Column::Text(_));
    let field = Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(is_text.then_some(LogicalType::String));
    Ok(Arc::new(field.build()?))
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
