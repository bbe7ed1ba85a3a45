//! The metrics of the fab, and how they are computed.

use bevy_ecs::prelude::*;

use super::Fab;
use super::books;
use super::floor::{Floor, FloorState, on_floor};
use super::group::{Cause, Group};
use super::lot::LotPlace;
use super::plan::Loading;
use super::remarks::{remark_crews, remark_standstill};
use super::rows::ToolRow;
use super::statistics::{
    BatchStatistics, GroupStatistics, LineStatistics, Statistics, StreamStatistics,
};
use super::tables::{SourceRun, Takes};
use super::tool::ToolTime;
use crate::engine::{Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::subsystem::Reported;
use crate::units::number::percent;
use crate::units::{Duration, SimTime};

metrics! { "fab":
    /// Mean time from release to the end of the route, by lot stream, by Little's law; lots that
    /// are lost do not count.
    CYCLE_TIME: "cycle_time", "d", Lower, None;
    /// Share of the lots of the cycle time that are in the line at the end of the period, by lot
    /// stream.
    CYCLE_TIME_UNFINISHED: "cycle_time_unfinished", "%", Lower, None;
    /// Standard deviation of the cycle time of lots that left within the period, by lot stream.
    CYCLE_TIME_SD: "cycle_time_sd", "d", Lower, None;
    /// Cycle time that 95 % of the lots that left within the period do not exceed, by lot stream.
    CYCLE_TIME_P95: "cycle_time_p95", "d", Lower, None;
    /// Cycle time that half of the lots that left within the period do not exceed, by lot stream.
    CYCLE_TIME_MEDIAN: "cycle_time_median", "d", Lower, None;
    /// Mean cycle time divided by the raw process time, by lot stream.
    X_FACTOR: "x_factor", "1", Lower, None;
    /// Share of lots that left by their due date, of those that left within the period or are
    /// overdue in the line at its end, by lot stream.
    ON_TIME: "on_time", "%", Higher, None;
    /// Mean time by which lots left after their due date, zero for lots on time, by lot stream, of
    /// those that left within the period.
    TARDINESS: "tardiness", "d", Lower, None;
    /// Lots that left the line, without those that were in it at the start of the run, by lot
    /// stream.
    THROUGHPUT: "throughput", "lots", Higher, None;
    /// Mean number of lots in the line, by lot stream, without those of the start of the run.
    LOTS_IN_LINE: "lots_in_line", "lots", Lower, None;
    /// Wafers that left the line; the series counts anew from the end of the warm-up.
    WAFERS_OUT: "wafers_out", "wafers", Higher, Total;
    /// Wafers that were started.
    WAFER_STARTS: "wafer_starts", "wafers", Higher, None;
    /// Wafers that were scrapped in the line.
    WAFERS_SCRAPPED: "wafers_scrapped", "wafers", Lower, None;
    /// Lots that were released.
    LOTS_STARTED: "lots_started", "lots", Higher, None;
    /// Lots that left the line, with those that were in it at the start of the run.
    LOTS_OUT: "lots_out", "lots", Higher, None;
    /// Lots that were lost with all their wafers.
    LOTS_LOST: "lots_lost", "lots", Lower, None;
    /// Share of wafers that left the line, of those that left or were lost.
    LINE_YIELD: "line_yield", "%", Higher, None;
    /// Mean number of lots in the line; in the series, the number at the time.
    WIP: "wip", "lots", Lower, Level;
    /// Mean number of wafers in the line; in the series, the number at the time.
    WIP_WAFERS: "wip_wafers", "wafers", Lower, Level;
    /// Echelon inventory position at the end of the period, by product that is pulled: chips whose
    /// wafers were started and which are not sold, those of wafers in the fab and the back end as
    /// expected, less those that open orders ask for; in the series, the position at the time.
    CHIP_POSITION: "chip_position", "chips", Neither, Level;
    /// Steps that lots completed.
    MOVES: "moves", "moves", Higher, None;
    /// Mean time a lot waits before its step starts, by tool group, by Little's law.
    QUEUE_TIME: "queue_time", "h", Lower, None;
    /// Share of the waits of the queue time that are unfinished at the end of the period, by tool
    /// group.
    QUEUE_TIME_UNFINISHED: "queue_time_unfinished", "%", Lower, None;
    /// Mean number of lots that wait, by tool group; in the series, the number at the time.
    QUEUE_LENGTH: "queue_length", "lots", Lower, Level;
    /// Mean number of lots that wait, by tool group and by what they wait for: a tool, an operator,
    /// a technician for a tool that is down, more lots of a batch, the end of a minimum run. They
    /// sum to the queue length.
    QUEUE_CAUSES: "queue_by_cause", "lots", Lower, None;
    /// Share of the time in which tools could work that they spent in setup, loading, process and
    /// unloading, by tool group.
    UTILISATION: "utilisation", "%", Neither, None;
    /// How much of the capacity of tool groups that take batches was used: their utilisation, with
    /// the process time of each batch counted by the share of the largest batch that was filled.
    CAPACITY_UTILISATION: "capacity_utilisation", "%", Neither, None;
    /// Mean number of wafers in the batches that started, by tool group that takes batches.
    BATCH_SIZE: "batch_size", "wafers", Higher, None;
    /// Share of time in which tools could work, by tool group.
    AVAILABILITY: "availability", "%", Higher, None;
    /// Share of time that tools spent in setup, by tool group.
    SETUP_SHARE: "setup_share", "%", Lower, None;
    /// Share of time that tools spent in process, by tool group.
    PROCESS_SHARE: "process_share", "%", Neither, None;
    /// Share of time in which tools were loaded and did nothing else, by tool group.
    LOAD_SHARE: "loading_share", "%", Lower, None;
    /// Share of time in which tools were unloaded and did nothing else, by tool group.
    UNLOAD_SHARE: "unloading_share", "%", Lower, None;
    /// Share of time in which tools could work and had no job, by tool group.
    IDLE_SHARE: "idle_share", "%", Neither, None;
    /// Share of time in which tools had failed, the wait for repair and repair included, by tool
    /// group.
    DOWN_SHARE: "down_share", "%", Lower, None;
    /// Share of time in which tools were in maintenance or stopped for it, by tool group.
    MAINTENANCE_SHARE: "maintenance_share", "%", Lower, None;
    /// Mean number of failed tools, waiting for repair or in repair, by tool group.
    DOWN: "tools_down", "tools", Lower, None;
    /// Lots whose jobs a tool has finished, by tool group.
    LOTS_PROCESSED: "lots_processed", "lots", Neither, None;
    /// Mean number of lots on tools, in any stage of their jobs and also while these are suspended,
    /// by tool group.
    LOTS_ON_TOOLS: "lots_on_tools", "lots", Neither, None;
    /// Mean time of a lot on its tool, from the start of setup or loading to the end of unloading,
    /// by tool group: by Little's law, lots on tools over those that were finished.
    TIME_IN_TOOL: "time_in_tool", "h", Lower, None;
    /// Setups that began, for each lot that was finished, by tool group.
    SETUPS_PER_LOT: "setups_per_lot", "1", Lower, None;
    /// Setups that began, by tool group.
    SETUPS: "setups", "1", Lower, None;
    /// Jobs that began, each a lot or a batch of lots, by tool group.
    JOBS: "jobs", "1", Neither, None;
    /// Failures that stopped a tool, by tool group.
    FAILURES: "failures", "1", Lower, None;
    /// Maintenances that stopped a tool, by tool group.
    MAINTENANCES: "maintenances", "1", Neither, None;
    /// How unevenly lots were shared among the tools of a group of two or more: the standard
    /// deviation of the lots that a tool finished as a share of their mean, over the tools that are
    /// there at the end of the period.
    UNEVENNESS: "unevenness", "%", Lower, None;
    /// Mean density of killing defects on the wafers that left the line; in the series, the density
    /// at the time.
    DEFECT_DENSITY: "defect_density", "1/cm2", Lower, Level;
    /// Steps that started later than their queue-time limit.
    QUEUE_LIMIT_VIOLATIONS: "queue_limit_violations", "steps", Lower, None;
    /// Mean number of lots that wait for an engineer or are with one; in the series, the number at
    /// the time.
    HELD_LOTS: "held_lots", "lots", Lower, Level;
}

impl Reported for Fab {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn begin_period(world: &mut World, period: Period) {
        let is_end_of_warmup = period.from == world.resource::<Clock>().warmup();
        if is_end_of_warmup {
            let wafers_out = world.resource::<LineStatistics>().wafers_out;
            world.resource_mut::<FloorState>().wafers_out_in_warmup = wafers_out;
        }
    }

    fn statistics(world: &mut World, now: SimTime) -> Statistics {
        on_floor(world, |floor| {
            for row in 0..floor.tools.len() {
                floor.book_tool(now, ToolRow::new(row));
            }
            let line = &*floor.statistics;
            let of_group = |(row, group): (usize, &mut Group)| {
                group.book(now);
                GroupStatistics {
                    waited: group.waited(),
                    waits: group.stays(),
                    time: group.time,
                    setups: group.setups,
                    jobs: match floor.tables.groups[row].takes {
                        Takes::Batches => line.batches[row].started,
                        Takes::Lots | Takes::Cascading => group.waits.count(), // a lot each
                    },
                    finished: group.finished,
                    on_tools: group.on_tools.clone(),
                }
            };
            Statistics {
                groups: floor.groups.iter_mut().enumerate().map(of_group).collect(),
                line: floor.statistics.clone(),
                cost_of_started: floor.cost_of_started(),
            }
        })
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        on_floor(world, |floor| {
            let line = &*floor.statistics;
            series.put(&WIP, line.wip.value() as f64);
            series.put(&WIP_WAFERS, line.wip_wafers.value() as f64);
            series.put(&HELD_LOTS, line.held.value() as f64);
            let wafers_out = line.wafers_out - floor.state.wafers_out_in_warmup;
            series.put(&WAFERS_OUT, wafers_out as f64);
            series.put(&DEFECT_DENSITY, floor.learning.density());
            for (name, position) in positions(floor) {
                series.put_for(&CHIP_POSITION, name, position);
            }
            for (run, group) in floor.tables.group_records.iter().zip(floor.groups.iter()) {
                let length = group.queue.len() as f64;
                series.put_for(&QUEUE_LENGTH, &run.plan.name, length);
            }
        });
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        let clock = world.resource::<Clock>().clone();
        on_floor(world, |floor| {
            remark_standstill(floor, period.to, |at| clock.date(at).to_string(), figures);
            remark_crews(floor, figures);
            report_line(&statistics.line, period.to, figures);
            for (name, position) in positions(floor) {
                figures.put_for(&CHIP_POSITION, name, position);
            }
            let overdue = overdue_lots(floor, period.to);
            let streams = statistics.line.streams.iter().zip(overdue);
            for (run, (of, overdue)) in floor.tables.sources.iter().zip(streams) {
                report_stream(run, of, overdue, period.to, figures);
            }
            let groups = floor.tables.group_records.iter().zip(&statistics.groups);
            let batches = statistics.line.batches.iter().enumerate();
            for ((run, of), (row, batches)) in groups.zip(batches) {
                report_group(&run.plan.name, of, period, figures);
                report_tools(floor, row, &statistics.line, figures);
                report_causes(floor, row, of, period, figures);
                if matches!(run.plan.loading, Loading::Batch { .. }) {
                    report_batches(&run.plan.name, of.time, batches, figures);
                }
            }
        });
    }
}

/// The position of each product that is pulled.
fn positions<'a>(floor: &'a Floor) -> impl Iterator<Item = (&'a str, f64)> {
    let products = floor.tables.pulled.iter();
    products.filter_map(|(name, product)| {
        let wafers = floor.state.wafers[usize::from(product.0)];
        let positions = floor.positions.as_deref()?;
        Some((&**name, positions.of(*product, wafers)))
    })
}

