//! `man`: manual pages, made from the same declarations as `--help`.

use clap::{Args, CommandFactory as _};
use clap_mangen::Man;

use super::{Cli, Failure, terminal};

/// The options of `man`.
#[derive(Args, Debug)]
#[command(after_help = "To read a page: `chippark man run | man -l -`")]
pub struct ManArgs {
    /// The command whose page to print [default: the page of the program].
    command: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// If there is no such command, or the page cannot be printed.
pub fn man(args: &ManArgs) -> Result<(), Failure> {
    // Building the tree gives the subcommands their full names: chippark-run.
    let mut program = Cli::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Failure::Usage(format!("there is no command `{name}`")))?,
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text).map_err(Failure::Print)?;
    terminal::print(&String::from_utf8_lossy(&text))
}
