//! `completions`: a script that lets a shell complete the command line.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, Failure, terminal};

/// The options of `completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

/// Runs the command.
///
/// # Errors
/// If nobody takes what is printed.
pub fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    terminal::print(&String::from_utf8_lossy(&script))
}
