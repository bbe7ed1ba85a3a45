//! Supply while a tick is drained: the system, and which event does what.
//!
//! What orders do from the decision to the delivery is in `ordering.rs`; who gets units of the
//! stocks here is in `serving.rs`.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::events::SupplyEvent;
use super::policy::Review;
use super::state::{DemandRow, DemandState, Order, Orders, PartRow, PartState, Purchase};
use super::state::{SourceRow, SourceState, Unsent};
use crate::engine::{Calendar, Clock, Phase};
use crate::industry::shared::flow::{Consumption, Handover, Holds, Receipt};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::table::{Pool, rows};
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
    parts: Query<'w, 's, &'static mut PartState>,
    sources: Query<'w, 's, &'static mut SourceState>,
    demands: Query<'w, 's, &'static mut DemandState>,
}

/// Handles everything that is due in this tick.
pub(super) fn drain(mut parameters: Parameters) {
    let Orders {
        purchases,
        waiting,
        review,
        row_of_part,
        spent,
        events,
    } = &mut *parameters.orders;
    let mut depot = Depot {
        calendar: &mut parameters.calendar,
        outgoing: &mut parameters.outgoing,
        postings: &mut parameters.postings,
        parts: rows(&mut parameters.parts),
        sources: rows(&mut parameters.sources),
        demands: rows(&mut parameters.demands),
        purchases,
        orders: waiting,
        review: *review,
        spent,
        held_for_cash: parameters.holds.cash,
        given: Vec::new(),
    };
    let (start, end) = (parameters.clock.tick_start(), parameters.clock.tick_end());
    for (at, used) in parameters.used.drain() {
        let row = row_of_part.get(usize::from(used.part.0));
        if let Some(&Some(row)) = row {
            depot.use_units(start, at, row, used.quantity);
        }
    }
    depot.send_at_once(start);
    if depot.held_for_cash && depot.parts.iter().any(|part| !part.unsent.is_empty()) {
        parameters.waiting.held_for_cash += end.since(start);
    }
    while let Some((now, event)) = depot.calendar.pop_until(end) {
        *events += 1;
        depot.handle(now, event);
    }
    depot.record_issues();
}

/// Supply while a tick is drained.
pub(super) struct Depot<'a> {
    pub(super) calendar: &'a mut Calendar<SupplyEvent>,
    pub(super) outgoing: &'a mut Handover<Receipt>,
    pub(super) postings: &'a mut Postings,
    pub(super) parts: &'a mut [PartState],
    pub(super) sources: &'a mut [SourceState],
    pub(super) demands: &'a mut [DemandState],
    pub(super) purchases: &'a mut Pool<Purchase>,
    pub(super) orders: &'a mut Pool<Order>,
    pub(super) review: Option<Duration>,
    pub(super) spent: &'a mut Fen,
    pub(super) held_for_cash: bool,
    /// Units that were just given out of a stock, empty between uses: the order that gets them, how
    /// many, and whether they were the last ones that it waited for.
    pub(super) given: Vec<(u32, u64, bool)>,
}

impl Depot<'_> {
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
