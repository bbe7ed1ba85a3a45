//! The section `[limits]`: as written, and checked.

use schemars::JsonSchema;
use serde::Deserialize;

use super::judge::Limits;
use crate::units::{Duration, Share};

/// When a constraint counts as binding. The section may be left out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct LimitsFile {
    /// Up to this share of their time in the fab, lots hardly wait, and more wafers could be
    /// started. Default 0.33: a cycle time of 1.5 times the time without any waiting.
    pub idle_share: Share,
    /// A longer stay at the service window than this keeps people from their work. Default 10 d:
    /// twice the time by which the service index falls to 1/e (equation E13).
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

impl LimitsFile {
    /// What the judgement goes by. Every value that can be written is possible.
    #[must_use]
    pub fn check(&self) -> Limits {
        let &Self {
            idle_share,
            window_stay,
        } = self;
        Limits {
            idle_share,
            window_stay,
        }
    }
}
