//! The command line: one file a command, its options, what it prints and its exit code.
//!
//! Read [`Cli`] first. [`options`] holds the options that commands share, [`failure`] the exit
//! codes, [`terminal`] everything that prints, [`progress`] and [`interrupt`] what happens while a
//! run goes on, [`host`] and [`stopwatch`] what is known of the machine.

pub mod bench;
pub mod calibrate;
pub mod check;
pub mod completions;
pub mod failure;
pub mod generate;
pub mod host;
pub mod import;
pub mod interrupt;
pub mod man;
pub mod options;
pub mod progress;
pub mod run;
pub mod schema;
pub mod stopwatch;
pub mod terminal;
pub mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;

/// A chip park from people to sold computers, simulated event by event.
///
/// One causal run from a city's talent programmes through fab, probe, packaging and assembly to
/// sold computers and money, and what binds it, day by day.
#[derive(Debug, Parser)]
#[command(
    name = "chippark",
    version,
    after_help = EXIT_CODES,
    disable_help_subcommand = true,
    infer_long_args = false
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The exit codes, as the help and the man page show them.
const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    the answer is no (run --strict missed a target, calibrate met none, bench --check found a
       regression, or verify a disagreement)
  2    the scenario is invalid, the command line is wrong, or the system refused
  130  interrupted; nothing was written";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a scenario and write a results folder.
    Run(run::RunArgs),
    /// Find the parameters at which the calibrated targets of a scenario are met.
    Calibrate(calibrate::CalibrateArgs),
    /// Say everything that is wrong with a scenario, or how loaded its parts are.
    Check(check::CheckArgs),
    /// Make a scenario of the tables of another program.
    Import(import::ImportArgs),
    /// Print the JSON Schema of scenario files.
    Schema(schema::SchemaArgs),
    /// Make a scenario of a chosen size.
    Generate(generate::GenerateArgs),
    /// Measure the program beside plain hand-written loops of the same models.
    Bench(bench::BenchArgs),
    /// Compare the fab with queueing systems whose long run is known exactly.
    Verify(verify::VerifyArgs),
    /// Print a completion script for a shell.
    Completions(completions::CompletionsArgs),
    /// Print a manual page.
    Man(man::ManArgs),
}

impl Command {
    fn perform(&self) -> Result<(), Failure> {
        match self {
            Self::Run(args) => run::run(args),
            Self::Calibrate(args) => calibrate::calibrate(args),
            Self::Check(args) => check::check(args),
            Self::Import(args) => import::import(args),
            Self::Schema(args) => schema::schema(args),
            Self::Generate(args) => generate::generate(args),
            Self::Bench(args) => bench::bench(args),
            Self::Verify(args) => verify::verify(args),
            Self::Completions(args) => completions::completions(args),
            Self::Man(args) => man::man(args),
        }
    }

    /// Whether its results are JSON, so that its errors are, too.
    const fn is_json(&self) -> bool {
        match self {
            Self::Run(args) => args.json,
            Self::Check(args) => args.json,
            Self::Bench(args) => args.json,
            Self::Verify(args) => args.json,
            Self::Calibrate(_)
            | Self::Import(_)
            | Self::Schema(_)
            | Self::Generate(_)
            | Self::Completions(_)
            | Self::Man(_) => false,
        }
    }
}

/// Does what the command line says; the exit code is in the contract of [`Failure`].
#[must_use]
pub fn main() -> ExitCode {
    let command = Cli::parse().command;
    match command.perform() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.show(command.is_json()),
    }
}
