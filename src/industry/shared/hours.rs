//! Working time: the same hours on the first days of every week. There are no holidays.

use crate::units::{Date, Duration, SimTime};

/// Days of a week.
const WEEK: u64 = 7;

/// The working days of a week, counted by days of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkWeek {
    /// Working days of a week, from Monday on: 1 to 7.
    workdays: u8,
    /// The weekday of the first day of the run: 0 is Monday.
    first_weekday: u8,
}

impl WorkWeek {
    /// The first `workdays` (1 to 7) days of each week, in a run that starts on a Monday.
    #[must_use]
    pub const fn of(workdays: u8) -> Self {
        Self {
            workdays,
            first_weekday: 0,
        }
    }

    /// The first `workdays` (1 to 7) days of each week, from Monday on, in a run that starts on
    /// `start`.
    ///
    /// ```
    /// use chippark::industry::shared::hours::WorkWeek;
    /// use chippark::units::Date;
    /// let thursday = Date::ymd(2018, 1, 4);
    /// let week = WorkWeek::new(5, thursday);
    /// let is_workday = [0, 1, 2, 3, 4].map(|day| week.is_workday(day));
    /// assert_eq!(is_workday, [true, true, false, false, true]);
    /// ```
    #[must_use]
    pub fn new(workdays: u8, start: Date) -> Self {
        Self {
            workdays,
            first_weekday: start.weekday().unsigned_abs() - 1,
        }
    }

    /// The same number of working days, in a run that starts on `start`.
    #[must_use]
    pub fn starting(self, start: Date) -> Self {
        Self::new(self.workdays, start)
    }

    /// Whether a day of the run is a working day.
    #[must_use]
    pub fn is_workday(self, day: u64) -> bool {
        (day + u64::from(self.first_weekday)) % WEEK < u64::from(self.workdays)
    }
}

/// The hours of the working days in which work is done, or begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    /// Time of day at which work begins.
    pub opens: Duration,
    /// Time of day at which it ends; after `opens`, at most 24 h.
    pub closes: Duration,
    /// On which days.
    pub week: WorkWeek,
}

impl OpeningHours {
    /// Around the clock, every day.
    pub const ALWAYS: Self = Self {
        opens: Duration::ZERO,
        closes: Duration::days(1),
        week: WorkWeek::of(7),
    };

    /// The values allowed for `closes`, for an error message, if its value is not one of them.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let is_right = self.opens < self.closes && self.closes <= Duration::days(1);
        (!is_right).then(|| format!("after {}, at most 24 h", self.opens))
    }

    /// Whether it is open around the clock, every day.
    #[inline]
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.week.workdays == 7 && self.opens.is_zero() && self.closes == Duration::days(1)
    }

    /// Whether it is open at `at`.
    #[must_use]
    pub fn is_open(&self, at: SimTime) -> bool {
        let time = at.time_of_day();
        self.opens <= time && time < self.closes && self.week.is_workday(at.day())
    }

    /// The first opening after `at`.
    #[must_use]
    pub fn next_opening(&self, at: SimTime) -> SimTime {
        let today = at.day() + u64::from(at.time_of_day() >= self.opens);
        midnight(self.workday_from(today)) + self.opens
    }

    /// When it next opens or closes after `at`, if ever. Where one day's hours follow the other's
    /// without a gap, it closes and opens at once.
    #[must_use]
    pub fn next_change(&self, at: SimTime) -> Option<SimTime> {
        if self.is_always() {
            return None;
        }
        let (opens, closes) = self.span(at);
        Some(if at < opens { opens } else { closes })
    }

    /// The end of work that begins at `from` or at the first opening after it, takes `work`, and
    /// rests while it is closed.
    ///
    /// ```
    /// use chippark::industry::shared::hours::{OpeningHours, WorkWeek};
    /// use chippark::units::{Date, Duration, SimTime};
    /// let hours = Duration::hours;
    /// let week = WorkWeek::new(5, Date::ymd(2018, 1, 1));
    /// let shift = OpeningHours { opens: hours(8), closes: hours(16), week };
    /// // Begun on Friday at 15:00, two hours of work end on Monday at 9:00.
    /// let friday = SimTime::ZERO + hours(4 * 24 + 15);
    /// assert_eq!(shift.after(friday, hours(2)), SimTime::ZERO + hours(7 * 24 + 9));
    /// ```
    #[must_use]
    pub fn after(&self, from: SimTime, work: Duration) -> SimTime {
        if self.is_always() {
            return from + work;
        }
        let (mut now, mut left) = (from, work);
        while !left.is_zero() {
            let (opens, closes) = self.span(now);
            now = now.max(opens);
            let until_closing = closes.since(now);
            if left <= until_closing {
                return now + left;
            }
            left = left - until_closing;
            now = closes;
        }
        now
    }

    /// How long it is open from `from` to `until`.
    #[must_use]
    pub fn open_between(&self, from: SimTime, until: SimTime) -> Duration {
        let mut open = Duration::ZERO;
        let mut day = from.day();
        while midnight(day) < until {
            if self.week.is_workday(day) {
                let begin = from.max(midnight(day) + self.opens);
                let end = until.min(midnight(day) + self.closes);
                open += end.saturating_since(begin);
            }
            day += 1;
        }
        open
    }

    /// The same time of day, so many working days later.
    #[must_use]
    pub fn workdays_later(&self, at: SimTime, workdays: u32) -> SimTime {
        let day = (0..workdays).fold(at.day(), |day, _| self.workday_from(day + 1));
        midnight(day) + at.time_of_day()
    }

    /// Hours of a week at which it is open.
    #[must_use]
    pub fn hours_a_week(&self) -> f64 {
        (self.closes - self.opens).as_hours() * f64::from(self.week.workdays)
    }

    /// The open span that contains `at` or, if none does, the next one after it.
    fn span(&self, at: SimTime) -> (SimTime, SimTime) {
        let today = at.day() + u64::from(at.time_of_day() >= self.closes);
        let midnight = midnight(self.workday_from(today));
        (midnight + self.opens, midnight + self.closes)
    }

    /// The first working day from `day` on.
    fn workday_from(&self, day: u64) -> u64 {
        let mut days = day..day + WEEK;
        days.find(|&day| self.week.is_workday(day))
            .expect("a week has a working day")
    }
}

