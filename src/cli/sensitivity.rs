//! `sensitivity`: which factors of a sweep matter.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, terminal};
use crate::experiment::compare::asked::means;
use crate::output::sensitivity::{
    Explained, explain, explored, sensitivity_json, sensitivity_table,
};
use crate::output::sweep::tables::read;

/// The options of `sensitivity`.
#[derive(Args, Debug)]
#[command(after_help = "\
Sobol' indices for the design `saltelli`, elementary effects for `morris`, standardised regression
for all others, each with 95 % intervals; and the share of noise, from the replications.

Example:
  chippark sensitivity talent-sweep --metrics talent.registered_all")]
pub struct SensitivityArgs {
    /// The folder of a complete sweep.
    sweep: PathBuf,
    /// The figures: keys or patterns, with commas between them [default: all that were kept].
    #[arg(long, value_name = "PATTERNS", value_delimiter = ',')]
    metrics: Vec<String>,
    /// Print JSON instead of the table.
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs the command.
///
/// # Errors
/// If the folder is none of a complete sweep, or has no such figure.
pub fn sensitivity(args: &SensitivityArgs) -> Result<(), Failure> {
    let sweep = read(&args.sweep).map_err(Failure::Usage)?;
    let explored = explored(&sweep).map_err(Failure::Usage)?;
    let is_asked =
        |key: &str| args.metrics.is_empty() || args.metrics.iter().any(|name| means(name, key));
    let keys = sweep.figures.keys().filter(|key| is_asked(key));
    let explained: Vec<Explained> = keys
        .map(|key| (key.clone(), explain(&sweep, &explored, key)))
        .collect();
    if explained.is_empty() {
        let text = format!("the sweep has no such figure; it has {}", sweep.keys());
        return Err(Failure::Usage(text));
    }
    let factors = sweep.factors();
    let printed = terminal::print(&if args.json {
        sensitivity_json(&factors, &explained)
    } else {
        sensitivity_table(&factors, &explained)
    });
    if explained.iter().all(|(_, found)| found.is_err()) {
        let text = "the sweep tells of no figure which factors matter";
        return printed.and(Err(Failure::Check(text.to_owned())));
    }
    printed
}
