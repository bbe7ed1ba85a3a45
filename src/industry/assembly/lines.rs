//! How kits are begun, and what the lines wait for.

use super::state::{BankRow, Carrier, Cause, Lines};
use super::tick::{AssemblyEvent, AssemblyTick};
use crate::engine::Phase;
use crate::industry::shared::flow::{Consumption, Holds, ModelId};
use crate::industry::shared::goods::{Goods, Movement};
use crate::industry::shared::production::Need;
use crate::units::SimTime;

/// Speeds of lines are in millionths, whole numbers, so that their sums are exact.
pub(super) const FULL: u64 = 1_000_000;

/// What a model is needed for, and how many of it were begun for each unit of its share.
type Rank = (Need, f64);

impl AssemblyTick<'_> {
    /// Updates staffing and holds at the start of a tick. `people` are the assemblers on shift;
    /// none where people are not modelled. They share themselves evenly among as few lines as can
    /// have all of them.
    pub(super) fn begin_tick(&mut self, now: SimTime, people: Option<u32>, holds: &Holds) {
        self.book_until(now);
        let (lines, a_line) = (&mut self.state.lines, self.plan.assemblers_per_line);
        lines.on_shift = people;
        let all = lines.count.saturating_mul(a_line);
        let people = people.map_or(all, |people| people.min(all));
        let staffed = people.div_ceil(a_line);
        let mut changed = now == SimTime::ZERO || lines.staffed != staffed;
        changed |= std::mem::take(&mut self.production.is_new);
        lines.staffed = staffed;
        lines.people = people;
        for (held, model) in lines.held.iter_mut().zip(&self.plan.models) {
            let is_held = holds.holds_model(model.id);
            changed |= std::mem::replace(held, is_held) != is_held;
        }
        if changed {
            self.try_to_begin(now);
        }
    }

    /// Working hours begin or end.
    pub(super) fn change_shift(&mut self, now: SimTime) {
        self.book_until(now);
        self.book_banks(now);
        self.state.lines.open = self.plan.hours.is_open(now);
        self.try_to_begin(now);
    }

    /// A carrier leaves its line.
    pub(super) fn free_line(&mut self, now: SimTime, speed: u32) {
        self.book_until(now);
        self.state.lines.busy -= 1;
        self.state.lines.working -= u64::from(speed);
        self.try_to_begin(now);
    }

    /// Schedules an attempt to begin kits after all other events of this instant.
    pub(super) fn try_to_begin(&mut self, now: SimTime) {
        if !self.state.lines.attempt_is_due {
            self.state.lines.attempt_is_due = true;
            self.calendar
                .schedule(now, Phase::Dispatch, AssemblyEvent::BeginKits);
        }
    }

    /// Lines that had nothing to do may begin a kit in place of computers that were scrapped.
    pub(super) fn replace_scrapped(&mut self, now: SimTime) {
        if self.state.lines.open && self.state.lines.cause == Cause::Nothing {
            self.try_to_begin(now);
        }
    }

    /// Free lines with people begin kits while there are parts.
    pub(super) fn begin_kits(&mut self, now: SimTime) {
        self.book_until(now);
        self.state.lines.attempt_is_due = false;
        loop {
            let (next, is_full) = (self.next_model(), self.is_buffer_full());
            let lines = &mut self.state.lines;
            if !lines.open {
                lines.cause = Cause::Nothing;
                return;
            }
            let model = match next {
                Ok(model) => model,
                Err(cause) => return lines.stop(cause),
            };
            if lines.busy >= lines.staffed {
                return lines.stop(Cause::Lines);
            }
            if is_full {
                return lines.stop(Cause::Buffer);
            }
            lines.last_begun = now;
            lines.busy += 1;
            lines.begun[model] += u64::from(self.plan.carrier_size);
            self.use_kit(now, model);
            self.put_on_line(now, self.plan.models[model].id);
        }
    }

    /// The parts of a carrier leave their stocks.
    fn use_kit(&mut self, now: SimTime, model: usize) {
        for &(part, units) in &self.plan.models[model].kit {
            let quantity = u64::from(units) * u64::from(self.plan.carrier_size);
            let stocked = &mut self.parts[usize::from(part.0)];
            stocked.stock.take(now, quantity);
            let goods = if stocked.chip.is_some() {
                Goods::Chips(part)
            } else {
                Goods::Part(part)
            };
            self.postings.record(Movement::Used(goods, quantity));
            self.used.push(now, Consumption { part, quantity });
        }
    }

    /// Puts a new carrier on a line and schedules its leaving of the line and its board test.
    fn put_on_line(&mut self, now: SimTime, model: ModelId) {
        let plan = self.plan;
        self.state.statistics.started += u64::from(plan.carrier_size);
        let statistics = &mut self.state.statistics;
        statistics.computers.begin_many(now, plan.carrier_size);
        statistics.models[usize::from(model.0)].begun += u64::from(plan.carrier_size);
        let begun = Movement::Begun(model, plan.carrier_size.into());
        self.postings.record(begun);
        let carrier = self.state.carriers.put(Carrier {
            model,
            quantity: plan.carrier_size,
            begun: now,
            failed_at: None,
            bank: BankRow::new(0),
            to_enter: 0,
            inside: 0,
        });
        if let Some(trace) = &mut self.trace {
            trace.begin_carrier(carrier);
        }
        let speed = self.speed();
        self.state.lines.working += u64::from(speed);
        let time_on_line = plan.carrier_time * FULL / u64::from(speed);
        let off = plan.hours.after(now, time_on_line);
        let event = AssemblyEvent::LineFreed(speed);
        self.calendar.schedule(off, Phase::Transfer, event);
        let ready = plan.hours.after(off, plan.line_time);
        let event = AssemblyEvent::BoardsReady(carrier);
        self.calendar.schedule(ready, Phase::Transfer, event);
    }

    /// The speed of a line with the people who are there now, in millionths: with n of the m that
    /// the staffed lines take, n/m (equation E29).
    fn speed(&self) -> u32 {
        let Lines {
            staffed, people, ..
        } = self.state.lines;
        let wanted = u64::from(staffed) * u64::from(self.plan.assemblers_per_line);
        let speed = (u64::from(people) * FULL + wanted / 2) / wanted;
        u32::try_from(speed.clamp(1, FULL)).expect("at most a million")
    }

    /// Which model's kit is begun next (equation E55): of those that are needed and not held and
    /// whose parts are all there, the one whose order is due first; of those that go to stock, or
    /// whose orders are due at one instant, the one that is farthest behind its share.
    ///
    /// # Errors
    /// If there is none: the first missing part of the model that would come first if its parts
    /// were there, or nothing if none is needed.
    pub(super) fn next_model(&self) -> Result<usize, Cause> {
        let ranks =
            (0..self.plan.models.len()).filter_map(|model| Some((self.rank(model)?, model)));
        let first = |ranks: &mut dyn Iterator<Item = (Rank, usize)>| {
            let first = ranks.min_by(|(one, _), (two, _)| {
                let by_share = one.1.total_cmp(&two.1);
                one.0.cmp(&two.0).then(by_share)
            });
            first.map(|(_, model)| model)
        };
        let is_complete = |(_, model): &(Rank, usize)| self.missing(*model).is_none();
        if let Some(model) = first(&mut ranks.clone().filter(is_complete)) {
            return Ok(model);
        }
        let missing = first(&mut ranks.clone()).and_then(|model| self.missing(model));
        Err(missing.map_or(Cause::Nothing, Cause::Part))
    }

    /// What computers of a model are needed for, and how many of them were begun for its share;
    /// none if no kit of it is begun.
    fn rank(&self, model: usize) -> Option<Rank> {
        let (lines, of) = (&self.state.lines, &self.plan.models[model]);
        if lines.held[model] || of.share <= 0.0 {
            return None;
        }
        let need = self.production.need(of.id, self.kept(model))?;
        let begun = (lines.begun[model] - lines.begun_before[model]) as f64;
        Some((need, begun / of.share))
    }

    /// Computers of a model that were begun since the start and not scrapped.
    pub(super) fn kept(&self, model: usize) -> u64 {
        self.state.lines.begun[model] - self.state.statistics.models[model].scrapped
    }

    /// The first part of a model's kit of which there are too few units for a carrier.
    fn missing(&self, model: usize) -> Option<usize> {
        let kit = self.plan.models[model].kit.iter();
        let size = u64::from(self.plan.carrier_size);
        kit.map(|&(part, units)| (usize::from(part.0), u64::from(units) * size))
            .find(|&(part, units)| self.parts[part].stock.on_hand() < units)
            .map(|(part, _)| part)
    }

    /// Books line time up to `now`: what lines did, and what they waited for. It must be called
    /// before either changes.
    pub(super) fn book_until(&mut self, now: SimTime) {
        self.trace_lines(now);
        let lines = &mut self.state.lines;
        let span = now.since(lines.booked);
        lines.booked = now;
        if !lines.open || span.is_zero() {
            return;
        }
        self.state.statistics.open_time += span * u64::from(lines.count);
        let worked = span * lines.working / FULL;
        self.state.statistics.busy_time += worked;
        if let Some(people) = lines.on_shift {
            let a_line = u64::from(self.plan.assemblers_per_line);
            lines.times.on_shift += span * u64::from(people);
            lines.times.busy += span * (lines.working * a_line) / FULL;
        }
        let idle = span * u64::from(lines.staffed.saturating_sub(lines.busy));
        match lines.cause {
            Cause::Part(part) => {
                let part = &mut self.parts[part];
                self.waiting.places.book(part.place, idle);
                part.starved += idle;
                if part.chip.is_some() {
                    self.waiting.line_without_chips += idle;
                } else {
                    self.waiting.line_without_parts += idle;
                }
            }
            Cause::Lines => {
                // A line whose people have gone still finishes its carrier.
                let used = lines.staffed.max(lines.busy);
                let empty = lines.count.saturating_sub(used);
                let all = u64::from(lines.busy + empty) * FULL;
                let without = span * (all - lines.working) / FULL;
                if without.is_zero() {
                    self.waiting.kits_waiting_for_line += worked;
                    self.waiting.places.book(lines.place, worked);
                } else {
                    self.waiting.line_without_people += without;
                    self.state.statistics.without_people += without;
                }
            }
            // The computers that fill the buffer wait for slots, which `book_banks` books.
            Cause::Buffer | Cause::Nothing => {}
        }
    }
}
