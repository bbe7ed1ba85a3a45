//! The section `[services.index]` as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::Named;
use crate::units::{Date, Duration, Fen, Rate, Share};

/// The service index, commute and wages: what people compare the city by (equation E13).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct IndexFile {
    /// The weights of its five parts.
    pub weights: WeightsFile,
    /// The commute C at the start. Default 30 min, at most 10 h.
    pub commute: Duration,
    /// Improvements of transport, by name.
    pub transport: Named<ImprovementFile>,
    /// Wages elsewhere over wages here for the same work. Default 1.
    #[schemars(range(min = 0.01, max = 100))]
    pub outside_wage_ratio: f64,
    /// Residents at the start. Default 5.6 M.
    #[schemars(range(min = 1, max = 1e9))]
    pub residents: f64,
    /// Beds of hospitals. Default 5 per 1,000 residents at the start, and as many needed: an
    /// assumption.
    pub medical: ProvisionFile,
    /// Places at schools. Default 150 per 1,000 residents at the start, and as many needed: an
    /// assumption.
    pub education: ProvisionFile,
    /// A park for talents, whose events add to the index.
    pub talents_park: Option<TalentsParkFile>,
    /// Over how many days waits are averaged. Default 28.
    #[schemars(range(min = 1, max = 3650))]
    pub averaging_days: u16,
    /// The index S0 at which choice and exit have their base values. Default: the index at the
    /// start.
    #[schemars(range(min = 0, max = 2))]
    pub reference_index: Option<f64>,
    /// The vacancy of housing at which choice has its base value. Default: the vacancy at the
    /// start.
    pub reference_vacancy: Option<Share>,
}

/// The weights of the parts of the service index; they must sum to 1.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WeightsFile {
    /// Housing. Default 0.25, an assumption.
    pub house: Share,
    /// Transport. Default 0.15, an assumption.
    pub transport: Share,
    /// Medical care. Default 0.2, an assumption.
    pub medical: Share,
    /// Education. Default 0.2, an assumption.
    pub education: Share,
    /// The service window. Default 0.2, an assumption.
    pub pass: Share,
}

/// An improvement of transport: a bus line, a road.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ImprovementFile {
    /// The day it opens; one before the start counts as the start.
    pub opens: Date,
    /// The commute C from that day on, at most 10 h.
    pub commute: Duration,
    /// What the city pays when it opens. Default nothing.
    #[serde(default)]
    pub cost: Fen,
}

/// A public service, in places per 1,000 residents.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProvisionFile {
    /// Places there are per 1,000 residents at the start; they do not grow with the residents.
    #[schemars(range(min = 0, max = 1000))]
    pub capacity: f64,
    /// Places needed per 1,000 residents.
    #[schemars(range(min = 0.001, max = 1000))]
    pub need: f64,
    /// Places to come, by name.
    #[serde(default)]
    pub builds: Named<PlacesFile>,
}

/// Places of a public service that are ordered: a hospital, a school.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PlacesFile {
    /// How many per 1,000 residents at the start.
    #[schemars(range(min = 0, max = 1000))]
    pub places: f64,
    /// The day they are ordered, also before the start.
    pub ordered: Date,
    /// From the order until they open. Default 365 d, an assumption.
    #[serde(default = "super::build_lag")]
    pub lag: Duration,
    /// What the city pays when they open. Default nothing.
    #[serde(default)]
    pub cost: Fen,
}

/// The talents park. Programmes of kind `talents_park` are a factor on what it adds to the index.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct TalentsParkFile {
    /// The day it opens.
    pub opens: Date,
    /// What each of its five functions adds to the index.
    #[serde(default)]
    pub functions: FunctionsFile,
    /// How often it holds civic events: the first one as it opens, then evenly. Default 12 /y, an
    /// assumption; at most 1 /d.
    #[serde(default = "events")]
    pub events: Rate,
    /// What an event adds to the index for some days. Default 0.002, an assumption.
    #[serde(default = "event_bonus")]
    #[schemars(range(min = 0, max = 1))]
    pub event_bonus: f64,
    /// For how many days, from the end of the day of the event on. Default 7, an assumption.
    #[serde(default = "event_days")]
    #[schemars(range(min = 1, max = 3650))]
    pub event_days: u16,
}

/// What each function of the talents park adds to the index: 0.02 in all by default, an assumption.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct FunctionsFile {
    /// For talents: advice, meeting places. Default 0.004.
    #[schemars(range(min = 0, max = 1))]
    pub talent: f64,
    /// For science: exhibitions. Default 0.004.
    #[schemars(range(min = 0, max = 1))]
    pub science: f64,
    /// Sponge city: green land that holds rain. Default 0.004.
    #[schemars(range(min = 0, max = 1))]
    pub sponge: f64,
    /// For citizens: sport and leisure. Default 0.004.
    #[schemars(range(min = 0, max = 1))]
    pub civic: f64,
    /// The future city: trials of what is new. Default 0.004.
    #[schemars(range(min = 0, max = 1))]
    pub future: f64,
}

impl Default for FunctionsFile {
    fn default() -> Self {
        let bonus = function_bonus();
        Self {
            talent: bonus,
            science: bonus,
            sponge: bonus,
            civic: bonus,
            future: bonus,
        }
    }
}

impl Default for IndexFile {
    fn default() -> Self {
        Self {
            weights: WeightsFile::default(),
            commute: Duration::minutes(30),
            transport: Named::default(),
            outside_wage_ratio: 1.0,
            residents: 5_600_000.0,
            medical: ProvisionFile {
                capacity: 5.0,
                need: 5.0,
                builds: Named::default(),
            },
            education: ProvisionFile {
                capacity: 150.0,
                need: 150.0,
                builds: Named::default(),
            },
            talents_park: None,
            averaging_days: 28,
            reference_index: None,
            reference_vacancy: None,
        }
    }
}

impl Default for WeightsFile {
    fn default() -> Self {
        let share = Share::clamped;
        Self {
            house: share(0.25),
            transport: share(0.15),
            medical: share(0.2),
            education: share(0.2),
            pass: share(0.2),
        }
    }
}

const fn function_bonus() -> f64 {
    0.004
}

fn events() -> Rate {
    Rate::per_year(12.0)
}

const fn event_bonus() -> f64 {
    0.002
}

const fn event_days() -> u16 {
    7
}
