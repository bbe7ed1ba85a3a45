//! The section `[fab]` as written.

mod dispatch;
mod learning;
mod lots;
mod steps;
mod tools;

pub use dispatch::DispatchFile;
pub use learning::{LearningFile, LearningLawName};
pub use lots::{InitialLotFile, LotFile, PullFile, StreamFile};
pub use steps::{LimitActionFile, Per, SetupWhen, StepFile};
pub use tools::{BatchBy, Closing, FailureBasis, MaintenanceFile, ToolChoice, ToolGroupFile};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{DefectDensity, Duration, DurationLaw, Fen, named_enum};

/// The fab: routes through tool groups, lots that follow them, what they cost and learn.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FabFile {
    /// Who makes the wafers. Default: park. (A park fab is a what-if: Loongson is fabless.)
    #[serde(default)]
    pub mode: ModeFile,
    /// How waiting lots are ranked, where a tool group says nothing else: one rule, or several of
    /// which the first decides and each further one breaks ties. Default: priority, then fifo.
    #[serde(default)]
    pub dispatch: Option<DispatchFile>,
    /// How waiting lots are ranked by your own formulas, in place of `dispatch`, with `;` between
    /// them: the least value of the first goes first, and each further one breaks ties, as in
    /// `"-priority; setup_time; due - now - remaining"`. Quantities: `priority` and `wafers`, which
    /// are numbers; `now`, `joined`, `due`, `start_by` (by when a queue-time limit wants the lot to
    /// start), `remaining` (expected work to the end of the route), `process_time` (that of the
    /// step) and `setup_time`, which are times. There are + - * / < <= > >=, parentheses, `min`,
    /// `max`, `abs`, and `if(condition, then, else)`; times are written as `2 h`, and what is
    /// added or compared has one unit.
    #[serde(default)]
    pub rank: Option<String>,
    /// Time for which a job needs an operator, from its start on, where tool group and step say
    /// nothing else. Default: none. (Assumption: 12 min by hand, 3 min with automated transport.)
    #[serde(default)]
    #[schemars(extend("x-dated" = true))]
    pub operator_time: Option<Duration>,
    /// Time to carry a lot from one step to the next, where `transports` does not say. Default:
    /// none.
    #[serde(default)]
    pub transport: Option<DurationLaw>,
    /// Times to carry a lot from one location to another, each under any name.
    #[serde(default)]
    pub transports: Named<TransportFile>,
    /// What suppliers are paid for a wafer and its process materials when it is started. Default:
    /// nothing.
    #[serde(default)]
    #[schemars(extend("x-dated" = true))]
    pub wafer_cost: Option<Fen>,
    /// The tool groups, by name.
    #[serde(default)]
    pub tools: Named<ToolGroupFile>,
    /// Maintenance plans, each under any name, besides the one in the row of a tool group.
    #[serde(default)]
    pub maintenance: Named<MaintenanceFile>,
    /// The routes, by name: each a table of steps, by name, in the order of the file.
    #[serde(default)]
    pub routes: Named<Named<StepFile>>,
    /// Setup times, each under any name.
    #[serde(default)]
    pub setups: Named<SetupFile>,
    /// The products, by name.
    pub products: Named<FabProductFile>,
    /// The streams of lots, by name.
    pub streams: Named<StreamFile>,
    /// Lots that start at listed times, each under any name, for the streams that list theirs.
    #[serde(default)]
    pub lots: Named<LotFile>,
    /// Work in process at the start, each lot under any name: it waits for its step, in the order
    /// of the file, and counts in no cycle time, on-time share or throughput of its stream.
    #[serde(default)]
    pub initial_lots: Named<InitialLotFile>,
    /// The work of engineers on held lots; needed where a step has a `hold` share.
    #[serde(default)]
    pub holds: Option<HoldsFile>,
    /// Yield learning; in its place, a constant `defect_density`.
    #[serde(default)]
    pub learning: Option<LearningFile>,
    /// Density of killing defects, where nothing is learnt. Default: 0.25 /cm2 (assumption).
    #[serde(default)]
    #[schemars(extend("x-dated" = true))]
    pub defect_density: Option<DefectDensity>,
    /// The foundry; needed in mode `foundry`.
    #[serde(default)]
    pub foundry: Option<FoundryFile>,
}

named_enum! {
    /// Who makes the wafers.
    #[derive(Default)]
    pub enum ModeFile {
        /// The park, on the tools of this section.
        #[default]
        Park = "park",
        /// A foundry, which delivers lots after `foundry.lead`.
        Foundry = "foundry",
    }
}

/// A setup time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SetupFile {
    /// The setup that the tool has. Default: any other one, or none.
    #[serde(default)]
    pub from: Option<String>,
    /// The setup that it gets. The same as `from`: to make it again, for steps whose `setup_when`
    /// is `always`.
    pub to: String,
    /// How long that takes. Dispatch and choice of tools go by the mean.
    pub time: DurationLaw,
    /// Jobs that the tool must start in the new setup, the first one included, before it may
    /// change again, as long as lots of that setup can still come to this tool. A tool of two slots
    /// may change when all but one of them have ended since it has the setup. Default: 1.
    #[serde(default = "one_job")]
    #[schemars(range(min = 1, max = 60_000))]
    pub minimum_run: u16,
}

const fn one_job() -> u16 {
    1
}

/// The way from one location to another.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct TransportFile {
    /// The location of the tools that a lot leaves.
    pub from: String,
    /// The location of the tools of its next step.
    pub to: String,
    /// How long it is carried.
    #[schemars(extend("x-dated" = true))]
    pub time: DurationLaw,
}

/// A product of the fab.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FabProductFile {
    /// Its route; needed in mode `park`.
    #[serde(default)]
    pub route: Option<String>,
    /// Due date: release plus so many raw process times. Default: 3 (assumption: x-factor
    /// 2.5-3.5).
    #[serde(default = "three")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub due_factor: f64,
}

const fn three() -> f64 {
    3.0
}

/// The work of engineers on held lots.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct HoldsFile {
    /// Time of an engineer for a held lot.
    pub time: DurationLaw,
}

/// Wafers that are bought from a foundry instead of being made.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FoundryFile {
    /// Time from order to delivery of a lot. Default: 12 to 14 weeks (assumption).
    #[serde(default = "foundry_lead")]
    #[schemars(extend("x-dated" = true))]
    pub lead: DurationLaw,
    /// Price of a wafer, paid with the order. (28 nm: about 16,300 CNY.)
    #[schemars(extend("x-dated" = true))]
    pub price: Fen,
    /// Density of killing defects on its wafers. Default: 0.25 /cm2 (assumption).
    #[serde(default = "foundry_density")]
    #[schemars(extend("x-dated" = true))]
    pub defect_density: DefectDensity,
}

fn foundry_lead() -> DurationLaw {
    DurationLaw::new(crate::units::Law::Uniform {
        low: Duration::days(84).as_millis() as f64,
        high: Duration::days(98).as_millis() as f64,
    })
}

/// The density of killing defects where the file gives none.
pub(super) const fn foundry_density() -> DefectDensity {
    DefectDensity::from_per_square_centimetre(0.25)
}
