//! Yield learning, as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::units::{DefectDensity, Duration, Rate, Share, named_enum};

named_enum! {
    /// What the fab learns from.
    #[derive(Default)]
    pub enum LearningLawName {
        /// Engineers at work on a line that produces; who leaves takes knowledge along (E21).
        #[default]
        Engineering = "engineering",
        /// The wafers that it has made, and nothing else: a power law (E54).
        Volume = "volume",
    }
}

/// Yield learning (equations E21 and E54).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct LearningFile {
    /// What the fab learns from: engineers at work (`engineering`), or wafers made (`volume`).
    #[serde(default)]
    pub law: LearningLawName,
    /// Knowledge gained with all engineers and a full line: `k_E` of `engineering`. Default:
    /// 0.06 /mo (assumption).
    #[serde(default)]
    pub rate: Option<Rate>,
    /// Knowledge lost with each engineer who leaves: phi of `engineering`. Default: 1 (assumption).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub forget: Option<f64>,
    /// Density of killing defects at the start: `D_0`. Default: 0.9 /cm2 (assumption).
    #[serde(default = "initial_density")]
    pub initial_density: DefectDensity,
    /// Density that no learning goes below: `D_inf`. Default: 0.15 /cm2 (assumption).
    #[serde(default = "final_density")]
    pub final_density: DefectDensity,
    /// Wafers out at which production teaches all it can: `W_cap`; needed with `engineering`.
    #[serde(default)]
    pub reference_wafers: Option<Rate>,
    /// Share of the gain lost while a new product is introduced: z of `engineering`. Default: 25 %
    /// (assumption).
    #[serde(default)]
    pub npi_loss: Option<Share>,
    /// When the introduction of a new product begins, with `engineering`. Default: there is none.
    #[serde(default)]
    pub npi_start: Option<Duration>,
    /// When it ends; needed with `npi_start`.
    #[serde(default)]
    pub npi_end: Option<Duration>,
    /// What each doubling of the wafers ever made takes off the density above `final_density`, with
    /// `volume`. Default: 20 % (assumption).
    #[serde(default)]
    pub learning_rate: Option<Share>,
    /// Wafers whose experience the fab begins with: `n_0`; needed with `volume`, where the first
    /// doubling takes as many.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub prior_wafers: Option<u32>,
}

const fn initial_density() -> DefectDensity {
    DefectDensity::from_per_square_centimetre(0.9)
}

const fn final_density() -> DefectDensity {
    DefectDensity::from_per_square_centimetre(0.15)
}
