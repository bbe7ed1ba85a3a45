//! The section `[talent]` as written: the channels through which people come.

pub mod persons;
#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::channel::{self, ChannelKind, channel_kinds};
use crate::scenario::Named;
use crate::units::{Date, Duration};

/// The people who come.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct TalentFile {
    /// The channels they come through, by name: at most 250. The random numbers of their
    /// people are keyed by these names, so that one more channel changes nobody of the others.
    pub channels: Named<ChannelFile>,
    /// News of the city.
    pub awareness: Option<AwarenessFile>,
}

macro_rules! channel_file {
    ($($(#[$doc:meta])* $module:ident: $name:ident;)*) => {
        /// A channel that people come through.
        #[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum ChannelFile {
            $($(#[$doc])* $name(Box<<channel::$module::$name as ChannelKind>::File>),)*
        }
    };
}
channel_kinds!(channel_file);

/// News of the city: a pulse of awareness that fades. Programmes of kind `awareness` are a factor
/// on it.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct AwarenessFile {
    /// The day of the news.
    pub date: Date,
    /// What it adds that day to the factor on the leads of stations, which is 1 without it. Default
    /// 0.5, an assumption.
    #[serde(default = "pulse")]
    #[schemars(range(min = 0, max = 1000))]
    pub pulse: f64,
    /// How long it takes to fall by half. Default 60 d, an assumption; at least 1 h.
    #[serde(default = "half_life")]
    pub half_life: Duration,
}

const fn pulse() -> f64 {
    0.5
}

const fn half_life() -> Duration {
    Duration::days(60)
}
