//! The forms in which a results folder has the course of the figures over time: one value a row,
//! one time a row, typed columns, or none.

use super::{Results, rows};

/// One value a row.
pub(super) const LONG: &str = "series.csv";
/// One replication and time a row.
pub(super) const WIDE: &str = "series-wide.csv";
/// One value a row, in typed columns.
pub(super) const PARQUET: &str = "series.parquet";

/// The form of the series as a table of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// `series.csv`: a row for each value.
    #[default]
    Long,
    /// `series-wide.csv`: a row for each replication and time, a column for each figure.
    Wide,
    /// No such file.
    None,
}

/// Which files of series a results folder has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeriesFiles {
    /// The table of text.
    pub form: Form,
    /// Whether it has `series.parquet` too.
    pub parquet: bool,
}

impl SeriesFiles {
    /// The names of the files.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let text = match self.form {
            Form::Long => Some(LONG),
            Form::Wide => Some(WIDE),
            Form::None => None,
        };
        text.into_iter().chain(self.parquet.then_some(PARQUET))
    }

    /// What to say of a table that a spreadsheet would cut.
    #[must_use]
    pub fn remark(self, results: &Results<'_>) -> Option<String> {
        if self.form != Form::Long {
            return None;
        }
        let remedy = "take `--series wide`, a longer `run.observe` or fewer replications";
        rows::beyond_spreadsheet(LONG, rows::series_rows(results), remedy)
    }
}

/// Whether a file of a results folder has series.
pub(super) fn is_series(file: &str) -> bool {
    [LONG, WIDE, PARQUET].contains(&file)
}

/// The bytes of `series.parquet`.
///
/// # Errors
/// If the writer of the format refuses.
#[cfg(feature = "parquet")]
pub(super) fn parquet(results: &Results<'_>) -> Result<Vec<u8>, String> {
    super::columns::series(results).map_err(|error| error.to_string())
}

/// A program without the feature cannot write it.
#[cfg(not(feature = "parquet"))]
pub(super) fn parquet(_: &Results<'_>) -> Result<Vec<u8>, String> {
    Err("this program cannot write Parquet".to_owned())
}
