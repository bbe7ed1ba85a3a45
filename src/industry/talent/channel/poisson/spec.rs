//! A channel of kind `poisson`, as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::industry::talent::spec::persons::PersonsFile;
use crate::units::Rate;

/// People who come at a constant rate.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PoissonFile {
    /// How many come; at most 10000 /d.
    pub rate: Rate,
    /// Who they are.
    pub persons: PersonsFile,
}
