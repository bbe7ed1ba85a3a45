//! Assembly alone, against closed forms.

mod banks;
mod books;
mod surplus;

use super::Assembly;
use crate::industry::shared::subsystem::{Reader, alone};
use proptest::prelude::*;

use super::spec::AssemblyFile;
use crate::engine::{Clock, Figures, Period, Sim, Streams};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::{
    ComputersBuilt, Consumption, Handover, Holds, ModelId, PartId, Receipt,
};
use crate::industry::shared::names::Names;
use crate::industry::shared::staff::{Role, Staff, Workload};
use crate::industry::shared::waiting::Waiting;
use crate::scenario::{Document, FieldPath};
use crate::units::{Date, Duration, SimTime};

const READER: Reader = Reader::of::<Assembly>("assembly");

/// A scenario of this section alone.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    assembly: AssemblyFile,
}

fn names() -> Names {
    let list = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Names {
        products: list(&["cpu"]),
        parts: list(&["disk", "cpu"]),
        models: list(&["desktop", "server"]),
        ..Names::default()
    }
}

const DISK: PartId = PartId(0);
const CPU: PartId = PartId(1);

/// A line of 816 computers a shift of 8 h, with all tests.
const FULL: &str = r#"
[assembly]
lines = 1
[assembly.models.desktop]
kit = { cpu = 1, disk = 2 }
[assembly.shift]
[assembly.board]
[assembly.burn_in]
slots = 480
time = "4 h"
[assembly.image]
slots = 20
time = "10 min"
[assembly.final_test]
slots = 20
[assembly.rework]
"#;

/// Only a line of 100 s a carrier of ten, around the clock.
const BARE: &str = r#"
[assembly]
lines = 2
takt = "10 s"
oee = 1.0
line_time = "0 s"
carrier_size = 10
assemblers_per_line = 30
[assembly.models.desktop]
kit = { cpu = 1, disk = 2 }
"#;

fn simulation(text: &str, tick: Duration, days: u64) -> Sim {
    let document = Document::from_text("assembly.toml", text, &[]).unwrap();
    let file: File = document.read().unwrap();
    let mut problems = document.problems();
    let at = FieldPath::from("assembly");
    let assembly = file.assembly.check(&names(), &at, &mut problems);
    problems.into_result(()).unwrap();
    // A Monday.
    let date = Date::ymd(2018, 1, 1);
    let clock = Clock::new(date, tick, Duration::ZERO, Duration::days(days));
    let mut sim = Sim::new(clock, &Stage::ALL);
    sim.world_mut().insert_resource(Streams::new(17, 0));
    Handover::<ComputersBuilt>::add_reader(sim.world_mut());
    Handover::<Consumption>::add_reader(sim.world_mut());
    alone::add(&assembly.unwrap(), &READER, &mut sim);
    sim
}

fn receive(sim: &mut Sim, at: SimTime, part: PartId, quantity: u64) {
    let mut receipts = sim.world_mut().resource_mut::<Handover<Receipt>>();
    receipts.push(at, Receipt { part, quantity });
}

/// Runs to the end, audits after each tick, and returns when how many computers were built.
fn run(sim: &mut Sim) -> Vec<(SimTime, ModelId, u32)> {
    let mut built = Vec::new();
    while sim.step() {
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        let mut handover = sim.world_mut().resource_mut::<Handover<ComputersBuilt>>();
        let computers = handover.drain();
        built.extend(computers.map(|(at, one)| (at, one.model, one.quantity)));
    }
    built
}

fn figures(sim: &mut Sim) -> Figures {
    READER.figures(sim)
}

fn seconds(seconds: u64) -> SimTime {
    SimTime::ZERO + Duration::seconds(seconds)
}

fn assert_close(found: Option<f64>, exact: f64) {
    let found = found.unwrap();
    assert!(
        (found - exact).abs() < 1e-9 * exact.max(1.0),
        "{found} for {exact}"
    );
}

/// 8 h at 30 s and an efficiency of 0.85 are 34 carriers of 24: 816 computers a shift, 204,000 in
/// 250 days. (2 ms of each carrier are rounding.)
#[test]
fn a_line_builds_816_computers_a_shift() {
    let mut sim = simulation(FULL, Duration::hours(1), 7 * 50);
    receive(&mut sim, SimTime::ZERO, CPU, 300_000);
    receive(&mut sim, SimTime::ZERO, DISK, 600_000);
    run(&mut sim);
    let figures = figures(&mut sim);
    assert_close(figures.value("assembly.kits_started"), 204_000.0);
    let utilisation = figures.value("assembly.line_utilisation").unwrap();
    assert!((utilisation - 100.0).abs() < 0.01, "{utilisation}");
    let workload = *sim.world().resource::<Workload>();
    assert_close(Some(workload.assemblers_per_shift), 60.0);
    assert_close(Some(workload.assembly_crews), 1.0);
}

