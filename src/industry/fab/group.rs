//! The running state of tool groups: their queues, their ready tools, and their statistics.

use std::collections::VecDeque;
use std::hint::black_box;

use bevy_ecs::prelude::*;

use super::dispatch::QueuedLot;
use super::queue::Queue;
use super::rows::ToolRow;
use super::tool::{Tool, ToolTime};
use crate::engine::{Level, Stays, Tally};
use crate::units::{Duration, SimTime, named_enum};

/// The running state of a tool group, in the order of lines of the processor's cache.
#[derive(Component, Debug, Default)]
#[repr(C, align(64))]
pub(super) struct Group {
    pub(super) queue: Queue,
    /// Until when the waiting has been added up.
    since: SimTime,
    /// Jobs on its tools.
    pub(super) jobs: u32,
    /// Waiting lots that any of its tools may take.
    pub(super) free_to_choose: u32,
    /// Tools that wait for a crew.
    pub(super) awaiting_crew: u32,
    /// For what lots may wait beside a ready tool that could take them: for more lots of a batch,
    /// or for the end of a minimum run.
    pub(super) holds_back: Option<Cause>,
    /// Whether an idle tool waits for an operator.
    pub(super) awaits_operator: bool,
    /// Whether a decision is scheduled for this instant.
    pub(super) deciding: bool,
    /// Tools that can take a job, longest ready first; one with a slot left stands behind those
    /// that were there before it.
    pub(super) ready: VecDeque<ToolRow>,
    /// Lot time waited since the start of the run for: tool, operator, technician, and what holds
    /// lots back beside a ready tool.
    waited: [Duration; 4],
    /// How long lots waited before their steps started, since the start of the run.
    pub(super) waits: Tally,
    /// When the next batch timeout is scheduled; none if none is.
    pub(super) timeout: Option<SimTime>,
    /// Tool time since the start of the run.
    pub(super) time: ToolTime,
    /// Lots that were taken out of the queue and not started, since the start of the run.
    taken_out: u64,
    /// Setups that began, since the start of the run.
    pub(super) setups: u64,
    /// Lots that its tools have finished, since the start of the run.
    pub(super) finished: u64,
    /// Lots on its tools.
    pub(super) on_tools: Level,
}

#[cfg(target_pointer_width = "64")] // elsewhere, a queue is shorter
const _: () = assert!(
    std::mem::offset_of!(Group, ready) == 64
        && std::mem::offset_of!(Group, waits) == 128
        && std::mem::offset_of!(Group, time) == 192,
    "what changes together lies together"
);

/// Lot time waited, by [`Cause`].
pub(super) type Waited = [Duration; Cause::ALL.len()];

named_enum! {
    /// What lots in the queue of a tool group wait for.
    pub(super) enum Cause {
        /// A tool: all are busy, in repair or in maintenance.
        Tool = "tool",
        /// An operator, beside a ready tool.
        Operator = "operator",
        /// A crew for a tool that is down.
        Technician = "technician",
        /// More lots of a batch, beside a ready tool.
        Batch = "batch",
        /// The end of a minimum run, beside a tool that is ready for other lots.
        MinimumRun = "minimum-run",
    }
}

/// The place of lot time held back beside a ready tool: a group has one cause of it.
const HELD_BACK: usize = Cause::Batch as usize;

impl Group {
    /// What the waiting lots wait for: an operator if a tool stands ready for want of one; a batch
    /// or the end of a minimum run if a tool is ready; a technician if a tool waits for a crew;
    /// else a tool.
    fn cause(&self) -> Cause {
        if self.awaits_operator && !self.ready.is_empty() {
            return Cause::Operator;
        }
        match self.holds_back {
            Some(cause) if self.free_to_choose > 0 && !self.ready.is_empty() => cause,
            _ if self.awaiting_crew > 0 => Cause::Technician,
            _ => Cause::Tool,
        }
    }

    /// Reads one field of each line of the cache, so that all of it is at hand soon.
    #[inline]
    pub(super) fn read(&self) {
        black_box((self.since, self.waited[0], self.timeout, self.time.process));
    }

    /// Adds the waiting since the last call to the statistics. Called before queue, idle tools or
    /// crews change.
    #[expect(clippy::inline_always, reason = "called several times a lot move")]
    #[inline(always)]
    pub(super) fn book(&mut self, now: SimTime) {
        let lots = self.queue.len() as u64;
        if now == self.since || lots == 0 {
            self.since = now;
            return;
        }
        let area = now.since(self.since) * lots;
        self.since = now;
        let cause = (self.cause() as usize).min(HELD_BACK);
        self.waited[cause] += area;
    }

    /// Takes a lot out of the queue: it waits no more, for a tool of its own or for any.
    #[inline]
    pub(super) fn take(&mut self, place: usize, tools: &mut [Tool]) -> QueuedLot {
        let waiting = self.queue.take(place);
        match waiting.tool {
            Some(tool) => tools[tool.index()].awaited_by -= 1,
            None => self.free_to_choose -= 1,
        }
        waiting
    }

    /// Takes a lot out of the queue, which is not started.
    pub(super) fn take_out(&mut self, place: usize, tools: &mut [Tool]) -> QueuedLot {
        self.taken_out += 1;
        self.take(place, tools)
    }

    /// The waits of those in the queue and of those that have left it.
    pub(super) fn stays(&self) -> Stays {
        let joined = self.queue.iter().map(|lot| lot.joined);
        Stays::of(joined, self.waits.clone(), self.taken_out)
    }

    /// Lot time waited since the start of the run, by [`Cause`].
    pub(super) const fn waited(&self) -> Waited {
        let [tool, operator, technician, held_back] = self.waited;
        let mut waited = [tool, operator, technician, Duration::ZERO, Duration::ZERO];
        if let Some(cause) = self.holds_back {
            waited[cause as usize] = held_back;
        }
        waited
    }
}
