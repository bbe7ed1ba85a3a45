//! The section `[limits]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::units::{Duration, Share};

/// When a constraint counts as binding. The section may be left out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct LimitsFile {
    /// The share of their time in the fab that lots may wait before the fab counts as full; up to
    /// it, more wafers could be started. Default 0.33: a cycle time of 1.5 times the time without
    /// any waiting.
    pub idle_share: Share,
    /// The longest stay at the service window that does not keep people from their work. Default
    /// 10 d: twice the time by which the service index falls to 1/e (equation E13).
    pub window_stay: Duration,
}

impl Default for LimitsFile {
    fn default() -> Self {
        Self {
            idle_share: Share::clamped(0.33),
            window_stay: Duration::days(10),
        }
    }
}
