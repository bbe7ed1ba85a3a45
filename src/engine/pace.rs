//! When the next of events comes that repeat at a pace that may change (method M2).
//!
//! What is left of the gap to the next event, as a multiple of the mean gap, is used up at the pace
//! of the moment: so a plan of so many lots a month gives that many also where it changes within a
//! gap, and a Poisson process stays one. The time of an event is what was scheduled, to the
//! millisecond, as long as the pace does not change.

use super::due::Due;
use crate::units::{Duration, SimTime};

/// The next event of a repeated process.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// When it comes; none while the process stands still.
    due: Option<SimTime>,
    /// The gap to it that is left while the process stands still, in mean gaps; none where it has
    /// not been drawn.
    left: Option<f64>,
    /// The mean gap in milliseconds; infinite while the process stands still.
    mean: f64,
}

impl Pace {
    /// A process of this mean gap in milliseconds, infinite for one that stands still, whose next
    /// event is not known yet.
    #[must_use]
    pub const fn new(mean: f64) -> Self {
        Self {
            due: None,
            left: None,
            mean,
        }
    }

    /// The next event is scheduled for this time.
    pub const fn expect(&mut self, due: SimTime) {
        self.due = Some(due);
    }

    /// Whether an event that is popped at `now` is the current one.
    #[must_use]
    pub fn is_now(&self, now: SimTime) -> bool {
        self.due.map_or(Due::NEVER, Due::at).is_now(now)
    }

    /// Goes on at another mean gap from `now` on; returns the time for which the next event has to
    /// be scheduled, if that changes. `fresh` draws a gap, in mean gaps, where none was drawn yet.
    pub fn change(
        &mut self,
        now: SimTime,
        mean: f64,
        fresh: impl FnOnce() -> f64,
    ) -> Option<SimTime> {
        if mean.total_cmp(&self.mean).is_eq() {
            return None;
        }
        let left = self.due.map(|due| {
            let gap = due.saturating_since(now).as_millis() as f64;
            gap / self.mean
        });
        self.mean = mean;
        if mean.is_infinite() {
            self.left = left.or(self.left);
            self.due = None;
            return None;
        }
        let left = left.or(self.left.take()).unwrap_or_else(fresh);
        let due = now + Duration::from_millis_f64(left * mean);
        self.due = Some(due);
        Some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: u64) -> SimTime {
        SimTime::from_millis(millis)
    }

    /// 3/4 of a gap of 1,000 ms are left; they take 1,500 ms at half the pace, of which a third
    /// passes, and the rest of a half takes 250 ms at twice the first pace.
    #[test]
    fn what_is_left_of_a_gap_is_used_up_at_the_pace_of_the_moment() {
        let mut pace = Pace::new(1_000.0);
        pace.expect(at(1_000));
        assert!(pace.is_now(at(1_000)));
        assert_eq!(pace.change(at(250), 1_000.0, || panic!("not drawn")), None);
        let due = pace.change(at(250), 2_000.0, || panic!("not drawn"));
        assert_eq!(due, Some(at(1_750)));
        assert!(!pace.is_now(at(1_000)));
        let due = pace.change(at(750), 500.0, || panic!("not drawn"));
        assert_eq!(due, Some(at(1_000)));
    }

    #[test]
    fn a_process_that_stands_still_keeps_what_was_left() {
        let mut pace = Pace::new(1_000.0);
        pace.expect(at(1_000));
        let still = pace.change(at(400), f64::INFINITY, || panic!("not drawn"));
        assert_eq!(still, None);
        assert!(!pace.is_now(at(1_000)));
        let due = pace.change(at(9_000), 100.0, || panic!("not drawn"));
        assert_eq!(due, Some(at(9_060)));
    }

    #[test]
    fn a_process_that_never_ran_draws_its_first_gap() {
        let mut pace = Pace::new(f64::INFINITY);
        assert_eq!(pace.change(at(50), 200.0, || 1.5), Some(at(350)));
    }
}
