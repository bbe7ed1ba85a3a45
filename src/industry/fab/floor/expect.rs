//! Expectation: whether lots can still come to a tool that keeps its setup (rule F4), or for a
//! batch (rule F5). Rework is not foreseen.

use super::state::Floor;
use crate::industry::fab::dispatch::QueuedLot;
use crate::industry::fab::lot::{Lot, LotPlace};
use crate::industry::fab::plan::Releases;
use crate::industry::fab::rows::{GroupId, LotRow, SourceId, StepId, ToolRow};
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::tables::{Takes, Visits};
use crate::units::SimTime;

/// A tool with jobs left to start in its setup.
#[derive(Clone, Copy)]
struct Keeper {
    group: GroupId,
    tool: ToolRow,
    setup: SetupId,
    /// Whether tools of the group are at work, which are taken to serve what this one does not.
    others_work: bool,
}

impl Floor<'_> {
    /// A stream may release lots.
    pub(super) fn open_source(&mut self, id: SourceId) {
        self.state.open_sources += 1;
        for key in self.tables.batch_keys(id) {
            self.state.open_feeds[key as usize] += 1;
        }
    }

    /// A stream has released its last lot.
    pub(super) fn close_source(&mut self, now: SimTime, id: SourceId) {
        self.state.open_sources -= 1;
        for key in self.tables.batch_keys(id) {
            self.state.open_feeds[key as usize] -= 1;
        }
        self.reconsider(now);
    }

    /// Lets the groups decide anew that may wait for lots which can come no more: a lot has gone,
    /// or a stream has released its last.
    pub(super) fn reconsider(&mut self, now: SimTime) {
        let tables = self.tables;
        for &id in &tables.expectant {
            self.reconsider_group(now, id);
        }
    }

    /// Lets a group decide anew, if it may wait for lots which can come no more.
    #[inline]
    pub(super) fn reconsider_group(&mut self, now: SimTime, id: GroupId) {
        let run = &self.tables.groups[id.index()];
        let some_are_over = (self.state.open_sources as usize) < self.sources.len();
        if run.has_minimum_runs || (run.takes == Takes::Batches && some_are_over) {
            self.look_for_work(now, id);
        }
    }

    /// Whether no lot but those that wait at the group can come for a batch of that key.
    pub(super) fn is_last_batch(&self, id: GroupId, key: u32) -> bool {
        self.state.open_feeds[key as usize] == 0
            && !self.lots_elsewhere(id).any(|(_, lot)| {
                let end = self.tables.sources[lot.source.index()].end;
                let mut steps = self.tables.steps[next_step(lot).index()..end.index()].iter();
                steps.any(|step| step.group == id && step.batch_key == key && step.sample > 0.0)
            })
    }

    /// Whether a tool must keep its setup: its minimum run is not over, and lots of that setup can
    /// still come to it.
    #[inline]
    pub(in crate::industry::fab) fn keeps_setup(&self, id: GroupId, tool: ToolRow) -> bool {
        self.tables.groups[id.index()].has_minimum_runs
            && self.tools[tool.index()].run_left > 0
            && self.may_still_come(id, tool)
    }

    /// Whether lots for the setup of a tool can still come to it, or start from the queue.
    fn may_still_come(&self, id: GroupId, tool: ToolRow) -> bool {
        let keeper = Keeper {
            group: id,
            tool,
            setup: self.tools[tool.index()].setup,
            others_work: self.groups[id.index()].jobs > 0 && self.state.open_sources > 0,
        };
        let mut queue = self.groups[id.index()].queue.iter();
        if queue.any(|lot| self.starts_from_queue(keeper, lot)) {
            return true;
        }
        let visits = &self.tables.group_records[id.index()].visits;
        visits
            .iter()
            .any(|visits| self.stream_brings(keeper, visits))
            || self.lots_elsewhere(id).any(|(row, lot)| {
                let found = visits.binary_search_by_key(&lot.source, |visits| visits.source);
                let brings =
                    |place: usize| self.brings(keeper, &visits[place], next_step(lot), Some(row));
                found.is_ok_and(brings)
            })
    }

    /// Whether a waiting lot starts on the tool without a further lot: where lots share batches, in
    /// one that is large enough, or when it has waited long enough.
    fn starts_from_queue(&self, keeper: Keeper, lot: &QueuedLot) -> bool {
        let id = keeper.group.index();
        if lot.setup != keeper.setup || lot.tool.is_some_and(|tool| tool != keeper.tool) {
            return false;
        }
        let run = &self.tables.groups[id];
        if run.takes != Takes::Batches || run.has_batch_wait {
            return true;
        }
        let step = self.lots[lot.lot.index()].step;
        let (least, _) = self.tables.step_records[step.index()].batch_limits;
        let queue = self.groups[id].queue.iter();
        let partners = queue.filter(|other| other.batch_key == lot.batch_key);
        let wafers: u32 = partners.map(|other| u32::from(other.wafers)).sum();
        wafers >= least || self.is_last_batch(keeper.group, lot.batch_key)
    }

    /// Whether a stream can release a lot that can come to the tool. One with a constant number of
    /// lots cannot while all of these wait for the idle group.
    fn stream_brings(&self, keeper: Keeper, visits: &Visits) -> bool {
        let source = visits.source;
        let run = &self.tables.sources[source.index()];
        if self.sources[source.index()].released >= run.most
            || !self.brings(keeper, visits, run.first_step, None)
        {
            return false;
        }
        let Releases::ConstantWip(_) = run.plan.releases else {
            return true;
        };
        let mut own = self
            .lots
            .iter()
            .filter(|lot| lot.source == source && lot.place != LotPlace::Free);
        let waits_here = |lot: &Lot| self.waits_at(keeper.group, lot);
        keeper.others_work
            || own.next().is_none_or(|lot| !waits_here(lot))
            || own.any(|lot| !waits_here(lot))
    }

    /// Whether a lot that comes from a step on can come to the tool for its setup: it does not if
    /// another tool must do it, or if one of the group would have to change its setup for it
    /// before, and none is at work.
    fn brings(&self, keeper: Keeper, visits: &Visits, from: StepId, lot: Option<LotRow>) -> bool {
        for &step in visits.from(from) {
            let step = &self.tables.steps[step.index()];
            let tool = lot.zip(step.tool_from);
            let tool = tool.and_then(|(lot, cell)| self.remembered(lot, cell));
            let is_for_another = tool.is_some_and(|tool| tool != keeper.tool);
            if step.setup == keeper.setup && !is_for_another {
                return true;
            }
            let passes = step.setup == SetupId::NONE || step.sample < 1.0 || keeper.others_work;
            if !passes {
                return false;
            }
        }
        false
    }

    /// Whether a lot waits at the group.
    fn waits_at(&self, id: GroupId, lot: &Lot) -> bool {
        lot.place == LotPlace::Waiting && self.tables.steps[lot.step.index()].group == id
    }

    /// The lots in the line that do not wait at the group.
    fn lots_elsewhere(&self, id: GroupId) -> impl Iterator<Item = (LotRow, &Lot)> {
        let lots = self.lots.iter().enumerate();
        lots.filter(move |(_, lot)| lot.place != LotPlace::Free && !self.waits_at(id, lot))
            .map(|(row, lot)| (LotRow::new(row), lot))
    }
}

/// The step to which a lot comes next.
fn next_step(lot: &Lot) -> StepId {
    StepId::new(lot.step.index() + usize::from(lot.place == LotPlace::InProcess))
}
