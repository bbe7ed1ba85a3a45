//! Jobs: which lots a tool takes next, and what happens when it has done them.

use super::dispatch::{Moment, Waiting};
use super::floor::Floor;
use super::lot::Place;
use super::plan::{GroupRun, Loading, Per};
use super::rows::{FabEvent, GroupId, LotRow, ToolRow};
use super::tool::{Condition, Tool};
use crate::engine::Phase;
use crate::units::{Duration, SimTime};

impl Floor<'_> {
    /// Lets a group decide at this instant, once all that is due now has settled, if it has both
    /// idle tools and waiting lots.
    #[inline]
    pub(super) fn look_for_work(&mut self, now: SimTime, id: GroupId) {
        let group = &mut self.groups[id.index()];
        if group.deciding || group.idle.is_empty() || group.queue.is_empty() {
            return;
        }
        group.deciding = true;
        self.calendar
            .schedule(now, Phase::Decide, FabEvent::Decide(id));
    }

    /// Starts jobs while a group has idle tools and lots for them.
    pub(super) fn decide(&mut self, now: SimTime, id: GroupId) {
        self.groups[id.index()].deciding = false;
        self.groups[id.index()].book(now);
        while let Some(idle_place) = self.choose(now, id) {
            if !self.take_operator(now, id) {
                break;
            }
            self.start(now, id, idle_place);
        }
        self.renew_timeout(now, id);
        if self.yard.operators.on_shift.is_some() {
            self.wake_operator_waiters(now);
        }
    }

    /// The moment of a decision for the idle tool at a place of the group's list.
    fn moment(&self, now: SimTime, id: GroupId, idle_place: usize) -> Moment<'_> {
        let tool = self.groups[id.index()].idle[idle_place];
        Moment {
            now,
            setup: self.tools[tool.index()].setup,
            setups: &self.plan.setups,
        }
    }

    /// Chooses an idle tool, whose place in the list is returned, and lots, whose places in the
    /// queue go into `yard.chosen`; none if nothing can start.
    fn choose(&mut self, now: SimTime, id: GroupId) -> Option<usize> {
        let run = &self.plan.groups[id.index()];
        let group = &self.groups[id.index()];
        if group.idle.is_empty() || group.queue.is_empty() {
            return None;
        }
        let ranking = &run.plan.ranking;
        let mut idle_place = 0;
        if ranking.weighs_setup() && group.idle.len() > 1 {
            idle_place = self.best_tool(now, id);
        }
        let moment = Moment {
            now,
            setup: self.tools[group.idle[idle_place].index()].setup,
            setups: &self.plan.setups,
        };
        match run.plan.loading {
            Loading::Single => {
                let place = group.queue.first(ranking, &moment)?;
                self.yard.chosen.clear();
                self.yard.chosen.push(queue_place(place));
                Some(idle_place)
            }
            Loading::Batch { .. } => self.choose_batch(now, id, idle_place).then_some(idle_place),
        }
    }

    /// The place of the idle tool on which the best lot ranks best; ties go to the longest idle.
    fn best_tool(&self, now: SimTime, id: GroupId) -> usize {
        let ranking = &self.plan.groups[id.index()].plan.ranking;
        let group = &self.groups[id.index()];
        let best_on = |place: usize| {
            let moment = self.moment(now, id, place);
            let first = group.queue.first(ranking, &moment);
            let first = first.expect("somebody waits");
            (*group.queue.at(first), moment)
        };
        let mut best = (0, best_on(0));
        for place in 1..group.idle.len() {
            let (lot, moment) = best_on(place);
            let (best_lot, best_moment) = &best.1;
            if ranking
                .compare_across(&lot, best_lot, [&moment, best_moment])
                .is_lt()
            {
                best = (place, (lot, moment));
            }
        }
        best.0
    }

    /// Forms a batch: lots in order of rank; the first lot of each step opens a candidate, filled
    /// in the same order with what fits. The first candidate that is full enough, cannot take the
    /// next lot, or has a lot that waited too long, starts. Writes the places of its lots.
    fn choose_batch(&mut self, now: SimTime, id: GroupId, idle_place: usize) -> bool {
        let run = &self.plan.groups[id.index()];
        let Loading::Batch {
            min_wafers,
            max_wafers,
            wait,
        } = run.plan.loading
        else {
            return false;
        };
        let group = &self.groups[id.index()];
        let tool = group.idle[idle_place];
        let moment = Moment {
            now,
            setup: self.tools[tool.index()].setup,
            setups: &self.plan.setups,
        };
        let (order, chosen) = (&mut self.yard.order, &mut self.yard.chosen);
        group.queue.order(&run.plan.ranking, &moment, order);
        for (rank, &first) in order.iter().enumerate() {
            let step = group.queue.at(first as usize).step;
            let same_step = |place: &u32| group.queue.at(*place as usize).step == step;
            if order[..rank].iter().any(same_step) {
                continue; // that step's candidate was refused
            }
            chosen.clear();
            let (mut wafers, mut full, mut waited_enough) = (0, false, false);
            for &place in order[rank..].iter().filter(|place| same_step(place)) {
                let lot = group.queue.at(place as usize);
                if wafers + u32::from(lot.wafers) > max_wafers {
                    full = true;
                    continue;
                }
                wafers += u32::from(lot.wafers);
                waited_enough |= wait.is_some_and(|wait| lot.joined + wait <= now);
                chosen.push(place);
            }
            if !chosen.is_empty() && (full || waited_enough || wafers >= min_wafers) {
                return true;
            }
        }
        false
    }

    /// Seizes an operator for the chosen job, if it needs one; false, and the group waits, if
    /// nobody is free.
    fn take_operator(&mut self, now: SimTime, id: GroupId) -> bool {
        if self.yard.operators.on_shift.is_none() {
            return true;
        }
        let group = &mut self.groups[id.index()];
        let first = group.queue.at(self.yard.chosen[0] as usize);
        let time = self.plan.steps[first.step.index()].operator_time;
        if time.is_zero() {
            return true;
        }
        if self.yard.operators.free() == 0 {
            if !group.awaits_operator {
                group.awaits_operator = true;
                self.yard.operator_queue.push_back(id);
            }
            return false;
        }
        self.yard.operators.busy += 1;
        self.schedule(now + time, FabEvent::OperatorFree);
        true
    }

    /// An operator has loaded a job.
    pub(super) fn operator_free(&mut self, now: SimTime) {
        self.yard.operators.busy -= 1;
        self.wake_operator_waiters(now);
    }

    /// Lets as many groups look again as operators are free, longest waiting first. A group that
    /// then has no use for its operator passes the call on after its decision.
    pub(super) fn wake_operator_waiters(&mut self, now: SimTime) {
        for _ in 0..self.yard.operators.free() {
            let Some(id) = self.yard.operator_queue.pop_front() else {
                break;
            };
            let group = &mut self.groups[id.index()];
            group.book(now);
            group.awaits_operator = false;
            self.look_for_work(now, id);
        }
    }

    /// Starts the chosen lots on an idle tool.
    fn start(&mut self, now: SimTime, id: GroupId, idle_place: usize) {
        let plan = self.plan;
        let run = &plan.groups[id.index()];
        let group = &mut self.groups[id.index()];
        let row = group
            .idle
            .remove(idle_place)
            .expect("the chosen tool is idle");
        let (chosen, taken) = (&mut self.yard.chosen, &mut self.yard.taken);
        taken.clear();
        if let [place] = chosen[..] {
            taken.push(group.queue.take(place as usize));
        } else {
            chosen.sort_unstable_by(|a, b| b.cmp(a));
            taken.extend(chosen.iter().map(|&place| group.queue.take(place as usize)));
        }
        let wafers = self.load(now, id);
        let first = self.yard.taken[self.yard.taken.len() - 1];
        let step = &plan.steps[first.step.index()];
        let times = match step.per {
            Per::Wafer => f64::from(wafers),
            Per::Lot | Per::Batch => 1.0,
        };
        let lot = &self.lots[first.lot.index()];
        let key = (lot.serial, u64::from(lot.visits));
        let time = step
            .time
            .draw(|| self.yard.luck.process.draw(key.0, key.1), times);
        let tool = &mut self.tools[row.index()];
        tool.book(now, &mut self.groups[id.index()].time);
        tool.job = Some(first.lot);
        tool.job_wafers = wafers;
        tool.setup_end = now + plan.setups.time(tool.setup, step.setup);
        if step.setup != super::plan::SetupId::NONE {
            tool.setup = step.setup;
        }
        let end = tool.setup_end + run.plan.handling + time;
        self.begin_work(now, row, end);
    }

    /// Loads the lots of `yard.taken`: links them, the last one first, and books their waits.
    /// Returns their wafers.
    fn load(&mut self, now: SimTime, id: GroupId) -> u32 {
        let group = &mut self.groups[id.index()];
        let (mut next, mut wafers) = (None, 0);
        for &Waiting {
            lot: row, joined, ..
        } in &self.yard.taken
        {
            group.waits.add_span(now.since(joined));
            let lot = &mut self.lots[row.index()];
            lot.place = Place::InProcess;
            lot.next = next;
            lot.visits += 1;
            self.books.late_starts += u64::from(now > lot.start_by);
            lot.start_by = SimTime::MAX;
            next = Some(row);
            wafers += u32::from(lot.wafers);
        }
        wafers
    }

    /// Lets a tool work until `end`, unless use makes it fail before.
    pub(super) fn begin_work(&mut self, now: SimTime, row: ToolRow, end: SimTime) {
        let tool = &mut self.tools[row.index()];
        tool.job_end = end;
        if self.plan.groups[tool.group.index()].wears_by_use {
            let process = end.since(tool.setup_end.max(now));
            if tool.busy_to_failure < process {
                let fails = tool.setup_end.max(now) + tool.busy_to_failure;
                tool.fails = fails;
                self.schedule(fails, FabEvent::Failed(row));
            } else {
                tool.busy_to_failure = tool.busy_to_failure - process;
            }
        }
        self.schedule(end, FabEvent::JobDone(row));
    }

    /// A tool has finished its job.
    pub(super) fn job_done(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        if tool.job_end != now || tool.condition != Condition::Up {
            return; // the job was interrupted since
        }
        let group = tool.group;
        tool.book(now, &mut self.groups[group.index()].time);
        tool.job_end = SimTime::MAX;
        let mut next = tool.job.take();
        if self.plan.groups[group.index()].counts_wafers {
            self.count_wafers(row);
        }
        while let Some(lot) = next {
            next = self.lots[lot.index()].next.take();
            self.finish_step(now, lot);
        }
        self.back_to_work(now, row);
    }

    /// A tool without a job that is up goes into maintenance if that is due, else becomes idle.
    pub(super) fn back_to_work(&mut self, now: SimTime, row: ToolRow) {
        let tool = &self.tools[row.index()];
        if tool.due != 0 {
            self.begin_maintenance(now, row);
            return;
        }
        let id = tool.group;
        let group = &mut self.groups[id.index()];
        group.book(now);
        group.idle.push_back(row);
        self.look_for_work(now, id);
    }

    /// Notes that a lot of the group will have waited long enough for a batch at `at`.
    pub(super) fn expect_timeout(&mut self, at: SimTime, id: GroupId) {
        let group = &mut self.groups[id.index()];
        if group.timeout.is_none() {
            group.timeout = Some(at);
            self.schedule(at, FabEvent::BatchTimeout(id));
        }
    }

    /// Some lot of the group has waited long enough for a batch.
    pub(super) fn batch_timeout(&mut self, now: SimTime, id: GroupId) {
        self.groups[id.index()].timeout = None;
        self.look_for_work(now, id);
        if !self.groups[id.index()].deciding {
            self.renew_timeout(now, id);
        }
    }

    /// Schedules the timeout of the lot that has waited longest of those that may wait on.
    fn renew_timeout(&mut self, now: SimTime, id: GroupId) {
        let Loading::Batch {
            wait: Some(wait), ..
        } = self.plan.groups[id.index()].plan.loading
        else {
            return;
        };
        let next = |lot: &Waiting| Some(lot.joined + wait).filter(|&at| at > now);
        if let Some(at) = self.groups[id.index()].queue.iter().filter_map(next).min() {
            self.expect_timeout(at, id);
        }
    }

    /// Counts a job's wafers towards the maintenance of its tool.
    fn count_wafers(&mut self, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        let run: &GroupRun = &self.plan.groups[tool.group.index()];
        let first = run.upkeep_of(row);
        let rows = &mut self.upkeep[first..first + run.plan.maintenance.len()];
        for (upkeep, plan) in rows.iter_mut().zip(&run.plan.maintenance) {
            if let Some(interval) = plan.trigger.wafers() {
                if upkeep.wafers_left > tool.job_wafers {
                    upkeep.wafers_left -= tool.job_wafers;
                } else {
                    upkeep.wafers_left = interval;
                    tool.due |= 1 << upkeep.plan;
                }
            }
        }
    }
}

fn queue_place(place: usize) -> u32 {
    u32::try_from(place).expect("a queue has fewer than 2^32 lots")
}

impl Tool {
    /// Suspends the job: what is left of it waits for the repair.
    pub(super) fn suspend(&mut self, now: SimTime) {
        self.left = self.job_end.since(now);
        self.setup_left = self.setup_end.saturating_since(now);
        self.job_end = SimTime::MAX;
    }

    /// The lots of the job, by their links.
    pub(super) fn has_job(&self) -> bool {
        self.job.is_some()
    }

    /// Takes what is left of a suspended job: setup, all.
    pub(super) fn resume(&mut self) -> (Duration, Duration) {
        (
            std::mem::take(&mut self.setup_left),
            std::mem::take(&mut self.left),
        )
    }

    /// The first lot of the job.
    pub(super) const fn first_lot(&self) -> Option<LotRow> {
        self.job
    }
}
