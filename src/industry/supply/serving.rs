//! Who gets units of the stocks here: orders of demands, and of parts that are made from others
//! (equations E40 and E42).

use super::depot::Depot;
use super::events::SupplyEvent;
use super::state::{Claimant, Component, DemandRow, Order, PartRow, Purchase};
use crate::engine::Phase;
use crate::industry::shared::goods::Movement;
use crate::units::SimTime;

impl Depot<'_> {
    /// Schedules the next order of a demand, if there is one.
    pub(super) fn expect_demand(&mut self, now: SimTime, row: DemandRow) {
        if let Some(next) = self.demands[row.index()].next(now) {
            let event = SupplyEvent::Demanded(row);
            self.calendar.schedule(next, Phase::Dispatch, event);
        }
    }

    /// Somebody orders kits: takes what there is, and waits for the rest or leaves it.
    pub(super) fn demanded(&mut self, now: SimTime, row: DemandRow) {
        let demand = &mut self.demands[row.index()];
        let kits = u64::from(demand.kits());
        if kits == 0 {
            demand.statistics.empty += 1;
            self.expect_demand(now, row);
            return;
        }
        demand.statistics.orders += 1;
        demand.statistics.kits += kits;
        if demand.is_lost {
            self.serve_or_lose(now, row, kits);
        } else {
            self.serve_or_wait(now, row, kits);
        }
        for place in 0..self.demands[row.index()].kit.len() {
            let part = self.demands[row.index()].kit[place].part;
            self.reconsider(now, part);
        }
        self.expect_demand(now, row);
    }

    /// A demand takes all kits that there are.
    pub(super) fn take_all(&mut self, now: SimTime, row: DemandRow) {
        let kits = self.kits_there(row);
        if kits == 0 {
            return;
        }
        let statistics = &mut self.demands[row.index()].statistics;
        statistics.orders += 1;
        statistics.kits += kits;
        self.serve_or_lose(now, row, kits);
        for place in 0..self.demands[row.index()].kit.len() {
            let part = self.demands[row.index()].kit[place].part;
            self.reconsider(now, part);
        }
    }

    /// An order takes what there is of each part, and waits for the rest.
    fn serve_or_wait(&mut self, now: SimTime, row: DemandRow, kits: u64) {
        let parts = self.demands[row.index()].kit.len();
        let order = self.orders.put(Order {
            claimant: Claimant::Demand(row),
            at: now,
            kits,
            missing: parts,
            gives_up: None,
            got: Vec::new(),
        });
        let (mut missing, mut waits_for) = (0, 0);
        for place in 0..parts {
            let of = self.demands[row.index()].kit[place];
            let left = of.units * kits - self.claim_units(now, order, of, kits);
            missing += usize::from(left > 0);
            waits_for += left;
        }
        let demand = &mut self.demands[row.index()];
        demand.statistics.waits.begin(now);
        if missing == 0 {
            let order = self.orders.take(order);
            demand.statistics.filled_at_once += 1;
            demand.complete(now, &order);
            return;
        }
        let statistics = &mut demand.statistics;
        statistics.backlog.add(now, 1);
        statistics
            .units_waited_for
            .add(now, waits_for.cast_signed());
        let gives_up = demand.gives_up(now);
        let waiting = self.orders.get_mut(order);
        (waiting.missing, waiting.gives_up) = (missing, gives_up);
        if let Some(at) = gives_up {
            let event = SupplyEvent::GaveUp(order);
            self.calendar.schedule(at, Phase::Sample, event);
        }
    }

    /// Demands the units of a part that an order of so many kits needs. Returns those that it gets
    /// at once.
    fn claim_units(&mut self, now: SimTime, order: u32, of: Component, kits: u64) -> u64 {
        let part = &mut self.parts[of.part.index()];
        let units = of.units * kits;
        let given = part.stock.demand(now, order, units, of.class);
        part.was_short |= given < units;
        part.demand(now, units);
        given
    }

    /// The kits that a demand could take at once.
    fn kits_there(&self, row: DemandRow) -> u64 {
        let kit = self.demands[row.index()].kit.iter();
        let there = kit.map(|of| {
            let stock = &self.parts[of.part.index()].stock;
            stock.available(of.class) / of.units
        });
        there.min().unwrap_or(0)
    }

    /// An order takes the kits of which all parts are there, and leaves the others.
    fn serve_or_lose(&mut self, now: SimTime, row: DemandRow, kits: u64) {
        let served = self.kits_there(row).min(kits);
        let demand = &mut self.demands[row.index()];
        for of in &demand.kit {
            let part = &mut self.parts[of.part.index()];
            let (asked, most) = (of.units * kits, of.units * served);
            let given = part.stock.try_demand(now, asked, most, of.class);
            part.was_short |= given < asked;
            part.demand(now, given);
            part.lose(now, asked - given);
            demand.statistics.units_lost += asked - given;
        }
        let statistics = &mut demand.statistics;
        statistics.kits_lost += kits - served;
        if served == kits {
            statistics.filled_at_once += 1;
            statistics.completed += 1;
            statistics.waits.begin(now);
            statistics.waits.end(now, now);
        } else {
            statistics.lost += 1;
        }
    }

    /// An order has waited long enough: it leaves, and what was put aside for it goes back.
    pub(super) fn give_up(&mut self, now: SimTime, row: u32) {
        let waiting = self.orders.find(row);
        if waiting.is_none_or(|order| order.gives_up != Some(now)) {
            return; // It has got its parts, and its row has been used again.
        }
        let order = self.orders.take(row);
        let Claimant::Demand(demand) = order.claimant else {
            return;
        };
        for place in 0..self.demands[demand.index()].kit.len() {
            let of = self.demands[demand.index()].kit[place];
            let units = of.units * order.kits;
            let part = &mut self.parts[of.part.index()];
            let missing = part.stock.withdraw(now, row, of.class);
            part.give_up(now, units);
            let given = &mut self.given;
            let note = |order, units, is_last| given.push((order, units, is_last));
            part.stock.put_back(now, units - missing, note);
            let statistics = &mut self.demands[demand.index()].statistics;
            statistics.units_lost += units;
            statistics.units_waited_for.add(now, -missing.cast_signed());
            self.hand_out(now, of.part);
        }
        let statistics = &mut self.demands[demand.index()].statistics;
        statistics.lost += 1;
        statistics.kits_given_up += order.kits;
        statistics.backlog.add(now, -1);
        statistics.waits.discard(order.at);
    }

    /// Says which units of the stocks here demands got, or left, since it was said last.
    pub(super) fn record_issues(&mut self) {
        for row in (0..self.parts.len()).map(PartRow::new) {
            let part = &mut self.parts[row.index()];
            let of = part.stock.statistics();
            let given = of.units.issued - of.returned - part.claimed;
            let (goods, before) = (part.goods(row), part.recorded);
            if given > before {
                let delivered = Movement::Delivered(goods, given - before);
                self.postings.record(delivered);
            } else if given < before {
                let returned = Movement::Returned(goods, before - given);
                self.postings.record(returned);
            }
            part.recorded = given;
        }
    }

    /// Orders get the units of a part that were just given to them.
    pub(super) fn hand_out(&mut self, now: SimTime, part: PartRow) {
        let mut given = std::mem::take(&mut self.given);
        for (row, units, is_last) in given.drain(..) {
            match self.orders.get(row).claimant {
                Claimant::Demand(demand) => self.hand_to_demand(now, row, demand, (units, is_last)),
                Claimant::Purchase(purchase) => {
                    let made = self.purchases.get(purchase).part;
                    let made_from = &self.parts[made.index()].made_from;
                    let place = made_from.iter().position(|of| of.part == part);
                    let place = place.expect("a part that it is made from");
                    self.parts[part.index()].claimed += units;
                    self.orders.get_mut(row).got[place] += units;
                    self.begin_units(now, row);
                }
            }
        }
        self.given = given;
        let part = &self.parts[part.index()];
        if part.stock.on_hand() > 0 {
            for &row in &part.takers {
                let event = SupplyEvent::Taken(row);
                self.calendar.schedule(now, Phase::Dispatch, event);
            }
        }
    }

    /// An order of a demand gets units for which it waited.
    ///
    /// * `given` — the units, and whether they are the last ones of their part.
    fn hand_to_demand(&mut self, now: SimTime, row: u32, demand: DemandRow, given: (u64, bool)) {
        let demand = &mut self.demands[demand.index()];
        let (units, is_last) = given;
        let waited_for = &mut demand.statistics.units_waited_for;
        waited_for.add(now, -units.cast_signed());
        let order = self.orders.get_mut(row);
        order.missing -= usize::from(is_last);
        if order.missing == 0 {
            let order = self.orders.take(row);
            demand.complete(now, &order);
            demand.statistics.backlog.add(now, -1);
        }
    }

    /// An order for a part that is made from others takes them from their stocks, or waits.
    pub(super) fn claim(&mut self, now: SimTime, row: u32) {
        let &Purchase { part, quantity, .. } = self.purchases.get(row);
        let count = self.parts[part.index()].made_from.len();
        let order = self.orders.put(Order {
            claimant: Claimant::Purchase(row),
            at: now,
            kits: quantity,
            missing: count,
            gives_up: None,
            got: Vec::with_capacity(count),
        });
        for place in 0..count {
            let of = self.parts[part.index()].made_from[place];
            let given = self.claim_units(now, order, of, quantity);
            self.parts[of.part.index()].claimed += given;
            self.orders.get_mut(order).got.push(given);
        }
        self.begin_units(now, order);
        for place in 0..count {
            let of = self.parts[part.index()].made_from[place].part;
            self.reconsider(now, of);
        }
    }

    /// Units of a part begin for which all that they are made from is there.
    fn begin_units(&mut self, now: SimTime, row: u32) {
        let order = self.orders.get_mut(row);
        let Claimant::Purchase(purchase_row) = order.claimant else {
            return;
        };
        let purchase = self.purchases.get_mut(purchase_row);
        let made_from = &self.parts[purchase.part.index()].made_from;
        let pairs = made_from.iter().zip(&order.got);
        let complete = pairs.map(|(of, &got)| got / of.units).min();
        let units = complete.unwrap_or(0).min(order.kits);
        if units == 0 {
            return;
        }
        for (of, got) in made_from.iter().zip(&mut order.got) {
            *got -= units * of.units;
            let goods = self.parts[of.part.index()].goods(of.part);
            let used = Movement::Used(goods, units * of.units);
            self.postings.record(used);
        }
        let begun = Movement::PartBegun(purchase.part.into(), units);
        self.postings.record(begun);
        order.kits -= units;
        if now > order.at {
            purchase.from = now;
        }
        if order.kits == 0 {
            self.orders.take(row);
            self.work(now, purchase_row);
        } else {
            purchase.quantity -= units;
            let begun = Purchase {
                quantity: units,
                ..*purchase
            };
            let begun = self.purchases.put(begun);
            self.work(now, begun);
        }
    }
}
