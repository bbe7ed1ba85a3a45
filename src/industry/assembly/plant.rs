//! The way of a carrier, event by event.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::Assembly;
use super::bank::{Bank, BankRow, Purpose};
use super::book::{Book, PartStock};
use super::lines::Lines;
use crate::engine::counts::binomial;
use crate::engine::{Calendar, Clock, Phase, Stream, Streams};
use crate::event_codes;
use crate::industry::shared::flow::{
    ComputersBuilt, Consumption, Handover, Holds, ModelId, Receipt,
};
use crate::industry::shared::hours::OpeningHours;
use crate::industry::shared::staff::{Role, Staff};
use crate::industry::shared::table::{Pool, rows};
use crate::industry::shared::waiting::Waiting;
use crate::units::SimTime;

event_codes! {
    /// What happens in assembly.
    pub(super) enum AssemblyEvent {
        /// Parts come in: the receipt of this place among those of the tick.
        Received(u32),
        /// The lines begin or stop to work.
        ShiftChanged,
        /// A line has let go of its carrier.
        LineFreed,
        /// The boards of this carrier are ready for their test.
        BoardsReady(u32),
        /// Computers leave their slots.
        StayEnded(u32),
        /// Lines that stand look for kits.
        Begin,
    }
}

/// The first event of a run.
pub(super) fn schedule_first(calendar: &mut Calendar<AssemblyEvent>, hours: &OpeningHours) {
    if let Some(change) = hours.next_change(SimTime::ZERO) {
        calendar.schedule(change, Phase::Transfer, AssemblyEvent::ShiftChanged);
    }
}

/// What a computer can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// The test of boards at the end of the line.
    Boards,
    /// The final test.
    Computers,
}

/// Computers that move together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carrier {
    pub(super) model: ModelId,
    pub(super) quantity: u32,
    begun: SimTime,
    /// The test that they failed before, to which rework sends them back.
    failed_at: Option<Test>,
    /// The bank where it is.
    bank: BankRow,
    /// Computers that wait for a slot there.
    pub(super) to_enter: u32,
    /// Computers in a slot there.
    pub(super) inside: u32,
}

/// Computers of a carrier in slots of a bank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    carrier: u32,
    pub(super) bank: BankRow,
    pub(super) units: u32,
}

/// What is under way.
#[derive(Resource, Debug)]
pub(super) struct Plant {
    pub(super) carriers: Pool<Carrier>,
    pub(super) stays: Pool<Stay>,
    pub(super) lines: Lines,
    /// The receipts of this tick.
    incoming: Vec<Receipt>,
    board_test: Stream,
    final_test: Stream,
    scrap: Stream,
}

impl Plant {
    /// An empty plant.
    pub(super) fn new(plan: &Assembly, streams: &Streams) -> Self {
        Self {
            carriers: Pool::default(),
            stays: Pool::default(),
            lines: Lines::new(plan),
            incoming: Vec::new(),
            board_test: streams.stream("board test", "assembly"),
            final_test: streams.stream("computer test", "assembly"),
            scrap: streams.stream("scrap", "assembly"),
        }
    }
}

/// What assembly reads and writes in a tick.
#[derive(SystemParam)]
pub(super) struct Parameters<'w, 's> {
    clock: Res<'w, Clock>,
    plan: Res<'w, Assembly>,
    holds: Res<'w, Holds>,
    staff: Res<'w, Staff>,
    calendar: ResMut<'w, Calendar<AssemblyEvent>>,
    plant: ResMut<'w, Plant>,
    book: ResMut<'w, Book>,
    waiting: ResMut<'w, Waiting>,
    received: ResMut<'w, Handover<Receipt>>,
    used: ResMut<'w, Handover<Consumption>>,
    built: ResMut<'w, Handover<ComputersBuilt>>,
    parts: Query<'w, 's, &'static mut PartStock>,
    banks: Query<'w, 's, &'static mut Bank>,
}

