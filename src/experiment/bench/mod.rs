//! Workloads that measure the program itself. Each is prepared without a stopwatch, then does its
//! work once and says how much that was; whoever holds a stopwatch lets it take turns with a plain
//! hand-written loop of the same model, where there is one.
//!
//! [`hold`] measures the calendar, [`line`](mod@line) the engine, [`whole`] a whole scenario.

pub mod hold;
pub mod line;

use std::sync::atomic::AtomicBool;

use super::{Watch, digest, replicate};
use crate::engine::Calendar;
use crate::industry::Park;
use crate::units::{Duration, SimTime};
use hold::{Event, EventList, Hold, Increments, StdHeap};
use line::{HandLine, Plan};

/// What one round of a workload did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The events it processed.
    pub events: u64,
    /// What it computed, in short: equal code computes equal digests.
    pub digest: String,
}

/// One round, prepared: what is timed.
pub type Round<'a> = Box<dyn FnOnce() -> Work + 'a>;

/// Prepares a round.
pub type Prepare<'a> = Box<dyn Fn() -> Round<'a> + 'a>;

/// Something to measure.
pub struct Workload<'a> {
    /// Its name.
    pub name: &'static str,
    /// The work.
    pub prepare: Prepare<'a>,
    /// The same model as a plain hand-written loop, which computes the same.
    pub plain_loop: Option<Prepare<'a>>,
}

/// Events in a round that takes long enough to be measured.
pub const EVENTS: u64 = 2_000_000;
/// Events pending in the calendar of the hold model.
const PENDING: usize = 10_000;
/// Servers at each station of the line.
const SERVERS: u32 = 10;
/// Events in a tick of the line.
const EVENTS_A_TICK: u64 = 1_000;
/// Of a hundred servers of the line, so many are busy, each for an hour a job.
const BUSY: u64 = 98;

/// The workloads that need no scenario, each with about so many events.
#[must_use]
pub fn workloads<'a>(events: u64) -> Vec<Workload<'a>> {
    vec![calendar_hold(events), reentrant_line(events)]
}

/// The hold model: the calendar takes turns with the standard library's heap.
fn calendar_hold<'a>(events: u64) -> Workload<'a> {
    fn round<'a, L: EventList + 'a>(events: u64) -> Round<'a> {
        let mut hold = Hold::<L>::new(PENDING, Increments::Exponential);
        Box::new(move || Work {
            events,
            digest: format!("{:016x}", hold.run(events)),
        })
    }
    Workload {
        name: "calendar-hold",
        prepare: Box::new(move || round::<Calendar<Event>>(events)),
        plain_loop: Some(Box::new(move || round::<StdHeap>(events))),
    }
}

/// The re-entrant line of 100 stations: entities and one draining system take turns with arrays and
/// a loop.
fn reentrant_line<'a>(events: u64) -> Workload<'a> {
    let span = |events: u64| Duration::hours(1) * events / (BUSY * u64::from(SERVERS));
    let (horizon, tick) = (span(events), span(EVENTS_A_TICK));
    let work = |outcome: line::Outcome| Work {
        events: outcome.events,
        digest: format!("{:016x}", outcome.digest),
    };
    let engine = move || -> Round<'a> {
        let mut sim = line::engine_line(&Plan::new(SERVERS), tick, horizon);
        Box::new(move || {
            while sim.step() {}
            work(line::outcome(&sim))
        })
    };
    let by_hand = move || -> Round<'a> {
        let mut hand = HandLine::new(&Plan::new(SERVERS));
        Box::new(move || work(hand.run(SimTime::ZERO + horizon)))
    };
    Workload {
        name: "line",
        prepare: Box::new(engine),
        plain_loop: Some(Box::new(by_hand)),
    }
}

/// The name of the workload of a city's people: ten years of 110,000 registrations each.
pub const PEOPLE: &str = "people";

/// The scenario of that workload.
pub const PEOPLE_SCENARIO: &str = include_str!("people.toml");

/// The name of the workload of a scenario that the user chooses.
pub const PILOT: &str = "pilot";

/// The workload of a whole scenario: its first replication, from start to end, on one thread.
#[must_use]
pub fn whole<'a>(name: &'static str, park: &'a Park) -> Workload<'a> {
    Workload {
        name,
        prepare: Box::new(move || Box::new(|| run_once(park))),
        plain_loop: None,
    }
}

/// The first replication of a park, from start to end, on one thread.
fn run_once(park: &Park) -> Work {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_loop_computes_what_the_program_computes_every_time() {
        for workload in workloads(20_000) {
            let work = (workload.prepare)()();
            assert!(work.events > 10_000, "{}: {work:?}", workload.name);
            assert_eq!((workload.prepare)()(), work, "{}", workload.name);
            let plain = workload.plain_loop.map(|prepare| prepare()());
            assert_eq!(plain, Some(work), "{}", workload.name);
        }
    }
}
