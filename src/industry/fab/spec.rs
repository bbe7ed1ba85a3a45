//! The section `fab` as written. `check` makes a [`super::Fab`] of it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{DefectDensity, Duration, DurationLaw, Fen, Rate, Share};

/// The fab: routes through tool groups, lots that follow them, what they cost and learn.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FabFile {
    /// Who makes the wafers: `park`, on the tools below, or `foundry`, which delivers lots after
    /// `foundry.lead`. Default: park. (A park fab is a what-if: Loongson is fabless.)
    #[serde(default)]
    pub mode: ModeFile,
    /// How waiting lots are ranked, where a tool group says nothing else: rules of which the first
    /// decides and each further one breaks ties. Known are `priority`, `fifo`,
    /// `earliest_due_date`, `critical_ratio`, `shortest_processing_time`, `least_setup`. Default:
    /// priority, then fifo.
    #[serde(default)]
    pub dispatch: Option<DispatchFile>,
    /// Time for which a job needs an operator, from its start on, where tool group and step say
    /// nothing else. Default: none. (Assumption: 12 min by hand, 3 min with automated transport.)
    #[serde(default)]
    pub operator_time: Option<Duration>,
    /// Time to carry a lot from one step to the next. Default: none.
    #[serde(default)]
    pub transport: Option<DurationLaw>,
    /// What suppliers are paid for a wafer and its process materials when it is started. Default:
    /// nothing.
    #[serde(default)]
    pub wafer_cost: Option<Fen>,
    /// The tool groups, by name.
    #[serde(default)]
    pub tools: Named<ToolGroupFile>,
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
    /// The work of engineers on held lots; needed where a step has a `hold` share.
    #[serde(default)]
    pub holds: Option<HoldsFile>,
    /// Yield learning; in its place, a constant `defect_density`.
    #[serde(default)]
    pub learning: Option<LearningFile>,
    /// Density of killing defects, where nothing is learnt. Default: 0.25 /cm2 (assumption).
    #[serde(default)]
    pub defect_density: Option<DefectDensity>,
    /// The foundry; needed in mode `foundry`.
    #[serde(default)]
    pub foundry: Option<FoundryFile>,
}

/// Who makes the wafers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModeFile {
    /// The park's own tools.
    #[default]
    Park,
    /// A foundry.
    Foundry,
}

/// Dispatch rules: a list of names, or a text of names with blanks between them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DispatchFile {
    /// Names with blanks between them, as in a table's cell.
    Text(String),
    /// A list of names.
    List(Vec<String>),
}

/// A group of equal tools.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ToolGroupFile {
    /// How many tools.
    #[schemars(range(min = 1, max = 10_000))]
    pub count: u32,
    /// Most wafers that a batch can hold; without it, a tool takes one lot at a time.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub max_batch: Option<u32>,
    /// Fewest wafers with which a batch starts at once. Default: 1, whatever is there.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub min_batch: Option<u32>,
    /// Longest time that a lot waits for `min_batch` to be reached. Default: for ever.
    #[serde(default)]
    pub batch_wait: Option<Duration>,
    /// Time from the end of a repair to the next failure. Default: no failures.
    #[serde(default)]
    pub failure: Option<DurationLaw>,
    /// What counts as time to failure: `calendar`, all of it, or `busy`, only processing. Default:
    /// calendar.
    #[serde(default)]
    pub failure_basis: Option<FailureBasisFile>,
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
    /// When the last tool's maintenance by the calendar is first due; tool k of n at k/n of it. Give
    /// it so that not all groups are due at once. Default: after the interval.
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

/// What counts as time to failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureBasisFile {
    /// All time.
    Calendar,
    /// Processing only.
    Busy,
}

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
    /// How soon after it the next step must start; later starts are counted. Default: no limit.
    #[serde(default)]
    pub queue_limit: Option<Duration>,
    /// Operator time of its jobs, in place of that of the tool group.
    #[serde(default)]
    pub operator_time: Option<Duration>,
}

const fn all() -> Share {
    Share::ONE
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

/// A setup time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SetupFile {
    /// The setup that the tool has. Default: any other one, or none.
    #[serde(default)]
    pub from: Option<String>,
    /// The setup that it gets.
    pub to: String,
    /// How long that takes.
    pub time: Duration,
}

