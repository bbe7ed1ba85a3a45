//! The fab as planned: routes, tool groups, setups and lot streams, checked. `compile` makes the
//! dense tables of `tables` of it, which the running fab reads.

use super::dispatch::Ranking;
use super::rows::GroupId;
use crate::industry::shared::flow::ProductId;
use crate::units::{Duration, DurationLaw, Fen, SimTime};

/// What a step's time is per.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Each wafer of the lot.
    Wafer,
    /// The lot.
    Lot,
    /// The whole batch of lots.
    Batch,
}

/// A setup of a tool. Zero means none: a step that needs none, a tool that was never set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetupId(pub u16);

impl SetupId {
    /// No setup.
    pub const NONE: Self = Self(0);
}

/// How long it takes to change a tool from any setup to any other (rule F4).
#[derive(Clone, Debug)]
pub struct SetupTimes {
    kinds: usize,
    /// Row: the setup of the tool; column: the one needed; both with "none" at zero.
    times: Vec<Duration>,
    /// Jobs to start in the new setup before the next change.
    minimum_runs: Vec<u16>,
    /// Whether the pair has a time of its own.
    own: Vec<bool>,
}

impl SetupTimes {
    /// No time between any two of `count` setups.
    #[must_use]
    pub fn new(count: usize) -> Self {
        let kinds = count + 1;
        Self {
            kinds,
            times: vec![Duration::ZERO; kinds * kinds],
            minimum_runs: vec![1; kinds * kinds],
            own: vec![false; kinds * kinds],
        }
    }

    /// Gives a change its time and minimum run. Without `from`, they hold from every setup that has
    /// none of its own, and from no setup.
    pub fn set(&mut self, from: Option<usize>, to: usize, time: Duration, minimum_run: u16) {
        let to = to + 1;
        if let Some(from) = from {
            let place = (from + 1) * self.kinds + to;
            self.times[place] = time;
            self.minimum_runs[place] = minimum_run;
            self.own[place] = true;
        } else {
            for from in (0..self.kinds).filter(|&from| from != to) {
                let place = from * self.kinds + to;
                if !self.own[place] {
                    self.times[place] = time;
                    self.minimum_runs[place] = minimum_run;
                }
            }
        }
    }

    /// How long a tool with setup `from` needs for a step that needs `to`.
    #[inline]
    #[must_use]
    pub fn time(&self, from: SetupId, to: SetupId) -> Duration {
        if from == to || to == SetupId::NONE {
            return Duration::ZERO;
        }
        self.times[usize::from(from.0) * self.kinds + usize::from(to.0)]
    }

    /// Jobs that a tool must start after that change before the next, the first one included.
    #[must_use]
    pub fn minimum_run(&self, from: SetupId, to: SetupId) -> u16 {
        self.minimum_runs[usize::from(from.0) * self.kinds + usize::from(to.0)]
    }

    /// Whether some change has a minimum run of more than the job that asks for it.
    #[must_use]
    pub fn has_minimum_runs(&self, to: SetupId) -> bool {
        (0..self.kinds).any(|from| self.minimum_runs[from * self.kinds + usize::from(to.0)] > 1)
    }
}

/// What is done with a lot that would start its step after the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitAction {
    /// It is counted, and goes on.
    Count,
    /// It goes back to a place in its route.
    Rework(usize),
    /// It is lost.
    Scrap,
    /// An engineer must release it.
    Hold,
}

/// A queue-time window: from the end of a step to the start of processing at a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueLimit {
    /// How long it is open.
    pub time: Duration,
    /// The place of the step at which it is met; none for the next one executed.
    pub to: Option<usize>,
    /// What is done with late lots.
    pub action: LimitAction,
}

/// A step of a route.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// The tools that can do it.
    pub group: GroupId,
    /// What the time is per.
    pub per: Per,
    /// The time.
    pub time: DurationLaw,
    /// Time after which the next wafer, or lot, enters a tool of two slots.
    pub cascade: Option<Duration>,
    /// The place of an earlier step on whose tool this one is done.
    pub same_tool_as: Option<usize>,
    /// Fewest wafers of a batch, in place of the group's.
    pub min_batch: Option<u32>,
    /// Most wafers of a batch, in place of the group's.
    pub max_batch: Option<u32>,
    /// The setup it needs.
    pub setup: SetupId,
    /// Share of lots that execute it.
    pub sample: f64,
    /// Share of lots that go back to `rework_to` after it.
    pub rework: f64,
    /// Where they go: a place in the route, at or before this one.
    pub rework_to: usize,
    /// Share of lots that are lost at it.
    pub lot_scrap: f64,
    /// Share of wafers that survive it.
    pub wafer_survival: f64,
    /// Share of lots that an engineer must look at after it.
    pub hold: f64,
    /// The queue-time window that it opens.
    pub queue_limit: Option<QueueLimit>,
    /// Operator time of its jobs, in place of that of the tool group.
    pub operator_time: Option<Duration>,
}

