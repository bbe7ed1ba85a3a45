//! What `-r auto` must have reached for exit code 0.

use super::Failure;
use crate::experiment::precision::Unmet;
use crate::output::number;

/// Requires that every wish for precision is met.
///
/// * `unmet` — the wishes that are not.
/// * `replications` — how many there are.
///
/// # Errors
/// All unmet wishes, with what was reached.
pub(super) fn require_precise(unmet: &[Unmet], replications: usize) -> Result<(), Failure> {
    let named = |unmet: &Unmet| {
        let reached = unmet.reached.map_or_else(
            || "no interval".to_owned(),
            |reached| format!("a half-width of {}", number::plain(reached)),
        );
        format!(
            "{} ({reached}; wished for: {})",
            unmet.key, unmet.half_width
        )
    };
    let unmet: Vec<String> = unmet.iter().map(named).collect();
    if unmet.is_empty() {
        return Ok(());
    }
    Err(Failure::Check(format!(
        "after {replications} replications not precise enough: {}; `--most` allows more",
        unmet.join(", ")
    )))
}
