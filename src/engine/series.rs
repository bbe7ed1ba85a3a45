//! Series: the course of metrics over a run. Each time has nearly the same points as the time
//! before, so that a point is kept as its value alone.

use std::collections::BTreeMap;

use super::metric::Metric;
use crate::units::SimTime;

/// A value at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point<'a> {
    /// When.
    pub time: SimTime,
    /// What the value measures.
    pub metric: &'static Metric,
    /// Of what; empty where the metric has no subject.
    pub subject: &'a str,
    /// The value then.
    pub value: f64,
}

/// Points of one instant whose series follow each other in the list of all series.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    time: SimTime,
    /// The place of its first point.
    first: usize,
    /// The place of the series of that point.
    series: usize,
}

/// The series of one replication, in order of time.
///
/// A point takes 8 bytes beside its series and its stretch.
#[derive(Clone, Debug, Default)]
pub struct Series {
    now: SimTime,
    /// Whether points are dropped when those of the next instant come.
    forgets: bool,
    /// Metric and subject of each series, in the order in which they came.
    names: Vec<(&'static Metric, Box<str>)>,
    /// The place of a series by key and subject, while points are added.
    places: BTreeMap<&'static str, BTreeMap<Box<str>, usize>>,
    stretches: Vec<Stretch>,
    values: Vec<f64>,
}

impl Series {
    /// Series that keep no points, but which metrics had some. Those of the latest instant stay
    /// until the next one: by them the series of a point is found without a search.
    #[must_use]
    pub fn without_points() -> Self {
        Self {
            forgets: true,
            ..Self::default()
        }
    }

    /// Sets the instant of the points to come.
    pub fn at(&mut self, now: SimTime) {
        self.now = now;
        if self.forgets {
            self.drop_points();
        }
    }

    fn drop_points(&mut self) {
        self.stretches.clear();
        self.values.clear();
    }

    /// Adds a value.
    pub fn put(&mut self, metric: &'static Metric, value: f64) {
        self.put_for(metric, "", value);
    }

    /// Adds a value of a subject. What is no finite number is left out.
    pub fn put_for(&mut self, metric: &'static Metric, subject: &str, value: f64) {
        if !value.is_finite() {
            return;
        }
        let point = self.values.len();
        let last = self.stretches.last().filter(|last| last.time == self.now);
        let next = last.map(|last| last.series + point - last.first);
        if next.is_none_or(|next| !self.is_of(next, metric, subject)) {
            let series = self.place_of(metric, subject);
            if next != Some(series) {
                self.stretches.push(Stretch {
                    time: self.now,
                    first: point,
                    series,
                });
            }
        }
        self.values.push(value);
    }

    /// Whether the series at a place is that of a metric and subject.
    fn is_of(&self, place: usize, metric: &'static Metric, subject: &str) -> bool {
        let name = self.names.get(place);
        name.is_some_and(|(one, of)| std::ptr::eq(*one, metric) && **of == *subject)
    }

    /// The place of a series, which is added if it is new.
    fn place_of(&mut self, metric: &'static Metric, subject: &str) -> usize {
        let places = self.places.entry(metric.key).or_default();
        if let Some(&place) = places.get(subject) {
            return place;
        }
        let place = self.names.len();
        places.insert(subject.into(), place);
        self.names.push((metric, subject.into()));
        place
    }

    /// Gives back the memory that only further points would need.
    #[must_use]
    pub fn complete(mut self) -> Self {
        self.places.clear();
        if self.forgets {
            self.drop_points();
            // Of whom the points were is not asked for any more.
            self.names.sort_unstable_by_key(|(metric, _)| metric.key);
            self.names.dedup_by_key(|(metric, _)| metric.key);
            for (_, subject) in &mut self.names {
                *subject = Box::default();
            }
        }
        self.names.shrink_to_fit();
        self.stretches.shrink_to_fit();
        self.values.shrink_to_fit();
        self
    }

    /// The metrics that had points, kept or not. One with several subjects may be there as often.
    pub fn metrics(&self) -> impl Iterator<Item = &'static Metric> {
        self.names.iter().map(|(metric, _)| *metric)
    }

    /// All points that are kept, in order of time.
    #[must_use]
    pub const fn points(&self) -> Points<'_> {
        Points { of: self }
    }
}

/// The points of a series.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    of: &'a Series,
}

