//! How the fab is read: its series, its figures, the start of its statistics.

use bevy_ecs::prelude::*;

use super::books::{self, Books, StreamBooks};
use super::floor::{Floor, on_floor};
use super::standstill;
use super::tool::{Group, ToolTime};
use crate::engine::{Clock, Figures, Metric, Series};
use crate::units::number::percent;
use crate::units::{Duration, SimTime};

/// Books the time of all tools and the waiting in all groups up to now.
fn book_all(floor: &mut Floor, now: SimTime) {
    for tool in floor.tools.iter_mut() {
        tool.book(now, &mut floor.groups[tool.group.index()].time);
    }
    for group in floor.groups.iter_mut() {
        group.book(now);
    }
}

pub(super) fn begin_statistics(world: &mut World, now: SimTime) {
    on_floor(world, |floor| {
        book_all(floor, now);
        for group in floor.groups.iter_mut() {
            group.queue_area = Duration::ZERO;
            group.waits.reset();
            group.time = ToolTime::default();
        }
        floor.books.begin(now);
    });
}

pub(super) fn observe(world: &mut World, series: &mut Series) {
    on_floor(world, |floor| {
        series.put(&books::WIP, floor.books.wip.value() as f64);
        series.put(&books::WIP_WAFERS, floor.books.wip_wafers.value() as f64);
        series.put(&books::HELD_LOTS, floor.books.held.value() as f64);
        series.put(&books::WAFERS_OUT, floor.books.wafers_out as f64);
        series.put(&books::DEFECT_DENSITY, floor.learning.density());
        for (run, group) in floor.plan.group_records.iter().zip(floor.groups.iter()) {
            let length = group.queue.len() as f64;
            series.put_for(&books::QUEUE_LENGTH, &run.plan.name, length);
        }
    });
}

pub(super) fn report(world: &mut World, now: SimTime, figures: &mut Figures) {
    let clock = world.resource::<Clock>().clone();
    on_floor(world, |floor| {
        book_all(floor, now);
        standstill::remark(floor, now, |at| clock.date(at).to_string(), figures);
        report_line(floor.books, now, figures);
        for (run, books) in floor.plan.sources.iter().zip(&floor.books.streams) {
            report_stream(&run.plan.name, books, run.raw_time, figures);
        }
        let span = now.saturating_since(floor.books.since);
        for (run, group) in floor.plan.group_records.iter().zip(floor.groups.iter()) {
            report_group(&run.plan.name, group, span, figures);
        }
    });
}

fn report_line(books: &Books, now: SimTime, figures: &mut Figures) {
    let count = |count: u64| count as f64;
    figures.put(&books::WAFERS_OUT, count(books.wafers_out));
    figures.put(&books::WAFER_STARTS, count(books.wafers_started));
    let ended = count(books.wafers_out + books.wafers_lost);
    figures.put(&books::LINE_YIELD, percent(count(books.wafers_out), ended));
    figures.put(&books::WIP, books.wip.mean(now));
    figures.put(&books::WIP_WAFERS, books.wip_wafers.mean(now));
    figures.put(&books::HELD_LOTS, books.held.mean(now));
    figures.put(&books::MOVES, count(books.moves));
    figures.put(&books::QUEUE_LIMIT_VIOLATIONS, count(books.late_starts));
    let density = books.defects as f64 / 1e6 / count(books.wafers_out);
    figures.put(&books::DEFECT_DENSITY, density);
}

fn report_stream(name: &str, books: &StreamBooks, raw_time: Duration, figures: &mut Figures) {
    let mean = books.cycle_times.mean();
    let days = |millis: f64| Duration::from_millis_f64(millis).as_days();
    let mut put = |metric: &'static Metric, value: Option<f64>| {
        figures.put_for(metric, name, value);
    };
    put(&books::CYCLE_TIME, mean.map(days));
    put(&books::CYCLE_TIME_SD, books.cycle_times.sd().map(days));
    let median = books.quantiles.quantile(0.5);
    put(&books::CYCLE_TIME_MEDIAN, median.map(Duration::as_days));
    let p95 = books.quantiles.quantile(0.95);
    put(&books::CYCLE_TIME_P95, p95.map(Duration::as_days));
    put(
        &books::X_FACTOR,
        mean.map(|mean| mean / raw_time.as_millis() as f64),
    );
    let counted = books.cycle_times.count() as f64;
    put(&books::ON_TIME, percent(books.on_time as f64, counted));
    put(&books::TARDINESS, books.tardiness.mean().map(days));
    put(&books::THROUGHPUT, Some(books.lots_out as f64));
}

fn report_group(name: &str, group: &Group, span: Duration, figures: &mut Figures) {
    let millis = |time: Duration| time.as_millis() as f64;
    let mut put = |metric: &'static Metric, value: Option<f64>| {
        figures.put_for(metric, name, value);
    };
    let hours = |mean: f64| Duration::from_millis_f64(mean).as_hours();
    put(&books::QUEUE_TIME, group.waits.mean().map(hours));
    put(
        &books::QUEUE_LENGTH,
        Some(millis(group.queue_area) / millis(span)),
    );
    let time = group.time;
    let (available, all) = (millis(time.available()), millis(time.total()));
    for (metric, part, whole) in [
        (&books::UTILISATION, time.busy(), available),
        (&books::SETUP_SHARE, time.setup, all),
        (&books::AVAILABILITY, time.available(), all),
        (&books::PROCESS_SHARE, time.process, all),
        (&books::LOAD_SHARE, time.load, all),
        (&books::UNLOAD_SHARE, time.unload, all),
        (&books::IDLE_SHARE, time.idle, all),
        (&books::DOWN_SHARE, time.down, all),
        (&books::MAINTENANCE_SHARE, time.maintenance, all),
    ] {
        put(metric, percent(millis(part), whole));
    }
    put(&books::DOWN, Some(millis(time.down) / millis(span)));
}
