//! Sources of parts: whether they take orders, what they work on, and when they deliver.

use std::collections::VecDeque;

use bevy_ecs::prelude::Component;

use super::rows::PartRow;
use crate::engine::{DurationSampler, Level, Sampler, Stream, Streams};
use crate::industry::shared::priced_units::PricedUnits;
use crate::industry::supply::plan::{Capacity, Source, Supplier, Yields};
use crate::industry::supply::policy::Sizes;
use crate::industry::supply::spec::Transfer;
use crate::units::number::whole_u64;
use crate::units::{Duration, Fen, SimTime};

/// Whom orders for a part go to.
#[derive(Component, Clone, Debug)]
pub(in super::super) struct SourceState {
    pub(in super::super) part: PartRow,
    pub(in super::super) price: Fen,
    pub(in super::super) sizes: Sizes,
    /// Whether the scenario says that it takes no orders at present.
    closed: bool,
    lead: DurationSampler,
    leads: Stream,
    /// Where orders do not cross, when the last one is due.
    last_due: Option<SimTime>,
    pub(in super::super) supplier: Option<SupplierState>,
    pub(in super::super) workshop: Option<Workshop>,
    yields: Option<YieldState>,
    /// Units delivered since the start.
    pub(in super::super) delivered: u64,
    /// What they cost.
    priced: PricedUnits,
}

/// A supplier's ups and downs.
#[derive(Clone, Debug)]
pub(in super::super) struct SupplierState {
    pub(in super::super) up: DurationSampler,
    pub(in super::super) down: DurationSampler,
    pub(in super::super) stream: Stream,
    pub(in super::super) takes_orders: bool,
}

/// The servers of a supplier.
#[derive(Clone, Debug)]
pub(in super::super) struct Workshop {
    pub(in super::super) servers: u32,
    /// Servers that work.
    pub(in super::super) working: Level,
    /// Rows of orders that wait for a server.
    pub(in super::super) queue: VecDeque<u32>,
    /// Whether units leave one by one.
    pub(in super::super) by_unit: bool,
    per_order: DurationSampler,
    per_unit: DurationSampler,
    stream: Stream,
}

/// What is delivered of orders.
#[derive(Clone, Debug)]
struct YieldState {
    factor: Sampler,
    more: Sampler,
    less: Sampler,
    stream: Stream,
}

impl SourceState {
    /// A source before the start.
    pub(in super::super) fn new(source: &Source, part: PartRow, streams: &Streams) -> Self {
        let name = &source.name;
        let supplier = |Supplier { up, down }: &Supplier| SupplierState {
            up: DurationSampler::new(up),
            down: DurationSampler::new(down),
            stream: streams.stream("supplier", name),
            takes_orders: true,
        };
        let workshop = |capacity: &Capacity| Workshop {
            servers: capacity.servers,
            working: Level::default(),
            queue: VecDeque::new(),
            by_unit: capacity.transfer == Transfer::Units,
            per_order: DurationSampler::new(&capacity.time_per_order),
            per_unit: DurationSampler::new(&capacity.time_per_unit),
            stream: streams.stream("supplier work", name),
        };
        let yields = |Yields { factor, more, less }: &Yields| YieldState {
            factor: Sampler::new(factor.law()),
            more: Sampler::new(more.law()),
            less: Sampler::new(less.law()),
            stream: streams.stream("supplier yield", name),
        };
        Self {
            part,
            price: source.price,
            sizes: source.sizes,
            closed: source.closed,
            lead: DurationSampler::new(&source.lead),
            leads: streams.stream("lead time", name),
            last_due: (!source.crossing).then_some(SimTime::ZERO),
            supplier: source.supplier.as_ref().map(supplier),
            workshop: source.capacity.as_ref().map(workshop),
            yields: source.yields.as_ref().map(yields),
            delivered: 0,
            priced: PricedUnits::default(),
        }
    }

    /// Whether the supplier takes orders.
    pub(in super::super) fn takes_orders(&self) -> bool {
        !self.closed && self.supplier.as_ref().is_none_or(|one| one.takes_orders)
    }

    /// Goes on as another plan says; deliveries on their way come when they would have come.
    pub(in super::super) fn take_over(&mut self, source: &Source) {
        self.priced.end_price(self.price, self.delivered);
        self.price = source.price;
        self.sizes = source.sizes;
        self.lead = DurationSampler::new(&source.lead);
        self.closed = source.closed;
    }

    /// What the units delivered since the start of the run cost, in fen.
    pub(in super::super) fn cost_of_delivered(&self) -> i128 {
        self.priced.cost(self.price, self.delivered)
    }

    /// When an order is delivered whose lead begins at `from`: not before `now`.
    pub(in super::super) fn due(&mut self, now: SimTime, from: SimTime) -> SimTime {
        let mut due = (from + self.lead.sample(&mut self.leads)).max(now);
        if let Some(last) = &mut self.last_due {
            due = due.max(*last);
            *last = due;
        }
        due
    }

    /// Units that are delivered of an order (equation E41).
    pub(in super::super) fn delivers(&mut self, ordered: u64) -> u64 {
        let Some(yields) = &mut self.yields else {
            return ordered;
        };
        let mut draw = |law: &Sampler| law.sample(&mut yields.stream);
        let units = ordered as f64 * draw(&yields.factor) + draw(&yields.more);
        whole_u64((units - draw(&yields.less)).round().max(0.0))
    }
}

impl Workshop {
    /// The time that an order takes until it, or its first unit, is made.
    pub(in super::super) fn first_time(&mut self, units: u64) -> Duration {
        let whole = if self.by_unit { 1 } else { units };
        let per_order = self.per_order.sample(&mut self.stream);
        let per_unit = self.per_unit.sample(&mut self.stream);
        let time = per_order.as_millis() as f64 + per_unit.as_millis() as f64 * whole as f64;
        Duration::from_millis_f64(time)
    }

    /// The time that a further unit takes.
    pub(in super::super) fn next_time(&mut self) -> Duration {
        self.per_unit.sample(&mut self.stream)
    }
}
