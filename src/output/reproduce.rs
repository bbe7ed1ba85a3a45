//! Whether the files of a results folder come out again.

use std::io;
use std::path::Path;

use serde::Serialize;

use super::results_folder::{RECORD, repeatable};
use super::series::SeriesFiles;
use super::table::{lines, plain_table};
use super::{Results, SCHEMA_VERSION};
use crate::version;

/// A file of a results folder, beside what comes out now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeated {
    /// The same bytes.
    Same,
    /// Other bytes.
    Differs,
    /// The folder does not have it.
    Missing,
}

/// The files of a results folder, beside what comes out now.
#[derive(Clone, Debug, Serialize)]
pub struct Reproduction {
    schema_version: u32,
    /// The build that made the folder; null where its record does not say.
    made_by: Option<String>,
    /// This build.
    this: &'static str,
    /// Each file that depends on nothing but the run.
    files: Vec<(&'static str, Repeated)>,
    /// Whether all of them are the same.
    reproduced: bool,
}

impl Reproduction {
    /// Compares the files of a folder with those of results. The course over time is compared in
    /// the form that the run wrote, and not missed where it left it out.
    ///
    /// # Errors
    /// If a file cannot be read, or this program cannot write its format.
    pub fn of(folder: &Path, results: &Results<'_>) -> io::Result<Self> {
        let mut files = Vec::new();
        let of_run = repeatable(results, &series_of(folder)).map_err(io::Error::other)?;
        for (name, contents) in of_run {
            let repeated = match std::fs::read(folder.join(name)) {
                Ok(bytes) if bytes == contents => Repeated::Same,
                Ok(_) => Repeated::Differs,
                Err(error) if error.kind() == io::ErrorKind::NotFound => Repeated::Missing,
                Err(error) => return Err(error),
            };
            files.push((name, repeated));
        }
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            made_by: made_by(folder),
            this: version::line(),
            reproduced: files
                .iter()
                .all(|(_, repeated)| *repeated == Repeated::Same),
            files,
        })
    }

    /// Whether all files are the same.
    #[must_use]
    pub const fn is_reproduced(&self) -> bool {
        self.reproduced
    }

    /// The table of a terminal.
    #[must_use]
    pub fn table(&self) -> String {
        let mut table = plain_table();
        for (name, repeated) in &self.files {
            let word = match repeated {
                Repeated::Same => "same bytes",
                Repeated::Differs => "differs",
                Repeated::Missing => "missing",
            };
            table.add_row([*name, word]);
        }
        let made_by = self.made_by.as_deref().unwrap_or("unknown");
        format!(
            "{}\nmade by  {made_by}\nthis is  {}\n",
            lines(&table),
            self.this
        )
    }

    /// The same as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        super::json_text(self)
    }
}

/// The build that made a folder, as its record has it.
fn made_by(folder: &Path) -> Option<String> {
    let record = record_of(folder);
    let field = |key: &str| record[key].as_str();
    Some(version::line_of(
        field("version")?,
        field("commit").unwrap_or_default(),
        field("source")?,
        field("compiler")?,
        field("target")?,
    ))
}

/// The names of the files of series that a run wrote, as its record has them.
fn series_of(folder: &Path) -> Vec<String> {
    let record = record_of(folder);
    let names = record["series"].as_array();
    let names = names.map(|names| names.iter().filter_map(|name| name.as_str()));
    let by_default = || SeriesFiles::default().names().map(str::to_owned).collect();
    names.map_or_else(by_default, |names| names.map(str::to_owned).collect())
}

/// The record of the run in a folder; null where it cannot be read.
fn record_of(folder: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.join(RECORD)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}
