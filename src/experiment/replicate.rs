//! One replication: a run of a park from start to end, and how others watch and stop it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(not(target_family = "wasm"))]
use rayon::prelude::*;
use thiserror::Error;

use crate::engine::Figures;
use crate::industry::OutsideRules;
use crate::industry::explain::ToolWindow;
use crate::industry::{Outcome, Park, Target, Window};
use crate::units::text::nearest;
use crate::units::{Duration, SimTime};

/// Ticks between two reports of progress.
const TICKS_PER_REPORT: u32 = 24;

/// The experiment was cancelled before it was complete.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("interrupted")]
pub struct Interrupted;

/// A target names a figure that no run of the scenario reports.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("target {id}: the run reports no figure `{metric}`{}", hint(.near.as_deref()))]
pub struct UnknownFigure {
    /// The target.
    pub id: String,
    /// The key that it names.
    pub metric: String,
    /// The reported key with the most similar spelling, if one is similar.
    pub near: Option<String>,
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(
        || "; a scenario reports the figures of the sections that it has".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    )
}

/// A replication met what the model cannot represent, such as a sum of money beyond its range, a
/// dispatch rule from outside that fails, or a mistake in the program.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{scenario}`, replication {replication}, cannot go on at {at} of simulated time: {cause}")]
pub struct Broken {
    /// The name of the scenario.
    pub scenario: String,
    /// The number of the replication, from zero.
    pub replication: u32,
    /// The date and time that it had reached.
    pub at: String,
    /// What was met.
    pub cause: String,
}

/// Why replications have no outcomes.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RunError {
    /// They were cancelled.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// A target names a figure that no run reports.
    #[error(transparent)]
    UnknownFigure(#[from] UnknownFigure),
    /// One of them could not go on.
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// The progress of one replication since its last report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The number of the replication, from zero.
    pub replication: u32,
    /// The simulated instant that it has reached.
    pub now: SimTime,
    /// The simulated time since its last report.
    pub advanced: Duration,
    /// The events since its last report.
    pub events: u64,
    /// Whether the replication is complete.
    pub finished: bool,
}

/// How replications are watched and cancelled from outside.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Set it to end every replication at its next tick.
    pub cancel: &'a AtomicBool,
    /// Called with each report of progress, from any thread.
    pub report: &'a (dyn Fn(Progress) + Sync),
}

impl Watch<'_> {
    /// Neither watches nor cancels.
    #[must_use]
    pub fn none() -> Self {
        static NEVER: AtomicBool = AtomicBool::new(false);
        Self {
            cancel: &NEVER,
            report: &|_| (),
        }
    }
}

/// Does some tasks on `jobs` threads, and returns their results in order, or an error of one of
/// them. For one job, and where the system refuses to start threads, they are done one after
/// another on the thread of the caller.
#[cfg(not(target_family = "wasm"))]
pub(super) fn on_threads<Task: Sync, Done: Send, Error: Send>(
    tasks: &[Task],
    jobs: usize,
    run: impl Fn(&Task) -> Result<Done, Error> + Sync,
) -> Result<Vec<Done>, Error> {
    let pool = (jobs != 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(jobs).build());
    match pool {
        Some(Ok(pool)) => pool.install(|| tasks.par_iter().with_max_len(1).map(&run).collect()),
        Some(Err(_)) | None => tasks.iter().map(&run).collect(),
    }
}

/// Does some tasks one after another, and returns their results in order, or an error of one of
/// them. There are no threads here, however many are asked for.
#[cfg(target_family = "wasm")]
pub(super) fn on_threads<Task: Sync, Done: Send, Error: Send>(
    tasks: &[Task],
    _jobs: usize,
    run: impl Fn(&Task) -> Result<Done, Error> + Sync,
) -> Result<Vec<Done>, Error> {
    tasks.iter().map(run).collect()
}

/// The number of threads that the machine runs at once.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// One replication of a park, measured over some windows.
pub(super) struct Replication<'a> {
    /// The name of the scenario, for messages.
    pub(super) scenario: &'a str,
    pub(super) park: &'a Park,
    pub(super) windows: &'a [Window],
    pub(super) number: u32,
    /// The rules from outside that its park has.
    pub(super) rules: Option<&'a OutsideRules>,
    /// Whether it keeps the points of its series.
    pub(super) keeps_series: bool,
    /// Whether it keeps a trace of what orders go through.
    pub(super) keeps_trace: bool,
    /// The tool group of which it keeps a trace, and when.
    pub(super) tool_window: Option<ToolWindow>,
    /// The lot streams of which it keeps a trace, by place in the list of the fab.
    pub(super) lot_streams: Option<&'a [bool]>,
}