/// A route: the steps of a product.
#[derive(Clone, Debug)]
pub struct RoutePlan {
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// What counts as time for failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureBasis {
    /// All time since the last repair.
    Calendar,
    /// Only time in which the tool processes.
    Busy,
}

/// How tools of a group fail and are repaired.
#[derive(Clone, Debug)]
pub struct FailurePlan {
    /// Time to a tool's first failure.
    pub first: DurationLaw,
    /// Time from the end of a repair to the next failure.
    pub time_to_failure: DurationLaw,
    /// What counts as such time.
    pub basis: FailureBasis,
    /// Time that a crew needs.
    pub time_to_repair: DurationLaw,
}

/// When a maintenance plan is due. Of n tools, tool k is first due at k/n of `first`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaintenanceTrigger {
    /// By the calendar, from due date to due date.
    Interval {
        /// Time between two due dates.
        every: Duration,
        /// When the last tool is first due.
        first: Duration,
    },
    /// By the wafers that the tool has processed since it was last due.
    Wafers {
        /// Wafers from due to due.
        every: u32,
        /// Wafers after which the last tool is first due.
        first: u32,
    },
}

/// A maintenance plan of a tool group.
#[derive(Clone, Debug)]
pub struct MaintenancePlan {
    /// When it is due.
    pub trigger: MaintenanceTrigger,
    /// Time that a crew needs.
    pub duration: DurationLaw,
}

/// Which lots may share a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchBy {
    /// Those that wait for the same step of the same route.
    RouteStep,
    /// Those whose steps have the same name.
    StepName,
}

/// Which of several idle tools takes a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolChoice {
    /// The one that has been idle longest.
    LongestIdle,
    /// The one on which the lot needs the least setup; of these, the one idle longest.
    LeastSetup,
    /// Any of them, by chance.
    Any,
}

/// How tools of a group take lots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// One lot at a time.
    Single,
    /// A second lot beside the first, through two slots in series.
    Cascade,
    /// Several lots together.
    Batch {
        /// Fewest wafers that start without waiting for more.
        min_wafers: u32,
        /// Most wafers that fit.
        max_wafers: u32,
        /// Longest time a lot waits for `min_wafers`.
        wait: Option<Duration>,
        /// Which lots may share one.
        by: BatchBy,
    },
}

/// A group of equal tools.
#[derive(Clone, Debug)]
pub struct GroupPlan {
    /// Its name.
    pub name: String,
    /// How many tools.
    pub count: u32,
    /// How they take lots.
    pub loading: Loading,
    /// Where it stands: a place in the table of transports.
    pub location: usize,
    /// How the next lot is chosen.
    pub ranking: Ranking,
    /// Which idle tool takes it.
    pub tool_choice: ToolChoice,
    /// Time to load a job, tool occupied.
    pub load: Duration,
    /// Time to unload a job, tool occupied.
    pub unload: Duration,
    /// Operator time of a job.
    pub operator_time: Duration,
    /// Failures, if the tools fail.
    pub failure: Option<FailurePlan>,
    /// Technicians that a repair or maintenance needs.
    pub crew: u32,
    /// Maintenance plans.
    pub maintenance: Vec<MaintenancePlan>,
}

/// A product of the fab.
#[derive(Clone, Debug)]
pub struct ProductPlan {
    /// What downstream calls it.
    pub id: ProductId,
    /// Its route: a place in the list of routes; none where a foundry makes it.
    pub route: Option<usize>,
    /// Due date: release plus so many raw process times.
    pub due_factor: f64,
}

/// When a stream releases lots.
#[derive(Clone, Debug)]
pub enum Releases {
    /// After intervals that follow a law.
    Intervals(DurationLaw),
    /// One when one leaves: so many lots are always in the line.
    ConstantWip(u32),
    /// At listed times, in order of time.
    Listed(Vec<ListedLot>),
}

/// A lot that starts at a listed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedLot {
    /// When it starts.
    pub start: SimTime,
    /// When it is due, if the stream does not say.
    pub due: Option<SimTime>,
}

