//! The section `[services]` as written: window, housing and service index.

mod index;
#[cfg(test)]
mod tests;
mod window;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use index::{
    FunctionsFile, ImprovementFile, IndexFile, PlacesFile, ProvisionFile, TalentsParkFile,
    WeightsFile,
};
pub use window::{BeforeFile, WindowFile};

use crate::scenario::Named;
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Share};

/// What the city offers to those who register. Without a part, nobody waits for it.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ServicesFile {
    /// The service window. Without it, a registration is complete at once.
    pub window: Option<WindowFile>,
    /// Talent housing. Without it, nobody needs a unit.
    pub housing: Option<HousingFile>,
    /// The service index. Without it, services act neither on choice nor on exit.
    pub index: Option<IndexFile>,
}

/// Talent housing (equation E15).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct HousingFile {
    /// Units at the start, H0. Default 20000, an assumption.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub units: u32,
    /// The share of them that is occupied at the start, by people who came before. Default 0.
    pub occupied: Share,
    /// Units to come, by name.
    pub builds: Named<BuildFile>,
    /// The share of people who need a unit. Default 0.3, an assumption.
    pub need_share: Share,
    /// How long a person waits for a unit before leaving the city. Default
    /// exponential(mean=120 d), an assumption.
    pub patience: DurationLaw,
    /// How long a person lives in a unit. Default exponential(mean=5.56 y), an assumption.
    pub stay: DurationLaw,
}

/// Housing units that are ordered.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BuildFile {
    /// How many units.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub units: u32,
    /// The day they are ordered, also before the start.
    pub ordered: Date,
    /// From the order until people move in. Default 365 d, an assumption.
    #[serde(default = "build_lag")]
    pub lag: Duration,
    /// What the city pays when people move in. Default nothing.
    #[serde(default)]
    pub cost: Fen,
}

impl Default for HousingFile {
    fn default() -> Self {
        let exponential = |days: f64| {
            DurationLaw::new(Law::Exponential {
                mean: days * 86_400_000.0,
            })
        };
        Self {
            units: 20_000,
            occupied: Share::ZERO,
            builds: Named::default(),
            need_share: Share::clamped(0.3),
            patience: exponential(120.0),
            stay: exponential(5.56 * 365.0),
        }
    }
}

fn build_lag() -> Duration {
    Duration::days(365)
}
