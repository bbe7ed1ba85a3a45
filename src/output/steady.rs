//! The table of how series settle.

use super::number;
use super::table::{align_right, lines, plain_table};
use crate::experiment::steady::{Settling, Steady};

/// A row for each series: the warm-up that it needs, and its mean after that of the run.
#[must_use]
pub fn steady_table(series: &[Settling]) -> String {
    let mut table = plain_table();
    table.set_header([
        "series",
        "MSER-5",
        "mean after",
        "95 % interval",
        "unit",
        "from",
    ]);
    for one in series {
        let warmup = match one.warmup {
            None => "unsettled".to_owned(),
            Some(warmup) if warmup.is_zero() => "none".to_owned(),
            Some(warmup) => warmup.to_string(),
        };
        let interval =
            |low: f64, high: f64| format!("{} to {}", number::plain(low), number::plain(high));
        let (mean, interval, from) = match &one.mean {
            Steady::Unknown => ("-".to_owned(), "-".to_owned(), "too few points".to_owned()),
            Steady::Replications(estimate) => (
                number::plain(estimate.mean),
                estimate
                    .interval
                    .map_or_else(|| "-".to_owned(), |found| interval(found.low, found.high)),
                format!("{} replications", estimate.count),
            ),
            Steady::Batches(found) => (
                number::plain(found.mean),
                interval(found.interval.low, found.interval.high),
                format!("{} batches of {}", found.batches, found.size),
            ),
        };
        table.add_row([one.key.as_str(), &warmup, &mean, &interval, one.unit, &from]);
    }
    align_right(&mut table, 1);
    align_right(&mut table, 2);
    lines(&table)
}
