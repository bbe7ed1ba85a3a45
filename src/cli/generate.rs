//! `generate`: a scenario of a size that one chooses, to measure the program with or to begin from.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::options::share;
use super::{Failure, terminal};
use crate::experiment::bench::fab::{FabSize, SyntheticFab};
use crate::output::folder::write_new_scenario;
use crate::output::number;
use crate::units::Share;

/// The options of `generate`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  chippark generate fab --tools 1000 --out my-fab
  chippark run my-fab/scenario.toml --until '60 d' --warmup '0 d'")]
pub struct GenerateArgs {
    /// What to make.
    model: Model,
    /// How many tools.
    #[arg(long, value_name = "N")]
    tools: u32,
    /// How many tool groups; one for ten tools, if not given.
    #[arg(long, value_name = "N")]
    groups: Option<u32>,
    /// How many products; one for five hundred tools, if not given.
    #[arg(long, value_name = "N")]
    products: Option<u32>,
    /// Mean share of the time in which its tools are up that a tool group works; `88 %` (or
    /// `0.88`), if not given.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    load: Option<Share>,
    /// Another seed makes another fab of the same size.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// The folder to write: `scenario.toml` and the tables beside it.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// What can be made.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Model {
    /// A wafer fab.
    Fab,
}

/// Runs the command.
///
/// # Errors
/// If there cannot be such a fab, or it cannot be written.
pub fn generate(args: &GenerateArgs) -> Result<(), Failure> {
    match args.model {
        Model::Fab => fab(args),
    }
}

fn fab(args: &GenerateArgs) -> Result<(), Failure> {
    let usual = FabSize::of(args.tools);
    let size = FabSize {
        tools: args.tools,
        groups: args.groups.unwrap_or(usual.groups),
        products: args.products.unwrap_or(usual.products),
        load: args.load.map_or(usual.load, Share::get),
        seed: args.seed.unwrap_or(usual.seed),
    };
    let fab = SyntheticFab::new(size).map_err(Failure::Usage)?;
    write_new_scenario(&args.out, &fab.files())?;
    terminal::note(format_args!(
        "`{}` holds a fab of {} tools in {} groups with {} products, about {} lot moves a day",
        args.out.join("scenario.toml").display(),
        size.tools,
        size.groups,
        size.products,
        number::plain(fab.moves_a_day().round())
    ));
    Ok(())
}