/// How many lots are in the line after their due date, by stream, without those of the start.
fn overdue_lots(floor: &Floor, now: SimTime) -> Vec<u64> {
    let mut overdue = vec![0; floor.tables.sources.len()];
    let present = floor.lots.iter().filter(|lot| lot.place != LotPlace::Free);
    for lot in present.filter(|lot| !lot.initial && lot.due < now) {
        overdue[lot.source.index()] += 1;
    }
    overdue
}

fn report_line(line: &LineStatistics, now: SimTime, figures: &mut Figures) {
    let count = |count: u64| count as f64;
    figures.put(&WAFERS_OUT, count(line.wafers_out));
    figures.put(&WAFER_STARTS, count(line.wafers_started));
    figures.put(&WAFERS_SCRAPPED, count(line.wafers_lost));
    figures.put(&LOTS_STARTED, count(line.lots_started));
    figures.put(&LOTS_OUT, count(line.lots_out));
    figures.put(&LOTS_LOST, count(line.lots_lost));
    let ended = count(line.wafers_out + line.wafers_lost);
    figures.put(&LINE_YIELD, percent(count(line.wafers_out), ended));
    figures.put(&WIP, line.wip.mean(now));
    figures.put(&WIP_WAFERS, line.wip_wafers.mean(now));
    figures.put(&HELD_LOTS, line.held.mean(now));
    figures.put(&MOVES, count(line.moves));
    figures.put(&QUEUE_LIMIT_VIOLATIONS, count(line.late_starts));
    let density = line.defects as f64 / 1e6 / count(line.wafers_out);
    figures.put(&DEFECT_DENSITY, density);
}

