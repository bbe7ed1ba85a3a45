//! The compiled plan: dense tables that the running fab reads and never writes.

use bevy_ecs::prelude::*;

use super::lot::Lot;
use super::plan::{
    GroupPlan, ListedLot, Loading, Per, Releases, SetupId, SetupTimes, SourcePlan, Work,
};
use super::rows::{GroupId, StepId};
use super::times::TimeDraw;
use crate::engine::DurationSampler;
use crate::industry::shared::flow::ProductId;
use crate::units::{Duration, Fen, SimTime};

/// A queue-time window, opened at the end of a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) time: Duration,
    /// The step that must start in time; none for whichever comes next.
    pub(super) to: Option<StepId>,
    pub(super) late: Late,
}

/// What is done with a lot whose window has closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Late {
    GoesOn,
    Reworked(StepId),
    Scrapped,
    Held,
}

/// Step data that a running lot needs, in one place.
#[derive(Clone, Debug)]
pub(super) struct StepRun {
    pub(super) time: TimeDraw,
    pub(super) group: GroupId,
    pub(super) per: Per,
    pub(super) setup: SetupId,
    /// Lots with the same key may share a batch.
    pub(super) batch_key: u32,
    /// Fewest and most wafers of a batch.
    pub(super) batch_limits: (u32, u32),
    /// Time after which the next unit enters a cascading tool; [`Duration::MAX`] for none before the
    /// job is through.
    pub(super) cascade: Duration,
    /// Which of the tools that a lot remembers must do it.
    pub(super) tool_from: Option<u16>,
    /// As which of them the lot remembers the tool that did it.
    pub(super) tool_to: Option<u16>,
    pub(super) sample: f64,
    pub(super) rework: f64,
    pub(super) rework_to: StepId,
    pub(super) lot_scrap: f64,
    pub(super) wafer_survival: f64,
    pub(super) hold: f64,
    pub(super) window: Option<Window>,
    /// Operator time of a job.
    pub(super) operator_time: Duration,
    /// Expected time of a job of one lot, in milliseconds: fixed, and per wafer.
    pub(super) work: Work,
    /// The same from this step to the end of the route, weighted by sampling.
    pub(super) remaining: Work,
}

/// A tool group as the running fab reads it.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not depend on each other"
)]
pub(super) struct GroupRun {
    pub(super) plan: GroupPlan,
    /// Its place in the table of transports.
    pub(super) location: u16,
    /// The row of its first tool.
    pub(super) first_tool: usize,
    /// The first row of its upkeep: the rows of a tool stand side by side.
    pub(super) first_upkeep: usize,
    /// Whether some maintenance counts wafers.
    pub(super) counts_wafers: bool,
    /// Whether only busy time brings failures nearer.
    pub(super) wears_by_use: bool,
    /// Whether some lots must go to a certain tool.
    pub(super) dedicates: bool,
    /// Whether tools must run some jobs in a setup before they change it.
    pub(super) has_minimum_runs: bool,
    /// Whether lots that are late for a step of the group are not just counted.
    pub(super) enforces_windows: bool,
    /// Time to the first failure, to the next, and to repair, if its tools fail.
    pub(super) failure: Option<[DurationSampler; 3]>,
    /// Time of each maintenance plan.
    pub(super) maintenance: Vec<DurationSampler>,
}

impl GroupRun {
    /// Whether all ready tools can take the same lots, so that what one cannot take no other can.
    pub(super) const fn has_equal_tools(&self) -> bool {
        !self.dedicates && !self.has_minimum_runs
    }

    /// Whether the first lot of the queue is the next for whichever tool is ready first.
    pub(super) fn takes_in_order(&self) -> bool {
        self.has_equal_tools() && self.plan.ranking.is_settled()
    }

    /// How many jobs a tool can have at once.
    pub(super) const fn slots(&self) -> u8 {
        match self.plan.loading {
            Loading::Single | Loading::Batch { .. } => 1,
            Loading::Cascade => 2,
        }
    }
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
    /// How many lots it ever releases.
    pub(super) most: u64,
}

impl SourceRun {
    /// The lots that it lists, if it does.
    pub(super) fn listed(&self) -> &[ListedLot] {
        match &self.plan.releases {
            Releases::Listed(lots) => lots,
            Releases::Intervals(_) | Releases::ConstantWip(_) => &[],
        }
    }
}

/// A lot that is in the line at the start.
#[derive(Clone, Copy, Debug)]
pub(super) struct InitialRun {
    pub(super) serial: u64,
    pub(super) source: usize,
    pub(super) step: StepId,
    pub(super) due: SimTime,
    pub(super) wafers: u16,
}

/// The compiled plan.
#[derive(Resource, Debug)]
pub(super) struct Plan {
    pub(super) steps: Vec<StepRun>,
    pub(super) groups: Vec<GroupRun>,
    /// The groups that may wait for lots which can come no more: those with minimum runs or batches.
    pub(super) expectant: Vec<GroupId>,
    pub(super) setups: SetupTimes,
    pub(super) sources: Vec<SourceRun>,
    pub(super) initial_lots: Vec<InitialRun>,
    /// How many locations there are.
    pub(super) locations: usize,
    /// Times to carry a lot: row, from; column, to; none where it takes no time.
    pub(super) transports: Vec<Option<TimeDraw>>,
    /// How many tools each lot remembers.
    pub(super) memory_cells: usize,
    /// Price of a wafer start, to suppliers or to the foundry.
    pub(super) wafer_cost: Fen,
    /// Time of an engineer for a held lot.
    pub(super) hold_time: Option<TimeDraw>,
    /// Time to delivery, where a foundry makes the wafers.
    pub(super) lead: Option<TimeDraw>,
}

impl Plan {
    /// Lots that the line can be expected to hold: room is made for them at the start.
    pub(super) fn expected_lots(&self) -> usize {
        let lots = |source: &SourceRun| match &source.plan.releases {
            Releases::Listed(lots) => lots.len() as f64,
            Releases::Intervals(law) => source.raw_time.as_millis() as f64 / law.law().mean() * 4.0,
            Releases::ConstantWip(lots) => f64::from(*lots),
        };
        let planned: f64 = self.sources.iter().map(lots).sum();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped first"
        )]
        let planned = planned.clamp(0.0, 1e6) as usize;
        planned + self.initial_lots.len() + 64
    }

    /// The queue-time window that a lot meets at its step, if one is open that ends there.
    pub(super) fn window_met(&self, lot: &Lot) -> Option<Window> {
        let window = self.steps[lot.window?.index()].window?;
        window.to.is_none_or(|to| to == lot.step).then_some(window)
    }
}
