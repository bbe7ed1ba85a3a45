//! News of the city: a pulse of awareness that fades, and makes stations find more leads.

use crate::units::{Date, Duration};

/// A pulse of awareness, checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Awareness {
    /// The day of the news.
    pub date: Date,
    /// What it adds on that day to the factor on the leads of stations, which is 1 without it.
    pub pulse: f64,
    /// How long it takes to fall by half.
    pub half_life: Duration,
}

impl Awareness {
    /// The level on a day, which it keeps through that day: nothing before the news, then
    /// `pulse * 2^(-age / half_life)`.
    ///
    /// ```
    /// use chippark::industry::talent::awareness::Awareness;
    /// use chippark::units::{Date, Duration};
    /// let news = Awareness {
    ///     date: Date::ymd(2019, 6, 1),
    ///     pulse: 0.4,
    ///     half_life: Duration::days(30),
    /// };
    /// assert_eq!(news.level(Date::ymd(2019, 5, 31)), 0.0);
    /// assert_eq!(news.level(Date::ymd(2019, 6, 1)), 0.4);
    /// assert_eq!(news.level(Date::ymd(2019, 7, 31)), 0.1);
    /// ```
    #[must_use]
    pub fn level(&self, day: Date) -> f64 {
        let age = day.days_since(self.date);
        if age < 0 {
            return 0.0;
        }
        self.pulse * libm::exp2(-(age as f64) / self.half_life.as_days())
    }
}
