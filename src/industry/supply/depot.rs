//! Supply while a tick is drained: the system, and which event does what.
//!
//! What orders do from the decision to the delivery is in `ordering.rs`; who gets units of the
//! stocks here is in `serving.rs`.

use bevy_ecs::prelude::*;
use bevy_ecs::system::{SystemParam, SystemState};

use super::events::SupplyEvent;
use super::plan::Supply;
use super::policy::Review;
use super::state::{DemandRow, DemandState, Order, Orders, PartRow, PartState, Purchase};
use super::state::{SourceRow, SourceState, Unsent};
use crate::engine::{Calendar, Clock, Phase};
use crate::industry::shared::flow::{Consumption, Handover, Holds, Receipt};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::table::{Pool, rows};
use crate::industry::shared::trace::Trace;
use crate::industry::shared::waiting::Waiting;
use crate::units::{Duration, Fen, SimTime};

/// What supply reads and writes in a tick.
#[derive(SystemParam)]
pub(super) struct Parameters<'w, 's> {
    clock: Res<'w, Clock>,
    holds: Res<'w, Holds>,
    calendar: ResMut<'w, Calendar<SupplyEvent>>,
    orders: ResMut<'w, Orders>,
    used: ResMut<'w, Handover<Consumption>>,
    outgoing: ResMut<'w, Handover<Receipt>>,
    postings: ResMut<'w, Postings>,
    waiting: ResMut<'w, Waiting>,
    trace: Option<ResMut<'w, Trace>>,
    parts: Query<'w, 's, &'static mut PartState>,
    sources: Query<'w, 's, &'static mut SourceState>,
    demands: Query<'w, 's, &'static mut DemandState>,
}

impl Parameters<'_, '_> {
    /// The tables of supply as slices.
    fn depot(&mut self) -> Depot<'_> {
        let Orders {
            purchases,
            waiting,
            review,
            row_of_part,
            spent,
            events,
        } = &mut *self.orders;
        Depot {
            calendar: &mut self.calendar,
            used: &mut self.used,
            outgoing: &mut self.outgoing,
            postings: &mut self.postings,
            waiting: &mut self.waiting,
            trace: self.trace.as_deref_mut(),
            parts: rows(&mut self.parts),
            sources: rows(&mut self.sources),
            demands: rows(&mut self.demands),
            purchases,
            orders: waiting,
            review: *review,
            row_of_part,
            spent,
            events,
            held_for_cash: self.holds.cash,
            given: Vec::new(),
        }
    }
}

/// Parts and their sources go on as another plan says, from `now` on.
pub(super) fn take_over(plan: &Supply, world: &mut World, now: SimTime) {
    let mut state = SystemState::<Parameters>::new(world);
    let parameters = state.get_mut(world);
    let mut parameters = parameters.expect("supply has added its resources");
    let mut depot = parameters.depot();
    for (row, part) in plan.parts.iter().enumerate() {
        let state = &mut depot.parts[row];
        state.policy = part.policy.clone();
        for (place, source) in state.sources().zip(&part.sources) {
            depot.sources[place].take_over(source);
        }
        depot.reconsider(now, PartRow::new(row));
    }
}

/// Handles everything that is due in this tick.
pub(super) fn drain(mut parameters: Parameters) {
    let (start, end) = (parameters.clock.tick_start(), parameters.clock.tick_end());
    let mut depot = parameters.depot();
    depot.use_all(start);
    depot.send_at_once(start);
    if depot.held_for_cash && depot.parts.iter().any(|part| !part.unsent.is_empty()) {
        depot.waiting.held_for_cash += end.since(start);
    }
    while let Some((now, event)) = depot.calendar.pop_until(end) {
        *depot.events += 1;
        depot.handle(now, event);
    }
    depot.record_issues();
}

/// Supply while a tick is drained.
pub(super) struct Depot<'a> {
    pub(super) calendar: &'a mut Calendar<SupplyEvent>,
    /// What assembly used in the tick before.
    used: &'a mut Handover<Consumption>,
    pub(super) outgoing: &'a mut Handover<Receipt>,
    pub(super) postings: &'a mut Postings,
    waiting: &'a mut Waiting,
    /// The trace of the run, where one is kept.
    pub(super) trace: Option<&'a mut Trace>,
    pub(super) parts: &'a mut [PartState],
    pub(super) sources: &'a mut [SourceState],
    pub(super) demands: &'a mut [DemandState],
    pub(super) purchases: &'a mut Pool<Purchase>,
    pub(super) orders: &'a mut Pool<Order>,
    pub(super) review: Option<Duration>,
    /// The row of each part of assembly; none for one that is not purchased.
    row_of_part: &'a [Option<PartRow>],
    pub(super) spent: &'a mut Fen,
    events: &'a mut u64,
    pub(super) held_for_cash: bool,
    /// Units that were just given out of a stock, empty between uses: the order that gets them, how
    /// many, and whether they were the last ones that it waited for.
    pub(super) given: Vec<(u32, u64, bool)>,
}

