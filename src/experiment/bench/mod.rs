//! Workloads that measure the program itself. Each is a closure that does the work once and says how
//! much that was; whoever holds a stopwatch runs it, in turn with a plain hand-written loop of the
//! same model where there is one.

use std::sync::atomic::AtomicBool;

use super::{Watch, digest, replicate};
use crate::industry::Park;

/// What one round of a workload did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The events it processed.
    pub events: u64,
    /// What it computed, in short: equal code computes equal digests.
    pub digest: String,
}

/// One round of work.
pub type Round<'a> = Box<dyn Fn() -> Work + 'a>;

/// Something to measure.
pub struct Workload<'a> {
    /// Its name.
    pub name: &'static str,
    /// The work.
    pub run: Round<'a>,
    /// The same model as a plain hand-written loop, which computes the same.
    pub plain_loop: Option<Round<'a>>,
}

/// The workload of a whole scenario: its first replication, from start to end, on one thread.
///
/// # Panics
/// The round panics if the system refuses to start a thread.
#[must_use]
pub fn pilot(park: &Park) -> Workload<'_> {
    let run = || {
        let (cancel, ignore) = (AtomicBool::new(false), |_| ());
        let watch = Watch {
            cancel: &cancel,
            report: &ignore,
        };
        let outcomes = replicate(park, park.plan().seed, 1, 1, &watch);
        let outcomes = outcomes.expect("nobody cancels it");
        Work {
            events: outcomes.iter().map(|outcome| outcome.events).sum(),
            digest: digest(&outcomes),
        }
    };
    Workload {
        name: PILOT,
        run: Box::new(run),
        plain_loop: None,
    }
}

/// The name of the workload of a whole scenario.
pub const PILOT: &str = "pilot";

/// The workloads that need no scenario.
#[must_use]
pub fn workloads() -> Vec<Workload<'static>> {
    Vec::new()
}
