//! The results of `bench`: the speed of each workload beside a plain loop of the same model, and a
//! check against earlier results.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{number, table};

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
    /// Wall time of its fastest round, in seconds.
    pub wall_s: f64,
    /// Events per second in that round.
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
    /// Why a number above is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
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
        "time s",
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
            three(row.wall_s),
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
        .then_some("there is no plain loop of this model");
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

/// Checks that no row is slower than in `saved` by more than the share `allowed`. Returns the names
/// of the rows that `saved` does not have.
///
/// # Errors
/// If a workload is slower or missing from `rows`, or nothing can be compared.
pub fn check(
    saved: &[BenchRow],
    rows: &[BenchRow],
    allowed: f64,
) -> Result<Vec<String>, CheckError> {
    let lacks = |rows: &[BenchRow], row: &BenchRow| rows.iter().all(|other| other.name != row.name);
    let gone = saved.iter().filter(|row| lacks(rows, row));
    let gone = gone.map(|row| format!("{}: missing from this run", row.name));
    let worse: Vec<String> = gone.chain(regressions(saved, rows, allowed)).collect();
    if !worse.is_empty() {
        return Err(CheckError::Slower(worse));
    }
    if saved.is_empty() {
        return Err(CheckError::NothingToCompare);
    }
    let new = rows.iter().filter(|row| lacks(saved, row));
    Ok(new.map(|row| row.name.clone()).collect())
}

/// A sentence for each row that is slower than in `saved` by more than the share `allowed`. The
/// ratio to the plain loop is compared where there is one, since both slow down together on a busy
/// machine; otherwise the events per second.
fn regressions(saved: &[BenchRow], now: &[BenchRow], allowed: f64) -> Vec<String> {
    let pairs = now.iter().filter_map(|row| {
        let before = saved.iter().find(|before| before.name == row.name)?;
        Some((before, row))
    });
    pairs
        .filter_map(|(before, row)| {
            let (measure, was, is) = match (before.ratio_to_baseline, row.ratio_to_baseline) {
                (Some(was), Some(is)) => ("time over the plain loop's", was, is),
                _ => (
                    "seconds per event",
                    1.0 / before.events_per_s,
                    1.0 / row.events_per_s,
                ),
            };
            let worse = is / was - 1.0;
            (worse > allowed).then(|| {
                format!(
                    "{}: {measure} went from {was:.3e} to {is:.3e}, {:.1} % worse \
                     (allowed: {:.1} %)",
                    row.name,
                    worse * 100.0,
                    allowed * 100.0
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, events_per_s: f64, ratio: Option<f64>) -> BenchRow {
        BenchRow {
            name: name.to_owned(),
            unit: events(),
            events: 10,
            wall_s: 10.0 / events_per_s,
            events_per_s,
            baseline_events_per_s: ratio.map(|ratio| events_per_s * ratio),
            ratio_to_baseline: ratio,
            peak_rss_mb: None,
            digest: "0".to_owned(),
            reason: None,
        }
    }

    #[test]
    fn the_ratio_decides_where_there_is_one_and_the_rate_elsewhere() {
        let saved = [row("line", 100.0, Some(1.0)), row("pilot", 100.0, None)];
        let slower_machine = [row("line", 50.0, Some(1.04)), row("pilot", 98.0, None)];
        assert!(regressions(&saved, &slower_machine, 0.05).is_empty());
        let worse = [row("line", 100.0, Some(1.06)), row("pilot", 94.0, None)];
        let sentences = regressions(&saved, &worse, 0.05);
        assert_eq!(sentences.len(), 2);
        assert!(sentences[0].starts_with("line: time over the plain loop's"));
        assert!(sentences[1].contains("6.4 % worse"), "{}", sentences[1]);
        assert!(
            regressions(&[], &worse, 0.05).is_empty(),
            "a new workload has no past"
        );
    }

    #[test]
    fn a_check_fails_without_anything_to_compare_and_names_new_rows() {
        let (line, pilot) = (row("line", 100.0, Some(1.0)), row("pilot", 100.0, None));
        let (both, line) = ([line.clone(), pilot], [line]);
        assert_eq!(check(&line, &both, 0.05), Ok(vec!["pilot".to_owned()]));
        assert_eq!(check(&[], &both, 0.05), Err(CheckError::NothingToCompare));
        let gone = vec!["pilot: missing from this run".to_owned()];
        assert_eq!(check(&both, &line, 0.05), Err(CheckError::Slower(gone)));
    }

    #[test]
    fn rows_survive_their_file() {
        let rows = [
            row("line", 123.456_789, Some(1.0 / 3.0)),
            row("pilot", 1.0, None),
        ];
        assert_eq!(from_json(&to_json(&rows)).unwrap(), rows);
    }
}
