//! Jobs: how tools start and end them.

use super::state::Floor;
use crate::engine::Due;
use crate::industry::fab::lot::LotPlace;
use crate::industry::fab::rows::{FabEvent, GroupId, LotRow, ToolRow};
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::Per;
use crate::industry::fab::tables::{StepRun, Takes};
use crate::industry::fab::tool::{Condition, Job, Tool};
use crate::units::{Duration, SimTime};

impl Floor<'_> {
    /// Starts the chosen lots on the ready tool at a place of the group's list.
    pub(super) fn start(&mut self, now: SimTime, id: GroupId, ready_place: usize) {
        let tables = self.tables;
        let run = &tables.groups[id.index()];
        let row = self.take_tool(id, ready_place);
        let (first, wafers) = self.load_chosen(now, id);
        let lot = &self.lots[first.index()];
        let lot_step = lot.step;
        let step = &tables.steps[lot_step.index()];
        let key = (lot.serial, u64::from(lot.visits));
        let draws = self.state.draws.process;
        let draw = || draws.draw(key.0, key.1);
        self.book_tool(now, row);
        let setup_end = now + self.set_up(now, row, first);
        let load_end = setup_end + run.load;
        let tool = &mut self.tools[row.index()];
        let process_end = match run.takes {
            Takes::Lots | Takes::Batches => load_end + step.time.sample(draw, units(step, wafers)),
            Takes::Cascading => {
                // The next job is loaded just as the first slot falls free, and waits outside until
                // then. A setup puts off its own job, and neither the slots nor the next one.
                let load_end = now + run.load;
                let (slot_free, process_end) = cascade(tool, load_end, step, wafers, |times| {
                    step.time.sample(draw, times)
                });
                tool.second_from = now + slot_free.since(load_end);
                tool.open = false;
                process_end + setup_end.since(now)
            }
        };
        let end = process_end + run.unload;
        let older = tool.job_count();
        if run.wears_by_use {
            tool.wear(now);
        }
        tool.add_job(Job {
            setup_end,
            load_end,
            process_end,
            end,
            first,
            wafers,
        });
        self.groups[id.index()].jobs += 1;
        if run.slots() > 1 {
            let opens = tool.second_from;
            self.schedule(opens, FabEvent::SlotOpens(row));
        }
        if let Some(cell) = step.tool_to {
            *self.memory(first, cell) = Some(row);
        }
        if run.wears_by_use && (older > 0 || self.tools[row.index()].fails == Due::NEVER) {
            self.expect_failure(row);
        }
        if run.takes == Takes::Batches {
            let (_, most) = tables.step_records[lot_step.index()].batch_limits;
            let time = process_end.since(load_end);
            self.statistics.batches[id.index()].start(time, wafers, most);
        }
        self.close_windows(load_end, first);
        if tables.has_reservations {
            self.reserve_for_next(now, first);
        }
        self.trace_start(now, row);
        self.schedule(end, FabEvent::JobDone(row));
    }

    /// Begins the setup that a job needs on a tool. Returns how long it takes. A tool of two slots
    /// has its new setup when that ends: what it takes beside the job until then meets the one
    /// before, and no minimum run binds or counts it (rule F4). On a tool of one slot nobody can
    /// tell.
    fn set_up(&mut self, now: SimTime, row: ToolRow, first: LotRow) -> Duration {
        let tables = self.tables;
        let lot = &self.lots[first.index()];
        let step = &tables.steps[lot.step.index()];
        let key = (lot.serial, u64::from(lot.visits));
        let tool = &mut self.tools[row.index()];
        let group = tool.group.index();
        let is_cascading = tables.groups[group].takes == Takes::Cascading;
        let (from, to, always) = (tool.setup, step.setup, step.always_sets_up);
        let is_kept = to == SetupId::NONE || to == from;
        if is_kept {
            if !is_cascading {
                tool.run_left = tool.run_left.saturating_sub(1); // on two slots, as it ends
            }
            if !always {
                return Duration::ZERO;
            }
        }
        self.groups[group].setups += 1;
        let set_up = || self.state.draws.setup.draw(key.0, key.1);
        let time = tables.setups.draw((from, to), always, set_up);
        if is_cascading && !time.is_zero() {
            if !is_kept {
                tool.run_left = 0;
            }
            self.schedule(now + time, FabEvent::SetupDone(row));
        } else {
            tool.change_setup(to, &tables.setups);
        }
        time
    }

    /// The setup for a job of a tool of two slots ends. Lots of another setup than before may fit
    /// the tool now.
    pub(super) fn setup_done(&mut self, now: SimTime, row: ToolRow) {
        let tables = self.tables;
        let tool = &mut self.tools[row.index()];
        for job in tool.ended_setups(now) {
            let step = self.lots[job.first.index()].step;
            let to = tables.steps[step.index()].setup;
            tool.change_setup(to, &tables.setups);
        }
        if tool.ready {
            let id = tool.group;
            self.look_for_work(now, id);
        }
    }

    /// Takes a ready tool from its place in the group's list.
    fn take_tool(&mut self, id: GroupId, ready_place: usize) -> ToolRow {
        let ready = &mut self.groups[id.index()].ready;
        let row = if ready_place == 0 {
            ready.pop_front()
        } else {
            ready.remove(ready_place)
        };
        if ready.is_empty() {
            ready.clear(); // the next one goes to the front, which is in the cache
        }
        let row = row.expect("the chosen tool is ready");
        self.tools[row.index()].ready = false;
        row
    }

    /// Takes the chosen lots out of the queue and loads them: links them, the last one first, and
    /// counts how long they waited. Returns the first of them, and the wafers of all.
    fn load_chosen(&mut self, now: SimTime, id: GroupId) -> (LotRow, u32) {
        let group = &mut self.groups[id.index()];
        let chosen = &mut self.state.chosen;
        if chosen.len() > 1 {
            chosen.sort_unstable_by(|a, b| b.cmp(a));
        }
        let (mut first, mut wafers) = (None, 0);
        for &place in chosen.iter() {
            let waiting = group.take(place as usize, self.tools);
            group.waits.add_span(now.since(waiting.joined));
            let row = waiting.lot;
            let lot = &mut self.lots[row.index()];
            if let Some(trace) = &mut self.trace {
                let place = self.state.first_place.behind(id.index());
                let lot = (lot.serial, row.index());
                trace.end_wait(lot, (waiting.joined, now), group.waited(), place);
            }
            lot.place = LotPlace::InProcess;
            lot.next = first;
            lot.visits += 1;
            first = Some(row);
            wafers += u32::from(lot.wafers);
        }
        let lots = chosen.len() as u64;
        group.on_tools.add(now, lots.cast_signed());
        (first.expect("a job has lots"), wafers)
    }

    /// The lots of a job reserve tools for their next steps.
    fn reserve_for_next(&mut self, now: SimTime, first: LotRow) {
        let mut next = Some(first);
        while let Some(row) = next {
            next = self.lots[row.index()].next;
            self.reserve_next(now, row);
        }
    }

    /// Closes the queue-time windows that the lots of a job meet, as its processing starts.
    fn close_windows(&mut self, process_start: SimTime, first: LotRow) {
        let mut next = Some(first);
        while let Some(row) = next {
            let lot = &mut self.lots[row.index()];
            next = lot.next;
            if self.tables.window_met(lot).is_some() {
                self.statistics.late_starts += u64::from(process_start > lot.start_by);
                lot.close_window();
            }
        }
    }

    /// A tool has finished its job.
    pub(super) fn job_done(&mut self, now: SimTime, row: ToolRow) {
        if self.tools[row.index()].has_job() {
            // Booked before the job goes: it was done until now.
            self.book_tool(now, row);
            self.wear_tool(now, row);
        }
        let tool = &mut self.tools[row.index()];
        let Some(job) = tool.take_ended(now) else {
            return; // a stale event: the job was interrupted
        };
        let id = tool.group;
        self.groups[id.index()].jobs -= 1;
        let run = &self.tables.groups[id.index()];
        if run.has_minimum_runs && run.takes == Takes::Cascading {
            let step = self.lots[job.first.index()].step;
            if self.tables.steps[step.index()].setup == tool.setup {
                tool.run_left = tool.run_left.saturating_sub(1);
            }
        }
        if run.counts_wafers {
            self.count_wafers(row, job.wafers);
        }
        let (mut next, mut lots) = (Some(job.first), 0_u32);
        while let Some(lot) = next {
            lots += 1;
            next = self.lots[lot.index()].next.take();
            if let Some(trace) = &mut self.lot_trace {
                trace.end(lot.index(), now);
            }
            self.finish_step(now, lot);
        }
        self.statistics.lots_of_tools[row.index()] += lots;
        let group = &mut self.groups[id.index()];
        group.finished += u64::from(lots);
        group.on_tools.add(now, -i64::from(lots));
        self.back_to_work(now, row);
    }

    /// The second slot of a tool opens.
    pub(super) fn slot_opens(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        if Due::at(tool.second_from).is_now(now) && tool.condition == Condition::Up {
            tool.open = true;
            self.back_to_work(now, row);
        }
    }

    /// A tool that is up can take another job, unless maintenance is due or it has no slot.
    pub(super) fn back_to_work(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        if tool.due != 0 {
            self.heed_maintenance(now, row);
            return;
        }
        let id = tool.group;
        let slots = self.tables.groups[id.index()].slots();
        if tool.ready || !tool.can_take(slots) {
            self.look_again(now, row);
            return;
        }
        tool.ready = true;
        let group = &mut self.groups[id.index()];
        group.book(now);
        group.ready.push_back(row);
        self.look_for_work(now, id);
    }

    /// A tool that was ready all the time, or is not yet, asks for no decision by itself. One that
    /// waited beside a job for the end of its minimum run decides anew once that is over, and tools
    /// that keep their setups and leave lots to those at work do once none is.
    #[inline(never)]
    fn look_again(&mut self, now: SimTime, row: ToolRow) {
        let tool = &self.tools[row.index()];
        let (id, is_run_over) = (tool.group, tool.ready && tool.run_left == 0);
        let has_runs = self.tables.groups[id.index()].has_minimum_runs;
        if has_runs && (is_run_over || self.groups[id.index()].jobs == 0) {
            self.look_for_work(now, id);
        }
    }

    /// Counts a job's wafers towards the maintenance of its tool. Those beyond the count at which
    /// it is due count towards the next.
    fn count_wafers(&mut self, row: ToolRow, wafers: u32) {
        let tool = &mut self.tools[row.index()];
        let rows = self.tables.groups[tool.group.index()].upkeep_of(row);
        for upkeep in &mut self.upkeep[rows] {
            if let Some(every) = upkeep.every {
                if upkeep.wafers_left > wafers {
                    upkeep.wafers_left -= wafers;
                } else {
                    upkeep.wafers_left = every.get() - (wafers - upkeep.wafers_left) % every;
                    tool.due |= 1 << upkeep.plan;
                }
            }
        }
    }
}

