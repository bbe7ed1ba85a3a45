//! What is added up by calendar year, from the year in which a run starts.

use crate::engine::Clock;
use crate::units::{Date, SimTime};

/// A sum for each calendar year, the years of the warm-up included.
#[derive(Clone, Debug)]
pub struct CalendarYears<T> {
    /// The calendar year in which the run starts.
    first: i16,
    /// The first instant after each calendar year but the last.
    ends: Vec<SimTime>,
    empty: T,
    years: Vec<T>,
}

impl<T: Clone> CalendarYears<T> {
    /// Nothing is added up yet; each year begins as `empty`.
    pub fn new(clock: &Clock, empty: T) -> Self {
        let (first, last) = (clock.date(SimTime::ZERO), clock.date(clock.horizon()));
        let ends = (first.year() + 1..=last.year())
            .filter_map(|year| Date::ymd(year, 1, 1).begins(first))
            .collect();
        Self {
            first: first.year(),
            ends,
            empty,
            years: Vec::new(),
        }
    }

    /// The sum of the calendar year of `now`.
    #[inline]
    pub fn at(&mut self, now: SimTime) -> &mut T {
        let year = self.ends.partition_point(|end| *end <= now);
        if self.years.len() <= year {
            self.years.resize(year + 1, self.empty.clone());
        }
        &mut self.years[year]
    }

    /// Whether nothing was asked for yet of the calendar year of `now` or a later one.
    pub fn is_new(&self, now: SimTime) -> bool {
        self.ends.partition_point(|end| *end <= now) >= self.years.len()
    }

    /// The first instant of a calendar year within the run.
    pub fn begins(&self, year: i16) -> SimTime {
        let place = usize::try_from(year - self.first).ok();
        let before = place.and_then(|place| place.checked_sub(1));
        before.map_or(SimTime::ZERO, |before| self.ends[before])
    }

    /// The calendar years up to the last one that anything was added to, in order.
    pub fn iter(&self) -> impl Iterator<Item = (i16, &T)> {
        (self.first..).zip(&self.years)
    }
}
