//! `schema`: the JSON Schema of scenario files, for completion in editors.

use clap::Args;

use super::{Failure, terminal};
use crate::output::json_text;

/// The options of `schema`: none.
#[derive(Args, Debug)]
pub struct SchemaArgs {}

/// Runs the command.
///
/// # Errors
/// If the schema cannot be printed.
pub fn schema(_: &SchemaArgs) -> Result<(), Failure> {
    terminal::print(&json_text(&crate::industry::schema()))
}