/// How many times the time of a step a job of so many wafers takes.
fn units(step: &StepRun, wafers: u32) -> f64 {
    match step.per {
        Per::Wafer => f64::from(wafers),
        Per::Lot | Per::Batch => 1.0,
    }
}

/// When a job loaded at `load_end` leaves the first slot of a cascading tool, and when the tool
/// (rule F6). A tool takes a job as the first slot falls free, so the first unit enters at once.
/// With s the instant at which the second slot falls free, e that at which the job before leaves, p
/// the time of a unit (a wafer, or the lot) and c the interval at which units follow each other:
/// the first unit leaves the first slot at `max(load_end + c, s, e - (p - c))`, as no unit
/// overtakes another, and the tool p - c later. The others follow at c: the way from the first slot
/// on is a row of slots, in each of which a unit stays for c at most. So a job alone on the tool
/// takes `p + (n - 1) c`, without a loop.
fn cascade(
    tool: &mut Tool,
    load_end: SimTime,
    step: &StepRun,
    wafers: u32,
    draw: impl FnOnce(f64) -> Duration,
) -> (SimTime, SimTime) {
    let (count, unit, interval) = if step.cascade == Duration::MAX {
        let all = draw(units(step, wafers));
        (1, all, all)
    } else {
        let count = match step.per {
            Per::Wafer => u64::from(wafers),
            Per::Lot | Per::Batch => 1,
        };
        let unit = draw(1.0);
        (count, unit, step.cascade.min(unit))
    };
    let rest = unit - interval;
    let behind = load_end + tool.last_leaves.saturating_since(load_end + rest);
    let first = (load_end + interval).max(tool.second_slot_free).max(behind);
    let last = first + interval * count.saturating_sub(1);
    tool.second_slot_free = last + rest.min(interval);
    tool.last_leaves = last + rest;
    (last, tool.last_leaves)
}
