//! Upkeep: failures, maintenance, and the technicians for both (equation E19).
//!
//! Tools that need a crew stand in one queue, first come first served. Work begins when as many
//! technicians are free as the tool group needs. A tool that needs more than are on shift keeps no
//! other one waiting.

use super::state::Floor;
use crate::engine::{Due, Phase};
use crate::industry::fab::rows::{FabEvent, ToolRow, UpkeepRow};
use crate::industry::fab::tool::Condition;
use crate::units::SimTime;

impl Floor<'_> {
    /// A tool fails: running jobs are suspended, an idle tool is taken out of the list. A failure
    /// during maintenance is found at its end.
    pub(super) fn failed(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        if !tool.fails.is_now(now) {
            return; // a stale event: the failure was put off
        }
        tool.fails = Due::NEVER;
        match tool.condition {
            Condition::Up => self.break_down(now, row),
            Condition::AwaitingMaintenance | Condition::InMaintenance => {
                tool.failed_in_maintenance = true;
            }
            Condition::AwaitingRepair | Condition::InRepair => {
                unreachable!("the next failure is drawn after the repair")
            }
            Condition::Closed => {} // the next failure is drawn when it opens
        }
    }

    fn break_down(&mut self, now: SimTime, row: ToolRow) {
        self.stop(now, row);
        let tool = &mut self.tools[row.index()];
        tool.stopped = now;
        tool.condition = Condition::AwaitingRepair;
        let group = tool.group.index();
        self.statistics.tool_events[group].failures += 1;
        self.call_crew(now, row);
    }

    /// Books the time of a tool and its group up to now, and takes the tool out of the list of
    /// those that can take a job.
    pub(super) fn stop(&mut self, now: SimTime, row: ToolRow) {
        self.book_tool(now, row);
        let tool = &mut self.tools[row.index()];
        let group = &mut self.groups[tool.group.index()];
        group.book(now);
        if std::mem::take(&mut tool.ready) {
            group.ready.retain(|ready| *ready != row);
        }
    }

    /// Maintenance is due by the calendar. The running job ends first. If the same maintenance is
    /// due again before it was done, it is done once.
    pub(super) fn maintenance_due(&mut self, now: SimTime, row: UpkeepRow) {
        let upkeep = self.upkeep[row.index()];
        let tool = &mut self.tools[upkeep.tool.index()];
        let plans = &self.tables.group_records[tool.group.index()]
            .plan
            .maintenance;
        tool.due |= 1 << upkeep.plan;
        let interval = plans[usize::from(upkeep.plan)].trigger.interval();
        let interval = interval.expect("a plan by the calendar has an interval");
        self.schedule(now + interval, FabEvent::MaintenanceDue(row));
        self.heed_maintenance(now, upkeep.tool);
    }

    /// A tool that is due for maintenance, or closes, takes no more jobs; without one, it stops.
    pub(super) fn heed_maintenance(&mut self, now: SimTime, row: ToolRow) {
        if self.tools[row.index()].condition != Condition::Up {
            return;
        }
        self.stop(now, row);
        let tool = &mut self.tools[row.index()];
        if !tool.has_job() {
            let group = tool.group;
            if tool.is_closed() {
                tool.condition = Condition::Closed;
            } else {
                tool.condition = Condition::AwaitingMaintenance;
                self.statistics.tool_events[group.index()].maintenances += 1;
                self.call_crew(now, row);
            }
            self.reconsider_group(now, group); // it serves no lots for which others wait
        }
    }

    fn call_crew(&mut self, now: SimTime, row: ToolRow) {
        let group = self.tools[row.index()].group;
        self.groups[group.index()].awaiting_crew += 1;
        self.state.crew_queue.push_back(row);
        self.assign_crews(now);
    }

    /// Sends free crews to the tools that have waited longest, of those for which there are enough
    /// technicians on shift.
    pub(super) fn assign_crews(&mut self, now: SimTime) {
        let mut place = 0;
        while let Some(&row) = self.state.crew_queue.get(place) {
            let crew = self.crew_of(row);
            if self.is_too_large(crew) {
                place += 1;
                continue;
            }
            if self.state.technicians.free() < crew {
                break;
            }
            self.state.crew_queue.remove(place);
            self.state.technicians.take(now, crew);
            self.send_crew(now, row, crew);
        }
    }

    /// How many technicians a repair or maintenance of a tool needs: none where they are not
    /// modelled.
    fn crew_of(&self, row: ToolRow) -> u32 {
        let group = self.tools[row.index()].group;
        match self.state.technicians.on_shift() {
            Some(_) => self.tables.group_records[group.index()].plan.crew,
            None => 0,
        }
    }

    /// Whether a crew is larger than all who are on shift.
    fn is_too_large(&self, crew: u32) -> bool {
        let on_shift = self.state.technicians.on_shift();
        on_shift.is_some_and(|people| crew > people)
    }

    /// The tools that wait for more technicians than are on shift, and how many they need.
    pub(in crate::industry::fab) fn too_large_crews(&self) -> impl Iterator<Item = (ToolRow, u32)> {
        let tools = self.state.crew_queue.iter();
        let crews = tools.map(|&row| (row, self.crew_of(row)));
        crews.filter(|&(_, crew)| self.is_too_large(crew))
    }

    /// A crew begins to repair or maintain a tool.
    fn send_crew(&mut self, now: SimTime, row: ToolRow, crew: u32) {
        let tool = &mut self.tools[row.index()];
        let run = &self.tables.group_records[tool.group.index()];
        let wear = &mut self.wear[row.index()];
        let group = &mut self.groups[tool.group.index()];
        group.book(now);
        group.awaiting_crew -= 1;
        tool.crew = crew;
        let time = match tool.condition {
            Condition::AwaitingRepair => {
                tool.condition = Condition::InRepair;
                let laws = run.failure.as_ref();
                let [_, _, repair] = laws.expect("a tool that failed can be repaired");
                repair.sample(&mut wear.repair)
            }
            Condition::AwaitingMaintenance => {
                tool.condition = Condition::InMaintenance;
                let plan = tool.due.trailing_zeros() as usize;
                tool.due &= tool.due - 1;
                run.maintenance[plan].sample(&mut wear.maintenance)
            }
            Condition::Up | Condition::InRepair | Condition::InMaintenance | Condition::Closed => {
                unreachable!("only a stopped tool waits for a crew")
            }
        };
        self.schedule(now + time, FabEvent::CrewDone(row));
    }

    /// A crew has finished at a tool.
    pub(super) fn crew_done(&mut self, now: SimTime, row: ToolRow) {
        self.book_tool(now, row);
        let tool = &mut self.tools[row.index()];
        self.state.technicians.give_back(now, tool.crew);
        tool.crew = 0;
        let repaired = tool.condition == Condition::InRepair;
        tool.condition = Condition::Up;
        if repaired {
            tool.resume(now);
            self.draw_failure(now, row);
            self.reschedule(now, row);
        }
        let tool = &mut self.tools[row.index()];
        if std::mem::take(&mut tool.failed_in_maintenance) {
            self.break_down(now, row);
        } else {
            self.back_to_work(now, row);
        }
        self.assign_crews(now);
    }

    /// After a repair, the jobs of a tool end later; and by use it may fail before.
    fn reschedule(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        if !tool.open {
            let opens = tool.second_from.max(now);
            tool.second_from = opens;
            self.calendar
                .schedule(opens, Phase::Transfer, FabEvent::SlotOpens(row));
        }
        let run = &self.tables.groups[tool.group.index()];
        for job in tool.jobs() {
            if run.slots() > 1 && job.setup_end > now {
                self.calendar
                    .schedule(job.setup_end, Phase::Transfer, FabEvent::SetupDone(row));
            }
            self.calendar
                .schedule(job.end, Phase::Transfer, FabEvent::JobDone(row));
        }
        if run.wears_by_use {
            self.expect_failure(row);
        }
    }

    /// Counts the time in which a tool has processed off that to its failure by use, if it works
    /// and fails by use. Called before its jobs go.
    #[inline]
    pub(super) fn wear_tool(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        if self.tables.groups[tool.group.index()].wears_by_use && tool.condition == Condition::Up {
            tool.wear(now);
        }
    }

    /// Schedules the failure by use that comes in the jobs of a tool, if one does and is not
    /// scheduled.
    pub(super) fn expect_failure(&mut self, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        if let Some(fails) = tool.fails_by_use()
            && tool.fails != Due::at(fails)
        {
            tool.fails = Due::at(fails);
            self.schedule(fails, FabEvent::Failed(row));
        }
    }

    /// Draws when a tool fails next, from the end of its repair.
    pub(super) fn draw_failure(&mut self, now: SimTime, row: ToolRow) {
        let tool = &mut self.tools[row.index()];
        let wears_by_use = self.tables.groups[tool.group.index()].wears_by_use;
        let Some([_, failure, _]) = &self.tables.group_records[tool.group.index()].failure else {
            return;
        };
        let time = failure.sample(&mut self.wear[row.index()].failure);
        if wears_by_use {
            tool.expect_to_wear(now, time);
        } else {
            tool.fails = Due::at(now + time);
            self.schedule(now + time, FabEvent::Failed(row));
        }
    }
}
