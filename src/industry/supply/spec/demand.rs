//! Demands as written: who asks for kits of parts, when, and what becomes of who gets none.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Duration, DurationLaw, Fen, NumberLaw, named_enum};

/// A demand for kits of parts (equation E42). It comes at random times, by `interval`, at those of
/// a list, or whenever a kit is there. Who waits gets each part as soon as it is there, first come
/// first served.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct DemandFile {
    /// Time from one order to the next.
    pub interval: Option<DurationLaw>,
    /// Orders at given times, in place of `interval` and `quantity`.
    pub orders: Option<Vec<ListedDemandFile>>,
    /// Whether kits are taken whenever all of their parts are there, in place of `interval` and
    /// `orders`. Default false.
    #[serde(default)]
    pub takes_all: bool,
    /// How the rate of orders changes over time. Default not at all.
    pub season: Option<SeasonFile>,
    /// Kits an order asks for, rounded to a whole number; one that is rounded to nothing is not
    /// placed, and counted. An order asks for 10^9 units of a part at most. Default 1.
    pub quantity: Option<NumberLaw>,
    /// Correlation of the kits of an order with those of the order before. Default 0.
    #[schemars(range(min = -0.99, max = 0.99))]
    pub correlation: Option<f64>,
    /// Units of each part in a kit.
    pub kit: Named<u32>,
    /// What becomes of an order for which parts are missing: `wait`; `lost`, which leaves the kits
    /// that are not there at once; or a patience. Default `wait`.
    pub unmet: Option<UnmetFile>,
    /// Orders of a higher number are served before those of a lower one. Default 0.
    pub priority: Option<u32>,
    /// Units of each part that its orders leave in stock, for other demands. Default 0.
    #[schemars(range(max = 1_000_000_000))]
    pub reserve: Option<u32>,
    /// What a unit that is waited for costs a year of 365 d. This cost and the next one are figures
    /// for planners (equation E43), and are not booked. Default 0 CNY.
    pub backorder_cost: Option<Fen>,
    /// What a unit costs that is lost. Default 0 CNY.
    pub lost_cost: Option<Fen>,
}

/// An order for kits at a given time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ListedDemandFile {
    /// When, from the start of the run.
    pub at: Duration,
    /// Kits.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub quantity: u32,
}

/// Factors of a rate that follow each other, each for the same time, again and again. Intervals are
/// drawn for a factor of 1 and pass so many times as fast.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SeasonFile {
    /// The factors, each at least 0.
    pub factors: Vec<f64>,
    /// The time that all of them take together. Default 1 y.
    pub length: Option<Duration>,
}

/// What becomes of an order for which parts are missing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum UnmetFile {
    /// It waits without end, or is lost.
    Word(UnmetWord),
    /// It waits for a time.
    Patience(PatienceFile),
}

/// How long an order waits. Then it leaves with nothing: the parts put aside for it go back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PatienceFile {
    /// The longest wait.
    pub patience: DurationLaw,
}

named_enum! {
    /// What becomes of an order for which parts are missing.
    pub enum UnmetWord {
        /// It waits.
        Wait = "wait",
        /// It takes the kits that are there, and no more.
        Lost = "lost",
    }
}