impl<'a> Points<'a> {
    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.of.values.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.of.values.is_empty()
    }

    /// Each of them, in order of time.
    #[must_use]
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Point<'a>> + Clone {
        let Series {
            names,
            stretches,
            values,
            ..
        } = self.of;
        let of_stretch = move |(place, stretch): (usize, &'a Stretch)| {
            let end = stretches
                .get(place + 1)
                .map_or(values.len(), |next| next.first);
            let points = values[stretch.first..end].iter();
            let names = names[stretch.series..].iter();
            let names = names.take(end - stretch.first);
            names.zip(points).map(|((metric, subject), &value)| Point {
                time: stretch.time,
                metric,
                subject,
                value,
            })
        };
        stretches.iter().enumerate().flat_map(of_stretch)
    }
}

impl PartialEq for Points<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Absence, Better, SeriesKind};
    use crate::statistics::Bounds;

    const fn metric(key: &'static str) -> Metric {
        Metric {
            key,
            unit: "1",
            meaning: "",
            better: Better::Neither,
            series: SeriesKind::Level,
            absence: Absence::Unobserved,
            bounds: Bounds::Any,
            module: module_path!(),
        }
    }

    static ONE: Metric = metric("a.one");
    static OTHER: Metric = metric("a.other");

    /// Points in any order, with gaps, new series in between and values that are no numbers, are
    /// the points that were put.
    #[test]
    fn points_are_what_was_put() {
        let mut series = Series::default();
        let mut put = Vec::new();
        let times: [&[(&'static Metric, &str, f64)]; 5] = [
            &[(&ONE, "", 1.0), (&OTHER, "x", 2.0), (&OTHER, "y", 3.0)],
            &[(&ONE, "", 4.0), (&OTHER, "x", f64::NAN), (&OTHER, "y", 5.0)],
            &[],
            &[
                (&OTHER, "y", 6.0),
                (&OTHER, "z", 7.0),
                (&ONE, "", 8.0),
                (&ONE, "", 9.0),
            ],
            &[
                (&ONE, "", 1.0),
                (&OTHER, "x", 2.0),
                (&OTHER, "y", 3.0),
                (&OTHER, "z", 4.0),
            ],
        ];
        for (hour, points) in (1..).zip(times) {
            let time = SimTime::from_millis(hour);
            series.at(time);
            for &(metric, subject, value) in points {
                series.put_for(metric, subject, value);
                if value.is_finite() {
                    put.push(Point {
                        time,
                        metric,
                        subject,
                        value,
                    });
                }
            }
        }
        let found: Vec<Point> = series.points().iter().collect();
        assert_eq!(found, put);
        let mut back: Vec<Point> = series.points().iter().rev().collect();
        back.reverse();
        assert_eq!(back, put);
        assert_eq!(
            (series.points().len(), series.points().is_empty()),
            (13, false)
        );
        let same = series.clone().complete();
        assert!(same.points() == series.points());
        series.put(&ONE, 0.0);
        assert!(same.points() != series.points());
    }

    /// Series without points have the metrics of those that keep them, each once, whatever the
    /// order and however late they come, and nothing of a metric that never had a number.
    #[test]
    fn metrics_are_known_where_points_are_not_kept() {
        static LATE: Metric = metric("a.late");
        static NEVER: Metric = metric("a.never");
        let [kept, left] = [Series::default(), Series::without_points()].map(|mut series| {
            for hour in 1..100 {
                series.at(SimTime::from_millis(hour));
                series.put_for(&OTHER, "x", 1.0);
                series.put(&NEVER, f64::NAN);
                series.put_for(&OTHER, "y", 1.0);
                series.put(&ONE, 1.0);
                if hour > 50 {
                    series.put_for(&LATE, "z", 1.0);
                }
            }
            series.complete()
        });
        assert_eq!((kept.points().len(), left.points().len()), (346, 0));
        let keys = |series: &Series| -> Vec<&str> {
            let mut keys: Vec<&str> = series.metrics().map(|metric| metric.key).collect();
            keys.sort_unstable();
            keys
        };
        assert_eq!(keys(&kept), ["a.late", "a.one", "a.other", "a.other"]);
        assert_eq!(keys(&left), ["a.late", "a.one", "a.other"]);
        assert_eq!((left.values.capacity(), left.stretches.capacity()), (0, 0));
    }
}
