//! What the engine's primitives cost: `cargo bench --bench engine [-- hold | storm | line |
//! fab [TOOLS] | people | reference]`.
//!
//! Each figure is the median of five rounds in nanoseconds of processor time, and the things
//! compared take turns within a round. With `--quick` the sizes are small and only the equality of
//! results is worth anything; that is also what `cargo test --all-targets` runs.
#![expect(
    clippy::print_stdout,
    reason = "a bench prints its table and knows its sizes"
)]

mod fab;
mod people;
mod reference;
mod timing;

use chippark::engine::Calendar;
use chippark::experiment::bench::hold::{self, Event, EventList, Hold, Increments, StdHeap};
use chippark::experiment::bench::line::{self, HandLine, Plan};
use chippark::units::{Duration, SimTime};
use fab::fab_table;
use people::people_table;
use reference::reference_table;
use timing::{median, per_event};

const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let quick = arguments
        .iter()
        .any(|word| word == "--quick" || word == "--test");
    let quick = quick || !arguments.iter().any(|word| word == "--bench");
    let names: Vec<&String> = arguments
        .iter()
        .filter(|word| !word.starts_with("--"))
        .collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|word| *word == name);
    if wanted("hold") {
        hold_table(quick);
    }
    if wanted("storm") {
        storm_table(quick);
    }
    if wanted("line") {
        line_table(quick);
    }
    if wanted("fab") {
        let sizes: Vec<u32> = names.iter().filter_map(|name| name.parse().ok()).collect();
        fab_table(quick, &sizes);
    }
    if wanted("people") {
        people_table(quick);
    }
    if names.iter().any(|name| *name == "reference") && !quick {
        reference_table();
    }
}

fn hold_table(quick: bool) {
    println!("hold: ns a hold, with its draw; the calendar, the standard heap, heap / calendar");
    let powers = if quick { 2..=3 } else { 2..=6 };
    for (name, increments) in Increments::ALL {
        for pending in powers.clone().map(|power| 10_usize.pow(power)) {
            let count = if quick { 1_000 } else { 2_000_000 };
            let mut ours = Hold::<Calendar<Event>>::new(pending, increments);
            let mut heap = Hold::<StdHeap>::new(pending, increments);
            let (mut ours_ns, mut heap_ns) = (vec![], vec![]);
            for _ in 0..ROUNDS {
                let (mut one, mut other) = (0, 0);
                ours_ns.push(per_event(|| {
                    one = ours.run(count);
                    count
                }));
                heap_ns.push(per_event(|| {
                    other = heap.run(count);
                    count
                }));
                assert_eq!(one, other, "the calendar and the heap differ in order");
            }
            let (ours_ns, heap_ns) = (median(ours_ns), median(heap_ns));
            let ratio = heap_ns / ours_ns;
            println!("  {name:<12} {pending:>9} {ours_ns:>8.1} {heap_ns:>8.1} {ratio:>6.2}");
        }
    }
}

fn storm_table(quick: bool) {
    println!("storm: ns an event where all share one instant; the calendar, the standard heap");
    let sizes: &[u32] = if quick {
        &[100]
    } else {
        &[1_000, 10_000, 100_000, 1_000_000]
    };
    for &count in sizes {
        let (mut ours_ns, mut heap_ns) = (vec![], vec![]);
        let (mut ours, mut heap) = (Calendar::<Event>::empty(), StdHeap::empty());
        for round in 0..ROUNDS as u64 {
            let repeats = u64::from((200_000 / count).max(1));
            let instant =
                |repeat: u64| SimTime::ZERO + Duration::hours(1 + round * repeats + repeat);
            ours_ns.push(per_event(|| {
                (0..repeats)
                    .map(|repeat| hold::storm(&mut ours, instant(repeat), count))
                    .sum()
            }));
            heap_ns.push(per_event(|| {
                (0..repeats)
                    .map(|repeat| hold::storm(&mut heap, instant(repeat), count))
                    .sum()
            }));
        }
        let (ours_ns, heap_ns) = (median(ours_ns), median(heap_ns));
        println!("  {count:>9} {ours_ns:>8.1} {heap_ns:>8.1}");
    }
}

/// The re-entrant line, by servers a station and by how many events fall into a tick.
fn line_table(quick: bool) {
    println!("line: ns an event; the hand-written loop, the engine, engine / loop");
    for servers in [1, 10] {
        let plan = Plan::new(servers);
        let events = if quick { 20_000 } else { 2_000_000 };
        // About 98 of 100 servers are busy, for an hour each.
        let horizon = Duration::hours(events / (98 * u64::from(servers)));
        for a_tick in [10_000, 1_000, 100, 10] {
            let tick = Duration::millis(a_tick * 3_600_000 / (98 * u64::from(servers)));
            let (mut hand_ns, mut engine_ns) = (vec![], vec![]);
            for _ in 0..if quick { 1 } else { ROUNDS } {
                let mut hand = HandLine::new(&plan);
                let mut by_hand = line::Outcome::default();
                hand_ns.push(per_event(|| {
                    by_hand = hand.run(SimTime::ZERO + horizon);
                    by_hand.events
                }));
                let mut sim = line::engine_line(&plan, tick, horizon);
                engine_ns.push(per_event(|| {
                    while sim.step() {}
                    line::outcome(&sim).events
                }));
                assert_eq!(by_hand, line::outcome(&sim), "loop and engine differ");
            }
            let (hand_ns, engine_ns) = (median(hand_ns), median(engine_ns));
            println!(
                "  {servers:>2} servers, {a_tick:>6} events a tick {hand_ns:>8.1} \
                 {engine_ns:>8.1} {:>6.2}",
                engine_ns / hand_ns
            );
        }
    }
}
