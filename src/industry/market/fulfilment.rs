//! Fulfilment: finished computers go to the orders of their model, first placed first served, as
//! they come in. An order that takes no parts of itself has them set aside until it is whole.

use bevy_ecs::prelude::*;

use super::plan::Market;
use super::reaction::Goodwill;
use super::state::{FinishedGoods, NewOrders, Order};
use crate::engine::Clock;
use crate::industry::shared::flow::{ComputersBuilt, Handover, ModelId};
use crate::industry::shared::goods::{Goods, Movement};
use crate::industry::shared::ledger::{Account, Postings};
use crate::industry::shared::position::ChipPositions;
use crate::industry::shared::trace::Trace;
use crate::industry::shared::waiting::Waiting;
use crate::units::{Fen, Share, SimTime};

/// Fulfilment while a tick is drained.
struct FulfilmentTick<'a, 'w, 's> {
    market: &'a Market,
    goods: &'a mut FinishedGoods,
    goodwill: &'a mut Goodwill,
    orders: Query<'w, 's, &'static mut Order>,
    postings: &'a mut Postings,
    commands: Commands<'w, 's>,
    /// The trace of the run, where one is kept.
    trace: Option<ResMut<'w, Trace>>,
}

/// Handles computers, orders and ends of patience of this tick in order of time: at one instant
/// computers come in first, then orders, then patience ends.
pub(super) fn ship(
    (clock, market): (Res<Clock>, Res<Market>),
    (mut goods, mut goodwill): (ResMut<FinishedGoods>, ResMut<Goodwill>),
    mut new: ResMut<NewOrders>,
    mut built: ResMut<Handover<ComputersBuilt>>,
    (mut postings, mut waiting): (ResMut<Postings>, ResMut<Waiting>),
    orders: Query<&'static mut Order>,
    (commands, trace): (Commands, Option<ResMut<Trace>>),
) {
    let mut arrivals = std::mem::take(&mut goods.arrivals);
    arrivals.extend(built.drain());
    arrivals.sort_by_key(|&(at, _)| at);
    let mut tick = FulfilmentTick {
        market: &market,
        goods: &mut goods,
        goodwill: &mut goodwill,
        orders,
        postings: &mut postings,
        commands,
        trace,
    };
    let (mut next_arrival, mut next_order) = (0, 0);
    loop {
        let arrival = arrivals.get(next_arrival).map(|&(at, _)| (at, 0));
        let order = new
            .0
            .get(next_order)
            .map(|&order| (tick.order(order).placed, 1));
        let patience_end = tick.goods.next_patience().map(|at| (at, 2));
        let patience_end = patience_end.filter(|&(at, _)| at < clock.tick_end());
        let Some((now, kind)) = [arrival, order, patience_end].into_iter().flatten().min() else {
            break;
        };
        tick.goods.book_until(now, &mut waiting);
        tick.goods.events += 1;
        match kind {
            0 => {
                tick.computers_came(now, arrivals[next_arrival].1);
                next_arrival += 1;
            }
            1 => {
                tick.order_came(now, new.0[next_order]);
                next_order += 1;
            }
            _ => tick.patience_ended(now),
        }
    }
    arrivals.clear();
    new.0.clear();
    goods.arrivals = arrivals;
    goods.book_until(clock.tick_end(), &mut waiting);
}

