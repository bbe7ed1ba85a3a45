//! `run`: simulate a scenario, write a results folder, show what happened.

use std::path::PathBuf;

use clap::Args;

use super::options::{PlanArgs, ScenarioArgs, WorkArgs};
use super::progress::Bar;
use super::stopwatch::Stopwatch;
use super::{Failure, host, interrupt, terminal};
use crate::experiment::{Summary, Verdict, Watch, judge, replicate};
use crate::industry::scenario_digest;
use crate::output::folder::Folder;
use crate::output::{Results, RunRecord, number, summary_file, table};

/// The options of `run`.
#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
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
    /// Write the results here instead of `results/<scenario>/<digest>-s<seed>-r<replications>`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace results that are there already; a folder that holds anything else stays.
    #[arg(long)]
    force: bool,
    /// Print `summary.json` instead of the table.
    #[arg(long)]
    pub(super) json: bool,
    /// Show the figures of every tool group, product, channel, too.
    #[arg(long, conflicts_with = "json")]
    all: bool,
    /// Fail (exit code 1) if a target of the scenario is missed; ambitions may be.
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
///
/// # Errors
/// If the scenario has problems, the results may not be written, or Ctrl-C ends it.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let (document, park) = args.plan.park(&args.scenario.source()?)?;
    super::check::warn(&park);
    let plan = park.plan();
    let folder = Folder::choose(
        args.out.as_deref(),
        document.name(),
        &scenario_digest(&document),
        (plan.seed, plan.replications),
        args.force,
    );
    folder.check()?;

    let bar = Bar::new(&park, !args.work.no_progress);
    let watch = Watch {
        cancel: interrupt::listen()?,
        report: &|progress| bar.update(progress),
    };
    let (jobs, started) = (args.work.threads(), Stopwatch::start());
    let outcomes = replicate(&park, plan.seed, plan.replications, jobs, &watch);
    let wall_s = started.seconds();
    bar.clear();
    let outcomes = outcomes?;

    let summary = Summary::of(&outcomes);
    let verdicts = judge(park.targets(), &outcomes);
    let results = Results {
        document: &document,
        about: park.about(),
        plan,
        outcomes: &outcomes,
        summary: &summary,
        verdicts: &verdicts,
    };
    let record = RunRecord {
        wall_s,
        events: outcomes.iter().map(|outcome| outcome.events).sum(),
        peak_memory_mb: host::peak_memory_mb(),
        jobs,
        host: host::host(),
        command_line: std::env::args().collect(),
    };
    interrupt::uncut(|| Ok(folder.write(&results, &record)?))?;

    terminal::print(&if args.json {
        summary_file::summary_json(&results)
    } else {
        table::run_table(&results, args.all)
    })?;

    for warning in summary.warnings(&plan) {
        terminal::warning(warning);
    }
    terminal::note(format_args!(
        "{} events in {:.1} s; results are in `{}`",
        number::plain(record.events as f64),
        record.wall_s,
        folder.path().display()
    ));
    if args.strict {
        require(&verdicts)?;
    }
    Ok(())
}

/// Fails if a target is missed.
fn require(verdicts: &[Verdict]) -> Result<(), Failure> {
    let missed: Vec<String> = verdicts
        .iter()
        .filter(|verdict| verdict.is_missed())
        .map(|verdict| format!("{} ({})", verdict.target.id, verdict.target.figure()))
        .collect();
    if missed.is_empty() {
        return Ok(());
    }
    let (count, all) = (missed.len(), verdicts.len());
    let not_run = verdicts.iter().filter(|verdict| verdict.met.is_none());
    let cut = match not_run.count() {
        0 => String::new(),
        cut => format!(" ({cut} of them since the run does not cover their periods)"),
    };
    let text = format!(
        "{count} of {all} targets are missed{cut}: {}",
        missed.join(", ")
    );
    Err(Failure::No(text))
}
