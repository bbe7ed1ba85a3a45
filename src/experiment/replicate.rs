//! Replications on several threads. A replication depends on the scenario, the seed and its number
//! alone, so that the outcomes are the same for any number of threads.
//!
//! Targets may speak of periods that are not the run's own. The figures of each such period come
//! from another pass of the same replication, whose statistics are of the period and which ends
//! with it: statistics act on nothing, so it goes the same way. All passes of all replications are
//! work that threads share.

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
/// If the watch cancels it, or a target asks for a figure that the first replications do not
/// report.
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
    let periods = (0..park.targets().periods.len()).map(Window::Period);
    let windows: Vec<Window> = std::iter::once(Window::Run).chain(periods).collect();
    replicate_for(&windows, park, seed, count, jobs, watch)
}

/// As [`replicate`], but only the passes of these windows: the outcomes have no figures of others.
///
/// # Errors
/// As [`replicate`].
///
/// # Panics
/// As [`replicate`].
pub fn replicate_for(
    windows: &[Window],
    park: &Park,
    seed: u64,
    count: u32,
    jobs: usize,
    watch: &Watch<'_>,
) -> Result<Vec<Outcome>, Stopped> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs);
    let pool = pool.build().expect("threads can be started");
    let passes = windows.len();
    let outcomes: Vec<Outcome> = pool.install(|| {
        let tasks = (0..count as usize * passes).into_par_iter().with_max_len(1);
        tasks
            .map(|task| {
                let number = task % passes;
                let pass = Pass {
                    park,
                    seed,
                    replication: u32::try_from(task / passes).expect("less than `count`"),
                    number,
                    window: windows[number],
                };
                pass.run(watch)
            })
            .collect::<Result<_, Stopped>>()
    })?;
    let mut outcomes = outcomes.into_iter();
    let periods = park.targets().periods.len();
    let replications = (0..count).map(|_| joined(windows, periods, &mut outcomes));
    Ok(replications.collect())
}

/// The next outcomes, of the passes of one replication, as one.
fn joined(
    windows: &[Window],
    periods: usize,
    outcomes: &mut impl Iterator<Item = Outcome>,
) -> Outcome {
    let mut whole = Outcome {
        figures: Figures::default(),
        periods: vec![Figures::default(); periods],
        series: Series::default(),
        events: 0,
    };
    for (window, outcome) in windows.iter().zip(outcomes) {
        whole.events += outcome.events;
        match window {
            Window::Period(period) => whole.periods[*period] = outcome.figures,
            Window::Run | Window::Cut => {
                (whole.figures, whole.series) = (outcome.figures, outcome.series);
            }
        }
    }
    whole
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
