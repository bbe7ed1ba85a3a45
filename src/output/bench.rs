//! The results of `bench`: the speed of each workload beside a plain loop of the same model, and a
//! check against an earlier program, with which this one took turns.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{number, table};
use crate::statistics::signed_rank::Centre;

/// One measured workload; the fields stand in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchRow {
    /// The name of the workload.
    pub name: String,
    /// What is counted; events in files that do not say.
    #[serde(default = "events")]
    pub unit: String,
    /// Events of one round, or of what else is counted.
    pub events: u64,
    /// Processor time of one round, in seconds: of each of its pieces the least of all rounds,
    /// since other work on the machine only ever adds to it.
    pub cpu_s: f64,
    /// Events per second of that time.
    pub events_per_s: f64,
    /// Events per second of the plain hand-written loop; none where there is no such loop.
    pub baseline_events_per_s: Option<f64>,
    /// Time per event over that of the plain loop: lower is better; none where there is no such
    /// loop.
    pub ratio_to_baseline: Option<f64>,
    /// Peak memory of the process in the first round, in MB; none where the system does not report
    /// it.
    pub peak_rss_mb: Option<f64>,
    /// A digest of the results of a round: equal code gives equal digests.
    pub digest: String,
    /// How it compares with an earlier program; left out without `--check`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Why a number above is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The confidence of the interval of a [`Change`].
const CONFIDENCE: f64 = 0.99;

/// How much more processor time an event takes than in an earlier program, as a share: 0.08 is 8 %
/// slower.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The estimate of Hodges and Lehmann over the logarithms of the turns' ratios.
    pub mean: f64,
    /// The low end of its 99 % interval, that of Wilcoxon's signed ranks.
    pub low: f64,
    /// The high end.
    pub high: f64,
    /// Turns of either program.
    pub turns: usize,
}

impl Change {
    /// Turns of either program before a verdict: the fewest that have a 99 % interval.
    pub const FEWEST: usize = 8;
    /// Turns after which the estimate decides.
    pub const MOST: usize = 40;

    /// The change of pairs of times (earlier program, this one), each measured one after the other;
    /// none of fewer than [`Change::FEWEST`], and of times that are not above zero.
    ///
    /// ```
    /// use chippark::output::bench::Change;
    /// // Seven turns are 10 % slower; in one another program held this one up.
    /// let mut pairs = vec![(1.0, 1.1); 7];
    /// assert_eq!(Change::of(&pairs), None);
    /// pairs.push((1.0, 11.0));
    /// let change = Change::of(&pairs).unwrap();
    /// assert!((change.mean - 0.1).abs() < 1e-12 && (change.low - 0.1).abs() < 1e-12);
    /// assert!((change.high - 10.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        if pairs.iter().any(|(was, is)| was.min(*is) <= 0.0) {
            return None;
        }
        let ratios: Vec<f64> = pairs.iter().map(|(was, is)| libm::log(is / was)).collect();
        let centre = Centre::of(&ratios, CONFIDENCE)?;
        let change = |log: f64| libm::exp(log) - 1.0;
        Some(Self {
            mean: change(centre.estimate),
            low: change(centre.low),
            high: change(centre.high),
            turns: pairs.len(),
        })
    }

    /// Whether it is slower by more than a share: the whole interval lies beyond, or, after
    /// [`Change::MOST`] turns on a loud machine, the estimate does and the interval lies above 0.
    #[must_use]
    pub fn exceeds(&self, allowed: f64) -> bool {
        let is_last = self.turns >= Self::MOST;
        self.low > allowed || (is_last && self.mean > allowed && self.low > 0.0)
    }

    /// Whether further turns are not needed: the interval lies on one side of the share.
    #[must_use]
    pub fn is_decided(&self, allowed: f64) -> bool {
        self.exceeds(allowed) || self.high <= allowed
    }

    /// "8.1 % slower than the earlier program (99 % interval: 6.9 to 9.4 %; 12 turns)".
    fn sentence(&self) -> String {
        let way = if self.mean < 0.0 { "faster" } else { "slower" };
        format!(
            "{:.1} % {way} than the earlier program (99 % interval: {:+.1} to {:+.1} %; {} turns)",
            self.mean.abs() * 100.0,
            self.low * 100.0,
            self.high * 100.0,
            self.turns
        )
    }
}

fn events() -> String {
    crate::experiment::bench::EVENTS_UNIT.to_owned()
}

/// The rows as JSON text.
#[must_use]
pub fn to_json(rows: &[BenchRow]) -> String {
    super::json_text(&rows)
}

/// The rows of a text that [`to_json`] wrote.
///
/// # Errors
/// If it is no such text.
pub fn from_json(text: &str) -> Result<Vec<BenchRow>, serde_json::Error> {
    serde_json::from_str(text)
}

/// The rows as a table for people.
#[must_use]
pub fn bench_table(rows: &[BenchRow]) -> String {
    let mut shown = table::plain_table();
    shown.set_header([
        "workload",
        "count",
        "of",
        "CPU s",
        "M/s",
        "over plain loop",
        "peak MB",
    ]);
    let three = |value: f64| format!("{value:.3}");
    for row in rows {
        shown.add_row([
            row.name.clone(),
            number::plain(row.events as f64),
            row.unit.clone(),
            three(row.cpu_s),
            three(row.events_per_s / 1e6),
            row.ratio_to_baseline
                .map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
            row.peak_rss_mb
                .map_or_else(|| "-".to_owned(), |peak| format!("{peak:.0}")),
        ]);
    }
    for column in [1, 3, 4, 5, 6] {
        table::align_right(&mut shown, column);
    }
    table::lines(&shown)
}

