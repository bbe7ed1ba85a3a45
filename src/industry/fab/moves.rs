//! How lots move: release, the next step, holds, exit.

use super::dispatch::{Moment, Waiting};
use super::floor::Floor;
use super::lot::{Lot, Place};
use super::plan::{Loading, Releases, SetupId};
use super::rows::{FabEvent, LotRow, SourceId, StepId};
use super::times::wafers_lost;
use crate::engine::KeyedDraw;
use crate::industry::shared::flow::FinishedLot;
use crate::industry::shared::ledger::Account;
use crate::units::{Duration, SimTime};

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
        let serial = source.first_serial + source.released;
        source.released += 1;
        if let Some(interval) = source.interval() {
            self.schedule(now + interval, FabEvent::Released(id));
        }
        let row = self.yard.free.expect("a row is kept free for the next lot");
        let wafers = run.plan.wafers;
        let lot = &mut self.lots[row.index()];
        self.yard.free = lot.next;
        *lot = Lot {
            serial,
            released: now,
            due: now + run.allowance,
            start_by: SimTime::MAX,
            step: run.first_step,
            visits: 0,
            next: None,
            source: id,
            wafers,
            started_wafers: wafers,
            priority: run.plan.priority,
            place: Place::AtFoundry,
        };
        self.yard.totals.started += u64::from(wafers);
        self.books.started(now, wafers);
        if plan.wafer_cost.as_fen() != 0 {
            let cost = plan.wafer_cost * i64::from(wafers);
            self.postings.pay(now, Account::Wafers, cost);
        }
        if let Some(lead) = &plan.lead {
            let lead = lead.draw(|| self.yard.luck.lead.draw(serial, 0), 1.0);
            self.schedule(now + lead, FabEvent::Delivered(row));
        } else {
            self.go_to(now, row, run.first_step);
        }
    }

    /// The foundry has delivered a lot.
    pub(super) fn delivered(&mut self, now: SimTime, row: LotRow) {
        self.exit(now, row);
    }

    /// Sends a lot to the first step from `step` on that it executes, or out of the line. A lot that
    /// has done a step before is carried there.
    fn go_to(&mut self, now: SimTime, row: LotRow, mut step: StepId) {
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

    /// Carries a lot to the tools of `step`.
    fn carry(&mut self, now: SimTime, row: LotRow, step: StepId) {
        let lot = &mut self.lots[row.index()];
        lot.step = step;
        match &self.plan.transport {
            Some(time) if lot.visits > 0 => {
                lot.place = Place::Carried;
                let (serial, visit) = (lot.serial, u64::from(lot.visits));
                let time = time.draw(|| self.yard.luck.transport.draw(serial, visit), 1.0);
                self.schedule(now + time, FabEvent::Arrived(row));
            }
            _ => self.join_queue(now, row),
        }
    }

    /// Puts a lot into the queue of the tool group of its step.
    pub(super) fn join_queue(&mut self, now: SimTime, row: LotRow) {
        let plan = self.plan;
        let lot = &mut self.lots[row.index()];
        let step = lot.step;
        let run = &plan.steps[step.index()];
        lot.place = Place::Waiting;
        let group = &mut self.groups[run.group.index()];
        group.book(now);
        let waiting = Waiting {
            joined: now,
            due: lot.due,
            remaining: run.remaining.of(lot.wafers),
            arrival: group.queue.next_arrival(),
            work: whole_millis(run.work.of(lot.wafers)),
            lot: row,
            step,
            setup: run.setup,
            wafers: lot.wafers,
            priority: lot.priority,
        };
        let group_plan = &plan.groups[run.group.index()].plan;
        let moment = Moment {
            now,
            setup: SetupId::NONE,
            setups: &plan.setups,
        };
        group.queue.join(waiting, &group_plan.ranking, &moment);
        if let Loading::Batch {
            wait: Some(wait), ..
        } = group_plan.loading
        {
            self.expect_timeout(now + wait, run.group);
        }
        self.look_for_work(now, run.group);
    }

    /// A lot has passed a step: what becomes of it is drawn in the order of loss, rework, hold.
    pub(super) fn finish_step(&mut self, now: SimTime, row: LotRow) {
        let step = &self.plan.steps[self.lots[row.index()].step.index()];
        self.books.moves += 1;
        if !self.survives(now, row) {
            self.lose(now, row);
            return;
        }
        let luck = self.yard.luck;
        let lot = &mut self.lots[row.index()];
        let (serial, visit) = (lot.serial, u64::from(lot.visits));
        lot.start_by = if step.queue_limit == Duration::MAX {
            SimTime::MAX
        } else {
            now + step.queue_limit
        };
        let mut next = StepId::new(lot.step.index() + 1);
        if happens(step.rework, || luck.rework.draw(serial, visit)) {
            next = step.rework_to;
        }
        lot.step = next;
        if happens(step.hold, || luck.hold.draw(serial, visit)) {
            lot.place = Place::Held;
            self.books.held.add(now, 1);
            self.yard.book_holds(now);
            self.yard.hold_queue.push_back(row);
            self.assign_engineers(now);
        } else {
            self.go_to(now, row, next);
        }
    }

    /// Draws which wafers survive the step; whether any does.
    fn survives(&mut self, now: SimTime, row: LotRow) -> bool {
        let lot = &mut self.lots[row.index()];
        let step = &self.plan.steps[lot.step.index()];
        let luck = self.yard.luck;
        let (serial, visit) = (lot.serial, u64::from(lot.visits));
        if happens(step.lot_scrap, || luck.scrap.draw(serial, visit)) {
            return false;
        }
        if step.wafer_survival < 1.0 {
            let uniform = luck.survival.draw(serial, visit).uniform();
            let lost = wafers_lost(lot.wafers, step.wafer_survival, uniform);
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
            let time = time.draw(|| self.yard.luck.review.draw(serial, visit), 1.0);
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
        self.books.streams[lot.source.index()].left(
            now.since(lot.released),
            now <= lot.due,
            counts,
        );
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
    fn lose(&mut self, now: SimTime, row: LotRow) {
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
