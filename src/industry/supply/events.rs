//! The events of supply, and what each of them does.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::plan::Supply;
use super::state::{DemandRow, DemandState, Order, Orders, PartRow, PartState, Purchase};
use crate::engine::{Calendar, Clock, Phase};
use crate::event_codes;
use crate::industry::shared::counts;
use crate::industry::shared::flow::{Consumption, Handover, Holds, Receipt};
use crate::industry::shared::goods::Movement;
use crate::industry::shared::ledger::{Account, Postings};
use crate::industry::shared::table::{Pool, rows};
use crate::industry::shared::waiting::Waiting;
use crate::units::{Duration, Fen, SimTime};

event_codes! {
    /// What happens in supply. At one instant, parts come in and suppliers stop or start first
    /// (phase `Transfer`), then kits are demanded (`Dispatch`), then a review orders what they took
    /// (`Sample`); events of one phase come in the order in which they were scheduled.
    pub(super) enum SupplyEvent {
        /// The stock of the start is there, and clocks begin to run.
        Begun,
        /// Somebody orders kits.
        Demanded(DemandRow),
        /// A supplier delivers the order of this row.
        Delivered(u32),
        /// A supplier stops taking orders.
        SupplierFailed(PartRow),
        /// A supplier takes orders again.
        SupplierBack(PartRow),
        /// Orders are placed.
        Reviewed,
    }
}

/// The first event of a run.
pub(super) fn schedule_first(calendar: &mut Calendar<SupplyEvent>, plan: &Supply) {
    calendar.schedule(SimTime::ZERO, Phase::Transfer, SupplyEvent::Begun);
    if let Some(review) = plan.review {
        let first = SimTime::ZERO + review;
        calendar.schedule(first, Phase::Sample, SupplyEvent::Reviewed);
    }
}

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
        demands: rows(&mut parameters.demands),
        purchases,
        orders: waiting,
        review: *review,
        spent,
        held_for_cash: parameters.holds.cash,
    };
    let (start, end) = (parameters.clock.tick_start(), parameters.clock.tick_end());
    for (at, used) in parameters.used.drain() {
        let row = row_of_part.get(usize::from(used.part.0));
        if let Some(&Some(row)) = row {
            depot.use_units(start, at, row, used.quantity);
        }
    }
    if depot.review.is_none() {
        depot.place_all(start);
    }
    if depot.held_for_cash && depot.parts.iter().any(|part| !part.unplaced.is_empty()) {
        parameters.waiting.held_for_cash += end.since(start);
    }
    while let Some((now, event)) = depot.calendar.pop_until(end) {
        *events += 1;
        depot.handle(now, event);
    }
    depot.record_issues();
}

/// Supply while a tick is drained.
struct Depot<'a> {
    calendar: &'a mut Calendar<SupplyEvent>,
    outgoing: &'a mut Handover<Receipt>,
    postings: &'a mut Postings,
    parts: &'a mut [PartState],
    demands: &'a mut [DemandState],
    purchases: &'a mut Pool<Purchase>,
    orders: &'a mut Pool<Order>,
    review: Option<Duration>,
    spent: &'a mut Fen,
    held_for_cash: bool,
}

