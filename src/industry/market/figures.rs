//! What the market counts and reports.

use bevy_ecs::prelude::*;

use super::Sales;
use super::demand::Demand;
use super::fulfilment::Shelves;
use super::order::Order;
use crate::engine::{Figures, Level, Series, Tally, metrics};
use crate::industry::shared::flow::ModelId;
use crate::units::SimTime;
use crate::units::number::percent;

metrics! { "market":
    /// Orders placed.
    ORDERS: "orders", "orders", Higher, None;
    /// Computers ordered.
    ORDERED: "computers_ordered", "computers", Higher, None;
    /// Computers shipped to orders, in all and by model; in the series since the start.
    SOLD: "computers_sold", "computers", Higher, Level;
    /// Computers ordered and not shipped, the mean over time; in the series at the instant.
    BACKLOG: "backlog", "computers", Lower, Level;
    /// Finished computers without an order, the mean over time; in the series at the instant.
    UNSOLD: "unsold", "computers", Lower, Level;
    /// Orders complete by their due date, of those complete, cancelled or overdue.
    ON_TIME: "on_time", "%", Higher, None;
    /// From an order to its last computer, mean.
    WAIT_MEAN: "order_wait_mean", "d", Lower, None;
    /// From an order to its last computer, standard deviation.
    WAIT_SD: "order_wait_sd", "d", Lower, None;
    /// Computers of orders whose patience ended.
    LOST: "lost", "computers", Lower, None;
    /// Accredited buyers at the end.
    BUYERS: "buyers_qualified", "buyers", Higher, None;
    /// Buyers accredited in the course of the run.
    ACCREDITED: "buyers_accredited", "buyers", Higher, None;
    /// Computers ordered for export, of all ordered.
    EXPORT: "export_share", "%", Neither, None;
}

/// Computers since the start.
#[derive(Clone, Debug, Default)]
struct Totals {
    orders: u64,
    ordered: u64,
    exported: u64,
    lost: u64,
    /// By model.
    built: Vec<u64>,
    /// By model.
    shipped: Vec<u64>,
}

/// What the market counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    totals: Totals,
    /// The totals when the statistics began.
    before: Totals,
    /// Buyers accredited in the run when the statistics began.
    accredited_before: u64,
    /// Computers ordered and not shipped.
    pub(super) backlog: Level,
    /// Finished computers without an order.
    pub(super) unsold: Level,
    /// From an order to its last computer.
    waits: Tally,
    on_time: u64,
    late: u64,
}

impl Record {
    /// Nothing counted yet, for so many models.
    pub(super) fn new(models: usize) -> Self {
        let none = Totals {
            built: vec![0; models],
            shipped: vec![0; models],
            ..Totals::default()
        };
        Self {
            totals: none.clone(),
            before: none,
            ..Self::default()
        }
    }

    pub(super) fn came(&mut self, now: SimTime, model: ModelId, computers: u32) {
        self.totals.built[usize::from(model.0)] += u64::from(computers);
        self.unsold.add(now, i64::from(computers));
    }

    pub(super) fn ordered(&mut self, now: SimTime, order: &Order) {
        let computers = u64::from(order.computers);
        self.totals.orders += 1;
        self.totals.ordered += computers;
        self.totals.exported += if order.is_export { computers } else { 0 };
        self.backlog.add(now, i64::from(order.computers));
    }

    pub(super) fn shipped(&mut self, now: SimTime, model: ModelId, computers: u32) {
        self.totals.shipped[usize::from(model.0)] += u64::from(computers);
        self.unsold.add(now, -i64::from(computers));
        self.backlog.add(now, -i64::from(computers));
    }

    pub(super) fn completed(&mut self, now: SimTime, order: &Order) {
        self.waits.add_span(now.since(order.placed));
        if now <= order.due {
            self.on_time += 1;
        } else {
            self.late += 1;
        }
    }

    pub(super) fn lost(&mut self, now: SimTime, order: &Order) {
        self.totals.lost += u64::from(order.open);
        self.late += 1;
        self.backlog.add(now, -i64::from(order.open));
    }
}

pub(super) fn begin_statistics(world: &mut World, now: SimTime) {
    let accredited = world.resource::<Demand>().accredited();
    let record = &mut world.resource_mut::<Shelves>().record;
    record.accredited_before = accredited;
    record.before = record.totals.clone();
    record.backlog.reset(now);
    record.unsold.reset(now);
    record.waits.reset();
    (record.on_time, record.late) = (0, 0);
}