/// Why a figure of a row is missing, if one is.
#[must_use]
pub fn missing(plain: Option<f64>, peak_rss_mb: Option<f64>) -> Option<String> {
    let plain = plain
        .is_none()
        .then_some("no plain loop of this model was measured");
    let peak = (peak_rss_mb.is_none()).then_some("the system does not report its peak memory");
    let reasons: Vec<&str> = [plain, peak].into_iter().flatten().collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Why a check against earlier results failed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CheckError {
    /// Some workloads are slower, or are no longer measured; a line for each.
    #[error("{}", .0.join("\n"))]
    Slower(Vec<String>),
    /// No workload has earlier results: such a check would never fail.
    #[error("nothing was compared: the file of --check holds none of these workloads")]
    NothingToCompare,
}

/// Checks that no row is shown to be slower than the earlier program by more than the share
/// `allowed`, and that none of `saved` lacks. Returns a sentence for each row that was compared.
///
/// # Errors
/// If a workload is slower or missing from `rows`, or nothing was compared.
pub fn check(
    saved: &[BenchRow],
    rows: &[BenchRow],
    allowed: f64,
) -> Result<Vec<String>, CheckError> {
    let is_gone = |row: &&BenchRow| rows.iter().all(|other| other.name != row.name);
    let gone = saved.iter().filter(is_gone);
    let gone = gone.map(|row| format!("{}: missing from this run", row.name));
    let changes = rows.iter().filter_map(|row| Some((row, row.change?)));
    let slower = changes
        .clone()
        .filter(|(_, change)| change.exceeds(allowed));
    let slower = slower.map(|(row, change)| {
        let allowed = allowed * 100.0;
        format!(
            "{}: {}, allowed {allowed:.1} %",
            row.name,
            change.sentence()
        )
    });
    let worse: Vec<String> = gone.chain(slower).collect();
    if !worse.is_empty() {
        return Err(CheckError::Slower(worse));
    }
    let compared: Vec<String> = changes
        .map(|(row, change)| format!("{}: {}", row.name, change.sentence()))
        .collect();
    if compared.is_empty() {
        return Err(CheckError::NothingToCompare);
    }
    Ok(compared)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, pairs: &[(f64, f64)]) -> BenchRow {
        BenchRow {
            name: name.to_owned(),
            unit: events(),
            events: 10,
            cpu_s: 0.1,
            events_per_s: 100.0,
            baseline_events_per_s: None,
            ratio_to_baseline: None,
            peak_rss_mb: None,
            digest: "0".to_owned(),
            change: Change::of(pairs),
            reason: None,
        }
    }

    /// Turns whose ratios scatter by a percent around 1 + `change`.
    fn turns(change: f64) -> Vec<(f64, f64)> {
        let noise = [-0.01, 0.01, 0.0, -0.005, 0.005, 0.01, -0.01, 0.0];
        let ratio = |noise: &f64| (1.0, (1.0 + change) * libm::exp(*noise));
        noise.iter().map(ratio).collect()
    }

    #[test]
    fn a_check_fails_where_the_interval_or_after_many_turns_the_estimate_lies_beyond() {
        let saved = [row("line", &[]), row("pilot", &[])];
        // The interval of eight turns goes from the least to the greatest ratio: 1 % either way.
        for (change, fails) in [(0.0, false), (0.055, false), (0.065, true), (0.08, true)] {
            let rows = [row("line", &turns(change)), row("pilot", &turns(-0.2))];
            let found = check(&saved, &rows, 0.05);
            assert_eq!(found.is_err(), fails, "{change}: {found:?}");
            let text = found.map_or_else(|error| error.to_string(), |texts| texts.join("\n"));
            let expected = format!("line: {:.1} % slower than", change * 100.0);
            assert!(text.starts_with(&expected), "{text}");
            assert_ne!(fails, text.contains("pilot: 20.0 % faster than"), "{text}");
        }
        let change = |change| Change::of(&turns(change)).unwrap();
        assert!(change(0.0).is_decided(0.05) && change(0.08).is_decided(0.05));
        assert!(!change(0.05).is_decided(0.05));
        // After forty turns that decide nothing, the estimate does.
        let spread = |change: f64, by: f64| {
            let log = libm::log1p(change);
            let ratio = |turn| (1.0, libm::exp(log + by * (f64::from(turn) - 19.5) / 19.5));
            Change::of(&(0..40).map(ratio).collect::<Vec<_>>()).unwrap()
        };
        for (change, by, fails) in [(0.07, 0.1, true), (0.04, 0.1, false), (0.07, 0.4, false)] {
            let change = spread(change, by);
            assert!(change.low < 0.05 && change.high > 0.05, "{change:?}");
            assert_eq!(change.exceeds(0.05), fails, "{change:?}");
        }
    }

    #[test]
    fn a_check_needs_what_was_saved_and_something_to_compare() {
        let line = row("line", &turns(0.0));
        let gone = vec!["pilot: missing from this run".to_owned()];
        let saved = [row("line", &[]), row("pilot", &[])];
        let found = check(&saved, std::slice::from_ref(&line), 0.05);
        assert_eq!(found, Err(CheckError::Slower(gone)));
        let found = check(&[], &[row("line", &[])], 0.05);
        assert_eq!(found, Err(CheckError::NothingToCompare));
    }

    #[test]
    fn rows_survive_their_file() {
        let rows = [row("line", &turns(1.0 / 3.0)), row("pilot", &[])];
        assert_eq!(from_json(&to_json(&rows)).unwrap(), rows);
    }
}
