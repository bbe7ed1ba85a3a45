//! Replications on several threads. A replication depends on the scenario, the seed and its number
//! alone, so that the outcomes are the same for any number of threads.
//!
//! Targets may speak of periods that are not the run's own. The figures of each such period come from
//! another pass of the same replication, whose statistics are of the period and which ends with it:
//! statistics act on nothing, so it goes the same way. All passes of all replications are work that
//! threads share.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use thiserror::Error;

use crate::engine::{Figures, Series};
use crate::industry::{Outcome, Park, Window};
use crate::units::text::nearest;
use crate::units::{Duration, SimTime};

/// A replication reports its progress at least once in so many ticks.
const TICKS_PER_REPORT: u32 = 24;

/// The experiment was told to stop before it was complete.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("interrupted")]
pub struct Interrupted;

/// A target's figure that no run reports.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("target {id}: the run reports no figure `{metric}`{}", hint(.near.as_deref()))]
pub struct NoFigure {
    /// The target.
    pub id: String,
    /// The key that it asks for.
    pub metric: String,
    /// The key of a figure that is written much like it.
    pub near: Option<String>,
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(
        || "; a scenario reports the figures of the sections that it has".to_owned(),
        |near| format!("; did you mean `{near}`?"),
    )
}

/// Why an experiment has no outcome.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Stopped {
    /// It was told to stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// A target asks for a figure that there is not.
    #[error(transparent)]
    NoFigure(#[from] NoFigure),
}

/// How far one pass of a replication has come since its last report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The number of the replication, from zero.
    pub replication: u32,
    /// The number of the pass within it: the run itself, then the periods of targets.
    pub pass: usize,
    /// The simulated instant it has reached.
    pub now: SimTime,
    /// The simulated time since its last report.
    pub advanced: Duration,
    /// The events since its last report.
    pub events: u64,
    /// Whether the pass is complete.
    pub finished: bool,
}

/// What looks on while replications run.
pub struct Watch<'a> {
    /// Set from outside to end the experiment at the next tick.
    pub cancel: &'a AtomicBool,
    /// Told the progress, from any thread.
    pub report: &'a (dyn Fn(Progress) + Sync),
}

/// How many threads the machine runs at once.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Runs the replications `0..count` of a scenario on `jobs` threads and returns their outcomes by
/// number.
///
/// # Errors
/// If the watch cancels it, or a target asks for a figure that the first replications do not report.
///
/// # Panics
/// If the system refuses to start threads.
pub fn replicate(
    park: &Park,
    seed: u64,
    count: u32,
    jobs: usize,
    watch: &Watch<'_>,
) -> Result<Vec<Outcome>, Stopped> {
    run_all(park, seed, count, jobs, watch, true)
}

/// As [`replicate`], but only as far as targets need it: where all of them speak of periods, the
/// outcomes have no figures and no series besides those of the periods.
///
/// # Errors
/// As [`replicate`].
pub fn replicate_for_targets(
    park: &Park,
    seed: u64,
    count: u32,
    jobs: usize,
    watch: &Watch<'_>,
) -> Result<Vec<Outcome>, Stopped> {
    let mut targets = park.targets().list.iter();
    let needs_run = targets.any(|target| target.window == Window::Run);
    run_all(park, seed, count, jobs, watch, needs_run)
}

fn run_all(
    park: &Park,
    seed: u64,
    count: u32,
    jobs: usize,
    watch: &Watch<'_>,
    with_run: bool,
) -> Result<Vec<Outcome>, Stopped> {
    let periods = &park.targets().periods;
    let passes: Vec<Window> = std::iter::once(Window::Run)
        .filter(|_| with_run)
        .chain((0..periods.len()).map(Window::Period))
        .collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs);
    let pool = pool.build().expect("threads can be started");
    let tasks = count as usize * passes.len();
    let outcomes: Vec<Outcome> = pool.install(|| {
        let tasks = (0..tasks).into_par_iter().with_max_len(1);
        tasks
            .map(|task| {
                let replication = u32::try_from(task / passes.len()).expect("less than `count`");
                let pass = Pass {
                    park,
                    seed,
                    replication,
                    number: task % passes.len(),
                    window: passes[task % passes.len()],
                };
                pass.run(watch)
            })
            .collect::<Result<_, Stopped>>()
    })?;
    Ok(joined(outcomes, passes.len(), with_run))
}

/// The outcomes of all passes as one a replication.
fn joined(outcomes: Vec<Outcome>, passes: usize, with_run: bool) -> Vec<Outcome> {
    let mut outcomes = outcomes.into_iter().peekable();
    let mut joined = Vec::new();
    while outcomes.peek().is_some() {
        let mut of_one = outcomes.by_ref().take(passes);
        let mut whole = Outcome {
            figures: Figures::default(),
            periods: Vec::new(),
            series: Series::default(),
            events: 0,
        };
        if with_run {
            whole = of_one.next().expect("a replication has a pass");
        }
        for period in of_one {
            whole.periods.push(period.figures);
            whole.events += period.events;
        }
        joined.push(whole);
    }
    joined
}

/// One pass of a replication.
struct Pass<'a> {
    park: &'a Park,
    seed: u64,
    replication: u32,
    number: usize,
    window: Window,
}

impl Pass<'_> {
    /// Runs it to its end.
    fn run(&self, watch: &Watch<'_>) -> Result<Outcome, Stopped> {
        let &Self {
            park,
            seed,
            replication,
            number,
            window,
        } = self;
        let mut run = match window {
            Window::Period(period) => {
                park.start_for(&park.targets().periods[period], seed, replication)
            }
            Window::Run | Window::Cut => park.start(seed, replication),
        };
        let (mut reported, mut events) = (SimTime::ZERO, 0);
        let mut ticks = 0_u32;
        loop {
            if watch.cancel.load(Ordering::Relaxed) {
                return Err(Interrupted.into());
            }
            let running = run.step();
            ticks += 1;
            if running && !ticks.is_multiple_of(TICKS_PER_REPORT) {
                continue;
            }
            let now = run.now();
            (watch.report)(Progress {
                replication,
                pass: number,
                now,
                advanced: now.since(reported),
                events: run.events() - events,
                finished: !running,
            });
            (reported, events) = (now, run.events());
            if !running {
                let outcome = run.finish();
                self.require_figures(&outcome.figures)?;
                return Ok(outcome);
            }
        }
    }

    /// Refuses figures that lack one that a target asks for.
    fn require_figures(&self, figures: &Figures) -> Result<(), NoFigure> {
        let targets = self.park.targets();
        let asked = targets.list.iter().filter(|_| !targets.is_cut);
        let mut targets = asked.filter(|target| target.window == self.window);
        let keys = || figures.iter().map(|(key, _)| key);
        targets
            .find(|target| !keys().any(|key| key == target.metric))
            .map_or(Ok(()), |target| {
                Err(NoFigure {
                    id: target.id.clone(),
                    metric: target.metric.clone(),
                    near: nearest(&target.metric, keys()).map(str::to_owned),
                })
            })
    }
}
