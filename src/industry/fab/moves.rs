//! How lots move: release, the next step (rule F8), rework (equation E23), holds, exit.

use super::dispatch::Waiting;
use super::floor::Floor;
use super::lot::{Lot, NOWHERE, Place};
use super::plan::Releases;
use super::rows::{FabEvent, LotRow, SourceId, StepId, ToolRow};
use crate::engine::KeyedDraw;
use crate::engine::counts::failures;
use crate::industry::shared::flow::FinishedLot;
use crate::industry::shared::ledger::Account;
use crate::units::SimTime;

/// The key of a draw of a lot at a place of its route: visits tell a second pass from the first.
fn occasion(visits: u32, place: usize) -> u64 {
    (u64::from(visits) << 32) | place as u64
}

impl Floor<'_> {
    /// Releases the next lot of a stream, unless releases are held.
    pub(super) fn release(&mut self, now: SimTime, id: SourceId) {
        if self.yard.held.is_some() {
            self.postpone(now, id);
            return;
        }
        let plan = self.plan;
        let run = &plan.sources[id.index()];
        let source = &mut self.sources[id.index()];
        if source.released == run.most {
            return;
        }
        let number = source.released;
        let serial = source.first_serial + number;
        source.released += 1;
        let next = source.next_release(now, run.listed());
        if source.released == run.most {
            self.yard.open_sources -= 1;
            self.reconsider(now);
        } else if let Some(next) = next {
            self.schedule(next, FabEvent::Released(id));
        }
        let listed = usize::try_from(number)
            .ok()
            .and_then(|n| run.listed().get(n));
        let due = listed.and_then(|lot| lot.due);
        let row = self.yard.free.expect("a row is kept free for the next lot");
        let wafers = run.plan.wafers;
        let lot = &mut self.lots[row.index()];
        self.yard.free = lot.next;
        *lot = Lot {
            serial,
            released: now,
            due: due.unwrap_or(now + run.allowance),
            step: run.first_step,
            source: id,
            wafers,
            priority: run.plan.priority,
            place: Place::AtFoundry,
            ..Lot::free()
        };
        self.forget_tools(row);
        self.yard.totals.started += u64::from(wafers);
        self.books.started(now, wafers);
        if plan.wafer_cost.as_fen() != 0 {
            let cost = plan.wafer_cost * i64::from(wafers);
            self.postings.pay(now, Account::Wafers, cost);
        }
        if let Some(lead) = &plan.lead {
            let lead = lead.sample(|| self.yard.luck.lead.draw(serial, 0), 1.0);
            self.schedule(now + lead, FabEvent::Delivered(row));
        } else {
            self.go_to(now, row, run.first_step);
        }
    }

    /// Puts the lots of the plan that are in the line at the start to their steps.
    pub(super) fn place_initial_lots(&mut self) {
        let plan = self.plan;
        for initial in &plan.initial_lots {
            let row = self.yard.free.expect("rows were made for them");
            let source = &plan.sources[initial.source];
            let lot = &mut self.lots[row.index()];
            self.yard.free = lot.next;
            *lot = Lot {
                serial: initial.serial,
                due: initial.due,
                step: initial.step,
                source: SourceId::new(initial.source),
                wafers: initial.wafers,
                priority: source.plan.priority,
                place: Place::Carried,
                initial: true,
                ..Lot::free()
            };
            self.forget_tools(row);
            self.yard.totals.started += u64::from(initial.wafers);
            self.books.present(SimTime::ZERO, initial.wafers);
            self.schedule(SimTime::ZERO, FabEvent::Arrived(row));
        }
    }

    /// A new lot has been on no tool.
    fn forget_tools(&mut self, row: LotRow) {
        let cells = self.plan.memory_cells;
        let first = row.index() * cells;
        self.yard.memory[first..first + cells].fill(None);
    }

    /// The foundry has delivered a lot.
    pub(super) fn delivered(&mut self, now: SimTime, row: LotRow) {
        self.exit(now, row);
    }

    /// Sends a lot to the first step from `step` on that it executes, or out of the line. A lot that
    /// has done a step before is carried there.
    pub(super) fn go_to(&mut self, now: SimTime, row: LotRow, mut step: StepId) {
        let lot = &self.lots[row.index()];
        let route = &self.plan.sources[lot.source.index()];
        let sampling = self.yard.luck.sampling;
        while step != route.end {
            let sample = self.plan.steps[step.index()].sample;
            let place = step.index() - route.first_step.index();
            let draw = || sampling.draw(lot.serial, occasion(lot.visits, place));
            if sample >= 1.0 || draw().chance(sample) {
                self.carry(now, row, step);
                return;
            }
            step = StepId::new(step.index() + 1);
        }
        self.exit(now, row);
    }

    /// Carries a lot from where it was last to the tools of `step`.
    fn carry(&mut self, now: SimTime, row: LotRow, step: StepId) {
        let plan = self.plan;
        let lot = &mut self.lots[row.index()];
        lot.step = step;
        if lot.location != NOWHERE {
            let to = plan.steps[step.index()].location;
            let way = usize::from(lot.location) * plan.locations + usize::from(to);
            if let Some(time) = &plan.transports[way] {
                lot.place = Place::Carried;
                let (serial, visit) = (lot.serial, u64::from(lot.visits));
                let time = time.sample(|| self.yard.luck.transport.draw(serial, visit), 1.0);
                self.schedule(now + time, FabEvent::Arrived(row));
                return;
            }
        }
        self.join_queue(now, row);
    }

    /// Puts a lot into the queue of the tool group of its step.
    pub(super) fn join_queue(&mut self, now: SimTime, row: LotRow) {
        let plan = self.plan;
        let step = &plan.steps[self.lots[row.index()].step.index()];
        let tool = step.tool_from.and_then(|cell| *self.memory(row, cell));
        let run = &plan.groups[step.group.index()];
        let group = &mut self.groups[step.group.index()];
        group.book(now);
        let lot = &mut self.lots[row.index()];
        lot.place = Place::Waiting;
        lot.location = step.location;
        let (mut remaining, mut work) = (0.0, 0);
        if run.ranking.weighs_work() {
            let record = &plan.step_records[lot.step.index()];
            remaining = record.remaining.of(lot.wafers);
            work = whole_millis(record.work.of(lot.wafers));
        }
        let waiting = Waiting {
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
            wafers: lot.wafers,
            priority: lot.priority,
        };
        group.queue.join(waiting, &run.ranking);
        if run.has_batch_wait
            && let Some(wait) = plan.group_records[step.group.index()].batch_wait()
        {
            self.expect_timeout(now + wait, step.group);
        }
        if self.can_choose(tool, step.group) {
            self.look_for_work(now, step.group);
        }
    }

    /// Counts a lot that has joined the queue of a group, as one that waits for a tool of its own or
    /// for any; whether one that it may take is ready.
    fn can_choose(&mut self, tool: Option<ToolRow>, group: super::rows::GroupId) -> bool {
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
        self.books.moves += 1;
        if self.plan.steps[step.index()].is_plain {
            let next = StepId::new(step.index() + 1);
            self.lots[row.index()].step = next;
            self.go_to(now, row, next);
            return;
        }
        let step = &self.plan.step_records[step.index()];
        if !self.survives(now, row) {
            self.lose(now, row);
            return;
        }
        let luck = self.yard.luck;
        let lot = &mut self.lots[row.index()];
        let (serial, visit) = (lot.serial, u64::from(lot.visits));
        if let Some(window) = step.window {
            lot.window = Some(lot.step);
            lot.start_by = now + window.time;
        }
        let mut next = StepId::new(lot.step.index() + 1);
        if happens(step.rework, || luck.rework.draw(serial, visit)) {
            next = step.rework_to;
        }
        lot.step = next;
        if happens(step.hold, || luck.hold.draw(serial, visit)) {
            self.hold(now, row);
        } else {
            self.go_to(now, row, next);
        }
    }

    /// Holds a lot for an engineer; it goes on with its step.
    pub(super) fn hold(&mut self, now: SimTime, row: LotRow) {
        self.lots[row.index()].place = Place::Held;
        self.books.held.add(now, 1);
        self.yard.book_holds(now);
        self.yard.hold_queue.push_back(row);
        self.assign_engineers(now);
    }

    /// Draws which wafers survive the step; whether any does.
    fn survives(&mut self, now: SimTime, row: LotRow) -> bool {
        let lot = &mut self.lots[row.index()];
        let step = &self.plan.step_records[lot.step.index()];
        let luck = self.yard.luck;
        let (serial, visit) = (lot.serial, u64::from(lot.visits));
        if happens(step.lot_scrap, || luck.scrap.draw(serial, visit)) {
            return false;
        }
        if step.wafer_survival < 1.0 {
            let uniform = luck.survival.draw(serial, visit).uniform();
            let lost = failures(lot.wafers, step.wafer_survival, uniform);
            if lost > 0 {
                lot.wafers -= lost;
                self.books.lost(now, lost);
                self.yard.totals.lost += u64::from(lost);
            }
        }
        lot.wafers > 0
    }

    /// Puts free engineers to work on held lots.
    pub(super) fn assign_engineers(&mut self, now: SimTime) {
        let Some(time) = &self.plan.hold_time else {
            return;
        };
        while self.yard.engineers.free() > 0 {
            self.yard.book_holds(now);
            let Some(row) = self.yard.hold_queue.pop_front() else {
                break;
            };
            self.yard.engineers.busy += 1;
            let lot = &mut self.lots[row.index()];
            lot.place = Place::InReview;
            let (serial, visit) = (lot.serial, u64::from(lot.visits));
            let time = time.sample(|| self.yard.luck.review.draw(serial, visit), 1.0);
            self.schedule(now + time, FabEvent::HoldDone(row));
        }
    }

    /// An engineer has released a held lot.
    pub(super) fn hold_done(&mut self, now: SimTime, row: LotRow) {
        self.yard.engineers.busy -= 1;
        self.books.held.add(now, -1);
        let next = self.lots[row.index()].step;
        self.go_to(now, row, next);
        self.assign_engineers(now);
    }

    /// A lot leaves the line with the wafers it has.
    fn exit(&mut self, now: SimTime, row: LotRow) {
        let lot = self.lots[row.index()];
        let density = self.learning.density();
        self.learning.wafers_out(lot.wafers);
        self.yard.totals.out += u64::from(lot.wafers);
        self.books.left(now, lot.wafers, density);
        let counts = lot.released >= self.books.since;
        if !lot.initial {
            self.books.streams[lot.source.index()].left(
                now.since(lot.released),
                now.saturating_since(lot.due),
                counts,
            );
        }
        let finished = FinishedLot {
            product: self.plan.sources[lot.source.index()].product,
            wafers: lot.wafers,
            serial: lot.serial,
            defects_per_cm2: density,
        };
        self.finished.push(now, finished);
        self.free(now, row);
    }

    /// A lot is lost, with all its wafers.
    pub(super) fn lose(&mut self, now: SimTime, row: LotRow) {
        let wafers = self.lots[row.index()].wafers;
        self.yard.totals.lost += u64::from(wafers);
        self.books.lost(now, wafers);
        self.books.left(now, 0, 0.0);
        self.free(now, row);
    }

    /// Gives a row back; a stream with a constant number of lots releases the next one.
    fn free(&mut self, now: SimTime, row: LotRow) {
        let lot = &mut self.lots[row.index()];
        let source = lot.source;
        lot.place = Place::Free;
        lot.next = self.yard.free.replace(row);
        self.reconsider(now);
        if let Releases::ConstantWip(_) = self.plan.sources[source.index()].plan.releases {
            self.schedule(now, FabEvent::Released(source));
        }
    }
}

/// Whether something of probability `p` happens; what cannot or must happen is not drawn.
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
