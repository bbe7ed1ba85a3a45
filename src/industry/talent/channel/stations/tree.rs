//! The recruitment tree: stations report to workstations, these to centres, these to headquarters
//! (equation E2). Each node is a queue, first in first out, with officers. How many leads each
//! region gives follows from its people and its distance.

use std::collections::VecDeque;

use crate::engine::{DurationSampler, Keyed, Level, Stays, Streams, collectors};
use crate::industry::shared::hours::OpeningHours;
use crate::industry::shared::table::Pool;
use crate::industry::talent::channel::Agenda;
use crate::row_ids;
use crate::units::{DurationLaw, Rate, Share, SimTime};

/// Levels of the tree, from the stations up.
pub const LEVELS: usize = 4;

/// Their names in result files and scenario files.
pub const LEVEL_NAMES: [&str; LEVELS] = ["stations", "workstations", "centres", "headquarters"];

/// Recruitment stations and the tree that they report to, checked.
#[derive(Clone, Debug)]
pub struct Stations {
    /// Where the stations are, at least one.
    pub regions: Vec<Region>,
    /// Leads of a station in a region of [`REFERENCE_POPULATION`] at no distance.
    pub leads_per_reference_station: Rate,
    /// The share of leads who register.
    pub conversion: Share,
    /// The tree that handles the leads.
    pub tree: TreePlan,
    /// The exponent `g` of a region's population.
    pub gravity_exponent: f64,
    /// The distance over which leads fall to 37 %, in kilometres.
    pub gravity_reach: f64,
}

impl Stations {
    /// How many stations there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.regions.iter().map(|region| region.stations).sum()
    }

    /// What each region weighs, in reference stations.
    pub(super) fn weights(&self) -> Vec<f64> {
        lead_weights(&self.regions, self.gravity_exponent, self.gravity_reach)
    }
}

/// A region with recruitment stations.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Name of the region in the scenario.
    pub name: Box<str>,
    /// Stations in it.
    pub stations: u32,
    /// Its people, `M`.
    pub population: f64,
    /// Its distance `d` from the city, in kilometres.
    pub distance: f64,
}

/// How the nodes of a level work.
#[derive(Clone, Debug)]
pub struct NodePlan {
    /// Officers of each node, each of whom handles one lead at a time.
    pub officers: u32,
    /// How long a lead takes there once an officer has it.
    pub handling: DurationLaw,
}

/// The tree, checked.
#[derive(Clone, Debug)]
pub struct TreePlan {
    /// Nodes of each level; no more than of the level below.
    pub nodes: [u32; LEVELS],
    /// How they work.
    pub levels: [NodePlan; LEVELS],
    /// When officers begin to handle a lead.
    pub hours: OpeningHours,
}

impl TreePlan {
    /// The node of the next level that a node of `level` reports to.
    fn parent(&self, level: usize, node: u32) -> u32 {
        parent(node, self.nodes[level], self.nodes[level + 1])
    }
}

/// The place among `parents` nodes of the one that node number `node` of `children` reports to:
/// neighbours report to the same node, and the numbers of children differ by one at most.
///
/// ```
/// # use chippark::industry::talent::channel::stations::tree::parent;
/// let of_first = (0..87).filter(|&station| parent(station, 87, 7) == 0);
/// assert_eq!((of_first.count(), parent(86, 87, 7)), (13, 6));
/// ```
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "less than `parents`")]
pub const fn parent(node: u32, children: u32, parents: u32) -> u32 {
    (node as u64 * parents as u64 / children as u64) as u32
}

/// The people of the region of a reference station.
pub const REFERENCE_POPULATION: f64 = 1e7;

/// The leads of each region over those of one reference station: stations times
/// `(M / 10^7)^g exp(-d / delta)`, the gravity form of Zipf and Lowry. `exponent` is `g`; `reach`
/// is `delta`, in kilometres.
///
/// ```
/// use chippark::industry::talent::channel::stations::tree::{Region, lead_weights};
/// let region = |name: &str, stations, population, distance| {
///     Region { name: name.into(), stations, population, distance }
/// };
/// let regions = [region("near", 1, 1e7, 0.0), region("far", 3, 2e7, 800.0)];
/// let e = std::f64::consts::E;
/// assert_eq!(lead_weights(&regions, 1.0, 800.0)[0], 1.0);
/// assert!((lead_weights(&regions, 1.0, 800.0)[1] - 6.0 / e).abs() < 1e-12);
/// ```
#[must_use]
pub fn lead_weights(regions: &[Region], exponent: f64, reach: f64) -> Vec<f64> {
    let weight = |region: &Region| {
        f64::from(region.stations)
            * libm::pow(region.population / REFERENCE_POPULATION, exponent)
            * libm::exp(-region.distance / reach)
    };
    regions.iter().map(weight).collect()
}

