//! The state of the market: orders, each an entity from its placing to its last computer, and
//! finished computers.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use bevy_ecs::prelude::*;

use super::plan::{Market, PriceRow, Source};
use super::statistics::{ContractStatistics, SalesStatistics};
use crate::engine::Level;
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
    /// Computers that lie ready for it until it is whole.
    pub(super) set_aside: u32,
    /// The model that it is for.
    pub(super) model: ModelId,
    /// Whether the computers are exported.
    pub(super) is_export: bool,
    /// Who placed it: the terms are theirs.
    pub(super) source: Source,
    /// Where its price stands.
    pub(super) price: PriceRow,
    /// Penalties paid so far for its lateness.
    pub(super) penalty: Fen,
}

impl Order {
    /// An order of this source for so many computers of a model, of which nothing is shipped yet.
    pub(super) fn new(
        market: &Market,
        source: Source,
        (placed, due): (SimTime, SimTime),
        (model, computers): (ModelId, u32),
    ) -> Self {
        Self {
            placed,
            due,
            computers,
            open: computers,
            set_aside: 0,
            model,
            is_export: false,
            source,
            price: market.price_row(source, model),
            penalty: Fen::ZERO,
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
    /// When the patience of each order ends, the next one first, and of one instant the order that
    /// was placed first; some are complete by then.
    patience_ends: BinaryHeap<Reverse<(SimTime, u64, Entity)>>,
    /// When computers were last shipped to each contract.
    pub(super) last_deliveries: Vec<Option<SimTime>>,
    /// Up to when waiting is booked.
    booked: SimTime,
    /// What the computers shipped cost, by the place of their price.
    priced: Vec<PricedUnits>,
    /// Collectors of computers and orders.
    pub(super) statistics: SalesStatistics,
    /// Events processed: computers came in, an order was placed, or its patience ended.
    pub(super) events: u64,
    /// Buffer for the computers of a tick, in order of time; empty between ticks.
    pub(super) arrivals: Vec<(SimTime, ComputersBuilt)>,
}

impl FinishedGoods {
    /// No computers and no orders.
    pub(super) fn new(market: &Market) -> Self {
        let (models, contracts) = (market.models.len(), market.contracts.len());
        let prices = market.prices.len();
        Self {
            stock: vec![0; models],
            backlog: vec![VecDeque::new(); models],
            first_came: vec![None; models],
            last_came: vec![SimTime::ZERO; models],
            patience_ends: BinaryHeap::new(),
            last_deliveries: vec![None; contracts],
            booked: SimTime::ZERO,
            priced: vec![PricedUnits::default(); prices],
            statistics: SalesStatistics {
                built: vec![0; models],
                shipped: vec![0; models],
                due_too_early: vec![0; models],
                ordered: vec![0; models],
                lost: vec![0; models],
                at_once: vec![0; models],
                unsold_of: vec![Level::default(); models],
                shipped_at: vec![0; prices],
                contracts: vec![ContractStatistics::default(); contracts],
                ..SalesStatistics::default()
            },
            events: 0,
            arrivals: Vec::new(),
        }
    }

    /// The present prices end, by their places.
    pub(super) fn end_prices(&mut self, present: &[Fen]) {
        let shipped = self.priced.iter_mut().zip(&self.statistics.shipped_at);
        for ((priced, &shipped), &price) in shipped.zip(present) {
            priced.end_price(price, shipped);
        }
    }

    /// What the computers shipped since the start of the run cost, in fen, with the present prices.
    pub(super) fn cost_of_shipped(&self, present: &[Fen]) -> i128 {
        let shipped = self.priced.iter().zip(&self.statistics.shipped_at);
        let of_price = |((priced, &shipped), &price): ((&PricedUnits, &u64), &Fen)| {
            priced.cost(price, shipped)
        };
        shipped.zip(present).map(of_price).sum()
    }

    /// The patience of an order that is placed now will end at `at`.
    pub(super) fn expect_patience(&mut self, at: SimTime, order: Entity) {
        let number = self.statistics.orders;
        self.patience_ends.push(Reverse((at, number, order)));
    }

    /// When the next patience ends.
    pub(super) fn next_patience(&self) -> Option<SimTime> {
        self.patience_ends.peek().map(|Reverse((at, ..))| *at)
    }

    /// The order whose patience ends next; it is taken off the list.
    pub(super) fn take_patience(&mut self) -> Option<Entity> {
        self.patience_ends.pop().map(|Reverse((.., order))| order)
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

    /// Computers of a model that were ordered since the start of the run and not cancelled.
    pub(super) fn asked(&self, row: usize) -> u64 {
        self.statistics.ordered[row] - self.statistics.lost[row]
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
        self.stock[row] += u64::from(computers);
        self.statistics.built[row] += u64::from(computers);
        self.statistics.unsold.add(now, i64::from(computers));
        self.statistics.unsold_of[row].add(now, i64::from(computers));
    }

    /// What is counted of the contract of an order, if it is one.
    fn contract(&mut self, order: &Order) -> Option<&mut ContractStatistics> {
        match order.source {
            Source::Contract(row) => Some(&mut self.statistics.contracts[row.index()]),
            Source::Tender | Source::Buyer | Source::Model => None,
        }
    }

    /// An order was placed.
    pub(super) fn record_ordered(&mut self, now: SimTime, order: &Order) {
        let computers = u64::from(order.computers);
        if let Some(contract) = self.contract(order) {
            contract.ordered += computers;
        }
        self.statistics.orders += 1;
        self.statistics.waits.begin(order.placed);
        self.statistics.ordered[usize::from(order.model.0)] += computers;
        self.statistics.exported += if order.is_export { computers } else { 0 };
        self.statistics.backlog.add(now, i64::from(order.computers));
    }

    /// Computers of a model have an order from now on, or none any more if the number is negative.
    pub(super) fn record_assigned(&mut self, now: SimTime, model: ModelId, computers: i64) {
        let row = usize::from(model.0);
        self.stock[row] = self.stock[row].saturating_add_signed(-computers);
        self.statistics.unsold.add(now, -computers);
        self.statistics.unsold_of[row].add(now, -computers);
    }

    /// Computers were shipped to an order.
    pub(super) fn record_shipped(&mut self, now: SimTime, order: &Order, computers: u32) {
        let units = u64::from(computers);
        let by_due = if now <= order.due { units } else { 0 };
        self.statistics.shipped[usize::from(order.model.0)] += units;
        self.statistics.shipped_at[order.price.index()] += units;
        if now == order.placed {
            self.statistics.at_once[usize::from(order.model.0)] += units;
        }
        self.statistics.by_due += by_due;
        self.statistics.backlog.add(now, -i64::from(computers));
        if let Some(contract) = self.contract(order) {
            contract.delivered += units;
            contract.by_due += by_due;
        }
        if let Source::Contract(row) = order.source {
            self.last_deliveries[row.index()] = Some(now);
        }
    }

    /// A penalty for the lateness of an order was posted.
    pub(super) fn record_penalty(&mut self, order: &Order, amount: Fen) {
        self.statistics.penalties += amount;
        match order.source {
            Source::Tender => self.statistics.tender_penalties += amount,
            Source::Contract(row) => {
                self.statistics.contracts[row.index()].penalty += amount;
            }
            Source::Buyer | Source::Model => {}
        }
    }

    /// Whether an order is due before the first computer of its model came in, so that it could
    /// not be on time; so far, if none has come in.
    pub(super) fn is_due_too_early(&self, order: &Order) -> bool {
        self.first_came[usize::from(order.model.0)].is_none_or(|first| order.due < first)
    }

    /// What a trace says of an order that is complete now.
    pub(super) fn traced(&self, now: SimTime, order: &Order) -> OrderTrace {
        OrderTrace {
            number: 0,
            model: order.model,
            computers: order.computers,
            placed: order.placed,
            due: order.due,
            completed: now,
            is_due_too_early: self.is_due_too_early(order),
        }
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
        self.statistics.whole_at_once += u64::from(now == order.placed);
        self.statistics
            .lateness
            .add(now.saturating_since(order.due));
        self.statistics.waits.end(now, order.placed);
        self.record_ended(now, order, true);
    }

    /// The rest of an order was cancelled.
    pub(super) fn record_lost(&mut self, now: SimTime, order: &Order) {
        self.statistics.lost[usize::from(order.model.0)] += u64::from(order.open);
        self.record_ended(now, order, false);
        self.statistics.cancelled += 1;
        self.statistics.waits.discard(order.placed);
        self.statistics.backlog.add(now, -i64::from(order.open));
    }
}
