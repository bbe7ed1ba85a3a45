//! Nothing comes from nothing and nothing is lost: every subsystem's books agree after every tick,
//! and what one subsystem handed on is what the next one has.

use std::path::Path;

use chippark::engine::{Figures, Series};
use chippark::industry::{Outcome, Park};
use chippark::scenario::Document;
use proptest::prelude::*;

use crate::support::{PROBES, names_in, pilot, project};

/// The park in a file, with overrides.
fn park_of(path: &Path, overrides: &[&str]) -> Park {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let document = Document::load(path, &overrides).unwrap();
    Park::compile(&document).unwrap()
}

/// How many people hold posts at the start, by what the file says.
fn founders(path: &Path) -> f64 {
    let document = Document::load(path, &[]).unwrap();
    let table: toml::Table = document.resolved_toml().parse().unwrap();
    let initial = table["staffing"]["initial"].as_table().unwrap();
    let heads: i64 = initial.values().filter_map(toml::Value::as_integer).sum();
    heads as f64
}

/// Runs a park; its books are audited after every so many ticks and at the end.
fn audited(park: &Park, name: &str, seed: u64, ticks: u32) -> Outcome {
    let mut run = park.start(seed, 0);
    let mut tick = 0;
    while run.step() {
        tick += 1;
        if tick % ticks == 0 {
            assert_eq!(
                run.audit(),
                Vec::<String>::new(),
                "{name}, at {}",
                run.now()
            );
        }
    }
    assert_eq!(run.audit(), Vec::<String>::new(), "{name}, at the end");
    run.finish()
}

/// The last point of a measure, all subjects together.
fn at_end(series: &Series, key: &str) -> f64 {
    let last = series.points().iter().map(|point| point.time).max();
    let points = series
        .points()
        .iter()
        .filter(|point| Some(point.time) == last);
    let of_key = points.filter(|point| point.metric.key == key);
    of_key.map(|point| point.value).sum()
}

/// The last point of a measure of one subject.
fn subject_at_end(series: &Series, key: &str, subject: &str) -> f64 {
    let points = series.points().iter().rev();
    let mut of_subject = points.filter(|point| point.metric.key == key && point.subject == subject);
    of_subject.next().map_or(0.0, |point| point.value)
}

/// A figure, all subjects together.
fn figure(figures: &Figures, key: &str) -> f64 {
    let all = figures
        .iter()
        .filter(|(_, figure)| figure.metric.key == key);
    all.filter_map(|(_, figure)| figure.value).sum()
}

/// Counts from outside what a whole park without a warm-up has handed on; `founders` held posts at
/// the start.
fn assert_handed_on(outcome: &Outcome, founders: f64) {
    let Outcome {
        figures, series, ..
    } = outcome;
    let same = |what: &str, one: f64, other: f64| {
        assert!((one - other).abs() < 1e-6, "{what}: {one} against {other}");
    };
    let sum = |key: &str| figure(figures, key);
    let end = |key: &str| at_end(series, key);
    assert!(sum("talent.registered_all") > 0.0, "nobody came");
    same(
        "persons who settled, and where they are",
        sum("services.settled") + sum("staffing.hired") + founders,
        end("careers.in_other_industries")
            + end("careers.seeking")
            + end("careers.employed")
            + sum("careers.left"),
    );
    same(
        "persons who registered, by tier",
        sum("talent.registered_all"),
        sum("talent.registered_tier"),
    );
    let kits = sum("assembly.kits_started");
    let built = sum("assembly.computers_built");
    same(
        "kits begun, and the computers of them",
        kits,
        built + sum("assembly.scrapped") + end("assembly.wip"),
    );
    same(
        "computers built, and where they are",
        built,
        end("market.computers_sold") + end("market.unsold"),
    );
    same(
        "computers ordered, and what became of the orders",
        sum("market.computers_ordered"),
        end("market.computers_sold") + end("market.backlog") + sum("market.lost"),
    );
    let (sum_of_grades, chips) = (
        sum("backend.chips_by_grade"),
        figure(figures, "backend.chips"),
    );
    assert!(
        sum_of_grades <= chips,
        "{sum_of_grades} chips in grades, of {chips}"
    );
    assert!(
        sum("fab.wafer_starts") >= sum("fab.wafers_out") + end("fab.wip_wafers"),
        "more wafers than were started"
    );
}

