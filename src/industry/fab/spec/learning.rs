//! Yield learning, as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::units::{DefectDensity, Duration, Rate, Share};

/// Yield learning (equation E21).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct LearningFile {
    /// Knowledge gained with all engineers and a full line: `k_E`. Default: 0.06 /mo (assumption).
    #[serde(default = "learning_rate")]
    pub rate: Rate,
    /// Knowledge lost with each engineer who leaves: phi. Default: 1 (assumption).
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub forget: f64,
    /// Density of killing defects at the start: `D_0`. Default: 0.9 /cm2 (assumption).
    #[serde(default = "initial_density")]
    pub initial_density: DefectDensity,
    /// Density that no learning goes below: `D_inf`. Default: 0.15 /cm2 (assumption).
    #[serde(default = "final_density")]
    pub final_density: DefectDensity,
    /// Wafers out at which production teaches all it can: `W_cap`.
    pub reference_wafers: Rate,
    /// Share of the gain lost while a new product is introduced: z. Default: 25 % (assumption).
    #[serde(default = "introduction_loss")]
    pub npi_loss: Share,
    /// When the introduction of a new product begins. Default: there is none.
    #[serde(default)]
    pub npi_start: Option<Duration>,
    /// When it ends; needed with `npi_start`.
    #[serde(default)]
    pub npi_end: Option<Duration>,
}

fn learning_rate() -> Rate {
    Rate::per_month(0.06)
}

const fn one() -> f64 {
    1.0
}

const fn initial_density() -> DefectDensity {
    DefectDensity::from_per_square_centimetre(0.9)
}

const fn final_density() -> DefectDensity {
    DefectDensity::from_per_square_centimetre(0.15)
}

fn introduction_loss() -> Share {
    Share::clamped(0.25)
}
