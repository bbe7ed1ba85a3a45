//! The trace of lots, where one is kept: lots that come, their jobs, and those that are there at
//! the end. `moves` records the rest.

use bevy_ecs::prelude::*;

use super::state::Floor;
use super::tick::on_floor;
use crate::industry::fab::lot::{Lot, LotPlace};
use crate::industry::fab::rows::{LotRow, ToolRow};
use crate::industry::shared::lot_trace::{
    Fate, LotState, LotStateTrace, LotTimes, Stages, TracedLot,
};
use crate::units::SimTime;

/// Keeps a trace of the lots of these streams (by place in the list of the fab), from the start of
/// the run on.
pub(crate) fn begin_lot_trace(world: &mut World, streams: Vec<bool>) {
    world.insert_resource(LotStateTrace::new(streams));
    on_floor(world, |floor| {
        for row in (0..floor.lots.len()).map(LotRow::new) {
            if floor.lots[row.index()].place != LotPlace::Free {
                floor.trace_lot(row, LotState::Transport);
            }
        }
    });
}

/// The trace of lots, which ends now, if one was kept.
pub(crate) fn end_lot_trace(world: &mut World, now: SimTime) -> Option<LotStateTrace> {
    if world.contains_resource::<LotStateTrace>() {
        on_floor(world, |floor| {
            for (row, lot) in floor.lots.iter().enumerate() {
                if let Some(trace) = &mut floor.lot_trace {
                    trace.leave(row, (Fate::InLine, lot.wafers), now);
                }
            }
        });
    }
    world.remove_resource()
}

impl Floor<'_> {
    /// The lot in a row has come into the line.
    pub(super) fn trace_lot(&mut self, row: LotRow, state: LotState) {
        let Some(trace) = &mut self.lot_trace else {
            return;
        };
        let lot: &Lot = &self.lots[row.index()];
        let traced = TracedLot {
            stream: lot.source.index(),
            number: lot.number() + 1,
            at_start: lot.initial,
            released: lot.released,
            due: lot.due,
            wafers: lot.wafers,
            ended: lot.released,
            fate: Fate::InLine,
            times: LotTimes::default(),
        };
        trace.enter(row.index(), traced, state);
    }

    /// A tool has started the last of its jobs.
    pub(super) fn trace_start(&mut self, now: SimTime, tool: ToolRow) {
        let last = self.tools[tool.index()].jobs().last();
        let (Some(trace), Some(job)) = (&mut self.lot_trace, last) else {
            return;
        };
        let stages = Stages {
            setup: job.setup_end.since(now),
            load: job.load_end.since(job.setup_end),
            process: job.process_end.since(job.load_end),
            unload: job.end.since(job.process_end),
        };
        let group = self.tools[tool.index()].group;
        let number = 1 + tool.index() - self.tables.groups[group.index()].first_tool as usize;
        let mut next = Some(job.first);
        while let Some(row) = next {
            let lot = &self.lots[row.index()];
            next = lot.next;
            let first_step = self.tables.sources[lot.source.index()].first_step;
            let step = lot.step.index() - first_step.index();
            trace.start(row.index(), (step, number), stages, now);
        }
    }
}