impl FulfilmentTick<'_, '_, '_> {
    fn order(&self, order: Entity) -> Order {
        *self
            .orders
            .get(order)
            .expect("a waiting order is an entity")
    }

    fn computers_came(&mut self, now: SimTime, computers: ComputersBuilt) {
        let ComputersBuilt { model, quantity } = computers;
        self.goods.record_built(now, model, quantity);
        self.fulfil(now, model);
    }

    fn order_came(&mut self, now: SimTime, entity: Entity) {
        let order = self.order(entity);
        if let Some(trace) = &mut self.trace {
            trace.place_order(entity, order.due);
        }
        self.goods.backlog[usize::from(order.model.0)].push_back(entity);
        self.goods.record_ordered(now, &order);
        if let Some(patience) = self.market.terms(order.source).patience {
            self.goods.expect_patience(now + patience, entity);
        }
        self.fulfil(now, order.model);
    }

    /// Cancels the rest of the order whose patience ends now, if it is not complete. What was set
    /// aside for it goes to the next orders.
    fn patience_ended(&mut self, now: SimTime) {
        let Some(entity) = self.goods.take_patience() else {
            return;
        };
        let Ok(mut row) = self.orders.get_mut(entity) else {
            return;
        };
        let queue = &mut self.goods.backlog[usize::from(row.model.0)];
        let Some(place) = queue.iter().position(|waiting| *waiting == entity) else {
            return;
        };
        queue.remove(place);
        let set_aside = std::mem::take(&mut row.set_aside);
        let order = *row;
        self.goods
            .record_assigned(now, order.model, -i64::from(set_aside));
        self.penalise(now, entity, order.open);
        self.goods.record_lost(now, &order);
        self.goodwill.record(now, true);
        if let Some(trace) = &mut self.trace {
            trace.cancel_order(entity, now);
        }
        self.commands.entity(entity).despawn();
        self.fulfil(now, order.model);
    }

    /// Gives the stock of a model to its orders, as far as it goes.
    fn fulfil(&mut self, now: SimTime, model: ModelId) {
        let row = usize::from(model.0);
        while self.goods.stock[row] > 0 {
            let Some(&entity) = self.goods.backlog[row].front() else {
                return;
            };
            let mut order = self
                .orders
                .get_mut(entity)
                .expect("a waiting order is an entity");
            let stock = u32::try_from(self.goods.stock[row]).unwrap_or(u32::MAX);
            let given = stock.min(order.open - order.set_aside);
            self.goods.record_assigned(now, model, given.into());
            order.set_aside += given;
            let is_whole = order.set_aside == order.open;
            if is_whole || self.market.terms(order.source).partial {
                self.ship(now, entity);
            }
            if is_whole {
                self.goods.backlog[row].pop_front();
                self.commands.entity(entity).despawn();
            }
        }
    }

    /// Ships what is set aside for an order, bills it and pays the penalty for lateness.
    fn ship(&mut self, now: SimTime, entity: Entity) {
        let mut row = self
            .orders
            .get_mut(entity)
            .expect("a waiting order is an entity");
        let shipped = std::mem::take(&mut row.set_aside);
        row.open -= shipped;
        let order = *row;
        self.goods.record_shipped(now, &order, shipped);
        let amount = self.market.prices[order.price.index()] * i64::from(shipped);
        self.goods.statistics.billed += amount;
        let paid = now + self.market.payment_term;
        self.postings.receive(paid, Account::ComputerSales, amount);
        let delivered = Movement::Delivered(Goods::Computers(order.model), shipped.into());
        self.postings.record(delivered);
        self.penalise(now, entity, shipped);
        if order.open == 0 {
            self.goods.record_completed(now, &order);
            if let Some(trace) = &mut self.trace {
                trace.complete_order(entity, self.goods.traced(now, &order));
            }
            self.goodwill.record(now, now > order.due);
        }
    }

    /// Pays the penalty for so many computers of an order that are shipped or cancelled now
    /// (equation E47), with the bill.
    fn penalise(&mut self, now: SimTime, entity: Entity, computers: u32) {
        let mut order = self
            .orders
            .get_mut(entity)
            .expect("a waiting order is an entity");
        let terms = self.market.terms(order.source);
        if terms.penalty <= Share::ZERO || now <= order.due {
            return;
        }
        let price = self.market.prices[order.price.index()];
        let whole = price * i64::from(order.computers);
        let value = price * i64::from(computers);
        let amount = terms.penalty_of((order.due, now), value, (whole, order.penalty));
        if amount <= Fen::ZERO {
            return;
        }
        order.penalty += amount;
        self.goods.record_penalty(&order, amount);
        let paid = now + self.market.payment_term;
        self.postings.pay(paid, Account::Penalties, amount);
    }
}

/// Adds the chips in computers that are not sold to the positions of products, and takes off those
/// that open orders ask for.
pub(super) fn add_to_positions(
    goods: Res<FinishedGoods>,
    positions: Option<ResMut<ChipPositions>>,
    orders: Query<&Order>,
) {
    let Some(mut positions) = positions else {
        return;
    };
    for (model, &stock) in (0..).map(ModelId).zip(&goods.stock) {
        positions.add_computers(model, stock.cast_signed());
    }
    for order in &orders {
        let lacking = i64::from(order.open) - i64::from(order.set_aside);
        positions.add_computers(order.model, -lacking);
    }
}