/// Handles everything that is due in this tick.
pub(super) fn drain(mut parameters: Parameters) {
    // What nobody upstream has taken by now is of no use to anybody.
    parameters.used.clear();
    let mut floor = Floor {
        plan: &parameters.plan,
        calendar: &mut parameters.calendar,
        plant: &mut parameters.plant,
        book: &mut parameters.book,
        waiting: &mut parameters.waiting,
        used: &mut parameters.used,
        built: &mut parameters.built,
        parts: rows(&mut parameters.parts),
        banks: rows(&mut parameters.banks),
    };
    let (start, end) = (parameters.clock.tick_start(), parameters.clock.tick_end());
    floor.plant.incoming.clear();
    for (at, receipt) in parameters.received.drain() {
        let place = u32::try_from(floor.plant.incoming.len()).unwrap_or(u32::MAX);
        floor.plant.incoming.push(receipt);
        let event = AssemblyEvent::Received(place);
        floor.calendar.schedule(at, Phase::Transfer, event);
    }
    let staffed = parameters
        .staff
        .on_shift(Role::Assembler)
        .map(|people| people / floor.plan.assemblers_per_line);
    floor.begin_tick(start, staffed, parameters.holds.demand);
    while let Some((now, event)) = floor.calendar.pop_until(end) {
        floor.book.events += 1;
        floor.handle(now, event);
    }
    floor.account(end);
}

/// Assembly while a tick is drained.
pub(super) struct Floor<'a> {
    pub(super) plan: &'a Assembly,
    pub(super) calendar: &'a mut Calendar<AssemblyEvent>,
    pub(super) plant: &'a mut Plant,
    pub(super) book: &'a mut Book,
    pub(super) waiting: &'a mut Waiting,
    pub(super) used: &'a mut Handover<Consumption>,
    pub(super) built: &'a mut Handover<ComputersBuilt>,
    pub(super) parts: &'a mut [PartStock],
    pub(super) banks: &'a mut [Bank],
}

