//! What the fab collects from the start of the run on.

use bevy_ecs::prelude::*;

use super::group::Waited;
use super::tool::ToolTime;
use crate::engine::{Level, Quantiles, Stays, Tally, collectors};
use crate::units::{Duration, Fen, SimTime};

collectors! {
    /// Statistics of a stream of lots, without those that were in the line at the start of the run.
    pub(super) struct StreamStatistics {
        /// Lots from release to the end of the route; those that are lost are discarded.
        pub(super) lots: Stays,
        /// Cycle times of those that left, to take quantiles of.
        pub(super) quantiles: Quantiles,
        /// Lots that left by their due date.
        pub(super) on_time: u64,
        /// Times from due date to the end of the route; zero for lots on time.
        pub(super) tardiness: Tally,
        /// Lots in the line.
        pub(super) present: Level,
    }
}

impl StreamStatistics {
    /// A lot leaves the line, so long after its due date.
    pub(super) fn left(&mut self, now: SimTime, released: SimTime, tardiness: Duration) {
        self.lots.end(now, released);
        self.quantiles.add(now.since(released));
        self.on_time += u64::from(tardiness.is_zero());
        self.tardiness.add_span(tardiness);
        self.present.add(now, -1);
    }

    /// A lot that was released at a time is lost.
    pub(super) fn lost(&mut self, now: SimTime, released: SimTime) {
        self.lots.discard(released);
        self.present.add(now, -1);
    }
}

collectors! {
    /// Statistics of the batches of a tool group, by when they started.
    pub(super) struct BatchStatistics {
        /// Batches that started.
        pub(super) started: u64,
        /// Wafers in them.
        pub(super) wafers: u64,
        /// Their process times.
        pub(super) time: Duration,
        /// The same, each times the share of the largest batch of its step that was filled.
        pub(super) filled_time: Duration,
    }
}

impl BatchStatistics {
    /// A batch started, of a step that allows so many wafers at most.
    pub(super) fn start(&mut self, time: Duration, wafers: u32, most: u32) {
        self.started += 1;
        self.wafers += u64::from(wafers);
        self.time += time;
        self.filled_time += time.scaled(f64::from(wafers) / f64::from(most));
    }
}

collectors! {
    /// What happens to the tools of a group now and then.
    pub(super) struct ToolEvents {
        /// Failures that stopped a tool.
        pub(super) failures: u64,
        /// Maintenances that stopped a tool.
        pub(super) maintenances: u64,
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
        /// By tool group; nothing where a group takes no batches.
        pub(super) batches: Vec<BatchStatistics>,
        /// By tool group.
        pub(super) tool_events: Vec<ToolEvents>,
        /// Lots that were finished, by tool: a list of its own, since it is written a job and tools
        /// are larger than what a job reads of them.
        pub(super) lots_of_tools: Vec<u32>,
    }
}

impl LineStatistics {
    /// Those of a line with so many streams, tool groups and tools.
    pub(super) fn new(streams: usize, groups: usize, tools: usize) -> Self {
        Self {
            streams: vec![StreamStatistics::default(); streams],
            batches: vec![BatchStatistics::default(); groups],
            tool_events: vec![ToolEvents::default(); groups],
            lots_of_tools: vec![0; tools],
            ..Self::default()
        }
    }

    /// A lot of a stream was released.
    pub(super) fn started(&mut self, now: SimTime, stream: usize, wafers: u16) {
        self.streams[stream].lots.begin(now);
        self.streams[stream].present.add(now, 1);
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
        /// Lot time waited in its queue, by cause.
        pub(super) waited: Waited,
        /// How long lots waited before their steps started; those that a queue-time limit took out
        /// are discarded.
        pub(super) waits: Stays,
        /// Tool time, by what the tools did.
        pub(super) time: ToolTime,
        /// Setups that began.
        pub(super) setups: u64,
        /// Jobs that began.
        pub(super) jobs: u64,
        /// Lots that the tools have finished.
        pub(super) finished: u64,
        /// Lots on the tools.
        pub(super) on_tools: Level,
    }
}

collectors! {
    /// Statistics of the fab.
    pub struct Statistics {
        /// Of the whole line and of its streams.
        pub(super) line: LineStatistics,
        /// What the wafers started cost, in fen, counted from the wafers of each price.
        pub(super) cost_of_started: i128,
        /// By tool group.
        pub(super) groups: Vec<GroupStatistics>,
    }
}
