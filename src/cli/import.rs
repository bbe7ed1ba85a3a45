//! `import`: a scenario of the tables of another program.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::options::span;
use super::{Failure, interrupt, terminal};
use crate::import::smt2020;
use crate::output::folder::{check_scenario, write_scenario};
use crate::units::Duration;

/// The options of `import`.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  chippark import smt2020 HVLM --out scenarios/smt2020-hvlm
  chippark check scenarios/smt2020-hvlm
  chippark run scenarios/smt2020-hvlm")]
pub struct ImportArgs {
    /// What the tables are.
    #[arg(value_enum)]
    format: Format,
    /// The folder of the tables.
    folder: PathBuf,
    /// Write the scenario into this folder.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How long the scenario runs. Lots that are listed one by one are taken as far as they start
    /// by then.
    #[arg(long, value_name = "DURATION", default_value = "730 d", value_parser = span)]
    until: Duration,
    /// Replace a scenario that is there already.
    #[arg(long)]
    force: bool,
}

/// What tables can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The testbed SMT2020 and other models in the same text tables, with or without an
    /// `options.def`.
    Smt2020,
}

/// Runs the command.
///
/// # Errors
/// If something in the tables is missing or not understood, or the scenario may not be written.
pub fn import(args: &ImportArgs) -> Result<(), Failure> {
    if args.until.is_zero() {
        return Err(Failure::Usage("a run of no time has no lots".to_owned()));
    }
    check_scenario(&args.out, args.force)?;
    let imported = match args.format {
        Format::Smt2020 => smt2020::import(&args.folder, args.until)?,
    };
    interrupt::uncut(|| Ok(write_scenario(&args.out, &imported.files, args.force)?))?;
    terminal::print(&imported.report)?;
    for doubt in &imported.doubts {
        terminal::warning(doubt);
    }
    terminal::note(format_args!("the scenario is in `{}`", args.out.display()));
    Ok(())
}
