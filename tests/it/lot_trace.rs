//! The trace of lots: their times in states are what the books of the fab hold, and it moves
//! nothing.

use std::collections::BTreeMap;

use chippark::experiment::{Study, Watch};
use chippark::industry::Outcome;
use chippark::industry::explain::{Fate, LotState, LotStateTrace};
use chippark::scenario::Document;
use chippark::units::Duration;

use crate::support::{names_in, outcome, project, said};

/// A shipped scenario without a warm-up: its figures are of the whole run, as the trace is.
fn study(name: &str, days: u32) -> Study {
    let settings = [format!("run.until={days} d"), "run.warmup=0 d".to_owned()];
    Study::new(Document::load(&project(name), &settings).unwrap()).unwrap()
}

fn first(study: &Study) -> Outcome {
    study.replicate(0..1, 1, &Watch::none()).unwrap().remove(0)
}

/// The time of lots in states, in milliseconds.
fn time(trace: &LotStateTrace, states: &[LotState]) -> f64 {
    let lots = trace.lots.iter();
    let times = lots.flat_map(|lot| states.iter().map(|&state| lot.times.of(state).as_millis()));
    times.sum::<u64>() as f64
}

fn assert_close(left: f64, right: f64, what: &str) {
    let gap = (left - right).abs();
    assert!(gap <= 1e-9 * right.abs().max(1.0), "{what}: {left} {right}");
}

#[test]
fn times_of_lots_are_what_the_books_hold() {
    let mut seen = [false; LotState::ALL.len()];
    let mut fates = [false; Fate::ALL.len()];
    for (name, days) in [
        ("scenarios/probe.toml", 60),
        ("scenarios/probe-fab.toml", 60),
        ("scenarios/mini-fab.toml", 60),
        ("scenarios/foundry-wafers.toml", 600),
    ] {
        let study = study(name, days);
        let plain = first(&study);
        let streams = study.park().lot_streams().len();
        let traced = first(&study.clone().with_lot_trace(vec![true; streams]));
        assert_eq!(plain.events, traced.events);
        let trace = traced.lots.unwrap();
        let end = study.plan().horizon;
        for lot in &trace.lots {
            assert_eq!(lot.times.total(), lot.ended.since(lot.released), "{lot:?}");
            fates[lot.fate as usize] = true;
        }
        for (place, state) in LotState::ALL.into_iter().enumerate() {
            seen[place] |= time(&trace, &[state]) > 0.0;
        }
        let of = |key: &str| {
            plain
                .figures
                .value(key)
                .unwrap_or_else(|| panic!("no {key}"))
        };
        let length = end.as_millis() as f64;
        let on_tools = [
            LotState::Setup,
            LotState::Load,
            LotState::Process,
            LotState::Unload,
            LotState::Stopped,
        ];
        assert_close(
            time(&trace, &LotState::ALL) / length,
            of("fab.wip"),
            "lots in the line",
        );
        assert_close(
            time(&trace, &[LotState::Held]) / length,
            of("fab.held_lots"),
            "held",
        );
        let all = |key: &str| -> f64 {
            let groups = study.park().tool_groups();
            let groups = groups.iter();
            groups.map(|group| of(&format!("fab.{key}/{group}"))).sum()
        };
        assert_close(
            time(&trace, &[LotState::Wait]) / length,
            all("queue_length"),
            "waiting",
        );
        assert_close(
            time(&trace, &on_tools) / length,
            all("lots_on_tools"),
            "on tools",
        );
        let fate = |fate| trace.lots.iter().filter(|lot| lot.fate == fate).count() as f64;
        assert_close(fate(Fate::Finished), of("fab.lots_out"), "finished");
        assert_close(fate(Fate::Lost), of("fab.lots_lost"), "lost");
    }
    assert_eq!(seen, [true; LotState::ALL.len()], "every state comes");
    assert_eq!(fates, [true; Fate::ALL.len()], "every end comes");
}

