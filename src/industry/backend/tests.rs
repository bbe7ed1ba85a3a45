//! The back end alone, against exact results.

mod books;

use crate::industry::shared::subsystem::{Reader, alone};
use bevy_ecs::prelude::*;
use proptest::prelude::*;

use super::events::dies_of;
use super::screen::Dies;
use super::spec::BackendFile;
use super::state::BackendState;
use super::{Backend, YieldLaw, defect_level};
use crate::engine::{Clock, Figures, Period, Sim, Streams};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::{FinishedLot, Handover, PartId, ProductId, Receipt};
use crate::industry::shared::names::Names;
use crate::scenario::{Document, FieldPath, Problems};
use crate::units::{Date, Duration, SimTime};

const READER: Reader = Reader::of::<Backend>("backend");

/// A scenario of this section alone.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    backend: BackendFile,
}

fn checked(text: &str) -> Result<Backend, Problems> {
    let document = Document::from_text("backend.toml", text, &[])?;
    let file: File = document.read()?;
    let names = Names {
        products: vec!["cpu".to_owned()],
        parts: vec!["screen".to_owned(), "cpu".to_owned()],
        ..Names::default()
    };
    let mut problems = document.problems();
    let backend = file
        .backend
        .check(&names, &FieldPath::from("backend"), &mut problems);
    problems.into_result(backend.expect("a section without problems"))
}

const PLAIN: &str = r#"
[backend.products.cpu]
die_area = "155.78 mm2"
[backend.yield]
law = "negative_binomial"
alpha = 2.0
[backend.probe]
testers = 2
[backend.steps.dicing]
servers = 2
time_per_wafer = "40 min"
[backend.steps.attach]
servers = 1
time_per_chip = "1.2 s"
[backend.steps.cure]
servers = 8
time_per_lot = "150 min"
[backend.burn_in]
ovens = 4
time = "8 h"
[backend.final_test]
testers = 30
"#;

fn simulation(text: &str, days: u64, seed: u64) -> Sim {
    let date = Date::ymd(2018, 1, 1);
    let clock = Clock::new(
        date,
        Duration::hours(1),
        Duration::ZERO,
        Duration::days(days),
    );
    let mut sim = Sim::new(clock, &Stage::ALL);
    sim.world_mut().insert_resource(Streams::new(seed, 0));
    Handover::<Receipt>::add_reader(sim.world_mut());
    alone::add(&checked(text).unwrap(), &READER, &mut sim);
    sim
}

fn lot(serial: u64, wafers: u16, defects_per_cm2: f64) -> FinishedLot {
    FinishedLot {
        product: ProductId(0),
        wafers,
        serial,
        defects_per_cm2,
    }
}

/// Runs to the end; hands the lots over in the tick in which they fall, audits after each tick, and
/// returns what came out.
fn run(sim: &mut Sim, lots: &[(SimTime, FinishedLot)]) -> Vec<(SimTime, Receipt)> {
    let (mut next, mut out) = (0, Vec::new());
    let tick = sim.clock().tick();
    loop {
        let until = sim.clock().tick_end() + tick;
        let mut incoming = sim.world_mut().resource_mut::<Handover<FinishedLot>>();
        while next < lots.len() && lots[next].0 < until {
            incoming.push(lots[next].0, lots[next].1);
            next += 1;
        }
        if !sim.step() {
            return out;
        }
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        let mut receipts = sim.world_mut().resource_mut::<Handover<Receipt>>();
        out.extend(receipts.drain());
    }
}

fn figures(sim: &mut Sim) -> Figures {
    READER.figures(sim)
}

/// Mean, variance and the standard error of the mean.
fn moments(values: &[f64]) -> (f64, f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance, (variance / count).sqrt())
}

/// Good dies of a wafer with 403 dies and AD 0.38945, clustered by wafer with alpha 2: mean
/// 282.338, variance 4483.754.
#[test]
fn good_dies_per_wafer_are_a_binomial_mixed_by_a_gamma() {
    let law = YieldLaw::NegativeBinomial { alpha: 2.0 };
    let streams = Streams::new(5, 0);
    let wafers: Vec<f64> = (0..40_000)
        .map(|wafer| {
            let mut stream = streams.stream_indexed("wafer", wafer);
            let faults = 0.389_45 * law.draw_density(&mut stream);
            let coverages = (0.98, 0.998);
            let poisson = YieldLaw::Poisson;
            f64::from(Dies::draw(&mut stream, 403, poisson, faults, coverages).good)
        })
        .collect();
    let (mean, variance, error) = moments(&wafers);
    assert!(
        error < 0.4 && (mean - 282.337_875_9).abs() < 4.0 * error,
        "{mean}"
    );
    let deviations: Vec<f64> = wafers.iter().map(|good| (good - mean).powi(2)).collect();
    let (_, _, error) = moments(&deviations);
    assert!(
        error < 40.0 && (variance - 4_483.754_2).abs() < 4.0 * error,
        "{variance}"
    );
}