/// A product of the fab.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FabProductFile {
    /// Its route; needed in mode `park`.
    #[serde(default)]
    pub route: Option<String>,
    /// Due date: release plus so many raw process times. Default: 3 (assumption: x-factor 2.5-3.5).
    #[serde(default = "three")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub due_factor: f64,
}

const fn three() -> f64 {
    3.0
}

/// A stream of lots: exactly one of `starts`, `interval` and `constant_wip` says when lots start.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StreamFile {
    /// The product.
    pub product: String,
    /// Wafers in a lot. Default: 25.
    #[serde(default = "carrier")]
    #[schemars(range(min = 1, max = 10_000))]
    pub wafers_per_lot: u16,
    /// Priority; higher goes first. Default: 10.
    #[serde(default = "regular")]
    #[schemars(range(min = 0, max = 10_000))]
    pub priority: u16,
    /// When the first lot starts. Default: with the scenario.
    #[serde(default)]
    pub start: Option<Duration>,
    /// Wafers started per time, in lots at equal intervals.
    #[serde(default)]
    pub starts: Option<Rate>,
    /// Time between two lots.
    #[serde(default)]
    pub interval: Option<DurationLaw>,
    /// Lots in the line at all times: one starts when one leaves.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub constant_wip: Option<u32>,
}

const fn carrier() -> u16 {
    25
}

const fn regular() -> u16 {
    10
}

/// The work of engineers on held lots.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct HoldsFile {
    /// Time of an engineer for a held lot.
    pub time: DurationLaw,
}

/// Yield learning (equation E21).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct LearningFile {
    /// Knowledge gained with all engineers and a full line: `k_E`. Default: 0.06 /mo (assumption).
    #[serde(default = "learning_rate")]
    pub rate: Rate,
    /// Knowledge lost with each engineer who leaves: phi. Default: 1 (assumption).
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub forget: f64,
    /// Density of killing defects at the start: `D_0`. Default: 0.9 /cm2 (assumption).
    #[serde(default = "initial_density")]
    pub initial_density: DefectDensity,
    /// Density that no learning goes below: `D_inf`. Default: 0.15 /cm2 (assumption).
    #[serde(default = "final_density")]
    pub final_density: DefectDensity,
    /// Wafers out at which production teaches all it can: `W_cap`.
    pub reference_wafers: Rate,
    /// Share of the gain lost while a new product is introduced: z. Default: 25 % (assumption).
    #[serde(default = "introduction_loss")]
    pub npi_loss: Share,
    /// When the introduction of a new product begins. Default: there is none.
    #[serde(default)]
    pub npi_start: Option<Duration>,
    /// When it ends; needed with `npi_start`.
    #[serde(default)]
    pub npi_end: Option<Duration>,
}

fn learning_rate() -> Rate {
    Rate::per_month(0.06)
}

const fn one() -> f64 {
    1.0
}

const fn initial_density() -> DefectDensity {
    DefectDensity::from_per_square_centimetre(0.9)
}

const fn final_density() -> DefectDensity {
    DefectDensity::from_per_square_centimetre(0.15)
}

fn introduction_loss() -> Share {
    Share::clamped(0.25)
}

/// The foundry.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FoundryFile {
    /// Time from order to delivery of a lot. Default: 12 to 14 weeks (assumption).
    #[serde(default = "foundry_lead")]
    pub lead: DurationLaw,
    /// Price of a wafer, paid with the order. (28 nm: about 16,300 CNY.)
    pub price: Fen,
    /// Density of killing defects on its wafers. Default: 0.25 /cm2 (assumption).
    #[serde(default = "foundry_density")]
    pub defect_density: DefectDensity,
}

fn foundry_lead() -> DurationLaw {
    DurationLaw::new(crate::units::Law::Uniform {
        low: Duration::days(84).as_millis() as f64,
        high: Duration::days(98).as_millis() as f64,
    })
}

/// The density where the file gives none.
pub(super) const fn foundry_density() -> DefectDensity {
    DefectDensity::from_per_square_centimetre(0.25)
}