/// Boards of 1,000 parts and 4,000 joints at 20 faults per million, 0.9 of them seen: 0.914 pass.
/// At the final test 0.97 times 0.990 pass, and each reworked computer is tested again.
#[test]
fn tests_and_rework_have_their_expected_shares() {
    let mut sim = simulation(FULL, Duration::hours(8), 7 * 50);
    receive(&mut sim, SimTime::ZERO, CPU, 300_000);
    receive(&mut sim, SimTime::ZERO, DISK, 600_000);
    run(&mut sim);
    let figures = figures(&mut sim);
    let count = figures.value("assembly.kits_started").unwrap();
    let assert_share = |key: &str, exact: f64| {
        let found = figures.value(key).unwrap() / 100.0;
        let error = (exact * (1.0 - exact) / count).sqrt();
        assert!(
            (found - exact).abs() < 4.0 * error,
            "{key}: {found} for {exact}"
        );
    };
    let board = (-0.09_f64).exp();
    let last = 0.97 * (-0.01_f64).exp();
    assert_share("assembly.board_first_pass_yield", board);
    assert_share("assembly.first_pass_yield", last);
    // A failure leads to rework, which loses 0.02 and sends the rest back to the same test.
    let lost = |pass: f64| {
        let fails = 1.0 - pass;
        fails * 0.02 / (1.0 - fails * 0.98)
    };
    let scrapped = 1.0 - (1.0 - lost(board)) * (1.0 - lost(last));
    let found = figures.value("assembly.scrapped").unwrap();
    let error = (count * scrapped).sqrt();
    assert!((found - count * scrapped).abs() < 4.0 * error, "{found}");
}

/// Little: slots in use are the computers burnt in, times 4 h. With 24 computers each 847 s, 408 of
/// the 480 slots.
#[test]
fn computers_that_are_not_finished_count_in_the_mean_cycle_time() {
    let mut sim = simulation(BARE, Duration::hours(1), 1);
    for hour in 0..24 {
        if hour == 0 || hour == 23 {
            let at = seconds(3_600 * hour + if hour == 0 { 60 } else { 3_560 });
            receive(&mut sim, at, CPU, 10);
            receive(&mut sim, at, DISK, 20);
        }
        sim.step();
    }
    let figures = figures(&mut sim);
    let mean = 2.0 * (100.0 + 40.0) / 3.0 / 3_600.0;
    assert_close(figures.value("assembly.cycle_time"), mean);
    assert_close(figures.value("assembly.cycle_time_unfinished"), 50.0);
}

/// Without any test, a carrier is built when it leaves the line; parts are used when it enters.
#[test]
fn a_carrier_takes_its_parts_at_once_and_its_time_on_the_line() {
    let mut sim = simulation(BARE, Duration::hours(1), 1);
    receive(&mut sim, seconds(60), CPU, 25);
    receive(&mut sim, seconds(90), DISK, 60);
    assert!(sim.step());
    let world = sim.world_mut();
    let mut used = world.resource_mut::<Handover<Consumption>>();
    let used: Vec<_> = used
        .drain()
        .map(|(at, used)| (at, used.part, used.quantity))
        .collect();
    let both = [(seconds(90), CPU, 10), (seconds(90), DISK, 20)];
    assert_eq!(used, [both, both].concat());
    let built: Vec<_> = world
        .resource_mut::<Handover<ComputersBuilt>>()
        .drain()
        .collect();
    let ten = ComputersBuilt {
        model: ModelId(0),
        quantity: 10,
    };
    assert_eq!(built, [(seconds(190), ten), (seconds(190), ten)]);
    // Two lines lacked the CPU for 60 s, then the disk for 30 s; from 190 s on the CPU again (90 s
    // on the line in between).
    let waiting = world.resource::<Waiting>();
    assert_eq!(
        waiting.line_without_chips,
        Duration::seconds(2 * (60 + 3_600 - 190))
    );
    assert_eq!(waiting.line_without_parts, Duration::seconds(2 * 30));
    assert_eq!(waiting.kits_waiting_for_line, Duration::ZERO);
    while sim.step() {}
    let figures = figures(&mut sim);
    assert_close(figures.value("assembly.cycle_time"), 100.0 / 3_600.0);
    assert_close(
        figures.value("assembly.starved_share/disk"),
        30.0 / 86_400.0 * 100.0,
    );
    assert_close(
        figures.value("assembly.line_utilisation"),
        100.0 / 86_400.0 * 100.0,
    );
    let on_hand = 25.0 * 30.0 + 5.0 * (86_400.0 - 90.0);
    assert_close(figures.value("assembly.on_hand/cpu"), on_hand / 86_400.0);
}

