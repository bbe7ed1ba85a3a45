//! The re-entrant line of `chippark::experiment::bench::line`, on the engine and on other
//! simulation libraries, in turn and in one run: nanoseconds of processor time an event, medians
//! of five.
//!
//! `cargo run --release --manifest-path peers/Cargo.toml`
//!
//! Every one of them draws the same service times from the same streams, so that they must count
//! nearly the same completions (two that fall into one millisecond may change places).

mod floor;
mod nexosim_line;
mod simcore_line;
#[path = "../../benches/engine/timing.rs"]
mod timing;

use chippark::experiment::bench::line::{self, HandLine, Plan};
use chippark::units::{Duration, SimTime};
use nexosim_line::NexosimLine;
use simcore_line::SimcoreLine;
use timing::{median, per_event};

const ROUNDS: usize = 5;
const EVENTS: u64 = 1_000_000;

fn main() {
    println!("servers  implementation                     ns/event  ratio to chippark");
    for servers in [1, 10] {
        let plan = Plan::new(servers);
        let horizon = Duration::hours(EVENTS / (98 * u64::from(servers)));
        let tick = Duration::hours(10 / u64::from(servers)); // about 1,000 events a tick
        let mut entries: [Entry; 5] = [
            Entry::new("chippark"),
            Entry::new("plain loop, same calendar"),
            Entry::new("simcore 0.1.0, one component"),
            Entry::new("NeXosim 1.0.0, one model"),
            Entry::new("NeXosim 1.0.0, a model a station"),
        ];
        for _ in 0..ROUNDS {
            let mut engine = line::engine_line(&plan, tick, horizon);
            entries[0].time(|| {
                while engine.step() {}
                line::outcome(&engine).events
            });
            let mut hand = HandLine::new(&plan);
            entries[1].time(|| hand.run(SimTime::ZERO + horizon).events);
            let mut simcore = SimcoreLine::new(&plan);
            entries[2].time(|| simcore.run(horizon.as_millis()));
            let nexosim = NexosimLine::one_model(&plan);
            entries[3].time(|| nexosim.run(horizon.as_millis()));
            let nexosim = NexosimLine::a_model_a_station(&plan);
            entries[4].time(|| nexosim.run(horizon.as_millis()));
        }
        let ours = median(entries[0].rounds.clone());
        let expected = entries[0].events as f64;
        for entry in entries {
            let ns = median(entry.rounds);
            let off = (entry.events as f64 / expected - 1.0).abs();
            assert!(
                off < 0.002,
                "{} counted {} of {expected} events",
                entry.name,
                entry.events
            );
            println!(
                "{servers:>7}  {:<33} {ns:>9.1} {:>8.2}",
                entry.name,
                ns / ours
            );
        }
    }
}

struct Entry {
    name: &'static str,
    rounds: Vec<f64>,
    events: u64,
}

impl Entry {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            rounds: vec![],
            events: 0,
        }
    }

    fn time(&mut self, work: impl FnOnce() -> u64) {
        let mut events = 0;
        let ns = per_event(|| {
            events = work();
            events
        });
        self.events = events;
        self.rounds.push(ns);
    }
}
