//! `verify`: compare the fab with queueing systems whose steady state is known exactly.

use clap::Args;

use super::options::WorkArgs;
use super::runner::Runner;
use super::{Failure, terminal};
use crate::experiment::verify::{Effort, cases, require_agreement, verify as compare};
use crate::output::verify::{verdict_json, verdict_table};

/// The options of `verify`.
#[derive(Args, Debug)]
#[command(after_help = "\
A figure is ok if its mean lies within 4 standard errors of the exact value, and 4 standard errors
are at most a stated share of that value. If a figure is not ok, the exit code is 1.

Examples:
  chippark verify
  chippark verify --full mm1 jackson_rework")]
pub struct VerifyArgs {
    /// The cases [default: all].
    #[arg(value_name = "CASE")]
    cases: Vec<String>,
    /// Run ten times as many replications and require means that are three times as precise.
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    work: WorkArgs,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs the command.
///
/// # Errors
/// If a case is unknown, a figure disagrees with its exact value, or Ctrl-C ends it.
pub fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let cases = cases(&args.cases)?;
    let effort = if args.full {
        Effort::Full
    } else {
        Effort::Usual
    };
    let runner = Runner::new(&args.work);
    let rows = compare(&cases, effort, |study| runner.run(study))?;
    let printed = terminal::print(&if args.json {
        verdict_json(&rows)
    } else {
        verdict_table(&rows)
    });
    require_agreement(&rows)?;
    printed
}
