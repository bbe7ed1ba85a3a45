//! The public testbed SMT2020, imported and run: what it asks of its tools, and that a run of it is
//! sound. How it agrees with the reference takes two years a replication: `docs/validation.md` has
//! the command and the table.

use chippark::import::smt2020::import;
use chippark::industry::{Outcome, Park};
use chippark::scenario::Document;
use chippark::units::Duration;

use crate::import::testbed;

/// The testbed for some days, in ticks of some length; none where its tables are not.
fn park(days: u64, tick: &str) -> Option<Park> {
    let folder = testbed()?;
    let imported = import(&folder, Duration::days(days)).unwrap();
    let tick = format!("run.tick={tick}");
    let document = Document::from_files("testbed", &imported.files, &[tick]).unwrap();
    Some(Park::compile(&document).unwrap())
}

fn outcome(park: &Park) -> Outcome {
    let mut run = park.start(1, 0);
    while run.step() {}
    run.finish()
}

/// The raw process times that the paper gives (27.18 and 15.96 d), within 0.05 d; the model's own,
/// not those of the tables.
#[test]
fn the_testbed_takes_its_raw_process_times() {
    let Some(park) = park(30, "1 d") else {
        return;
    };
    let loads = park.loads();
    let raw = |stream: &str| -> f64 {
        let row = loads.iter().find(|row| row.name == stream).unwrap();
        let number = row.note.split_whitespace().nth(3).unwrap();
        number.parse().unwrap()
    };
    for (stream, days) in [("Lot_3", 27.15), ("HotLot_3", 27.15), ("Lot_4", 15.98)] {
        assert!(
            (raw(stream) - days).abs() <= 0.05,
            "{stream}: {}",
            raw(stream)
        );
    }
    // No family can be asked for more than it has: the reference keeps up with all of them.
    let overloaded = loads
        .iter()
        .filter(|row| row.load.is_some_and(|load| load >= 1.0));
    assert_eq!(overloaded.count(), 0);
}

/// Nothing is lost, whatever happens to lots and tools.
#[test]
fn nothing_is_lost_in_the_testbed() {
    let Some(park) = park(20, "1 d") else {
        return;
    };
    let mut run = park.start(1, 0);
    while run.step() {
        assert_eq!(run.audit(), Vec::<String>::new(), "at {}", run.now());
    }
}

/// The length of a tick decides nothing.
#[test]
fn the_testbed_is_the_same_in_ticks_of_any_length() {
    let figures = |tick: &str| -> Option<Vec<(String, Option<u64>)>> {
        let outcome = outcome(&park(12, tick)?);
        let figures = outcome.figures.iter();
        let bits = figures.map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)));
        Some(bits.collect())
    };
    let by_hour = figures("1 h");
    assert!(by_hour.as_ref().is_none_or(|figures| figures.len() > 1_000));
    assert_eq!(by_hour, figures("8 h"));
    assert_eq!(by_hour, figures("1 d"));
}
