//! The events of ventures, and what each of them does: enclaves (equation E6), the way through the
//! phases (equation E5), money that runs out. `coming` says who comes forward.

pub(super) mod coming;

use bevy_ecs::prelude::*;

use super::draws::VentureDraw;
use super::plan::{PoolKind, VenturePhase};
use super::pool::ResourcePool;
use super::state::VenturesState;
use super::venture::{Venture, VenturePlace, VentureRow};
use crate::engine::{Calendar, Clock, Due, Phase};
use crate::event_codes;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::{Account, Postings};
use crate::industry::shared::people::Comer;
use crate::industry::shared::programmes::Companies;
use crate::industry::shared::table::rows;
use crate::units::{Duration, Fen, SimTime};

event_codes! {
    /// What happens to a venture.
    pub(super) enum VentureEvent {
        /// Its team begins.
        Comes(VentureRow),
        /// Its stay in an enclave ends.
        StayEnds(VentureRow),
        /// Its work in a phase ends.
        PhaseEnds(VentureRow),
        /// Its patience with a pool ends.
        PatienceEnds(VentureRow),
    }
}

/// Handles everything that is due in this tick.
pub(super) fn drain(
    clock: Res<Clock>,
    mut calendar: ResMut<Calendar<VentureEvent>>,
    mut state: ResMut<VenturesState>,
    mut ventures: Query<&'static mut Venture>,
    mut postings: ResMut<Postings>,
    mut comers: ResMut<Handover<Comer>>,
    mut companies: ResMut<Companies>,
) {
    let mut tick = VenturesTick {
        calendar: &mut calendar,
        state: &mut state,
        ventures: rows(&mut ventures),
        postings: &mut postings,
        comers: &mut comers,
    };
    if tick.state.may_serve {
        for kind in PoolKind::GUARANTEED {
            tick.serve(clock.tick_start(), kind, 0);
        }
    }
    tick.drain(clock.tick_end());
    companies.set_if_neq(state.companies());
}

/// Ventures while a tick is drained.
struct VenturesTick<'a> {
    calendar: &'a mut Calendar<VentureEvent>,
    state: &'a mut VenturesState,
    ventures: &'a mut [Venture],
    postings: &'a mut Postings,
    comers: &'a mut Handover<Comer>,
}

