//! The section `[backend]`: as written, and checked.

mod products;

use schemars::JsonSchema;
use serde::Deserialize;

use super::station::{Station, Task};
use super::{Backend, BurnIn, ClusterLevel, ServiceTime, WaferGeometry, YieldLaw};
use crate::industry::shared::names::Names;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Duration, Length, Share};
use products::check_products;
pub use products::{BinsFile, ProductFile};

/// Probe, packaging and final test of the wafers that the fab, or the foundry, makes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BackendFile {
    /// What the fab's products are here, by the fab's names.
    pub products: Named<ProductFile>,
    /// The wafer.
    #[serde(default)]
    pub wafer: WaferFile,
    /// The law of the die yield. It is called `yield` in the file.
    #[serde(default, rename = "yield")]
    pub die_yield: YieldFile,
    /// Wafer probe.
    pub probe: ProbeFile,
    /// Packaging steps, in the order of the file. Default none.
    #[serde(default)]
    pub steps: Named<StepFile>,
    /// Share of chips that survive packaging as a whole. Default 0.99, an assumption (equation E25).
    #[serde(default = "package_yield")]
    pub package_yield: Share,
    /// Burn-in before the final test. Default none.
    pub burn_in: Option<BurnInFile>,
    /// Final test.
    pub final_test: FinalTestFile,
}

fn package_yield() -> Share {
    Share::clamped(0.99)
}

/// The wafer (equation E24).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WaferFile {
    /// Diameter. Default 300 mm.
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

/// How the density of killing defects varies (equation E22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LawFile {
    /// Not at all.
    Poisson,
    /// By a triangle (Murphy).
    MurphyTriangular,
    /// Uniformly.
    Uniform,
    /// Exponentially (Seeds).
    Exponential,
    /// By a gamma distribution of shape `alpha` (Stapper).
    NegativeBinomial,
    /// Exponentially in each of `critical_layers` layers.
    BoseEinstein,
}

/// What shares one density of defects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClusterFile {
    /// All wafers of a lot.
    Lot,
    /// All dies of a wafer.
    Wafer,
    /// Each die has its own.
    Die,
}

/// The law of the die yield.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct YieldFile {
    /// How the density of defects varies. Default `negative_binomial`, an assumption.
    pub law: LawFile,
    /// The cluster parameter of `negative_binomial`. Default 2, an assumption; usual are 1 to 5.
    #[schemars(range(min = 0.01, max = 1000.0))]
    pub alpha: Option<f64>,
    /// Layers of `bose_einstein`. Default 10, an assumption.
    #[schemars(range(min = 1, max = 1000))]
    pub critical_layers: Option<u32>,
    /// What shares one density of defects. Default `wafer`, an assumption.
    pub cluster_level: ClusterFile,
}

impl Default for YieldFile {
    fn default() -> Self {
        Self {
            law: LawFile::NegativeBinomial,
            alpha: None,
            critical_layers: None,
            cluster_level: ClusterFile::Wafer,
        }
    }
}

/// Wafer probe (equation E25). Defaults are assumptions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProbeFile {
    /// How many testers there are.
    #[schemars(range(min = 1, max = 100_000))]
    pub testers: u32,
    /// Dies probed at once. Default 4.
    #[serde(default = "sites")]
    #[schemars(range(min = 1, max = 4096))]
    pub sites: u32,
    /// Time for the dies probed at once. Default 4 s.
    #[serde(default = "probe_time")]
    pub time_per_die: Duration,
    /// Share of faults that the test sees. Default 0.98.
    #[serde(default = "probe_coverage")]
    pub coverage: Share,
}

/// Final test (equation E25). Defaults are assumptions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FinalTestFile {
    /// How many testers there are.
    #[schemars(range(min = 1, max = 100_000))]
    pub testers: u32,
    /// Chips tested at once. Default 4.
    #[serde(default = "sites")]
    #[schemars(range(min = 1, max = 4096))]
    pub sites: u32,
    /// Time for the chips tested at once. Default 45 s.
    #[serde(default = "final_time")]
    pub time_per_chip: Duration,
    /// Share of faults that the test sees. It sees what probe sees. Default 0.998.
    #[serde(default = "final_coverage")]
    pub coverage: Share,
    /// Share of chips without a fault that pass; the rest is out of limits. Default 0.98.
    #[serde(rename = "yield", default = "final_yield")]
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
    #[schemars(range(min = 1, max = 100_000))]
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
    #[schemars(range(min = 1, max = 100_000))]
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

