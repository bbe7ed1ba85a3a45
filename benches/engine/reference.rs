//! The public testbed SMT2020 against the results of its reference simulator: `cargo bench --bench
//! engine -- reference`, where the tables are (`CHIPPARK_SMT2020`, or beside the project). It takes
//! a minute, and so runs only if it is named. The table stands in `docs/validation.md`.

use std::path::Path;

use chippark::experiment::{Study, Watch, cores};
use chippark::import::smt2020::{import, testbed};
use chippark::industry::Outcome;
use chippark::scenario::Document;
use chippark::statistics::{Bounds, Estimate};
use chippark::units::Duration;

/// As many as the reference has.
const REPLICATIONS: u32 = 20;

/// Prints both tables; says so if the testbed is not there.
pub(crate) fn reference_table() {
    let folder = match testbed() {
        Ok(folder) => folder,
        Err(missing) => return println!("reference: left out: {missing}"),
    };
    let outcomes = two_years(&folder);
    let results = folder.parent().expect("it is a folder in another");
    lots_table(&outcomes, &results.join("lots_SMT2020_HVLM.txt"));
    families_table(&outcomes, &results.join("machines_SMT2020_HVLM.txt"));
}

/// Runs the imported testbed for two years.
fn two_years(folder: &Path) -> Vec<Outcome> {
    let imported = import(folder, Duration::days(730)).expect("the tables are whole");
    let document = Document::from_files("testbed", &imported.files, &[]);
    let document = document.expect("an import is valid");
    let study = Study::new(document).expect("an import is valid");
    let outcomes = study.replicate(0..REPLICATIONS, cores(), &Watch::none());
    outcomes.expect("nothing cancels it")
}

/// The mean of a figure and half its 95 % interval.
fn estimate(outcomes: &[Outcome], key: &str) -> (f64, f64) {
    let values: Vec<f64> = outcomes
        .iter()
        .filter_map(|outcome| outcome.figures.value(key))
        .collect();
    let found = Estimate::of(&values, Bounds::Difference).expect("a figure of every replication");
    // A figure that no replication changes has no interval.
    (found.mean, found.half_width().unwrap_or(0.0))
}

/// The rows of a table of words: the first names what the others are of.
fn rows(path: &Path) -> Vec<(String, Vec<f64>)> {
    let text = std::fs::read_to_string(path).expect("the reference stands beside the tables");
    let numbers = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        let name = words.next()?;
        Some((name, words.filter_map(|word| word.parse().ok()).collect()))
    };
    text.lines().skip(1).filter_map(numbers).collect()
}

fn lots_table(outcomes: &[Outcome], path: &Path) {
    println!("| lot | figure | reference | chippark, {REPLICATIONS} replications | difference |");
    println!("|---|---|---|---|---|");
    for (lot, reference) in rows(path) {
        let figures = ["throughput", "cycle_time", "on_time"];
        for (figure, exact) in figures.into_iter().zip(reference) {
            let (mean, half) = estimate(outcomes, &format!("fab.{figure}/{lot}"));
            let difference = if figure == "on_time" {
                format!("{:+.1} points", mean - exact)
            } else {
                format!("{:+.2} %", 100.0 * (mean / exact - 1.0))
            };
            println!("| {lot} | {figure} | {exact} | {mean:.2} +- {half:.2} | {difference} |");
        }
    }
}

fn families_table(outcomes: &[Outcome], path: &Path) {
    let figures = [
        "availability",
        "utilisation",
        "down_share",
        "maintenance_share",
        "setup_share",
    ];
    let mut worst: Vec<(f64, String)> = Vec::new();
    let mut within = [0; 5];
    let families = rows(path);
    for (family, reference) in &families {
        for (place, (figure, exact)) in figures.iter().zip(reference).enumerate() {
            let (mean, half) = estimate(outcomes, &format!("fab.{figure}/{family}"));
            let off = (mean - exact).abs();
            within[place] += usize::from(off <= 1.0);
            let line = format!("| {family} | {figure} | {exact} | {mean:.2} +- {half:.2} |");
            worst.push((off, line));
        }
    }
    for (figure, count) in figures.iter().zip(within) {
        println!(
            "{figure}: {count} of {} families within 1 point",
            families.len()
        );
    }
    worst.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, line) in worst.iter().take(15) {
        println!("{line}");
    }
}
