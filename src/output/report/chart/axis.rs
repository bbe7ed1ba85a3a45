//! Scales, round numbers along them, and dates.

use maud::{Markup, html};

use super::{at, label, whole};
use crate::output::number;
use crate::units::Date;

/// Round numbers from `low` to `high`, some `count` of them: steps are 1, 2 or 5 times a power of
/// ten. The first is at most `low`, the last at least `high`.
///
/// ```
/// use chippark::output::report::chart::ticks;
/// assert_eq!(ticks(0.0, 97.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
/// assert_eq!(ticks(-3.0, 4.0, 4), [-4.0, -2.0, 0.0, 2.0, 4.0]);
/// assert_eq!(ticks(5.0, 5.0, 4).len(), 2);
/// ```
#[must_use]
pub fn ticks(low: f64, high: f64, count: u32) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= f64::EPSILON * high.abs() {
        return vec![
            low.min(0.0),
            if high > 0.0 { high } else { low.min(0.0) + 1.0 },
        ];
    }
    let rough = span / f64::from(count.max(1));
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    let step = steps.into_iter().find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let (first, last) = ((low / step).floor(), (high / step).ceil());
    let count = whole((last - first).round());
    let values = (0..=count).map(|place| (first + place as f64) * step);
    // Sums of steps are round numbers but for rounding.
    values
        .map(|value| (value / step).round() * step)
        .map(|value| format!("{value:.12e}").parse().unwrap_or(value))
        .collect()
}

/// A linear scale of values along a part of the box.
#[derive(Clone, Debug)]
pub struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    marks: Vec<f64>,
}

impl Axis {
    /// A scale that has all of some values, and zero where they are not far from it, drawn between
    /// two coordinates.
    #[must_use]
    pub fn of(values: impl Iterator<Item = f64>, (from, to): (f64, f64), count: u32) -> Self {
        let values = values.filter(|value| value.is_finite());
        let (mut low, mut high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if low > 0.0 && low < 0.7 * high {
            low = 0.0;
        }
        if high < 0.0 && high > 0.7 * low {
            high = 0.0;
        }
        let marks = ticks(low, high, count);
        let (low, high) = (marks[0], marks[marks.len() - 1]);
        Self {
            low,
            high,
            from,
            to,
            marks,
        }
    }

    /// Where a value lies.
    #[must_use]
    pub fn at(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    /// Where zero lies, or the end that is nearest to it.
    #[must_use]
    pub fn zero(&self) -> f64 {
        self.at(0.0_f64.clamp(self.low, self.high))
    }

    /// Lines across the box at the marks of a vertical scale, with their numbers, and its unit
    /// above, from the edge of the picture on, since units can be longer than numbers.
    #[must_use]
    pub fn vertical(&self, left: f64, right: f64, unit: &str) -> Markup {
        html! {
            g.axis {
                (label(2.0, self.to - 11.0, "start", unit))
                @for &mark in &self.marks {
                    line.grid x1=(at(left)) x2=(at(right)) y1=(at(self.at(mark)))
                        y2=(at(self.at(mark))) {}
                    (label(left - 6.0, self.at(mark) + 4.0, "end", &number::amount(mark)))
                }
            }
        }
    }

    /// Lines down the box at the marks of a horizontal scale, with their numbers below.
    #[must_use]
    pub fn horizontal(&self, top: f64, bottom: f64) -> Markup {
        html! {
            g.axis {
                @for &mark in &self.marks {
                    line.grid x1=(at(self.at(mark))) x2=(at(self.at(mark))) y1=(at(top))
                        y2=(at(bottom)) {}
                    (label(self.at(mark), bottom + 16.0, "middle", &number::amount(mark)))
                }
            }
        }
    }
}

/// A scale of days since a date.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    /// The date of day 0.
    pub origin: Date,
    /// The first and the last day shown.
    pub days: (f64, f64),
    /// Where these lie.
    pub ends: (f64, f64),
}

impl Calendar {
    /// Where a day lies.
    #[must_use]
    pub fn at(&self, day: f64) -> f64 {
        let share = (day - self.days.0) / (self.days.1 - self.days.0).max(1e-9);
        self.ends.0 + share * (self.ends.1 - self.ends.0)
    }

    /// The date of a day.
    #[must_use]
    pub fn date(&self, day: f64) -> String {
        let date = self.origin.plus_days(whole(day.floor()));
        date.map_or_else(String::new, |date| date.to_string())
    }

    /// The instant of a day as it can be told apart here: with the time of day where few days are
    /// shown.
    #[must_use]
    pub fn instant(&self, day: f64) -> String {
        if !self.is_short() {
            return self.date(day);
        }
        let minutes = whole(((day - day.floor()) * 1440.0).floor());
        format!("{} {:02}:{:02}", self.date(day), minutes / 60, minutes % 60)
    }

    /// Whether so few days are shown that months do not mark them.
    fn is_short(&self) -> bool {
        self.days.1 - self.days.0 <= 62.0
    }

    /// Days at a step of at most a fortnight, at most nine of them, as month and day.
    fn marks_of_days(&self) -> Vec<(f64, String)> {
        let days = self.days.1 - self.days.0;
        let step = [1_i64, 2, 7, 14].into_iter();
        let step = step.filter(|step| days <= 8.0 * *step as f64).min();
        let (first, last) = (whole(self.days.0.ceil()), whole(self.days.1.floor()));
        let marks = (first..=last).step_by(usize::try_from(step.unwrap_or(14)).unwrap_or(14));
        let name = |day| {
            let date = self.origin.plus_days(day)?;
            Some((day as f64, format!("{:02}-{:02}", date.month(), date.day())))
        };
        marks.filter_map(name).collect()
    }

    /// The first days of years, quarters or months, at most a dozen of them, or days where few are
    /// shown, and what they are called.
    fn marks(&self) -> Vec<(f64, String)> {
        if self.is_short() {
            return self.marks_of_days();
        }
        let months = (self.days.1 - self.days.0) / 30.4;
        let steps = [1, 2, 3, 6, 12, 24, 60, 120];
        let step = steps
            .into_iter()
            .find(|step| months / f64::from(*step) <= 12.0);
        let step = step.unwrap_or(240);
        let (first, last) = (whole(self.days.0.floor()), whole(self.days.1.ceil()));
        let begins = |day: &i64| {
            let date = self.origin.plus_days(*day)?;
            let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
            (date.day() == 1 && month % step == 0).then(|| {
                let name = if step >= 12 {
                    date.year().to_string()
                } else {
                    format!("{}-{:02}", date.year(), date.month())
                };
                (*day as f64, name)
            })
        };
        (first..=last).filter_map(|day| begins(&day)).collect()
    }

    /// Short lines below the box at the marks, with their names.
    #[must_use]
    pub fn drawn(&self, bottom: f64) -> Markup {
        html! {
            g.axis {
                @for (day, name) in self.marks() {
                    line.mark x1=(at(self.at(day))) x2=(at(self.at(day))) y1=(at(bottom))
                        y2=(at(bottom + 5.0)) {}
                    (label(self.at(day), bottom + 18.0, "middle", &name))
                }
            }
        }
    }
}