/// Two lines begin carriers of 1,000 s at 0, 1,000, 2,000 and 3,000 s. The people of both leave at
/// 3,600 s; the last carriers leave at 4,000 s, and the lines are without people from then on.
#[test]
fn a_line_whose_people_have_gone_is_busy_until_its_carrier_leaves() {
    let slow = BARE.replace("takt = \"10 s\"", "takt = \"100 s\"");
    let mut sim = simulation(&slow, Duration::hours(1), 1);
    receive(&mut sim, SimTime::ZERO, CPU, 1_000);
    receive(&mut sim, SimTime::ZERO, DISK, 2_000);
    for people in [60, 0] {
        let mut staff = sim.world_mut().resource_mut::<Staff>();
        staff.set_on_shift(Role::Assembler, people);
        assert!(sim.step());
    }
    let waiting = sim.world().resource::<Waiting>().clone();
    assert_eq!(waiting.line_without_people, Duration::seconds(2 * 3_200));
    while sim.step() {}
    let figures = figures(&mut sim);
    let busy = 4_000.0 / 86_400.0 * 100.0;
    assert_close(figures.value("assembly.line_utilisation"), busy);
    assert_close(figures.value("assembly.unstaffed_share"), 100.0 - busy);
}

/// Two lines of 30 assemblers, ten computers each 100 s on each. With n people in all they build
/// `n/60` of that: 15 work on one line of half its speed, 45 on two of three quarters. A day has
/// 864 carriers a line; one that has not left is not built.
#[test]
fn lines_run_at_the_rate_that_their_people_allow() {
    let built_by = |people: u32| {
        let mut sim = simulation(BARE, Duration::hours(1), 1);
        receive(&mut sim, SimTime::ZERO, CPU, 100_000);
        receive(&mut sim, SimTime::ZERO, DISK, 200_000);
        let mut staff = sim.world_mut().resource_mut::<Staff>();
        staff.set_on_shift(Role::Assembler, people);
        let computers: u32 = run(&mut sim).iter().map(|(.., quantity)| *quantity).sum();
        let without = figures(&mut sim).value("assembly.unstaffed_share").unwrap();
        let missing = 100.0 * f64::from(60 - people.min(60)) / 60.0;
        // Each carrier rounds to a millisecond.
        assert!((without - missing).abs() < 0.01, "{people}: {without}");
        computers
    };
    let full = built_by(60);
    assert_eq!(
        full,
        built_by(100),
        "more people than the lines take make them no faster"
    );
    // The last carriers leave at the very end of the run.
    assert!((2 * 8_620..=2 * 8_640).contains(&full), "{full}");
    let full = 2 * 8_640;
    for people in [1, 15, 29, 30, 45, 59] {
        let exact = f64::from(full * people) / 60.0;
        let built = f64::from(built_by(people));
        assert!(
            built <= exact && exact - built <= 40.0,
            "{people}: {built} of {exact}"
        );
    }
    assert_eq!(built_by(0), 0);
}

#[test]
fn no_kit_is_begun_while_the_market_is_full_and_none_without_people() {
    let mut sim = simulation(BARE, Duration::hours(1), 1);
    receive(&mut sim, SimTime::ZERO, CPU, 100_000);
    receive(&mut sim, SimTime::ZERO, DISK, 200_000);
    sim.world_mut().resource_mut::<Holds>().models = vec![true];
    assert!(sim.step());
    let started = |sim: &mut Sim| figures(sim).value("assembly.kits_started");
    assert_close(started(&mut sim), 0.0);
    // From 1:00 on there are people for one line only: a carrier each 100 s.
    sim.world_mut().resource_mut::<Holds>().models = vec![false];
    sim.world_mut()
        .resource_mut::<Staff>()
        .set_on_shift(Role::Assembler, 30);
    assert!(sim.step());
    assert_close(started(&mut sim), 360.0);
    let waiting = sim.world().resource::<Waiting>().clone();
    assert_eq!(waiting.line_without_people, Duration::hours(1));
    assert_eq!(waiting.kits_waiting_for_line, Duration::ZERO);
    // With people for both lines, it is the lines that kits wait for.
    sim.world_mut()
        .resource_mut::<Staff>()
        .set_on_shift(Role::Assembler, 60);
    assert!(sim.step());
    assert_close(started(&mut sim), 1_080.0);
    let waiting = sim.world().resource::<Waiting>().clone();
    assert_eq!(waiting.line_without_people, Duration::hours(1));
    assert_eq!(waiting.kits_waiting_for_line, Duration::hours(2));
}