impl BackendFile {
    /// Checks the section at `at`. Every product of the fab must be described, and each one is a
    /// part too.
    #[must_use]
    pub fn check(&self, names: &Names, at: &At, problems: &mut Problems) -> Option<Backend> {
        let Self {
            products,
            wafer,
            die_yield,
            probe,
            steps,
            package_yield,
            burn_in,
            final_test,
        } = self;
        let before = problems.len();
        let wafer = wafer.check(&at.field("wafer"), problems);
        let law = die_yield.law(&at.field("yield"), problems);
        let products = check_products(products, names, &wafer, &at.field("products"), problems);
        let burn = burn_in
            .as_ref()
            .map(|burn_in| burn_in.check(&at.field("burn_in"), problems));
        (problems.len() == before).then(|| Backend {
            products,
            law,
            cluster: die_yield.cluster(),
            probe_coverage: probe.coverage,
            final_coverage: final_test.coverage,
            package_yield: *package_yield,
            final_yield: final_test.final_yield,
            burn_in: burn,
            stations: stations(probe, steps, burn_in.as_ref(), final_test),
        })
    }
}

/// The stations in the order of a lot's way.
fn stations(
    probe: &ProbeFile,
    steps: &Named<StepFile>,
    burn_in: Option<&BurnInFile>,
    final_test: &FinalTestFile,
) -> Vec<Station> {
    let tester = |per_die, sites| ServiceTime {
        per_die,
        sites,
        ..ServiceTime::default()
    };
    let time = tester(probe.time_per_die, probe.sites);
    let mut stations = vec![Station::new("probe", Task::Probe, probe.testers, time)];
    for (name, step) in steps.iter() {
        let &StepFile {
            servers,
            time_per_lot,
            time_per_wafer,
            time_per_chip,
        } = step;
        let time = ServiceTime {
            per_lot: time_per_lot,
            per_wafer: time_per_wafer,
            per_die: time_per_chip,
            sites: 1,
        };
        stations.push(Station::new(name, Task::Packaging, servers, time));
    }
    if let Some(burn_in) = burn_in {
        let time = ServiceTime {
            per_lot: burn_in.time,
            ..ServiceTime::default()
        };
        stations.push(Station::new("burn_in", Task::BurnIn, burn_in.ovens, time));
    }
    let time = tester(final_test.time_per_chip, final_test.sites);
    let testers = final_test.testers;
    stations.push(Station::new("final_test", Task::FinalTest, testers, time));
    stations
}

impl WaferFile {
    fn check(&self, at: &At, problems: &mut Problems) -> WaferGeometry {
        let &Self {
            diameter,
            scribe,
            edge,
        } = self;
        if 2.0 * edge.as_millimetres() >= diameter.as_millimetres() {
            let fault = Fault::out_of_range(edge, "less than half the diameter");
            problems.add(at.field("edge"), fault);
        }
        WaferGeometry {
            diameter,
            scribe,
            edge,
        }
    }
}

/// The default of `alpha`.
const ALPHA: f64 = 2.0;
/// The default of `critical_layers`.
const CRITICAL_LAYERS: u32 = 10;

impl YieldFile {
    fn law(&self, at: &At, problems: &mut Problems) -> YieldLaw {
        let &Self {
            law,
            alpha,
            critical_layers,
            cluster_level: _,
        } = self;
        let mut unread = |key: &str, law: &str| {
            let message = format!("`{key}` is read only with `law = \"{law}\"`");
            problems.add(at.field(key), Fault::invalid(message, "leave it out"));
        };
        if alpha.is_some() && law != LawFile::NegativeBinomial {
            unread("alpha", "negative_binomial");
        }
        if critical_layers.is_some() && law != LawFile::BoseEinstein {
            unread("critical_layers", "bose_einstein");
        }
        match law {
            LawFile::Poisson => YieldLaw::Poisson,
            LawFile::MurphyTriangular => YieldLaw::MurphyTriangular,
            LawFile::Uniform => YieldLaw::Uniform,
            LawFile::Exponential => YieldLaw::Exponential,
            LawFile::NegativeBinomial => YieldLaw::NegativeBinomial {
                alpha: alpha.unwrap_or(ALPHA),
            },
            LawFile::BoseEinstein => YieldLaw::BoseEinstein {
                layers: critical_layers.unwrap_or(CRITICAL_LAYERS),
            },
        }
    }

    const fn cluster(&self) -> ClusterLevel {
        match self.cluster_level {
            ClusterFile::Lot => ClusterLevel::Lot,
            ClusterFile::Wafer => ClusterLevel::Wafer,
            ClusterFile::Die => ClusterLevel::Die,
        }
    }
}

impl BurnInFile {
    fn check(&self, at: &At, problems: &mut Problems) -> BurnIn {
        let &Self {
            ovens: _,
            time,
            weak_share,
            weak_life,
        } = self;
        if weak_life.is_zero() {
            let fault = Fault::out_of_range(weak_life, "above 0 s");
            problems.add(at.field("weak_life"), fault);
        }
        BurnIn {
            weak_share: weak_share.get(),
            weak_life: weak_life.as_hours(),
            time: time.as_hours(),
        }
    }
}
