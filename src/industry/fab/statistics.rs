//! What the fab collects from the start of the run on. Periods of statistics are differences, but
//! for lots that were released within the period: those are collected by cohorts.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;

use super::tool::ToolTime;
use crate::engine::{Level, Quantiles, Tally, collectors};
use crate::units::{Duration, Fen, SimTime};

collectors! {
    /// Statistics of a cohort of lots: those of a stream that were released between the starts of
    /// two successive periods. Of a lot that is lost nothing is collected.
    pub(super) struct CohortStatistics {
        /// Times from release to the end of the route.
        pub(super) cycle_times: Tally,
        /// The same, to take quantiles of.
        pub(super) quantiles: Quantiles,
        /// Lots that left by their due date.
        pub(super) on_time: u64,
        /// Times from due date to the end of the route; zero for lots on time.
        pub(super) tardiness: Tally,
    }
}

impl CohortStatistics {
    /// Adds those of another cohort.
    fn merge(&mut self, other: &Self) {
        self.cycle_times.merge(&other.cycle_times);
        self.quantiles.merge(&other.quantiles);
        self.on_time += other.on_time;
        self.tardiness.merge(&other.tardiness);
    }
}

collectors! {
    /// Statistics of a stream of lots.
    pub(super) struct StreamStatistics {
        /// Lots that left the line.
        pub(super) lots_out: u64,
        /// Cohorts by the time from which on their lots were released, up to that of the next one.
        cohorts: BTreeMap<SimTime, CohortStatistics>,
    }
}

impl StreamStatistics {
    /// A period begins: what is released from now on is a cohort of its own.
    fn begin_period(&mut self, from: SimTime) {
        self.cohorts.entry(from).or_default();
    }

    /// A lot leaves the line, so long after its due date.
    pub(super) fn left(&mut self, now: SimTime, released: SimTime, tardiness: Duration) {
        self.lots_out += 1;
        let Some((_, cohort)) = self.cohorts.range_mut(..=released).next_back() else {
            return; // released before any period
        };
        let cycle_time = now.since(released);
        cohort.cycle_times.add_span(cycle_time);
        cohort.quantiles.add(cycle_time);
        cohort.on_time += u64::from(tardiness.is_zero());
        cohort.tardiness.add_span(tardiness);
    }

    /// The statistics of lots that were released from the start of a period on.
    pub(super) fn released_from(&self, from: SimTime) -> CohortStatistics {
        let mut sum = CohortStatistics::default();
        for cohort in self.cohorts.range(from..) {
            sum.merge(cohort.1);
        }
        sum
    }
}

collectors! {
    /// Statistics of the whole line and of its streams.
    #[derive(Resource)]
    pub(super) struct LineStatistics {
        /// By lot stream.
        pub(super) streams: Vec<StreamStatistics>,
        /// Lots in the line.
        pub(super) wip: Level,
        /// Wafers in the line.
        pub(super) wip_wafers: Level,
        /// Lots that are held for an engineer or with one.
        pub(super) held: Level,
        /// Wafers of the lots that were released.
        pub(super) wafers_started: u64,
        /// Wafers that left the line.
        pub(super) wafers_out: u64,
        /// Wafers that were scrapped in the line.
        pub(super) wafers_lost: u64,
        /// Paid for the wafers that were started.
        pub(super) paid: Fen,
        /// Lots that were released.
        pub(super) lots_started: u64,
        /// Lots that left the line, also those that were in it at the start.
        pub(super) lots_out: u64,
        /// Lots of which no wafer was left.
        pub(super) lots_lost: u64,
        /// Sum of the defect densities of the wafers that left, in micro-defects per square
        /// centimetre: an integer, so that it does not depend on the order.
        pub(super) defects: u128,
        /// Steps that lots completed.
        pub(super) moves: u64,
        /// Steps that started after their queue-time limit.
        pub(super) late_starts: u64,
    }
}

impl LineStatistics {
    /// Those of a line with so many streams.
    pub(super) fn new(streams: usize) -> Self {
        Self {
            streams: vec![StreamStatistics::default(); streams],
            ..Self::default()
        }
    }

    /// A period begins now.
    pub(super) fn begin_period(&mut self, from: SimTime) {
        for stream in &mut self.streams {
            stream.begin_period(from);
        }
    }

    /// A lot was released.
    pub(super) fn started(&mut self, now: SimTime, wafers: u16) {
        self.wafers_started += u64::from(wafers);
        self.lots_started += 1;
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

    /// A lot is gone, whose wafers were lost before.
    pub(super) fn lot_lost(&mut self, now: SimTime) {
        self.lots_lost += 1;
        self.wip.add(now, -1);
    }

    /// A lot has left the line with so many wafers.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a density is not negative, and far below 10^12"
    )]
    pub(super) fn left(&mut self, now: SimTime, wafers: u16, defects_per_cm2: f64) {
        self.wafers_out += u64::from(wafers);
        self.lots_out += 1;
        self.defects += (defects_per_cm2 * 1e6).round() as u128 * u128::from(wafers);
        self.wip.add(now, -1);
        self.wip_wafers.add(now, -i64::from(wafers));
    }
}

collectors! {
    /// Statistics of a tool group, as they are gathered from where they are collected.
    pub(super) struct GroupStatistics {
        /// Lot time waited in its queue.
        pub(super) queue_area: Duration,
        /// How long lots waited before their steps started.
        pub(super) waits: Tally,
        /// Tool time, by what the tools did.
        pub(super) time: ToolTime,
    }
}

collectors! {
    /// Statistics of the fab.
    pub struct Statistics {
        /// Of the whole line and of its streams.
        pub(super) line: LineStatistics,
        /// By tool group.
        pub(super) groups: Vec<GroupStatistics>,
    }
}
