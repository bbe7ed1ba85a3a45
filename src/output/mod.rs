//! Result files for programs and tables for people. Nothing here prints.
//!
//! Read [`Results`] first: the contents of the files and tables of one experiment.
//! [`results_folder`] writes its folder, completely or not at all, [`folder`] that of a scenario,
//! and [`mod@file`] a single file; all by `exchange`, through the operations of `disk`.
//! [`summary_file`], [`rows`] and [`record`] make the files of a results folder, [`series`] says
//! which of them has the course over time, [`label`] how people name the folder; [`mod@metrics`]
//! explains the figures, and [`reproduce`] compares them with those of a folder. [`page`] is what a
//! terminal shows of a run first; [`table`], [`targets`] and [`steady`] make its tables, in which
//! [`number`] writes the figures and [`words`] breaks the lines; [`mod@balance`] makes both of the
//! books. [`sweep`] has the files of a sweep.
//! [`bench`](mod@bench), [`calibration`], [`check`],
//! [`compare`](mod@compare) and [`verify`] do the same for the other commands.

pub mod balance;
pub mod bench;
mod bound;
pub mod calibration;
pub mod check;
#[cfg(feature = "parquet")]
mod columns;
pub mod compare;
pub mod discover;
mod disk;
mod exchange;
pub mod explain;
pub mod file;
pub mod folder;
mod folder_error;
mod gains;
pub mod label;
pub mod lots;
pub mod metrics;
pub mod number;
pub mod optimise;
pub mod page;
pub mod record;
pub mod report;
pub mod reproduce;
pub mod results_folder;
pub mod rows;
pub mod sensitivity;
pub mod series;
pub mod settings;
pub mod steady;
pub mod summary_file;
pub mod sweep;
pub mod table;
pub mod targets;
pub mod tune;
pub mod validate;
pub mod verify;
pub mod words;

use crate::experiment::{Study, Summary, Verdict, judge};
use crate::industry::Outcome;

pub use record::{Host, RunRecord};

/// The version of all result files: fields are only added within one version.
pub const SCHEMA_VERSION: u32 = 2;

/// The results of a study.
pub struct Results<'a> {
    /// The scenario as it was run.
    pub study: &'a Study,
    /// The outcome of each replication, by number.
    pub outcomes: &'a [Outcome],
    /// The summary of the outcomes.
    pub summary: Summary,
    /// The verdict on each target of the scenario.
    pub verdicts: Vec<Verdict>,
}

impl<'a> Results<'a> {
    /// Summarises and judges the outcomes of a study.
    #[must_use]
    pub fn of(study: &'a Study, outcomes: &'a [Outcome]) -> Self {
        Self {
            study,
            outcomes,
            summary: Summary::of(outcomes),
            verdicts: judge(study.park().targets(), outcomes),
        }
    }
}

/// A value as the text of a JSON file: indented, with a line end.
///
/// # Panics
/// If the value has a key that is not a string; the result files have none.
#[must_use]
pub fn json_text(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("keys are strings");
    text.push('\n');
    text
}
