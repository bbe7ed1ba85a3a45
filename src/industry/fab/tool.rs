//! Tools: what they are doing, and their luck.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use super::dispatch::Queue;
use super::plan::SetupId;
use super::rows::{GroupId, LotRow, ToolRow};
use crate::engine::{Stream, Tally};
use crate::industry::shared::waiting::Constraint;
use crate::units::{Duration, SimTime};

/// Whether a tool can work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It works, or is idle.
    Up,
    /// It has failed, and waits for a crew.
    AwaitingRepair,
    /// A crew repairs it.
    InRepair,
    /// It is due for maintenance, and waits for a crew.
    AwaitingMaintenance,
    /// A crew maintains it.
    InMaintenance,
}

/// A tool. One table holds all of them; the tools of a group stand side by side.
#[derive(Component, Clone, Debug)]
pub struct Tool {
    /// When its job ends; [`SimTime::MAX`] while it has none or the job is suspended. An event with
    /// another time is stale.
    pub job_end: SimTime,
    /// When the setup at the start of its job ends.
    pub setup_end: SimTime,
    /// When it fails next; [`SimTime::MAX`] while that is not known. An event with another time is
    /// stale.
    pub fails: SimTime,
    /// Since when its time has not been booked.
    pub since: SimTime,
    /// What is left of a suspended job, setup included.
    pub left: Duration,
    /// What is left of a suspended setup.
    pub setup_left: Duration,
    /// Busy time to the next failure, where only busy time counts.
    pub busy_to_failure: Duration,
    /// The lots of its job: the first one, which names the next.
    pub job: Option<LotRow>,
    /// Its group.
    pub group: GroupId,
    /// How many technicians are at it.
    pub crew: u32,
    /// Wafers of its job.
    pub job_wafers: u32,
    /// Maintenance plans that are due: a bit each.
    pub due: u16,
    /// The setup it is in.
    pub setup: SetupId,
    /// Whether it can work.
    pub condition: Condition,
    /// Whether it failed during maintenance, to be repaired after it.
    pub failed_in_maintenance: bool,
}

impl Tool {
    /// An idle tool at the start.
    pub(super) fn new(group: GroupId) -> Self {
        Self {
            job_end: SimTime::MAX,
            setup_end: SimTime::ZERO,
            fails: SimTime::MAX,
            since: SimTime::ZERO,
            left: Duration::ZERO,
            setup_left: Duration::ZERO,
            busy_to_failure: Duration::MAX,
            job: None,
            group,
            crew: 0,
            job_wafers: 0,
            due: 0,
            setup: SetupId::NONE,
            condition: Condition::Up,
            failed_in_maintenance: false,
        }
    }

    /// Books the time since the last booking to what the tool has been doing. Called before that
    /// changes.
    pub(super) fn book(&mut self, now: SimTime, time: &mut ToolTime) {
        let span = now.since(self.since);
        match self.condition {
            Condition::Up if self.job.is_some() => {
                let setup = self.setup_end.min(now).saturating_since(self.since);
                time.setup += setup;
                time.process += span - setup;
            }
            Condition::Up => time.idle += span,
            Condition::AwaitingRepair | Condition::InRepair => time.down += span,
            Condition::AwaitingMaintenance | Condition::InMaintenance => time.maintenance += span,
        }
        self.since = now;
    }
}

/// What a tool's failures, repairs and maintenance are drawn from: streams of its own, so that
/// another tool changes nothing for it.
#[derive(Component, Debug)]
pub(super) struct Wear {
    pub(super) failure: Stream,
    pub(super) repair: Stream,
    pub(super) maintenance: Stream,
}

/// One maintenance plan of one tool.
#[derive(Component, Clone, Copy, Debug)]
pub(super) struct Upkeep {
    pub(super) tool: ToolRow,
    /// The plan's place in the list of its group.
    pub(super) plan: u16,
    /// Wafers until it is due, where wafers are counted.
    pub(super) wafers_left: u32,
}

/// Tool time of a group, by what the tools did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToolTime {
    /// Without a job.
    pub idle: Duration,
    /// In setup.
    pub setup: Duration,
    /// In process, loading and unloading included.
    pub process: Duration,
    /// Failed: waiting for a crew, or in repair.
    pub down: Duration,
    /// In maintenance, or stopped for it and waiting for a crew.
    pub maintenance: Duration,
}

impl ToolTime {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.available() + self.down + self.maintenance
    }

    /// Time in which tools could work.
    #[must_use]
    pub fn available(&self) -> Duration {
        self.idle + self.setup + self.process
    }
}

/// The running state of a tool group.
#[derive(Component, Debug, Default)]
pub(super) struct Group {
    pub(super) queue: Queue,
    /// Idle tools, longest idle first.
    pub(super) idle: VecDeque<ToolRow>,
    /// Tools that wait for a crew.
    pub(super) awaiting_crew: u32,
    /// Whether an idle tool waits for an operator.
    pub(super) awaits_operator: bool,
    /// Whether a decision is scheduled for this instant.
    pub(super) deciding: bool,
    /// When the next batch timeout is scheduled; none if none is.
    pub(super) timeout: Option<SimTime>,
    /// Since when the waiting has not been booked.
    since: SimTime,
    /// Lot time waited since the start of the day's books, for: tool, operator, technician.
    waited: [Duration; 3],
    /// Lot time waited since the statistics began.
    pub(super) queue_area: Duration,
    /// Waits of lots that have started.
    pub(super) waits: Tally,
    /// Tool time since the statistics began.
    pub(super) time: ToolTime,
}

impl Group {
    /// What the waiting lots wait for: an operator if a tool stands idle for want of one; nothing
    /// in short supply if a tool is idle and a batch not yet full; a technician if a tool waits for
    /// a crew; else a tool.
    fn cause(&self) -> Option<Constraint> {
        if self.awaits_operator && !self.idle.is_empty() {
            Some(Constraint::Operator)
        } else if !self.idle.is_empty() {
            None
        } else if self.awaiting_crew > 0 {
            Some(Constraint::Technician)
        } else {
            Some(Constraint::Tool)
        }
    }

    /// Books the waiting since the last booking. Called before queue, idle tools or crews change.
    #[inline]
    pub(super) fn book(&mut self, now: SimTime) {
        let lots = self.queue.len() as u64;
        if now == self.since || lots == 0 {
            self.since = now;
            return;
        }
        let area = now.since(self.since) * lots;
        self.since = now;
        self.queue_area += area;
        if let Some(cause) = self.cause() {
            self.waited[cause as usize] += area;
        }
    }

    /// Takes the lot time waited since it was last taken, for: tool, operator, technician.
    pub(super) fn take_waited(&mut self) -> [Duration; 3] {
        std::mem::take(&mut self.waited)
    }
}
