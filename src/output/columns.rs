//! Files of Apache Parquet: a table with typed columns, in one row group.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::Results;
use super::rows::date_time;

/// A column with its values.
pub(super) enum Column {
    Whole(Vec<i64>),
    Real(Vec<f64>),
    /// None where nothing was observed.
    Observed(Vec<Option<f64>>),
    Text(Vec<ByteArray>),
}

impl Column {
    /// A column of texts.
    pub(super) fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        Self::Text(texts.map(ByteArray::from).collect())
    }
}

/// The bytes of `series.parquet`: the rows of `series.csv`, each with the unit of its measure and
/// how its series is to be read.
///
/// # Errors
/// If the writer of the format refuses.
pub(super) fn series(results: &Results<'_>) -> Result<Vec<u8>, ParquetError> {
    let outcomes = results.outcomes.iter();
    let points = || {
        outcomes
            .clone()
            .flat_map(|outcome| outcome.series.points().iter())
    };
    let numbers = outcomes.clone().flat_map(|outcome| {
        let number = i64::from(outcome.replication);
        std::iter::repeat_n(number, outcome.series.points().len())
    });
    let origin = results.study.plan().origin;
    let times = points().map(|point| date_time(origin, point.time));
    let times: Vec<String> = times.collect();
    let columns = [
        ("replication", Column::Whole(numbers.collect())),
        ("time", Column::texts(times.iter().map(String::as_str))),
        (
            "subject",
            Column::texts(points().map(|point| point.subject)),
        ),
        (
            "measure",
            Column::texts(points().map(|point| point.metric.key)),
        ),
        (
            "unit",
            Column::texts(points().map(|point| point.metric.unit)),
        ),
        (
            "series",
            Column::texts(points().map(|point| point.metric.series.word())),
        ),
        (
            "value",
            Column::Real(points().map(|point| point.value).collect()),
        ),
    ];
    let columns = columns.map(|(name, column)| (name.to_owned(), column));
    file(columns.into())
}

/// A file of one row group.
pub(super) fn file(columns: Vec<(String, Column)>) -> Result<Vec<u8>, ParquetError> {
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
