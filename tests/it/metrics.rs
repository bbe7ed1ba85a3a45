//! Every metric is declared with key, unit, meaning and kind of series, documented, and reported as
//! declared.

use std::collections::{BTreeMap, BTreeSet};

use chippark::engine::{Metric, SeriesKind};
use chippark::industry::shared::subsystem::Reader;
use chippark::industry::{Outcome, Park, READERS, metrics};
use chippark::output::metrics::{metrics_json, metrics_page};
use chippark::output::page::ROOMS;
use chippark::output::table::HEADLINES;
use chippark::scenario::Document;

use crate::support::{outcome, pilot, project, said};

/// The units of metrics; `1` is a plain number.
const UNITS: [&str; 50] = [
    "%",
    "1",
    "1/cm2",
    "1/y",
    "CNY",
    "CNY/mo",
    "CNY/y",
    "bases",
    "buyers",
    "cases",
    "centres",
    "changes",
    "chips",
    "companies",
    "computers",
    "computers/d",
    "d",
    "dies",
    "documents",
    "events",
    "experts",
    "h",
    "institutes",
    "leads",
    "lots",
    "m2",
    "mo",
    "moves",
    "needs",
    "nodes",
    "orders",
    "patents",
    "person-days",
    "persons",
    "phases",
    "posts",
    "ppm",
    "projects",
    "rank",
    "rooms",
    "steps",
    "switches",
    "teams",
    "tools",
    "units",
    "universities",
    "ventures",
    "visits",
    "wafers",
    "y",
];

/// Scenarios that together report every metric.
const SCENARIOS: [&str; 11] = [
    "scenarios/jinhua-2019.toml",
    "scenarios/probe.toml",
    "scenarios/probe-careers.toml",
    "scenarios/probe-fab.toml",
    "scenarios/probe-foundry.toml",
    "scenarios/probe-market.toml",
    "scenarios/probe-research.toml",
    "scenarios/probe-rest.toml",
    "scenarios/probe-supply.toml",
    "scenarios/probe-talent.toml",
    "scenarios/probe-ventures.toml",
];

fn outcomes() -> impl Iterator<Item = (Park, Outcome)> {
    SCENARIOS.into_iter().map(|path| {
        let document = Document::load(&project(path), &[]).unwrap();
        let park = Park::compile(&document).unwrap();
        let mut run = park.start(1, 0);
        while run.step() {}
        assert_eq!(run.audit(), Vec::<String>::new(), "{path}");
        (park, run.finish())
    })
}

#[test]
fn metrics_have_unique_keys_of_their_subsystem_units_and_meanings() {
    let mut keys = BTreeSet::new();
    for reader in &READERS {
        for metric in reader.metrics() {
            let Metric {
                key,
                unit,
                meaning,
                module,
                ..
            } = *metric;
            assert!(keys.insert(key), "{key} is declared twice");
            let (prefix, measure) = key.split_once('.').expect("a dot");
            assert_eq!(prefix, reader.name, "{key} belongs to another subsystem");
            let is_plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
            assert!(
                measure.chars().all(|char| is_plain(char) || char == '_'),
                "{key}"
            );
            assert!(
                UNITS.contains(&unit),
                "{key}: `{unit}` is no unit of metrics"
            );
            let first = meaning.chars().next().expect("a meaning");
            assert!(
                first.is_uppercase() || first.is_numeric(),
                "{key}: {meaning}"
            );
            assert!(
                meaning.ends_with('.') && meaning.split_whitespace().count() > 1,
                "{key}: {meaning}"
            );
            assert!(
                module.contains(&format!("industry::{prefix}")),
                "{key}: {module}"
            );
        }
    }
}

/// A warning finds the mean by the key of the share.
#[test]
fn each_share_of_unfinished_stays_has_its_mean_time() {
    let keys: BTreeSet<&str> = metrics().map(|metric| metric.key).collect();
    let shares: Vec<&str> = keys
        .iter()
        .filter_map(|key| key.strip_suffix("_unfinished"))
        .collect();
    assert!(shares.len() > 10, "{shares:?}");
    for name in shares {
        let mean = [name, "_mean"].concat();
        assert!(keys.contains(name) || keys.contains(&*mean), "{name}");
    }
}

#[test]
fn the_headlines_are_metrics_that_subsystems_declare() {
    let keys: BTreeSet<&str> = metrics().map(|metric| metric.key).collect();
    let of_rooms = ROOMS.iter().flat_map(|(_, metrics)| *metrics);
    let of_rooms = of_rooms.map(|(key, _)| key);
    for key in HEADLINES.iter().flat_map(|(_, keys)| *keys).chain(of_rooms) {
        assert!(keys.contains(key), "the headline {key} is no metric");
    }
}

#[test]
fn runs_report_every_metric_that_is_declared_and_no_other() {
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    for (park, outcome) in outcomes() {
        let readers = park.readers();
        let declared: BTreeSet<&str> = readers
            .iter()
            .flat_map(Reader::metrics)
            .map(|metric| metric.key)
            .collect();
        let figures = outcome.figures.iter().map(|(_, figure)| figure.metric.key);
        let points = outcome.series.points().iter().map(|point| point.metric.key);
        for key in figures.chain(points) {
            assert!(declared.contains(key), "{key} is reported, not declared");
            reported.insert(key);
        }
    }
    for metric in metrics() {
        assert!(
            reported.contains(metric.key),
            "no probe reports {}",
            metric.key
        );
    }
}

#[test]
fn series_are_of_the_kind_that_their_metric_declares() {
    let mut with_series: BTreeSet<&str> = BTreeSet::new();
    for (_, outcome) in outcomes() {
        let mut last: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for point in outcome.series.points().iter() {
            let key = point.metric.key;
            with_series.insert(key);
            let subject = (key, point.subject);
            let before = last.insert(subject, point.value);
            match point.metric.series {
                SeriesKind::None => panic!("{key} declares no series"),
                SeriesKind::Total => {
                    let falls = before.is_some_and(|before| point.value < before);
                    assert!(!falls, "the total {key}/{} falls", point.subject);
                }
                SeriesKind::Level | SeriesKind::Flow => {}
            }
        }
    }
    for metric in metrics() {
        let declares = metric.series != SeriesKind::None;
        assert_eq!(with_series.contains(metric.key), declares, "{}", metric.key);
    }
}

#[test]
fn the_page_of_metrics_is_made_from_the_code() {
    let (page, path) = (metrics_page(&READERS), project("docs/metrics.md"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == found,
        "docs/metrics.md is not up to date; UPDATE=1 writes it"
    );
}

#[test]
fn the_command_lists_metrics_of_a_scenario_and_by_a_pattern() {
    let here = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| said(&outcome(here.path(), words));
    let (code, all, _) = run(&["metrics", "--json"]);
    assert_eq!(code, Some(0));
    let expected: Vec<&'static Metric> = metrics().collect();
    assert_eq!(all, metrics_json(&expected));
    let (code, text, _) = run(&["metrics", &pilot(), "utilisation"]);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("fab.utilisation [%]") && !text.contains("fab.wip"),
        "{text}"
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    // A figure, as the page of a run has it, is one of its metric.
    let (_, metric, _) = run(&["metrics", "fab.cycle_time_sd"]);
    assert_eq!(run(&["metrics", "fab.cycle_time_sd/cpu"]).1, metric);
    assert!(metric.starts_with("fab.cycle_time_sd"), "{metric}");
    let (code, _, errors) = run(&["metrics", "nonsense"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("no metric contains `nonsense`"), "{errors}");
}
