//! The fab as planned: routes, tool groups, setups and lot streams, checked and compiled into dense
//! tables that the running fab only reads.

use bevy_ecs::prelude::*;

use super::dispatch::Ranking;
use super::rows::{GroupId, StepId};
use super::times::TimeDraw;
use crate::engine::DurationSampler;
use crate::industry::shared::flow::ProductId;
use crate::units::{Duration, DurationLaw, Fen};

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

/// How long it takes to change a tool from any setup to any other.
#[derive(Clone, Debug)]
pub struct SetupTimes {
    kinds: usize,
    /// Row: the setup of the tool; column: the one needed; both with "none" at zero.
    times: Vec<Duration>,
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
            own: vec![false; kinds * kinds],
        }
    }

    /// Gives a change its time. Without `from`, it holds from every setup that has no time of its
    /// own, and from none.
    pub fn set(&mut self, from: Option<usize>, to: usize, time: Duration) {
        let to = to + 1;
        if let Some(from) = from {
            let place = (from + 1) * self.kinds + to;
            self.times[place] = time;
            self.own[place] = true;
        } else {
            for from in (0..self.kinds).filter(|&from| from != to) {
                let place = from * self.kinds + to;
                if !self.own[place] {
                    self.times[place] = time;
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
}

/// A step of a route.
#[derive(Clone, Debug)]
pub struct Step {
    /// The tools that can do it.
    pub group: GroupId,
    /// What the time is per.
    pub per: Per,
    /// The time.
    pub time: DurationLaw,
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
    /// How soon after it the next executed step must start.
    pub queue_limit: Option<Duration>,
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
    /// Time from the end of a repair (or from the start) to the next failure.
    pub time_to_failure: DurationLaw,
    /// What counts as such time.
    pub basis: FailureBasis,
    /// Time that a crew needs.
    pub time_to_repair: DurationLaw,
}

/// When a maintenance plan is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaintenanceTrigger {
    /// Every so often by the calendar, from due date to due date.
    Interval(Duration),
    /// Whenever the tool has processed so many wafers since it was last due.
    Wafers(u32),
}

/// A maintenance plan of a tool group. The first due date of tool k of n is at k/n of the interval,
/// unless the group says otherwise.
#[derive(Clone, Debug)]
pub struct MaintenancePlan {
    /// When it is due.
    pub trigger: MaintenanceTrigger,
    /// Time that a crew needs.
    pub duration: DurationLaw,
}

/// How tools of a group take lots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// One lot at a time.
    Single,
    /// Several lots of one step together.
    Batch {
        /// Fewest wafers that start without waiting for more.
        min_wafers: u32,
        /// Most wafers that fit.
        max_wafers: u32,
        /// Longest time a lot waits for `min_wafers`.
        wait: Option<Duration>,
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
    /// How the next lot is chosen.
    pub ranking: Ranking,
    /// Time to load and to unload a job, tool occupied.
    pub handling: Duration,
    /// Operator time of a job.
    pub operator_time: Duration,
    /// Failures, if the tools fail.
    pub failure: Option<FailurePlan>,
    /// Technicians that a repair or maintenance needs.
    pub crew: u32,
    /// Maintenance plans.
    pub maintenance: Vec<MaintenancePlan>,
    /// When calendar maintenance of the last tool is first due; tool k of n at k/n of it. None: after
    /// the interval.
    pub first_maintenance: Option<Duration>,
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

/// Step data that a running lot needs, in one place.
#[derive(Clone, Debug)]
pub(super) struct StepRun {
    pub(super) time: TimeDraw,
    pub(super) group: GroupId,
    pub(super) per: Per,
    pub(super) setup: SetupId,
    pub(super) sample: f64,
    pub(super) rework: f64,
    pub(super) rework_to: StepId,
    pub(super) lot_scrap: f64,
    pub(super) wafer_survival: f64,
    pub(super) hold: f64,
    /// `Duration::MAX` where there is no limit.
    pub(super) queue_limit: Duration,
    /// Operator time of a job.
    pub(super) operator_time: Duration,
    /// Expected time of a job of one lot, in milliseconds: fixed, and per wafer.
    pub(super) work: Work,
    /// The same from this step to the end of the route, weighted by sampling.
    pub(super) remaining: Work,
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
    /// Expected tool time of the step, handling included.
    #[must_use]
    pub(super) fn work(&self, handling: Duration) -> Work {
        let (mean, handling) = (self.time.law().mean(), handling.as_millis() as f64);
        match self.per {
            Per::Wafer => Work {
                per_lot: handling,
                per_wafer: mean,
            },
            Per::Lot | Per::Batch => Work {
                per_lot: handling + mean,
                per_wafer: 0.0,
            },
        }
    }
}

/// A tool group as the running fab reads it.
#[derive(Debug)]
pub(super) struct GroupRun {
    pub(super) plan: GroupPlan,
    /// The row of its first tool.
    pub(super) first_tool: usize,
    /// The first row of its upkeep: the rows of a tool stand side by side.
    pub(super) first_upkeep: usize,
    /// Whether some maintenance counts wafers.
    pub(super) counts_wafers: bool,
    /// Whether only busy time brings failures nearer.
    pub(super) wears_by_use: bool,
    /// Time to failure and time to repair, if its tools fail.
    pub(super) failure: Option<(DurationSampler, DurationSampler)>,
    /// Time of each maintenance plan.
    pub(super) maintenance: Vec<DurationSampler>,
}

/// A lot stream as the running fab reads it.
#[derive(Debug)]
pub(super) struct SourceRun {
    pub(super) plan: SourcePlan,
    pub(super) product: ProductId,
    /// The first step of its route.
    pub(super) first_step: StepId,
    /// One beyond the last step of its route.
    pub(super) end: StepId,
    /// What its lots take if they never wait.
    pub(super) raw_time: Duration,
    /// Time from release to due date.
    pub(super) allowance: Duration,
}

/// The compiled plan.
#[derive(Resource, Debug)]
pub(super) struct Plan {
    pub(super) steps: Vec<StepRun>,
    pub(super) groups: Vec<GroupRun>,
    pub(super) setups: SetupTimes,
    pub(super) sources: Vec<SourceRun>,
    /// Time to carry a lot from one step to the next, if any.
    pub(super) transport: Option<TimeDraw>,
    /// Price of a wafer start, to suppliers or to the foundry.
    pub(super) wafer_cost: Fen,
    /// Time of an engineer for a held lot.
    pub(super) hold_time: Option<TimeDraw>,
    /// Time to delivery, where a foundry makes the wafers.
    pub(super) lead: Option<TimeDraw>,
}
