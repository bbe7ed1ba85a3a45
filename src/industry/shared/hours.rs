//! When an office is open: the same hours on the first days of every week.

use crate::units::{Duration, SimTime};

/// Days of a week.
const WEEK: u64 = 7;

/// Opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    /// Time of day at which it opens.
    pub opens: Duration,
    /// Time of day from which no service begins any more; after `opens`, at most 24 h.
    pub closes: Duration,
    /// Working days of a week, from Monday on: 1 to 7.
    pub workdays: u8,
    /// The weekday of the first day of the run: 0 is Monday.
    pub first_weekday: u8,
}

impl OpeningHours {
    /// Around the clock, every day.
    pub const ALWAYS: Self = Self {
        opens: Duration::ZERO,
        closes: Duration::days(1),
        workdays: 7,
        first_weekday: 0,
    };

    /// Whether a day of the run is a working day.
    #[must_use]
    pub fn is_workday(&self, day: u64) -> bool {
        (day + u64::from(self.first_weekday)) % WEEK < u64::from(self.workdays)
    }

    /// Whether a service may begin at `at`.
    #[must_use]
    pub fn is_open(&self, at: SimTime) -> bool {
        let time = at.time_of_day();
        self.opens <= time && time < self.closes && self.is_workday(at.day())
    }

    /// The first opening after `at`.
    #[must_use]
    pub fn next_opening(&self, at: SimTime) -> SimTime {
        let today = at.day() + u64::from(at.time_of_day() >= self.opens);
        let day = (today..today + WEEK).find(|&day| self.is_workday(day));
        day.map_or(SimTime::MAX, |day| {
            SimTime::ZERO + Duration::days(day) + self.opens
        })
    }

    /// How long it is open from `from` to `until`.
    #[must_use]
    pub fn open_between(&self, from: SimTime, until: SimTime) -> Duration {
        let mut open = Duration::ZERO;
        let mut day = from.day();
        while SimTime::ZERO + Duration::days(day) < until {
            let midnight = SimTime::ZERO + Duration::days(day);
            if self.is_workday(day) {
                let begin = from.max(midnight + self.opens);
                open += until.min(midnight + self.closes).saturating_since(begin);
            }
            day += 1;
        }
        open
    }

    /// The same time of day, so many working days later.
    #[must_use]
    pub fn workdays_later(&self, at: SimTime, workdays: u32) -> SimTime {
        let mut day = at.day();
        for _ in 0..workdays {
            day += 1;
            while !self.is_workday(day) {
                day += 1;
            }
        }
        SimTime::ZERO + Duration::days(day) + at.time_of_day()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Day 0 is a Monday.
    const OFFICE: OpeningHours = OpeningHours {
        opens: Duration::hours(9),
        closes: Duration::hours(17),
        workdays: 5,
        first_weekday: 0,
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
        let from_wednesday = OpeningHours {
            first_weekday: 2,
            ..OFFICE
        };
        assert!(from_wednesday.is_workday(2) && !from_wednesday.is_workday(3));
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
        assert_eq!(OFFICE.workdays_later(at(0, 10), 10), at(14, 10));
        assert_eq!(OpeningHours::ALWAYS.workdays_later(at(4, 10), 3), at(7, 10));
    }
}
