//! Tool groups and their maintenance, as written.

use schemars::JsonSchema;
use serde::Deserialize;

use super::dispatch::DispatchFile;
use crate::units::{Duration, DurationLaw, named_enum};

/// A group of equal tools.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ToolGroupFile {
    /// How many tools. One that comes begins idle.
    #[schemars(range(min = 1, max = 10_000), extend("x-dated" = "or none"))]
    pub count: u32,
    /// What becomes of the job of a tool that goes. Default: `finish_job`.
    #[serde(default)]
    #[schemars(extend("x-dated" = true))]
    pub closing: Closing,
    /// Serial slots of a tool: with 2, a cascading tool, a second job is loaded beside the first,
    /// and its wafers or lots follow those of the first at the step's `cascade_interval`. It holds
    /// two jobs at most. Default: 1.
    #[serde(default = "one_slot")]
    #[schemars(range(min = 1, max = 2))]
    pub slots: u8,
    /// The location of the group, for `transports`. Default: the location without a name.
    #[serde(default)]
    pub location: Option<String>,
    /// Which of several idle tools takes a lot. Default: longest idle, but least setup where
    /// `dispatch` ranks by setups.
    #[serde(default)]
    pub tool_choice: Option<ToolChoice>,
    /// Most wafers that a batch can hold; without it, a tool takes one lot at a time.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub max_batch: Option<u32>,
    /// Fewest wafers with which a batch starts at once. Default: 1, whatever is there.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub min_batch: Option<u32>,
    /// Longest time that a lot waits for `min_batch` to be reached. Default: no limit.
    #[serde(default)]
    pub batch_wait: Option<Duration>,
    /// Which lots may share a batch. Default: those of the same route and step.
    #[serde(default)]
    pub batch_by: Option<BatchBy>,
    /// Time from the end of a repair to the next failure. Default: no failures.
    #[serde(default)]
    pub failure: Option<DurationLaw>,
    /// Time to a tool's first failure. Default: as `failure`.
    #[serde(default)]
    pub failure_first: Option<DurationLaw>,
    /// What counts as time to failure. Default: calendar.
    #[serde(default)]
    pub failure_basis: Option<FailureBasis>,
    /// Time to repair, once a crew is there; needed with `failure`.
    #[serde(default)]
    pub repair: Option<DurationLaw>,
    /// Technicians that a repair or maintenance needs. Default: 2 (assumption).
    #[serde(default)]
    #[schemars(range(min = 0, max = 100))]
    pub repair_crew: Option<u32>,
    /// Maintenance every so often by the calendar; tool k of n is first due at k/n of it.
    #[serde(default)]
    pub maintenance_interval: Option<Duration>,
    /// When the last tool's maintenance by the calendar is first due; tool k of n at k/n of it. It
    /// keeps groups from being due all at once. What lies beyond an interval comes whole intervals
    /// earlier. Default: after the interval.
    #[serde(default)]
    pub maintenance_first: Option<Duration>,
    /// Maintenance after so many wafers; tool k of n is first due at k/n of them.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub maintenance_wafers: Option<u32>,
    /// Time that maintenance takes, once a crew is there.
    #[serde(default)]
    pub maintenance_duration: Option<DurationLaw>,
    /// How waiting lots are ranked, in place of the fab's `dispatch`.
    #[serde(default)]
    pub dispatch: Option<DispatchFile>,
    /// Formulas by which waiting lots are ranked, in place of `dispatch`; see the fab's `rank`.
    #[serde(default)]
    pub rank: Option<String>,
    /// Time to load a job, tool occupied. Default: none.
    #[serde(default)]
    pub load_time: Option<Duration>,
    /// Time to unload a job, tool occupied. Default: none.
    #[serde(default)]
    pub unload_time: Option<Duration>,
    /// Operator time of a job, in place of the fab's `operator_time`.
    #[serde(default)]
    pub operator_time: Option<Duration>,
}

const fn one_slot() -> u8 {
    1
}

/// A maintenance plan of a tool group: by the calendar (`interval`) or by wafers (`wafers`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct MaintenanceFile {
    /// Name of the tool group that does the step.
    pub tool_group: String,
    /// Time from due date to due date.
    #[serde(default)]
    pub interval: Option<Duration>,
    /// When it is first due for the last tool; for tool k of n at k/n of it. What lies beyond an
    /// interval comes whole intervals earlier. With `interval`. Default: after the interval.
    #[serde(default)]
    pub first: Option<Duration>,
    /// Wafers of a tool from due to due.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub wafers: Option<u32>,
    /// Wafers after which it is first due for the last tool; for tool k of n after k/n of them.
    /// What lies beyond `wafers` comes as many earlier. With `wafers`. Default: as many.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub first_wafers: Option<u32>,
    /// Time that it takes, once a crew is there.
    pub duration: DurationLaw,
}

named_enum! {
    /// What becomes of the job of a tool that goes.
    #[derive(Default)]
    pub enum Closing {
        /// The tool finishes it first.
        #[default]
        FinishJob = "finish_job",
        /// Its lots are lost.
        LoseJob = "lose_job",
    }
}

named_enum! {
    /// Which of several idle tools takes a lot.
    pub enum ToolChoice {
        /// The tool that has been idle longest.
        LongestIdle = "longest_idle",
        /// The tool on which the lot needs the least setup; of these, the one idle longest.
        LeastSetup = "least_setup",
        /// Each of them with the same probability.
        Any = "any",
    }
}

named_enum! {
    /// Which lots may share a batch.
    pub enum BatchBy {
        /// Lots that wait for the same step of the same route.
        RouteStep = "route_step",
        /// Lots whose steps have the same name, on whatever route, and the same jobs: time, setup,
        /// limits of a batch, and operator time.
        StepName = "step_name",
    }
}

named_enum! {
    /// What counts as time to failure.
    pub enum FailureBasis {
        /// All time since the last repair.
        Calendar = "calendar",
        /// Only time in which the tool processes.
        Busy = "busy",
    }
}
