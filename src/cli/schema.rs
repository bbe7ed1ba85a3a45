//! `schema`: the JSON Schema of scenario files, for completion in editors.

use clap::Args;

use super::{Failure, terminal};
use crate::output::json_text;
use crate::scenario::editor_schema;

/// The options of `schema`: none.
#[derive(Args, Debug)]
pub struct SchemaArgs {}

/// Runs the command.
///
/// # Errors
/// If the schema cannot be printed.
pub fn schema(_: &SchemaArgs) -> Result<(), Failure> {
    let schema = editor_schema(&crate::industry::schema());
    terminal::print(&json_text(&schema))
}