row_ids! {
    /// A lead's row among those in a tree; it is used again.
    pub(super) struct LeadRow;
}

/// What happens in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TreeEvent {
    /// The offices open.
    Opens,
    /// A station finds a lead.
    Found(LeadRow),
    /// An officer has handled a lead.
    Handled(LeadRow),
}

impl From<TreeEvent> for u32 {
    fn from(event: TreeEvent) -> Self {
        match event {
            TreeEvent::Opens => 0,
            TreeEvent::Found(row) => 2 * Self::from(row) + 1,
            TreeEvent::Handled(row) => 2 * Self::from(row) + 2,
        }
    }
}

impl From<u32> for TreeEvent {
    fn from(code: u32) -> Self {
        match code.checked_sub(1) {
            None => Self::Opens,
            Some(found) if found.is_multiple_of(2) => Self::Found((found / 2).into()),
            Some(handled) => Self::Handled((handled / 2).into()),
        }
    }
}

/// A lead on its way through a tree.
#[derive(Clone, Copy, Debug)]
struct Lead {
    /// When the station found it.
    found: SimTime,
    /// How many leads the tree had before it.
    number: u64,
    level: u8,
    node: u32,
    /// Whether it registers in the end.
    converted: bool,
}

/// A station, workstation, centre or headquarters.
#[derive(Clone, Debug, Default)]
struct Node {
    queue: VecDeque<LeadRow>,
    busy: u32,
}

collectors! {
    /// Statistics of a level of a tree.
    pub struct LevelStatistics {
        /// Leads there.
        pub(super) present: Level,
        /// Officers at work.
        pub(super) busy: Level,
    }
}

collectors! {
    /// Statistics of a channel of stations.
    pub struct StationsStatistics {
        /// Leads found, by region.
        pub(super) found: Vec<u64>,
        /// By level of the tree.
        pub(super) levels: [LevelStatistics; LEVELS],
        /// Time from the find of a lead until headquarters have handled it.
        pub(super) lead_times: Stays,
        /// Leads that registered after headquarters had handled them.
        pub(super) converted: u64,
        /// Leads that did not register after headquarters had handled them.
        pub(super) lost: u64,
    }
}

/// The tree of a channel.
#[derive(Debug)]
pub struct Tree {
    stations: Stations,
    nodes: [Vec<Node>; LEVELS],
    samplers: [DurationSampler; LEVELS],
    /// Keyed by the lead's number: whether it is converted, and its region.
    fate: Keyed,
    /// Keyed by the lead's number and the level.
    handling: Keyed,
    /// For each region, the share of leads from it or one before it, and the number of its first
    /// station.
    regions: Vec<(f64, u32)>,
    /// The sum of the regions' weights.
    pub(super) reference_stations: f64,
    /// Leads found so far.
    count: u64,
    leads: Pool<Lead, LeadRow>,
    pub(super) statistics: StationsStatistics,
}

impl Tree {
    /// The tree of the channel of this name, before its first lead.
    pub(super) fn new(name: &str, stations: &Stations, streams: &Streams) -> Self {
        let weights = stations.weights();
        let reference_stations: f64 = weights.iter().sum();
        let (mut sum, mut first) = (0.0, 0);
        let regions = weights.iter().zip(&stations.regions);
        let regions = regions.map(|(weight, region)| {
            let station = first;
            sum += weight / reference_stations;
            first += region.stations;
            (sum, station)
        });
        let TreePlan { nodes, levels, .. } = &stations.tree;
        Self {
            regions: regions.collect(),
            reference_stations,
            nodes: nodes.map(|count| vec![Node::default(); count as usize]),
            samplers: levels
                .each_ref()
                .map(|level| DurationSampler::new(&level.handling)),
            fate: streams.keyed(&format!("talent.leads {name}")),
            handling: streams.keyed(&format!("talent.handling {name}")),
            count: 0,
            leads: Pool::default(),
            statistics: StationsStatistics {
                found: vec![0; stations.regions.len()],
                ..StationsStatistics::default()
            },
            stations: stations.clone(),
        }
    }

    /// The plan of the channel.
    pub(super) const fn stations(&self) -> &Stations {
        &self.stations
    }

    /// Leads that wait or are handled, on all levels.
    pub(super) fn leads_in_tree(&self) -> u64 {
        self.leads.iter().count() as u64
    }

    /// Schedules the next opening of the offices.
    pub(super) fn schedule_opening(&self, now: SimTime, agenda: &mut Agenda) {
        let next = self.stations.tree.hours.next_opening(now);
        agenda.schedule(next, TreeEvent::Opens.into());
    }

