//! The section `[backend]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

use super::dies::WaferGeometry;
use super::yield_law::{ClusterLevel, YieldLawName};
use crate::scenario::Named;
use crate::units::{Area, Duration, Frequency, Length, Share};

/// Probe, packaging and final test of the wafers that the fab, or the foundry, makes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BackendFile {
    /// Every product of the fab, by the fab's names.
    pub products: Named<ProductFile>,
    /// Dimensions of the wafer.
    #[serde(default)]
    pub wafer: WaferFile,
    /// The law of the die yield. It is called `yield` in the file.
    #[serde(default, rename = "yield")]
    pub die_yield: YieldFile,
    /// Wafer probe, the first station.
    pub probe: ProbeFile,
    /// Packaging steps, in the order of the file. Default none.
    #[serde(default)]
    pub steps: Named<StepFile>,
    /// Share of chips that survive packaging as a whole. Default 0.99, an assumption (equation
    /// E25).
    #[serde(default = "package_yield")]
    #[schemars(extend("x-dated" = true))]
    pub package_yield: Share,
    /// Burn-in between packaging and the final test. Default none.
    pub burn_in: Option<BurnInFile>,
    /// Final test, the last station.
    pub final_test: FinalTestFile,
}

fn package_yield() -> Share {
    Share::clamped(0.99)
}

/// A product of the fab.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProductFile {
    /// Area of a die, which is taken to be square.
    pub die_area: Area,
    /// How its chips are sorted by speed. Without it they are not: all are alike.
    pub bins: Option<BinsFile>,
}

/// Speed grades (equation E26). A chip's highest frequency is normal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct BinsFile {
    /// Mean of the highest frequency. Default 2.02 GHz, an assumption.
    pub mean: Frequency,
    /// Its standard deviation. Default 0.15 GHz, an assumption.
    pub sd: Frequency,
    /// The grades, highest first; a chip below the last one is scrap. Default 2.0, 1.8, 1.5 and
    /// 1.2 GHz, those of the Loongson 3A4000.
    #[schemars(length(min = 1, max = 32))]
    pub grades: Vec<Frequency>,
}

impl Default for BinsFile {
    fn default() -> Self {
        Self {
            mean: Frequency::from_gigahertz(2.02),
            sd: Frequency::from_gigahertz(0.15),
            grades: [2.0, 1.8, 1.5, 1.2].map(Frequency::from_gigahertz).to_vec(),
        }
    }
}

/// The wafer (equation E24).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WaferFile {
    /// Diameter of the wafer. Default 300 mm.
    pub diameter: Length,
    /// Width of the scribe lane. Default 0.1 mm.
    pub scribe: Length,
    /// Width of the ring at the edge without dies. Default 3 mm.
    pub edge: Length,
}

impl Default for WaferFile {
    fn default() -> Self {
        let WaferGeometry {
            diameter,
            scribe,
            edge,
        } = WaferGeometry::default();
        Self {
            diameter,
            scribe,
            edge,
        }
    }
}

/// The law of the die yield.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct YieldFile {
    /// How the density of defects varies. Default `negative_binomial`, an assumption.
    pub law: YieldLawName,
    /// The cluster parameter of `negative_binomial`. Default 2, an assumption; usual are 1 to 5.
    #[schemars(range(min = 0.01, max = 1000.0))]
    pub alpha: Option<f64>,
    /// Layers of `bose_einstein`. Default 10, an assumption.
    #[schemars(range(min = 1, max = 1000))]
    pub critical_layers: Option<u32>,
    /// What shares one density of defects. Default `wafer`, an assumption.
    pub cluster_level: ClusterLevel,
}

impl Default for YieldFile {
    fn default() -> Self {
        Self {
            law: YieldLawName::NegativeBinomial,
            alpha: None,
            critical_layers: None,
            cluster_level: ClusterLevel::Wafer,
        }
    }
}

/// Wafer probe (equation E25). Defaults are assumptions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProbeFile {
    /// How many testers there are.
    #[schemars(range(min = 1, max = 100_000), extend("x-dated" = "or none"))]
    pub testers: u32,
    /// Dies probed at once. Default 4.
    #[serde(default = "sites")]
    #[schemars(range(min = 1, max = 4096))]
    pub sites: u32,
    /// Time for the dies probed at once. Default 4 s.
    #[serde(default = "probe_time")]
    #[schemars(extend("x-dated" = true))]
    pub time_per_die: Duration,
    /// Share of faults that the test sees. Default 0.98.
    #[serde(default = "probe_coverage")]
    #[schemars(extend("x-dated" = true))]
    pub coverage: Share,
}

/// Final test (equation E25). Defaults are assumptions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FinalTestFile {
    /// How many testers there are.
    #[schemars(range(min = 1, max = 100_000), extend("x-dated" = "or none"))]
    pub testers: u32,
    /// Chips tested at once. Default 4.
    #[serde(default = "sites")]
    #[schemars(range(min = 1, max = 4096))]
    pub sites: u32,
    /// Time for the chips tested at once. Default 45 s.
    #[serde(default = "final_time")]
    #[schemars(extend("x-dated" = true))]
    pub time_per_chip: Duration,
    /// Share of faults that the test sees, those that probe sees among them. Default 0.998.
    #[serde(default = "final_coverage")]
    #[schemars(extend("x-dated" = true))]
    pub coverage: Share,
    /// Share of chips without a fault that pass; the rest is out of limits. Default 0.98.
    #[serde(rename = "yield", default = "final_yield")]
    #[schemars(extend("x-dated" = true))]
    pub final_yield: Share,
}

const fn sites() -> u32 {
    4
}

const fn probe_time() -> Duration {
    Duration::seconds(4)
}

fn probe_coverage() -> Share {
    Share::clamped(0.98)
}

const fn final_time() -> Duration {
    Duration::seconds(45)
}

fn final_coverage() -> Share {
    Share::clamped(0.998)
}

fn final_yield() -> Share {
    Share::clamped(0.98)
}

/// A step of packaging. Its time for a lot is the sum of the three.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StepFile {
    /// How many lots are worked on at once.
    #[schemars(range(min = 1, max = 100_000), extend("x-dated" = "or none"))]
    pub servers: u32,
    /// Time for any lot. Default none.
    #[serde(default)]
    pub time_per_lot: Duration,
    /// Time for each wafer of a lot. Default none.
    #[serde(default)]
    pub time_per_wafer: Duration,
    /// Time for each chip of a lot. Default none.
    #[serde(default)]
    pub time_per_chip: Duration,
}

/// Burn-in, in which weak chips fail.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BurnInFile {
    /// Lots burnt in at once.
    #[schemars(range(min = 1, max = 100_000), extend("x-dated" = "or none"))]
    pub ovens: u32,
    /// How long a lot stays.
    pub time: Duration,
    /// Share of weak chips. Default 0.003, an assumption.
    #[serde(default = "weak_share")]
    pub weak_share: Share,
    /// Mean life of a weak chip in burn-in. Default 20 h, an assumption.
    #[serde(default = "weak_life")]
    pub weak_life: Duration,
}

fn weak_share() -> Share {
    Share::clamped(0.003)
}

const fn weak_life() -> Duration {
    Duration::hours(20)
}
