//! The trace of the lots of some streams: in which states each was for how long, and when it was at
//! which step. It is kept only where a run is asked for it, and acts on nothing.

use bevy_ecs::prelude::*;

use crate::units::{Duration, SimTime, named_enum};

named_enum! {
    /// What a lot is in. Its times in these sum to its cycle time.
    pub enum LotState {
        /// It waits in the queue of a tool group.
        Wait = "wait",
        /// It is carried to the tools of its next step.
        Transport = "transport",
        /// Its tool is set up for it.
        Setup = "setup",
        /// It is loaded.
        Load = "load",
        /// It is processed. On a tool of two slots, the wait between them is part of it.
        Process = "process",
        /// It is unloaded.
        Unload = "unload",
        /// It is on a tool that has failed.
        Stopped = "stopped",
        /// It is held: it waits for an engineer, or one is at work on it.
        Held = "held",
        /// It is made by a foundry.
        Foundry = "foundry",
    }
}

named_enum! {
    /// How the trace of a lot ends.
    pub enum Fate {
        /// It went through its route.
        Finished = "finished",
        /// It was lost, with all its wafers.
        Lost = "lost",
        /// It was in the line at the end of the run.
        InLine = "in line",
    }
}

/// The times of a lot by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LotTimes([Duration; LotState::ALL.len()]);

impl LotTimes {
    /// The time in a state.
    #[must_use]
    pub const fn of(&self, state: LotState) -> Duration {
        self.0[state as usize]
    }

    /// The time in all of them.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.0.iter().fold(Duration::ZERO, |sum, &time| sum + time)
    }

    fn add(&mut self, state: LotState, time: Duration) {
        self.0[state as usize] += time;
    }
}

/// A lot from its release, or from the start of the run, to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedLot {
    /// The place of its stream in the list of the fab.
    pub stream: usize,
    /// Its number in the stream, from 1 on; lots that were there at the start have numbers of their
    /// own.
    pub number: u64,
    /// Whether it was in the line at the start.
    pub at_start: bool,
    /// When it was released; the start of the run for a lot that was there.
    pub released: SimTime,
    /// When it is due.
    pub due: SimTime,
    /// Its wafers at the end of its trace.
    pub wafers: u16,
    /// When its trace ends.
    pub ended: SimTime,
    /// Why it ends then.
    pub fate: Fate,
    /// Its time by state.
    pub times: LotTimes,
}

/// A visit of a lot to a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The place of the lot in [`LotStateTrace::lots`].
    pub lot: usize,
    /// The place of the step in the route.
    pub step: usize,
    /// The number of the tool in its group, from 1 on.
    pub tool: usize,
    /// When the lot joined the queue.
    pub joined: SimTime,
    /// When its job started.
    pub started: SimTime,
    /// When its job ended, or the trace did.
    pub ended: SimTime,
    /// Its time on the tool by state.
    pub times: LotTimes,
}

/// The stages of a job as they are planned at its start.
#[derive(Clone, Copy, Debug)]
pub struct Stages {
    /// How long the tool is set up for it.
    pub setup: Duration,
    /// How long its lots are loaded.
    pub load: Duration,
    /// From the end of loading to the end of processing.
    pub process: Duration,
    /// How long its lots are unloaded.
    pub unload: Duration,
}

impl Stages {
    /// How a job has spent its time on a tool: the stages in their order, and what is left over is
    /// time in which the tool stood still. So of a job that was cut off while its tool stood still,
    /// that time counts as the stages that it did not come to.
    ///
    /// ```
    /// use chippark::industry::explain::{LotState, Stages};
    /// use chippark::units::Duration;
    ///
    /// let (setup, load) = (Duration::minutes(20), Duration::minutes(5));
    /// let (process, unload) = (Duration::minutes(60), Duration::minutes(3));
    /// let stages = Stages { setup, load, process, unload };
    /// let times = stages.spent(Duration::minutes(100));
    /// assert_eq!(times.of(LotState::Process), process);
    /// assert_eq!(times.of(LotState::Stopped), Duration::minutes(12));
    /// // A job that has not ended.
    /// assert_eq!(stages.spent(Duration::minutes(22)).of(LotState::Load), Duration::minutes(2));
    /// ```
    #[must_use]
    pub fn spent(&self, time: Duration) -> LotTimes {
        let mut times = LotTimes::default();
        let mut left = time;
        for (state, length) in [
            (LotState::Setup, self.setup),
            (LotState::Load, self.load),
            (LotState::Process, self.process),
            (LotState::Unload, self.unload),
        ] {
            let spent = length.min(left);
            times.add(state, spent);
            left = left - spent;
        }
        times.add(LotState::Stopped, left);
        times
    }
}

