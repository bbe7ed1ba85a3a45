//! Calendar dates of a scenario: its start, and what happens on given days.

use std::fmt;
use std::str::FromStr;

use super::text::TextError;
use super::{Duration, SimTime};

/// A day of the Gregorian calendar, written `2018-01-01`.
///
/// ```
/// use chippark::units::Date;
/// let start: Date = "2018-01-01".parse().unwrap();
/// let christmas: Date = "2019-12-25".parse().unwrap();
/// assert_eq!(christmas.days_since(start), 365 + 358);
/// assert_eq!(start.plus_days(723), Some(christmas));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The date of a year, month (1 to 12) and day of the month, if there is one.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The date as the calendar library has it.
    #[must_use]
    pub const fn civil(self) -> jiff::civil::Date {
        self.0
    }

    /// Days from `start` to this date; negative where this date is the earlier one.
    #[must_use]
    pub fn days_since(self, start: Self) -> i64 {
        let span = self.0.duration_since(start.0);
        span.as_hours() / 24
    }

    /// The date `days` later; `None` beyond the year 9999.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        let span = jiff::SignedDuration::try_from_hours(days.checked_mul(24)?)?;
        self.0.checked_add(span).ok().map(Self)
    }

    /// The instant this day begins in a run that starts on `start`; `None` before the start.
    #[must_use]
    pub fn begins(self, start: Self) -> Option<SimTime> {
        let days = u64::try_from(self.days_since(start)).ok()?;
        Some(SimTime::ZERO + Duration::days(days))
    }

    /// The day that `time` lies in, of a run that starts on this date; `None` beyond the year
    /// 9999.
    #[must_use]
    pub fn of(self, time: SimTime) -> Option<Self> {
        self.plus_days(i64::try_from(time.day()).ok()?)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the week, 1 (Monday) to 7 (Sunday).
    #[must_use]
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

impl FromStr for Date {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let digits_and_dashes = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
        let date = (digits_and_dashes && text.len() == 10)
            .then(|| text.parse().ok())
            .flatten();
        date.map(Self).ok_or_else(|| {
            TextError::new(
                format!("`{text}` is not a date of the calendar"),
                "write year, month and day, such as `2018-01-01`",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_an_instant_of_the_run_and_back() {
        let start: Date = "2018-01-01".parse().unwrap();
        let leap_day: Date = "2020-02-29".parse().unwrap();
        let begins = leap_day.begins(start).unwrap();
        assert_eq!(begins, SimTime::ZERO + Duration::days(365 + 365 + 59));
        assert_eq!(start.of(begins + Duration::hours(23)), Some(leap_day));
        assert_eq!(start.begins(leap_day), None);
        assert_eq!((start.year(), start.month(), start.weekday()), (2018, 1, 1));
    }

    #[test]
    fn what_is_not_on_the_calendar_is_refused() {
        for text in [
            "2018-02-30",
            "2018-1-1",
            "20180101",
            "",
            "today",
            "2018-01-01T00:00",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text} was taken");
        }
    }
}