/// Whatever clusters, the mean yield is that of the law and the escapes are those of Williams and
/// Brown; the spread between lots shows what clusters.
#[test]
fn yield_and_escapes_agree_with_the_formulas_at_each_cluster_level() {
    let faults = 1.5578 * 0.25;
    let law = YieldLaw::NegativeBinomial { alpha: 2.0 };
    let mut spread = Vec::new();
    for level in ["lot", "wafer", "die"] {
        let text = PLAIN.replace(
            "alpha = 2.0",
            &format!("alpha = 2.0\ncluster_level = \"{level}\""),
        );
        let text = text.replace("testers = 2\n", "testers = 2\ncoverage = 0.9\n");
        let text = text.replace("testers = 30", "testers = 30\ncoverage = 0.95");
        let plan = checked(&text).unwrap();
        let streams = Streams::new(9, 0);
        let (mut yields, mut levels) = (Vec::new(), Vec::new());
        for serial in 0..3_000 {
            let dies = super::events::draw_lot(&streams, &plan, &lot(serial, 25, 0.25), 386);
            let all = f64::from(386 * 25);
            assert_eq!(dies.passed() + dies.rejected, 386 * 25);
            yields.push(f64::from(dies.good) / all);
            let shipped = f64::from(dies.good + dies.hidden);
            // The defect level is a ratio of means: compare through its linear form.
            let exact = defect_level(law, faults, 0.95);
            levels.push((f64::from(dies.hidden) - exact * shipped) / all);
        }
        let (mean, variance, error) = moments(&yields);
        assert!(
            error < 0.004 && (mean - law.die_yield(faults)).abs() < 4.0 * error,
            "{level}"
        );
        let (mean, _, error) = moments(&levels);
        assert!(
            error < 4e-4 && mean.abs() < 4.0 * error,
            "{level}: {mean} +- {error}"
        );
        spread.push(variance.sqrt());
    }
    assert!(
        spread[0] > 4.0 * spread[1] && spread[1] > 4.0 * spread[2],
        "{spread:?}"
    );
}

/// One lot without defects through all stations: its time is a sum, its chips survive by known
/// shares.
#[test]
fn a_lone_lot_takes_the_sum_of_its_times() {
    let text = PLAIN.replace(
        "[backend.burn_in]\novens = 4\ntime = \"8 h\"\n",
        "package_yield = 1.0",
    );
    let text = text.replace("package_yield = 1.0", "");
    let text = format!("backend.package_yield = 1.0\n{text}");
    let text = text.replace("testers = 30", "testers = 30\nyield = 1.0");
    let mut sim = simulation(&text, 5, 1);
    let start = SimTime::ZERO + Duration::minutes(17);
    let out = run(&mut sim, &[(start, lot(1, 2, 0.0))]);
    // Two wafers of 386 dies: probe 193 x 4 s, dicing 80 min, attach 772 x 1.2 s, cure 150 min,
    // final test 193 x 45 s.
    let time = Duration::seconds(193 * 4 + 80 * 60 + 9_000 + 193 * 45) + Duration::millis(926_400);
    let chips = Receipt {
        part: PartId(1),
        quantity: 772,
    };
    assert_eq!(out, [(start + time, chips)]);
    let figures = figures(&mut sim);
    assert_eq!(figures.value("backend.cycle_time"), Some(time.as_days()));
    assert_eq!(figures.value("backend.die_yield/cpu"), Some(100.0));
    assert_eq!(figures.value("backend.dies_per_wafer/cpu"), Some(386.0));
}

