//! Fulfilment: computers go to the orders of their model, first placed first served, as they come.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use super::Sales;
use super::demand::NewOrders;
use super::figures::Record;
use super::order::Order;
use super::spec::{Market, Marks};
use crate::engine::Clock;
use crate::industry::shared::flow::{ComputersBuilt, Handover, Holds, ModelId};
use crate::industry::shared::ledger::{Account, Postings};
use crate::industry::shared::waiting::Waiting;
use crate::units::SimTime;

/// The shelves with finished computers, and the orders that wait for them.
#[derive(Resource, Debug)]
pub(super) struct Shelves {
    /// Computers without an order, by model.
    pub(super) stock: Vec<u64>,
    /// Orders that wait, by model, first placed first. Where there is stock there are none.
    pub(super) backlog: Vec<VecDeque<Entity>>,
    /// When each order gives up, in order of time; some are complete by then.
    give_ups: VecDeque<(SimTime, Entity)>,
    /// Up to when waiting is booked.
    booked: SimTime,
    /// What is counted.
    pub(super) record: Record,
    /// Computers that came in, orders that came in and gave up.
    pub(super) events: u64,
    /// Computers of this tick, by time; empty between ticks.
    arrivals: Vec<(SimTime, ComputersBuilt)>,
}

impl Shelves {
    /// Empty shelves for so many models.
    pub(super) fn new(models: usize) -> Self {
        Self {
            stock: vec![0; models],
            backlog: vec![VecDeque::new(); models],
            give_ups: VecDeque::new(),
            booked: SimTime::ZERO,
            record: Record::new(models),
            events: 0,
            arrivals: Vec::new(),
        }
    }

    /// Books for the time up to `now` whether orders waited for computers or computers for orders.
    fn book_until(&mut self, now: SimTime, waiting: &mut Waiting) {
        let span = now.since(self.booked);
        if self.record.backlog.value() > 0 {
            waiting.orders_waiting += span;
        } else if self.record.unsold.value() > 0 {
            waiting.unsold_without_orders += span;
        }
        self.booked = now;
    }
}

/// What the handlers of a tick work on.
struct Floor<'a, 'w, 's> {
    market: &'a Market,
    shelves: &'a mut Shelves,
    orders: Query<'w, 's, &'static mut Order>,
    postings: &'a mut Postings,
    commands: Commands<'w, 's>,
}

/// Ships what can be shipped in this tick, in exact order: at one instant computers come in first,
/// then orders, then those who give up.
pub(super) fn ship(
    (clock, market): (Res<Clock>, Res<Sales>),
    mut shelves: ResMut<Shelves>,
    mut new: ResMut<NewOrders>,
    mut built: ResMut<Handover<ComputersBuilt>>,
    (mut postings, mut waiting): (ResMut<Postings>, ResMut<Waiting>),
    orders: Query<&'static mut Order>,
    commands: Commands,
) {
    let mut arrivals = std::mem::take(&mut shelves.arrivals);
    arrivals.extend(built.drain());
    arrivals.sort_by_key(|&(at, _)| at);
    let mut floor = Floor {
        market: &market.0,
        shelves: &mut shelves,
        orders,
        postings: &mut postings,
        commands,
    };
    let (mut next_arrival, mut next_order) = (0, 0);
    loop {
        let arrival = arrivals.get(next_arrival).map(|&(at, _)| (at, 0));
        let order = new
            .0
            .get(next_order)
            .map(|&order| (floor.order(order).placed, 1));
        let give_up = floor.shelves.give_ups.front().map(|&(at, _)| (at, 2));
        let give_up = give_up.filter(|&(at, _)| at < clock.tick_end());
        let Some((now, kind)) = [arrival, order, give_up].into_iter().flatten().min() else {
            break;
        };
        floor.shelves.book_until(now, &mut waiting);
        floor.shelves.events += 1;
        match kind {
            0 => {
                floor.computers_came(now, arrivals[next_arrival].1);
                next_arrival += 1;
            }
            1 => {
                floor.order_came(now, new.0[next_order]);
                next_order += 1;
            }
            _ => floor.order_gave_up(now),
        }
    }
    arrivals.clear();
    new.0.clear();
    shelves.arrivals = arrivals;
    shelves.book_until(clock.tick_end(), &mut waiting);
}

