//! The metrics of the market, and how they are computed.

use bevy_ecs::prelude::*;

use super::books;
use super::demand::Demand;
use super::plan::Market;
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
    /// Mean number of finished computers without an order.
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
            accredited: world.resource::<Demand>().accredited(),
        }
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
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
        let mut overdue = 0;
        for order in orders.iter(world).filter(|order| order.due < period.to) {
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
        figures.put(&ORDERED, sales.ordered as f64);
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
        figures.put(&LOST, sales.lost as f64);
        let buyers = world.resource::<Demand>().buyers();
        figures.put(&BUYERS, buyers as f64);
        figures.put(&ACCREDITED, statistics.accredited as f64);
        figures.put(&EXPORT, percent(sales.exported, sales.ordered));
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
