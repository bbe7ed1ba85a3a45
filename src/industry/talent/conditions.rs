//! The conditions under which people decide to come: city, programmes, news, season.

use crate::engine::Clock;
use crate::industry::shared::people::City;
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::units::{Duration, SimTime};

/// What acts at a time on those who may come.
#[derive(Clone, Copy, Debug)]
pub struct Conditions<'a> {
    /// What the city offers.
    pub city: &'a City,
    /// What programmes do.
    pub programmes: &'a Programmes,
    /// The level of awareness, 0 without news.
    pub awareness: f64,
    /// The stock of school-enterprise bases B.
    pub bases: f64,
}

impl Conditions<'_> {
    /// How strong the programmes of a kind are.
    #[must_use]
    pub const fn strength(&self, kind: ProgrammeKind) -> f64 {
        self.programmes.strength(kind)
    }
}

/// A calendar month of a run.
#[derive(Clone, Copy, Debug)]
pub struct Month {
    /// The calendar year.
    pub year: i16,
    /// The month's place in the year; January is 0.
    pub index: usize,
    /// The first instant after it.
    pub end: SimTime,
    /// Its whole length, also where the run starts within it.
    pub length: Duration,
}

impl Month {
    /// The month that `at` lies in.
    #[must_use]
    pub fn of(clock: &Clock, at: SimTime) -> Self {
        let date = clock.date(at);
        let days = |count: i8| Duration::days(u64::from(count.unsigned_abs()));
        let left = days(date.days_in_month() - date.day() + 1);
        Self {
            year: date.year(),
            index: usize::from(date.month().unsigned_abs()) - 1,
            end: SimTime::ZERO + Duration::days(at.day()) + left,
            length: days(date.days_in_month()),
        }
    }
}