#[test]
fn the_books_of_the_probes_agree_after_every_tick() {
    for probe in PROBES {
        let park = park_of(&project(probe), &["run.warmup=0 d"]);
        let outcome = audited(&park, probe, 1, 1);
        if !PROBES[2..].contains(probe) {
            let Outcome {
                figures, series, ..
            } = &outcome;
            assert_handed_on(&outcome, founders(&project(probe)));
            let kits = figure(figures, "assembly.kits_started");
            let left = subject_at_end(series, "assembly.on_hand", "bridge");
            let chips = subject_at_end(series, "backend.chips", "bridge");
            assert!(
                (chips - left - kits).abs() < 1e-6,
                "{chips} chips, {left} left, {kits} used"
            );
            assert!(kits > 0.0, "{probe} builds nothing");
        }
    }
}

#[test]
fn the_books_of_the_pilot_agree_after_every_tick() {
    let overrides = [
        "run.start=\"2018-10-01\"",
        "run.until=\"120 d\"",
        "run.tick=\"8 h\"",
        "fab.streams.cpu.start=\"1 d\"",
        "fab.streams.bridge.start=\"1 d\"",
        "fab.streams.hot.start=\"1 d\"",
        "finance.spending.fab.end=\"2018-12-01\"",
    ];
    let park = park_of(Path::new(&pilot()), &overrides);
    let outcome = audited(&park, "the pilot", 1, 1);
    assert_handed_on(&outcome, founders(Path::new(&pilot())));
}

#[test]
fn the_books_of_the_theory_agree_after_every_tick() {
    for folder in ["tests/theory", "src/experiment/verify/cases"].map(project) {
        for name in names_in(&folder) {
            let overrides = ["run.until=\"20 d\"", "run.warmup=\"0 d\""];
            audited(&park_of(&folder.join(&name), &overrides), &name, 1, 1);
        }
    }
}

/// A number of a range, as an override.
fn number(
    path: &'static str,
    range: std::ops::Range<f64>,
    unit: &'static str,
) -> BoxedStrategy<String> {
    range
        .prop_map(move |value| format!("{path}=\"{value:.3}{unit}\""))
        .boxed()
}

/// A count of a range, as an override.
fn count(path: &'static str, range: std::ops::Range<u32>) -> BoxedStrategy<String> {
    range
        .prop_map(move |value| format!("{path}={value}"))
        .boxed()
}

/// The probe with some of its values moved within their ranges.
fn moved() -> impl Strategy<Value = Vec<String>> {
    let values: Vec<BoxedStrategy<String>> = vec![
        number("talent.channels.steady.rate", 0.0..40.0, " /d"),
        count("services.window.windows", 1..6),
        count("services.housing.units", 0..400),
        number("services.housing.need_share", 0.0..1.0, ""),
        number("careers.exit.engineer", 0.0..20.0, " /y"),
        count("staffing.initial.operator", 0..20),
        count("staffing.initial.technician", 0..20),
        count("fab.tools.litho.count", 1..4),
        number("fab.tools.litho.failure", 2.0..100.0, " h"),
        count("fab.tools.furnace.min_batch", 1..12),
        number("fab.routes.processor.etch-1.rework", 0.0..0.5, ""),
        number("fab.routes.processor.mask-1.lot_scrap", 0.0..0.5, ""),
        count("fab.streams.cpu.wafers_per_lot", 1..12),
        count("fab.streams.hot.constant_wip", 1..20),
        number("backend.package_yield", 0.0..1.0, ""),
        count("supply.parts.board.base_stock", 0..900),
        count("assembly.carrier_size", 1..40),
        count("assembly.buffer", 1..40),
        number("assembly.final_test.first_pass", 0.0..1.0, ""),
        count("market.contracts.schools.computers", 1..5000),
        number("market.patience", 0.0..60.0, " d"),
        number("finance.minimum_cash", 0.0..5000.0, " k CNY"),
        number("policy.reinvestment.share", 0.0..1.0, ""),
    ];
    proptest::sample::subsequence(values.clone(), 4..=values.len()).prop_flat_map(|chosen| chosen)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_value_makes_the_books_disagree(overrides in moved(), seed in 0_u64..1_000) {
        let mut overrides: Vec<&str> = overrides.iter().map(String::as_str).collect();
        overrides.push("run.warmup=\"0 d\"");
        let park = park_of(&project(PROBES[0]), &overrides);
        audited(&park, &format!("{overrides:?}"), seed, 6);
    }
}
