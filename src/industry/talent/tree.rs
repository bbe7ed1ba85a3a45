//! The recruitment tree: stations report to workstations, these to centres, these to headquarters
//! (equation E2). Each node is a queue, first in first out, with officers.

use std::collections::VecDeque;

use super::books::Books;
use super::channel::Stations;
use super::gravity::lead_shares;
use super::intake::{ChannelRow, TalentEvent};
use crate::engine::{Calendar, DurationSampler, Keyed, Phase, Streams};
use crate::industry::shared::hours::OpeningHours;
use crate::industry::shared::table::Pool;
use crate::row_ids;
use crate::units::{DurationLaw, SimTime};

/// Levels of the tree, from the stations up.
pub const LEVELS: usize = 4;

/// Their names in result files and scenario files.
pub const LEVEL_NAMES: [&str; LEVELS] = ["stations", "workstations", "centres", "headquarters"];

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

/// The one of `parents` nodes to which a node reports that is one of `children`: neighbours report
/// to the same one, and the numbers of children differ by one at most.
///
/// ```
/// # use chippark::industry::talent::tree::parent;
/// let of_first = (0..87).filter(|&station| parent(station, 87, 7) == 0);
/// assert_eq!((of_first.count(), parent(86, 87, 7)), (13, 6));
/// ```
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "less than `parents`")]
pub const fn parent(node: u32, children: u32, parents: u32) -> u32 {
    (node as u64 * parents as u64 / children as u64) as u32
}

row_ids! {
    /// A lead's place among those in the trees; it is used again.
    pub(super) struct LeadRow;
}

/// A lead on its way through a tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lead {
    pub(super) channel: ChannelRow,
    /// When the station found it.
    found: SimTime,
    /// How many leads the tree had before it.
    number: u64,
    level: u8,
    node: u32,
    /// Whether it registers in the end.
    converted: bool,
}

/// All leads on their way.
pub(super) type Leads = Pool<Lead, LeadRow>;

/// A station, workstation, centre or headquarters.
#[derive(Clone, Debug, Default)]
struct Node {
    queue: VecDeque<LeadRow>,
    busy: u32,
}

/// The tree of a channel.
pub(super) struct Tree {
    plan: TreePlan,
    nodes: [Vec<Node>; LEVELS],
    samplers: [DurationSampler; LEVELS],
    /// Keyed by the lead's number: whether it is converted, and its region.
    fate: Keyed,
    /// Keyed by the lead's number and the level.
    handling: Keyed,
    /// For each region, the share of leads from it or one before it, and the number of its first
    /// station.
    regions: Vec<(f64, u32)>,
    count: u64,
}

/// What the handlers of a tree's events write to.
pub(super) struct Office<'a> {
    pub(super) leads: &'a mut Leads,
    pub(super) calendar: &'a mut Calendar<TalentEvent>,
    pub(super) books: &'a mut Books,
}

impl Tree {
    pub(super) fn new(name: &str, stations: &Stations, streams: &Streams) -> Self {
        let shares = lead_shares(
            &stations.regions,
            stations.gravity_exponent,
            stations.gravity_reach,
        );
        let (mut sum, mut first) = (0.0, 0);
        let regions = shares.iter().zip(&stations.regions).map(|(share, region)| {
            let station = first;
            sum += share;
            first += region.stations;
            (sum, station)
        });
        let plan = stations.tree.clone();
        Self {
            regions: regions.collect(),
            nodes: plan
                .nodes
                .map(|count| vec![Node::default(); count as usize]),
            samplers: plan
                .levels
                .each_ref()
                .map(|level| DurationSampler::new(&level.handling)),
            fate: streams.keyed(&format!("talent.leads {name}")),
            handling: streams.keyed(&format!("talent.handling {name}")),
            count: 0,
            plan,
        }
    }

    pub(super) const fn hours(&self) -> &OpeningHours {
        &self.plan.hours
    }

    /// Leads in queues and with officers, by level.
    pub(super) fn present(&self) -> [u64; LEVELS] {
        self.nodes.each_ref().map(|nodes| {
            let of = |node: &Node| node.queue.len() as u64 + u64::from(node.busy);
            nodes.iter().map(of).sum()
        })
    }

    /// A station finds a lead: its region, and its place in the tree. Whether it registers in the
    /// end is decided here and shows at headquarters.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place within a region's stations"
    )]
    pub(super) fn find(
        &mut self,
        at: SimTime,
        channel: ChannelRow,
        stations: &Stations,
        office: &mut Office,
    ) -> usize {
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
        let count = stations.regions[region].stations;
        let place = (draw - from) / (until - from) * f64::from(count);
        let row = office.leads.put(Lead {
            channel,
            found: at,
            number,
            level: 0,
            node: first + (place as u32).min(count - 1),
            converted: fate.chance(stations.conversion.get()),
        });
        let event = TalentEvent::Found(row);
        office.calendar.schedule(at, Phase::Transfer, event);
        region
    }

    /// A lead comes to its node and joins the queue's end.
    pub(super) fn join(&mut self, now: SimTime, row: LeadRow, office: &mut Office) {
        let Lead { level, node, .. } = *office.leads.get(row);
        let level = usize::from(level);
        self.nodes[level][node as usize].queue.push_back(row);
        office.books.tree[level].present.add(now, 1);
        self.serve(now, level, node, office);
    }

    /// Free officers of a node take the next leads, while it is open.
    fn serve(&mut self, now: SimTime, level: usize, node: u32, office: &mut Office) {
        let plan = &self.plan.levels[level];
        if !self.plan.hours.is_open(now) {
            return;
        }
        let node = &mut self.nodes[level][node as usize];
        while node.busy < plan.officers
            && let Some(row) = node.queue.pop_front()
        {
            node.busy += 1;
            office.books.tree[level].busy.add(now, 1);
            let draw = self
                .handling
                .draw(office.leads.get(row).number, level as u64);
            let done = now + self.samplers[level].sample(&mut draw.stream());
            let event = TalentEvent::Handled(row);
            office.calendar.schedule(done, Phase::Transfer, event);
        }
    }

    /// The offices open.
    pub(super) fn open(&mut self, now: SimTime, office: &mut Office) {
        for level in 0..LEVELS {
            for node in 0..self.plan.nodes[level] {
                self.serve(now, level, node, office);
            }
        }
    }

    /// An officer is done with a lead: it climbs a level, or is through. Whether it registers now.
    pub(super) fn handled(&mut self, now: SimTime, row: LeadRow, office: &mut Office) -> bool {
        let lead = *office.leads.get(row);
        let level = usize::from(lead.level);
        self.nodes[level][lead.node as usize].busy -= 1;
        let book = &mut office.books.tree[level];
        book.busy.add(now, -1);
        book.present.add(now, -1);
        let is_through = level + 1 == LEVELS;
        if is_through {
            office.leads.take(row);
            let time = now.since(lead.found);
            office.books.lead_through(time, lead.converted);
        } else {
            let above = office.leads.get_mut(row);
            above.level += 1;
            above.node = self.plan.parent(level, lead.node);
            self.join(now, row, office);
        }
        self.serve(now, level, lead.node, office);
        is_through && lead.converted
    }
}
