//! Simulated time: whole milliseconds, so that sums do not depend on their order and events
//! scheduled for one instant have equal times.

use std::ops::{Add, AddAssign, Div, Mul, Rem, Sub};

/// Milliseconds in a second, a minute, an hour, a day.
pub const SECOND: u64 = 1_000;
/// Milliseconds in a minute.
pub const MINUTE: u64 = 60 * SECOND;
/// Milliseconds in an hour.
pub const HOUR: u64 = 60 * MINUTE;
/// Milliseconds in a day of 24 h.
pub const DAY: u64 = 24 * HOUR;
/// Milliseconds in a year of 365 d: the year of every rate "per year".
pub const YEAR: u64 = 365 * DAY;
/// Milliseconds in a month: a twelfth of a year, for rates "per month".
pub const MONTH: u64 = YEAR / 12;

/// A span of simulated time, in whole milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(u64);

/// A point in simulated time: whole milliseconds since 00:00 of the scenario's start date.
///
/// ```
/// use chippark::units::{Duration, SimTime};
/// let noon = SimTime::ZERO + Duration::hours(12);
/// assert_eq!((noon + Duration::minutes(5)).since(noon), Duration::minutes(5));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(u64);

impl Duration {
    /// A span of length zero.
    pub const ZERO: Self = Self(0);
    /// Longer than any run: the "never" of due dates.
    pub const MAX: Self = Self(1 << 47);

    /// A span of whole milliseconds.
    #[must_use]
    pub const fn millis(count: u64) -> Self {
        Self(count)
    }

    /// A span of whole seconds.
    #[must_use]
    pub const fn seconds(count: u64) -> Self {
        Self(count * SECOND)
    }

    /// A span of whole minutes.
    #[must_use]
    pub const fn minutes(count: u64) -> Self {
        Self(count * MINUTE)
    }

    /// A span of whole hours.
    #[must_use]
    pub const fn hours(count: u64) -> Self {
        Self(count * HOUR)
    }

    /// A span of whole days of 24 h.
    #[must_use]
    pub const fn days(count: u64) -> Self {
        Self(count * DAY)
    }

    /// The nearest whole number of milliseconds to `millis`; below zero and not-a-number give
    /// zero, and what is longer than [`Self::MAX`] is cut to it.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped first"
    )]
    pub fn from_millis_f64(millis: f64) -> Self {
        Self((millis + 0.5).clamp(0.0, Self::MAX.0 as f64) as u64)
    }

    /// The nearest span to a number of days.
    #[must_use]
    pub fn from_days_f64(days: f64) -> Self {
        Self::from_millis_f64(days * DAY as f64)
    }

    /// Whole milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Seconds, with their fraction.
    #[must_use]
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / SECOND as f64
    }

    /// Minutes, with their fraction.
    #[must_use]
    pub fn as_minutes(self) -> f64 {
        self.0 as f64 / MINUTE as f64
    }

    /// Hours, with their fraction.
    #[must_use]
    pub fn as_hours(self) -> f64 {
        self.0 as f64 / HOUR as f64
    }

    /// Days of 24 h, with their fraction.
    #[must_use]
    pub fn as_days(self) -> f64 {
        self.0 as f64 / DAY as f64
    }

    /// Years of 365 d, with their fraction.
    #[must_use]
    pub fn as_years(self) -> f64 {
        self.0 as f64 / YEAR as f64
    }

    /// This span scaled by `factor`, to the nearest millisecond.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self::from_millis_f64(self.0 as f64 * factor)
    }

    /// The difference, or zero where `other` is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Whether the span has length zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl SimTime {
    /// The scenario's start.
    pub const ZERO: Self = Self(0);
    /// Later than the end of any run: 8,900 years.
    pub const MAX: Self = Self(1 << 48);

    /// The instant `millis` milliseconds after the start.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the start.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The span from `earlier` to this instant.
    ///
    /// # Panics
    /// If `earlier` lies after this instant.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        assert!(earlier.0 <= self.0, "a span that ends before it starts");
        Duration(self.0 - earlier.0)
    }

    /// The span from `earlier` to this instant, or zero if `earlier` lies after it.
    #[must_use]
    pub const fn saturating_since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }

    /// Days since the start, with their fraction.
    #[must_use]
    pub fn as_days(self) -> f64 {
        self.0 as f64 / DAY as f64
    }

    /// The number of the day this instant lies in, from zero.
    #[must_use]
    pub const fn day(self) -> u64 {
        self.0 / DAY
    }

    /// The time passed since the last midnight.
    #[must_use]
    pub const fn time_of_day(self) -> Duration {
        Duration(self.0 % DAY)
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Duration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul<u64> for Duration {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0 * times)
    }
}

impl Div<u64> for Duration {
    type Output = Self;
    fn div(self, parts: u64) -> Self {
        Self(self.0 / parts)
    }
}

impl Div for Duration {
    type Output = u64;
    fn div(self, other: Self) -> u64 {
        self.0 / other.0
    }
}

impl Rem for Duration {
    type Output = Self;
    fn rem(self, other: Self) -> Self {
        Self(self.0 % other.0)
    }
}

impl Add<Duration> for SimTime {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(self.0 + span.0)
    }
}

impl AddAssign<Duration> for SimTime {
    fn add_assign(&mut self, span: Duration) {
        self.0 += span.0;
    }
}
