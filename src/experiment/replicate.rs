//! Replications on several threads. A replication depends on the scenario, the seed and its number
//! alone, so that the outcomes are the same for any number of threads.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use thiserror::Error;

use crate::industry::{Outcome, Park};
use crate::units::{Duration, SimTime};

/// A replication reports its progress at least once in so many ticks.
const TICKS_PER_REPORT: u32 = 24;

/// The experiment was told to stop before it was complete.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("interrupted")]
pub struct Interrupted;

/// How far one replication has come since its last report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The number of the replication, from zero.
    pub replication: u32,
    /// The simulated instant it has reached.
    pub now: SimTime,
    /// The simulated time since its last report.
    pub advanced: Duration,
    /// The events since its last report.
    pub events: u64,
    /// Whether it is complete.
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
/// If the watch cancels it.
///
/// # Panics
/// If the system refuses to start threads.
pub fn replicate(
    park: &Park,
    seed: u64,
    count: u32,
    jobs: usize,
    watch: &Watch<'_>,
) -> Result<Vec<Outcome>, Interrupted> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs);
    let pool = pool.build().expect("threads can be started");
    pool.install(|| {
        let numbers = (0..count).into_par_iter().with_max_len(1);
        numbers
            .map(|replication| run_one(park, seed, replication, watch))
            .collect()
    })
}

/// Runs one replication to its end.
fn run_one(
    park: &Park,
    seed: u64,
    replication: u32,
    watch: &Watch<'_>,
) -> Result<Outcome, Interrupted> {
    let mut run = park.start(seed, replication);
    let (mut reported, mut events) = (SimTime::ZERO, 0);
    let mut ticks = 0_u32;
    loop {
        if watch.cancel.load(Ordering::Relaxed) {
            return Err(Interrupted);
        }
        let running = run.step();
        ticks += 1;
        if running && !ticks.is_multiple_of(TICKS_PER_REPORT) {
            continue;
        }
        let now = run.now();
        (watch.report)(Progress {
            replication,
            now,
            advanced: now.since(reported),
            events: run.events() - events,
            finished: !running,
        });
        (reported, events) = (now, run.events());
        if !running {
            return Ok(run.finish());
        }
    }
}
