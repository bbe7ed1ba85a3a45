//! The section `[assembly]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Duration, Fen, Share};

/// Lines that build computers from kits of chips and purchased parts (equation E29). Computers
/// skip a test or bank whose table is left out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct AssemblyFile {
    /// The computers, by name.
    pub models: Named<ModelFile>,
    /// How many lines there are, all alike.
    #[schemars(range(min = 1, max = 10_000), extend("x-dated" = "or none"))]
    pub lines: u32,
    /// Time from one computer to the next on a line that runs. Default 30 s, an assumption.
    #[serde(default = "takt")]
    #[schemars(extend("x-dated" = true))]
    pub takt: Duration,
    /// Share of its time that a line runs. Default 0.85, an assumption.
    #[serde(default = "oee")]
    #[schemars(extend("x-dated" = true))]
    pub oee: Share,
    /// Time of a computer on the line beyond the takt: work and safety test. Default 13 min, an
    /// assumption.
    #[serde(default = "line_time")]
    #[schemars(extend("x-dated" = true))]
    pub line_time: Duration,
    /// Computers that move together and whose kits are begun together. Default 24.
    #[serde(default = "carrier_size")]
    #[schemars(range(min = 1, max = 10_000))]
    pub carrier_size: u32,
    /// Assemblers that a line takes on a shift to keep its takt; with a part of them it works at
    /// that part of its speed. Default 60, an assumption.
    #[serde(default = "assemblers_per_line")]
    #[schemars(range(min = 1, max = 10_000), extend("x-dated" = true))]
    pub assemblers_per_line: u32,
    /// Computers that may wait for the first bank behind the lines; while there are as many, no kit
    /// is begun. Default 480.
    #[serde(default = "buffer")]
    #[schemars(range(min = 1, max = 1_000_000), extend("x-dated" = true))]
    pub buffer: u32,
    /// Working hours of the lines. Default around the clock.
    pub shift: Option<ShiftFile>,
    /// The boards' faults and their test. Default none.
    pub board: Option<BoardFile>,
    /// Burn-in, around the clock. Default none.
    pub burn_in: Option<BankFile>,
    /// Copying of the operating system, around the clock. Default none.
    pub image: Option<BankFile>,
    /// The final test, during the lines' working hours. Default none.
    pub final_test: Option<FinalTestFile>,
    /// Rework of computers that fail a test, during the lines' working hours.
    #[serde(default)]
    pub rework: ReworkFile,
    /// What becomes of chips made here of which there are too many, by the names of their products
    /// (equation E49). Default they stay in stock.
    #[serde(default)]
    pub surplus: Named<SurplusFile>,
}

/// Surplus chips of one product: those above a level are sold, or thrown away, as soon as they come
/// in and no kit takes them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SurplusFile {
    /// Chips that stay in stock.
    #[schemars(range(max = 1_000_000_000))]
    pub above: u32,
    /// What a chip is sold for, paid at once; at 0 CNY it is thrown away. Default 0 CNY.
    #[serde(default)]
    pub price: Fen,
    /// What it costs to sell a chip or to throw it away, a selling cost. Default 0 CNY.
    #[serde(default)]
    pub cost: Fen,
}

const fn takt() -> Duration {
    Duration::seconds(30)
}

fn oee() -> Share {
    Share::clamped(0.85)
}

const fn line_time() -> Duration {
    Duration::minutes(13)
}

const fn carrier_size() -> u32 {
    24
}

const fn assemblers_per_line() -> u32 {
    60
}

const fn buffer() -> u32 {
    480
}

/// A computer model.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ModelFile {
    /// Units of each part in a computer: purchased parts, and chips by the names of the products.
    pub kit: Named<u32>,
    /// Its weight among the models: those with their parts at hand are begun in these proportions,
    /// and a model of weight 0 is never begun. Default 1.
    #[serde(default = "share")]
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-dated" = true))]
    pub share: f64,
}

const fn share() -> f64 {
    1.0
}

/// The working hours of the lines.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ShiftFile {
    /// When work begins, from midnight. Default 8 h.
    pub opens: Duration,
    /// When it ends, from the same midnight. Default 16 h.
    pub closes: Duration,
    /// Working days a week, from Monday on. Default 5.
    #[schemars(range(min = 1, max = 7))]
    pub days_per_week: u8,
}

impl Default for ShiftFile {
    fn default() -> Self {
        Self {
            opens: Duration::hours(8),
            closes: Duration::hours(16),
            days_per_week: 5,
        }
    }
}

/// Boards: each part and joint may be faulty, and a test finds most of it. The defaults are
/// assumptions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct BoardFile {
    /// Parts on a board. Default 1,000.
    #[schemars(range(max = 1_000_000))]
    pub parts: u32,
    /// Joints on a board. Default 4,000.
    #[schemars(range(max = 1_000_000))]
    pub joints: u32,
    /// Faults per million parts and joints. Default 20.
    #[schemars(range(min = 0.0, max = 100_000.0), extend("x-dated" = true))]
    pub faults_per_million: f64,
    /// Share of faults that the test sees; the rest fails the final test. Default 0.9.
    pub coverage: Share,
}

impl Default for BoardFile {
    fn default() -> Self {
        Self {
            parts: 1_000,
            joints: 4_000,
            faults_per_million: 20.0,
            coverage: Share::clamped(0.9),
        }
    }
}

/// A bank of slots, each for one computer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BankFile {
    /// How many slots there are.
    #[schemars(range(min = 1, max = 10_000_000), extend("x-dated" = "or none"))]
    pub slots: u32,
    /// How long a computer stays.
    #[schemars(extend("x-dated" = true))]
    pub time: Duration,
}

/// The final test, in which computers fail that have a fault.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FinalTestFile {
    /// How many computers are tested at once.
    #[schemars(range(min = 1, max = 10_000_000), extend("x-dated" = "or none"))]
    pub slots: u32,
    /// How long the test of a computer takes. Default 5 min, an assumption.
    #[serde(default = "final_time")]
    pub time: Duration,
    /// Share of computers without a board fault that pass. Default 0.97, an assumption.
    #[serde(default = "first_pass")]
    #[schemars(extend("x-dated" = true))]
    pub first_pass: Share,
}

const fn final_time() -> Duration {
    Duration::minutes(5)
}

fn first_pass() -> Share {
    Share::clamped(0.97)
}

/// Rework. The defaults are assumptions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ReworkFile {
    /// Benches, each for one computer. Default 20.
    #[schemars(range(min = 1, max = 10_000_000), extend("x-dated" = "or none"))]
    pub benches: u32,
    /// How long the rework of a computer takes. Default 30 min.
    pub time: Duration,
    /// Share of reworked computers that cannot be saved. Default 0.02.
    #[schemars(extend("x-dated" = true))]
    pub scrap: Share,
}

impl Default for ReworkFile {
    fn default() -> Self {
        Self {
            benches: 20,
            time: Duration::minutes(30),
            scrap: Share::clamped(0.02),
        }
    }
}
