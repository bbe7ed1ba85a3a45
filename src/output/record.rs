//! `run.json`: time, memory and machine of a run, and what is needed to make its results again; for
//! a sweep, the last command that wrote its tables. The only result file that differs between equal
//! runs.

use serde::Serialize;
use serde_json::json;

use super::series::SeriesFiles;
use super::{Results, SCHEMA_VERSION};
use crate::experiment::digest;
use crate::version;

/// The machine and program of a run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Host {
    /// The operating system.
    pub os: &'static str,
    /// The processor's architecture.
    pub architecture: &'static str,
    /// The number of threads that it runs at once.
    pub cores: usize,
}

/// Time, memory and machine of a run.
#[derive(Clone, Debug, Default)]
pub struct RunRecord {
    /// Wall time in seconds, from the first event to the last.
    pub wall_s: f64,
    /// Events of all replications together.
    pub events: u64,
    /// The peak memory, in MB; none where the system does not report it.
    pub peak_memory_mb: Option<f64>,
    /// The number of threads asked for.
    pub jobs: usize,
    /// The machine that it ran on.
    pub host: Host,
    /// When the run began, in UTC.
    pub started: String,
    /// The command line, word by word.
    pub command_line: Vec<String>,
    /// Which files have the series.
    pub series: SeriesFiles,
}

/// The file, with its fields in this order.
#[derive(Serialize)]
struct RunFile<'a> {
    schema_version: u32,
    wall_s: f64,
    events: u64,
    events_per_s: Option<f64>,
    peak_memory_mb: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    jobs: usize,
    host: &'a Host,
    version: &'static str,
    /// The commit of the program; null in a development build and outside of a repository.
    commit: Option<&'static str>,
    /// SHA-256 of the source of the program.
    source: &'static str,
    target: &'static str,
    compiler: &'static str,
    /// When the run began, in UTC.
    started: &'a str,
    command_line: &'a [String],
    /// The files that have the course over time.
    series: Vec<&'static str>,
    scenario_digest: String,
    result_digest: String,
    /// The files that the scenario was read from.
    inputs: Vec<Input<'a>>,
}

/// A file that was read.
#[derive(Serialize)]
struct Input<'a> {
    path: &'a str,
    /// Of its text, without a byte order mark.
    sha256: String,
}

impl RunRecord {
    /// Events per second of wall time; none if no time passed.
    #[must_use]
    pub fn events_per_second(&self) -> Option<f64> {
        (self.wall_s > 0.0).then(|| self.events as f64 / self.wall_s)
    }

    /// The text of `run.json`.
    #[must_use]
    pub fn json(&self, results: &Results<'_>) -> String {
        let inputs = results.study.document().file_digests();
        super::json_text(&RunFile {
            schema_version: SCHEMA_VERSION,
            wall_s: self.wall_s,
            events: self.events,
            events_per_s: self.events_per_second(),
            peak_memory_mb: self.peak_memory_mb,
            reason: (self.peak_memory_mb.is_none())
                .then_some("the system does not report its peak memory"),
            jobs: self.jobs,
            host: &self.host,
            version: version::VERSION,
            commit: (!version::COMMIT.is_empty()).then_some(version::COMMIT),
            source: version::SOURCE,
            target: version::TARGET,
            compiler: version::COMPILER,
            started: &self.started,
            command_line: &self.command_line,
            series: self.series.names().collect(),
            scenario_digest: results.study.digest(),
            result_digest: digest(results.outcomes),
            inputs: inputs
                .into_iter()
                .map(|(path, sha256)| Input { path, sha256 })
                .collect(),
        })
    }
}

/// The text of `run.json` of a sweep.
#[must_use]
pub fn sweep_json(
    command_line: &[String],
    started: &str,
    jobs: usize,
    host: &Host,
    units_run: usize,
) -> String {
    super::json_text(&json!({
        "schema_version": SCHEMA_VERSION,
        "version": version::VERSION,
        "commit": (!version::COMMIT.is_empty()).then_some(version::COMMIT),
        "source": version::SOURCE,
        "target": version::TARGET,
        "compiler": version::COMPILER,
        "started": started,
        "command_line": command_line,
        "jobs": jobs,
        "host": host,
        "units_run": units_run,
    }))
}
