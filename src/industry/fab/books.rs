//! The fab's statistics: what it counts, since when, and how it reports it.

use bevy_ecs::prelude::*;

use crate::engine::{Better, Level, Metric, Quantiles, Tally};
use crate::units::{Duration, SimTime};

/// Declares the fab's metrics and their list.
macro_rules! metrics {
    ($($name:ident: $key:literal, $unit:literal, $better:ident, $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            pub const $name: Metric = Metric {
                key: $key,
                unit: $unit,
                meaning: $meaning,
                better: Better::$better,
            };
        )*
        /// Every metric of the fab.
        pub(super) const METRICS: &[&Metric] = &[$(&$name),*];
    };
}

metrics! {
    CYCLE_TIME: "fab.cycle_time", "d", Lower, "Mean time from release to the end of the route, of lots released since the warm-up.";
    CYCLE_TIME_SD: "fab.cycle_time_sd", "d", Lower, "Standard deviation of the cycle time.";
    CYCLE_TIME_P95: "fab.cycle_time_p95", "d", Lower, "Cycle time that 95 % of the lots do not exceed.";
    CYCLE_TIME_MEDIAN: "fab.cycle_time_median", "d", Lower, "Cycle time that half of the lots do not exceed.";
    X_FACTOR: "fab.x_factor", "1", Lower, "Mean cycle time over raw process time.";
    ON_TIME: "fab.on_time", "%", Higher, "Share of lots that left by their due date.";
    TARDINESS: "fab.tardiness", "d", Lower, "Mean time by which lots left after their due date; none for those on time.";
    THROUGHPUT: "fab.throughput", "lots", Higher, "Lots that left the line, those that were in it at the start not counted.";
    WAFERS_OUT: "fab.wafers_out", "wafers", Higher, "Wafers that left the line.";
    WAFER_STARTS: "fab.wafer_starts", "wafers", Higher, "Wafers that were started.";
    LINE_YIELD: "fab.line_yield", "%", Higher, "Wafers that left the line, of those that left or were lost.";
    WIP: "fab.wip", "lots", Lower, "Mean number of lots in the line.";
    WIP_WAFERS: "fab.wip_wafers", "wafers", Lower, "Mean number of wafers in the line.";
    MOVES: "fab.moves", "moves", Higher, "Steps that lots completed.";
    QUEUE_TIME: "fab.queue_time", "h", Lower, "Mean time a lot waits at a tool group before its step starts.";
    QUEUE_LENGTH: "fab.queue_length", "lots", Lower, "Mean number of lots that wait at a tool group.";
    UTILISATION: "fab.utilisation", "%", Neither, "Setup, load, process and unload time of a tool group, of the time in which its tools could work.";
    AVAILABILITY: "fab.availability", "%", Higher, "Time in which the tools of a group could work, of all time.";
    SETUP_SHARE: "fab.setup_share", "%", Lower, "Setup time of a tool group, of all time.";
    PROCESS_SHARE: "fab.process_share", "%", Neither, "Process time of a tool group, of all time.";
    LOAD_SHARE: "fab.load_share", "%", Lower, "Time of a tool group in which its tools were loaded and did nothing else, of all time.";
    UNLOAD_SHARE: "fab.unload_share", "%", Lower, "Time of a tool group in which its tools were unloaded and did nothing else, of all time.";
    IDLE_SHARE: "fab.idle_share", "%", Neither, "Time of a tool group in which its tools could work and had no job, of all time.";
    DOWN_SHARE: "fab.down_share", "%", Lower, "Time of a tool group in which its tools had failed, repair and the wait for it included, of all time.";
    MAINTENANCE_SHARE: "fab.maintenance_share", "%", Lower, "Time of a tool group in which its tools were in maintenance or stopped for it, of all time.";
    DOWN: "fab.down", "tools", Lower, "Mean number of failed tools of a group, repair and the wait for it included.";
    DEFECT_DENSITY: "fab.defect_density", "1/cm2", Lower, "Mean density of killing defects on the wafers that left the line; in a series, the density of the moment.";
    QUEUE_LIMIT_VIOLATIONS: "fab.queue_limit_violations", "lots", Lower, "Steps that started later than their queue-time limit.";
    HELD_LOTS: "fab.held_lots", "lots", Lower, "Mean number of lots that are held for an engineer.";
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
