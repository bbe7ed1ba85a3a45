//! What a run leaves behind, for programs and for people.
//!
//! Read [`Results`] first: everything that the files and tables of one experiment are made of.
//! [`folder`] writes the results folder, complete or not at all; [`summary_file`], [`rows`] and
//! [`record`] make the files in it, [`table`] and [`targets`] what a terminal shows, [`number`] how
//! it writes a figure. [`bench`](mod@bench), [`calibration`], [`check`] and [`verify`] do the same
//! for the other commands. Nothing here prints.

pub mod bench;
pub mod calibration;
pub mod check;
pub mod file;
pub mod folder;
pub mod number;
pub mod record;
pub mod rows;
pub mod summary_file;
pub mod table;
pub mod targets;
pub mod verify;

use crate::experiment::{Summary, Verdict};
use crate::industry::{About, Outcome, RunPlan};
use crate::scenario::Document;

pub use record::{Host, RunRecord};

/// The version of all result files: fields are only added within one version.
pub const SCHEMA_VERSION: u32 = 1;

/// One experiment, complete.
pub struct Results<'a> {
    /// The scenario as it was run, overrides included.
    pub document: &'a Document,
    /// What the scenario says about itself.
    pub about: &'a About,
    /// How it was run.
    pub plan: RunPlan,
    /// The outcome of each replication, by number.
    pub outcomes: &'a [Outcome],
    /// What they say together.
    pub summary: &'a Summary,
    /// What became of each target of the scenario.
    pub verdicts: &'a [Verdict],
}

/// A value as JSON text for a file: indented, with a line end.
///
/// # Panics
/// If the value has a key that is no text; the result files have none.
#[must_use]
pub fn json_text(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("keys are texts");
    text.push('\n');
    text
}
