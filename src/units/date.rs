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

/// The present date and time, as ISO 8601 writes it, in UTC to the second.
#[must_use]
pub fn now_utc() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

impl Date {
    /// The date of a year, month (1 to 12) and day of the month, if there is one.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The date of a year, month (1 to 12) and day of the month that are known to be valid.
    ///
    /// # Panics
    /// If there is no such date.
    #[must_use]
    pub const fn ymd(year: i16, month: i8, day: i8) -> Self {
        Self(jiff::civil::date(year, month, day))
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

    /// The same day of the month `years` later, or the last one of a shorter month; `None` beyond
    /// the year 9999.
    #[must_use]
    pub fn plus_years(self, years: i16) -> Option<Self> {
        let span = jiff::Span::new().try_years(years).ok()?;
        self.0.checked_add(span).ok().map(Self)
    }

    /// The same month and day in `year`, if that year has one: not 29 February in most.
    #[must_use]
    pub fn in_year(self, year: i16) -> Option<Self> {
        Self::new(year, self.month(), self.day())
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

    /// The date and time of `time`, as ISO 8601 writes them, of a run that starts on this date;
    /// `None` beyond the year 9999.
    #[must_use]
    pub fn date_time(self, time: SimTime) -> Option<String> {
        let millis = i64::try_from(time.as_millis()).ok()?;
        let midnight = self.0.to_datetime(jiff::civil::Time::midnight());
        let at = midnight.checked_add(jiff::SignedDuration::from_millis(millis));
        at.ok().map(|at| at.to_string())
    }

    /// The year of the Gregorian calendar.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// How many days the month has, 28 to 31.
    #[must_use]
    pub fn days_in_month(self) -> i8 {
        self.0.days_in_month()
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
            let other = || {
                let help = "write year, month and day, such as `2018-01-01`";
                TextError::new(format!("`{text}` is not a calendar date"), help)
            };
            explained(text).unwrap_or_else(other)
        })
    }
}

/// What is wrong with a text of three numbers that is meant as a date: a day that no month has, or
/// another order or separator. None where it is not like a date, or is one.
pub(super) fn explained(text: &str) -> Option<TextError> {
    let separator = ['-', '.', '/']
        .into_iter()
        .find(|one| text.contains(*one))?;
    let parts: Vec<&str> = text.trim().split(separator).collect();
    let is_number = |part: &&str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let &[first, second, third] = &parts[..] else {
        return None;
    };
    if !parts.iter().all(is_number) {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().unwrap_or(i16::MAX);
    let (year, others) = match (first.len(), third.len()) {
        (4, _) => (first, [(second, third)].to_vec()),
        // Day before month, or month before day.
        (_, 4) => (third, [(second, first), (first, second)].to_vec()),
        _ => return None,
    };
    let dates = others.iter().filter_map(|(month, day)| {
        let (month, day) = (i8::try_from(number(month)), i8::try_from(number(day)));
        Date::new(number(year), month.ok()?, day.ok()?)
    });
    let mut dates: Vec<Date> = dates.collect();
    dates.dedup();
    Some(match dates[..] {
        [] => {
            let message = format!("`{text}` is a date that no calendar has");
            TextError::new(message, no_such_day(number(year), &others))
        }
        [one] if one.to_string() == text.trim() => return None,
        [one] => TextError::new(
            format!("`{text}` is a date in another form"),
            format!("write `{one}`: year, month and day"),
        ),
        _ => TextError::new(
            format!("`{text}` is a date in another form"),
            format!(
                "write `{}` or `{}`: year, month and day",
                dates[0], dates[1]
            ),
        ),
    })
}

/// Why there is no such day.
fn no_such_day(year: i16, others: &[(&str, &str)]) -> String {
    let months = others.iter().filter_map(|(month, _)| month.parse().ok());
    let mut firsts = months.filter_map(|month: i8| Date::new(year, month, 1));
    match firsts.next() {
        Some(first) => format!(
            "the month {year:04}-{:02} has {} days",
            first.month(),
            first.days_in_month()
        ),
        None => "months are 01 to 12".to_owned(),
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
    fn anniversaries_of_a_leap_day() {
        let leap_day = Date::ymd(2020, 2, 29);
        assert_eq!(leap_day.plus_years(1), Some(Date::ymd(2021, 2, 28)));
        assert_eq!(leap_day.plus_years(4), leap_day.in_year(2024));
        assert_eq!(leap_day.in_year(2021), None);
        assert_eq!((leap_day.day(), leap_day.days_in_month()), (29, 29));
    }

    #[test]
    fn an_instant_has_a_date_and_a_time() {
        let start = Date::ymd(2018, 1, 1);
        let at = SimTime::from_millis(31 * 86_400_000 + 5_400_250);
        assert_eq!(start.date_time(at).unwrap(), "2018-02-01T01:30:00.25");
        assert_eq!(start.date_time(SimTime::MAX), None);
    }

    #[test]
    fn a_wrong_date_is_explained() {
        let cases = [
            (
                "2018-02-30",
                "a date that no calendar has | the month 2018-02 has 28 days",
            ),
            (
                "2018-13-01",
                "a date that no calendar has | months are 01 to 12",
            ),
            (
                "31.12.2020",
                "a date in another form | write `2020-12-31`: year, month and day",
            ),
            (
                "12/31/2020",
                "a date in another form | write `2020-12-31`: year, month and day",
            ),
            (
                "2020/12/31",
                "a date in another form | write `2020-12-31`: year, month and day",
            ),
            (
                "2020-1-5",
                "a date in another form | write `2020-01-05`: year, month and day",
            ),
            (
                "3/4/2020",
                "a date in another form | write `2020-04-03` or `2020-03-04`: year, month and day",
            ),
        ];
        for (text, expected) in cases {
            let error = text.parse::<Date>().unwrap_err();
            let told = format!("{} | {}", error.message, error.help);
            assert_eq!(told, format!("`{text}` is {expected}"));
            assert_eq!(text.parse::<Duration>().unwrap_err(), error);
        }
        for text in ["2018-01-01", "1.5 d", "3", "1.2.3", "1-2-3 d", "12 /y"] {
            assert_eq!(explained(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_in_place_of_a_span_is_explained() {
        let error = "2019-01-20".parse::<Duration>().unwrap_err();
        let expected = "`2019-01-20` is a date, and a span of time is needed here";
        assert_eq!(error.message, expected);
        assert!(
            error.help.starts_with("write a span such as `3 d`"),
            "{}",
            error.help
        );
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
