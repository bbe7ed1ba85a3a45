//! A channel of kind `stations`, as written: regions, and the tree that handles the leads.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::industry::talent::spec::persons::PersonsFile;
use crate::scenario::Named;
use crate::units::{Duration, DurationLaw, Law, Length, Rate, Share};

/// Leads of recruitment stations, some of which register (equation E2).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StationsFile {
    /// The regions in which there are stations, by name.
    #[schemars(extend("minProperties" = 1))]
    pub regions: Named<RegionFile>,
    /// Leads of a station in a region of ten million people at no distance; that of another region
    /// finds `(population / 10 million)^gravity_exponent exp(-distance / gravity_delta)` times as
    /// many. Default 16 /y, an assumption; at most 10000 /y.
    #[serde(default = "leads_per_reference_station")]
    pub leads_per_reference_station: Rate,
    /// The share of leads who register when headquarters have handled them. Default 5 %, an
    /// assumption.
    #[serde(default = "conversion")]
    pub conversion: Share,
    /// The tree that the stations report to, and how its offices work.
    #[serde(default)]
    pub tree: TreeFile,
    /// The exponent g of a region's population in its leads. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 5))]
    pub gravity_exponent: f64,
    /// The distance delta over which a region's leads fall to 37 %. Default 800 km, an
    /// assumption; at least 1 km.
    #[serde(default = "gravity_delta")]
    pub gravity_delta: Length,
    /// Who they are.
    pub persons: PersonsFile,
}

/// A region with recruitment stations.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct RegionFile {
    /// Stations in it.
    #[schemars(range(min = 1, max = 10000))]
    pub stations: u32,
    /// Its people.
    #[schemars(range(min = 1, max = 1e10))]
    pub population: f64,
    /// Its distance from the city.
    pub distance: Length,
}

/// The recruitment tree. Every lead climbs from its station over a workstation and a centre to
/// headquarters; each office handles its leads first in, first out. Nodes of a level that are
/// neighbours (stations in the order of the regions) report to the same node above, and the numbers
/// of those that report to a node differ by one at most.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct TreeFile {
    /// Workstations that the stations report to. Default 7, from the report of 2019, or one a
    /// station where there are fewer.
    #[schemars(range(min = 1, max = 10000))]
    pub workstations: Option<u32>,
    /// Centres that the workstations report to. Default 4, from the report of 2019, or one a
    /// workstation where there are fewer.
    #[schemars(range(min = 1, max = 10000))]
    pub centres: Option<u32>,
    /// Headquarters that the centres report to. Default 1, from the report of 2019.
    #[schemars(range(min = 1, max = 10000))]
    pub headquarters: Option<u32>,
    /// How a station works.
    pub station: NodeFile,
    /// How a workstation works.
    pub workstation: NodeFile,
    /// How a centre works.
    pub centre: NodeFile,
    /// How headquarters work.
    pub headquarter: NodeFile,
    /// When officers begin to handle a lead.
    pub hours: HoursFile,
}

/// How the offices of a level work.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct NodeFile {
    /// Officers of each office, who handle one lead at a time each. Default 1, an assumption.
    #[schemars(range(min = 1, max = 100_000))]
    pub officers: u32,
    /// How long a lead takes once an officer has it. Default exponential(mean=2 h), an assumption.
    pub handling: DurationLaw,
}

/// When the offices of the tree are open. Default: round the clock, so that handling times are
/// elapsed times.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct HoursFile {
    /// Time of day at which they open. Default 0 h.
    pub opens: Duration,
    /// Time of day from which no lead is begun; one begun before is finished. Default 24 h.
    pub closes: Duration,
    /// Working days of a week, from Monday on; there are no holidays. Default 7.
    #[schemars(range(min = 1, max = 7))]
    pub workdays_per_week: u8,
}

impl Default for NodeFile {
    fn default() -> Self {
        let mean = Duration::hours(2).as_millis() as f64;
        Self {
            officers: 1,
            handling: DurationLaw::new(Law::Exponential { mean }),
        }
    }
}

impl Default for HoursFile {
    fn default() -> Self {
        Self {
            opens: Duration::ZERO,
            closes: Duration::days(1),
            workdays_per_week: 7,
        }
    }
}

fn leads_per_reference_station() -> Rate {
    Rate::per_year(16.0)
}

fn conversion() -> Share {
    Share::clamped(0.05)
}

const fn one() -> f64 {
    1.0
}

fn gravity_delta() -> Length {
    Length::from_millimetres(8e8)
}