fn report_stream(
    run: &SourceRun,
    of: &StreamStatistics,
    overdue: u64,
    now: SimTime,
    figures: &mut Figures,
) {
    let days = |millis: f64| Duration::from_millis_f64(millis).as_days();
    let mut put = |metric: &'static Metric, value: Option<f64>| {
        figures.put_for(metric, &run.plan.name, value);
    };
    let mean = of.lots.mean(now);
    put(&CYCLE_TIME, mean.map(days));
    put(&CYCLE_TIME_UNFINISHED, of.lots.unfinished_percent());
    put(&CYCLE_TIME_SD, of.lots.times().sd().map(days));
    let median = of.quantiles.quantile(0.5);
    put(&CYCLE_TIME_MEDIAN, median.map(Duration::as_days));
    let p95 = of.quantiles.quantile(0.95);
    put(&CYCLE_TIME_P95, p95.map(Duration::as_days));
    let raw_time = run.raw_time.as_millis() as f64;
    put(&X_FACTOR, mean.map(|mean| mean / raw_time));
    let left = of.lots.ended();
    let judged = (left + overdue) as f64;
    put(&ON_TIME, percent(of.on_time as f64, judged));
    put(&TARDINESS, of.tardiness.mean().map(days));
    put(&THROUGHPUT, Some(left as f64));
    put(&LOTS_IN_LINE, of.present.mean(now));
}

