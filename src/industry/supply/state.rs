//! The state of supply: parts, demands, and orders under way.

use bevy_ecs::prelude::*;

use super::plan::{Demand, Part, Supply};
use super::statistics::DemandStatistics;
use crate::engine::{DurationSampler, Level, Sampler, Stream, Streams};
use crate::industry::shared::flow::PartId;
use crate::industry::shared::goods::Goods;
use crate::industry::shared::stock::Stock;
use crate::industry::shared::table::Pool;
use crate::row_ids;
use crate::units::{Duration, Fen, SimTime};

row_ids! {
    /// Place in the table of purchased parts.
    pub(super) struct PartRow;
    /// Place in the table of supply's own demands.
    pub(super) struct DemandRow;
}

/// A supplier's ups and downs.
#[derive(Clone, Debug)]
pub(super) struct SupplierState {
    pub(super) up: DurationSampler,
    pub(super) down: DurationSampler,
    pub(super) stream: Stream,
    pub(super) takes_orders: bool,
}

/// A part: its stock, if it is kept here, and its orders.
#[derive(Component, Clone, Debug)]
pub(super) struct PartState {
    pub(super) name: Box<str>,
    pub(super) id: Option<PartId>,
    pub(super) base_stock: i64,
    pub(super) initial_stock: u32,
    pub(super) price: Fen,
    pub(super) lead: DurationSampler,
    pub(super) leads: Stream,
    pub(super) supplier: Option<SupplierState>,
    /// The stock, if the part is kept here.
    pub(super) stock: Stock,
    /// Stock less backorders plus orders, wherever the stock lies.
    pub(super) position: i64,
    /// Units ordered and not delivered, those of `unplaced` included.
    pub(super) on_order: Level,
    /// Since when units are on order without any delivery.
    pub(super) outstanding_since: SimTime,
    /// Quantities that should be ordered and cannot yet.
    pub(super) unplaced: Vec<u64>,
    /// Units ordered, delivered and used since the start.
    pub(super) ordered: u64,
    pub(super) delivered: u64,
    pub(super) used: u64,
    /// Units issued from the stock here that the books know of.
    pub(super) recorded: u64,
}

impl PartState {
    /// What the books call it; `row` is its own.
    pub(super) fn goods(&self, row: PartRow) -> Goods {
        let kept = || u32::try_from(row.index()).expect("rows are 32 bits long");
        self.id.map_or_else(|| Goods::KeptPart(kept()), Goods::Part)
    }

    /// A part before the start.
    pub(super) fn new(part: &Part, streams: &Streams) -> Self {
        let supplier = part.supplier.as_ref().map(|supplier| SupplierState {
            up: DurationSampler::new(&supplier.up),
            down: DurationSampler::new(&supplier.down),
            stream: streams.stream("supplier", &part.name),
            takes_orders: true,
        });
        Self {
            name: part.name.as_str().into(),
            id: part.id,
            base_stock: i64::from(part.base_stock),
            initial_stock: part.initial_stock,
            price: part.price,
            lead: DurationSampler::new(&part.lead),
            leads: streams.stream("lead time", &part.name),
            supplier,
            stock: Stock::default(),
            position: 0,
            on_order: Level::default(),
            outstanding_since: SimTime::ZERO,
            unplaced: Vec::new(),
            ordered: 0,
            delivered: 0,
            used: 0,
            recorded: 0,
        }
    }

    /// Whether the supplier takes orders.
    pub(super) fn takes_orders(&self) -> bool {
        self.supplier.as_ref().is_none_or(|one| one.takes_orders)
    }

    /// Units that bring the position back to the base stock; they count as ordered.
    pub(super) fn order_up(&mut self, now: SimTime) -> u64 {
        let missing = (self.base_stock - self.position).max(0);
        if self.on_order.value() == 0 {
            self.outstanding_since = now;
        }
        self.position += missing;
        self.on_order.add(now, missing);
        let missing = missing.unsigned_abs();
        self.ordered += missing;
        missing
    }
}

/// A demand and its waiting orders.
#[derive(Component, Clone, Debug)]
pub(super) struct DemandState {
    pub(super) name: Box<str>,
    pub(super) interval: DurationSampler,
    pub(super) quantity: Sampler,
    /// The most kits an order asks for.
    pub(super) most: u32,
    pub(super) stream: Stream,
    pub(super) kit: Vec<(PartRow, u32)>,
    pub(super) statistics: DemandStatistics,
}

impl DemandState {
    /// A demand before its first order.
    pub(super) fn new(demand: &Demand, streams: &Streams) -> Self {
        let kit = demand.kit.iter();
        let kit = kit.map(|&(part, units)| (PartRow::new(part), units));
        Self {
            name: demand.name.as_str().into(),
            interval: DurationSampler::new(&demand.interval),
            quantity: Sampler::new(demand.quantity.law()),
            most: demand.most,
            stream: streams.stream("parts demand", &demand.name),
            kit: kit.collect(),
            statistics: DemandStatistics::default(),
        }
    }

    /// An order has all its parts.
    pub(super) fn complete(&mut self, now: SimTime, order: &Order) {
        self.statistics.completed += 1;
        self.statistics.waits.end(now, order.at);
    }
}

/// An order to a supplier, under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purchase {
    pub(super) part: PartRow,
    pub(super) quantity: u64,
}

/// An order of a demand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) demand: DemandRow,
    pub(super) at: SimTime,
    /// Parts of the kit that are not complete.
    pub(super) missing: usize,
}

/// What is under way, and the counts of supply as a whole.
#[derive(Resource, Debug)]
pub(super) struct Orders {
    /// Orders to suppliers, under way.
    pub(super) purchases: Pool<Purchase>,
    /// Orders of demands that wait.
    pub(super) waiting: Pool<Order>,
    pub(super) review: Option<Duration>,
    /// The row of each part of assembly; none for one that is not purchased.
    pub(super) row_of_part: Vec<Option<PartRow>>,
    /// Paid to suppliers since the start of the run.
    pub(super) spent: Fen,
    pub(super) events: u64,
}

impl Orders {
    /// Nothing under way.
    pub(super) fn new(plan: &Supply) -> Self {
        let mut row_of_part = Vec::new();
        for (row, part) in plan.parts.iter().enumerate() {
            if let Some(id) = part.id {
                let place = usize::from(id.0);
                row_of_part.resize(row_of_part.len().max(place + 1), None);
                row_of_part[place] = Some(PartRow::new(row));
            }
        }
        Self {
            purchases: Pool::default(),
            waiting: Pool::default(),
            review: plan.review,
            row_of_part,
            spent: Fen::ZERO,
            events: 0,
        }
    }
}