    /// A station finds a lead: its region, and its place in the tree. Whether it registers in the
    /// end is decided here and shows at headquarters.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place within a region's stations"
    )]
    pub(super) fn find(&mut self, at: SimTime, agenda: &mut Agenda) {
        let number = self.count;
        self.count += 1;
        let fate = self.fate.draw(number, 0);
        let draw = fate.other().uniform();
        let region = self.regions.partition_point(|&(until, _)| until <= draw);
        let region = region.min(self.regions.len() - 1);
        let (until, first) = self.regions[region];
        let from = region
            .checked_sub(1)
            .map_or(0.0, |before| self.regions[before].0);
        let count = self.stations.regions[region].stations;
        let place = (draw - from) / (until - from) * f64::from(count);
        let row = self.leads.put(Lead {
            found: at,
            number,
            level: 0,
            node: first + (place as u32).min(count - 1),
            converted: fate.chance(self.stations.conversion.get()),
        });
        agenda.schedule(at, TreeEvent::Found(row).into());
        self.statistics.found[region] += 1;
        self.statistics.lead_times.begin(at);
    }

    /// Handles an event of the tree.
    pub(super) fn handle_event(&mut self, now: SimTime, event: TreeEvent, agenda: &mut Agenda) {
        match event {
            TreeEvent::Opens => {
                self.schedule_opening(now, agenda);
                for level in 0..LEVELS {
                    for node in 0..self.stations.tree.nodes[level] {
                        self.serve(now, level, node, agenda);
                    }
                }
            }
            TreeEvent::Found(row) => self.join(now, row, agenda),
            TreeEvent::Handled(row) => self.handled(now, row, agenda),
        }
    }

    /// A lead comes to its node and joins the queue's end.
    fn join(&mut self, now: SimTime, row: LeadRow, agenda: &mut Agenda) {
        let Lead { level, node, .. } = *self.leads.get(row);
        let level = usize::from(level);
        self.nodes[level][node as usize].queue.push_back(row);
        self.statistics.levels[level].present.add(now, 1);
        self.serve(now, level, node, agenda);
    }

    /// Free officers of a node take the next leads, while it is open.
    fn serve(&mut self, now: SimTime, level: usize, node: u32, agenda: &mut Agenda) {
        let TreePlan { levels, hours, .. } = &self.stations.tree;
        if !hours.is_open(now) {
            return;
        }
        let node = &mut self.nodes[level][node as usize];
        while node.busy < levels[level].officers
            && let Some(row) = node.queue.pop_front()
        {
            node.busy += 1;
            self.statistics.levels[level].busy.add(now, 1);
            let number = self.leads.get(row).number;
            let draw = self.handling.draw(number, level as u64);
            let done = now + self.samplers[level].sample(&mut draw.stream());
            agenda.schedule(done, TreeEvent::Handled(row).into());
        }
    }

    /// An officer has handled a lead: it climbs a level, or is through the tree and registers if it
    /// is converted.
    fn handled(&mut self, now: SimTime, row: LeadRow, agenda: &mut Agenda) {
        let lead = *self.leads.get(row);
        let level = usize::from(lead.level);
        self.nodes[level][lead.node as usize].busy -= 1;
        let statistics = &mut self.statistics.levels[level];
        statistics.busy.add(now, -1);
        statistics.present.add(now, -1);
        if level + 1 == LEVELS {
            self.leads.take(row);
            self.statistics.lead_times.end(now, lead.found);
            self.statistics.converted += u64::from(lead.converted);
            self.statistics.lost += u64::from(!lead.converted);
            if lead.converted {
                agenda.register(now, 0);
            }
        } else {
            let above = self.leads.get_mut(row);
            above.level += 1;
            above.node = self.stations.tree.parent(level, lead.node);
            self.join(now, row, agenda);
        }
        self.serve(now, level, lead.node, agenda);
    }

    /// Each level holds as many leads as are booked, and all of them together are the leads of the
    /// tree.
    pub(super) fn audit_leads(&self, name: &str) -> Vec<String> {
        let in_tree = self.nodes.each_ref().map(|nodes| {
            let of = |node: &Node| node.queue.len() as u64 + u64::from(node.busy);
            nodes.iter().map(of).sum::<u64>()
        });
        let booked = self.statistics.levels.each_ref();
        let booked = booked.map(|level| level.present.value().unsigned_abs());
        let known = self.leads.len() as u64;
        let found = self.leads.iter().map(|lead| lead.found);
        let what = format!("leads in the tree of `{name}`");
        let mut wrong = Vec::from_iter(self.statistics.lead_times.audit(&what, found));
        if in_tree != booked || in_tree.iter().sum::<u64>() != known {
            wrong.push(format!(
                "{in_tree:?} leads are in the tree of `{name}`, {booked:?} booked, {known} known"
            ));
        }
        wrong
    }
}
