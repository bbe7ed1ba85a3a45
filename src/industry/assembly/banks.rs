//! What happens to carriers behind the lines: board test, banks of slots, final test and rework.

use super::plan::{BankPlan, Purpose};
use super::state::{BankRow, Carrier, Stay, Test};
use super::tick::{AssemblyEvent, AssemblyTick};
use crate::engine::Phase;
use crate::engine::counts::binomial;
use crate::industry::shared::flow::ComputersBuilt;
use crate::industry::shared::goods::{Goods, Movement};
use crate::units::SimTime;

impl AssemblyTick<'_> {
    /// Boards that fail leave their carrier for rework; the others go on.
    pub(super) fn test_boards(&mut self, now: SimTime, row: u32) {
        let carrier = *self.state.carriers.get_mut(row);
        let stream = &mut self.state.board_test;
        let failed = binomial(
            stream,
            carrier.quantity,
            self.plan.board_pass.complement().get(),
        );
        if carrier.failed_at.is_none() {
            self.state.statistics.boards_tested += u64::from(carrier.quantity);
            self.state.statistics.boards_passed += u64::from(carrier.quantity - failed);
        }
        let rest = self.split_off(now, row, failed, Test::Boards);
        if let Some(row) = rest {
            self.state.carriers.get_mut(row).failed_at = None;
            self.enter(now, row, BankRow::new(0));
        }
    }

    /// Sends `failed` computers of a carrier to rework. Returns the row of the carrier, if any
    /// computer is left on it.
    fn split_off(&mut self, now: SimTime, row: u32, failed: u32, failed_at: Test) -> Option<u32> {
        if failed == 0 {
            return Some(row);
        }
        let carrier = self.state.carriers.get_mut(row);
        carrier.quantity -= failed;
        let apart = Carrier {
            quantity: failed,
            failed_at: Some(failed_at),
            ..*carrier
        };
        let rest = if carrier.quantity > 0 {
            Some(row)
        } else {
            self.state.carriers.take(row);
            None
        };
        let apart = self.state.carriers.put(apart);
        if let Some(trace) = &mut self.trace {
            trace.split_carrier(row, apart);
        }
        self.enter(now, apart, BankRow::new(self.banks.len() - 1));
        rest
    }

    /// A carrier comes to a bank; its computers take slots as these become free. A carrier that has
    /// passed all banks before rework is finished.
    fn enter(&mut self, now: SimTime, row: u32, bank: BankRow) {
        self.book_banks(now);
        let carrier = self.state.carriers.get_mut(row);
        let rework = self.banks.len() - 1;
        if bank.index() == rework && carrier.failed_at.is_none() {
            self.finish(now, row);
            return;
        }
        carrier.bank = bank;
        carrier.to_enter = carrier.quantity;
        if let Some(trace) = &mut self.trace {
            trace.come_to_bank(row, now);
        }
        let bank_state = &mut self.banks[bank.index()];
        bank_state.waiting += u64::from(carrier.quantity);
        bank_state.queue.push_back(row);
        self.fill(now, bank);
    }

    /// Books up to `now` in which working hours slots were scarce, as time of all lines. Computers
    /// come in carriers, and together from the bank before, so that a queue alone shows nothing:
    /// more must wait than one carrier, and than the bank has slots, so that the last one waits
    /// longer than its stay; or the buffer before the first bank is full, which stops the lines.
    /// Called before the queues of banks, the slots or the working hours change. Rework is on the
    /// way of few computers, and never what most wait for.
    pub(super) fn book_banks(&mut self, now: SimTime) {
        let span = now.since(self.state.banks_booked);
        self.state.banks_booked = now;
        if !self.state.lines.open || span.is_zero() {
            return;
        }
        let of_lines = span * u64::from(self.state.lines.count);
        let is_full = self.is_buffer_full();
        for (row, bank) in self.banks.iter().enumerate() {
            let at_once = self.plan.carrier_size.max(bank.plan.slots);
            let stops_lines = row == 0 && is_full;
            let is_scarce = bank.waiting > u64::from(at_once) || stops_lines;
            if is_scarce && !matches!(bank.plan.purpose, Purpose::Rework) {
                self.waiting.places.book(bank.place, of_lines);
            }
        }
    }

    /// Whether so many computers wait for the first bank that the lines stop.
    pub(super) fn is_buffer_full(&self) -> bool {
        self.banks[0].waiting >= u64::from(self.plan.buffer)
    }

    /// A bank goes on with other slots; computers in slots stay as long as they would have.
    pub(super) fn set_bank(&mut self, now: SimTime, row: usize, plan: &BankPlan) {
        let bank = &mut self.banks[row];
        bank.capacity
            .add(now, i64::from(plan.slots) - i64::from(bank.plan.slots));
        bank.plan = plan.clone();
        self.fill(now, BankRow::new(row));
    }

    /// Free slots of a bank take computers that wait.
    fn fill(&mut self, now: SimTime, row: BankRow) {
        self.book_banks(now);
        let was_full = self.is_buffer_full();
        let bank = &mut self.banks[row.index()];
        while let Some(&carrier_row) = bank.queue.front() {
            let carrier = self.state.carriers.get_mut(carrier_row);
            let units = bank.free().min(carrier.to_enter);
            if units == 0 {
                break;
            }
            carrier.to_enter -= units;
            carrier.inside += units;
            bank.waiting -= u64::from(units);
            bank.occupied.add(now, i64::from(units));
            if carrier.to_enter == 0 {
                if let Some(trace) = &mut self.trace {
                    trace.take_slots(carrier_row, now, bank.place);
                }
                bank.queue.pop_front();
            }
            let stay = self.state.stays.put(Stay {
                carrier: carrier_row,
                bank: row,
                units,
            });
            let until = if bank.plan.attended {
                self.plan.hours.after(now, bank.plan.time)
            } else {
                now + bank.plan.time
            };
            let event = AssemblyEvent::StayEnded(stay);
            self.calendar.schedule(until, Phase::Transfer, event);
        }
        if was_full && !self.is_buffer_full() {
            self.try_to_begin(now);
        }
    }

    /// Computers leave their slots; with the last ones their carrier moves on.
    pub(super) fn end_stay(&mut self, now: SimTime, row: u32) {
        let stay = self.state.stays.take(row);
        let bank = &mut self.banks[stay.bank.index()];
        bank.occupied.add(now, -i64::from(stay.units));
        let purpose = bank.plan.purpose;
        let carrier = self.state.carriers.get_mut(stay.carrier);
        carrier.inside -= stay.units;
        if carrier.inside == 0 && carrier.to_enter == 0 {
            match purpose {
                Purpose::BurnIn | Purpose::Image => {
                    self.enter(now, stay.carrier, BankRow::new(stay.bank.index() + 1));
                }
                Purpose::FinalTest => self.test_computers(now, stay.carrier),
                Purpose::Rework => self.rework(now, stay.carrier),
            }
        }
        self.fill(now, stay.bank);
    }

    /// Computers that fail leave their carrier for rework; the others are finished.
    fn test_computers(&mut self, now: SimTime, row: u32) {
        let carrier = *self.state.carriers.get_mut(row);
        let fails = self.plan.final_pass.complement().get();
        let failed = binomial(&mut self.state.final_test, carrier.quantity, fails);
        if carrier.failed_at.is_none() {
            self.state.statistics.tested += u64::from(carrier.quantity);
            self.state.statistics.passed_first += u64::from(carrier.quantity - failed);
        }
        if let Some(rest) = self.split_off(now, row, failed, Test::Computers) {
            self.finish(now, rest);
        }
    }

    /// Reworked computers go back to the test that they failed, except those beyond repair.
    fn rework(&mut self, now: SimTime, row: u32) {
        let carrier = self.state.carriers.get_mut(row);
        let lost = binomial(
            &mut self.state.scrap,
            carrier.quantity,
            self.plan.scrap.get(),
        );
        carrier.quantity -= lost;
        self.state.statistics.scrapped += u64::from(lost);
        let statistics = &mut self.state.statistics;
        statistics.computers.discard_many(carrier.begun, lost);
        statistics.models[usize::from(carrier.model.0)].scrapped += u64::from(lost);
        if lost > 0 {
            let goods = Goods::UnderWay(carrier.model);
            self.postings.record(Movement::Scrapped(goods, lost.into()));
        }
        let carrier = *carrier;
        if lost > 0 {
            self.replace_scrapped(now);
        }
        if carrier.quantity == 0 {
            self.state.carriers.take(row);
        } else if carrier.failed_at == Some(Test::Computers) {
            self.enter(now, row, BankRow::new(self.banks.len() - 2));
        } else {
            self.test_boards(now, row);
        }
    }

    /// The computers of a carrier are ready for sale.
    fn finish(&mut self, now: SimTime, row: u32) {
        let carrier = self.state.carriers.take(row);
        self.state.statistics.built += u64::from(carrier.quantity);
        let statistics = &mut self.state.statistics;
        let quantity = carrier.quantity;
        statistics.computers.end_many(now, carrier.begun, quantity);
        statistics.models[usize::from(carrier.model.0)].built += u64::from(quantity);
        let (model, quantity) = (carrier.model, carrier.quantity);
        self.postings
            .record(Movement::Built(model, quantity.into()));
        if let Some(trace) = &mut self.trace {
            trace.finish_carrier(row, model, carrier.begun, now);
        }
        self.built.push(now, ComputersBuilt { model, quantity });
    }
}