impl Floor<'_, '_, '_> {
    fn order(&self, order: Entity) -> Order {
        *self.orders.get(order).expect("an order waits as an entity")
    }

    fn computers_came(&mut self, now: SimTime, computers: ComputersBuilt) {
        let ComputersBuilt { model, quantity } = computers;
        self.shelves.stock[usize::from(model.0)] += u64::from(quantity);
        self.shelves.record.came(now, model, quantity);
        self.fulfil(now, model);
    }

    fn order_came(&mut self, now: SimTime, entity: Entity) {
        let order = self.order(entity);
        self.shelves.backlog[usize::from(order.model.0)].push_back(entity);
        self.shelves.record.ordered(now, &order);
        if let Some(patience) = self.market.patience {
            self.shelves.give_ups.push_back((now + patience, entity));
        }
        self.fulfil(now, order.model);
    }

    /// Cancels what is left of the order whose patience ends now, if anything is.
    fn order_gave_up(&mut self, now: SimTime) {
        let Some((_, entity)) = self.shelves.give_ups.pop_front() else {
            return;
        };
        // Patience is the same for all, so whoever gives up has waited longest of its model.
        let Ok(order) = self.orders.get(entity) else {
            return;
        };
        let queue = &mut self.shelves.backlog[usize::from(order.model.0)];
        if queue.front() == Some(&entity) {
            queue.pop_front();
            self.shelves.record.lost(now, order);
            self.commands.entity(entity).despawn();
        }
    }

    /// Gives the stock of a model to its orders, as far as it goes.
    fn fulfil(&mut self, now: SimTime, model: ModelId) {
        let row = usize::from(model.0);
        while self.shelves.stock[row] > 0 {
            let Some(&entity) = self.shelves.backlog[row].front() else {
                return;
            };
            let mut order = self
                .orders
                .get_mut(entity)
                .expect("an order waits as an entity");
            let stock = u32::try_from(self.shelves.stock[row]).unwrap_or(u32::MAX);
            let shipped = order.open.min(stock);
            order.open -= shipped;
            self.shelves.stock[row] -= u64::from(shipped);
            self.shelves.record.shipped(now, model, shipped);
            let amount = self.market.prices[row] * i64::from(shipped);
            let paid = now + self.market.payment_term;
            self.postings.receive(paid, Account::ComputerSales, amount);
            if order.open == 0 {
                self.shelves.record.completed(now, &order);
                self.shelves.backlog[row].pop_front();
                self.commands.entity(entity).despawn();
            }
        }
    }
}

/// Says for the next tick whether the market is too full to make more, and books a hold that was
/// in force.
pub(super) fn hold_production(
    clock: Res<Clock>,
    market: Res<Sales>,
    shelves: Res<Shelves>,
    mut holds: ResMut<Holds>,
    mut waiting: ResMut<Waiting>,
) {
    let Some(marks) = market.0.marks else {
        return;
    };
    if holds.demand {
        waiting.held_for_demand += clock.tick_end().since(clock.tick_start());
    }
    let unsold = shelves.stock.iter().sum();
    holds.demand = is_held(marks, unsold, holds.demand);
}

/// Whether production is held with so many unsold computers, given whether it was held before.
fn is_held(marks: Marks, unsold: u64, was_held: bool) -> bool {
    unsold > u64::from(marks.hold_above) || (was_held && unsold >= u64::from(marks.resume_below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_begins_above_its_mark_and_ends_below_the_lower_one() {
        let marks = Marks {
            hold_above: 10,
            resume_below: 4,
        };
        let mut held = false;
        let states = [9, 10, 11, 10, 4, 3, 10, 11].map(|unsold| {
            held = is_held(marks, unsold, held);
            held
        });
        assert_eq!(states, [false, false, true, true, true, false, false, true]);
    }
}
