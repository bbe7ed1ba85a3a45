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

    /// The calendar years up to the last one that anything was added to, in order.
    pub fn iter(&self) -> impl Iterator<Item = (i16, &T)> {
        (self.first..).zip(&self.years)
    }
}
