//! Parts: what is in stock, on order, and to be ordered.

use bevy_ecs::prelude::*;

use super::rows::{DemandRow, PartRow, SourceRow};
use crate::engine::{Level, Stream, Streams};
use crate::industry::shared::flow::PartId;
use crate::industry::shared::goods::Goods;
use crate::industry::supply::bullwhip::Spans;
use crate::industry::supply::plan::Part;
use crate::industry::supply::policy::{History, Policy, Review};
use crate::industry::supply::shelf::Shelf;
use crate::units::{Duration, Fen, SimTime};

/// A part: its stock, if it is kept here, and its orders.
#[derive(Component, Clone, Debug)]
pub(in super::super) struct PartState {
    pub(in super::super) name: Box<str>,
    pub(in super::super) id: Option<PartId>,
    pub(in super::super) policy: Policy,
    pub(in super::super) review: Review,
    /// Its next review of its own.
    pub(in super::super) next_review: SimTime,
    pub(in super::super) history: History,
    pub(in super::super) initial_stock: u32,
    pub(in super::super) made_from: Vec<Component>,
    /// The row of its main source; the further ones follow it.
    pub(in super::super) main_source: SourceRow,
    /// Cumulated shares of its sources.
    shares: Vec<f64>,
    /// The stocks at which, and below which, a source gets all orders.
    urgent: Vec<(i64, SourceRow)>,
    /// By which orders choose among several sources.
    coin: Stream,
    /// Demands that take all kits that there are.
    pub(in super::super) takers: Vec<DemandRow>,
    /// The stock, if the part is kept here.
    pub(in super::super) stock: Shelf,
    /// Whether demand was not met at once since the last delivery.
    pub(in super::super) was_short: bool,
    /// Stock less backorders plus orders, wherever the stock lies.
    pub(in super::super) position: Level,
    /// Units ordered and not delivered, those of `unsent` included.
    pub(in super::super) on_order: Level,
    /// Units on their way, of `on_order`.
    pub(in super::super) in_transit: Level,
    /// Since when units are on order without any delivery.
    pub(in super::super) outstanding_since: SimTime,
    /// Orders that are decided and not sent.
    pub(in super::super) unsent: Vec<Unsent>,
    /// Listed orders that are decided.
    pub(in super::super) listed: usize,
    /// Units since the start: ordered, delivered, demanded and not lost, demanded by orders that
    /// gave up; delivered less or more than ordered.
    pub(in super::super) ordered: u64,
    pub(in super::super) delivered: u64,
    pub(in super::super) used: u64,
    pub(in super::super) given_up: u64,
    pub(in super::super) missing: u64,
    pub(in super::super) surplus: u64,
    /// Units given to orders for parts that are made from it, since the start.
    pub(in super::super) claimed: u64,
    /// Units given to demands, less those that came back, of which the books know.
    pub(in super::super) recorded: u64,
    /// Orders sent since the start.
    pub(in super::super) orders: u64,
    pub(in super::super) spans: Spans,
    pub(in super::super) holding_cost: Fen,
    pub(in super::super) transit_cost: Fen,
    pub(in super::super) order_cost: Fen,
}

/// Units of another part that go into one.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Component {
    pub(in super::super) part: PartRow,
    pub(in super::super) units: u64,
    /// The class in which they wait in its stock.
    pub(in super::super) class: usize,
}

/// An order that is decided and not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Unsent {
    pub(in super::super) source: SourceRow,
    pub(in super::super) quantity: u64,
}

impl PartState {
    /// Whether `source` is this place, which makes the part from others.
    pub(in super::super) fn is_made_by(&self, source: SourceRow) -> bool {
        source == self.main_source && !self.made_from.is_empty()
    }

    /// A part before the start, without classes of its stock and what it is made from.
    pub(in super::super) fn new(
        part: &Part,
        main_source: SourceRow,
        bullwhip_span: Duration,
        streams: &Streams,
    ) -> Self {
        let mut sum = 0.0;
        let shares = part.sources.iter().map(|source| {
            sum += source.share;
            sum
        });
        let sources = (main_source.index()..).zip(&part.sources);
        let urgent = sources.filter_map(|(row, source)| Some((source.below?, SourceRow::new(row))));
        Self {
            name: part.name.as_str().into(),
            id: part.id,
            policy: part.policy.clone(),
            review: part.review,
            next_review: SimTime::ZERO,
            history: History::default(),
            initial_stock: part.initial_stock,
            made_from: Vec::new(),
            main_source,
            shares: shares.collect(),
            urgent: urgent.collect(),
            coin: streams.stream("source", &part.name),
            takers: Vec::new(),
            stock: Shelf::default(),
            was_short: false,
            position: Level::default(),
            on_order: Level::default(),
            in_transit: Level::default(),
            outstanding_since: SimTime::ZERO,
            unsent: Vec::new(),
            listed: 0,
            ordered: 0,
            delivered: 0,
            used: 0,
            given_up: 0,
            missing: 0,
            surplus: 0,
            claimed: 0,
            recorded: 0,
            orders: 0,
            spans: Spans::new(bullwhip_span),
            holding_cost: part.holding_cost,
            transit_cost: part.transit_cost,
            order_cost: part.order_cost,
        }
    }

    /// What the books call it; `row` is its own.
    pub(in super::super) fn goods(&self, row: PartRow) -> Goods {
        let kept = || Goods::KeptPart(row.into());
        self.id.map_or_else(kept, Goods::Part)
    }

    /// The rows of its sources.
    pub(in super::super) fn sources(&self) -> std::ops::Range<usize> {
        let first = self.main_source.index();
        first..first + self.shares.len()
    }

    /// The source that the next order goes to: the first one that gets urgent orders, if the stock
    /// is low, else by chance, if there are several.
    pub(in super::super) fn choose_source(&mut self) -> SourceRow {
        let stock = self.position.value() - self.on_order.value();
        let urgent = self.urgent.iter().find(|&&(below, _)| stock <= below);
        if let Some(&(_, source)) = urgent {
            return source;
        }
        if self.shares.len() == 1 {
            return self.main_source;
        }
        let drawn = self.coin.uniform();
        let place = self.shares.iter().position(|&until| drawn < until);
        let place = place.unwrap_or(self.shares.len() - 1);
        SourceRow::new(self.main_source.index() + place)
    }

    /// Units are demanded and reduce the position.
    pub(in super::super) fn demand(&mut self, now: SimTime, units: u64) {
        self.used += units;
        self.position.add(now, -units.cast_signed());
        self.history.add(units);
        self.spans.demand(now, units);
    }

    /// Units are demanded and lost.
    pub(in super::super) fn lose(&mut self, now: SimTime, units: u64) {
        self.history.add(units);
        self.spans.demand(now, units);
    }

    /// An order that waited gives up its units: they are needed no more.
    pub(in super::super) fn give_up(&mut self, now: SimTime, units: u64) {
        self.given_up += units;
        self.position.add(now, units.cast_signed());
    }

    /// An order is decided: it counts as ordered. One that has not gone out may grow.
    pub(in super::super) fn order(&mut self, now: SimTime, unsent: Unsent) {
        let Unsent { source, quantity } = unsent;
        if self.on_order.value() == 0 {
            self.outstanding_since = now;
        }
        self.position.add(now, quantity.cast_signed());
        self.on_order.add(now, quantity.cast_signed());
        self.ordered += quantity;
        match self.unsent.last_mut() {
            Some(last) if self.policy.joins_orders() && last.source == source => {
                last.quantity += quantity;
            }
            _ => self.unsent.push(unsent),
        }
    }
}
