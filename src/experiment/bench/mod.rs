//! Workloads that measure the program itself. A workload is prepared without a stopwatch, then does
//! its work once, in pieces that are the same every time, and returns how much that was. Whoever
//! holds a stopwatch lets it take turns with a plain hand-written loop of the same model, where
//! there is one.
//!
//! Read [`NAMES`] and [`workload`] first. [`hold`] measures the calendar, [`line`](mod@line) the
//! engine, [`people`] a city's people; the other workloads are whole scenarios.

pub mod hold;
pub mod line;
pub mod people;

use std::rc::Rc;
use std::sync::Mutex;

use super::{Progress, Study, Watch, digest};
use crate::engine::Calendar;
use crate::generate::{FabSize, SyntheticFab};
use crate::scenario::{Document, Problems};
use crate::units::{Duration, SimTime};
use hold::{Event, EventList, Hold, Increments, StdHeap};
use line::{HandLine, Plan};

/// The work of one round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The number of events, or of what else the workload counts.
    pub events: u64,
    /// A digest of the results: equal code computes equal digests.
    pub digest: String,
}

/// What a round calls behind each of its pieces, which take some milliseconds each.
pub type Pause<'a> = dyn FnMut() + Send + 'a;

/// A prepared round: the part that is timed.
pub type Round = Box<dyn FnOnce(&mut Pause<'_>) -> Work>;

/// Prepares a round.
pub type Prepare = Box<dyn Fn() -> Round>;

/// Something to measure.
pub struct Workload {
    /// The name, one of [`NAMES`].
    pub name: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// Prepares a round of the program.
    pub prepare: Prepare,
    /// Prepares a round of the same model as a plain hand-written loop, where there is one.
    pub plain_loop: Option<Prepare>,
}

/// The unit of workloads that count events.
pub const EVENTS_UNIT: &str = "events";

/// The workload of the calendar: the hold model, beside the standard library's heap.
pub const CALENDAR: &str = "calendar-hold";
/// The workload of the engine: a re-entrant line of 100 stations, beside arrays and a loop.
pub const LINE: &str = "line";
/// The workload of a city's people: ten years of 110,000 registrations each, beside a plain loop.
pub const PEOPLE: &str = "people";
/// As [`PEOPLE`], with a million registrations per year. Ten million persons take long.
pub const PEOPLE_LARGE: &str = "people-large";
/// The workload of a synthetic fab of 1,000 tools.
pub const FAB: &str = "fab";
/// The workload of the imported public testbed.
pub const SMT2020: &str = "smt2020";
/// The workload of a scenario that the user chooses.
pub const PILOT: &str = "pilot";

/// The names of all workloads, in the order in which they are measured.
pub const NAMES: [&str; 7] = [CALENDAR, LINE, PEOPLE, PEOPLE_LARGE, FAB, SMT2020, PILOT];

/// Events of a round that takes long enough to be measured.
const EVENTS: u64 = 2_000_000;
/// Pieces of a round of so many events.
const PIECES: u64 = 80;
/// Events pending in the calendar of the hold model.
const PENDING: usize = 10_000;
/// Servers at each station of the line.
const SERVERS: u32 = 10;
/// Events per tick of the line.
const EVENTS_PER_TICK: u64 = 1_000;
/// Stations of the line whose servers are all busy, on average; each service takes an hour.
const BUSY: u64 = 98;
/// Tools of the workload [`FAB`].
const FAB_TOOLS: u32 = 1_000;
/// Days of the workload [`FAB`], from empty.
const FAB_DAYS: u32 = 120;
/// The tick of lot moves: 24 of them are a piece of a round. It moves no event.
pub const FAB_TICK: &str = "run.tick=2 h";

/// The workload of a name, with its scenario where it is [`SMT2020`] or [`PILOT`]; none if the name
/// is unknown or the scenario missing.
///
/// # Errors
/// If the scenario is invalid.
pub fn workload(name: &str, scenario: Option<Document>) -> Result<Option<Workload>, Problems> {
    let scenario = || scenario.map(Study::new).transpose();
    Ok(match name {
        CALENDAR => Some(calendar_hold(EVENTS)),
        LINE => Some(reentrant_line(EVENTS)),
        PEOPLE => Some(persons(PEOPLE, people::PER_YEAR)?),
        PEOPLE_LARGE => Some(persons(PEOPLE_LARGE, people::PER_YEAR_LARGE)?),
        FAB => Some(lot_moves(FAB, fab_study(FAB_TOOLS, FAB_DAYS)?)),
        SMT2020 => scenario()?.map(|study| lot_moves(SMT2020, study)),
        PILOT => scenario()?.map(|study| first_replication(PILOT, EVENTS_UNIT, study, None)),
        _ => None,
    })
}

/// The hold model: the calendar takes turns with the standard library's heap.
fn calendar_hold(events: u64) -> Workload {
    fn round<L: EventList + 'static>(events: u64) -> Round {
        let mut hold = Hold::<L>::new(PENDING, Increments::Exponential);
        Box::new(move |pause| {
            let mut digest = 0_u64;
            for _ in 0..PIECES {
                digest = digest.rotate_left(1) ^ hold.run(events / PIECES);
                pause();
            }
            Work {
                events,
                digest: format!("{digest:016x}"),
            }
        })
    }
    Workload {
        name: CALENDAR,
        unit: EVENTS_UNIT,
        prepare: Box::new(move || round::<Calendar<Event>>(events)),
        plain_loop: Some(Box::new(move || round::<StdHeap>(events))),
    }
}

