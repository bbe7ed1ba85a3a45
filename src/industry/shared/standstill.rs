//! What has stood still for long at the end of a period while work waited for it.

use crate::engine::{Clock, Figures, Remark};
use crate::units::{Duration, SimTime};

/// The share of the run without progress that is long.
const LONG: f64 = 0.25;
/// The least time without progress that is long.
const WEEK: Duration = Duration::days(7);

/// Adds a remark if nothing has moved from `since` to `now` although work waited all the time, and
/// that is long: a quarter of the run and a week at least.
///
/// * `what` — what happened, the same in every run.
/// * `detail` — who has waited, for what; the date since when is put behind it.
pub fn remark(
    clock: &Clock,
    (since, now): (SimTime, SimTime),
    what: &'static str,
    detail: impl FnOnce() -> String,
    figures: &mut Figures,
) {
    let still = now.saturating_since(since);
    if still >= now.since(SimTime::ZERO).scaled(LONG).max(WEEK) {
        let detail = format!("{} since {}", detail(), clock.date(since));
        figures.remark(Remark { what, detail });
    }
}