/// The first instant of a day.
fn midnight(day: u64) -> SimTime {
    SimTime::ZERO + Duration::days(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Day 0 is a Monday.
    const OFFICE: OpeningHours = OpeningHours {
        opens: Duration::hours(9),
        closes: Duration::hours(17),
        week: WorkWeek {
            workdays: 5,
            first_weekday: 0,
        },
    };

    fn at(day: u64, hour: u64) -> SimTime {
        SimTime::ZERO + Duration::days(day) + Duration::hours(hour)
    }

    #[test]
    fn an_office_is_open_by_day_on_weekdays() {
        let open = |day, hour| OFFICE.is_open(at(day, hour));
        assert!(open(0, 9) && open(4, 16) && !open(0, 8) && !open(4, 17) && !open(5, 12));
        assert_eq!(OFFICE.next_opening(at(0, 8)), at(0, 9));
        assert_eq!(OFFICE.next_opening(at(0, 9)), at(1, 9));
        assert_eq!(OFFICE.next_opening(at(4, 9)), at(7, 9));
        let wednesday = Date::ymd(2018, 1, 3);
        let week = WorkWeek::new(5, wednesday);
        assert!(week.is_workday(2) && !week.is_workday(3));
        assert!(OpeningHours::ALWAYS.is_open(at(6, 3)));
    }

    #[test]
    fn open_time_adds_up_and_working_days_skip_the_weekend() {
        assert_eq!(OFFICE.open_between(at(0, 0), at(7, 0)), Duration::hours(40));
        assert_eq!(
            OFFICE.open_between(at(4, 16), at(7, 10)),
            Duration::hours(2)
        );
        assert_eq!(OFFICE.open_between(at(0, 10), at(0, 10)), Duration::ZERO);
        assert_eq!(OFFICE.workdays_later(at(4, 10), 1), at(7, 10));
        assert_eq!(OFFICE.workdays_later(at(4, 10), 0), at(4, 10));
        assert_eq!(OFFICE.workdays_later(at(5, 10), 0), at(5, 10));
        assert_eq!(OFFICE.workdays_later(at(0, 10), 10), at(14, 10));
        assert_eq!(OpeningHours::ALWAYS.workdays_later(at(4, 10), 3), at(7, 10));
        assert!((OFFICE.hours_a_week() - 40.0).abs() < 1e-12);
        assert!((OpeningHours::ALWAYS.hours_a_week() - 168.0).abs() < 1e-12);
    }

    #[test]
    fn it_opens_and_closes_in_turn() {
        let saturday = Date::ymd(2018, 1, 6);
        let shift = OpeningHours {
            opens: Duration::hours(8),
            closes: Duration::hours(16),
            week: WorkWeek::new(5, saturday),
        };
        assert!(!shift.is_open(at(0, 10)) && !shift.is_open(at(1, 10)));
        assert_eq!(shift.next_change(at(0, 0)), Some(at(2, 8)));
        assert!(shift.is_open(at(2, 8)) && !shift.is_open(at(2, 16)));
        assert_eq!(shift.next_change(at(2, 8)), Some(at(2, 16)));
        assert_eq!(shift.next_change(at(2, 16)), Some(at(3, 8)));
        assert_eq!(OpeningHours::ALWAYS.next_change(at(2, 16)), None);
    }

    #[test]
    fn hours_end_after_they_begin_and_by_midnight() {
        assert_eq!(OFFICE.problem(), None);
        for (opens, closes) in [(9, 9), (10, 9), (9, 25)] {
            let hours = OpeningHours {
                opens: Duration::hours(opens),
                closes: Duration::hours(closes),
                ..OFFICE
            };
            assert!(hours.problem().is_some(), "{hours:?}");
        }
    }

    proptest! {
        /// Work that is cut in two ends when the whole would.
        #[test]
        fn work_adds_up(
            from in 0_u64..2_000_000_000,
            one in 0_u64..400_000_000,
            two in 0_u64..400_000_000,
        ) {
            let shift = OpeningHours {
                opens: Duration::hours(6),
                closes: Duration::hours(22),
                week: WorkWeek { workdays: 6, first_weekday: 3 },
            };
            let from = SimTime::from_millis(from);
            let (one, two) = (Duration::millis(one), Duration::millis(two));
            let end = shift.after(from, one + two);
            prop_assert_eq!(shift.after(shift.after(from, one), two), end);
            prop_assert!(end >= from + one + two);
            // Around the clock, nothing rests.
            prop_assert_eq!(OpeningHours::ALWAYS.after(from, one), from + one);
        }
    }
}