pub(super) fn observe(world: &mut World, series: &mut Series) {
    let record = &world.resource::<Shelves>().record;
    let models = &world.resource::<Sales>().0.models;
    for (model, &shipped) in models.iter().zip(&record.totals.shipped) {
        series.put_for(&SOLD, model, shipped as f64);
    }
    series.put(&BACKLOG, record.backlog.value() as f64);
    series.put(&UNSOLD, record.unsold.value() as f64);
}

pub(super) fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
    let mut orders = world.query::<&Order>();
    let overdue = orders.iter(world).filter(|order| order.due < end).count() as u64;
    let record = &world.resource::<Shelves>().record;
    let models = &world.resource::<Sales>().0.models;
    let Record {
        totals,
        before,
        accredited_before,
        backlog,
        unsold,
        waits,
        on_time,
        late,
    } = record;
    let percent = |part: u64, whole: u64| percent(part as f64, whole as f64);
    let ordered = totals.ordered - before.ordered;
    figures.put(&ORDERS, (totals.orders - before.orders) as f64);
    figures.put(&ORDERED, ordered as f64);
    let mut sold = 0;
    for (row, model) in models.iter().enumerate() {
        let shipped = totals.shipped[row] - before.shipped[row];
        figures.put_for(&SOLD, model, shipped as f64);
        sold += shipped;
    }
    figures.put(&SOLD, sold as f64);
    figures.put(&BACKLOG, backlog.mean(end));
    figures.put(&UNSOLD, unsold.mean(end));
    figures.put(&ON_TIME, percent(*on_time, on_time + late + overdue));
    figures.put(&WAIT_MEAN, waits.mean_days());
    let days = |millis| crate::units::Duration::from_millis_f64(millis).as_days();
    figures.put(&WAIT_SD, waits.sd().map(days));
    figures.put(&LOST, (totals.lost - before.lost) as f64);
    let demand = world.resource::<Demand>();
    figures.put(&BUYERS, demand.buyers() as f64);
    let accredited = demand.accredited() - accredited_before;
    figures.put(&ACCREDITED, accredited as f64);
    let exported = totals.exported - before.exported;
    figures.put(&EXPORT, percent(exported, ordered));
}

/// Counts computers and orders again, from the shelves and the order entities.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut query = world.query::<&Order>();
    let open: Vec<Order> = query.iter(world).copied().collect();
    let mut faults = audit_computers(world.resource::<Shelves>(), &open);
    let queues = &world.resource::<Shelves>().backlog;
    for (row, queue) in queues.iter().enumerate() {
        let placed = |&entity: &Entity| world.get::<Order>(entity).map(|order| order.placed);
        if !queue.iter().map(placed).is_sorted() {
            faults.push(format!("model {row}: orders wait out of their order"));
        }
        let of_model = |order: &&Order| usize::from(order.model.0) == row;
        if open.iter().filter(of_model).count() != queue.len() {
            faults.push(format!("model {row}: an order waits nowhere, or twice"));
        }
    }
    faults
}

/// Computers built, ordered, shipped, cancelled, waited for and in stock must agree.
fn audit_computers(shelves: &Shelves, open: &[Order]) -> Vec<String> {
    let Record {
        totals,
        backlog,
        unsold,
        ..
    } = &shelves.record;
    let mut faults = Vec::new();
    for (row, &stock) in shelves.stock.iter().enumerate() {
        let (built, shipped) = (totals.built[row], totals.shipped[row]);
        if built != shipped + stock {
            let sentence = format!("{built} built, {shipped} shipped, {stock} in stock");
            faults.push(format!("model {row}: {sentence}"));
        }
        if stock > 0 && !shelves.backlog[row].is_empty() {
            faults.push(format!("model {row}: orders wait beside stock"));
        }
    }
    let waiting: u64 = open.iter().map(|order| u64::from(order.open)).sum();
    let shipped: u64 = totals.shipped.iter().sum();
    let (ordered, lost) = (totals.ordered, totals.lost);
    if ordered != shipped + lost + waiting {
        faults.push(format!(
            "{ordered} ordered, {shipped} shipped, {lost} lost, {waiting} open"
        ));
    }
    let stock: u64 = shelves.stock.iter().sum();
    if (backlog.value(), unsold.value()) != (waiting.cast_signed(), stock.cast_signed()) {
        faults.push(format!(
            "the levels differ from {waiting} open and {stock} in stock"
        ));
    }
    faults
}
