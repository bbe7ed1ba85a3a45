//! `import`: convert another simulator's tables into a scenario.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::options::span;
use super::{Failure, interrupt, terminal};
use crate::experiment::Study;
use crate::import::smt2020;
use crate::output::folder::{check_scenario, write_scenario};
use crate::scenario::Document;
use crate::units::Duration;

/// The options of `import`.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  chippark import smt2020 HVLM --out scenarios/smt2020-hvlm
  chippark check scenarios/smt2020-hvlm
  chippark run scenarios/smt2020-hvlm")]
pub struct ImportArgs {
    /// The format of the tables.
    #[arg(value_enum)]
    format: Format,
    /// The folder that holds the tables.
    folder: PathBuf,
    /// The folder to write the scenario to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The length of the run. Lots of a list that start later are left out.
    #[arg(long, value_name = "DURATION", default_value = "730 d", value_parser = span)]
    until: Duration,
    /// Overwrite an existing scenario; refuse a folder with other files.
    #[arg(long)]
    force: bool,
}

/// The formats that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text tables of the testbed SMT2020 and of other `AutoSched` models.
    Smt2020,
}

/// Runs the command.
///
/// # Errors
/// If something in the tables is missing or not supported, or the scenario cannot be written.
pub fn import(args: &ImportArgs) -> Result<(), Failure> {
    if args.until.is_zero() {
        return Err(Failure::Usage(
            "`--until` must be longer than zero: a run of no length has no lots".to_owned(),
        ));
    }
    check_scenario(&args.out, args.force)?;
    let imported = match args.format {
        Format::Smt2020 => smt2020::import(&args.folder, args.until)?,
    };
    // Nothing is written that `check` would refuse.
    let name = args.out.file_name().unwrap_or_default().to_string_lossy();
    Study::new(Document::from_files(&name, &imported.files, &[])?)?;
    interrupt::uncut(|| Ok(write_scenario(&args.out, &imported.files, args.force)?))?;
    let printed = terminal::print(&imported.report);
    for warning in &imported.warnings {
        terminal::warning(warning);
    }
    terminal::note(format_args!(
        "the scenario is written to `{}`",
        args.out.display()
    ));
    printed
}
