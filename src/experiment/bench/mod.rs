//! Workloads that measure the program itself. Each is prepared without a stopwatch, then does its
//! work once and says how much that was; whoever holds a stopwatch lets it take turns with a plain
//! hand-written loop of the same model, where there is one.
//!
//! [`hold`] measures the calendar, [`line`](mod@line) the engine, [`persons`] a city of [`people`],
//! [`whole`] a whole scenario, and [`lot_moves`] one by its lot moves, such as that of a synthetic
//! [`fab`].

pub mod fab;
pub mod hold;
pub mod line;
pub mod people;

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
    /// The events it processed, or what else the workload counts.
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
    /// What it counts.
    pub unit: &'static str,
    /// The work.
    pub prepare: Prepare<'a>,
    /// The same model as a plain hand-written loop, which computes the same.
    pub plain_loop: Option<Prepare<'a>>,
}

/// What workloads count, unless they count something else.
pub const EVENTS_UNIT: &str = "events";

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
        unit: EVENTS_UNIT,
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
        unit: EVENTS_UNIT,
        prepare: Box::new(engine),
        plain_loop: Some(Box::new(by_hand)),
    }
}

/// The name of the workload of a city's people: ten years of 110,000 registrations each.
pub const PEOPLE: &str = "people";

/// The name of the same workload with a million registrations a year.
pub const PEOPLE_LARGE: &str = "people-large";

/// The name of the workload of a scenario that the user chooses.
pub const PILOT: &str = "pilot";

/// The name of the workload of the imported public testbed.
pub const SMT2020: &str = "smt2020";

/// The name of the workload of a synthetic fab.
pub const FAB: &str = "fab";

/// Tools of that fab, and for how many days it runs, from empty.
pub const FAB_TOOLS: u32 = 1_000;
/// As above.
pub const FAB_DAYS: u32 = 120;

/// The files of a synthetic fab of the usual proportions, and the overrides that let it run from
/// empty for so many days.
///
/// # Panics
/// If there cannot be a fab of so many tools.
#[must_use]
pub fn fab_scenario(tools: u32, days: u32) -> (Vec<(String, String)>, [String; 3]) {
    let fab = fab::SyntheticFab::new(fab::FabSize::of(tools));
    let overrides = [
        format!("run.until={days} d"),
        "run.warmup=0 d".to_owned(),
        "run.observe=10000 d".to_owned(),
    ];
    (fab.expect("a fab of a usual size").files(), overrides)
}

/// The workload of a whole scenario: its first replication, from start to end, on one thread.
#[must_use]
pub fn whole<'a>(name: &'static str, park: &'a Park) -> Workload<'a> {
    Workload {
        name,
        unit: EVENTS_UNIT,
        prepare: Box::new(move || Box::new(|| first_replication(park, "").0)),
        plain_loop: None,
    }
}

/// The workload of a scenario with a fab and without warm-up, counted in lot moves: steps that lots
/// complete, each some events.
#[must_use]
pub fn lot_moves<'a>(name: &'static str, park: &'a Park) -> Workload<'a> {
    let round = |park| {
        let (work, events) = first_replication(park, "fab.moves");
        Work { events, ..work }
    };
    Workload {
        name,
        unit: "lot moves",
        prepare: Box::new(move || Box::new(move || round(park))),
        plain_loop: None,
    }
}

/// The workload of a city's people, counted in persons; `park` is of [`people::scenario`]. The
/// plain loop has the same laws, and draws of its own.
#[must_use]
pub fn persons<'a>(name: &'static str, park: &'a Park, per_year: u32) -> Workload<'a> {
    let round = move || {
        let (work, events) = first_replication(park, "talent.registrations");
        Work { events, ..work }
    };
    Workload {
        name,
        unit: "persons",
        prepare: Box::new(move || Box::new(round)),
        plain_loop: Some(Box::new(move || {
            Box::new(move || people::plain_loop(per_year))
        })),
    }
}

/// The first replication of a park, from start to end, on one thread, and a count that it reports.
fn first_replication(park: &Park, key: &str) -> (Work, u64) {
    let (cancel, ignore) = (AtomicBool::new(false), |_| ());
    let watch = Watch {
        cancel: &cancel,
        report: &ignore,
    };
    let outcomes = replicate(park, park.plan().seed, 1, 1, &watch);
    let outcomes = outcomes.expect("nobody cancels it");
    let work = Work {
        events: outcomes.iter().map(|outcome| outcome.events).sum(),
        digest: digest(&outcomes),
    };
    let count = outcomes.first().and_then(|one| one.figures.value(key));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count that was made a figure"
    )]
    let count = count.unwrap_or(0.0) as u64;
    (work, count)
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
