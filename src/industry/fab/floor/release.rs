//! How lots come into the line: those of the start, releases, and what puts releases off.

use super::state::Floor;
use crate::industry::fab::lot::{Lot, LotPlace};
use crate::industry::fab::plan::Releases;
use crate::industry::fab::rows::{FabEvent, SourceId};
use crate::industry::shared::goods::{Goods, Movement};
use crate::industry::shared::ledger::Account;
use crate::industry::shared::lot_trace::LotState;
use crate::units::SimTime;

impl Floor<'_> {
    /// Releases the next lot of a stream, unless releases are held or its chips are
    /// not needed.
    pub(super) fn release(&mut self, now: SimTime, id: SourceId) {
        let pace = &self.sources[id.index()].pace;
        if pace.is_some_and(|pace| !pace.is_now(now)) {
            return; // a stale event: the pace has changed
        }
        if self.state.held.is_some() {
            self.state.held_since.get_or_insert(now);
            self.postpone(now, id);
            return;
        }
        if !self.is_needed(id) {
            self.postpone(now, id);
            return;
        }
        let tables = self.tables;
        let run = &tables.sources[id.index()];
        let source = &mut self.sources[id.index()];
        if source.released == run.most {
            return;
        }
        let number = source.released;
        let serial = source.first_serial + number;
        source.released += 1;
        let next = source.next_release(now, run.listed());
        if source.released == run.most {
            self.close_source(now, id);
        } else if let Some(next) = next {
            self.schedule(next, FabEvent::Released(id));
        }
        let listed = usize::try_from(number)
            .ok()
            .and_then(|n| run.listed().get(n));
        let due = listed.and_then(|lot| lot.due);
        let priority = listed.and_then(|lot| lot.priority);
        let row = self
            .state
            .free
            .expect("a row is kept free for the next lot");
        let wafers = run.plan.wafers_of(number);
        let lot = &mut self.lots[row.index()];
        self.state.free = lot.next;
        *lot = Lot {
            serial,
            released: now,
            due: due.unwrap_or(now + run.allowance),
            step: run.first_step,
            source: id,
            wafers,
            priority: priority.unwrap_or(run.plan.priority),
            place: LotPlace::AtFoundry,
            ..Lot::free()
        };
        self.forget_tools(row);
        if let Some(trace) = &mut self.trace {
            trace.release(serial, now);
        }
        self.trace_lot(row, LotState::Foundry);
        self.state.wafers[usize::from(run.product.0)] += u64::from(wafers);
        self.statistics.started(now, id.index(), wafers);
        let cost = tables.wafer_cost * i64::from(wafers);
        self.statistics.paid += cost;
        let goods = Goods::Wafers(run.product);
        let units = u64::from(wafers);
        self.postings.buy(now, Account::Wafers, cost, goods, units);
        if let Some(lead) = &tables.lead {
            let lead = lead.sample(|| self.state.draws.lead.draw(serial, 0), 1.0);
            self.schedule(now + lead, FabEvent::Delivered(row));
        } else {
            self.go_to(now, row, run.first_step);
        }
    }

    /// Puts the lots of the plan that are in the line at the start to their steps.
    pub(super) fn place_initial_lots(&mut self) {
        let tables = self.tables;
        for initial in &tables.initial_lots {
            let row = self.state.free.expect("rows were made for them");
            let source = &tables.sources[initial.source];
            let lot = &mut self.lots[row.index()];
            self.state.free = lot.next;
            *lot = Lot {
                serial: initial.serial,
                due: initial.due,
                step: initial.step,
                source: SourceId::new(initial.source),
                wafers: initial.wafers,
                priority: initial.priority,
                place: LotPlace::Carried,
                initial: true,
                ..Lot::free()
            };
            self.forget_tools(row);
            self.state.wafers[usize::from(source.product.0)] += u64::from(initial.wafers);
            self.statistics.present(SimTime::ZERO, initial.wafers);
            let (goods, units) = (Goods::Wafers(source.product), initial.wafers.into());
            let there = Movement::There(goods, units, tables.wafer_cost);
            self.postings.record(there);
            self.schedule(SimTime::ZERO, FabEvent::Arrived(row));
        }
    }

    /// Whether the product of a stream needs the next lot of it (equation E37).
    fn is_needed(&mut self, id: SourceId) -> bool {
        let run = &self.tables.sources[id.index()];
        let (Some(pull), Some(positions)) = (&run.plan.pull, &self.positions) else {
            return true;
        };
        let wafers = self.state.wafers[usize::from(run.product.0)];
        let source = &mut self.sources[id.index()];
        let next = run.plan.wafers_of(source.released);
        let position = positions.of(run.product, wafers);
        source.is_needed = pull.is_needed(position, source.is_needed);
        let has_room = pull
            .most_wafers
            .is_none_or(|most| wafers + u64::from(next) <= u64::from(most));
        source.is_needed && has_room
    }

    /// Puts a release off until it is allowed.
    fn postpone(&mut self, now: SimTime, id: SourceId) {
        let source = &mut self.sources[id.index()];
        source.postponed.push(now);
        source.was_postponed = true;
        self.state.puts_off = true;
    }

    /// Releases what was put off and is needed: the first lot of each stream now, the others as
    /// long after it as they would have been.
    pub(super) fn release_postponed(&mut self, now: SimTime) {
        if !std::mem::take(&mut self.state.puts_off) {
            return;
        }
        for id in (0..self.sources.len()).map(SourceId::new) {
            let Some(&first) = self.sources[id.index()].postponed.first() else {
                continue;
            };
            let is_paused = matches!(
                self.tables.sources[id.index()].plan.releases,
                Releases::Paused
            );
            if is_paused || !self.is_needed(id) {
                self.state.puts_off = true;
                continue;
            }
            let mut postponed = std::mem::take(&mut self.sources[id.index()].postponed);
            for at in postponed.drain(..) {
                let release = now + at.since(first);
                self.sources[id.index()].expect(release);
                self.schedule(release, FabEvent::Released(id));
            }
            self.sources[id.index()].postponed = postponed;
        }
    }
}
