//! `check`: validate a scenario, and report the static load of its parts and what each link of the
//! chain allows.

use clap::Args;

use super::options::{PlanArgs, ScenarioArgs};
use super::{Failure, terminal};
use crate::output::check::{chain_table, loads_json, loads_table};
use crate::output::results_folder::DIGITS;

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
/// If the scenario is invalid.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let study = args.plan.study(&args.scenario)?;
    let (name, digest) = (study.document().name(), study.digest());
    let (loads, chain) = (study.park().loads(), study.park().chain());
    for warning in study.park().warnings() {
        terminal::warning(warning);
    }
    if args.json {
        return terminal::print(&loads_json(name, &digest, &loads, &chain));
    }
    let digest = digest.get(..DIGITS).unwrap_or(&digest);
    let loads = loads_table(&loads);
    let gap = if loads.is_empty() { "" } else { "\n" };
    let chain = chain_table(&chain);
    let chain_gap = if chain.is_empty() { "" } else { "\n" };
    terminal::print(&format!(
        "{name}: OK, {digest}\n{gap}{loads}{chain_gap}{chain}"
    ))
}
