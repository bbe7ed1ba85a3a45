//! Tools: their jobs, the time that they spend by activity, failures and maintenance.

use std::num::NonZeroU32;

use bevy_ecs::prelude::*;

use super::rows::{GroupId, LotRow, ToolRow};
use super::setups::{SetupId, SetupTimes};
use crate::engine::{Due, Stream, collectors};
use crate::industry::shared::tool_trace::{Activity, ToolSpan};
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
    /// It is not there: it has gone, or has not come yet.
    Closed,
}

/// The bit of [`Tool::due`] that says that the tool is closed, or closes at the end of its job.
pub(super) const CLOSED: u16 = 1 << 15;

/// A job on a tool: lots that are loaded, processed and unloaded together. Its instants come in the
/// order of its stages, and move together when the tool stands still.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// When the setup ends.
    pub setup_end: SimTime,
    /// When loading ends.
    pub load_end: SimTime,
    /// When processing ends.
    pub process_end: SimTime,
    /// When unloading ends.
    pub end: SimTime,
    /// The first of its lots, which names the next.
    pub first: LotRow,
    /// Number of wafers of the job.
    pub wafers: u32,
}

/// What a tool does for a job, the stage that is booked first in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum JobStage {
    Process,
    Setup,
    Load,
    Unload,
}

impl JobStage {
    const fn activity(self) -> Activity {
        match self {
            Self::Setup => Activity::Setup,
            Self::Process => Activity::Process,
            Self::Load => Activity::Load,
            Self::Unload => Activity::Unload,
        }
    }
}

impl Job {
    /// The stage at an instant, and when it ends.
    fn stage(&self, at: SimTime) -> (JobStage, SimTime) {
        if at < self.setup_end {
            (JobStage::Setup, self.setup_end)
        } else if at < self.load_end {
            (JobStage::Load, self.load_end)
        } else if at < self.process_end {
            (JobStage::Process, self.process_end)
        } else {
            (JobStage::Unload, self.end)
        }
    }

    /// Moves everything after `stopped` by `delay`, and an end that fell together with it: the job
    /// was still there.
    fn put_off(&mut self, stopped: SimTime, delay: Duration) {
        for instant in [
            &mut self.setup_end,
            &mut self.load_end,
            &mut self.process_end,
        ] {
            if *instant > stopped {
                *instant += delay;
            }
        }
        self.end += delay;
    }
}

/// A tool. One table holds all of them; the tools of a group stand side by side. Fields are in the
/// order of lines of the processor's cache: what each job asks, what second slots ask, and the
/// rest.
#[derive(Component, Clone, Debug)]
#[repr(C, align(64))]
pub struct Tool {
    /// The older of its jobs, if it has any.
    job: Job,
    /// Until when its time has been added up.
    pub since: SimTime,
    /// Row of the tool group that it belongs to.
    pub group: GroupId,
    /// Maintenance plans that are due: a bit each, and the last one where it closes.
    pub due: u16,
    /// The setup it is in.
    pub setup: SetupId,
    /// Jobs left of its minimum run: to start, or, on a tool of two slots, to end.
    pub run_left: u16,
    /// How many jobs it has. A tool of one slot has one at most.
    jobs: u8,
    /// Whether another job may be loaded beside the last one, if a slot is free.
    pub open: bool,
    /// Whether it stands in the list of tools that can take a job.
    pub ready: bool,
    /// Whether it can work.
    pub condition: Condition,
    /// The younger of two jobs.
    other: Job,
    /// When the second of two slots falls free, if no setup puts its job off; jobs go through both
    /// slots in turn.
    pub second_slot_free: SimTime,
    /// When the last unit of its latest job leaves it, if no setup puts that off.
    pub last_leaves: SimTime,
    /// From when on a second job may be loaded beside the last one.
    pub second_from: SimTime,
    /// When it fails next, as far as that is known.
    pub fails: Due,
    /// When its jobs were suspended.
    pub stopped: SimTime,
    /// Busy time to the next failure from `worn` on, where only busy time counts.
    pub busy_to_failure: Duration,
    /// Until when busy time has been counted off.
    worn: SimTime,
    /// How many technicians are at it.
    pub crew: u32,
    /// Waiting lots that no other tool may take.
    pub awaited_by: u32,
    /// Whether it failed during maintenance, to be repaired after it.
    pub failed_in_maintenance: bool,
}

const _: () = assert!(
    std::mem::offset_of!(Tool, other) == 64 && std::mem::offset_of!(Tool, fails) == 128,
    "a job on a tool of one slot touches one line of the cache"
);

impl Tool {
    /// An idle tool at the start.
    pub(super) fn new(group: GroupId) -> Self {
        let none = Job {
            setup_end: SimTime::ZERO,
            load_end: SimTime::ZERO,
            process_end: SimTime::ZERO,
            end: SimTime::ZERO,
            first: LotRow::new(0),
            wafers: 0,
        };
        Self {
            job: none,
            since: SimTime::ZERO,
            group,
            due: 0,
            setup: SetupId::NONE,
            run_left: 0,
            jobs: 0,
            open: true,
            ready: true,
            condition: Condition::Up,
            other: none,
            second_slot_free: SimTime::ZERO,
            last_leaves: SimTime::ZERO,
            second_from: SimTime::ZERO,
            fails: Due::NEVER,
            stopped: SimTime::ZERO,
            busy_to_failure: Duration::MAX,
            worn: SimTime::ZERO,
            crew: 0,
            awaited_by: 0,
            failed_in_maintenance: false,
        }
    }

