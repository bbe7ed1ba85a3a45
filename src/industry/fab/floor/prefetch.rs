//! Prefetching: the rows that the next events need are read early and many at once, so that the
//! processor fetches them from memory side by side and not one after the other. Nothing is changed.
//! A fab whose tables fit the processor's caches is run without it.

use std::hint::black_box;

use super::state::Floor;
use crate::industry::fab::rows::{FabEvent, GroupId, LotRow, StepId, ToolRow};
use crate::industry::fab::tables::Takes;

/// How many events are looked at together: about as many reads as a core can have pending.
const EVENTS: usize = 16;
/// The size of the tables from which on prefetching pays, in bytes: about 30,000 tools. With a
/// shared cache of 32 MiB, on against off took 8 to 15 % more time at 5,000 tools (4 MiB), and from
/// 15 % more to 13 % less at 10,000, as other programs left more or less of that cache; at 50,000
/// tools and more it took 5 to 10 % less in any case.
const LEAST_BYTES: usize = 16 << 20;

/// What is known so far of the rows that an event needs.
#[derive(Clone, Copy, Default)]
struct View {
    tool: Option<ToolRow>,
    lot: Option<LotRow>,
    step: Option<StepId>,
    group: Option<GroupId>,
    /// The lot that stands first in the group's queue.
    next: Option<LotRow>,
}

impl View {
    const fn of(event: FabEvent) -> Self {
        let (mut tool, mut lot) = (None, None);
        match event {
            FabEvent::JobDone(row)
            | FabEvent::SetupDone(row)
            | FabEvent::SlotOpens(row)
            | FabEvent::Failed(row)
            | FabEvent::CrewDone(row) => tool = Some(row),
            FabEvent::Arrived(row) | FabEvent::HoldDone(row) | FabEvent::Delivered(row) => {
                lot = Some(row);
            }
            FabEvent::Decide(_)
            | FabEvent::Released(_)
            | FabEvent::MaintenanceDue(_)
            | FabEvent::BatchTimeout(_)
            | FabEvent::OperatorFree => {}
        }
        Self {
            tool,
            lot,
            step: None,
            group: None,
            next: None,
        }
    }
}

impl Floor<'_> {
    /// Whether the fab is so large that looking ahead pays.
    pub(super) const fn looks_ahead(&self) -> bool {
        size_of_val(self.tools)
            + size_of_val(self.groups)
            + size_of_val(self.lots)
            + size_of_val(self.tables.steps.as_slice())
            >= LEAST_BYTES
    }

    /// Reads what `event`, which comes now, and those after it need. Returns how many come after it
    /// that were looked at, too.
    #[inline(never)]
    pub(super) fn look_ahead(&self, event: FabEvent) -> usize {
        let mut views = [View::default(); EVENTS];
        views[0] = View::of(event);
        let mut count = 1;
        for (view, event) in views[1..].iter_mut().zip(self.calendar.upcoming()) {
            *view = View::of(event);
            count += 1;
        }
        let views = &mut views[..count];
        // Each pass reads rows that the pass before has named.
        for view in views.iter() {
            self.read_first(view);
        }
        for view in views.iter_mut() {
            self.read_second(view);
        }
        for view in views.iter_mut() {
            self.read_groups(view);
        }
        for view in views.iter_mut() {
            self.read_lists(view);
        }
        for view in views.iter_mut() {
            self.read_next(view);
        }
        for view in views.iter() {
            if let Some(next) = view.next {
                black_box(self.tables.steps[self.lots[next.index()].step.index()].group);
            }
        }
        count - 1
    }

    /// The tool, or the lot, of the event.
    #[inline]
    fn read_first(&self, view: &View) {
        if let Some(tool) = view.tool {
            black_box(self.tools[tool.index()].group);
        } else if let Some(lot) = view.lot {
            black_box(self.lots[lot.index()].step);
        }
    }

    /// The lot on the tool; the step of the lot.
    #[inline]
    fn read_second(&self, view: &mut View) {
        if let Some(tool) = view.tool {
            let tool = &self.tools[tool.index()];
            view.group = Some(tool.group);
            view.lot = tool.jobs().next().map(|job| job.first);
            if let Some(lot) = view.lot {
                black_box(self.lots[lot.index()].step);
            }
        } else if let Some(lot) = view.lot {
            let step = self.lots[lot.index()].step;
            black_box(self.tables.steps[step.index()].group);
            view.step = Some(step);
        }
    }

    /// The group, and the steps of the lot on the tool.
    #[inline]
    fn read_groups(&self, view: &mut View) {
        if view.tool.is_some()
            && let Some(lot) = view.lot
        {
            let step = self.lots[lot.index()].step;
            black_box(self.tables.steps[step.index()].group);
            let after = self.tables.steps.get(step.index() + 1);
            black_box(after.map(|step| step.group));
            view.step = Some(step);
        } else if let Some(step) = view.step {
            view.group = Some(self.tables.steps[step.index()].group);
        }
        if let Some(id) = view.group {
            self.groups[id.index()].read();
            black_box(self.tables.groups[id.index()].takes);
        }
    }

    /// The lists of the group, the rest of the tool and of the step.
    #[inline]
    fn read_lists(&self, view: &mut View) {
        let Some(id) = view.group else {
            return;
        };
        let (group, run) = (&self.groups[id.index()], &self.tables.groups[id.index()]);
        view.next = group.queue.iter().next().map(|waiting| waiting.lot);
        let ready = group.ready.front().copied();
        let Some(tool) = view.tool else {
            black_box(
                group
                    .queue
                    .iter()
                    .next_back()
                    .map(|waiting| waiting.arrival),
            );
            view.tool = ready;
            return;
        };
        if run.takes == Takes::Cascading {
            black_box(self.tools[tool.index()].second_from);
        }
        if run.counts_wafers {
            let rows = run.upkeep_of(tool);
            black_box(self.upkeep[rows.start].wafers_left);
        }
        if let Some(step) = view.step
            && !self.tables.steps[step.index()].is_plain
        {
            black_box(self.tables.step_records[step.index()].rework);
        }
        view.tool = None;
    }

    /// The lot that the group is to take next, and the tool that is ready for it.
    #[inline]
    fn read_next(&self, view: &mut View) {
        if let Some(next) = view.next {
            black_box(self.lots[next.index()].step);
        }
        if let Some(tool) = view.tool {
            let tool = &self.tools[tool.index()];
            black_box(tool.since);
            if self.tables.groups[tool.group.index()].takes == Takes::Cascading {
                black_box(tool.second_from);
            }
        }
    }
}