impl Depot<'_> {
    /// Takes what assembly used off the positions of its parts.
    fn use_all(&mut self, now: SimTime) {
        for place in 0..self.used.len() {
            let Some(&(at, used)) = self.used.iter().nth(place) else {
                break;
            };
            let row = self.row_of_part.get(usize::from(used.part.0));
            if let Some(&Some(row)) = row {
                self.use_units(now, at, row, used.quantity);
            }
        }
        self.used.clear();
    }

    /// Does what an event says.
    pub(super) fn handle(&mut self, now: SimTime, event: SupplyEvent) {
        match event {
            SupplyEvent::Begun => self.begin(now),
            SupplyEvent::Demanded(row) => self.demanded(now, row),
            SupplyEvent::Taken(row) => self.take_all(now, row),
            SupplyEvent::Delivered(purchase) => self.delivered(now, purchase),
            SupplyEvent::Worked(purchase) => self.worked(now, purchase),
            SupplyEvent::SupplierFailed(row) => self.switch_supplier(now, row, false),
            SupplyEvent::SupplierBack(row) => {
                self.switch_supplier(now, row, true);
                let part = self.sources[row.index()].part;
                if self.parts[part.index()].review == Review::AtUse {
                    self.send(now, now, part);
                }
            }
            SupplyEvent::Reviewed => self.common_review(now),
            SupplyEvent::ReviewComes(row) => {
                let event = SupplyEvent::OwnReview(row);
                self.calendar.schedule(now, Phase::Transfer, event);
            }
            SupplyEvent::OwnReview(row) => self.own_reviews(now, row),
            SupplyEvent::Listed(row) => self.place_listed(now, row),
            SupplyEvent::GaveUp(order) => self.give_up(now, order),
        }
    }

    /// The stock of the start comes in and is paid for; then what it lacks is ordered.
    fn begin(&mut self, now: SimTime) {
        let rows = (0..self.parts.len()).map(PartRow::new);
        for row in rows.clone() {
            let part = &mut self.parts[row.index()];
            let (initial, source) = (u64::from(part.initial_stock), part.main_source);
            part.position.set(now, initial.cast_signed());
            part.ordered = initial;
            if initial > 0 {
                self.deliver(now, row, source, initial);
            }
        }
        for row in rows {
            for source in self.parts[row.index()].sources().map(SourceRow::new) {
                if let Some(supplier) = &mut self.sources[source.index()].supplier {
                    let fails = now + supplier.up.sample(&mut supplier.stream);
                    let event = SupplyEvent::SupplierFailed(source);
                    self.calendar.schedule(fails, Phase::Transfer, event);
                }
            }
            self.reconsider(now, row);
            self.expect_listed(row);
            if let Review::Own { first, .. } = self.parts[row.index()].review {
                self.expect_review(first, row);
            }
        }
        for row in 0..self.demands.len() {
            self.expect_demand(now, DemandRow::new(row));
        }
    }

    /// What parts without a review of their own have decided is sent, as one order to each source.
    fn common_review(&mut self, now: SimTime) {
        for row in (0..self.parts.len()).map(PartRow::new) {
            let part = &mut self.parts[row.index()];
            if part.review != Review::Gathered {
                continue;
            }
            let unsent = &mut part.unsent;
            unsent.sort_by_key(|order| order.source);
            unsent.dedup_by(|next, kept| {
                let is_same = next.source == kept.source;
                kept.quantity += if is_same { next.quantity } else { 0 };
                is_same
            });
            self.send(now, now, row);
        }
        if let Some(review) = self.review {
            let event = SupplyEvent::Reviewed;
            self.calendar.schedule(now + review, Phase::Sample, event);
        }
    }

    /// Schedules a review of a part of its own.
    fn expect_review(&mut self, at: SimTime, row: PartRow) {
        let part = &mut self.parts[row.index()];
        part.next_review = at;
        let is_before = part.review.is_before_demand();
        if is_before {
            let event = SupplyEvent::ReviewComes(row);
            self.calendar.schedule(at, Phase::Transfer, event);
        } else {
            let event = SupplyEvent::OwnReview(row);
            self.calendar.schedule(at, Phase::Sample, event);
        }
    }

    /// Reviews all parts that are due like the one at hand, in the order of the file: where one is
    /// made from another, that one sees the orders of those before it.
    fn own_reviews(&mut self, now: SimTime, row: PartRow) {
        let like = self.parts[row.index()].review.is_before_demand();
        if self.parts[row.index()].next_review != now {
            return; // It was reviewed with another part of this instant.
        }
        for row in (0..self.parts.len()).map(PartRow::new) {
            let part = &self.parts[row.index()];
            let Review::Own {
                every,
                before_demand,
                ..
            } = part.review
            else {
                continue;
            };
            if part.next_review == now && before_demand == like {
                self.expect_review(now + every, row);
                self.decide(now, row);
                self.send(now, now, row);
            }
        }
    }

    /// Schedules the next listed order of a part, if there is one.
    fn expect_listed(&mut self, row: PartRow) {
        let part = &self.parts[row.index()];
        if let Some((at, _)) = part.next_listed() {
            let event = SupplyEvent::Listed(row);
            self.calendar.schedule(at, Phase::Transfer, event);
        }
    }

    /// Places a listed order as it is.
    fn place_listed(&mut self, now: SimTime, row: PartRow) {
        let part = &mut self.parts[row.index()];
        if let Some((_, quantity)) = part.next_listed() {
            part.listed += 1;
            let source = part.choose_source();
            part.order(now, Unsent { source, quantity });
        }
        if self.parts[row.index()].review == Review::AtUse {
            self.send(now, now, row);
        }
        self.expect_listed(row);
    }

    /// A supplier stops or starts to take orders.
    fn switch_supplier(&mut self, now: SimTime, row: SourceRow, takes_orders: bool) {
        let Some(supplier) = &mut self.sources[row.index()].supplier else {
            return;
        };
        supplier.takes_orders = takes_orders;
        let (law, event) = if takes_orders {
            (&supplier.up, SupplyEvent::SupplierFailed(row))
        } else {
            (&supplier.down, SupplyEvent::SupplierBack(row))
        };
        let next = now + law.sample(&mut supplier.stream);
        self.calendar.schedule(next, Phase::Transfer, event);
    }
}
