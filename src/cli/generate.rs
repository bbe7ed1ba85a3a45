//! `generate`: a synthetic scenario of a chosen size, for benches or as a start for one's own.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::options::{LARGEST_SEED, share};
use super::{Failure, interrupt, terminal};
use crate::generate::{FabSize, SyntheticFab};
use crate::output::folder::write_new_scenario;
use crate::output::number;
use crate::units::Share;
use crate::units::spoken::plural;

/// The options of `generate`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  chippark generate fab --tools 1000 --out my-fab
  chippark run my-fab/scenario.toml --until '60 d' --warmup '0 d'")]
pub struct GenerateArgs {
    /// The kind of scenario.
    model: Model,
    /// The number of tools.
    #[arg(long, value_name = "N")]
    tools: u32,
    /// The number of tool groups [default: tools / 10].
    #[arg(long, value_name = "N")]
    groups: Option<u32>,
    /// The number of products [default: tools / 500].
    #[arg(long, value_name = "N")]
    products: Option<u32>,
    /// The mean utilisation of a tool group while its tools are up [default: 88 %].
    #[arg(long, value_name = "SHARE", value_parser = share)]
    load: Option<Share>,
    /// The random seed of routes and times [default: 1].
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(..=LARGEST_SEED))]
    seed: Option<u64>,
    /// The folder to write, which must not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// The kinds of scenario that can be generated.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Model {
    /// A wafer fab.
    Fab,
}

/// Runs the command.
///
/// # Errors
/// If the size is out of range, or the folder cannot be written.
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
    let fab = SyntheticFab::new(size)?;
    interrupt::uncut(|| Ok(write_new_scenario(&args.out, &fab.files())?))?;
    terminal::note(format_args!(
        "`{}` is a fab of {} in {} with {} and about {} lot moves per day",
        args.out.join("scenario.toml").display(),
        plural(size.tools, "tool", "tools"),
        plural(size.groups, "group", "groups"),
        plural(size.products, "product", "products"),
        number::plain(fab.moves_per_day().round())
    ));
    Ok(())
}
