//! A channel of kind `programme`, as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::industry::talent::spec::persons::PersonsFile;

/// People whom a programme brings.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProgrammeChannelFile {
    /// Who they are.
    pub persons: PersonsFile,
}
