//! Waiting for an operator, and waiting for more lots of a batch.

use super::state::Floor;
use crate::industry::fab::dispatch::QueuedLot;
use crate::industry::fab::rows::{FabEvent, GroupId};
use crate::units::SimTime;

impl Floor<'_> {
    /// Seizes an operator for the chosen job, if it needs one. If no operator is free, the group
    /// waits for one, and the result is false.
    pub(super) fn take_operator(&mut self, now: SimTime, id: GroupId) -> bool {
        if self.state.operators.on_shift().is_none() {
            return true;
        }
        let group = &mut self.groups[id.index()];
        let first = group.queue.at(self.state.chosen[0] as usize);
        let step = self.lots[first.lot.index()].step;
        let time = self.tables.step_records[step.index()].operator_time;
        if time.is_zero() {
            return true;
        }
        if self.state.operators.free() == 0 {
            if !group.awaits_operator {
                group.awaits_operator = true;
                self.state.operator_queue.push_back(id);
            }
            return false;
        }
        self.state.operators.take(now, 1);
        self.schedule(now + time, FabEvent::OperatorFree);
        true
    }

    /// An operator has finished at a job, and serves the next group that waits.
    pub(super) fn operator_free(&mut self, now: SimTime) {
        self.state.operators.give_back(now, 1);
        self.wake_operator_waiters(now);
    }

    /// Lets as many groups decide again as operators are free, longest waiting first. A group that
    /// has started its lots since takes no place of those behind it, and one that then needs no
    /// operator calls this again after its decision.
    pub(super) fn wake_operator_waiters(&mut self, now: SimTime) {
        let mut free = self.state.operators.free();
        while free > 0 {
            let Some(id) = self.state.operator_queue.pop_front() else {
                break;
            };
            let group = &mut self.groups[id.index()];
            group.book(now);
            group.awaits_operator = false;
            self.look_for_work(now, id);
            free -= u32::from(self.groups[id.index()].deciding);
        }
    }

    /// Schedules a decision of the group at `at`, when one of its lots has waited long enough for a
    /// batch, unless one is scheduled already.
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

    /// Schedules the next timeout, that of the lot that has waited longest of those that may still
    /// wait.
    pub(super) fn renew_timeout(&mut self, now: SimTime, id: GroupId) {
        let Some(wait) = self.tables.group_records[id.index()].batch_wait() else {
            return;
        };
        let next = |lot: &QueuedLot| Some(lot.joined + wait).filter(|&at| at > now);
        if let Some(at) = self.groups[id.index()].queue.iter().filter_map(next).min() {
            self.expect_timeout(at, id);
        }
    }
}
