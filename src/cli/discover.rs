//! `discover`: where in its space a sweep reaches a goal.

use std::path::PathBuf;

use clap::Args;

use super::options::share;
use super::{Failure, terminal};
use crate::experiment::compare::asked::Goal;
use crate::experiment::sweep::discover::discover as find;
use crate::output::discover::{discovery_json, discovery_text};
use crate::output::sweep::tables::read;
use crate::units::Share;

/// The options of `discover`.
#[derive(Args, Debug)]
#[command(after_help = "\
The box of factor values in which the goal is reached most often, by the patient rule induction
method (PRIM). Limits that may be chance are dropped.

Example:
  chippark discover talent-sweep --goal 'talent.registered_all >= 400_000'")]
pub struct DiscoverArgs {
    /// The folder of a complete sweep.
    sweep: PathBuf,
    /// The goal, such as `talent.registered_all >= 400_000`.
    #[arg(long, value_name = "GOAL")]
    goal: Goal,
    /// The least share of the cases that reach the goal that the box is to hold.
    #[arg(long, value_name = "SHARE", default_value = "50 %", value_parser = share)]
    coverage: Share,
    /// Print JSON instead of the text.
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs the command.
///
/// # Errors
/// If the folder is none of a complete sweep, has no such figure, or no case reaches the goal.
pub fn discover(args: &DiscoverArgs) -> Result<(), Failure> {
    let sweep = read(&args.sweep).map_err(Failure::Usage)?;
    let goal = &args.goal;
    let Some(values) = sweep
        .figures
        .get(&goal.figure.key)
        .filter(|_| goal.figure.until().is_none())
    else {
        let (figure, keys) = (&goal.figure, sweep.keys());
        let text = format!("the sweep has no figure `{figure}`; it has {keys}");
        return Err(Failure::Usage(text));
    };
    let found = find(&sweep.points, values, goal, args.coverage.get());
    let found = found.map_err(|error| Failure::Usage(format!("{goal}: {error}")))?;
    let factors = sweep.factors();
    terminal::print(&if args.json {
        discovery_json(&factors, goal, &found)
    } else {
        discovery_text(&factors, goal, &found)
    })
}
