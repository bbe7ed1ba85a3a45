//! `metrics`: what each figure of the results means.

use std::path::Path;

use clap::Args;

use super::{Failure, terminal};
use crate::experiment::Study;
use crate::industry::{READERS, Reader, ScenarioFile};
use crate::output::metrics::{metrics_json, metrics_text};
use crate::scenario::Document;

/// The options of `metrics`.
#[derive(Args, Debug)]
pub struct MetricsArgs {
    /// A scenario: list only the metrics of the sections that it has.
    ///
    /// If there is no file of this name, the word is taken as PATTERN.
    #[arg(value_name = "SCENARIO")]
    first: Option<String>,
    /// List only metrics whose key or meaning contains this text, such as `fab.` or `wait`.
    #[arg(value_name = "PATTERN")]
    second: Option<String>,
    /// Print JSON: an array with an object per metric.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
///
/// # Errors
/// If the scenario is invalid, or if no metric matches.
pub fn metrics(args: &MetricsArgs) -> Result<(), Failure> {
    let is_scenario = |word: &str| args.second.is_some() || Path::new(word).exists();
    let (scenario, pattern) = match &args.first {
        Some(word) if is_scenario(word) => (Some(word), args.second.as_ref()),
        first => (None, first.as_ref()),
    };
    let readers: Vec<Reader> = match scenario {
        Some(path) => Study::new(Document::load_as::<ScenarioFile>(Path::new(path), &[])?)?
            .park()
            .readers(),
        None => READERS.to_vec(),
    };
    // A figure of a subject, such as `fab.cycle_time/cpu`, is one of its metric.
    let metric = |text: &String| text.split('/').next().unwrap_or_default().to_lowercase();
    let pattern = pattern.map(metric);
    let matches = |text: &str| {
        pattern
            .as_ref()
            .is_none_or(|pattern| text.contains(pattern))
    };
    let metrics = readers.iter().flat_map(Reader::metrics);
    let metrics: Vec<_> = metrics
        .filter(|metric| matches(metric.key) || matches(&metric.meaning.to_lowercase()))
        .collect();
    if metrics.is_empty() {
        let pattern = pattern.unwrap_or_default();
        let text = format!("no metric contains `{pattern}`; `chippark metrics` lists all of them");
        return Err(Failure::Usage(text));
    }
    terminal::print(&if args.json {
        metrics_json(&metrics)
    } else {
        metrics_text(&metrics)
    })
}
