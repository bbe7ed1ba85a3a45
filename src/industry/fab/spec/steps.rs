//! The steps of a route, as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::units::{Duration, DurationLaw, Share, named_enum};

/// A step of a route.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StepFile {
    /// The tool group that does it.
    pub tool_group: String,
    /// What `time` is per. Default: wafer.
    #[serde(default)]
    pub per: Per,
    /// How long it takes.
    pub time: DurationLaw,
    /// On tools with two slots, time after which the next wafer, or the next lot where `time` is
    /// per lot, can enter: a lot of n wafers takes `time` + (n - 1) intervals, however short these
    /// are. Default: none enters before the lot is through.
    #[serde(default)]
    pub cascade_interval: Option<Duration>,
    /// An earlier step of the same tool group: this one is done on the same tool as that one
    /// (lot-to-tool dedication). Default: on any tool.
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
    /// When that setup is made. Default: need.
    #[serde(default)]
    pub setup_when: SetupWhen,
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
    /// Queue-time limit: how soon after it processing must start at `queue_limit_to`; later starts
    /// are counted. A lot that skips that step has no limit any more. The windows of a route may
    /// follow each other, but not overlap. Default: no limit.
    #[serde(default)]
    pub queue_limit: Option<Duration>,
    /// The later step at which the limit is met. Default: the next one that the lot executes.
    #[serde(default)]
    pub queue_limit_to: Option<String>,
    /// What happens to a lot whose processing would start after its limit on the tool that takes
    /// it. Default: it is counted.
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

named_enum! {
    /// What happens to a lot whose queue-time limit has passed.
    #[derive(Default)]
    pub enum LimitActionFile {
        /// It is counted, and goes on.
        #[default]
        Count = "count",
        /// It goes back to `queue_limit_rework_to`.
        Rework = "rework",
        /// It is lost.
        Scrap = "scrap",
        /// It waits until an engineer releases it.
        Hold = "hold",
    }
}

named_enum! {
    /// When the setup of a step is made.
    #[derive(Default)]
    pub enum SetupWhen {
        /// If the tool has another one.
        #[default]
        Need = "need",
        /// For each job, also on a tool that has it: in the time from that setup to itself, or
        /// else in that from any other.
        Always = "always",
    }
}

named_enum! {
    /// What the time of a step is per.
    #[derive(Default)]
    pub enum Per {
        /// Each wafer of the job, with one draw for all of them.
        #[default]
        Wafer = "wafer",
        /// Each lot of the job.
        Lot = "lot",
        /// The batch of lots.
        Batch = "batch",
    }
}
