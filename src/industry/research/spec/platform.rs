//! The platform that matches experts and companies, as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::units::{Duration, DurationLaw, Law, Rate, Share};

/// The platform (equation E8): while U experts and V needs of companies wait, `m U^a V^(1-a)` of
/// them are matched a month, and each match begins a project. While no programme of kind `matching`
/// runs, nobody comes to it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct MatchingFile {
    /// The efficiency m of matching. Default 1 /mo, an assumption.
    pub efficiency: Rate,
    /// The elasticity a of matches to experts. Default 0.5; the literature on jobs has 0.5 to 0.7.
    #[schemars(range(min = 0, max = 1))]
    pub alpha: f64,
    /// Rate of experts who come, doctors and professors. Default 329 /y, the report's count.
    pub experts_rate: Rate,
    /// Rate of needs of companies that arise. Default 345 /y, which leads to about 310 projects.
    pub needs_rate: Rate,
    /// How long an expert waits. Default exponential(mean=12 mo), an assumption.
    pub expert_patience: DurationLaw,
    /// How long a company waits. Default exponential(mean=12 mo), an assumption.
    pub need_patience: DurationLaw,
    /// Universities that experts may come from. Default 137, those of the national programme for
    /// first-class universities.
    #[schemars(range(min = 1, max = 100_000))]
    pub universities: u32,
    /// How uneven universities are: the k-th sends experts in proportion to `k^-zipf`. Default 1,
    /// Zipf's law, an assumption.
    #[schemars(range(min = 0, max = 10))]
    pub zipf: f64,
    /// The share of matched experts who settle in the city. Default 0.05, an assumption.
    pub settle_share: Share,
    /// The talent channel, of kind `programme`, through which they register. Without it nobody
    /// settles.
    pub channel: Option<String>,
}

impl Default for MatchingFile {
    fn default() -> Self {
        let year = || {
            DurationLaw::new(Law::Exponential {
                mean: Duration::days(365).as_millis() as f64,
            })
        };
        Self {
            efficiency: Rate::per_month(1.0),
            alpha: 0.5,
            experts_rate: Rate::per_year(329.0),
            needs_rate: Rate::per_year(345.0),
            expert_patience: year(),
            need_patience: year(),
            universities: 137,
            zipf: 1.0,
            settle_share: Share::clamped(0.05),
            channel: None,
        }
    }
}
