//! What a job waits for besides a tool: an operator, or a batch to be full enough.

use super::dispatch::Waiting;
use super::floor::Floor;
use super::rows::{FabEvent, GroupId};
use crate::units::SimTime;

impl Floor<'_> {
    /// Seizes an operator for the chosen job, if it needs one; false, and the group waits, if
    /// nobody is free.
    pub(super) fn take_operator(&mut self, now: SimTime, id: GroupId) -> bool {
        if self.yard.operators.on_shift.is_none() {
            return true;
        }
        let group = &mut self.groups[id.index()];
        let first = group.queue.at(self.yard.chosen[0] as usize);
        let step = self.lots[first.lot.index()].step;
        let time = self.plan.step_records[step.index()].operator_time;
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
    pub(super) fn renew_timeout(&mut self, now: SimTime, id: GroupId) {
        if !self.plan.groups[id.index()].has_batch_wait {
            return;
        }
        let Some(wait) = self.plan.group_records[id.index()].batch_wait() else {
            return;
        };
        let next = |lot: &Waiting| Some(lot.joined + wait).filter(|&at| at > now);
        if let Some(at) = self.groups[id.index()].queue.iter().filter_map(next).min() {
            self.expect_timeout(at, id);
        }
    }
}
