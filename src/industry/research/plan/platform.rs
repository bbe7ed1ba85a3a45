//! The platform that matches experts and companies, checked.

use super::checker::Checker;
use crate::industry::research::spec::MatchingFile;
use crate::industry::shared::people::ChannelId;
use crate::scenario::FieldPath;
use crate::units::{DurationLaw, Rate, Share};

/// The platform, and who comes to it.
#[derive(Clone, Debug)]
pub(in crate::industry::research) struct PlatformPlan {
    /// The efficiency m, per month.
    pub(in crate::industry::research) efficiency: f64,
    pub(in crate::industry::research) alpha: f64,
    pub(in crate::industry::research) experts: Rate,
    pub(in crate::industry::research) needs: Rate,
    pub(in crate::industry::research) expert_patience: DurationLaw,
    pub(in crate::industry::research) need_patience: DurationLaw,
    pub(in crate::industry::research) universities: u32,
    pub(in crate::industry::research) zipf: f64,
    /// The share of matched experts who settle, and the channel they come through.
    pub(in crate::industry::research) settles: Option<(Share, ChannelId)>,
}

impl MatchingFile {
    pub(super) fn check(&self, at: &FieldPath, checker: &mut Checker) -> PlatformPlan {
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
        let channel = checker.channel(channel.as_ref(), at);
        let efficiency = checker.rate(*efficiency, at.field("efficiency"));
        PlatformPlan {
            efficiency: efficiency.get_per_month(),
            alpha: *alpha,
            experts: checker.rate(*experts_rate, at.field("experts_rate")),
            needs: checker.rate(*needs_rate, at.field("needs_rate")),
            expert_patience: expert_patience.clone(),
            need_patience: need_patience.clone(),
            universities: *universities,
            zipf: *zipf,
            settles: channel.map(|channel| (*settle_share, channel)),
        }
    }
}
