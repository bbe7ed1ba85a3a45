//! The steps of a route, as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::units::{Duration, DurationLaw, Share};

/// A step of a route.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StepFile {
    /// The tool group that does it.
    pub tool_group: String,
    /// What `time` is per: `wafer`, `lot` or `batch`. Default: wafer.
    #[serde(default)]
    pub per: PerFile,
    /// How long it takes.
    pub time: DurationLaw,
    /// On tools with two slots, time after which the next wafer, or the next lot where `time` is per
    /// lot, can enter: a lot of n wafers takes `time` + (n - 1) intervals. Default: none enters before
    /// the lot is through.
    #[serde(default)]
    pub cascade_interval: Option<Duration>,
    /// An earlier step of the same tool group: this one is done on the very tool that did that one
    /// for the lot (lot-to-tool dedication). Default: on any tool.
    #[serde(default)]
    pub same_tool_as: Option<String>,
    /// Fewest wafers of a batch, in place of those of the tool group.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub min_batch: Option<u32>,
    /// Most wafers of a batch, in place of those of the tool group, and at most these.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub max_batch: Option<u32>,
    /// The setup it needs. Default: none, and the tool keeps the one it has.
    #[serde(default)]
    pub setup: Option<String>,
    /// Share of lots that execute it. Default: all.
    #[serde(default = "all")]
    pub sample: Share,
    /// Share of lots that go back to `rework_to` after it. Default: none.
    #[serde(default)]
    pub rework: Share,
    /// The step to which reworked lots go back. Default: this one.
    #[serde(default)]
    pub rework_to: Option<String>,
    /// Share of lots that are lost at it. Default: none.
    #[serde(default)]
    pub lot_scrap: Share,
    /// Share of wafers that survive it. Default: all.
    #[serde(default = "all")]
    pub wafer_survival: Share,
    /// Share of lots that an engineer must release after it. Default: none.
    #[serde(default)]
    pub hold: Share,
    /// Queue-time limit: how soon after it processing must start at `queue_limit_to`; later starts are
    /// counted. The windows of a route may follow each other, but not overlap. Default: no limit.
    #[serde(default)]
    pub queue_limit: Option<Duration>,
    /// The later step at which the limit is met. Default: the next one that the lot executes.
    #[serde(default)]
    pub queue_limit_to: Option<String>,
    /// What is done with a lot that a tool would take after its limit: `count` it and go on, `rework`
    /// it from `queue_limit_rework_to` on, `scrap` it, or `hold` it for an engineer. Default: count.
    #[serde(default)]
    pub queue_limit_action: LimitActionFile,
    /// The step from which late lots are reworked: this one or an earlier one.
    #[serde(default)]
    pub queue_limit_rework_to: Option<String>,
    /// Operator time of its jobs, in place of that of the tool group.
    #[serde(default)]
    pub operator_time: Option<Duration>,
}

const fn all() -> Share {
    Share::ONE
}

/// What is done with a lot whose queue-time limit has passed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitActionFile {
    /// It is counted, and goes on.
    #[default]
    Count,
    /// It goes back.
    Rework,
    /// It is lost.
    Scrap,
    /// An engineer must release it.
    Hold,
}

/// What a step's time is per.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PerFile {
    /// Each wafer of the job, one draw for all of them.
    #[default]
    Wafer,
    /// The lot.
    Lot,
    /// The batch of lots.
    Batch,
}