/// A lot that is in the line at the start.
#[derive(Clone, Debug)]
pub struct InitialLot {
    /// Its stream: a place in the list of streams.
    pub source: usize,
    /// The place in its route of the step for which it waits.
    pub step: usize,
    /// When it is due, if the stream does not say.
    pub due: Option<SimTime>,
    /// Its wafers.
    pub wafers: u16,
}

/// Times to carry a lot from one location to another.
#[derive(Clone, Debug)]
pub struct Transports {
    /// How many locations there are.
    pub locations: usize,
    /// Row: from; column: to; none where it takes no time.
    pub times: Vec<Option<DurationLaw>>,
}

impl Transports {
    /// The same time, or none, from everywhere to everywhere.
    #[must_use]
    pub fn everywhere(locations: usize, time: Option<&DurationLaw>) -> Self {
        Self {
            locations,
            times: vec![time.cloned(); locations * locations],
        }
    }

    /// The mean time between two locations, in milliseconds.
    #[must_use]
    pub fn mean(&self, from: usize, to: usize) -> f64 {
        let time = &self.times[from * self.locations + to];
        time.as_ref().map_or(0.0, |law| law.law().mean())
    }
}

/// A stream of lots.
#[derive(Clone, Debug)]
pub struct SourcePlan {
    /// Its name.
    pub name: String,
    /// Its product: a place in the list of products.
    pub product: usize,
    /// Wafers in a lot.
    pub wafers: u16,
    /// Priority of its lots; higher goes first.
    pub priority: u16,
    /// When the first lot is released.
    pub start: Duration,
    /// When further ones are.
    pub releases: Releases,
    /// Most lots that it releases.
    pub most: Option<u32>,
    /// Due date: so long after release, in place of the product's factor.
    pub due_after: Option<Duration>,
}

/// Who makes the wafers.
#[derive(Clone, Debug)]
pub enum Maker {
    /// The park's own tools.
    Park,
    /// A foundry: lots come back after `lead`.
    Foundry {
        /// Time from order to delivery.
        lead: DurationLaw,
        /// Price of a wafer, paid with the order.
        price: Fen,
    },
}

/// Expected tool time of a lot, in milliseconds: a part per lot and a part per wafer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// Per lot.
    pub per_lot: f64,
    /// Per wafer.
    pub per_wafer: f64,
}

impl Work {
    /// The time of a lot of so many wafers, in milliseconds.
    #[must_use]
    pub fn of(self, wafers: u16) -> f64 {
        self.per_lot + self.per_wafer * f64::from(wafers)
    }

    /// This plus a share of another.
    #[must_use]
    pub(super) fn plus(self, other: Self, share: f64) -> Self {
        Self {
            per_lot: self.per_lot + other.per_lot * share,
            per_wafer: self.per_wafer + other.per_wafer * share,
        }
    }
}

impl Step {
    /// Expected time of a lot that is alone on its tool, loading and unloading included.
    #[must_use]
    pub(super) fn work(&self, group: &GroupPlan) -> Work {
        let mean = self.time.law().mean();
        let handling = (group.load + group.unload).as_millis() as f64;
        let (fixed, per_wafer) = match (self.per, self.cascade) {
            (Per::Wafer, Some(interval)) => {
                let interval = interval.as_millis() as f64;
                (mean - interval, interval)
            }
            (Per::Wafer, None) => (0.0, mean),
            (Per::Lot | Per::Batch, _) => (mean, 0.0),
        };
        Work {
            per_lot: handling + fixed,
            per_wafer,
        }
    }

    /// Expected time for which a lot keeps others out of a busy tool: its way through the narrower
    /// slot of a cascading tool, all of its time on another.
    #[must_use]
    pub(super) fn occupation(&self, group: &GroupPlan) -> Work {
        let (Loading::Cascade, Some(interval)) = (group.loading, self.cascade) else {
            return self.work(group);
        };
        let interval = interval.as_millis() as f64;
        match self.per {
            Per::Wafer => Work {
                per_lot: 0.0,
                per_wafer: interval,
            },
            Per::Lot | Per::Batch => Work {
                per_lot: interval,
                per_wafer: 0.0,
            },
        }
    }

    /// Fewest and most wafers of a batch of this step, where the group takes batches.
    #[must_use]
    pub(super) fn batch_limits(&self, group: &GroupPlan) -> Option<(u32, u32)> {
        let Loading::Batch {
            min_wafers,
            max_wafers,
            ..
        } = group.loading
        else {
            return None;
        };
        let most = self.max_batch.unwrap_or(max_wafers);
        Some((self.min_batch.unwrap_or(min_wafers).min(most), most))
    }
}