/// A lot is finished, and another that came 2 h before the end is not: the mean is twice the sum of
/// time and age over two that began and one that ended.
#[test]
fn a_lot_that_is_not_finished_counts_in_the_mean_cycle_time() {
    let text = "[backend]\npackage_yield = 1.0\n[backend.products.cpu]\ndie_area = \"155.78 mm2\"\n\
                [backend.probe]\ntesters = 1\n[backend.final_test]\ntesters = 99\nyield = 1.0\n";
    let mut sim = simulation(text, 5, 1);
    let late = SimTime::ZERO + Duration::hours(5 * 24 - 2);
    let lots = [(SimTime::ZERO, lot(1, 4, 0.0)), (late, lot(2, 4, 0.0))];
    let out = run(&mut sim, &lots);
    assert_eq!(out.len(), 1);
    let age = Duration::hours(2);
    let sum = out[0].0.since(SimTime::ZERO) + age;
    let figures = figures(&mut sim);
    let mean = figures.value("backend.cycle_time").unwrap();
    assert!((mean - 2.0 * sum.as_days() / 3.0).abs() < 1e-8, "{mean}");
    assert_eq!(figures.value("backend.cycle_time_unfinished"), Some(50.0));
}

/// With one tester, lots that come together leave one probe time apart.
#[test]
fn lots_queue_for_testers() {
    let text = "[backend]\npackage_yield = 1.0\n[backend.products.cpu]\ndie_area = \"155.78 mm2\"\n\
                [backend.probe]\ntesters = 1\n[backend.final_test]\ntesters = 99\nyield = 1.0\n";
    let mut sim = simulation(text, 5, 1);
    let lots: Vec<_> = (1..=3)
        .map(|serial| (SimTime::ZERO, lot(serial, 4, 0.0)))
        .collect();
    let out = run(&mut sim, &lots);
    let times: Vec<u64> = out.iter().map(|(at, _)| at.as_millis() / 1000).collect();
    let (probe, test) = (386 * 4, 386 * 45);
    assert_eq!(times, [probe + test, 2 * probe + test, 3 * probe + test]);
}

/// Grades and all other shares over many lots.
#[test]
fn chips_are_sorted_into_grades_by_the_normal_tails() {
    let text = PLAIN.replace(
        "[backend.yield]",
        "[backend.products.cpu.bins]\n[backend.yield]",
    );
    let mut sim = simulation(&text, 400, 3);
    let hour = |serial: u64| SimTime::ZERO + Duration::hours(9 * serial);
    let lots: Vec<_> = (0..1000).map(|n| (hour(n), lot(n, 25, 0.0))).collect();
    run(&mut sim, &lots);
    let figures = figures(&mut sim);
    let chips = figures.value("backend.chips/cpu").unwrap();
    let share = |grade: &str| {
        let key = format!("backend.chips_by_grade/cpu-{grade}GHz");
        figures.value(&key).unwrap() / chips
    };
    // All but 2e-8 of the chips reach the lowest grade, 1.2 GHz.
    for (grade, exact) in [
        ("2", 0.553_035_117),
        ("1.8", 0.375_731_506),
        ("1.5", 0.070_969_9),
    ] {
        let found = share(grade);
        let error = (exact * (1.0 - exact) / chips).sqrt();
        assert!(
            (found - exact).abs() < 4.0 * error,
            "{grade}: {found} for {exact}"
        );
    }
    // 386 x 25 dies, packaging 0.99, burn-in 0.003 weak with 1 - e^(-8/20) caught, final test 0.98.
    let lots_done = sim.world().resource::<BackendState>().lots.ended() as f64;
    let burn_in = 1.0 - 0.003 * (1.0 - (-0.4_f64).exp());
    let exact = 0.99 * burn_in * 0.98;
    let dies = lots_done * 386.0 * 25.0;
    assert!(lots_done > 900.0);
    let error = (exact * (1.0 - exact) / dies).sqrt();
    assert!(
        (chips / dies - exact).abs() < 4.0 * error,
        "{} for {exact}",
        chips / dies
    );
    let weak = figures.value("backend.weak_ppm").unwrap();
    assert!(
        (weak - 2_011.0).abs() < 4.0 * (2_011.0 * 1e6 / dies).sqrt(),
        "{weak}"
    );
    assert_eq!(figures.value("backend.escapes_ppm"), Some(0.0));
}