/// A job of a traced lot that has not ended.
#[derive(Clone, Copy, Debug)]
struct OnTool {
    step: usize,
    tool: usize,
    joined: SimTime,
    stages: Stages,
}

/// Where a traced lot is.
#[derive(Clone, Copy, Debug)]
struct Present {
    /// Its place in the list of lots.
    lot: usize,
    /// The state it is in; on a tool, what the job says.
    state: LotState,
    since: SimTime,
    job: Option<OnTool>,
}

/// The trace of the lots of some streams.
#[derive(Resource, Clone, Debug, Default)]
pub struct LotStateTrace {
    /// By the place of a stream in the list of the fab: whether its lots are traced.
    streams: Vec<bool>,
    /// The traced lots, in the order in which they came into the line.
    pub lots: Vec<TracedLot>,
    /// Their visits to tools, in the order in which these ended.
    pub visits: Vec<Visit>,
    /// By row of the table of lots: the traced lot there.
    present: Vec<Option<Present>>,
}

impl LotStateTrace {
    /// The trace of the lots of these streams, before the run.
    #[must_use]
    pub fn new(streams: Vec<bool>) -> Self {
        Self {
            streams,
            ..Self::default()
        }
    }

    /// A lot comes into the line, in a row of the table of lots.
    pub fn enter(&mut self, row: usize, lot: TracedLot, state: LotState) {
        if !self.streams[lot.stream] {
            return;
        }
        if self.present.len() <= row {
            self.present.resize(row + 1, None);
        }
        self.present[row] = Some(Present {
            lot: self.lots.len(),
            state,
            since: lot.released,
            job: None,
        });
        self.lots.push(lot);
    }

    fn present(&mut self, row: usize) -> Option<&mut Present> {
        self.present.get_mut(row)?.as_mut()
    }

    /// The lot in a row is in another state from now on.
    pub fn turn(&mut self, row: usize, state: LotState, now: SimTime) {
        let Some(present) = self.present(row) else {
            return;
        };
        let (lot, time) = (present.lot, now.since(present.since));
        let before = std::mem::replace(&mut present.state, state);
        present.since = now;
        self.lots[lot].times.add(before, time);
    }

    /// A job of the lot in a row starts at a step, on a tool.
    pub fn start(
        &mut self,
        row: usize,
        (step, tool): (usize, usize),
        stages: Stages,
        now: SimTime,
    ) {
        let joined = self.present(row).map(|present| present.since);
        self.turn(row, LotState::Process, now);
        if let (Some(present), Some(joined)) = (self.present(row), joined) {
            present.job = Some(OnTool {
                step,
                tool,
                joined,
                stages,
            });
        }
    }

    /// The job of the lot in a row ends.
    pub fn end(&mut self, row: usize, now: SimTime) {
        let Some(present) = self.present(row) else {
            return;
        };
        let (lot, started) = (present.lot, present.since);
        let Some(job) = present.job.take() else {
            return;
        };
        present.since = now;
        let times = job.stages.spent(now.since(started));
        for state in LotState::ALL {
            self.lots[lot].times.add(state, times.of(state));
        }
        self.visits.push(Visit {
            lot,
            step: job.step,
            tool: job.tool,
            joined: job.joined,
            started,
            ended: now,
            times,
        });
    }

    /// The lot in a row leaves the line with so many wafers.
    pub fn leave(&mut self, row: usize, (fate, wafers): (Fate, u16), now: SimTime) {
        self.end(row, now);
        self.turn(row, LotState::Wait, now);
        if let Some(present) = self.present.get_mut(row).and_then(Option::take) {
            let lot = &mut self.lots[present.lot];
            (lot.ended, lot.fate, lot.wafers) = (now, fate, wafers);
        }
    }
}
