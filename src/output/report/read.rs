//! What a page is made of: the files of a results folder, read back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};
use thiserror::Error;

use super::courses::Courses;
use crate::experiment::Study;
use crate::industry::ScenarioFile;
use crate::output::results_folder::{LIMITS, RECORD, REPLICATIONS, SCENARIO, STATEMENTS, SUMMARY};
use crate::output::series::LONG;
use crate::scenario::{Document, Problems};
use crate::statistics::{Estimate, Interval, sample};
use crate::units::Duration;

/// Why a page cannot be made of a folder.
#[derive(Debug, Error)]
pub enum ReadError {
    /// A file is missing or is not what a run writes.
    #[error(
        "`{}`: {cause}; name the results folder of a run that is whole, or run it again",
        .path.display()
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// Its scenario is invalid.
    #[error(transparent)]
    Scenario(#[from] Problems),
    /// Its scenario is another one than ran.
    #[error(
        "`{}`: the scenario was changed after the run, so that it does not say what ran; \
         run it again", .0.display()
    )]
    Changed(PathBuf),
    /// Its figures are not those of its replications.
    #[error(
        "`{}`: `{SUMMARY}` and `{REPLICATIONS}` differ on `{key}`: one of them was changed after \
         the run; run it again", .folder.display()
    )]
    Unlike {
        /// The results folder.
        folder: PathBuf,
        /// The first figure on which they differ.
        key: String,
    },
}

/// A figure of `summary.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct FigureEntry {
    /// In what it is counted or measured.
    pub unit: String,
    /// What it measures.
    pub meaning: String,
    /// The mean over the replications that observed it.
    pub mean: Option<f64>,
    /// Their standard deviation.
    pub sd: Option<f64>,
    /// The 95 % interval of the mean.
    pub ci95: Option<[f64; 2]>,
    /// How many replications observed it.
    pub n: usize,
    /// `higher`, `lower` or `neither`.
    pub better: String,
}

impl FigureEntry {
    /// Its estimate, if anything was observed.
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate> {
        self.mean.map(|mean| Estimate {
            count: self.n,
            mean,
            sd: self.sd,
            interval: self.ci95.map(|[low, high]| Interval { low, high }),
            is_skewed: false,
        })
    }
}

/// A target of `summary.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct TargetRow {
    /// Its name.
    pub id: String,
    /// The figure.
    pub metric: String,
    /// The period over which it is taken.
    pub period: Option<String>,
    /// What is reported.
    pub value: f64,
    /// What kind of target it is, such as `calibrated`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The simulated mean.
    pub mean: Option<f64>,
    /// Its 95 % interval.
    pub ci95: Option<[f64; 2]>,
    /// How many replications observed it.
    pub n: usize,
    /// Whether it is met; none where the run does not cover its period.
    pub met: Option<bool>,
    /// Where the reported value stands.
    pub source: String,
}

/// `summary.json`, as far as a page shows it.
#[derive(Clone, Debug, Deserialize)]
pub struct SummaryFile {
    /// The name of the scenario.
    pub scenario: String,
    /// The digest of the scenario without its seed.
    pub scenario_digest: String,
    /// The seed of its random streams.
    pub seed: u64,
    /// How many replications there are.
    pub replications: usize,
    /// The number of the first.
    pub first_replication: u32,
    /// The digest of all figures.
    pub result_digest: String,
    /// The figures by key.
    pub metrics: BTreeMap<String, FigureEntry>,
    /// The targets with their verdicts.
    pub targets: Vec<TargetRow>,
    /// The share of days on which each constraint bound.
    pub limits: Map<String, Value>,
    /// The books: what came and went.
    pub balance: BTreeMap<String, BookEntry>,
}

/// A book of `summary.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct BookEntry {
    /// The unit of its amounts.
    pub unit: String,
    /// What came in, by where from.
    #[serde(rename = "in")]
    pub came: BTreeMap<String, f64>,
    /// What went out, by where to.
    pub out: BTreeMap<String, f64>,
    /// What is there at the end.
    pub closing: f64,
}

/// `run.json`, as far as a page shows it.
#[derive(Clone, Debug, Deserialize)]
pub struct RecordFile {
    /// Wall time in seconds.
    pub wall_s: f64,
    /// Events of all replications.
    pub events: u64,
    /// The version of the program.
    pub version: String,
    /// Its commit, if it is known.
    pub commit: Option<String>,
    /// The compiler that built it.
    pub compiler: String,
    /// When the run began, in UTC.
    pub started: String,
    /// The command line, word by word.
    pub command_line: Vec<String>,
}

/// On how many days of a month something bound, in one replication.
#[derive(Clone, Debug, Deserialize)]
pub struct BindingRow {
    /// In which replication.
    pub replication: u32,
    /// The month, such as `2019-03`.
    pub month: String,
    /// `park`, `fab` or `line`.
    pub scope: String,
    /// What bound.
    pub constraint: String,
    /// Where.
    pub place: String,
    /// On how many days.
    pub days: f64,
}

/// An amount of a statement of money, in one replication.
#[derive(Clone, Debug, Deserialize)]
pub struct StatementRow {
    /// In which replication.
    pub replication: u32,
    /// Of which month, such as `2019-03`.
    pub month: String,
    /// `income`, `balance` or `cash-flow`.
    pub statement: String,
    /// The line of the statement.
    pub line: String,
    /// In CNY.
    pub amount: f64,
}

