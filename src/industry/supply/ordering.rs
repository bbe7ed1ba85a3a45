//! Orders for parts: the policy decides, they are sent, worked on, and delivered (equations E28,
//! E40 and E41).

use super::depot::Depot;
use super::events::SupplyEvent;
use super::policy::{Policy, Review};
use super::state::{PartRow, PartState, Purchase, SourceRow, Unsent};
use crate::engine::Phase;
use crate::industry::shared::flow::Receipt;
use crate::industry::shared::goods::{Goods, Movement};
use crate::industry::shared::ledger::Account;
use crate::industry::shared::trace::Origin;
use crate::units::SimTime;

impl Depot<'_> {
    /// Assembly used some units at `at`, in the tick before.
    pub(super) fn use_units(&mut self, now: SimTime, at: SimTime, row: PartRow, units: u64) {
        let part = &mut self.parts[row.index()];
        part.demand(now, units);
        let is_first = part.unsent.is_empty();
        let is_decided = part.review.is_at_use() && self.decide(now, row);
        // The order counts from the use of the parts, unless something holds it up.
        if is_decided && is_first && self.parts[row.index()].review == Review::AtUse {
            self.send(now, at, row);
        }
    }

    /// The position of a part has changed: orders what its policy says, unless a review does.
    pub(super) fn reconsider(&mut self, now: SimTime, row: PartRow) {
        let review = self.parts[row.index()].review;
        if review.is_at_use() && self.decide(now, row) && review == Review::AtUse {
            self.send(now, now, row);
        }
    }

    /// Lets the policy decide. Returns whether something is ordered.
    pub(super) fn decide(&mut self, now: SimTime, row: PartRow) -> bool {
        let part = &mut self.parts[row.index()];
        let position = part.position.value();
        let wanted = if let Policy::Forecast(forecast) = &part.policy {
            let level = part.history.level(forecast).cast_signed();
            (level - position).max(0).unsigned_abs()
        } else {
            part.policy.wanted(position, !part.unsent.is_empty())
        };
        if wanted == 0 {
            return false;
        }
        let source = part.choose_source();
        let quantity = self.sources[source.index()].sizes.rounded(wanted);
        part.order(now, Unsent { source, quantity });
        true
    }

    /// Sends what waits of parts that order at each use.
    pub(super) fn send_at_once(&mut self, now: SimTime) {
        for row in (0..self.parts.len()).map(PartRow::new) {
            if self.parts[row.index()].review == Review::AtUse {
                self.send(now, now, row);
            }
        }
    }

    /// Sends the orders of a part that may go out; their lead times count from `from`.
    pub(super) fn send(&mut self, now: SimTime, from: SimTime, row: PartRow) {
        if self.held_for_cash || self.parts[row.index()].unsent.is_empty() {
            return;
        }
        let mut unsent = std::mem::take(&mut self.parts[row.index()].unsent);
        unsent.retain(|&Unsent { source, quantity }| {
            if !self.sources[source.index()].takes_orders() {
                return true;
            }
            let part = &mut self.parts[row.index()];
            part.orders += 1;
            part.spans.order(now, quantity);
            let purchase = self.purchases.put(Purchase {
                part: row,
                source,
                quantity,
                from,
            });
            if part.is_made_by(source) {
                self.claim(now, purchase);
            } else {
                self.work(now, purchase);
            }
            false
        });
        self.parts[row.index()].unsent = unsent;
    }

    /// The supplier gets an order that is sent, and whose parts are there.
    pub(super) fn work(&mut self, now: SimTime, purchase: u32) {
        let source = self.purchases.get(purchase).source;
        let Some(workshop) = &mut self.sources[source.index()].workshop else {
            self.ship(now, purchase);
            return;
        };
        workshop.queue.push_back(purchase);
        self.occupy_servers(now, source);
    }

    /// Idle servers of a supplier take orders from the queue.
    fn occupy_servers(&mut self, now: SimTime, source: SourceRow) {
        let Some(workshop) = &mut self.sources[source.index()].workshop else {
            return;
        };
        while workshop.working.value() < i64::from(workshop.servers) {
            let Some(purchase) = workshop.queue.pop_front() else {
                break;
            };
            workshop.working.add(now, 1);
            let quantity = self.purchases.get(purchase).quantity;
            let done = now + workshop.first_time(quantity);
            let event = SupplyEvent::Worked(purchase);
            self.calendar.schedule(done, Phase::Transfer, event);
        }
    }

    /// A server has made an order, or a unit of it, which leaves.
    pub(super) fn worked(&mut self, now: SimTime, row: u32) {
        let purchase = self.purchases.get_mut(row);
        purchase.from = now;
        let source = purchase.source;
        let Some(workshop) = &mut self.sources[source.index()].workshop else {
            return;
        };
        if workshop.by_unit && purchase.quantity > 1 {
            purchase.quantity -= 1;
            let unit = Purchase {
                quantity: 1,
                ..*purchase
            };
            let done = now + workshop.next_time();
            let unit = self.purchases.put(unit);
            self.ship(now, unit);
            let event = SupplyEvent::Worked(row);
            self.calendar.schedule(done, Phase::Transfer, event);
            return;
        }
        workshop.working.add(now, -1);
        self.ship(now, row);
        self.occupy_servers(now, source);
    }

    /// An order is on its way.
    fn ship(&mut self, now: SimTime, row: u32) {
        let &Purchase {
            part,
            source,
            quantity,
            from,
        } = self.purchases.get(row);
        let due = self.sources[source.index()].due(now, from);
        let part = &mut self.parts[part.index()];
        part.in_transit.add(now, quantity.cast_signed());
        let event = SupplyEvent::Delivered(row);
        self.calendar.schedule(due, Phase::Transfer, event);
    }

    /// A supplier delivers an order.
    pub(super) fn delivered(&mut self, now: SimTime, purchase: u32) {
        let Purchase {
            part: row,
            source,
            quantity,
            from,
        } = self.purchases.take(purchase);
        let received = self.sources[source.index()].delivers(quantity);
        let part = &mut self.parts[row.index()];
        if let (Some(trace), Some(id)) = (&mut self.trace, part.id) {
            trace.deliver(id, now, Origin::Ordered(from));
        }
        part.on_order.add(now, -quantity.cast_signed());
        part.in_transit.add(now, -quantity.cast_signed());
        part.position
            .add(now, received.cast_signed() - quantity.cast_signed());
        part.missing += quantity.saturating_sub(received);
        part.surplus += received.saturating_sub(quantity);
        if part.is_made_by(source) {
            let under_way = Goods::PartUnderWay(row.into());
            let amount = self.sources[source.index()].price * received.cast_signed();
            self.postings.buy(now, Account::Parts, amount, under_way, 0);
            *self.spent += amount;
            let made = Movement::PartMade(row.into(), part.goods(row), [quantity, received]);
            self.postings.record(made);
            self.receive(now, row, source, received);
        } else {
            self.deliver(now, row, source, received);
        }
        let part = &mut self.parts[row.index()];
        if part.id.is_none() {
            part.stock.end_cycle(part.was_short);
            part.was_short = part.stock.backorders() > 0;
        }
        if received < quantity {
            self.reconsider(now, row);
        }
    }

    /// Units that were bought come in, and are paid for.
    pub(super) fn deliver(&mut self, now: SimTime, row: PartRow, source: SourceRow, quantity: u64) {
        let amount = self.sources[source.index()].price * quantity.cast_signed();
        let goods = self.parts[row.index()].goods(row);
        self.postings
            .buy(now, Account::Parts, amount, goods, quantity);
        *self.spent += amount;
        self.receive(now, row, source, quantity);
    }

    /// Units come in: into the stock here, or to assembly.
    fn receive(&mut self, now: SimTime, row: PartRow, source: SourceRow, quantity: u64) {
        let part = &mut self.parts[row.index()];
        part.delivered += quantity;
        part.outstanding_since = now;
        self.sources[source.index()].delivered += quantity;
        if let Some(part) = part.id {
            if quantity > 0 {
                self.outgoing.push(now, Receipt { part, quantity });
            }
            return;
        }
        let given = &mut self.given;
        let note = |order, units, is_last| given.push((order, units, is_last));
        part.stock.receive(now, quantity, note);
        self.hand_out(now, row);
    }
}

impl PartState {
    /// The next listed order: when it is placed, and its units.
    pub(super) fn next_listed(&self) -> Option<(SimTime, u64)> {
        match &self.policy {
            Policy::Listed(orders) => orders.get(self.listed).copied(),
            Policy::UpTo { .. } | Policy::Lots { .. } | Policy::Forecast(_) => None,
        }
    }
}
