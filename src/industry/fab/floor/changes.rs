//! Values of a fab that change over time: how many tools a group has, when lots start.

use super::state::Floor;
use crate::engine::{Due, DurationSampler};
use crate::industry::fab::plan::Releases;
use crate::industry::fab::rows::{FabEvent, SourceId, ToolRow};
use crate::industry::fab::tool::{CLOSED, Condition};
use crate::units::{Fen, SimTime};

impl Floor<'_> {
    /// What the wafers started since the start of the run cost, in fen.
    pub(in crate::industry::fab) fn cost_of_started(&self) -> i128 {
        let started = self.statistics.wafers_started;
        self.state.priced.cost(self.tables.wafer_cost, started)
    }

    /// Goes on as the tables say, which have changed; a wafer cost so much before.
    pub(in crate::industry::fab) fn take_over(&mut self, now: SimTime, wafer_cost_before: Fen) {
        let started = self.statistics.wafers_started;
        self.state.priced.end_price(wafer_cost_before, started);
        for id in (0..self.sources.len()).map(SourceId::new) {
            self.change_pace(now, id);
        }
        let tables = self.tables;
        for (run, record) in tables.groups.iter().zip(&tables.group_records) {
            for number in 0..record.plan.most {
                let row = ToolRow::new((run.first_tool + number) as usize);
                match (
                    number < record.plan.count,
                    self.tools[row.index()].is_closed(),
                ) {
                    (true, true) => self.open(now, row),
                    (false, false) => self.close(now, row),
                    (true, false) | (false, true) => {}
                }
            }
        }
    }

    /// Lots of a stream start at other intervals from now on.
    fn change_pace(&mut self, now: SimTime, id: SourceId) {
        let plan = &self.tables.sources[id.index()].plan;
        let source = &mut self.sources[id.index()];
        let (Some(mean), Some(pace)) = (plan.releases.mean_gap(), &mut source.pace) else {
            return;
        };
        source.interval = match &plan.releases {
            Releases::Intervals(law) => Some(DurationSampler::new(law)),
            Releases::Paused | Releases::ConstantWip(_) | Releases::Listed(_) => None,
        };
        let from = now.max(SimTime::ZERO + plan.start);
        // The first lot of a stream starts with it.
        let due = pace.change(from, mean, || 0.0);
        if let Some(due) = due
            && source.postponed.is_empty()
        {
            self.schedule(due, FabEvent::Released(id));
        }
    }

    /// A tool goes as soon as it has no job. Lots that had to come to it may go to any tool of its
    /// group.
    fn close(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        tool.due |= CLOSED;
        let (id, awaited_by) = (tool.group, std::mem::take(&mut tool.awaited_by));
        let group = &mut self.groups[id.index()];
        group.queue.set_free_from(row);
        group.free_to_choose += awaited_by;
        if self.tables.group_records[id.index()].plan.loses_job {
            self.lose_jobs(now, row);
        }
        self.heed_maintenance(now, row);
        self.look_for_work(now, id);
    }

    /// The lots on a tool are lost.
    fn lose_jobs(&mut self, now: SimTime, row: ToolRow) {
        self.book_tool(now, row);
        self.wear_tool(now, row);
        let tool = &mut self.tools[row.index()];
        let id = tool.group;
        for job in tool.take_jobs(now) {
            self.groups[id.index()].jobs -= 1;
            let mut next = Some(job.first);
            while let Some(lot) = next {
                next = self.lots[lot.index()].next.take();
                self.groups[id.index()].on_tools.add(now, -1);
                self.lose(now, lot);
            }
        }
    }

    /// A tool comes, or comes back: without a job, and with no maintenance due.
    fn open(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        tool.due &= !CLOSED;
        if tool.condition == Condition::Closed {
            self.book_tool(now, row);
            let tool = &mut self.tools[row.index()];
            tool.condition = Condition::Up;
            tool.due = 0;
            if tool.fails == Due::NEVER {
                self.draw_failure(now, row);
            }
        }
        if self.tools[row.index()].condition == Condition::Up {
            self.back_to_work(now, row);
        }
    }
}
