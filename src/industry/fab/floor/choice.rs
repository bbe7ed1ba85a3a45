//! Choice: which ready tool takes which waiting lots (rule F3), alone or as a batch (rule F5).

use super::state::Floor;
use crate::engine::Phase;
use crate::industry::fab::batch::BatchRules;
use crate::industry::fab::dispatch::{Moment, QueuedLot};
use crate::industry::fab::rows::{FabEvent, GroupId, LotRow, ToolRow};
use crate::industry::fab::spec::ToolChoice;
use crate::industry::fab::tables::{GroupRun, Takes};
use crate::units::SimTime;

impl Floor<'_> {
    /// Lets a group decide at this instant, once all that is due now has settled, if it has both
    /// ready tools and waiting lots.
    #[expect(clippy::inline_always, reason = "called once or twice a lot move")]
    #[inline(always)]
    pub(super) fn look_for_work(&mut self, now: SimTime, id: GroupId) {
        let group = &mut self.groups[id.index()];
        if group.deciding || group.ready.is_empty() || group.queue.is_empty() {
            return;
        }
        group.deciding = true;
        if now == self.calendar.now() {
            self.state.deciding.push_back(id);
        } else {
            // Between ticks the calendar's clock stands still.
            self.calendar
                .schedule(now, Phase::Dispatch, FabEvent::Decide(id));
        }
    }

    /// Starts jobs while a group has ready tools and lots for them.
    pub(super) fn decide(&mut self, now: SimTime, id: GroupId) {
        let group = &mut self.groups[id.index()];
        group.deciding = false;
        group.book(now);
        let tables = self.tables;
        let run = &tables.groups[id.index()];
        if !self.state.reservations.is_empty() {
            self.assign_reserved(id);
        }
        if run.enforces_windows {
            self.enforce_windows(now, id);
        }
        while let Some(ready_place) = self.choose(now, id, run) {
            if run.enforces_windows && self.refuse_late(now, id, ready_place) {
                continue;
            }
            if !self.take_operator(now, id) {
                break;
            }
            self.start(now, id, ready_place);
        }
        if run.has_batch_wait {
            self.renew_timeout(now, id);
        }
        if self.state.operators.on_shift().is_some() {
            self.wake_operator_waiters(now);
        }
    }

    /// The moment of a decision for a tool.
    #[inline]
    fn moment(&self, now: SimTime, id: GroupId, tool: ToolRow) -> Moment<'_> {
        let state = &self.tools[tool.index()];
        Moment {
            now,
            tool,
            keeps_setup: self.keeps_setup(id, tool),
            reserved_for: self.reserved_for(tool),
            setup: state.setup,
            setups: &self.tables.setups,
            under_way: &self.state.under_way,
        }
    }

    /// Chooses a ready tool, whose place in the list is returned, and lots, whose places in the
    /// queue go into `state.chosen`; none if nothing can start.
    fn choose(&mut self, now: SimTime, id: GroupId, run: &GroupRun) -> Option<usize> {
        if self.groups[id.index()].queue.is_empty() {
            return None;
        }
        if run.counts_setups {
            self.count_setups(now, id);
        }
        for place in 0..self.groups[id.index()].ready.len() {
            let row = self.groups[id.index()].ready[place];
            if run.dedicates && !self.is_awaited(id, row) {
                continue;
            }
            let found = match run.takes {
                Takes::Lots | Takes::Cascading => self.choose_lot(now, id, run, place),
                Takes::Batches => self.choose_batch(now, id, row).then_some(place),
            };
            if found.is_some() || run.has_equal_tools() {
                return found;
            }
        }
        None
    }

    /// Counts for how many jobs on the tools of a group each setup is being made. Counted anew for
    /// each choice: that reads a few tools, and follows failures and lost jobs by itself.
    #[inline(never)] // no registers of the choice for what hardly any group needs
    fn count_setups(&mut self, now: SimTime, id: GroupId) {
        let tables = self.tables;
        let first = tables.groups[id.index()].first_tool as usize;
        let count = tables.group_records[id.index()].plan.most as usize;
        let under_way = &mut self.state.under_way;
        under_way.clear();
        under_way.resize(tables.setups.kinds(), 0);
        for tool in &self.tools[first..first + count] {
            for job in tool.jobs_in_setup(now) {
                let step = self.lots[job.first.index()].step;
                under_way[usize::from(tables.steps[step.index()].setup.0)] += 1;
            }
        }
    }

    /// Whether lots wait that a tool may take.
    fn is_awaited(&self, id: GroupId, row: ToolRow) -> bool {
        self.groups[id.index()].free_to_choose > 0 || self.tools[row.index()].awaited_by > 0
    }

    /// Chooses the lot that ranks first on the ready tool at a place, and the place of the tool
    /// that takes it.
    fn choose_lot(
        &mut self,
        now: SimTime,
        id: GroupId,
        run: &GroupRun,
        place: usize,
    ) -> Option<usize> {
        let group = &self.groups[id.index()];
        let lot = if run.takes_in_order() {
            0
        } else {
            let moment = self.moment(now, id, group.ready[place]);
            group.queue.first(&run.ranking, &moment)?
        };
        let place = match run.tool_choice {
            ToolChoice::LongestIdle => place,
            ToolChoice::LeastSetup => self.least_setup(now, id, place, lot),
            ToolChoice::Any => self.any_tool(now, id, place, lot),
        };
        self.state.chosen.clear();
        self.state.chosen.push(queue_place(lot));
        Some(place)
    }

    /// The place of the ready tool that a waiting lot may take and on which it needs the least
    /// setup; of these the one that is ready longest, from `first` on.
    fn least_setup(&self, now: SimTime, id: GroupId, first: usize, lot: usize) -> usize {
        let group = &self.groups[id.index()];
        let lot = group.queue.at(lot);
        let setups = &self.tables.setups;
        let time_on = |tool: ToolRow| lot.setup_time(setups, self.tools[tool.index()].setup);
        let (mut best, mut least) = (first, time_on(group.ready[first]));
        for place in first + 1..group.ready.len() {
            if least.is_zero() {
                break;
            }
            let tool = group.ready[place];
            let time = time_on(tool);
            if time < least && self.moment(now, id, tool).allows(lot) {
                (best, least) = (place, time);
            }
        }
        best
    }

    /// The place of a ready tool that a waiting lot may take, drawn from all of these; of those
    /// before `first` none is one.
    fn any_tool(&self, now: SimTime, id: GroupId, first: usize, lot: usize) -> usize {
        let group = &self.groups[id.index()];
        let lot = group.queue.at(lot);
        let is_equal = self.tables.groups[id.index()].has_equal_tools();
        let may_take =
            |place: &usize| is_equal || self.moment(now, id, group.ready[*place]).allows(lot);
        let places = || (first..group.ready.len()).filter(may_take);
        let count = if is_equal {
            group.ready.len() - first
        } else {
            places().count()
        };
        if count == 1 {
            return first;
        }
        let row = &self.lots[lot.lot.index()];
        let draw = self
            .state
            .draws
            .tool
            .draw(row.serial, u64::from(row.visits));
        // The whole part of a uniform number below 1 times their number is the place of one of
        // them.
        let drawn = draw.uniform() * count as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the whole part of a number from 0 to their number"
        )]
        let drawn = (drawn as usize).min(count - 1);
        places().nth(drawn).unwrap_or(first)
    }

    /// Forms a batch for a ready tool. Writes the places of its lots; no if none can start.
    fn choose_batch(&mut self, now: SimTime, id: GroupId, row: ToolRow) -> bool {
        let mut batches = std::mem::take(&mut self.state.batches);
        let mut chosen = std::mem::take(&mut self.state.chosen);
        let rules = BatchRules {
            ranking: &self.tables.groups[id.index()].ranking,
            moment: self.moment(now, id, row),
            wait: self.tables.group_records[id.index()].batch_wait(),
        };
        let limits = |lot: &QueuedLot| {
            let step = self.lots[lot.lot.index()].step;
            self.tables.step_records[step.index()].batch_limits
        };
        let is_last = |key| self.is_last_batch(id, key);
        let queue = &self.groups[id.index()].queue;
        let found = batches.choose(queue, &rules, limits, is_last, &mut chosen);
        (self.state.batches, self.state.chosen) = (batches, chosen);
        found
    }

    /// One of the tools that a lot remembers.
    pub(super) fn memory(&mut self, lot: LotRow, cell: u16) -> &mut Option<ToolRow> {
        let place = self.memory_place(lot, cell);
        &mut self.state.memory[place]
    }

    /// The tool that a lot remembers in a cell, if it was on one.
    pub(super) fn remembered(&self, lot: LotRow, cell: u16) -> Option<ToolRow> {
        let tool = self.state.memory[self.memory_place(lot, cell)];
        tool.filter(|tool| !self.tools[tool.index()].is_closed())
    }

    fn memory_place(&self, lot: LotRow, cell: u16) -> usize {
        lot.index() * self.tables.memory_cells + usize::from(cell)
    }
}

/// A place in a queue, as the work space of decisions holds it.
fn queue_place(place: usize) -> u32 {
    u32::try_from(place).expect("a queue has fewer than 2^32 lots")
}