    /// Whether it is closed, or closes at the end of its job.
    #[inline]
    pub(super) const fn is_closed(&self) -> bool {
        self.due & CLOSED != 0
    }

    /// Its jobs, the older one first.
    pub(super) fn jobs(&self) -> impl Iterator<Item = &Job> + Clone {
        [&self.job, &self.other].into_iter().take(self.job_count())
    }

    /// How many jobs it has.
    #[inline]
    pub(super) const fn job_count(&self) -> usize {
        self.jobs as usize
    }

    /// Whether it has a job.
    #[inline]
    pub(super) const fn has_job(&self) -> bool {
        self.jobs > 0
    }

    /// Whether another job could be loaded: it works, is not due for maintenance, and has a slot,
    /// the second one once that has opened.
    #[inline]
    pub(super) fn can_take(&self, slots: u8) -> bool {
        let free = self.jobs == 0 || (self.jobs < slots && self.open);
        free && self.condition == Condition::Up && self.due == 0
    }

    /// Adds a job to a tool that can take it.
    #[inline]
    pub(super) fn add_job(&mut self, job: Job) {
        debug_assert!(self.jobs < 2, "a slot is free");
        if self.jobs == 0 {
            self.job = job;
        } else {
            self.other = job;
        }
        self.jobs += 1;
    }

    /// Takes the job off that ends now, the older one first. The younger one may end before the
    /// older one, which has waited for its setup.
    #[inline]
    pub(super) fn take_ended(&mut self, now: SimTime) -> Option<Job> {
        if self.jobs == 0 || self.condition != Condition::Up {
            return None;
        }
        let mut ended = self.job;
        if Due::at(ended.end).is_now(now) {
            if self.jobs == 2 {
                self.job = self.other;
            }
        } else if self.jobs == 2 && Due::at(self.other.end).is_now(now) {
            ended = self.other;
        } else {
            return None;
        }
        self.jobs -= 1;
        Some(ended)
    }

    /// The jobs whose setups end now, the older one first: an instant at which it fails finds them
    /// done.
    pub(super) fn ended_setups(&self, now: SimTime) -> impl Iterator<Item = Job> + use<> {
        let works = self.condition == Condition::Up || self.stopped == now;
        let jobs = [self.job, self.other].into_iter().take(self.job_count());
        jobs.filter(move |job| works && job.setup_end == now)
    }

    /// The jobs whose setups are under way, also if these stand still because it has failed.
    pub(super) fn jobs_in_setup(&self, now: SimTime) -> impl Iterator<Item = &Job> {
        let works = self.condition == Condition::Up;
        let at = if works { now } else { self.stopped };
        self.jobs().filter(move |job| job.setup_end > at)
    }

    /// Gives it a setup. A change begins a minimum run, of which one job is not left: the first,
    /// that starts, or on a tool of two slots the last, which may have another setup beside it.
    #[inline]
    pub(super) fn change_setup(&mut self, to: SetupId, setups: &SetupTimes) {
        if to != SetupId::NONE && to != self.setup {
            let run = setups.minimum_run(self.setup, to);
            self.run_left = run.saturating_sub(1);
            self.setup = to;
        }
    }

    /// Takes its jobs off, the older one first; its slots are free.
    pub(super) fn take_jobs(&mut self, now: SimTime) -> impl Iterator<Item = Job> + use<> {
        let jobs = [self.job, self.other].into_iter().take(self.job_count());
        self.jobs = 0;
        self.open = true;
        self.second_slot_free = now;
        self.last_leaves = now;
        jobs
    }

    /// After standing still since `stopped`, its jobs go on where they were.
    pub(super) fn resume(&mut self, now: SimTime) {
        let (stopped, delay) = (self.stopped, now.since(self.stopped));
        let count = self.job_count();
        for job in [&mut self.job, &mut self.other].into_iter().take(count) {
            job.put_off(stopped, delay);
        }
        for instant in [
            &mut self.second_slot_free,
            &mut self.last_leaves,
            &mut self.second_from,
        ] {
            if *instant > stopped {
                *instant += delay;
            }
        }
        self.worn = now;
    }

    /// The spans from `from` on in which it processes, one after the other; of two jobs at once
    /// time counts once.
    fn processing(&self, from: SimTime) -> [(SimTime, SimTime); 2] {
        let mut spans = [(from, from); 2];
        for (span, job) in spans.iter_mut().zip(self.jobs()) {
            let start = job.load_end.max(from);
            *span = (start, job.process_end.max(start));
        }
        spans.sort_unstable();
        let [(_, first_end), (start, end)] = &mut spans;
        *start = (*start).max(*first_end);
        *end = (*end).max(*first_end);
        spans
    }