fn report_group(name: &str, group: &GroupStatistics, period: Period, figures: &mut Figures) {
    let millis = |time: Duration| time.as_millis() as f64;
    let span = period.length();
    let mut put = |metric: &'static Metric, value: Option<f64>| {
        figures.put_for(metric, name, value);
    };
    let hours = |mean: f64| Duration::from_millis_f64(mean).as_hours();
    put(&QUEUE_TIME, group.waits.mean(period.to).map(hours));
    put(&QUEUE_TIME_UNFINISHED, group.waits.unfinished_percent());
    let waited: f64 = group.waited.into_iter().map(millis).sum();
    put(&QUEUE_LENGTH, Some(waited / millis(span)));
    let time = group.time;
    let (available, all) = (millis(time.available()), millis(time.total()));
    for (metric, part, whole) in [
        (&UTILISATION, time.busy(), available),
        (&SETUP_SHARE, time.setup, all),
        (&AVAILABILITY, time.available(), all),
        (&PROCESS_SHARE, time.process, all),
        (&LOAD_SHARE, time.load, all),
        (&UNLOAD_SHARE, time.unload, all),
        (&IDLE_SHARE, time.idle, all),
        (&DOWN_SHARE, time.down, all),
        (&MAINTENANCE_SHARE, time.maintenance, all),
    ] {
        put(metric, percent(millis(part), whole));
    }
    put(&DOWN, Some(millis(time.down) / millis(span)));
    let on_tools = group.on_tools.mean(period.to);
    let lots = (group.finished > 0).then_some(group.finished as f64);
    put(&LOTS_PROCESSED, Some(group.finished as f64));
    put(&LOTS_ON_TOOLS, on_tools);
    let in_tool = on_tools
        .zip(lots)
        .map(|(mean, lots)| mean * millis(span) / lots);
    put(&TIME_IN_TOOL, in_tool.map(hours));
    put(&SETUPS_PER_LOT, lots.map(|lots| group.setups as f64 / lots));
    put(&SETUPS, Some(group.setups as f64));
    put(&JOBS, Some(group.jobs as f64));
}

