//! The platform that matches experts and companies, as written.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::matching::MatchingPlan;
use super::Desk;
use crate::scenario::At;
use crate::units::{Duration, DurationLaw, Law, Rate, Share};

/// The platform (equation E8): while U experts and V needs of companies wait, `m U^a V^(1-a)` of
/// them are matched a month, and each match begins a project. While no programme of kind `matching`
/// runs, nobody comes to it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct MatchingFile {
    /// m. Default 1 /mo, an assumption.
    pub efficiency: Rate,
    /// a, the elasticity of the experts. Default 0.5; the literature on jobs has 0.5 to 0.7.
    #[schemars(range(min = 0, max = 1))]
    pub alpha: f64,
    /// Experts who come, doctors and professors. Default 329 /y, the report's count.
    pub experts_rate: Rate,
    /// Needs of companies that arise. Default 345 /y, which leads to about 310 projects.
    pub needs_rate: Rate,
    /// How long an expert waits. Default exponential(mean=12 mo), an assumption.
    pub expert_patience: DurationLaw,
    /// How long a company waits. Default exponential(mean=12 mo), an assumption.
    pub need_patience: DurationLaw,
    /// Universities that experts may come from. Default 137, those of the national programme for
    /// first-class universities.
    #[schemars(range(min = 1, max = 100_000))]
    pub universities: u32,
    /// How uneven they are: the k-th sends experts in proportion to `k^-zipf`. Default 1, Zipf's law,
    /// an assumption.
    #[schemars(range(min = 0, max = 10))]
    pub zipf: f64,
    /// The share of matched experts who settle in the city. Default 0.05, an assumption.
    pub settle_share: Share,
    /// The talent channel, of kind `programme`, that they come through. Without it nobody settles.
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

impl MatchingFile {
    pub(super) fn check(&self, at: &At, desk: &mut Desk) -> MatchingPlan {
        let Self {
            efficiency,
            alpha,
            experts_rate,
            needs_rate,
            expert_patience,
            need_patience,
            universities,
            zipf,
            settle_share,
            channel,
        } = self;
        let channel = desk.channel(channel.as_ref(), at);
        let efficiency = desk.rate(*efficiency, at.field("efficiency"));
        MatchingPlan {
            efficiency: efficiency.get_per_month(),
            alpha: *alpha,
            experts: desk.rate(*experts_rate, at.field("experts_rate")),
            needs: desk.rate(*needs_rate, at.field("needs_rate")),
            expert_patience: expert_patience.clone(),
            need_patience: need_patience.clone(),
            universities: *universities,
            zipf: *zipf,
            settles: channel.map(|channel| (*settle_share, channel)),
        }
    }
}
