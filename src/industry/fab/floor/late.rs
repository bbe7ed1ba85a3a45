//! Lots that are late for a queue-time limit: what happens to them, where more is done than to
//! count them. A lot is late if its processing would start after the limit.

use super::state::Floor;
use crate::industry::fab::rows::{GroupId, LotRow, ToolRow};
use crate::industry::fab::tables::{Late, Takes};
use crate::units::SimTime;

impl Floor<'_> {
    /// Takes the lots out of the queue whose limit has passed, and acts on them: no tool can be in
    /// time for them.
    pub(super) fn enforce_windows(&mut self, now: SimTime, id: GroupId) {
        self.state.late.clear();
        for place in (0..self.groups[id.index()].queue.len()).rev() {
            self.take_if_late(id, place, now);
        }
        self.act_on_late(now);
    }

    /// Takes those of the chosen lots out of the queue for which the tool at a place of the ready
    /// list would start to process after the limit, and acts on them. Returns whether there are
    /// any: then another choice is to be made.
    pub(super) fn refuse_late(&mut self, now: SimTime, id: GroupId, ready_place: usize) -> bool {
        let group = &self.groups[id.index()];
        let tool = group.ready[ready_place];
        let first = self.state.chosen.iter().min();
        let first = group.queue.at(*first.expect("lots were chosen") as usize);
        let start = self.process_start(now, id, tool, first.lot);
        let mut chosen = std::mem::take(&mut self.state.chosen);
        chosen.sort_unstable_by(|a, b| b.cmp(a));
        self.state.late.clear();
        for &place in &chosen {
            self.take_if_late(id, place as usize, start);
        }
        self.state.chosen = chosen;
        let any = !self.state.late.is_empty();
        self.act_on_late(now);
        any
    }

    /// When a tool that takes a job now starts to process it.
    /// `first` is the lot after which times of the job are drawn.
    fn process_start(&self, now: SimTime, id: GroupId, tool: ToolRow, first: LotRow) -> SimTime {
        let run = &self.tables.groups[id.index()];
        let tool = &self.tools[tool.index()];
        let lot = &self.lots[first.index()];
        let step = &self.tables.steps[lot.step.index()];
        let visit = u64::from(lot.visits) + 1;
        let draw = || self.state.draws.setup.draw(lot.serial, visit);
        let change = (tool.setup, step.setup);
        let setup = (self.tables.setups).draw(change, step.always_sets_up, draw);
        let load_end = now + setup + run.load;
        match run.takes {
            Takes::Lots | Takes::Batches => load_end,
            Takes::Cascading => load_end.max(tool.first_slot_free),
        }
    }

    /// Moves a waiting lot to the late ones, if it would be late at `start` and is not just
    /// counted.
    fn take_if_late(&mut self, id: GroupId, place: usize, start: SimTime) {
        let waiting = self.groups[id.index()].queue.at(place);
        if waiting.start_by >= start {
            return;
        }
        if let Some(window) = self.tables.window_met(&self.lots[waiting.lot.index()])
            && window.late != Late::GoesOn
        {
            let waiting = self.groups[id.index()].take_out(place, self.tools);
            self.state.late.push((waiting.lot, window.late));
        }
    }

    /// Acts on the late lots, which were taken out from the end of the queue on, in its order.
    fn act_on_late(&mut self, now: SimTime) {
        let mut late = std::mem::take(&mut self.state.late);
        for &(row, what) in late.iter().rev() {
            self.act(now, row, what);
        }
        late.clear();
        self.state.late = late;
    }

    fn act(&mut self, now: SimTime, row: LotRow, what: Late) {
        self.statistics.late_starts += 1;
        self.lots[row.index()].close_window();
        match what {
            Late::GoesOn => {}
            Late::Reworked(step) => self.go_to(now, row, step),
            Late::Scrapped => self.lose(now, row),
            Late::Held => self.hold(now, row),
        }
    }
}
