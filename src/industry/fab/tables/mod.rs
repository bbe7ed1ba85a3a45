//! The plan as dense tables, which the running fab reads and never writes: what every move needs in
//! one line of the processor's cache (`StepRun`, `GroupRun`), the rest in records beside it.

mod compile;

use std::ops::Range;

use bevy_ecs::prelude::*;

use super::dispatch::Ranking;
use super::lot::Lot;
use super::plan::{GroupPlan, ListedLot, Loading, Releases, SourcePlan, Work};
use super::rows::{GroupId, SourceId, StepId, ToolRow};
use super::setups::{SetupId, SetupTimes};
use super::spec::{Per, ToolChoice};
use crate::engine::{DurationSampler, KeyedLaw};
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

/// What happens to a lot whose window has closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Late {
    /// It is counted, and goes on.
    GoesOn,
    /// It goes back to a step.
    Reworked(StepId),
    /// It is lost.
    Scrapped,
    /// It waits for an engineer.
    Held,
}

/// What every move needs of a step: one line of the processor's cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct StepRun {
    pub(super) time: KeyedLaw,
    /// Time after which the next unit enters a cascading tool; [`Duration::MAX`] for none before
    /// the job is through.
    pub(super) cascade: Duration,
    pub(super) group: GroupId,
    /// Lots with the same key may share a batch.
    pub(super) batch_key: u32,
    /// Share of lots that execute it.
    pub(super) sample: f64,
    /// The place of its tools in the table of transports.
    pub(super) location: u16,
    pub(super) setup: SetupId,
    /// Whether that is made for each job, also on a tool that has it.
    pub(super) always_sets_up: bool,
    /// Which of the tools that a lot remembers must do it.
    pub(super) tool_from: Option<u16>,
    /// As which of them the lot remembers the tool that did it.
    pub(super) tool_to: Option<u16>,
    pub(super) per: Per,
    /// Whether lots just go on after it: none is lost, reworked or held, and no window opens.
    pub(super) is_plain: bool,
}

const _: () = assert!(size_of::<StepRun>() == 64, "steps are read at every move");

/// What only some moves need of a step, beside its [`StepRun`].
#[derive(Clone, Debug)]
pub(super) struct StepRecord {
    /// Fewest and most wafers of a batch.
    pub(super) batch_limits: (u32, u32),
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

/// How tools of a group take lots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// One at a time.
    Lots,
    /// A second one beside the first, through two slots in series.
    Cascading,
    /// Several together.
    Batches,
}

/// What every move needs of a tool group: one line of the processor's cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct GroupRun {
    pub(super) load: Duration,
    pub(super) unload: Duration,
    /// How lots rank, setups left out where its steps need none.
    pub(super) ranking: Ranking,
    pub(super) takes: Takes,
    pub(super) tool_choice: ToolChoice,
    /// The row of its first tool.
    pub(super) first_tool: u32,
    /// The first row of its upkeep: the rows of a tool stand side by side.
    pub(super) first_upkeep: u32,
    /// How many rows of upkeep a tool has.
    pub(super) upkeeps: u32,
    /// Whether some maintenance counts wafers.
    pub(super) counts_wafers: bool,
    /// Whether only busy time brings failures nearer.
    pub(super) wears_by_use: bool,
    /// Whether some lots must go to a certain tool.
    pub(super) dedicates: bool,
    /// Whether tools must run some jobs in a setup before they change it.
    pub(super) has_minimum_runs: bool,
    /// Whether lots rank by the setups that are under way on its tools.
    pub(super) counts_setups: bool,
    /// Whether lots that are late for a step of the group are not just counted.
    pub(super) enforces_windows: bool,
    /// Whether some of its tools may wait for a lot that has reserved one.
    pub(super) is_reservable: bool,
    /// Whether lots wait for a batch for so long at most.
    pub(super) has_batch_wait: bool,
}

const _: () = assert!(size_of::<GroupRun>() == 64, "groups are read at every move");

impl GroupRun {
    /// Whether all ready tools can take the same lots, so that what one cannot take no other can.
    pub(super) const fn has_equal_tools(&self) -> bool {
        !self.dedicates && !self.has_minimum_runs && !self.is_reservable
    }

    /// Whether the first lot of the queue is the next for whichever tool is ready first.
    pub(super) const fn takes_in_order(&self) -> bool {
        self.has_equal_tools() && self.ranking.is_settled()
    }

    /// The rows of upkeep of a tool of this group.
    pub(super) const fn upkeep_of(&self, tool: ToolRow) -> Range<usize> {
        let upkeeps = self.upkeeps as usize;
        let before = (tool.index() - self.first_tool as usize) * upkeeps;
        let first = self.first_upkeep as usize + before;
        first..first + upkeeps
    }

    /// How many jobs a tool can have at once.
    pub(super) const fn slots(&self) -> u8 {
        match self.takes {
            Takes::Lots | Takes::Batches => 1,
            Takes::Cascading => 2,
        }
    }
}