    /// A failure by use comes after so much busy time from now on.
    pub(super) fn expect_to_wear(&mut self, now: SimTime, time: Duration) {
        self.busy_to_failure = time;
        self.worn = now;
    }

    /// Counts the time in which it has processed off that to its failure by use. Called before its
    /// jobs change.
    pub(super) fn wear(&mut self, now: SimTime) {
        for (start, end) in self.processing(self.worn) {
            let worn = end.min(now).saturating_since(start);
            self.busy_to_failure = self.busy_to_failure.saturating_sub(worn);
        }
        self.worn = now;
    }

    /// The next failure by use, if its jobs last so long.
    pub(super) fn fails_by_use(&self) -> Option<SimTime> {
        let mut left = self.busy_to_failure;
        for (start, end) in self.processing(self.worn) {
            let span = end.since(start);
            if left < span {
                return Some(start + left);
            }
            left = left - span;
        }
        None
    }

    /// What it has been doing since its time was last added up, as [`Self::book`] books it.
    pub(super) fn activities(&self, now: SimTime) -> impl Iterator<Item = ToolSpan> {
        let mut at = self.since;
        std::iter::from_fn(move || {
            let from = at;
            let (activity, to) = match self.condition {
                Condition::Up => {
                    let stages = self.jobs().map(|job| job.stage(from));
                    let ends = stages.clone().map(|(_, end)| end).filter(|&end| end > from);
                    let to = ends.min().unwrap_or(now);
                    (stages.map(|(stage, _)| stage).min()?.activity(), to)
                }
                Condition::AwaitingRepair | Condition::InRepair => (Activity::Down, now),
                Condition::AwaitingMaintenance | Condition::InMaintenance => {
                    (Activity::Maintenance, now)
                }
                Condition::Closed => (Activity::Closed, now),
            };
            at = to.min(now);
            (from < at).then_some(ToolSpan {
                activity,
                from,
                to: at,
            })
        })
    }

    /// Adds the time since the last call to that of what the tool has been doing. Called before
    /// that changes.
    #[inline]
    pub(super) fn book(&mut self, now: SimTime, time: &mut ToolTime) {
        let since = std::mem::replace(&mut self.since, now);
        match self.condition {
            Condition::Up => match self.jobs {
                0 => time.idle += now.since(since),
                1 => time.add_job(&self.job, since, now),
                _ => time.add_jobs([&self.job, &self.other], since, now),
            },
            Condition::AwaitingRepair | Condition::InRepair => time.down += now.since(since),
            Condition::AwaitingMaintenance | Condition::InMaintenance => {
                time.maintenance += now.since(since);
            }
            Condition::Closed => {}
        }
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
    /// Wafers between two due dates; none if these are not counted.
    pub(super) every: Option<NonZeroU32>,
    /// Wafers until it is due, where they are counted.
    pub(super) wafers_left: u32,
}

collectors! {
    /// Tool time of a group since the start of the run, by what its tools did (rule F10).
    #[derive(Copy, PartialEq, Eq)]
    pub struct ToolTime {
        /// Without a job.
        pub idle: Duration,
        /// Time of changing setups.
        pub setup: Duration,
        /// Loading, and no setup or process beside it.
        pub load: Duration,
        /// Time of processing, without setup, load and unload.
        pub process: Duration,
        /// Unloading, and nothing else beside it.
        pub unload: Duration,
        /// Failed: waiting for a crew, or in repair.
        pub down: Duration,
        /// In maintenance, or stopped for it and waiting for a crew.
        pub maintenance: Duration,
    }
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
        self.idle + self.busy()
    }

    /// Time with a job.
    #[must_use]
    pub fn busy(&self) -> Duration {
        self.setup + self.load + self.process + self.unload
    }

    /// Adds a span in which a tool had one job.
    #[inline]
    fn add_job(&mut self, job: &Job, since: SimTime, now: SimTime) {
        let until = |end: SimTime, from: SimTime| end.clamp(from, now);
        let setup_end = until(job.setup_end, since);
        let load_end = until(job.load_end, setup_end);
        let process_end = until(job.process_end, load_end);
        self.setup += setup_end.since(since);
        self.load += load_end.since(setup_end);
        self.process += process_end.since(load_end);
        self.unload += now.since(process_end);
    }

    /// Adds a span in which a tool had two jobs: of what it did for both, the stage that comes
    /// first in the order of [`JobStage`] is booked.
    fn add_jobs(&mut self, jobs: [&Job; 2], since: SimTime, now: SimTime) {
        let mut at = since;
        while at < now {
            let [(first, ends), (second, other_ends)] = jobs.map(|job| job.stage(at));
            let until = ends.min(other_ends).min(now);
            let place = match first.min(second) {
                JobStage::Setup => &mut self.setup,
                JobStage::Process => &mut self.process,
                JobStage::Load => &mut self.load,
                JobStage::Unload => &mut self.unload,
            };
            *place += until.since(at);
            at = until;
        }
    }
}
