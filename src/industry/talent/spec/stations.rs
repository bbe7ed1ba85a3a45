//! A channel of kind `stations`: recruitment stations and the tree that handles their leads.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PersonsFile;
use crate::industry::shared::hours::{OpeningHours, WorkWeek};
use crate::industry::talent::channel::Stations;
use crate::industry::talent::gravity::Region;
use crate::industry::talent::tree::{LEVEL_NAMES, NodePlan, TreePlan};
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Duration, DurationLaw, Law, Length, Rate, Share};

/// Leads of recruitment stations, some of which register (equation E2).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StationsFile {
    /// The regions in which there are stations, by name.
    #[schemars(extend("minProperties" = 1))]
    pub regions: Named<RegionFile>,
    /// Leads of a station, averaged over all stations. Default 12 /y, an assumption; at most
    /// 10000 /y.
    #[serde(default = "leads_per_station")]
    pub leads_per_station: Rate,
    /// The share of leads who register when headquarters are done with them. Default 5 %, an
    /// assumption.
    #[serde(default = "conversion")]
    pub conversion: Share,
    /// The tree that the stations report to, and how its offices work.
    #[serde(default)]
    pub tree: TreeFile,
    /// The exponent g of a region's population in its share of the leads. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 5))]
    pub gravity_exponent: f64,
    /// The distance delta over which a region's share falls to 37 %. Default 800 km, an
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
    /// How far away it is.
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

fn leads_per_station() -> Rate {
    Rate::per_year(12.0)
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

/// The most leads of a station, a year.
const MOST_LEADS: f64 = 10_000.0;
/// Workstations, centres and headquarters of the report of 2019.
const NODES: [u32; 3] = [7, 4, 1];

impl StationsFile {
    pub(super) fn check(&self, start: Date, at: &At, problems: &mut Problems) -> Stations {
        let Self {
            regions,
            leads_per_station,
            conversion,
            tree,
            gravity_exponent,
            gravity_delta,
            persons: _,
        } = self;
        if regions.is_empty() {
            let what = "the table of regions".to_owned();
            problems.add(at.field("regions"), Fault::Empty { what });
        }
        if leads_per_station.get_per_year() > MOST_LEADS {
            let allowed = format!("at most {MOST_LEADS} /y");
            let fault = Fault::out_of_range(leads_per_station, allowed);
            problems.add(at.field("leads_per_station"), fault);
        }
        if gravity_delta.as_kilometres() < 1.0 {
            let fault = Fault::out_of_range(gravity_delta, "at least 1 km");
            problems.add(at.field("gravity_delta"), fault);
        }
        let region = |(name, file): (&str, &RegionFile)| {
            let &RegionFile {
                stations,
                population,
                distance,
            } = file;
            Region {
                name: name.into(),
                stations,
                population,
                distance: distance.as_kilometres(),
            }
        };
        let regions: Vec<Region> = regions.iter().map(region).collect();
        let stations = regions.iter().map(|region| region.stations).sum();
        Stations {
            regions,
            leads_per_station: *leads_per_station,
            conversion: *conversion,
            tree: tree.check(stations, start, &at.field("tree"), problems),
            gravity_exponent: *gravity_exponent,
            gravity_reach: gravity_delta.as_kilometres(),
        }
    }
}

impl TreeFile {
    fn check(&self, stations: u32, start: Date, at: &At, problems: &mut Problems) -> TreePlan {
        let Self {
            workstations,
            centres,
            headquarters,
            station,
            workstation,
            centre,
            headquarter,
            hours,
        } = self;
        let mut nodes = [stations.max(1); 4];
        let above = [workstations, centres, headquarters];
        for (level, (given, usual)) in above.into_iter().zip(NODES).enumerate() {
            let most = nodes[level];
            let count = given.unwrap_or_else(|| usual.min(most));
            nodes[level + 1] = count;
            if count > most {
                let below = LEVEL_NAMES[level];
                let allowed = format!("at most {most}, as many as there are {below}");
                let fault = Fault::out_of_range(count, allowed);
                problems.add(at.field(LEVEL_NAMES[level + 1]), fault);
            }
        }
        let level = |file: &NodeFile| {
            let NodeFile { officers, handling } = file;
            NodePlan {
                officers: *officers,
                handling: handling.clone(),
            }
        };
        TreePlan {
            nodes,
            levels: [station, workstation, centre, headquarter].map(level),
            hours: hours.check(start, &at.field("hours"), problems),
        }
    }
}

impl HoursFile {
    fn check(self, start: Date, at: &At, problems: &mut Problems) -> OpeningHours {
        let Self {
            opens,
            closes,
            workdays_per_week,
        } = self;
        let hours = OpeningHours {
            opens,
            closes,
            week: WorkWeek::new(workdays_per_week, start),
        };
        if let Some(allowed) = hours.problem() {
            problems.add(at.field("closes"), Fault::out_of_range(closes, allowed));
        }
        hours
    }
}
