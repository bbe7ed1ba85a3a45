//! What happens to ventures, event by event: enclaves, the way through the phases, money that ends.

use crate::engine::{Due, Phase as EventPhase};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::{Account, Postings};
use crate::industry::shared::people::Comer;
use crate::units::{Duration, Fen, SimTime};

use super::incubator::{Event, Incubator};
use super::plan::Phase;
use super::pool::{Kind, Pool};
use super::venture::{Place, Purpose, Venture, VentureRow};

/// Everything that events touch, held for a whole tick.
pub(super) struct Floor<'a> {
    pub(super) incubator: &'a mut Incubator,
    pub(super) ventures: &'a mut [Venture],
    pub(super) postings: &'a mut Postings,
    pub(super) comers: &'a mut Handover<Comer>,
}

impl Floor<'_> {
    /// Handles everything due before `end`, in order of time. What ends and passes at the instant at
    /// which the money is gone has passed.
    pub(super) fn drain(&mut self, end: SimTime) {
        loop {
            // Where cost is zero, money that is gone already has no time of its own.
            let clock = self.incubator.calendar.now();
            let broke = self.incubator.runway.first();
            let broke = broke.map(|(at, row)| (at.max(clock), row));
            let broke = broke.filter(|&(at, _)| at < end);
            let until = broke.map_or(end, |(at, _)| at + Duration::millis(1));
            if let Some((now, event)) = self.incubator.calendar.pop_until(until.min(end)) {
                self.incubator.events += 1;
                self.handle(now, event);
            } else if let Some((now, row)) = broke {
                self.incubator.events += 1;
                self.run_out_of_money(now, row);
            } else {
                break;
            }
        }
    }

    fn handle(&mut self, now: SimTime, event: Event) {
        match event {
            Event::Comes(row) => self.come(now, row),
            Event::StayEnds(row) => self.leave_enclave(now, row),
            Event::PhaseEnds(row) => {
                let venture = self.venture(row);
                if venture.place == Place::InPhase && venture.due.is_now(now) {
                    self.end_phase(now, row);
                }
            }
            Event::PatienceEnds(row) => self.lose_patience(now, row),
        }
    }

    const fn venture(&mut self, row: VentureRow) -> &mut Venture {
        &mut self.ventures[row.index()]
    }

    fn phase(&self, phase: u8) -> &Phase {
        &self.incubator.plan.phases[usize::from(phase)]
    }

    fn chance(&mut self, row: VentureRow, purpose: Purpose, phase: u8, p: f64) -> bool {
        let key = self.venture(row).key;
        self.incubator.draws.chance(key, purpose, phase, p)
    }

    /// A team begins: in an enclave, in the city, or not at all.
    fn come(&mut self, now: SimTime, row: VentureRow) {
        let Some(enclaves) = &self.incubator.plan.enclaves else {
            return self.enter_city(now, row);
        };
        if !self.ventures[row.index()].seeks_enclave {
            return self.enter_city(now, row);
        }
        let lost = enclaves.blocked_share_lost;
        self.incubator
            .books
            .count(|counts| counts.sought_enclave += 1);
        if let Some(place) = emptiest(&self.incubator.enclaves) {
            // There is room, so nobody stands in line.
            self.incubator.enclaves[usize::from(place)].ask(now, row, 1);
            self.incubator.books.in_enclaves.add(now, 1);
            self.venture(row).place = Place::Enclave(place);
            let stay = self.incubator.draws.stay(self.ventures[row.index()].key);
            self.schedule(now + stay, EventPhase::Transfer, Event::StayEnds(row));
            return;
        }
        self.incubator.books.count(|counts| counts.blocked += 1);
        self.venture(row).is_blocked = true;
        if self.chance(row, Purpose::GivesUp, 0, lost) {
            self.incubator.books.count(|counts| counts.lost += 1);
            self.venture(row).place = Place::Lost;
        } else {
            self.enter_city(now, row);
        }
    }

    fn leave_enclave(&mut self, now: SimTime, row: VentureRow) {
        let Place::Enclave(place) = self.venture(row).place else {
            return;
        };
        self.incubator.enclaves[usize::from(place)].release(now, 1);
        self.incubator.books.in_enclaves.add(now, -1);
        let enclaves = self.incubator.plan.enclaves.as_ref();
        let p_transfer = enclaves.map_or(0.0, |enclaves| enclaves.p_transfer);
        if self.chance(row, Purpose::Transfer, 0, p_transfer) {
            self.incubator.books.count(|counts| counts.transferred += 1);
            self.enter_city(now, row);
        } else {
            self.incubator.books.count(|counts| counts.elsewhere += 1);
            self.venture(row).place = Place::Elsewhere;
        }
    }

    /// A team comes to the city: its members register, and it enters the first phase.
    fn enter_city(&mut self, now: SimTime, row: VentureRow) {
        let funds = self
            .incubator
            .draws
            .own_funds(self.ventures[row.index()].key);
        let venture = self.venture(row);
        (venture.place, venture.entered) = (Place::InPhase, now);
        venture.money = funds.unwrap_or(Fen::ZERO);
        let size = venture.size;
        let venture = &mut self.ventures[row.index()];
        self.incubator.runway.begin(now, venture);
        if let Some(channel) = self.incubator.plan.channel {
            for _ in 0..size {
                self.comers.push(now, Comer { channel });
            }
        }
        let members = u64::from(size);
        self.incubator
            .books
            .count(|counts| counts.registered += members);
        self.incubator.books.active.add(now, 1);
        self.enter_phase(now, row, 0);
    }

    /// A venture enters a phase.
    fn enter_phase(&mut self, now: SimTime, row: VentureRow, phase: u8) {
        let venture = self.venture(row);
        (venture.phase, venture.step, venture.quality) = (phase, 0, 1.0);
        self.incubator
            .books
            .count(|counts| counts.entered[usize::from(phase)] += 1);
        self.incubator.change_of_phase(now, phase, 1);
        self.settle(now, row, phase);
        self.list(row, phase);
        self.go_on(now, row);
    }

    /// A venture seizes what it needs, as far as it gets it, and works when it has all.
    fn go_on(&mut self, now: SimTime, row: VentureRow) {
        while let Some(&kind) = Kind::ALL.get(usize::from(self.venture(row).step)) {
            let phase = self.venture(row).phase;
            let units = self.phase(phase).needs[kind as usize];
            if units == 0 {
                self.venture(row).step += 1;
            } else if kind != Kind::Server && !self.incubator.is_guaranteed() {
                self.do_without(row, kind);
            } else if self.incubator.pool_mut(kind, phase).ask(now, row, units) {
                self.seize(now, row, kind);
            } else {
                self.venture(row).due = Due::NEVER;
                if let Some(guarantee) = self.incubator.plan.guarantee
                    && kind != Kind::Server
                {
                    let at = now + guarantee.patience;
                    self.venture(row).due = Due::at(at);
                    self.schedule(at, EventPhase::Dispatch, Event::PatienceEnds(row));
                }
                return;
            }
        }
        let venture = *self.venture(row);
        let end = now + self.incubator.draws.time(venture.key, venture.phase);
        let venture = self.venture(row);
        (venture.due, venture.ended) = (Due::at(end), end);
        self.schedule(end, EventPhase::Transfer, Event::PhaseEnds(row));
    }

    /// A pool has given a venture what it needs; a grant is paid by the city and lengthens its
    /// runway.
    fn seize(&mut self, now: SimTime, row: VentureRow, kind: Kind) {
        let venture = self.venture(row);
        venture.held |= kind.bit();
        venture.step += 1;
        if kind == Kind::Fund {
            let phase = venture.phase;
            let units = self.phase(phase).needs[kind as usize];
            let grant = Fen::new(i64::try_from(units).unwrap_or(i64::MAX));
            self.postings
                .transfer(now, Account::Tax, Account::Programmes, grant);
            self.incubator.books.count(|counts| counts.granted += grant);
            self.settle(now, row, phase);
            self.venture(row).money += grant;
            self.list(row, phase);
        }
    }

    fn do_without(&mut self, row: VentureRow, kind: Kind) {
        let guarantee = self.incubator.plan.guarantee;
        let factor = guarantee.map_or(1.0, |guarantee| guarantee.without_pass);
        self.incubator
            .books
            .count(|counts| counts.without[kind as usize] += 1);
        let venture = self.venture(row);
        venture.quality *= factor;
        venture.step += 1;
    }

    /// A venture that still waits for what it waited for when this was foreseen does without.
    fn lose_patience(&mut self, now: SimTime, row: VentureRow) {
        let venture = *self.venture(row);
        let Some(&kind) = Kind::ALL.get(usize::from(venture.step)) else {
            return;
        };
        if venture.place != Place::InPhase || !venture.due.is_now(now) {
            return;
        }
        self.incubator.pool_mut(kind, venture.phase).leave(now, row);
        self.do_without(row, kind);
        self.go_on(now, row);
        self.serve(now, kind, venture.phase);
    }

    /// Serves those in line for a pool, as far as it goes.
    pub(super) fn serve(&mut self, now: SimTime, kind: Kind, phase: u8) {
        while let Some(row) = self.incubator.pool_mut(kind, phase).serve(now) {
            self.seize(now, row, kind);
            self.go_on(now, row);
        }
    }

    /// A venture has worked its time in a phase.
    fn end_phase(&mut self, now: SimTime, row: VentureRow) {
        let venture = *self.venture(row);
        let phase = venture.phase;
        let enclaves = self.incubator.plan.enclaves.as_ref();
        let blocked = enclaves.filter(|_| venture.is_blocked && phase == 0);
        let blocked = blocked.map_or(1.0, |enclaves| enclaves.blocked_pass);
        let p = self.phase(phase).pass * venture.quality * blocked;
        let passes = self.chance(row, Purpose::Pass, phase, p);
        self.let_go(now, row);
        let place = usize::from(phase);
        if !passes {
            self.incubator
                .books
                .count(|counts| counts.failed[place] += 1);
            self.end(now, row, Place::Failed);
            return;
        }
        self.incubator
            .books
            .count(|counts| counts.passed[place] += 1);
        if place + 1 == self.incubator.plan.phases.len() {
            self.end(now, row, Place::Graduated);
            self.incubator.add_graduate(now);
        } else {
            self.enter_phase(now, row, phase + 1);
        }
    }

    fn run_out_of_money(&mut self, now: SimTime, row: VentureRow) {
        let venture = *self.venture(row);
        let waits_for = Kind::ALL.get(usize::from(venture.step));
        if let Some(&kind) = waits_for {
            self.incubator.pool_mut(kind, venture.phase).leave(now, row);
        }
        self.let_go(now, row);
        if let Some(&kind) = waits_for {
            self.serve(now, kind, venture.phase);
        }
        let phase = usize::from(venture.phase);
        self.incubator
            .books
            .count(|counts| counts.out_of_money[phase] += 1);
        self.end(now, row, Place::OutOfMoney);
    }

    /// A venture leaves its phase: its money is settled, and what it holds goes to those in line.
    fn let_go(&mut self, now: SimTime, row: VentureRow) {
        let Venture { phase, held, .. } = *self.venture(row);
        self.settle(now, row, phase);
        self.incubator.change_of_phase(now, phase, -1);
        self.venture(row).held = 0;
        for kind in Kind::ALL {
            let units = self.phase(phase).needs[kind as usize];
            if held & kind.bit() != 0 && kind != Kind::Fund {
                self.incubator.pool_mut(kind, phase).release(now, units);
                self.serve(now, kind, phase);
            }
        }
    }

    fn end(&mut self, now: SimTime, row: VentureRow, place: Place) {
        let venture = self.venture(row);
        (venture.place, venture.ended) = (place, now);
        let span = now.since(venture.entered);
        self.incubator.books.residence.add_span(span);
        self.incubator.books.active.add(now, -1);
    }

    fn settle(&mut self, now: SimTime, row: VentureRow, phase: u8) {
        let cost = self.phase(phase).cost_per_month;
        let venture = &mut self.ventures[row.index()];
        self.incubator.runway.settle(now, row, venture, cost);
    }

    fn list(&mut self, row: VentureRow, phase: u8) {
        if self.incubator.plan.own_funds.is_none() {
            return;
        }
        let cost = self.phase(phase).cost_per_month;
        let venture = &mut self.ventures[row.index()];
        self.incubator.runway.list(row, venture, cost);
    }

    fn schedule(&mut self, at: SimTime, phase: EventPhase, event: Event) {
        self.incubator.calendar.schedule(at, phase, event);
    }
}

/// The enclave with the largest share of free floor, the first of several; none if all are full.
fn emptiest(enclaves: &[Pool]) -> Option<u8> {
    let free = |pool: &Pool| pool.free() as f64 / pool.capacity().unwrap_or(1).max(1) as f64;
    let with_room = enclaves
        .iter()
        .enumerate()
        .filter(|(_, pool)| pool.free() > 0);
    let best = with_room.min_by(|(_, one), (_, other)| free(other).total_cmp(&free(one)));
    best.and_then(|(place, _)| u8::try_from(place).ok())
}
