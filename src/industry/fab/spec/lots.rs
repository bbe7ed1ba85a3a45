//! Streams of lots, lists of lots, and the work in process at the start, as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::units::{Duration, DurationLaw, Rate};

/// A stream of lots: one of `starts`, `interval` and `constant_wip` says when lots start, or else
/// `fab.lots` lists them, or they are all in the line at the start.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StreamFile {
    /// Name of the product that the lots become.
    pub product: String,
    /// Wafers in a lot. Default: 25.
    #[serde(default = "carrier")]
    #[schemars(range(min = 1, max = 10_000))]
    pub wafers_per_lot: u16,
    /// Priority; higher goes first. Default: 10.
    #[serde(default = "regular")]
    #[schemars(range(min = 0, max = 10_000), extend("x-dated" = true))]
    pub priority: u16,
    /// When the first lot starts. Default: with the scenario.
    #[serde(default)]
    pub start: Option<Duration>,
    /// Wafers started per time, in lots at equal intervals.
    #[serde(default)]
    #[schemars(extend("x-dated" = true))]
    pub starts: Option<Rate>,
    /// Time between two lots.
    #[serde(default)]
    #[schemars(extend("x-dated" = true))]
    pub interval: Option<DurationLaw>,
    /// Lots in the line at all times, its `initial_lots` included: one starts when one leaves, and
    /// none while there are more.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub constant_wip: Option<u32>,
    /// Most lots that it starts. Default: no limit.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub lots: Option<u32>,
    /// Due date: so long after release. Default: the product's `due_factor` says.
    #[serde(default)]
    pub due_after: Option<Duration>,
    /// Whether its lots have a tool of their next step wait for them (super-hot lots), from when a
    /// tool takes them for the step before it: the first tool of the group that is ready, which
    /// takes no other lot. Groups that take batches or have minimum runs keep no tool. Default: no.
    #[serde(default)]
    pub reserves_next_tool: bool,
    /// Holds lots back while there are enough chips of the product, or enough wafers of it in the
    /// fab. Default: lots start whatever there is.
    #[serde(default)]
    pub pull: Option<PullFile>,
}

/// A stream whose lots start only as long as chips are needed (equation E37). What is compared is
/// the echelon inventory position of the product: its chips in whatever form after the start of
/// their wafers and before their sale - expected ones of wafers in the fab and the back end, those
/// in stock, and those in computers that are not sold - less those that open orders ask for. A lot
/// that is held back starts at the first tick at which it is needed, and the stream goes on from
/// there at its own intervals.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PullFile {
    /// Lots start while the position is below this many chips, S: the base stock.
    #[schemars(range(min = 1, max = 1_000_000_000), extend("x-dated" = true))]
    pub order_up_to: u32,
    /// Once the position has reached `order_up_to`, lots start again when it has fallen to this
    /// many chips, s. Default: as soon as it is below `order_up_to`.
    #[serde(default)]
    #[schemars(range(max = 1_000_000_000), extend("x-dated" = true))]
    pub reorder_point: Option<u32>,
    /// No lot starts that would bring more wafers of the product than this into the fab. Default:
    /// no limit.
    #[serde(default)]
    #[schemars(range(min = 1, max = 100_000_000), extend("x-dated" = true))]
    pub most_wafers: Option<u32>,
}

/// A lot that starts at a listed time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct LotFile {
    /// Its stream, which says what it is: one without starts of its own.
    pub stream: String,
    /// When it starts, from the start of the scenario.
    pub start: Duration,
    /// When it is due, from the start of the scenario. Default: as the stream says.
    #[serde(default)]
    pub due: Option<Duration>,
    /// Its wafers. Default: those of a lot of its stream.
    #[serde(default)]
    #[schemars(range(min = 1, max = 10_000))]
    pub wafers: Option<u16>,
    /// Its priority; higher goes first. Default: that of its stream.
    #[serde(default)]
    #[schemars(range(min = 0, max = 10_000))]
    pub priority: Option<u16>,
}

/// A lot that is in the line at the start.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct InitialLotFile {
    /// Its stream, which says what it is.
    pub stream: String,
    /// The step for which it waits.
    pub step: String,
    /// When it is due, from the start of the scenario. Default: as if it were released then.
    #[serde(default)]
    pub due: Option<Duration>,
    /// Its wafers. Default: those of a lot of its stream.
    #[serde(default)]
    #[schemars(range(min = 1, max = 10_000))]
    pub wafers: Option<u16>,
    /// Its priority; higher goes first. Default: that of its stream.
    #[serde(default)]
    #[schemars(range(min = 0, max = 10_000))]
    pub priority: Option<u16>,
}

const fn carrier() -> u16 {
    25
}

const fn regular() -> u16 {
    10
}