impl Replication<'_> {
    /// The simulated time: until the end of the last window.
    pub(super) fn simulated_time(&self) -> Duration {
        let windows = self.windows.iter();
        let periods = windows.filter_map(|&window| self.park.period_of(window));
        let ends = periods.map(|period| period.to.since(SimTime::ZERO));
        ends.max().unwrap_or(Duration::ZERO)
    }

    /// Runs it to its end and reports its progress. A panic is the error of this replication: it
    /// says when it came, and nothing of the broken run is used any more.
    pub(super) fn run(&self, watch: &Watch<'_>) -> Result<Outcome, RunError> {
        let mut reached = SimTime::ZERO;
        let run = AssertUnwindSafe(|| self.run_to_end(watch, &mut reached));
        catch_unwind(run)
            .unwrap_or_else(|payload| Err(self.broken(reached, cause_of(payload.as_ref())).into()))
    }

    /// The error that it cannot go on at an instant.
    fn broken(&self, reached: SimTime, cause: String) -> Broken {
        let origin = self.park.plan().origin;
        Broken {
            scenario: self.scenario.to_owned(),
            replication: self.number,
            at: origin.date_time(reached).unwrap_or_default(),
            cause,
        }
    }

    /// As [`Self::run`]; `reached` follows the time.
    fn run_to_end(&self, watch: &Watch<'_>, reached: &mut SimTime) -> Result<Outcome, RunError> {
        let seed = self.park.plan().seed;
        let mut run = self.park.start_for(self.windows, seed, self.number);
        if !self.keeps_series {
            run.leave_series();
        }
        if self.keeps_trace {
            run.keep_trace();
        }
        if let Some(window) = self.tool_window {
            run.keep_tool_trace(window);
        }
        if let Some(streams) = self.lot_streams {
            run.keep_lot_trace(streams.to_vec());
        }
        let (mut reported, mut events, mut ticks) = (SimTime::ZERO, 0, 0_u32);
        loop {
            if watch.cancel.load(Ordering::Relaxed) {
                return Err(Interrupted.into());
            }
            let running = run.step();
            *reached = run.now();
            if let Some(cause) = self.rules.and_then(OutsideRules::failure) {
                return Err(self.broken(*reached, cause).into());
            }
            ticks += 1;
            if running && !ticks.is_multiple_of(TICKS_PER_REPORT) {
                continue;
            }
            let now = *reached;
            (watch.report)(Progress {
                replication: self.number,
                now,
                advanced: now.since(reported),
                events: run.events() - events,
                finished: !running,
            });
            (reported, events) = (now, run.events());
            if !running {
                break;
            }
        }
        let mut outcome = run.finish();
        let periods = self.park.targets().periods.len();
        outcome.periods.resize_with(periods, Figures::default);
        self.require_figures(&outcome)?;
        Ok(outcome)
    }

    /// Refuses an outcome that lacks a figure that a target names, in one of the windows measured.
    fn require_figures(&self, outcome: &Outcome) -> Result<(), UnknownFigure> {
        let targets = self.park.targets();
        let asked = targets.list.iter().filter(|_| !targets.is_cut);
        let mut asked = asked.filter(|target| self.windows.contains(&target.window));
        let figures = |target: &Target| match target.window {
            Window::Period(period) => &outcome.periods[period],
            Window::Run | Window::Cut => &outcome.figures,
        };
        let keys = |target: &Target| figures(target).iter().map(|(key, _)| key);
        let unknown = asked.find(|target| keys(target).all(|key| key != target.metric));
        unknown.map_or(Ok(()), |target| {
            Err(UnknownFigure {
                id: target.id.clone(),
                metric: target.metric.clone(),
                near: nearest(&target.metric, keys(target)).map(str::to_owned),
            })
        })
    }
}

/// The message of a panic.
fn cause_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("an error without a message").to_owned()
}