impl Depot<'_> {
    fn handle(&mut self, now: SimTime, event: SupplyEvent) {
        match event {
            SupplyEvent::Begun => self.begin(now),
            SupplyEvent::Demanded(row) => self.demanded(now, row),
            SupplyEvent::Delivered(row) => {
                let Purchase { part, quantity } = self.purchases.take(row);
                self.parts[part.index()]
                    .on_order
                    .add(now, -quantity.cast_signed());
                self.deliver(now, part, quantity);
            }
            SupplyEvent::SupplierFailed(row) => self.switch_supplier(now, row, false),
            SupplyEvent::SupplierBack(row) => {
                self.switch_supplier(now, row, true);
                if self.review.is_none() {
                    self.place(now, row);
                }
            }
            SupplyEvent::Reviewed => {
                for part in self.parts.iter_mut().filter(|part| part.unplaced.len() > 1) {
                    let all = part.unplaced.drain(..).sum();
                    part.unplaced.push(all);
                }
                self.place_all(now);
                if let Some(review) = self.review {
                    let event = SupplyEvent::Reviewed;
                    self.calendar.schedule(now + review, Phase::Sample, event);
                }
            }
        }
    }

    /// The stock of the start comes in and is paid for; what it lacks is ordered.
    fn begin(&mut self, now: SimTime) {
        for row in (0..self.parts.len()).map(PartRow::new) {
            let part = &mut self.parts[row.index()];
            let initial = part.initial_stock;
            part.position = i64::from(initial);
            part.ordered = u64::from(initial);
            if let Some(supplier) = &mut part.supplier {
                let fails = now + supplier.up.sample(&mut supplier.stream);
                let event = SupplyEvent::SupplierFailed(row);
                self.calendar.schedule(fails, Phase::Transfer, event);
            }
            if initial > 0 {
                self.deliver(now, row, u64::from(initial));
            }
            self.order_again(now, row);
        }
        for row in 0..self.demands.len() {
            self.expect_demand(now, DemandRow::new(row));
        }
    }

    /// Units come in: into the stock here, or to assembly; they are paid for.
    fn deliver(&mut self, now: SimTime, row: PartRow, quantity: u64) {
        let part = &mut self.parts[row.index()];
        part.delivered += quantity;
        part.outstanding_since = now;
        let amount = part.price * quantity.cast_signed();
        let goods = part.goods(row);
        self.postings
            .buy(now, Account::Parts, amount, goods, quantity);
        *self.spent += amount;
        if let Some(part) = part.id {
            self.outgoing.push(now, Receipt { part, quantity });
            return;
        }
        let (orders, demands) = (&mut *self.orders, &mut *self.demands);
        part.stock.receive(now, quantity, |owner| {
            let order = orders.get_mut(owner);
            order.missing -= 1;
            if order.missing == 0 {
                let order = orders.take(owner);
                let demand = &mut demands[order.demand.index()];
                demand.complete(now, &order);
                demand.statistics.backlog.add(now, -1);
            }
        });
    }

    /// Says which parts of the stocks here were given to demands since it was said last.
    fn record_issues(&mut self) {
        for (row, part) in self.parts.iter_mut().enumerate() {
            let issued = part.stock.statistics().issued;
            if issued > part.recorded {
                let goods = part.goods(PartRow::new(row));
                let delivered = Movement::Delivered(goods, issued - part.recorded);
                self.postings.record(delivered);
                part.recorded = issued;
            }
        }
    }

    /// Assembly used some units at `at`, in the tick before.
    fn use_units(&mut self, now: SimTime, at: SimTime, row: PartRow, units: u64) {
        let part = &mut self.parts[row.index()];
        part.used += units;
        part.position -= units.cast_signed();
        let quantity = part.order_up(now);
        if quantity == 0 {
            return;
        }
        part.unplaced.push(quantity);
        // The order counts from the use of the parts, unless something holds it up.
        if self.review.is_none()
            && self.may_order(row)
            && self.parts[row.index()].unplaced.len() == 1
        {
            self.send(now, at, row);
        }
    }

    /// Orders what the position lacks, now or as soon as it may.
    fn order_again(&mut self, now: SimTime, row: PartRow) {
        let quantity = self.parts[row.index()].order_up(now);
        if quantity > 0 {
            self.parts[row.index()].unplaced.push(quantity);
            if self.review.is_none() {
                self.place(now, row);
            }
        }
    }

    /// Whether an order for a part may go out.
    fn may_order(&self, row: PartRow) -> bool {
        !self.held_for_cash && self.parts[row.index()].takes_orders()
    }

    /// Sends the orders that wait, if they may go out.
    fn place(&mut self, now: SimTime, row: PartRow) {
        if self.may_order(row) {
            self.send(now, now, row);
        }
    }

    fn place_all(&mut self, now: SimTime) {
        for row in 0..self.parts.len() {
            self.place(now, PartRow::new(row));
        }
    }

    /// Sends all orders of a part that wait; their lead times count from `from`.
    fn send(&mut self, now: SimTime, from: SimTime, row: PartRow) {
        let part = &mut self.parts[row.index()];
        for quantity in part.unplaced.drain(..) {
            let due = (from + part.lead.sample(&mut part.leads)).max(now);
            let purchase = self.purchases.put(Purchase {
                part: row,
                quantity,
            });
            let event = SupplyEvent::Delivered(purchase);
            self.calendar.schedule(due, Phase::Transfer, event);
        }
    }

    /// Schedules the next order of a demand.
    fn expect_demand(&mut self, now: SimTime, row: DemandRow) {
        let demand = &mut self.demands[row.index()];
        let next = now + demand.interval.sample(&mut demand.stream);
        self.calendar
            .schedule(next, Phase::Dispatch, SupplyEvent::Demanded(row));
    }

    /// Somebody orders kits: takes what there is, and waits for the rest.
    fn demanded(&mut self, now: SimTime, row: DemandRow) {
        let demand = &mut self.demands[row.index()];
        let kits = counts::draw(&demand.quantity, demand.most, &mut demand.stream);
        if kits == 0 {
            demand.statistics.empty += 1;
            self.expect_demand(now, row);
            return;
        }
        let parts = demand.kit.len();
        let mut missing = 0;
        let order = self.orders.put(Order {
            demand: row,
            at: now,
            missing: parts,
        });
        for place in 0..parts {
            let (part, units) = self.demands[row.index()].kit[place];
            let units = u64::from(units) * u64::from(kits);
            let state = &mut self.parts[part.index()];
            let at_once = state.stock.demand(now, order, units);
            missing += usize::from(!at_once);
            state.used += units;
            state.position -= units.cast_signed();
        }
        self.orders.get_mut(order).missing = missing;
        let demand = &mut self.demands[row.index()];
        demand.statistics.orders += 1;
        demand.statistics.waits.begin(now);
        if missing > 0 {
            demand.statistics.backlog.add(now, 1);
        } else {
            let order = self.orders.take(order);
            demand.statistics.filled_at_once += 1;
            demand.complete(now, &order);
        }
        for place in 0..parts {
            let (part, _) = self.demands[row.index()].kit[place];
            self.order_again(now, part);
        }
        self.expect_demand(now, row);
    }

    /// A supplier stops or starts to take orders.
    fn switch_supplier(&mut self, now: SimTime, row: PartRow, takes_orders: bool) {
        let Some(supplier) = &mut self.parts[row.index()].supplier else {
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
