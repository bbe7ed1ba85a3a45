//! How lots move: the next step (rule F8), rework (equation E23), holds, exit.

use super::state::Floor;
use crate::engine::KeyedDraw;
use crate::engine::counts::failures;
use crate::industry::fab::dispatch::QueuedLot;
use crate::industry::fab::lot::{LotPlace, NOWHERE};
use crate::industry::fab::plan::Releases;
use crate::industry::fab::rows::{FabEvent, GroupId, LotRow, StepId, ToolRow};
use crate::industry::fab::tables::Window;
use crate::industry::shared::flow::FinishedLot;
use crate::industry::shared::goods::{Goods, Movement};
use crate::industry::shared::lot_trace::{Fate, LotState};
use crate::units::SimTime;

/// The key of a draw of a lot at a place of its route: visits tell a second pass from the first.
pub(super) fn occasion(visits: u32, place: usize) -> u64 {
    (u64::from(visits) << 32) | place as u64
}

impl Floor<'_> {
    /// A new lot has been on no tool.
    pub(super) fn forget_tools(&mut self, row: LotRow) {
        let cells = self.tables.memory_cells;
        let first = row.index() * cells;
        self.state.memory[first..first + cells].fill(None);
    }

    /// Sends a lot to the first step from `step` on that it executes, or out of the line. A lot
    /// that has done a step before is carried there.
    pub(super) fn go_to(&mut self, now: SimTime, row: LotRow, mut step: StepId) {
        let tables = self.tables;
        let source = self.lots[row.index()].source;
        let end = tables.sources[source.index()].end;
        while step != end {
            if tables.steps[step.index()].sample >= 1.0 || self.is_sampled(row, step) {
                self.carry(now, row, step);
                return;
            }
            self.skip(now, row, step);
            step = StepId::new(step.index() + 1);
        }
        self.exit(now, row);
    }

    /// Draws whether a lot executes a step that not all lots do.
    #[inline(never)] // in the loop, the draw would be begun before it, also where there is none
    fn is_sampled(&self, row: LotRow, step: StepId) -> bool {
        let lot = &self.lots[row.index()];
        let route = &self.tables.sources[lot.source.index()];
        let place = step.index() - route.first_step.index();
        let sampling = self.state.draws.sampling;
        let draw = sampling.draw(lot.serial, occasion(lot.visits, place));
        draw.chance(self.tables.steps[step.index()].sample)
    }

    /// A lot passes a step without executing it: a queue-time window that ends there closes, and
    /// tools that wait for the lot to come decide anew.
    fn skip(&mut self, now: SimTime, row: LotRow, step: StepId) {
        let lot = &mut self.lots[row.index()];
        if self
            .tables
            .window_of(lot)
            .is_some_and(|window| window.to == Some(step))
        {
            lot.close_window();
        }
        self.reconsider_group(now, self.tables.steps[step.index()].group);
    }

    /// Carries a lot from where it was last to the tools of `step`.
    fn carry(&mut self, now: SimTime, row: LotRow, step: StepId) {
        if !self.state.reservations.is_empty() {
            self.keep_reservation_for(now, row, step);
        }
        let tables = self.tables;
        let lot = &mut self.lots[row.index()];
        lot.step = step;
        if lot.location != NOWHERE {
            let to = tables.steps[step.index()].location;
            let way = usize::from(lot.location) * tables.locations + usize::from(to);
            if let Some(time) = &tables.transports[way] {
                lot.place = LotPlace::Carried;
                if let Some(trace) = &mut self.lot_trace {
                    trace.turn(row.index(), LotState::Transport, now);
                }
                let (serial, visit) = (lot.serial, u64::from(lot.visits));
                let time = time.sample(|| self.state.draws.transport.draw(serial, visit), 1.0);
                self.schedule(now + time, FabEvent::Arrived(row));
                return;
            }
        }
        self.join_queue(now, row);
    }

    /// Puts a lot into the queue of the tool group of its step.
    pub(super) fn join_queue(&mut self, now: SimTime, row: LotRow) {
        let tables = self.tables;
        let step = &tables.steps[self.lots[row.index()].step.index()];
        let tool = step.tool_from.and_then(|cell| self.remembered(row, cell));
        let run = &tables.groups[step.group.index()];
        let group = &mut self.groups[step.group.index()];
        group.book(now);
        if let Some(trace) = &mut self.trace {
            trace.join(row.index(), group.waited());
        }
        if let Some(trace) = &mut self.lot_trace {
            trace.turn(row.index(), LotState::Wait, now);
        }
        let lot = &mut self.lots[row.index()];
        lot.place = LotPlace::Waiting;
        lot.location = step.location;
        let (mut remaining, mut work) = (0.0, 0);
        if run.ranking.weighs_work() {
            let record = &tables.step_records[lot.step.index()];
            remaining = record.remaining.of(lot.wafers);
            work = whole_millis(record.work.of(lot.wafers));
        }
        let waiting = QueuedLot {
            joined: now,
            due: lot.due,
            start_by: lot.start_by,
            remaining,
            arrival: group.queue.next_arrival(),
            work,
            lot: row,
            tool,
            batch_key: step.batch_key,
            setup: step.setup,
            always_sets_up: step.always_sets_up,
            wafers: lot.wafers,
            priority: lot.priority,
        };
        group.queue.join(waiting, &run.ranking);
        if run.has_batch_wait
            && let Some(wait) = tables.group_records[step.group.index()].batch_wait()
        {
            self.expect_timeout(now + wait, step.group);
        }
        if self.count_waiting(tool, step.group) {
            self.look_for_work(now, step.group);
        }
    }

    /// Counts a lot that has joined the queue of a group, as one that waits for a certain tool or
    /// for any. Returns whether a tool that may take it can be ready.
    fn count_waiting(&mut self, tool: Option<ToolRow>, group: GroupId) -> bool {
        match tool {
            None => {
                self.groups[group.index()].free_to_choose += 1;
                true
            }
            Some(tool) => {
                let tool = &mut self.tools[tool.index()];
                tool.awaited_by += 1;
                tool.ready
            }
        }
    }

    /// A lot has passed a step: what becomes of it is drawn in the order of loss, rework, hold.
    pub(super) fn finish_step(&mut self, now: SimTime, row: LotRow) {
        let step = self.lots[row.index()].step;
        self.statistics.moves += 1;
        if self.tables.steps[step.index()].is_plain {
            let next = StepId::new(step.index() + 1);
            self.lots[row.index()].step = next;
            self.go_to(now, row, next);
            return;
        }
        let step = &self.tables.step_records[step.index()];
        if !self.survives(now, row) {
            self.lose(now, row);
            return;
        }
        let draws = self.state.draws;
        let lot = &mut self.lots[row.index()];
        let (serial, visit) = (lot.serial, u64::from(lot.visits));
        if let Some(window) = step.window {
            lot.window = Some(lot.step);
            lot.start_by = now + window.time;
        }
        let mut next = StepId::new(lot.step.index() + 1);
        if happens(step.rework, || draws.rework.draw(serial, visit)) {
            next = step.rework_to;
            let ends_later = |window: Window| window.to.is_some();
            if lot.window.is_some_and(|opened| next <= opened)
                && self.tables.window_of(lot).is_some_and(ends_later)
            {
                lot.close_window(); // it opens anew when the lot has done that step again
            }
        }
        lot.step = next;
        if happens(step.hold, || draws.hold.draw(serial, visit)) {
            self.hold(now, row);
        } else {
            self.go_to(now, row, next);
        }
    }

    /// Holds a lot for an engineer; it goes on with its step.
    pub(super) fn hold(&mut self, now: SimTime, row: LotRow) {
        self.drop_reservation(now, row);
        self.lots[row.index()].place = LotPlace::Held;
        if let Some(trace) = &mut self.trace {
            trace.hold(row.index(), now);
        }
        if let Some(trace) = &mut self.lot_trace {
            trace.turn(row.index(), LotState::Held, now);
        }
        self.statistics.held.add(now, 1);
        self.state.book_holds(now);
        self.state.hold_queue.push_back(row);
        self.assign_engineers(now);
    }

    /// Draws how many wafers survive the step (rule F9). Returns whether any does.
    fn survives(&mut self, now: SimTime, row: LotRow) -> bool {
        let lot = &mut self.lots[row.index()];
        let step = &self.tables.step_records[lot.step.index()];
        let draws = self.state.draws;
        let (serial, visit) = (lot.serial, u64::from(lot.visits));
        if happens(step.lot_scrap, || draws.scrap.draw(serial, visit)) {
            return false;
        }
        if step.wafer_survival < 1.0 {
            let uniform = draws.survival.draw(serial, visit).uniform();
            let lost = failures(lot.wafers, step.wafer_survival, uniform);
            if lost > 0 {
                lot.wafers -= lost;
                let product = self.tables.sources[lot.source.index()].product;
                self.state.wafers[usize::from(product.0)] -= u64::from(lost);
                self.statistics.lost(now, lost);
                let scrapped = Movement::Scrapped(Goods::Wafers(product), lost.into());
                self.postings.record(scrapped);
            }
        }
        lot.wafers > 0
    }

    /// Puts free engineers to work on held lots.
    pub(super) fn assign_engineers(&mut self, now: SimTime) {
        let Some(time) = &self.tables.hold_time else {
            return;
        };
        while self.state.engineers.free() > 0 {
            self.state.book_holds(now);
            let Some(row) = self.state.hold_queue.pop_front() else {
                break;
            };
            self.state.engineers.take(now, 1);
            let lot = &mut self.lots[row.index()];
            lot.place = LotPlace::InReview;
            let (serial, visit) = (lot.serial, u64::from(lot.visits));
            if let Some(trace) = &mut self.trace {
                trace.review(serial, row.index(), now);
            }
            let time = time.sample(|| self.state.draws.review.draw(serial, visit), 1.0);
            self.schedule(now + time, FabEvent::HoldDone(row));
        }
    }

    /// An engineer has released a held lot.
    pub(super) fn hold_done(&mut self, now: SimTime, row: LotRow) {
        self.state.engineers.give_back(now, 1);
        self.statistics.held.add(now, -1);
        let next = self.lots[row.index()].step;
        self.go_to(now, row, next);
        self.assign_engineers(now);
    }

    /// A lot leaves the line with the wafers it has.
    pub(super) fn exit(&mut self, now: SimTime, row: LotRow) {
        let lot = self.lots[row.index()];
        let density = self.learning.density();
        let product = self.tables.sources[lot.source.index()].product;
        self.learning.wafers_out(lot.wafers);
        self.state.wafers[usize::from(product.0)] -= u64::from(lot.wafers);
        if let Some(positions) = &mut self.positions {
            positions.wafers_out(product, lot.wafers);
        }
        self.statistics.left(now, lot.wafers, density);
        if !lot.initial {
            let tardiness = now.saturating_since(lot.due);
            let stream = &mut self.statistics.streams[lot.source.index()];
            stream.left(now, lot.released, tardiness);
        }
        let finished = FinishedLot {
            product,
            wafers: lot.wafers,
            serial: lot.serial,
            defects_per_cm2: density,
        };
        let (goods, units) = (Goods::Wafers(finished.product), lot.wafers.into());
        self.postings.record(Movement::Finished(goods, units));
        if let Some(trace) = &mut self.trace {
            trace.leave_fab(lot.serial, now);
        }
        if let Some(trace) = &mut self.lot_trace {
            trace.leave(row.index(), (Fate::Finished, lot.wafers), now);
        }
        self.finished.push(now, finished);
        self.free(now, row);
    }

    /// A lot is lost, with all its wafers.
    pub(super) fn lose(&mut self, now: SimTime, row: LotRow) {
        let lot = &self.lots[row.index()];
        let product = self.tables.sources[lot.source.index()].product;
        self.state.wafers[usize::from(product.0)] -= u64::from(lot.wafers);
        self.statistics.lost(now, lot.wafers);
        self.statistics.lot_lost(now);
        if let Some(trace) = &mut self.lot_trace {
            trace.leave(row.index(), (Fate::Lost, lot.wafers), now);
        }
        let scrapped = Movement::Scrapped(Goods::Wafers(product), lot.wafers.into());
        self.postings.record(scrapped);
        if !lot.initial {
            let stream = &mut self.statistics.streams[lot.source.index()];
            stream.lost(now, lot.released);
        }
        self.free(now, row);
    }

    /// Gives a row back; a stream with a constant number of lots releases the next one.
    fn free(&mut self, now: SimTime, row: LotRow) {
        self.drop_reservation(now, row);
        let lot = &mut self.lots[row.index()];
        let source = lot.source;
        lot.place = LotPlace::Free;
        lot.next = self.state.free.replace(row);
        self.reconsider(now);
        let plan = &self.tables.sources[source.index()].plan;
        if let Releases::ConstantWip(_) = plan.releases {
            let surplus = &mut self.sources[source.index()].surplus;
            if *surplus > 0 {
                *surplus -= 1;
            } else {
                let start = SimTime::ZERO + plan.start;
                self.schedule(now.max(start), FabEvent::Released(source));
            }
        }
    }
}

/// Whether something of probability `p` happens; nothing is drawn if it cannot.
#[inline]
fn happens(p: f64, draw: impl FnOnce() -> KeyedDraw) -> bool {
    p > 0.0 && draw().chance(p)
}

/// A time for ranking, in whole milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a saturating cast of a time that is not negative"
)]
fn whole_millis(millis: f64) -> u32 {
    millis as u32
}
