//! `check`: everything that is wrong with a scenario, or how loaded its parts are.

use clap::Args;

use super::options::{PlanArgs, ScenarioArgs};
use super::{Failure, terminal};
use crate::industry::{Park, scenario_digest};
use crate::output::check::{loads_json, loads_table};

/// The options of `check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    plan: PlanArgs,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs the command.
///
/// # Errors
/// If the scenario has problems.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let (document, park) = args.plan.park(&args.scenario.source()?)?;
    let loads = park.loads();
    warn(&park);
    let digest = scenario_digest(&document);
    if args.json {
        return terminal::print(&loads_json(document.name(), &digest, &loads));
    }
    let digest = digest.get(..8).unwrap_or(&digest);
    let loads = loads_table(&loads);
    let gap = if loads.is_empty() { "" } else { "\n" };
    terminal::print(&format!("{}: OK, {digest}\n{gap}{loads}", document.name()))
}

/// Warns of what a scenario says that can hardly be meant.
pub(super) fn warn(park: &Park) {
    for doubt in park.warnings() {
        terminal::warning(doubt);
    }
}
