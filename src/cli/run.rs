//! `run`: simulate a scenario, write a results folder, print a summary.

use std::path::PathBuf;

use clap::Args;

use super::options::{PlanArgs, ScenarioArgs, WorkArgs};
use super::runner::Runner;
use super::stopwatch::Stopwatch;
use super::{Failure, host, interrupt, terminal};
use crate::experiment::{require_closed, require_met};
use crate::output::folder::Folder;
use crate::output::{Results, RunRecord, balance, number, summary_file, table};

/// So many things that come after the end of the run are named; `check` names all.
const NAMED: usize = 3;

/// The options of `run`.
#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
#[command(after_help = "\
Examples:
  chippark run scenarios/jinhua-2019.toml
  chippark run scenarios/jinhua-2019.toml -r 20 --until 2021-01-01 --set run.warmup='1 y'")]
pub struct RunArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    work: WorkArgs,
    /// The results folder [default: results/SCENARIO/DIGEST-sSEED-rREPLICATIONS].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Overwrite earlier results; refuse a folder with other files.
    #[arg(long)]
    force: bool,
    /// Print `summary.json` instead of the table.
    #[arg(long)]
    pub(super) json: bool,
    /// Also print the figures of each tool group, product, channel and so on.
    #[arg(long, conflicts_with = "json")]
    all: bool,
    /// Fail with exit code 1 if a target is missed (targets marked as ambitions are exempt).
    #[arg(long)]
    strict: bool,
    /// Also print the books of people, wafers, dies, parts, computers and money, with `--all` each
    /// amount, and fail with exit code 1 if one does not close.
    #[arg(long)]
    audit: bool,
}

/// Runs the command.
///
/// # Errors
/// If the scenario is invalid, the results cannot be written, a book does not close, a target is
/// missed that must not be, or Ctrl-C ends it.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let study = args.plan.study(&args.scenario)?;
    super::check::warn(study.park(), NAMED);
    let plan = study.plan();
    let folder = Folder::choose(
        args.out.as_deref(),
        study.document().name(),
        &study.digest(),
        (plan.seed, plan.replications),
        args.force,
    );
    folder.check()?;

    let (runner, started) = (Runner::new(&args.work), Stopwatch::start());
    let outcomes = runner.run(&study)?;
    let wall_s = started.seconds();
    let results = Results::of(&study, &outcomes);
    let record = RunRecord {
        wall_s,
        events: outcomes.iter().map(|outcome| outcome.events).sum(),
        peak_memory_mb: host::peak_memory_mb(),
        jobs: runner.jobs(),
        host: host::host(),
        command_line: super::words(),
    };
    let written = interrupt::uncut(|| Ok(folder.write(&results, &record)?));
    if let Err(Failure::Interrupted(_)) = written {
        return written;
    }
    let verdict = if args.strict {
        require_met(&results.verdicts).map_err(Failure::from)
    } else {
        Ok(())
    };
    let closed = if args.audit {
        require_closed(&outcomes).map_err(Failure::from)
    } else {
        Ok(())
    };
    // Figures that cannot be written are printed all the same: the run may have taken days.
    let printed = terminal::print(&if args.json {
        summary_file::summary_json(&results)
    } else {
        let mut text = table::run_table(&results, args.all);
        if args.audit {
            text.push('\n');
            text.push_str(&balance::balance_table(&results.summary.balances, args.all));
        }
        text
    });
    for warning in results.summary.warnings(&plan) {
        terminal::warning(warning);
    }
    let place = match written {
        Ok(()) => format!("the results are in `{}`", folder.path().display()),
        Err(_) => "the results could not be written".to_owned(),
    };
    terminal::note(format_args!(
        "{} events in {:.1} s; {place}",
        number::plain(record.events as f64),
        record.wall_s,
    ));
    written.and(closed).and(verdict).and(printed)
}
