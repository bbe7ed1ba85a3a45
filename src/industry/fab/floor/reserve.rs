//! Reservations (rule F11): a lot of a stream that reserves has a tool of its next step wait.
//!
//! A reservation is made when a tool takes the lot for a step, for the group of the next step that
//! it will execute. It lasts until the lot is taken there, or turns out to go elsewhere. While no
//! tool of the group is free it waits for one; a tool that fails or is maintained hands it on.

use super::moves::occasion;
use super::state::{Floor, Reservation};
use crate::industry::fab::rows::{GroupId, LotRow, StepId, ToolRow};
use crate::units::SimTime;

impl Floor<'_> {
    /// A tool has taken a lot: what was reserved for it is free, and it reserves a tool of its next
    /// step, if its stream does.
    pub(super) fn reserve_next(&mut self, now: SimTime, row: LotRow) {
        self.drop_reservation(now, row);
        let tables = self.tables;
        let lot = &self.lots[row.index()];
        let source = &tables.sources[lot.source.index()];
        if !source.plan.reserves {
            return;
        }
        let (serial, visits) = (lot.serial, lot.visits);
        let first = source.first_step.index();
        let mut steps = lot.step.index() + 1..source.end.index();
        let executes = |step: &usize| {
            let sample = tables.steps[*step].sample;
            let draw = || {
                self.state
                    .draws
                    .sampling
                    .draw(serial, occasion(visits, step - first))
            };
            sample >= 1.0 || draw().chance(sample)
        };
        let Some(next) = steps.find(executes).map(StepId::new) else {
            return;
        };
        let step = &tables.steps[next.index()];
        if !tables.groups[step.group.index()].is_reservable {
            return;
        }
        self.state.reservations.push(Reservation {
            lot: row,
            group: step.group,
            only: step.tool_from.and_then(|cell| self.remembered(row, cell)),
            tool: None,
        });
        self.assign_reserved(step.group);
    }

    /// Gives the reservations of a group that no free tool waits for such a tool, if there is one.
    pub(super) fn assign_reserved(&mut self, id: GroupId) {
        for place in 0..self.state.reservations.len() {
            let Reservation {
                group, only, tool, ..
            } = self.state.reservations[place];
            let waits = tool.is_some_and(|tool| self.tools[tool.index()].ready);
            if group != id || waits {
                continue;
            }
            self.state.reservations[place].tool = None;
            let ready = self.groups[id.index()].ready.iter().copied();
            let mut fit = ready.filter(|tool| {
                only.is_none_or(|only| only == *tool) && self.reserved_for(*tool).is_none()
            });
            let found = fit.next();
            self.state.reservations[place].tool = found;
        }
    }

    /// The lot for which a tool waits.
    pub(in crate::industry::fab) fn reserved_for(&self, tool: ToolRow) -> Option<LotRow> {
        let mut all = self.state.reservations.iter();
        let found = all.find(|reservation| reservation.tool == Some(tool));
        found.map(|reservation| reservation.lot)
    }

    /// A lot is on its way to its step: what it reserved for another group is free.
    pub(super) fn keep_reservation_for(&mut self, now: SimTime, row: LotRow, step: StepId) {
        let group = self.tables.steps[step.index()].group;
        let is_other = |one: &Reservation| one.lot == row && one.group != group;
        if self.state.reservations.iter().any(is_other) {
            self.drop_reservation(now, row);
        }
    }

    /// What a lot has reserved is free, and other lots may take it.
    pub(super) fn drop_reservation(&mut self, now: SimTime, row: LotRow) {
        let mut all = self.state.reservations.iter();
        let Some(place) = all.position(|reservation| reservation.lot == row) else {
            return;
        };
        let reservation = self.state.reservations.remove(place);
        if reservation.tool.is_some() {
            self.look_for_work(now, reservation.group);
        }
    }
}