/// Utilisation by Little: lots per time, times the service time, per server.
#[test]
fn utilisation_is_arrivals_times_service_time_per_server() {
    let mut sim = simulation(PLAIN, 100, 3);
    let hour = |serial: u64| SimTime::ZERO + Duration::hours(24 * serial);
    let lots: Vec<_> = (0..99).map(|n| (hour(n), lot(n, 12, 0.1))).collect();
    let out = run(&mut sim, &lots);
    assert_eq!(out.len(), 99);
    let figures = figures(&mut sim);
    // Dicing: 99 lots of 12 wafers at 40 min on 2 servers in 100 d.
    let exact = 99.0 * 12.0 * 40.0 / (2.0 * 100.0 * 1440.0) * 100.0;
    let found = figures.value("backend.utilisation/dicing").unwrap();
    assert!((found - exact).abs() < 1e-9, "{found} for {exact}");
}

#[test]
fn periods_of_one_run_do_not_interact() {
    let hour = |hours: u64| SimTime::ZERO + Duration::hours(hours);
    let simulate = || {
        let mut sim = simulation(PLAIN, 20, 3);
        let arrive = move |clock: Res<Clock>, mut lots: ResMut<Handover<FinishedLot>>| {
            let now = clock.tick_start();
            if now.time_of_day().is_zero() {
                lots.push(now, lot(now.day(), 25, 0.2));
            }
        };
        sim.add(Stage::Fab, arrive);
        sim
    };
    let period = |from, to| Period {
        from: hour(from),
        to: hour(to),
    };
    alone::assert_periods_are_independent(&READER, simulate, [period(30, 300), period(101, 480)]);
}

#[test]
fn mistakes_are_named() {
    let cases = [
        (
            "alpha = 2.0",
            "alpha = 2.0\nlaw2 = 1",
            "there is no key `law2` here",
        ),
        (
            "\"negative_binomial\"",
            "\"poisson\"",
            "`alpha` is read only with",
        ),
        ("155.78 mm2", "9 m2", "is out of range"),
        ("155.78 mm2", "0.001 mm2", "is out of range"),
        (
            "products.cpu",
            "products.cpv",
            "there is no product called `cpv`",
        ),
        (
            "time = \"8 h\"",
            "time = \"8 h\"\nweak_life = \"0 s\"",
            "is out of range",
        ),
    ];
    for (from, to, message) in cases {
        let text = PLAIN.replace(from, to);
        assert_ne!(text, PLAIN, "{from}");
        let found = checked_text(&text);
        assert!(found.contains(message), "{found}");
    }
}

/// What is wrong with a section, as shown to a user.
fn checked_text(text: &str) -> String {
    let document = Document::from_text("backend.toml", text, &[]).unwrap();
    let file: File = match document.read() {
        Ok(file) => file,
        Err(problems) => return problems.to_string(),
    };
    let names = Names {
        products: vec!["cpu".to_owned()],
        parts: vec!["cpu".to_owned()],
        ..Names::default()
    };
    let mut problems = document.problems();
    let backend = file
        .backend
        .check(&names, &FieldPath::from("backend"), &mut problems);
    assert!(backend.is_none());
    problems.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Dies and lots are conserved after every tick, whatever comes, and the answer does not depend
    /// on the tick's length.
    #[test]
    fn nothing_is_lost_whatever_comes(
        mut arrivals in prop::collection::vec((0_u64..20_000_000, 0_u16..26, 0.0..3.0), 0..30),
    ) {
        arrivals.sort_by_key(|arrival| arrival.0);
        let lots: Vec<_> = (0_u64..)
            .zip(&arrivals)
            .map(|(serial, &(at, wafers, defects))| {
                (SimTime::from_millis(at), lot(serial, wafers, defects))
            })
            .collect();
        let mut sim = simulation(PLAIN, 60, 7);
        let out = run(&mut sim, &lots);
        prop_assert!(out.is_sorted_by_key(|(at, _)| *at));
        let date = Date::ymd(2018, 1, 1);
        let days = Duration::days;
        let mut long = Sim::new(Clock::new(date, days(1), days(0), days(60)), &Stage::ALL);
        long.world_mut().insert_resource(Streams::new(7, 0));
        Handover::<Receipt>::add_reader(long.world_mut());
        alone::add(&checked(PLAIN).unwrap(), &READER, &mut long);
        prop_assert_eq!(run(&mut long, &lots), out);
    }
}

/// 400,000 dies on each of 10,737 wafers are fewer than 2^32; on one more they are not.
#[test]
fn the_dies_of_a_lot_are_counted_or_refused() {
    assert_eq!(dies_of(400_000, 10_737), 4_294_800_000);
    assert!(std::panic::catch_unwind(|| dies_of(400_000, 10_738)).is_err());
}
