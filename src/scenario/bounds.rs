//! Numbers against the bounds of a schema.

use serde_json::Value as Json;

use super::problem::Fault;
use super::schema::Part;

/// A floating-point number as the integer that it is, if it is one.
#[expect(clippy::cast_possible_truncation, reason = "checked first")]
pub(super) fn whole(value: f64) -> Option<i64> {
    const MOST: f64 = (1_u64 << 53) as f64;
    (value.fract().abs() <= 0.0 && value.abs() <= MOST).then_some(value as i64)
}

/// What is wrong with `value`, if it lies outside of `minimum`, `maximum` and their strict kin.
pub(super) fn range_fault(part: &Part, value: f64, shown: &str) -> Option<Fault> {
    let bound = |key: &str| part.get(key).and_then(Json::as_f64);
    let checks = [
        (
            bound("minimum").is_some_and(|least| value < least),
            "minimum",
            "at least",
        ),
        (
            bound("maximum").is_some_and(|most| value > most),
            "maximum",
            "at most",
        ),
        (
            bound("exclusiveMinimum").is_some_and(|least| value <= least),
            "exclusiveMinimum",
            "above",
        ),
        (
            bound("exclusiveMaximum").is_some_and(|most| value >= most),
            "exclusiveMaximum",
            "below",
        ),
    ];
    let (_, key, words) = checks.into_iter().find(|(is_broken, ..)| *is_broken)?;
    let both = (bound("minimum"), bound("maximum"));
    let allowed = match both {
        (Some(least), Some(most)) => format!("from {least} to {most}"),
        _ => format!("{words} {}", bound(key)?),
    };
    Some(Fault::out_of_range(shown, allowed))
}