impl Floor<'_> {
    fn handle(&mut self, now: SimTime, event: AssemblyEvent) {
        match event {
            AssemblyEvent::Received(place) => {
                let Receipt { part, quantity } = self.plant.incoming[place as usize];
                let stock = &mut self.parts[usize::from(part.0)].stock;
                stock.receive(now, quantity, |_| ());
                self.look_for_kits(now);
            }
            AssemblyEvent::ShiftChanged => {
                self.change_shift(now);
                if let Some(change) = self.plan.hours.next_change(now) {
                    let event = AssemblyEvent::ShiftChanged;
                    self.calendar.schedule(change, Phase::Transfer, event);
                }
            }
            AssemblyEvent::LineFreed => self.free_line(now),
            AssemblyEvent::BoardsReady(carrier) => self.test_boards(now, carrier),
            AssemblyEvent::StayEnded(stay) => self.end_stay(now, stay),
            AssemblyEvent::Begin => self.begin_kits(now),
        }
    }

    /// A new carrier on a line: it will be at the board test after its time on the line.
    pub(super) fn put_on_line(&mut self, now: SimTime, model: ModelId) {
        let plan = self.plan;
        self.book.started += u64::from(plan.carrier_size);
        let carrier = self.plant.carriers.put(Carrier {
            model,
            quantity: plan.carrier_size,
            begun: now,
            failed_at: None,
            bank: BankRow::new(0),
            to_enter: 0,
            inside: 0,
        });
        let off = plan.hours.after(now, plan.carrier_time);
        let event = AssemblyEvent::LineFreed;
        self.calendar.schedule(off, Phase::Transfer, event);
        let ready = plan.hours.after(off, plan.line_time);
        let event = AssemblyEvent::BoardsReady(carrier);
        self.calendar.schedule(ready, Phase::Transfer, event);
    }

    /// Boards that fail leave their carrier for rework; the others go on.
    fn test_boards(&mut self, now: SimTime, row: u32) {
        let carrier = *self.plant.carriers.get_mut(row);
        let stream = &mut self.plant.board_test;
        let failed = binomial(
            stream,
            carrier.quantity,
            self.plan.board_pass.complement().get(),
        );
        if carrier.failed_at.is_none() {
            self.book.boards_tested += u64::from(carrier.quantity);
            self.book.boards_passed += u64::from(carrier.quantity - failed);
        }
        let rest = self.part_with(now, row, failed, Test::Boards);
        if let Some(row) = rest {
            self.plant.carriers.get_mut(row).failed_at = None;
            self.enter(now, row, BankRow::new(0));
        }
    }

    /// Sends so many computers of a carrier to rework, for `failed_at`; the carrier with the rest,
    /// if any is left.
    fn part_with(&mut self, now: SimTime, row: u32, failed: u32, failed_at: Test) -> Option<u32> {
        if failed == 0 {
            return Some(row);
        }
        let carrier = self.plant.carriers.get_mut(row);
        carrier.quantity -= failed;
        let apart = Carrier {
            quantity: failed,
            failed_at: Some(failed_at),
            ..*carrier
        };
        let rest = if carrier.quantity > 0 {
            Some(row)
        } else {
            self.plant.carriers.take(row);
            None
        };
        let apart = self.plant.carriers.put(apart);
        self.enter(now, apart, BankRow::new(self.banks.len() - 1));
        rest
    }

    /// A carrier comes to a bank; its computers take slots as they become free. Past the last bank
    /// before rework it is finished.
    fn enter(&mut self, now: SimTime, row: u32, bank: BankRow) {
        let carrier = self.plant.carriers.get_mut(row);
        let on_the_way = self.banks.len() - 1;
        if bank.index() == on_the_way && carrier.failed_at.is_none() {
            self.finish(now, row);
            return;
        }
        carrier.bank = bank;
        carrier.to_enter = carrier.quantity;
        let bank_state = &mut self.banks[bank.index()];
        bank_state.waiting += carrier.quantity;
        bank_state.queue.push_back(row);
        self.fill(now, bank);
    }

    /// Free slots of a bank take computers that wait.
    fn fill(&mut self, now: SimTime, row: BankRow) {
        let bank = &mut self.banks[row.index()];
        let before = bank.waiting;
        while let Some(&carrier_row) = bank.queue.front() {
            let carrier = self.plant.carriers.get_mut(carrier_row);
            let units = bank.free().min(carrier.to_enter);
            if units == 0 {
                break;
            }
            carrier.to_enter -= units;
            carrier.inside += units;
            bank.waiting -= units;
            bank.occupied.add(now, i64::from(units));
            if carrier.to_enter == 0 {
                bank.queue.pop_front();
            }
            let stay = self.plant.stays.put(Stay {
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
        let below = self.banks[row.index()].waiting < self.plan.buffer;
        if row.index() == 0 && before >= self.plan.buffer && below {
            self.look_for_kits(now);
        }
    }

    /// Computers leave their slots; the last ones take their carrier on.
    fn end_stay(&mut self, now: SimTime, row: u32) {
        let stay = self.plant.stays.take(row);
        let bank = &mut self.banks[stay.bank.index()];
        bank.occupied.add(now, -i64::from(stay.units));
        let purpose = bank.plan.purpose;
        let carrier = self.plant.carriers.get_mut(stay.carrier);
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
        let carrier = *self.plant.carriers.get_mut(row);
        let fails = self.plan.final_pass.complement().get();
        let failed = binomial(&mut self.plant.final_test, carrier.quantity, fails);
        if carrier.failed_at.is_none() {
            self.book.tested += u64::from(carrier.quantity);
            self.book.passed_first += u64::from(carrier.quantity - failed);
        }
        if let Some(rest) = self.part_with(now, row, failed, Test::Computers) {
            self.finish(now, rest);
        }
    }

    /// Reworked computers go back to the test that they failed, but for those beyond repair.
    fn rework(&mut self, now: SimTime, row: u32) {
        let carrier = self.plant.carriers.get_mut(row);
        let lost = binomial(
            &mut self.plant.scrap,
            carrier.quantity,
            self.plan.scrap.get(),
        );
        carrier.quantity -= lost;
        self.book.scrapped += u64::from(lost);
        if carrier.quantity == 0 {
            self.plant.carriers.take(row);
        } else if carrier.failed_at == Some(Test::Computers) {
            self.enter(now, row, BankRow::new(self.banks.len() - 2));
        } else {
            self.test_boards(now, row);
        }
    }

    /// The computers of a carrier are ready for sale.
    fn finish(&mut self, now: SimTime, row: u32) {
        let carrier = self.plant.carriers.take(row);
        self.book.built += u64::from(carrier.quantity);
        for _ in 0..carrier.quantity {
            self.book.cycle_time.add_span(now.since(carrier.begun));
        }
        let (model, quantity) = (carrier.model, carrier.quantity);
        self.built.push(now, ComputersBuilt { model, quantity });
    }
}
