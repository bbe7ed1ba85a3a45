//! The command line: one file per command with its options and messages. What commands do is in the
//! modules that they call.
//!
//! Read [`Cli`] first. [`options`] has the options that commands share, [`failure`] the exit codes,
//! [`terminal`] everything that prints, `shown` what a run says below its page, [`runner`],
//! [`progress`] and [`interrupt`] what happens during a run, [`cluster`] which part of a sweep a
//! job runs, [`host`] and [`stopwatch`] what is measured of the machine, `earlier` the program that
//! `bench` compares.

pub mod bench;
pub mod calibrate;
pub mod check;
mod claims;
pub mod cluster;
pub mod compare;
pub mod completions;
pub mod discover;
mod earlier;
pub mod explain;
pub mod failure;
pub mod generate;
pub mod host;
pub mod import;
pub mod interrupt;
mod lot_wish;
pub mod man;
pub mod metrics;
pub mod optimise;
pub mod options;
mod output_file;
mod panics;
pub mod params;
mod precise;
pub mod progress;
pub mod report;
pub mod reproduce;
pub mod run;
pub mod runner;
pub mod schema;
pub mod sensitivity;
mod shown;
pub mod stopwatch;
pub mod sweep;
pub mod terminal;
pub mod tune;
pub mod validate;
pub mod verify;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;

/// A chip park from people to sold computers, simulated event by event.
///
/// One causal run from a city's talent programmes through wafer fab, probe, packaging and assembly
/// to sold computers and money, and the constraint that limits it on each day.
#[derive(Debug, Parser)]
#[command(
    name = "chippark",
    version = crate::version::line(),
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
  0    success
  1    the check failed: `run --strict` missed a target, a book of `run --audit` does not close,
       `run -r auto` was not precise enough, `reproduce` found other bytes,
       `compare --fail-if` showed a difference, `calibrate` could not meet the targets,
       the tries of `tune` ended before its search,
       `optimise` found nothing that meets the constraints,
       `run --warmup auto` found no end of the warm-up,
       `sensitivity` has too few points,
       `bench --check` found a slowdown, `verify` found a disagreement with theory,
       or `validate` found a figure beyond its tolerance
  2    the scenario or the command line is invalid, a file cannot be read or written, or a run
       cannot go on
  130  interrupted; nothing was written, but for the units of a sweep or a search";

/// What chippark is asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a scenario and write a results folder.
    Run(run::RunArgs),
    /// Run a results folder again, and say whether the same comes out.
    Reproduce(reproduce::ReproduceArgs),
    /// Say what late orders of a run waited for.
    Explain(explain::ExplainArgs),
    /// Make a page of results that opens offline in any browser.
    Report(report::ReportArgs),
    /// Compare scenarios, or variants of one, with common random numbers.
    Compare(compare::CompareArgs),
    /// Run a scenario at the points of a design, and go on where that was interrupted.
    Sweep(sweep::SweepArgs),
    /// Say which factors of a sweep matter.
    Sensitivity(sensitivity::SensitivityArgs),
    /// Say where in its space a sweep reaches a goal.
    Discover(discover::DiscoverArgs),
    /// Search for the values of factors at which a figure is best, under constraints.
    Optimise(optimise::OptimiseArgs),
    /// Fit parameters of a scenario to its targets.
    Calibrate(calibrate::CalibrateArgs),
    /// Fit parameters to targets with intervals, and say what the targets do not tell.
    Tune(tune::TuneArgs),
    /// Validate a scenario and report the static load of its parts.
    Check(check::CheckArgs),
    /// List the parameters of a scenario: meaning, unit, range, and where the value comes from.
    Params(params::ParamsArgs),
    /// Convert another simulator's tables into a scenario.
    Import(import::ImportArgs),
    /// Compare an imported model with the reports that its own simulator made of it.
    Validate(validate::ValidateArgs),
    /// Explain the metrics that runs report: unit, meaning, kind of series.
    Metrics(metrics::MetricsArgs),
    /// Print the JSON Schema of scenario files.
    Schema(schema::SchemaArgs),
    /// Generate a synthetic scenario of a chosen size.
    Generate(generate::GenerateArgs),
    /// Measure the speed of the program, beside plain hand-written loops of the same models.
    Bench(bench::BenchArgs),
    /// Compare the fab with queueing systems whose steady state is known exactly.
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
            Self::Reproduce(args) => reproduce::reproduce(args),
            Self::Explain(args) => explain::explain(args),
            Self::Report(args) => report::report(args),
            Self::Compare(args) => compare::compare(args),
            Self::Sweep(args) => sweep::sweep(args),
            Self::Sensitivity(args) => sensitivity::sensitivity(args),
            Self::Discover(args) => discover::discover(args),
            Self::Optimise(args) => optimise::optimise(args),
            Self::Calibrate(args) => calibrate::calibrate(args),
            Self::Tune(args) => tune::tune(args),
            Self::Check(args) => check::check(args),
            Self::Params(args) => params::params(args),
            Self::Import(args) => import::import(args),
            Self::Validate(args) => validate::validate(args),
            Self::Metrics(args) => metrics::metrics(args),
            Self::Schema(args) => schema::schema(args),
            Self::Generate(args) => generate::generate(args),
            Self::Bench(args) => bench::bench(args),
            Self::Verify(args) => verify::verify(args),
            Self::Completions(args) => completions::completions(args),
            Self::Man(args) => man::man(args),
        }
    }

    /// Whether it prints JSON, and so must its errors.
    const fn is_json(&self) -> bool {
        match self {
            Self::Run(args) => args.json,
            Self::Reproduce(args) => args.json,
            Self::Explain(args) => args.json,
            Self::Compare(args) => args.json,
            Self::Sensitivity(args) => args.json,
            Self::Discover(args) => args.json,
            Self::Optimise(args) => args.json,
            Self::Tune(args) => args.json,
            Self::Check(args) => args.json,
            Self::Metrics(args) => args.json,
            Self::Params(args) => args.json,
            Self::Bench(args) => args.json,
            Self::Verify(args) => args.json,
            Self::Calibrate(_)
            | Self::Report(_)
            | Self::Sweep(_)
            | Self::Import(_)
            | Self::Validate(_)
            | Self::Schema(_)
            | Self::Generate(_)
            | Self::Completions(_)
            | Self::Man(_) => false,
        }
    }
}

/// Runs the command of the command line; [`Failure::code`] has the exit codes.
#[must_use]
pub fn main() -> ExitCode {
    let command = Cli::parse().command;
    panics::keep();
    let done = catch_unwind(AssertUnwindSafe(|| command.perform()));
    match done.unwrap_or_else(|_| Err(Failure::of_panic())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.show(command.is_json()),
    }
}

/// The words of the command line, for the record of a run; what is no text has marks in it.
fn words() -> Vec<String> {
    let words = std::env::args_os();
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}
