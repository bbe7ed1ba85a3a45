//! Each claim of the report has its effect: ten replications of Jinhua 2019 with what the claim is
//! about and without, by common random numbers. What lies downstream moves the stated way, with an
//! interval of the paired differences off zero; what has nothing to do with it stays as it was, bit
//! for bit. The sizes stand in `docs/validation.md`.

mod cluster;
mod opening;
mod platform;
mod reform;
mod return_home;
mod service;
mod sizes;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use chippark::engine::Figures;
use chippark::experiment::{Study, Watch, cores};
use chippark::industry::{Outcome, Window};
use chippark::scenario::Document;
use chippark::statistics::{Bounds, Estimate};

use crate::support::pilot;

const REPLICATIONS: u32 = 10;

/// Over which time figures are taken, and of what park.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    /// The year that the report is about.
    Review,
    /// The first quarter of the year after it.
    Aftermath,
    /// The year 2021, by which founders of 2018 sell. No wafers are started: they are far from
    /// founders, and the run is faster without.
    Founders,
}

impl Ground {
    /// What makes the shipped scenario this ground. The targets are of no use here, and in ticks of
    /// a day the same people do the same things.
    const fn overrides(self) -> &'static [&'static str] {
        match self {
            Self::Review => &["run.until=2020-01-01", "run.warmup=365 d"],
            Self::Aftermath => &["run.until=2020-04-01", "run.warmup=730 d"],
            Self::Founders => &[
                "run.until=2022-01-01",
                "run.warmup=1096 d",
                "fab.streams.cpu.start=1460 d",
                "fab.streams.bridge.start=1460 d",
                "fab.streams.hot.start=1460 d",
            ],
        }
    }

    /// The figures of each replication with further overrides. What several claims need is run
    /// once; one experiment at a time, since each has all cores.
    fn figures(self, more: &'static [&'static str]) -> Arc<Vec<Figures>> {
        static DONE: Mutex<Done> = Mutex::new(BTreeMap::new());
        let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
        let run = || {
            let drop = ["target=[]", "run.tick=1 d"];
            let overrides = [&drop, self.overrides(), more].concat();
            let outcomes = outcomes(&study(&overrides, &[Window::Run]), REPLICATIONS);
            Arc::new(outcomes.into_iter().map(|run| run.figures).collect())
        };
        done.entry((self, more)).or_insert_with(run).clone()
    }
}

/// Figures by ground and overrides.
type Done = BTreeMap<(Ground, &'static [&'static str]), Arc<Vec<Figures>>>;

/// Which way a figure is moved by what the claim is about.
#[derive(Clone, Copy, Debug)]
enum Way {
    Up,
    Down,
}

/// A claim, what switches it off, and what that does.
struct Effect {
    /// The claim of the report.
    claim: &'static str,
    /// What the row shows, in a sentence.
    shows: &'static str,
    /// The park and the time.
    ground: Ground,
    /// What switches it off.
    off: &'static [&'static str],
    /// Figures that it moves, from the nearest to the farthest downstream.
    moves: &'static [(&'static str, Way)],
    /// Figures, different from replication to replication, that it does not touch.
    still: &'static [&'static str],
}

impl Effect {
    /// What is not as it should be, a line each.
    fn faults(&self) -> String {
        let (on, off) = (self.ground.figures(&[]), self.ground.figures(self.off));
        let mut faults = String::new();
        for &(key, way) in self.moves {
            if let Err(fault) = moved(&values(&on, key), &values(&off, key), way) {
                let Self { claim, shows, .. } = self;
                writeln!(faults, "{claim}: {key} {fault}: {shows}").unwrap();
            }
        }
        for key in self.still {
            let bits = |figures: &[Figures]| -> Vec<u64> {
                values(figures, key).into_iter().map(f64::to_bits).collect()
            };
            let (on, off) = (bits(&on), bits(&off));
            if on != off {
                writeln!(faults, "{}: {key} should not move", self.claim).unwrap();
            }
            let distinct: BTreeSet<u64> = on.into_iter().collect();
            assert!(distinct.len() > 1, "{key} is no figure of chance");
        }
        faults
    }
}

/// The figure of each replication.
fn values(figures: &[Figures], key: &str) -> Vec<f64> {
    let value = |run: &Figures| {
        run.value(key)
            .unwrap_or_else(|| panic!("no value of {key}"))
    };
    figures.iter().map(value).collect()
}

/// Whether the paired differences have an interval off zero on the side of `way`.
fn moved(on: &[f64], off: &[f64], way: Way) -> Result<(), String> {
    let by: Vec<f64> = on.iter().zip(off).map(|(on, off)| on - off).collect();
    let by = Estimate::of(&by, Bounds::Difference).expect("replications");
    let half = by.half_width().unwrap_or(0.0);
    let (low, high) = (by.mean - half, by.mean + half);
    let is_moved = match way {
        Way::Up => low > 0.0,
        Way::Down => high < 0.0,
    };
    if is_moved {
        return Ok(());
    }
    let mean = |sample: &[f64]| sample.iter().sum::<f64>() / sample.len() as f64;
    let (on, off) = (mean(on), mean(off));
    Err(format!(
        "should go {way:?}: off {off}, on {on}, by {low} to {high}"
    ))
}

/// Asserts every row of a chain, and names each that fails.
fn assert_effects(effects: &[Effect]) {
    let faults: String = effects.iter().map(Effect::faults).collect();
    assert!(faults.is_empty(), "\n{faults}");
}

fn study(overrides: &[&str], windows: &[Window]) -> Study {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    let document = Document::load(pilot().as_ref(), &overrides).unwrap();
    let study =
        Study::new(document).unwrap_or_else(|problems| panic!("{overrides:?}: {problems:?}"));
    study.measured_over(windows.to_vec())
}

fn outcomes(study: &Study, replications: u32) -> Vec<Outcome> {
    let outcomes = study.replicate(0..replications, cores(), &Watch::none());
    outcomes.unwrap()
}

/// The effects, by chain of claims.
fn chains() -> [&'static [Effect]; 6] {
    [
        opening::EFFECTS,
        return_home::EFFECTS,
        cluster::EFFECTS,
        platform::EFFECTS,
        reform::EFFECTS,
        service::EFFECTS,
    ]
}

/// Every claim has a row, and none is made up.
#[test]
fn all_27_claims_have_effects() {
    let claims: BTreeSet<&str> = chains()
        .into_iter()
        .flatten()
        .map(|row| row.claim)
        .collect();
    let numbered = [("L", 7), ("R", 5), ("C", 4), ("P", 4), ("F", 3), ("S", 4)];
    let expected: BTreeSet<String> = numbered
        .into_iter()
        .flat_map(|(chain, count)| (1..=count).map(move |number| format!("{chain}{number}")))
        .collect();
    assert_eq!(expected.len(), 27);
    assert!(expected.iter().map(String::as_str).eq(claims));
    for row in chains().into_iter().flatten() {
        assert!(!row.off.is_empty() && !row.moves.is_empty() && !row.still.is_empty());
    }
}