#[test]
fn visits_are_the_times_of_their_lots_and_tools() {
    let study = study("scenarios/probe-fab.toml", 60);
    let streams = study.park().lot_streams();
    let traced = first(&study.clone().with_lot_trace(vec![true; streams.len()]));
    let trace = traced.lots.unwrap();
    let mut on_tools = vec![[Duration::ZERO; LotState::ALL.len()]; trace.lots.len()];
    let (mut last_end, mut by_group) = (vec![None; trace.lots.len()], BTreeMap::new());
    for visit in &trace.visits {
        assert!(visit.joined <= visit.started && visit.started <= visit.ended);
        assert_eq!(visit.times.total(), visit.ended.since(visit.started));
        let before = last_end[visit.lot].replace(visit.ended);
        assert!(
            before.is_none_or(|before| before <= visit.joined),
            "{visit:?}"
        );
        for (place, state) in LotState::ALL.into_iter().enumerate() {
            on_tools[visit.lot][place] += visit.times.of(state);
        }
        let (_, group) = streams[trace.lots[visit.lot].stream].steps[visit.step];
        *by_group.entry(group).or_insert(Duration::ZERO) += visit.times.total();
        let tools = traced.figures.value(&format!("fab.lots_processed/{group}"));
        assert!(tools.is_some() && visit.tool >= 1);
    }
    for (lot, times) in trace.lots.iter().zip(&on_tools) {
        for state in [LotState::Setup, LotState::Process, LotState::Stopped] {
            assert_eq!(lot.times.of(state), times[state as usize]);
        }
    }
    let length = study.plan().horizon.as_millis() as f64;
    for (group, time) in by_group {
        let booked = traced
            .figures
            .value(&format!("fab.lots_on_tools/{group}"))
            .unwrap();
        assert_close(time.as_millis() as f64 / length, booked, group);
    }
}

#[test]
fn a_run_writes_the_lots_that_are_asked_for() {
    let root = tempfile::tempdir().unwrap();
    let scenario = project("scenarios/probe-fab.toml");
    let run = |more: &[&str]| {
        let path = scenario.to_str().unwrap();
        let words = [
            "run", path, "--until", "30 d", "-r", "2", "--out", "run", "-q",
        ];
        said(&outcome(root.path(), &[&words, more].concat()))
    };
    assert_eq!(run(&[]).0, Some(0));
    assert!(!names_in(&root.path().join("run")).contains(&"lots.csv".to_owned()));
    let (code, _, errors) = run(&["--trace", "lots=orders, samples"]);
    assert_eq!(code, Some(2), "{errors}");
    assert!(errors.contains("--force"), "{errors}");
    assert_eq!(
        run(&["--trace", "lots=orders, samples", "--force"]).0,
        Some(0)
    );
    let read = |name: &str| std::fs::read_to_string(root.path().join("run").join(name)).unwrap();
    let (lots, visits) = (read("lots.csv"), read("visits.csv"));
    let mut lines = lots.lines();
    assert_eq!(
        lines.next().unwrap(),
        "stream,product,lot,at_start,released,due,left,fate,wafers,hours,wait_hours,\
         transport_hours,setup_hours,load_hours,process_hours,unload_hours,stopped_hours,\
         held_hours,foundry_hours,wait_percent,transport_percent,setup_percent,load_percent,\
         process_percent,unload_percent,stopped_percent,held_percent,foundry_percent"
    );
    let first = lines.next().unwrap();
    assert!(
        first.starts_with("orders,cpu,1,no,2018-11-17T00:00:00,"),
        "{first}"
    );
    for line in lots.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert!(["orders", "samples"].contains(&cells[0]), "{line}");
        let shares: f64 = cells[19..]
            .iter()
            .map(|cell| cell.parse::<f64>().unwrap())
            .sum();
        assert_close(shares, 100.0, line);
    }
    let first = visits.lines().nth(1).unwrap();
    assert!(first.starts_with("orders,1,no,print,litho,"), "{first}");
    // Another wish is another trace of the same run.
    assert_eq!(run(&["--trace", "lots=all"]).0, Some(0));
    assert!(read("lots.csv").lines().count() > lots.lines().count());
    for (wish, words) in [
        ("orders", "expected `lots=`"),
        ("lots=", "expected `lots=`"),
        (
            "lots=ordres",
            "no lot stream `ordres`; did you mean `orders`?",
        ),
    ] {
        let (code, _, errors) = run(&["--trace", wish]);
        assert_eq!(code, Some(2), "{errors}");
        assert!(errors.contains(words), "{errors}");
    }
}
