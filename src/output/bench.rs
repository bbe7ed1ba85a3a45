//! What `bench` says: how fast each workload ran beside a plain loop of the same model, and whether
//! that has become worse.

use serde::{Deserialize, Serialize};

use super::{number, table};

/// One measured workload; the fields stand in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchRow {
    /// Its name.
    pub name: String,
    /// What is counted: events, if nothing else is said.
    #[serde(default = "events")]
    pub unit: String,
    /// Events in one round, or what else is counted.
    pub events: u64,
    /// Wall time of its fastest round, in seconds.
    pub wall_s: f64,
    /// Events per second in that round.
    pub events_per_s: f64,
    /// Events per second of the plain hand-written loop; none where there is no such loop.
    pub baseline_events_per_s: Option<f64>,
    /// Time per event over that of the plain loop: lower is better; none as above.
    pub ratio_to_baseline: Option<f64>,
    /// The greatest memory held at once so far, in MB; none where the system does not tell.
    pub peak_rss_mb: Option<f64>,
    /// What the round computed: equal code gives equal digests.
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

/// The rows for people.
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

/// What became worse than `saved` by more than the share `allowed`, in sentences. The ratio to the
/// plain loop is compared where there is one, since both slow down together on a busy machine; else
/// the events per second.
#[must_use]
pub fn regressions(saved: &[BenchRow], now: &[BenchRow], allowed: f64) -> Vec<String> {
    let pairs = now.iter().filter_map(|row| {
        let before = saved.iter().find(|before| before.name == row.name)?;
        Some((before, row))
    });
    pairs
        .filter_map(|(before, row)| {
            let (measure, was, is) = match (before.ratio_to_baseline, row.ratio_to_baseline) {
                (Some(was), Some(is)) => ("time over the plain loop's", was, is),
                _ => (
                    "seconds an event",
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
    fn rows_survive_their_file() {
        let rows = [
            row("line", 123.456_789, Some(1.0 / 3.0)),
            row("pilot", 1.0, None),
        ];
        assert_eq!(from_json(&to_json(&rows)).unwrap(), rows);
    }
}
