//! How often the 95 % intervals of ten replications hold the truth.
//!
//! `CHIPPARK_EXPERIMENTS=1000` runs as many experiments, and four times as many replications for
//! the truth, as `docs/experiments.md` reports.

use std::collections::BTreeMap;

use chippark::experiment::{Study, Summary, Watch, cores};
use chippark::scenario::Document;

use crate::support::project;

/// The replications of an experiment.
const REPLICATIONS: usize = 10;

/// How the intervals of a figure did.
#[derive(Default)]
struct Tally {
    intervals: u32,
    hits: u32,
    warned: u32,
}

/// Every figure of the mini-fab that varies: the median figure is held in 93 to 97 % of the
/// experiments, and no figure in less than 88 %, within 4 standard errors, unless its replications
/// are warned of as skewed in most experiments. Student's t instead of the normal law, a standard
/// deviation divided by n, or a scale that is not taken back would all be seen by the median.
#[test]
fn intervals_of_ten_replications_hold_the_truth() {
    let experiments = std::env::var("CHIPPARK_EXPERIMENTS");
    let experiments = experiments.map_or(100, |count| count.parse().expect("a number"));
    let document = Document::load(&project("scenarios/mini-fab.toml"), &[]).unwrap();
    let study = Study::new(document).unwrap();
    let study = study.with(&["run.until=200 d".to_owned()]).unwrap();
    let sampled = u32::try_from(experiments * REPLICATIONS).unwrap();
    let of = |numbers| study.replicate(numbers, cores(), &Watch::none()).unwrap();
    let truth = Summary::of(&of(
        sampled..sampled + u32::try_from(4 * experiments).unwrap()
    ));
    let truth: BTreeMap<&str, f64> = truth
        .figures
        .iter()
        .filter_map(|figure| Some((figure.key.as_str(), figure.estimate?)))
        .filter(|(_, estimate)| estimate.sd.is_some_and(|sd| sd > 0.0))
        .map(|(key, estimate)| (key, estimate.mean))
        .collect();
    assert!(truth.len() > 60, "{} figures vary", truth.len());

    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for experiment in of(0..sampled).chunks(REPLICATIONS) {
        for figure in Summary::of(experiment).figures {
            let found = truth
                .get_key_value(figure.key.as_str())
                .zip(figure.estimate);
            let Some(((key, mean), estimate)) = found else {
                continue;
            };
            let Some(interval) = estimate.interval else {
                continue;
            };
            assert!(interval.low < interval.high, "{key}: {interval:?}");
            let tally = tallies.entry(key).or_default();
            tally.intervals += 1;
            tally.hits += u32::from(interval.contains(*mean));
            tally.warned += u32::from(estimate.is_skewed);
        }
    }
    let share = |tally: &Tally| f64::from(tally.hits) / f64::from(tally.intervals);
    let mut shares: Vec<f64> = tallies.values().map(share).collect();
    shares.sort_by(f64::total_cmp);
    let median = shares[shares.len() / 2];
    assert!(
        (0.93..=0.97).contains(&median),
        "the median figure is held in {median}"
    );
    for (key, tally) in &tallies {
        let error = (0.88 * 0.12 / f64::from(tally.intervals)).sqrt();
        let is_warned = 2 * tally.warned >= tally.intervals;
        assert!(
            is_warned || share(tally) >= 0.88 - 4.0 * error,
            "{key} is held in {} of {} experiments",
            tally.hits,
            tally.intervals
        );
    }
}
