//! The file of a space: factors by name, each with the numbers of the scenario that it sets and the
//! values that it can have.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::named_enum;

/// The space of an experiment: which numbers of a scenario vary, and how.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpaceFile {
    /// The factors, by name. A name is a column of the results.
    pub factors: Named<FactorFile>,
}

/// A factor: one number that sets one or several numbers of the scenario.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorFile {
    /// The paths of the numbers that it sets, each in the unit in which the scenario writes it.
    pub paths: Vec<String>,
    /// The lowest value.
    pub low: Option<f64>,
    /// The highest value.
    pub high: Option<f64>,
    /// The values that it can have, in place of `low` and `high`.
    pub levels: Option<Vec<f64>>,
    /// The distribution of its values, in place of `low` and `high`: `normal(mean=-5, sd=0.2)`,
    /// `lognormal(mean=9, cv=0.3)`, `triangular(low=1, mode=2, high=4)` or
    /// `uniform(low=1, high=4)`.
    pub distribution: Option<String>,
    /// How values lie between `low` and `high`. Default `linear`.
    pub scale: Option<ScaleFile>,
    /// Whether values are whole numbers. Default false.
    #[serde(default)]
    pub integer: bool,
}

named_enum! {
    /// How the values of a factor lie between its ends.
    pub enum ScaleFile {
        /// Evenly.
        Linear = "linear",
        /// Evenly on the scale of the logarithm; both ends are above zero.
        Logarithmic = "log",
    }
}
