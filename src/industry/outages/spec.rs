//! Outages as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::units::{Date, Duration, named_enum};

/// Things that are out of action from a day on for a time: tools, lines, testers, windows, people.
/// Outages at one time add up.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct OutageFile {
    /// The path of what is out of action: a count that may change over time, such as
    /// `fab.tools.LITHO.count` or `assembly.lines`.
    pub of: String,
    /// The first day.
    pub from: Date,
    /// How long, in whole days.
    pub lasts: Duration,
    /// How many of them. Default all.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub units: Option<u32>,
    /// What becomes of the work in them. Only tools lose theirs. Default kept.
    #[serde(default)]
    pub work: Work,
}

named_enum! {
    /// What becomes of the work in what is out of action.
    #[derive(Default)]
    pub enum Work {
        /// It is finished first.
        #[default]
        Kept = "kept",
        /// It is lost on the first day.
        Lost = "lost",
    }
}