/// What happened to the tools of the group at `row`, and how evenly they were used.
fn report_tools(floor: &Floor, row: usize, line: &LineStatistics, figures: &mut Figures) {
    let name = &floor.tables.group_records[row].plan.name;
    let events = &line.tool_events[row];
    figures.put_for(&FAILURES, name, events.failures as f64);
    figures.put_for(&MAINTENANCES, name, events.maintenances as f64);
    let first = floor.tables.groups[row].first_tool as usize;
    let tools = first..first + floor.tables.group_records[row].plan.most as usize;
    let present = tools.filter(|tool| !floor.tools[*tool].is_closed());
    let lots = present.map(|tool| line.lots_of_tools[tool]);
    figures.put_for(&UNEVENNESS, name, unevenness(&lots.collect::<Vec<u32>>()));
}

/// The coefficient of variation in per cent, with n in the denominator of the variance; none of
/// fewer than two numbers and where all are zero.
///
/// With S the sum of n numbers and Q that of their squares, it is `sqrt(n Q - S^2) / S`.
fn unevenness(lots: &[u32]) -> Option<f64> {
    let sum: u128 = lots.iter().copied().map(u128::from).sum();
    let squares: u128 = lots.iter().map(|lots| u128::from(*lots).pow(2)).sum();
    if lots.len() < 2 || sum == 0 {
        return None;
    }
    let scatter = lots.len() as u128 * squares - sum * sum;
    Some(100.0 * (scatter as f64).sqrt() / sum as f64)
}

/// What the lots in the queue of the group at `row` waited for, of what they can wait for there.
fn report_causes(
    floor: &Floor,
    row: usize,
    of: &GroupStatistics,
    period: Period,
    figures: &mut Figures,
) {
    let name = &floor.tables.group_records[row].plan.name;
    for cause in Cause::ALL {
        let is_possible = match cause {
            Cause::Tool => true,
            Cause::Operator => floor.state.operators.on_shift().is_some(),
            Cause::Technician => floor.state.technicians.on_shift().is_some(),
            Cause::Batch | Cause::MinimumRun => floor.groups[row].holds_back == Some(cause),
        };
        if is_possible {
            let waited = of.waited[cause as usize].as_millis() as f64;
            let lots = waited / period.length().as_millis() as f64;
            figures.put_for(&QUEUE_CAUSES, &format!("{name}-{}", cause.name()), lots);
        }
    }
}

/// What batches leave of the capacity of their tools. How full batches were that started before the
/// period is not known.
fn report_batches(name: &str, time: ToolTime, batches: &BatchStatistics, figures: &mut Figures) {
    let millis = |time: Duration| time.as_millis() as f64;
    let size = batches.wafers as f64 / batches.started as f64;
    figures.put_for(&BATCH_SIZE, name, (batches.started > 0).then_some(size));
    let filled = if time.process.is_zero() {
        1.0
    } else {
        millis(batches.filled_time) / millis(batches.time)
    };
    let used = millis(time.busy()) - millis(time.process) * (1.0 - filled);
    figures.put_for(
        &CAPACITY_UTILISATION,
        name,
        percent(used, millis(time.available())),
    );
}
