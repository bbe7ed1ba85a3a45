//! When the lines work.

use crate::units::time::DAY;
use crate::units::{Duration, SimTime};

/// The hours of a week in which the lines work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkingHours {
    /// Day and night.
    AroundTheClock,
    /// One span on some days of the week.
    Shift {
        /// When work begins, from midnight.
        opens: Duration,
        /// When it ends, from the same midnight; after `opens`, at most 24 h.
        closes: Duration,
        /// Days a week, from Monday on: 1 to 7.
        days: u8,
        /// The day of the week of the run's first day: 0 is Monday.
        first_weekday: u8,
    },
}

impl WorkingHours {
    /// The working span that contains `at` or, if none does, the next one after it.
    fn span(self, at: SimTime) -> (SimTime, SimTime) {
        let Self::Shift {
            opens,
            closes,
            days,
            first_weekday,
        } = self
        else {
            return (SimTime::ZERO, SimTime::MAX);
        };
        let works = |day: u64| (day + u64::from(first_weekday)) % 7 < u64::from(days);
        let mut day = at.day();
        loop {
            let midnight = SimTime::from_millis(day * DAY);
            if works(day) && at < midnight + closes {
                return (midnight + opens, midnight + closes);
            }
            day += 1;
        }
    }

    /// Whether the lines work at `at`.
    #[must_use]
    pub fn is_open(self, at: SimTime) -> bool {
        self.span(at).0 <= at
    }

    /// When they next begin or stop to work, if ever.
    #[must_use]
    pub fn next_change(self, at: SimTime) -> Option<SimTime> {
        if self == Self::AroundTheClock {
            return None;
        }
        let (opens, closes) = self.span(at);
        Some(if at < opens { opens } else { closes })
    }

    /// The end of work that begins at `from`, takes `work`, and rests while the lines do.
    ///
    /// ```
    /// use chippark::industry::assembly::WorkingHours;
    /// use chippark::units::{Duration, SimTime};
    /// let hours = Duration::hours;
    /// let week = WorkingHours::Shift { opens: hours(8), closes: hours(16), days: 5, first_weekday: 0 };
    /// // Begun on Friday at 15:00, two hours of work end on Monday at 9:00.
    /// let friday = SimTime::ZERO + hours(4 * 24 + 15);
    /// assert_eq!(week.after(friday, hours(2)), SimTime::ZERO + hours(7 * 24 + 9));
    /// ```
    #[must_use]
    pub fn after(self, from: SimTime, work: Duration) -> SimTime {
        let (mut now, mut left) = (from, work);
        while !left.is_zero() {
            let (opens, closes) = self.span(now);
            now = now.max(opens);
            let room = closes.since(now);
            if left <= room {
                return now + left;
            }
            left = left - room;
            now = closes;
        }
        now
    }

    /// Working hours of a week.
    #[must_use]
    pub fn hours_a_week(self) -> f64 {
        match self {
            Self::AroundTheClock => 168.0,
            Self::Shift {
                opens,
                closes,
                days,
                ..
            } => (closes - opens).as_hours() * f64::from(days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hours: u64) -> SimTime {
        SimTime::ZERO + Duration::hours(hours)
    }

    #[test]
    fn weekends_are_free() {
        // The run begins on a Saturday.
        let week = WorkingHours::Shift {
            opens: Duration::hours(8),
            closes: Duration::hours(16),
            days: 5,
            first_weekday: 5,
        };
        assert!(!week.is_open(at(10)) && !week.is_open(at(24 + 10)));
        assert_eq!(week.next_change(at(0)), Some(at(48 + 8)));
        assert!(week.is_open(at(48 + 8)) && !week.is_open(at(48 + 16)));
        assert_eq!(week.next_change(at(48 + 8)), Some(at(48 + 16)));
        assert_eq!(week.next_change(at(48 + 16)), Some(at(72 + 8)));
    }

    proptest! {
        /// Work that is cut in two ends when the whole would.
        #[test]
        fn work_adds_up(from in 0_u64..2_000_000_000, one in 0_u64..400_000_000, two in 0_u64..400_000_000) {
            let week = WorkingHours::Shift {
                opens: Duration::hours(6),
                closes: Duration::hours(22),
                days: 6,
                first_weekday: 3,
            };
            let from = SimTime::from_millis(from);
            let (one, two) = (Duration::millis(one), Duration::millis(two));
            let end = week.after(from, one + two);
            prop_assert_eq!(week.after(week.after(from, one), two), end);
            prop_assert!(end >= from + one + two);
        }
    }
}