impl VenturesTick<'_> {
    /// Handles everything due before `end`, in order of time. A venture that passes at the instant
    /// at which its money is gone has passed.
    fn drain(&mut self, end: SimTime) {
        loop {
            // Where cost is zero, money that is gone already has no time of its own.
            let clock = self.calendar.now();
            let broke = self.state.runway.first();
            let broke = broke.map(|(at, row)| (at.max(clock), row));
            let broke = broke.filter(|&(at, _)| at < end);
            let until = broke.map_or(end, |(at, _)| at + Duration::millis(1));
            if let Some((now, event)) = self.calendar.pop_until(until.min(end)) {
                self.state.events += 1;
                self.handle(now, event);
            } else if let Some((now, row)) = broke {
                self.state.events += 1;
                self.run_out_of_money(now, row);
            } else {
                break;
            }
        }
    }

    fn handle(&mut self, now: SimTime, event: VentureEvent) {
        match event {
            VentureEvent::Comes(row) => self.come(now, row),
            VentureEvent::StayEnds(row) => self.leave_enclave(now, row),
            VentureEvent::PhaseEnds(row) => {
                let venture = self.venture(row);
                if venture.place == VenturePlace::InPhase && venture.due.is_now(now) {
                    self.end_phase(now, row);
                }
            }
            VentureEvent::PatienceEnds(row) => self.lose_patience(now, row),
        }
    }

    const fn venture(&mut self, row: VentureRow) -> &mut Venture {
        &mut self.ventures[row.index()]
    }

    fn phase(&self, phase: u8) -> &VenturePhase {
        &self.state.plan.phases[usize::from(phase)]
    }

    fn chance(&mut self, row: VentureRow, purpose: VentureDraw, phase: u8, p: f64) -> bool {
        let key = self.venture(row).key;
        self.state.draws.chance(key, purpose, phase, p)
    }

    /// A team begins in an enclave or in the city, or gives up.
    fn come(&mut self, now: SimTime, row: VentureRow) {
        let Some(enclaves) = &self.state.plan.enclaves else {
            return self.enter_city(now, row);
        };
        if !self.ventures[row.index()].seeks_enclave {
            return self.enter_city(now, row);
        }
        let lost = enclaves.blocked_share_lost;
        self.state.statistics.sought_enclave += 1;
        if let Some(place) = emptiest(&self.state.enclaves) {
            // There is room, so nobody waits in line.
            self.state.enclaves[usize::from(place)].ask(now, row, 1);
            self.state.statistics.in_enclaves.add(now, 1);
            self.venture(row).place = VenturePlace::Enclave(place);
            let stay = self.state.draws.stay(self.ventures[row.index()].key);
            self.schedule(now + stay, Phase::Transfer, VentureEvent::StayEnds(row));
            return;
        }
        self.state.statistics.blocked += 1;
        self.venture(row).is_blocked = true;
        if self.chance(row, VentureDraw::GivesUp, 0, lost) {
            self.state.statistics.lost += 1;
            self.venture(row).place = VenturePlace::Lost;
        } else {
            self.enter_city(now, row);
        }
    }

    fn leave_enclave(&mut self, now: SimTime, row: VentureRow) {
        let VenturePlace::Enclave(place) = self.venture(row).place else {
            return;
        };
        self.state.enclaves[usize::from(place)].release(now, 1);
        self.state.statistics.in_enclaves.add(now, -1);
        let enclaves = self.state.plan.enclaves.as_ref();
        let p_transfer = enclaves.map_or(0.0, |enclaves| enclaves.p_transfer);
        if self.chance(row, VentureDraw::Transfer, 0, p_transfer) {
            self.state.statistics.transferred += 1;
            self.enter_city(now, row);
        } else {
            self.state.statistics.elsewhere += 1;
            self.venture(row).place = VenturePlace::Elsewhere;
        }
    }

    /// A team comes to the city: its members register, and it enters the first phase.
    fn enter_city(&mut self, now: SimTime, row: VentureRow) {
        let funds = self.state.draws.own_funds(self.ventures[row.index()].key);
        let venture = self.venture(row);
        (venture.place, venture.entered) = (VenturePlace::InPhase, now);
        venture.money = funds.unwrap_or(Fen::ZERO);
        let size = venture.size;
        let venture = &mut self.ventures[row.index()];
        self.state.runway.begin(now, venture);
        if let Some(channel) = self.state.plan.channel {
            for _ in 0..size {
                self.comers.push(now, Comer { channel });
            }
        }
        let members = u64::from(size);
        self.state.statistics.registered += members;
        self.state.statistics.active.add(now, 1);
        self.state.statistics.residence.begin(now);
        self.enter_phase(now, row, 0);
    }

    /// A venture enters a phase.
    fn enter_phase(&mut self, now: SimTime, row: VentureRow, phase: u8) {
        let venture = self.venture(row);
        (venture.phase, venture.step, venture.quality) = (phase, 0, 1.0);
        self.state.statistics.phases[usize::from(phase)].entered += 1;
        self.state.change_of_phase(now, phase, 1);
        self.settle(now, row, phase);
        self.list(row, phase);
        self.go_on(now, row);
    }

    /// A venture seizes what it needs until it has to wait, and works when it has everything.
    fn go_on(&mut self, now: SimTime, row: VentureRow) {
        while let Some(&kind) = PoolKind::ALL.get(usize::from(self.venture(row).step)) {
            let phase = self.venture(row).phase;
            let units = self.phase(phase).needs[kind as usize];
            if units == 0 {
                self.venture(row).step += 1;
            } else if kind != PoolKind::Server && !self.state.is_guaranteed() {
                self.do_without(row, kind);
            } else if self.state.pool_mut(kind, phase).ask(now, row, units) {
                self.seize(now, row, kind);
            } else {
                self.venture(row).due = Due::NEVER;
                if let Some(guarantee) = self.state.plan.guarantee
                    && kind != PoolKind::Server
                {
                    let at = now + guarantee.patience;
                    self.venture(row).due = Due::at(at);
                    self.schedule(at, Phase::Dispatch, VentureEvent::PatienceEnds(row));
                }
                return;
            }
        }
        let venture = *self.venture(row);
        let end = now + self.state.draws.time(venture.key, venture.phase);
        let venture = self.venture(row);
        (venture.due, venture.ended) = (Due::at(end), end);
        self.schedule(end, Phase::Transfer, VentureEvent::PhaseEnds(row));
    }

    /// A pool has given a venture what it needs; a grant is paid by the city and lengthens its
    /// runway.
    fn seize(&mut self, now: SimTime, row: VentureRow, kind: PoolKind) {
        let venture = self.venture(row);
        venture.held |= kind.bit();
        venture.step += 1;
        if kind == PoolKind::Fund {
            let phase = venture.phase;
            let units = self.phase(phase).needs[kind as usize];
            let grant = Fen::new(i64::try_from(units).unwrap_or(i64::MAX));
            self.postings
                .transfer(now, Account::Tax, Account::Programmes, grant);
            self.state.statistics.granted += grant;
            self.settle(now, row, phase);
            self.venture(row).money += grant;
            self.list(row, phase);
        }
    }

    fn do_without(&mut self, row: VentureRow, kind: PoolKind) {
        let guarantee = self.state.plan.guarantee;
        let factor = guarantee.map_or(1.0, |guarantee| guarantee.without_pass);
        self.state.statistics.without[kind as usize] += 1;
        let venture = self.venture(row);
        venture.quality *= factor;
        venture.step += 1;
    }

    /// A venture whose patience ends, if it still waits for the same pool, does without.
    fn lose_patience(&mut self, now: SimTime, row: VentureRow) {
        let venture = *self.venture(row);
        let Some(&kind) = PoolKind::ALL.get(usize::from(venture.step)) else {
            return;
        };
        if venture.place != VenturePlace::InPhase || !venture.due.is_now(now) {
            return;
        }
        self.state.pool_mut(kind, venture.phase).leave(now, row);
        self.do_without(row, kind);
        self.go_on(now, row);
        self.serve(now, kind, venture.phase);
    }

    /// Serves those in line for a pool, as far as it goes.
    fn serve(&mut self, now: SimTime, kind: PoolKind, phase: u8) {
        while let Some(row) = self.state.pool_mut(kind, phase).serve(now) {
            self.seize(now, row, kind);
            self.go_on(now, row);
        }
    }

    /// A venture has worked its time in a phase.
    fn end_phase(&mut self, now: SimTime, row: VentureRow) {
        let venture = *self.venture(row);
        let phase = venture.phase;
        let enclaves = self.state.plan.enclaves.as_ref();
        let blocked = enclaves.filter(|_| venture.is_blocked && phase == 0);
        let blocked = blocked.map_or(1.0, |enclaves| enclaves.blocked_pass);
        let p = self.phase(phase).pass * venture.quality * blocked;
        let passes = self.chance(row, VentureDraw::Pass, phase, p);
        self.let_go(now, row);
        let place = usize::from(phase);
        if !passes {
            self.state.statistics.phases[place].failed += 1;
            self.end(now, row, VenturePlace::Failed);
            return;
        }
        self.state.statistics.phases[place].passed += 1;
        if place + 1 == self.state.plan.phases.len() {
            self.end(now, row, VenturePlace::Graduated);
            self.state.add_graduate(now);
        } else {
            self.enter_phase(now, row, phase + 1);
        }
    }

    fn run_out_of_money(&mut self, now: SimTime, row: VentureRow) {
        let venture = *self.venture(row);
        let waits_for = PoolKind::ALL.get(usize::from(venture.step));
        if let Some(&kind) = waits_for {
            self.state.pool_mut(kind, venture.phase).leave(now, row);
        }
        self.let_go(now, row);
        if let Some(&kind) = waits_for {
            self.serve(now, kind, venture.phase);
        }
        let phase = usize::from(venture.phase);
        self.state.statistics.phases[phase].out_of_money += 1;
        self.end(now, row, VenturePlace::OutOfMoney);
    }

    /// A venture leaves its phase: its money is settled, and what it holds is released to those in
    /// line.
    fn let_go(&mut self, now: SimTime, row: VentureRow) {
        let Venture { phase, held, .. } = *self.venture(row);
        self.settle(now, row, phase);
        self.state.change_of_phase(now, phase, -1);
        self.venture(row).held = 0;
        for kind in PoolKind::ALL {
            let units = self.phase(phase).needs[kind as usize];
            if held & kind.bit() != 0 && kind != PoolKind::Fund {
                self.state.pool_mut(kind, phase).release(now, units);
                self.serve(now, kind, phase);
            }
        }
    }

    fn end(&mut self, now: SimTime, row: VentureRow, place: VenturePlace) {
        let venture = self.venture(row);
        (venture.place, venture.ended) = (place, now);
        let entered = venture.entered;
        self.state.statistics.residence.end(now, entered);
        self.state.statistics.active.add(now, -1);
    }

    fn settle(&mut self, now: SimTime, row: VentureRow, phase: u8) {
        let cost = self.phase(phase).cost_per_month;
        let venture = &mut self.ventures[row.index()];
        self.state.runway.settle(now, row, venture, cost);
    }

    fn list(&mut self, row: VentureRow, phase: u8) {
        if self.state.plan.own_funds.is_none() {
            return;
        }
        let cost = self.phase(phase).cost_per_month;
        let venture = &mut self.ventures[row.index()];
        self.state.runway.list(row, venture, cost);
    }

    fn schedule(&mut self, at: SimTime, phase: Phase, event: VentureEvent) {
        self.calendar.schedule(at, phase, event);
    }
}

/// The enclave with the largest share of free floor, the first of several; none if all are full.
fn emptiest(enclaves: &[ResourcePool]) -> Option<u8> {
    let free =
        |pool: &ResourcePool| pool.free() as f64 / pool.capacity().unwrap_or(1).max(1) as f64;
    let with_room = enclaves
        .iter()
        .enumerate()
        .filter(|(_, pool)| pool.free() > 0);
    let best = with_room.min_by(|(_, one), (_, other)| free(other).total_cmp(&free(one)));
    best.and_then(|(place, _)| u8::try_from(place).ok())
}