/// A carrier of ten takes a line 100 s: two lines begin 72 an hour, all servers while desktops are
/// held. A model of weight 0 is never begun, whatever parts there are.
#[test]
fn a_held_model_makes_room_for_another() {
    for (share, servers) in ["1.0", "0.0"].into_iter().zip([720.0, 0.0]) {
        let server = format!("[assembly.models.server]\nkit = {{ cpu = 1 }}\nshare = {share}\n");
        let mut sim = simulation(&format!("{BARE}{server}"), Duration::hours(1), 1);
        receive(&mut sim, SimTime::ZERO, CPU, 100_000);
        receive(&mut sim, SimTime::ZERO, DISK, 200_000);
        sim.world_mut().resource_mut::<Holds>().models = vec![true, false];
        assert!(sim.step());
        assert_close(figures(&mut sim).value("assembly.kits_started"), servers);
    }
}

#[test]
fn models_are_begun_in_their_shares_and_one_without_parts_makes_room() {
    let text = format!("{BARE}share = 3.0\n[assembly.models.server]\nkit = {{ cpu = 1 }}\n");
    for (disks, servers) in [(80_000, 0.25), (0, 1.0)] {
        let mut sim = simulation(&text, Duration::hours(1), 1);
        receive(&mut sim, SimTime::ZERO, CPU, 40_000);
        receive(&mut sim, SimTime::ZERO, DISK, disks);
        let built = run(&mut sim);
        let all: u32 = built.iter().map(|one| one.2).sum();
        let some: u32 = built
            .iter()
            .filter(|one| one.1 == ModelId(1))
            .map(|one| one.2)
            .sum();
        let share = f64::from(some) / f64::from(all);
        assert!((share - servers).abs() < 0.01, "{share} are servers");
    }
}

#[test]
fn periods_of_one_run_do_not_interact() {
    let simulate = || {
        let mut sim = simulation(FULL, Duration::hours(1), 21);
        receive(&mut sim, SimTime::ZERO, CPU, 9_000);
        receive(&mut sim, SimTime::ZERO, DISK, 18_000);
        sim
    };
    let period = |from: u64, to: u64| Period {
        from: SimTime::ZERO + Duration::hours(from),
        to: SimTime::ZERO + Duration::hours(to),
    };
    alone::assert_periods_are_independent(&READER, simulate, [period(30, 300), period(34, 504)]);
}

#[test]
fn mistakes_are_named() {
    let cases = [
        ("cpu = 1", "cpv = 1", "there is no part called `cpv`"),
        ("cpu = 1", "cpu = 0", "0 is out of range"),
        (
            "models.desktop",
            "models.desktap",
            "there is no model called `desktap`",
        ),
        ("oee = 1.0", "oee = 0.0", "out of range"),
        ("takt = \"10 s\"", "takt = \"0 s\"", "out of range"),
        (
            "[assembly.models",
            "[assembly.shift]\nopens = \"20 h\"\n[assembly.models",
            "out of range",
        ),
    ];
    for (from, to, message) in cases {
        let text = BARE.replacen(from, to, 1);
        let document = Document::from_text("assembly.toml", &text, &[]).unwrap();
        let file: File = document.read().unwrap();
        let mut problems = document.problems();
        let at = FieldPath::from("assembly");
        assert!(file.assembly.check(&names(), &at, &mut problems).is_none());
        let found = problems.to_string();
        assert!(found.contains(message), "{found}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever parts come when, everything is conserved after every tick, and the length of the
    /// tick changes nothing.
    #[test]
    fn computers_and_parts_are_conserved(
        mut receipts in prop::collection::vec(
            (0_u64..500_000_000, any::<bool>(), 1_u64..2_000),
            0..40,
        ),
    ) {
        receipts.sort_by_key(|receipt| receipt.0);
        let text = FULL.replace("slots = 480", "slots = 100").replace("slots = 20", "slots = 3");
        let run_with = |tick: Duration| {
            let mut sim = simulation(&text, tick, 12);
            let (mut built, mut next) = (Vec::new(), receipts.iter().peekable());
            loop {
                let until = sim.clock().tick_end() + tick;
                while let Some(&(at, chip, units)) = next.next_if(|one| one.0 < until.as_millis()) {
                    let part = if chip { CPU } else { DISK };
                    receive(&mut sim, SimTime::from_millis(at), part, units);
                }
                if !sim.step() {
                    let events = (READER.events)(sim.world());
                    return (built, events);
                }
                assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
                let mut handover = sim.world_mut().resource_mut::<Handover<ComputersBuilt>>();
                built.extend(handover.drain().map(|(at, one)| (at, one.quantity)));
            }
        };
        let short = run_with(Duration::minutes(30));
        prop_assert!(short.0.is_sorted_by_key(|(at, _)| *at));
        prop_assert_eq!(run_with(Duration::days(1)), short);
    }
}
