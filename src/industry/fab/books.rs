//! The fab's statistics: what it counts, since when, and how it reports it.

use bevy_ecs::prelude::*;

use crate::engine::{Level, Quantiles, Tally, metrics};
use crate::units::{Duration, SimTime};

metrics! { "fab":
    /// Mean time from release to the end of the route, of lots released since the warm-up.
    CYCLE_TIME: "cycle_time", "d", Lower, None;
    /// Standard deviation of the cycle time.
    CYCLE_TIME_SD: "cycle_time_sd", "d", Lower, None;
    /// Cycle time that 95 % of the lots do not exceed.
    CYCLE_TIME_P95: "cycle_time_p95", "d", Lower, None;
    /// Cycle time that half of the lots do not exceed.
    CYCLE_TIME_MEDIAN: "cycle_time_median", "d", Lower, None;
    /// Mean cycle time over raw process time.
    X_FACTOR: "x_factor", "1", Lower, None;
    /// Share of lots that left by their due date.
    ON_TIME: "on_time", "%", Higher, None;
    /// Mean time by which lots left after their due date; none for those on time.
    TARDINESS: "tardiness", "d", Lower, None;
    /// Lots that left the line, those that were in it at the start not counted.
    THROUGHPUT: "throughput", "lots", Higher, None;
    /// Wafers that left the line.
    WAFERS_OUT: "wafers_out", "wafers", Higher, Level;
    /// Wafers that were started.
    WAFER_STARTS: "wafer_starts", "wafers", Higher, None;
    /// Wafers that left the line, of those that left or were lost.
    LINE_YIELD: "line_yield", "%", Higher, None;
    /// Mean number of lots in the line.
    WIP: "wip", "lots", Lower, Level;
    /// Mean number of wafers in the line.
    WIP_WAFERS: "wip_wafers", "wafers", Lower, Level;
    /// Steps that lots completed.
    MOVES: "moves", "moves", Higher, None;
    /// Mean time a lot waits at a tool group before its step starts.
    QUEUE_TIME: "queue_time", "h", Lower, None;
    /// Mean number of lots that wait at a tool group.
    QUEUE_LENGTH: "queue_length", "lots", Lower, Level;
    /// Setup, load, process and unload time of a tool group, of the time in which its tools could
    /// work.
    UTILISATION: "utilisation", "%", Neither, None;
    /// Time in which the tools of a group could work, of all time.
    AVAILABILITY: "availability", "%", Higher, None;
    /// Setup time of a tool group, of all time.
    SETUP_SHARE: "setup_share", "%", Lower, None;
    /// Process time of a tool group, of all time.
    PROCESS_SHARE: "process_share", "%", Neither, None;
    /// Time of a tool group in which its tools were loaded and did nothing else, of all time.
    LOAD_SHARE: "load_share", "%", Lower, None;
    /// Time of a tool group in which its tools were unloaded and did nothing else, of all time.
    UNLOAD_SHARE: "unload_share", "%", Lower, None;
    /// Time of a tool group in which its tools could work and had no job, of all time.
    IDLE_SHARE: "idle_share", "%", Neither, None;
    /// Time of a tool group in which its tools had failed, repair and the wait for it included, of
    /// all time.
    DOWN_SHARE: "down_share", "%", Lower, None;
    /// Time of a tool group in which its tools were in maintenance or stopped for it, of all time.
    MAINTENANCE_SHARE: "maintenance_share", "%", Lower, None;
    /// Mean number of failed tools of a group, repair and the wait for it included.
    DOWN: "down", "tools", Lower, None;
    /// Mean density of killing defects on the wafers that left the line; in a series, the density
    /// of the moment.
    DEFECT_DENSITY: "defect_density", "1/cm2", Lower, Level;
    /// Steps that started later than their queue-time limit.
    QUEUE_LIMIT_VIOLATIONS: "queue_limit_violations", "lots", Lower, None;
    /// Mean number of lots that are held for an engineer.
    HELD_LOTS: "held_lots", "lots", Lower, Level;
}

/// What is counted for a lot stream.
#[derive(Clone, Debug, Default)]
pub struct StreamBooks {
    /// Cycle times of lots that were released since the statistics began.
    pub cycle_times: Tally,
    /// The same, to take quantiles of.
    pub quantiles: Quantiles,
    /// How many of these left by their due date.
    pub on_time: u64,
    /// How long after their due date these left: none for those on time.
    pub tardiness: Tally,
    /// Lots that left the line.
    pub lots_out: u64,
}

/// What the whole fab counts. Group and tool times are kept in the groups.
#[derive(Resource, Clone, Debug, Default)]
pub struct Books {
    /// When the statistics began.
    pub since: SimTime,
    /// By lot stream.
    pub streams: Vec<StreamBooks>,
    /// Lots in the line.
    pub wip: Level,
    /// Wafers in the line.
    pub wip_wafers: Level,
    /// Lots that are held.
    pub held: Level,
    /// Wafers started.
    pub wafers_started: u64,
    /// Wafers that left the line.
    pub wafers_out: u64,
    /// Wafers lost.
    pub wafers_lost: u64,
    /// Sum of the defect densities of the wafers that left, in micro-defects per square
    /// centimetre: an integer, so that it does not depend on the order.
    pub defects: u128,
    /// Steps completed.
    pub moves: u64,
    /// Steps that started after their limit.
    pub late_starts: u64,
}

impl Books {
    /// Begins anew; the line keeps its lots.
    pub(super) fn begin(&mut self, now: SimTime) {
        let streams = vec![StreamBooks::default(); self.streams.len()];
        for level in [&mut self.wip, &mut self.wip_wafers, &mut self.held] {
            level.reset(now);
        }
        let (wip, wip_wafers, held) = (
            std::mem::take(&mut self.wip),
            std::mem::take(&mut self.wip_wafers),
            std::mem::take(&mut self.held),
        );
        *self = Self {
            since: now,
            streams,
            wip,
            wip_wafers,
            held,
            ..Self::default()
        };
    }

    /// A lot was released.
    pub(super) fn started(&mut self, now: SimTime, wafers: u16) {
        self.wafers_started += u64::from(wafers);
        self.present(now, wafers);
    }

    /// A lot was in the line at the start.
    pub(super) fn present(&mut self, now: SimTime, wafers: u16) {
        self.wip.add(now, 1);
        self.wip_wafers.add(now, i64::from(wafers));
    }

    /// Wafers were lost.
    pub(super) fn lost(&mut self, now: SimTime, wafers: u16) {
        self.wafers_lost += u64::from(wafers);
        self.wip_wafers.add(now, -i64::from(wafers));
    }

    /// A lot has left, with so many wafers: none if it was lost.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a density is not negative, and far below 10^12"
    )]
    pub(super) fn left(&mut self, now: SimTime, wafers: u16, defects_per_cm2: f64) {
        self.wafers_out += u64::from(wafers);
        self.defects += (defects_per_cm2 * 1e6).round() as u128 * u128::from(wafers);
        self.wip.add(now, -1);
        self.wip_wafers.add(now, -i64::from(wafers));
    }
}

impl StreamBooks {
    /// A lot has left after `cycle_time`, so long after its due date; `counts` unless it was released before the statistics
    /// began.
    pub(super) fn left(&mut self, cycle_time: Duration, tardiness: Duration, counts: bool) {
        self.lots_out += 1;
        if counts {
            self.cycle_times.add_span(cycle_time);
            self.quantiles.add(cycle_time);
            self.on_time += u64::from(tardiness.is_zero());
            self.tardiness.add_span(tardiness);
        }
    }
}
