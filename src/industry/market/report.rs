//! The metrics of the market, and how they are computed; measures of service are kept apart
//! (equation E48).

use bevy_ecs::prelude::*;

use super::books;
use super::demand::Demand;
use super::plan::Market;
use super::reaction::Goodwill;
use super::state::{FinishedGoods, Order};
use super::statistics::Statistics;
use crate::engine::{Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::standstill;
use crate::industry::shared::subsystem::Reported;
use crate::units::number::percent;
use crate::units::spoken::{agreeing, plural};
use crate::units::{Duration, SimTime};

metrics! { "market":
    /// Orders placed by buyers, tenders and contracts.
    ORDERS: "orders", "orders", Higher, None;
    /// Orders whose number of computers was rounded to nothing and that were not placed.
    EMPTY: "orders_empty", "orders", Neither, None;
    /// Orders that got their last computer.
    COMPLETE: "orders_complete", "orders", Higher, None;
    /// Orders whose patience ended.
    CANCELLED: "orders_cancelled", "orders", Lower, None;
    /// Finished computers that came in, by model.
    RECEIVED: "computers_received", "computers", Higher, None;
    /// Computers ordered.
    ORDERED: "computers_ordered", "computers", Higher, None;
    /// Computers shipped to orders, in all and by model. The series is by model.
    SOLD: "computers_sold", "computers", Higher, Total;
    /// Mean number of computers ordered and not yet shipped.
    BACKLOG: "backlog", "computers", Lower, Level;
    /// Mean number of finished computers without an order, in all and by model. The series is of
    /// all.
    UNSOLD: "unsold", "computers", Lower, Level;
    /// Share of orders complete by their due date, among those that were completed or cancelled, or
    /// are overdue at the end. Orders that were due before the first computer of their model came
    /// in do not count; those for a model of which none has come in are not on time.
    ON_TIME: "on_time", "%", Higher, None;
    /// Orders that were completed or cancelled, or are overdue at the end, and were due before the
    /// first computer of their model came in.
    DUE_TOO_EARLY: "orders_due_before_production", "orders", Lower, None;
    /// Mean time from an order to its last computer, by Little's law; orders that are cancelled do
    /// not count.
    WAIT_MEAN: "order_wait_mean", "d", Lower, None;
    /// Share of the orders placed or waiting in the period that still wait at its end.
    WAIT_UNFINISHED: "order_wait_unfinished", "%", Lower, None;
    /// Standard deviation of the time from an order to its last computer, of those that were
    /// completed within the period.
    WAIT_SD: "order_wait_sd", "d", Lower, None;
    /// Computers not shipped when the patience of their orders ended.
    LOST: "lost", "computers", Lower, None;
    /// Share of the computers ordered that were shipped at once, from stock, in all and by model.
    FILL_RATE: "fill_rate", "%", Higher, None;
    /// Share of the computers shipped by the due dates of their orders, among those that were
    /// shipped or cancelled, or are overdue at the end.
    FILL_BY_DUE: "fill_rate_by_due", "%", Higher, None;
    /// Share of the orders placed all of whose computers were shipped at once, from stock.
    ORDER_FILL: "order_fill_rate", "%", Higher, None;
    /// Time after the due date that 95 % of the orders that got their last computer do not exceed;
    /// 0 for orders on time.
    LATENESS_P95: "lateness_p95", "d", Lower, None;
    /// Penalties for lateness, whether or not they are paid within the period.
    PENALTIES: "penalties", "CNY", Lower, None;
    /// Orders of tenders and buyers that were not placed since no model was on sale.
    WITHOUT_MODEL: "orders_without_model", "orders", Lower, None;
    /// Orders that would have been placed at the prices of the start if no order had been late.
    FORGONE: "orders_forgone", "orders", Lower, None;
    /// Share of their orders that customers place at the end, in spite of orders that were late.
    GOODWILL: "goodwill", "%", Higher, Level;
    /// Computers ordered by a contract.
    CONTRACT_ORDERED: "contract_ordered", "computers", Higher, None;
    /// Computers shipped to a contract.
    CONTRACT_DELIVERED: "contract_delivered", "computers", Higher, None;
    /// Computers shipped to a contract by its due date.
    CONTRACT_BY_DUE: "contract_delivered_by_due", "computers", Higher, None;
    /// Time from the start of the run to the last shipment to a contract so far.
    CONTRACT_LAST: "contract_last_delivery", "d", Lower, None;
    /// Penalties for the lateness of a contract.
    CONTRACT_PENALTY: "contract_penalty", "CNY", Lower, None;
    /// Accredited buyers at the end.
    BUYERS: "buyers", "buyers", Higher, None;
    /// Buyers accredited, those at the start of the run not counted.
    ACCREDITED: "buyers_added", "buyers", Higher, None;
    /// Share of ordered computers that are for export.
    EXPORT: "export_share", "%", Neither, None;
}

impl Reported for Market {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        let goods = world.resource::<FinishedGoods>();
        Statistics {
            sales: goods.statistics.clone(),
            cost_of_shipped: goods.cost_of_shipped(&world.resource::<Market>().prices),
            empty: world.resource::<Demand>().empty,
            without_model: world.resource::<Demand>().without_model,
            forgone: world.resource::<Demand>().forgone,
            accredited: world.resource::<Demand>().accredited(),
        }
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let end = world.resource::<Clock>().tick_end();
        let goodwill = world.resource::<Goodwill>();
        if goodwill.acts() {
            series.put(&GOODWILL, 100.0 * goodwill.factor(end));
        }
        let sales = &world.resource::<FinishedGoods>().statistics;
        let models = &world.resource::<Market>().models;
        for (model, &shipped) in models.iter().zip(&sales.shipped) {
            series.put_for(&SOLD, model, shipped as f64);
        }
        series.put(&BACKLOG, sales.backlog.value() as f64);
        series.put(&UNSOLD, sales.unsold.value() as f64);
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        remark_standstill(world, period.to, figures);
        let mut orders = world.query::<&Order>();
        let goods = world.resource::<FinishedGoods>();
        let sales = &statistics.sales;
        let mut too_early = sales.due_too_early.clone();
        let (mut overdue, mut overdue_computers) = (0, 0);
        for order in orders.iter(world).filter(|order| order.due < period.to) {
            overdue_computers += u64::from(order.open);
            if goods.is_due_too_early(order) {
                too_early[usize::from(order.model.0)] += 1;
            } else {
                overdue += 1;
            }
        }
        // A model that has never come in is no model whose production began late.
        for (orders, came) in too_early.iter_mut().zip(&goods.first_came) {
            if came.is_none() {
                overdue += std::mem::take(orders);
            }
        }
        let percent = |part: u64, whole: u64| percent(part as f64, whole as f64);
        figures.put(&ORDERS, sales.orders as f64);
        figures.put(&EMPTY, statistics.empty as f64);
        figures.put(&COMPLETE, sales.completed as f64);
        figures.put(&CANCELLED, sales.cancelled as f64);
        let [ordered, lost, at_once] = [&sales.ordered, &sales.lost, &sales.at_once];
        let [ordered, lost, at_once] = [ordered, lost, at_once].map(|of| of.iter().sum::<u64>());
        figures.put(&ORDERED, ordered as f64);
        let models = &world.resource::<Market>().models;
        for (model, &shipped) in models.iter().zip(&sales.shipped) {
            figures.put_for(&SOLD, model, shipped as f64);
        }
        for (model, &received) in models.iter().zip(&sales.built) {
            figures.put_for(&RECEIVED, model, received as f64);
        }
        figures.put(&SOLD, sales.shipped.iter().sum::<u64>() as f64);
        figures.put(&BACKLOG, sales.backlog.mean(period.to));
        figures.put(&UNSOLD, sales.unsold.mean(period.to));
        let ended = sales.on_time + sales.late + overdue;
        figures.put(&ON_TIME, percent(sales.on_time, ended));
        figures.put(&DUE_TOO_EARLY, too_early.iter().sum::<u64>() as f64);
        figures.put(&WAIT_MEAN, sales.waits.mean_days(period.to));
        figures.put(&WAIT_UNFINISHED, sales.waits.unfinished_percent());
        let days = |millis| Duration::from_millis_f64(millis).as_days();
        figures.put(&WAIT_SD, sales.waits.times().sd().map(days));
        figures.put(&LOST, lost as f64);
        let buyers = world.resource::<Demand>().buyers();
        figures.put(&BUYERS, buyers as f64);
        figures.put(&ACCREDITED, statistics.accredited as f64);
        figures.put(&EXPORT, percent(sales.exported, ordered));
        let shipped = sales.shipped.iter().sum::<u64>();
        let due = shipped + lost + overdue_computers;
        figures.put(&FILL_RATE, percent(at_once, ordered));
        let by_model = sales.at_once.iter().zip(&sales.ordered);
        for ((model, unsold), (&at_once, &ordered)) in
            models.iter().zip(&sales.unsold_of).zip(by_model)
        {
            figures.put_for(&FILL_RATE, model, percent(at_once, ordered));
            figures.put_for(&UNSOLD, model, unsold.mean(period.to));
        }
        figures.put(&FILL_BY_DUE, percent(sales.by_due, due));
        figures.put(&ORDER_FILL, percent(sales.whole_at_once, sales.orders));
        let lateness = sales.lateness.quantile(0.95);
        figures.put(&LATENESS_P95, lateness.map(Duration::as_days));
        figures.put(&PENALTIES, sales.penalties.as_yuan());
        report_demand(world, period.to, statistics, figures);
        report_contracts(world, statistics, figures);
    }
}

