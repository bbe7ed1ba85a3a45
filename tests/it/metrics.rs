//! Every metric is declared, has a unit and a meaning, and reports under its own name.

use std::collections::BTreeSet;
use std::path::Path;

use chippark::industry::Park;
use chippark::industry::shared::subsystem::Reader;
use chippark::output::table::HEADLINES;
use chippark::scenario::Document;

use crate::support::pilot;

fn park() -> Park {
    let document = Document::load(Path::new(&pilot()), &["run.until=400 d".to_owned()]).unwrap();
    Park::compile(&document).unwrap()
}

#[test]
fn metrics_have_unique_keys_units_and_meanings() {
    let mut keys = BTreeSet::new();
    for metric in park().readers().iter().flat_map(Reader::metrics) {
        assert!(keys.insert(metric.key), "{} is declared twice", metric.key);
        assert!(
            metric.key.contains('.') && !metric.key.contains('/'),
            "{}",
            metric.key
        );
        assert!(!metric.unit.is_empty(), "{} has no unit", metric.key);
        assert!(!metric.meaning.is_empty(), "{} has no meaning", metric.key);
    }
}

#[test]
fn the_headlines_are_metrics_that_subsystems_declare() {
    let readers = park().readers();
    let keys: BTreeSet<&str> = readers
        .iter()
        .flat_map(Reader::metrics)
        .map(|metric| metric.key)
        .collect();
    let subsystem = |key: &'static str| key.split('.').next();
    let declared: BTreeSet<_> = keys.iter().map(|key| subsystem(key)).collect();
    for key in HEADLINES.iter().flat_map(|(_, keys)| *keys) {
        let is_known = keys.contains(key) || !declared.contains(&subsystem(key));
        assert!(is_known, "the headline {key} is no metric");
    }
}

#[test]
fn a_run_reports_what_its_rooms_declare_and_its_parts_keep_their_laws() {
    let park = park();
    let mut run = park.start(1, 0);
    while run.step() {}
    assert_eq!(run.audit(), Vec::<String>::new());
    let readers = park.readers();
    let declared: BTreeSet<&str> = readers
        .iter()
        .flat_map(Reader::metrics)
        .map(|metric| metric.key)
        .collect();
    for (key, figure) in run.finish().figures.iter().filter(|_| !readers.is_empty()) {
        assert!(
            declared.contains(figure.metric.key),
            "{key} is reported, not declared"
        );
    }
}