/// A run, read back from its results folder.
#[derive(Clone, Debug)]
pub struct Run {
    /// The folder as the user names it.
    pub folder: PathBuf,
    /// What it is called on the page: as its scenario, and by its folder where others are, too.
    pub name: String,
    /// The scenario, as it ran.
    pub study: Study,
    /// The figures.
    pub summary: SummaryFile,
    /// How it was made.
    pub record: RecordFile,
    /// The figures of each replication, by key; none where nothing was observed.
    pub replications: BTreeMap<String, Vec<Option<f64>>>,
    /// The course over time; empty where the run left it out.
    pub courses: Courses,
    /// What bound by month.
    pub bindings: Vec<BindingRow>,
    /// Money by month.
    pub statements: Vec<StatementRow>,
}

impl Run {
    /// Reads a results folder.
    ///
    /// # Errors
    /// If a file is missing or broken, or the scenario is not the one that ran.
    pub fn read(folder: &Path) -> Result<Self, ReadError> {
        let summary: SummaryFile = json(&folder.join(SUMMARY))?;
        let record = json(&folder.join(RECORD))?;
        let document = Document::load_as::<ScenarioFile>(&folder.join(SCENARIO), &[])?;
        let study = Study::new(document.named(&summary.scenario))?;
        if study.digest() != summary.scenario_digest {
            return Err(ReadError::Changed(folder.join(SCENARIO)));
        }
        let plan = study.plan();
        let days = [plan.horizon, plan.observe_every, plan.warmup];
        let days = days.map(Duration::as_days);
        let series = folder.join(LONG);
        let courses = if series.is_file() {
            let found = Courses::read(&series, plan.origin, days);
            found.map_err(|cause| ReadError::File {
                path: series,
                cause,
            })?
        } else {
            Courses::default()
        };
        let replications = columns(&folder.join(REPLICATIONS))?;
        if let Some(key) = unlike(&summary, &replications) {
            let folder = folder.to_owned();
            return Err(ReadError::Unlike { folder, key });
        }
        Ok(Self {
            folder: folder.to_owned(),
            name: study.park().about().title.clone(),
            replications,
            bindings: table(&folder.join(LIMITS))?,
            statements: table(&folder.join(STATEMENTS))?,
            study,
            summary,
            record,
            courses,
        })
    }

    /// The mean of a figure, if it was observed.
    #[must_use]
    pub fn mean(&self, key: &str) -> Option<f64> {
        self.summary.metrics.get(key)?.mean
    }

    /// The values of a figure in each replication; none where nothing was observed, as of a figure
    /// whose section the scenario lacks.
    pub(super) fn observed(&self, key: &str) -> Vec<Option<f64>> {
        let mut values = self.replications.get(key).cloned().unwrap_or_default();
        if self.lacks(key) {
            values.fill(None);
        }
        values
    }

    /// Whether a figure says nothing: the scenario lacks its section, and it is 0 in all
    /// replications.
    pub(super) fn lacks(&self, key: &str) -> bool {
        let values = self.replications.get(key).into_iter().flatten();
        self.study.park().lacks(key, values.copied())
    }

    /// The subjects of a metric with their figures, in the order of their names.
    pub fn subjects<'a>(
        &'a self,
        metric: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a FigureEntry)> + 'a {
        let figures = self.summary.metrics.iter();
        figures.filter_map(move |(key, entry)| {
            let subject = key.strip_prefix(metric)?.strip_prefix('/')?;
            Some((subject, entry))
        })
    }
}

/// The first figure whose count or mean is not that of its replications.
fn unlike(
    summary: &SummaryFile,
    replications: &BTreeMap<String, Vec<Option<f64>>>,
) -> Option<String> {
    let differs = |key: &str, entry: &FigureEntry| {
        let values = replications.get(key).into_iter().flatten();
        let values: Vec<f64> = values.copied().flatten().collect();
        let is_mean = entry.mean.is_none_or(|mean| {
            let own = sample::mean(&values);
            (mean - own).abs() <= 1e-9 * own.abs().max(1.0)
        });
        values.len() != entry.n || !is_mean
    };
    let mut figures = summary.metrics.iter();
    let found = figures.find(|(key, entry)| differs(key, entry));
    found.map(|(key, _)| key.clone())
}

/// A JSON file.
fn json<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, ReadError> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string());
    let value =
        text.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()));
    value.map_err(|cause| ReadError::File {
        path: path.to_owned(),
        cause,
    })
}

/// A CSV file, row by row.
fn table<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>, ReadError> {
    let read =
        || -> Result<Vec<T>, csv::Error> { csv::Reader::from_path(path)?.deserialize().collect() };
    read().map_err(|error| ReadError::File {
        path: path.to_owned(),
        cause: error.to_string(),
    })
}

/// `replications.csv`: the values of each column.
fn columns(path: &Path) -> Result<BTreeMap<String, Vec<Option<f64>>>, ReadError> {
    let read = || -> Result<_, csv::Error> {
        let mut reader = csv::Reader::from_path(path)?;
        let head = reader.headers()?.clone();
        let mut columns = vec![Vec::new(); head.len()];
        for row in reader.records() {
            for (column, cell) in columns.iter_mut().zip(&row?) {
                column.push(cell.parse().ok());
            }
        }
        let named = head.iter().map(str::to_owned).zip(columns);
        Ok(named.collect())
    };
    read().map_err(|error| ReadError::File {
        path: path.to_owned(),
        cause: error.to_string(),
    })
}