/// What was not ordered, and why.
fn report_demand(world: &World, now: SimTime, of: &Statistics, figures: &mut Figures) {
    let goodwill = world.resource::<Goodwill>();
    figures.put(&WITHOUT_MODEL, of.without_model as f64);
    figures.put(&FORGONE, of.forgone as f64);
    if goodwill.acts() {
        figures.put(&GOODWILL, 100.0 * goodwill.factor(now));
    }
}

/// What became of each contract.
fn report_contracts(world: &World, of: &Statistics, figures: &mut Figures) {
    let last = &world.resource::<FinishedGoods>().last_deliveries;
    let names = &world.resource::<Market>().contract_names;
    let contracts = names.iter().zip(&of.sales.contracts).zip(last);
    for ((name, contract), last) in contracts {
        figures.put_for(&CONTRACT_ORDERED, name, contract.ordered as f64);
        figures.put_for(&CONTRACT_DELIVERED, name, contract.delivered as f64);
        figures.put_for(&CONTRACT_BY_DUE, name, contract.by_due as f64);
        figures.put_for(&CONTRACT_LAST, name, last.map(SimTime::as_days));
        figures.put_for(&CONTRACT_PENALTY, name, contract.penalty.as_yuan());
    }
}

/// A remark for each model of which orders wait and no computer has come for long.
fn remark_standstill(world: &mut World, now: SimTime, figures: &mut Figures) {
    let mut orders = world.query::<&Order>();
    let goods = world.resource::<FinishedGoods>();
    let models = &world.resource::<Market>().models;
    for ((model, queue), &came) in models.iter().zip(&goods.backlog).zip(&goods.last_came) {
        let first = queue
            .front()
            .and_then(|&first| orders.get(world, first).ok());
        let Some(first) = first else {
            continue;
        };
        let waiting = queue.len();
        standstill::remark(
            world.resource::<Clock>(),
            (first.placed.max(came), now),
            "orders wait in vain at the end of the run",
            || {
                format!(
                    "{} for model `{model}` {}, and no computer of it has come in",
                    plural(waiting, "order", "orders"),
                    agreeing(&waiting, "waits", "wait")
                )
            },
            figures,
        );
    }
}
