//! The command `chippark`.

use std::process::ExitCode;

fn main() -> ExitCode {
    chippark::cli::main()
}