/// The re-entrant line of 100 stations: entities and one draining system take turns with arrays and
/// a loop.
fn reentrant_line(events: u64) -> Workload {
    let span = |events: u64| Duration::hours(1) * events / (BUSY * u64::from(SERVERS));
    let (horizon, tick) = (span(events), span(EVENTS_PER_TICK));
    let work = |outcome: line::Outcome| Work {
        events: outcome.events,
        digest: format!("{:016x}", outcome.digest),
    };
    let engine = move || -> Round {
        let mut sim = line::engine_line(&Plan::new(SERVERS), tick, horizon);
        let ticks = (events / EVENTS_PER_TICK / PIECES).max(1);
        Box::new(move |pause| {
            let mut ran = 0;
            while sim.step() {
                ran += 1;
                if ran % ticks == 0 {
                    pause();
                }
            }
            work(line::outcome(&sim))
        })
    };
    let by_hand = move || -> Round {
        let mut hand = HandLine::new(&Plan::new(SERVERS));
        Box::new(move |pause| {
            for piece in 1..PIECES {
                hand.run(SimTime::ZERO + horizon * piece / PIECES);
                pause();
            }
            work(hand.run(SimTime::ZERO + horizon))
        })
    };
    Workload {
        name: LINE,
        unit: EVENTS_UNIT,
        prepare: Box::new(engine),
        plain_loop: Some(Box::new(by_hand)),
    }
}

/// A city's people, counted in persons. The plain loop has the same distributions, but draws of its
/// own.
fn persons(name: &'static str, per_year: u32) -> Result<Workload, Problems> {
    let text = people::scenario(per_year);
    let study = Study::new(Document::from_text("people.toml", &text, &[])?)?;
    let engine = first_replication(name, "persons", study, Some("talent.registered_all"));
    Ok(Workload {
        plain_loop: Some(Box::new(move || {
            Box::new(move |pause| people::plain_loop(per_year, pause))
        })),
        ..engine
    })
}

/// A fab without warm-up, counted in lot moves: steps that lots complete, each of several events.
fn lot_moves(name: &'static str, study: Study) -> Workload {
    first_replication(name, "lot moves", study, Some("fab.moves"))
}

/// The study of [`fab_scenario`].
fn fab_study(tools: u32, days: u32) -> Result<Study, Problems> {
    let (files, overrides) = fab_scenario(tools, days);
    let overrides = [&overrides[..], &[FAB_TICK.to_owned()]].concat();
    Study::new(Document::from_files(FAB, &files, &overrides)?)
}

/// The files of a synthetic fab of the usual proportions, and the overrides with which it runs from
/// empty for so many days.
///
/// # Panics
/// If no fab has so many tools.
#[must_use]
pub fn fab_scenario(tools: u32, days: u32) -> (Vec<(String, String)>, [String; 3]) {
    let fab = SyntheticFab::new(FabSize::of(tools));
    let overrides = [
        format!("run.until={days} d"),
        "run.warmup=0 d".to_owned(),
        "run.observe=10000 d".to_owned(),
    ];
    (fab.expect("a fab of a usual size").files(), overrides)
}

/// The workload of a scenario: its first replication, from start to end, on one thread. It counts
/// what the figure `count` reports, or else events.
fn first_replication(
    name: &'static str,
    unit: &'static str,
    study: Study,
    count: Option<&'static str>,
) -> Workload {
    let study = Rc::new(study);
    Workload {
        name,
        unit,
        prepare: Box::new(move || {
            let study = Rc::clone(&study);
            Box::new(move |pause| work_of(&study, count, pause))
        }),
        plain_loop: None,
    }
}

fn work_of(study: &Study, count: Option<&str>, pause: &mut Pause<'_>) -> Work {
    let pause = Mutex::new(pause);
    let report = |_: Progress| {
        if let Ok(mut pause) = pause.lock() {
            pause();
        }
    };
    let watch = Watch {
        report: &report,
        ..Watch::none()
    };
    let outcomes = study.replicate(0..1, 1, &watch);
    let outcomes = outcomes.expect("nothing cancels it and its targets are of its figures");
    let events = outcomes[0].events;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a figure that counts something"
    )]
    let counted = |key| outcomes[0].figures.value(key).unwrap_or(0.0) as u64;
    Work {
        events: count.map_or(events, counted),
        digest: digest(&outcomes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_loop_computes_the_same_as_the_program_every_time() {
        for workload in [calendar_hold(20_000), reentrant_line(20_000)] {
            let pieces_of = |prepare: &Prepare| {
                let mut pieces = 0;
                let work = prepare()(&mut || pieces += 1);
                assert!(pieces > 10, "{}: {pieces} pieces", workload.name);
                (work, pieces)
            };
            let (work, pieces) = pieces_of(&workload.prepare);
            assert!(work.events > 10_000, "{}: {work:?}", workload.name);
            let again = pieces_of(&workload.prepare);
            assert_eq!(again, (work.clone(), pieces), "{}", workload.name);
            let plain = workload.plain_loop.as_ref().map(pieces_of);
            assert_eq!(plain.unwrap().0, work, "{}", workload.name);
        }
    }

    #[test]
    fn each_name_has_its_workload() {
        let text = "scenario = { title = \"\", question = \"\" }\n\
                    run = { start = \"2018-01-01\", until = \"1 d\" }\n";
        for name in NAMES {
            let scenario = Document::from_text("empty.toml", text, &[]).unwrap();
            let found = workload(name, Some(scenario)).unwrap();
            assert_eq!(found.unwrap().name, name);
        }
        assert!(workload("hodl", None).unwrap().is_none());
    }
}
