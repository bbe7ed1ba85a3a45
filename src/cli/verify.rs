//! `verify`: the fab beside queueing systems whose long run is known exactly.

use clap::Args;

use super::options::WorkArgs;
use super::progress::Bar;
use super::{Failure, interrupt, terminal};
use crate::experiment::verify::{self, CASES, Case, Row};
use crate::experiment::{Watch, replicate};
use crate::industry::Park;
use crate::output::verify::{verdict_json, verdict_table};
use crate::scenario::Document;

/// `--full` runs so many times as many replications, which know means three times as well.
const MORE: u32 = 10;
/// As above.
const TIGHTER: f64 = 3.0;

/// The options of `verify`.
#[derive(Args, Debug)]
#[command(after_help = "\
A mean must lie within 4 standard errors of the exact answer, and be known well enough; else the
exit code is 1.

Examples:
  chippark verify
  chippark verify --full mm1 jackson_rework")]
pub struct VerifyArgs {
    /// The cases; all, if none is given.
    #[arg(value_name = "CASE")]
    cases: Vec<String>,
    /// Run ten times as many replications, and ask for means known three times as well.
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
/// If a case is unknown, something does not agree, or Ctrl-C ends it.
pub fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let cases = chosen(&args.cases)?;
    let cancel = interrupt::listen()?;
    let (more, tighter) = if args.full { (MORE, TIGHTER) } else { (1, 1.0) };
    let mut rows: Vec<Row> = Vec::new();
    for case in cases {
        let file = format!("{}.toml", case.name);
        let document = Document::from_text(&file, case.scenario, &case.overrides())?;
        let park = Park::compile(&document)?;
        let plan = park.plan();
        let park = park.repeated(plan.seed, plan.replications * more);
        let plan = park.plan();
        let bar = Bar::new(&park, !args.work.no_progress);
        let watch = Watch {
            cancel,
            report: &|progress| bar.update(progress),
        };
        let jobs = args.work.threads();
        let outcomes = replicate(&park, plan.seed, plan.replications, jobs, &watch);
        bar.clear();
        rows.extend(case.judge(&plan, &outcomes?, tighter));
    }
    terminal::print(&if args.json {
        verdict_json(&rows)
    } else {
        verdict_table(&rows)
    })?;
    let wrong = rows.iter().filter(|row| !row.comparison.holds).count();
    if wrong > 0 {
        let count = rows.len();
        return Err(Failure::No(format!(
            "{wrong} of {count} figures are not as they should be"
        )));
    }
    Ok(())
}

/// The cases of these names, or all.
fn chosen(names: &[String]) -> Result<Vec<&'static Case>, Failure> {
    if names.is_empty() {
        return Ok(CASES.iter().collect());
    }
    let known = || CASES.iter().map(|case| case.name).collect::<Vec<_>>();
    names
        .iter()
        .map(|name| {
            verify::case(name).ok_or_else(|| {
                let known = known().join(", ");
                Failure::Usage(format!("there is no case `{name}`, only {known}"))
            })
        })
        .collect()
}
