//! `reproduce`: run a results folder again, and say whether the same comes out.

use std::path::PathBuf;

use clap::Args;

use super::options::{WorkArgs, document_of_results};
use super::runner::Runner;
use super::{Failure, terminal};
use crate::experiment::Study;
use crate::output::Results;
use crate::output::reproduce::Reproduction;

/// The options of `reproduce`.
#[derive(Args, Debug)]
#[command(after_help = "\
The scenario of the folder runs again with its seed and replications; all files but `run.json` must
have the same bytes. Nothing is written. The exit code is 1 if one differs.

Example:
  chippark reproduce results/mini-fab/0123456789abcdef-s1-r10")]
pub struct ReproduceArgs {
    /// The results folder of a run.
    folder: PathBuf,
    #[command(flatten)]
    work: WorkArgs,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs the command.
///
/// # Errors
/// If the folder has no results, its scenario is invalid, or something else comes out.
pub fn reproduce(args: &ReproduceArgs) -> Result<(), Failure> {
    let folder = &args.folder;
    let study = Study::new(document_of_results(folder)?)?;
    let outcomes = Runner::new(&args.work).run(&study)?;
    let found = Reproduction::of(folder, &Results::of(&study, &outcomes));
    let found = found.map_err(Failure::of_file(folder))?;
    terminal::print(&if args.json {
        found.json()
    } else {
        found.table()
    })?;
    if found.is_reproduced() {
        return Ok(());
    }
    let text = "something else comes out; the builds above say whether the same program ran";
    Err(Failure::Check(text.to_owned()))
}