/// What only some moves need of a tool group, beside its [`GroupRun`].
#[derive(Debug)]
pub(super) struct GroupRecord {
    pub(super) plan: GroupPlan,
    /// Time to the first failure, to the next, and to repair, if its tools fail.
    pub(super) failure: Option<[DurationSampler; 3]>,
    /// Time of each maintenance plan.
    pub(super) maintenance: Vec<DurationSampler>,
    /// Where tools have minimum runs: the visits of each stream that comes to the group.
    pub(super) visits: Vec<Visits>,
}

impl GroupRecord {
    /// Longest time for which a lot waits for a batch.
    pub(super) const fn batch_wait(&self) -> Option<Duration> {
        match self.plan.loading {
            Loading::Batch { wait, .. } => wait,
            Loading::Single | Loading::Cascade => None,
        }
    }
}

/// The visits of the lots of a stream to a group.
#[derive(Debug)]
pub(super) struct Visits {
    pub(super) source: SourceId,
    /// Places in the list of all steps, of those that some lots execute.
    steps: Vec<StepId>,
}

impl Visits {
    /// Adds the next visit of a stream to those of a group.
    pub(super) fn add(all: &mut Vec<Self>, source: SourceId, step: StepId) {
        match all.last_mut() {
            Some(visits) if visits.source == source => visits.steps.push(step),
            Some(_) | None => all.push(Self {
                source,
                steps: vec![step],
            }),
        }
    }

    /// The visits from a step on.
    pub(super) fn from(&self, from: StepId) -> &[StepId] {
        &self.steps[self.steps.partition_point(|&step| step < from)..]
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
    /// Raw process time of its lots.
    pub(super) raw_time: Duration,
    /// Time from release to due date.
    pub(super) allowance: Duration,
    /// How many lots it ever releases.
    pub(super) most: u64,
}

impl SourceRun {
    /// The lots that it lists, if it does.
    pub(super) fn listed(&self) -> &[ListedLot] {
        self.plan.listed()
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
    pub(super) priority: u16,
}

/// The plan as dense tables.
#[derive(Resource, Debug)]
pub(super) struct FabTables {
    pub(super) steps: Vec<StepRun>,
    pub(super) step_records: Vec<StepRecord>,
    pub(super) groups: Vec<GroupRun>,
    pub(super) group_records: Vec<GroupRecord>,
    /// The groups that may wait for lots which can come no more: those with minimum runs or
    /// batches.
    pub(super) expectant: Vec<GroupId>,
    pub(super) setups: SetupTimes,
    pub(super) sources: Vec<SourceRun>,
    /// The products of the streams that are pulled, by name.
    pub(super) pulled: Vec<(Box<str>, ProductId)>,
    pub(super) initial_lots: Vec<InitialRun>,
    /// How many locations there are.
    pub(super) locations: usize,
    /// Times to carry a lot: row, from; column, to; none where it takes no time.
    pub(super) transports: Vec<Option<KeyedLaw>>,
    /// Whether lots of some stream reserve tools.
    pub(super) has_reservations: bool,
    /// How many tools each lot remembers.
    pub(super) memory_cells: usize,
    /// Price of a wafer start, to suppliers or to the foundry.
    pub(super) wafer_cost: Fen,
    /// Time of an engineer for a held lot.
    pub(super) hold_time: Option<KeyedLaw>,
    /// Time to delivery, where a foundry makes the wafers.
    pub(super) lead: Option<KeyedLaw>,
}

impl FabTables {
    /// An estimate of the lots in the line, for which rows are made at the start.
    pub(super) fn expected_lots(&self) -> usize {
        let lots = |source: &SourceRun| match &source.plan.releases {
            Releases::Listed(lots) => lots.len() as f64,
            Releases::Intervals(_) | Releases::Paused | Releases::ConstantWip(_) => {
                source.plan.lots_within(source.raw_time * 4)
            }
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

    /// The keys of the batches for which the lots of a stream come, step by step.
    pub(super) fn batch_keys(&self, source: SourceId) -> impl Iterator<Item = u32> {
        let source = &self.sources[source.index()];
        let steps = self.steps[source.first_step.index()..source.end.index()].iter();
        let is_batch = |step: &&StepRun| self.groups[step.group.index()].takes == Takes::Batches;
        let batches = steps.filter(move |step| step.sample > 0.0 && is_batch(step));
        batches.map(|step| step.batch_key)
    }

    /// The lots of a stream that are in the line at the start.
    pub(super) fn initial_lots_of(&self, source: usize) -> impl Iterator<Item = &InitialRun> {
        let lots = self.initial_lots.iter();
        lots.filter(move |lot| lot.source == source)
    }

    /// The queue-time window that is open for a lot.
    pub(super) fn window_of(&self, lot: &Lot) -> Option<Window> {
        self.step_records[lot.window?.index()].window
    }

    /// The queue-time window that a lot meets at its step, if one is open that ends there.
    pub(super) fn window_met(&self, lot: &Lot) -> Option<Window> {
        let window = self.window_of(lot)?;
        window.to.is_none_or(|to| to == lot.step).then_some(window)
    }
}
