//! The state of the market: orders, each an entity from its placing to its last computer, and
//! finished computers.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use super::statistics::SalesStatistics;
use crate::industry::shared::flow::{ComputersBuilt, ModelId};
use crate::industry::shared::priced_units::PricedUnits;
use crate::industry::shared::trace::OrderTrace;
use crate::industry::shared::waiting::Waiting;
use crate::units::{Fen, SimTime};

/// An order for computers of one model.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// When it was placed.
    pub(super) placed: SimTime,
    /// When it must be complete.
    pub(super) due: SimTime,
    /// Computers ordered.
    pub(super) computers: u32,
    /// Computers not yet shipped.
    pub(super) open: u32,
    /// The model that it is for.
    pub(super) model: ModelId,
    /// Whether the computers are exported.
    pub(super) is_export: bool,
}

impl Order {
    /// An order of which nothing is shipped yet.
    pub(super) const fn new(
        placed: SimTime,
        due: SimTime,
        model: ModelId,
        computers: u32,
        is_export: bool,
    ) -> Self {
        Self {
            placed,
            due,
            computers,
            open: computers,
            model,
            is_export,
        }
    }
}

impl Order {
    /// What a trace says of it when it is complete.
    pub(super) const fn traced(&self, completed: SimTime) -> OrderTrace {
        OrderTrace {
            number: 0,
            model: self.model,
            computers: self.computers,
            placed: self.placed,
            due: self.due,
            completed,
        }
    }
}

/// Orders placed in this tick, in order of time: from demand to fulfilment.
#[derive(Resource, Debug, Default)]
pub(super) struct NewOrders(pub(super) Vec<Entity>);

/// Finished computers, and the orders that wait for them.
#[derive(Resource, Debug)]
pub(super) struct FinishedGoods {
    /// Computers without an order, by model.
    pub(super) stock: Vec<u64>,
    /// Orders that wait, by model, first placed first; empty where there is stock.
    pub(super) backlog: Vec<VecDeque<Entity>>,
    /// When the first computer came in, by model.
    pub(super) first_came: Vec<Option<SimTime>>,
    /// When a computer came in last, by model; the start where none did.
    pub(super) last_came: Vec<SimTime>,
    /// When the patience of each order ends, in order of time; some are complete by then.
    pub(super) patience_ends: VecDeque<(SimTime, Entity)>,
    /// Up to when waiting is booked.
    booked: SimTime,
    /// What the computers shipped cost, by model.
    priced: Vec<PricedUnits>,
    /// Collectors of computers and orders.
    pub(super) statistics: SalesStatistics,
    /// Events processed: computers came in, an order was placed, or its patience ended.
    pub(super) events: u64,
    /// Buffer for the computers of a tick, in order of time; empty between ticks.
    pub(super) arrivals: Vec<(SimTime, ComputersBuilt)>,
}

impl FinishedGoods {
    /// No computers and no orders, for so many models.
    pub(super) fn new(models: usize) -> Self {
        Self {
            stock: vec![0; models],
            backlog: vec![VecDeque::new(); models],
            first_came: vec![None; models],
            last_came: vec![SimTime::ZERO; models],
            patience_ends: VecDeque::new(),
            booked: SimTime::ZERO,
            priced: vec![PricedUnits::default(); models],
            statistics: SalesStatistics {
                built: vec![0; models],
                shipped: vec![0; models],
                due_too_early: vec![0; models],
                ..SalesStatistics::default()
            },
            events: 0,
            arrivals: Vec::new(),
        }
    }

    /// The present prices end, by model.
    pub(super) fn end_prices(&mut self, present: &[Fen]) {
        let shipped = self.priced.iter_mut().zip(&self.statistics.shipped);
        for ((priced, &shipped), &price) in shipped.zip(present) {
            priced.end_price(price, shipped);
        }
    }

    /// What the computers shipped since the start of the run cost, in fen, with the present prices.
    pub(super) fn cost_of_shipped(&self, present: &[Fen]) -> i128 {
        let shipped = self.priced.iter().zip(&self.statistics.shipped);
        let of_model = |((priced, &shipped), &price): ((&PricedUnits, &u64), &Fen)| {
            priced.cost(price, shipped)
        };
        shipped.zip(present).map(of_model).sum()
    }

    /// Whether no wafer is needed: all models are held that are built or ordered. A model that is
    /// neither says nothing of the market.
    pub(super) fn are_all_held(&self, held: &[bool]) -> bool {
        let is_active = |row: usize| {
            let built = self.statistics.built[row];
            built > 0 || !self.backlog[row].is_empty()
        };
        let goes_on = |(row, &held): (usize, &bool)| !held && is_active(row);
        held.contains(&true) && !held.iter().enumerate().any(goes_on)
    }

    /// Books for the time up to `now` whether orders waited for computers or computers for orders.
    pub(super) fn book_until(&mut self, now: SimTime, waiting: &mut Waiting) {
        let span = now.since(self.booked);
        if self.statistics.backlog.value() > 0 {
            waiting.orders_waiting += span;
        } else if self.statistics.unsold.value() > 0 {
            waiting.unsold_without_orders += span;
        }
        self.booked = now;
    }

    /// Computers of a model came in.
    pub(super) fn record_built(&mut self, now: SimTime, model: ModelId, computers: u32) {
        let row = usize::from(model.0);
        self.first_came[row].get_or_insert(now);
        self.last_came[row] = now;
        self.statistics.built[row] += u64::from(computers);
        self.statistics.unsold.add(now, i64::from(computers));
    }

    /// An order was placed.
    pub(super) fn record_ordered(&mut self, now: SimTime, order: &Order) {
        let computers = u64::from(order.computers);
        self.statistics.orders += 1;
        self.statistics.waits.begin(order.placed);
        self.statistics.ordered += computers;
        self.statistics.exported += if order.is_export { computers } else { 0 };
        self.statistics.backlog.add(now, i64::from(order.computers));
    }

    /// Computers of a model were shipped to an order.
    pub(super) fn record_shipped(&mut self, now: SimTime, model: ModelId, computers: u32) {
        self.statistics.shipped[usize::from(model.0)] += u64::from(computers);
        self.statistics.unsold.add(now, -i64::from(computers));
        self.statistics.backlog.add(now, -i64::from(computers));
    }

    /// Whether an order is due before the first computer of its model came in, so that it could
    /// not be on time; so far, if none has come in.
    pub(super) fn is_due_too_early(&self, order: &Order) -> bool {
        self.first_came[usize::from(order.model.0)].is_none_or(|first| order.due < first)
    }

    /// Counts an order that has ended by whether it was on time.
    fn record_ended(&mut self, now: SimTime, order: &Order, is_complete: bool) {
        let is_too_early = self.is_due_too_early(order);
        let statistics = &mut self.statistics;
        let count = if is_too_early {
            &mut statistics.due_too_early[usize::from(order.model.0)]
        } else if is_complete && now <= order.due {
            &mut statistics.on_time
        } else {
            &mut statistics.late
        };
        *count += 1;
    }

    /// An order got its last computer.
    pub(super) fn record_completed(&mut self, now: SimTime, order: &Order) {
        self.statistics.completed += 1;
        self.statistics.waits.end(now, order.placed);
        self.record_ended(now, order, true);
    }

    /// The rest of an order was cancelled.
    pub(super) fn record_lost(&mut self, now: SimTime, order: &Order) {
        self.statistics.lost += u64::from(order.open);
        self.record_ended(now, order, false);
        self.statistics.cancelled += 1;
        self.statistics.waits.discard(order.placed);
        self.statistics.backlog.add(now, -i64::from(order.open));
    }
}
