//! The course of figures over time, from `series.csv`: as many points as a chart can show.

use std::collections::BTreeMap;
use std::path::Path;

use super::chart::{Line, Point};
use crate::engine::SeriesKind;
use crate::industry;
use crate::statistics::{Bounds, Estimate, sample};
use crate::units::Date;

/// The most points of a line: each stands for so many days that there are no more.
const POINTS: f64 = 84.0;
const DAY_SECONDS: f64 = 86_400.0;

/// The days and values of one figure in the order of time, by replication.
type Values = BTreeMap<u32, Vec<(f64, f64)>>;

/// The courses of a run.
#[derive(Clone, Debug, Default)]
pub struct Courses {
    /// The days that a point stands for.
    step: f64,
    /// The length of the run in days.
    span: f64,
    /// The days of its warm-up.
    warmup: f64,
    /// By metric, then by subject, empty for figures without one.
    by_metric: BTreeMap<String, BTreeMap<String, Values>>,
}

impl Courses {
    /// Reads a file of a run that starts on a day.
    ///
    /// * `span`, `observe`, `warmup` — the days of the run, those from one observation to the
    ///   next, and those that its statistics leave out.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn read(
        path: &Path,
        origin: Date,
        [span, observe, warmup]: [f64; 3],
    ) -> Result<Self, String> {
        let mut reader = csv::Reader::from_path(path).map_err(|error| error.to_string())?;
        let mut found = Self {
            step: observe * (span / observe / POINTS).ceil().max(1.0),
            span,
            warmup,
            by_metric: BTreeMap::new(),
        };
        let (mut row, mut before, mut day) = (csv::StringRecord::new(), String::new(), 0.0);
        while reader
            .read_record(&mut row)
            .map_err(|error| error.to_string())?
        {
            let cell = |column: usize| row.get(column).unwrap_or_default();
            if cell(1) != before {
                cell(1).clone_into(&mut before);
                day = days_since(cell(1), origin)
                    .ok_or_else(|| format!("`{}` is no date and time", cell(1)))?;
            }
            let replication = cell(0).parse().map_err(|_| "a replication is no number")?;
            let value: f64 = cell(4).parse().map_err(|_| "a value is no number")?;
            if !value.is_finite() {
                return Err(format!("a value is `{}`, which is no number", cell(4)));
            }
            let values = found.values(cell(3), cell(2)).entry(replication);
            values.or_default().push((day, value));
        }
        Ok(found)
    }

    /// The values of a metric and subject, which are added if there are none. Names are copied only
    /// then: files have millions of rows.
    fn values(&mut self, metric: &str, subject: &str) -> &mut Values {
        if !self.by_metric.contains_key(metric) {
            self.by_metric.insert(metric.to_owned(), BTreeMap::new());
        }
        let subjects = self.by_metric.get_mut(metric).expect("it is there now");
        if !subjects.contains_key(subject) {
            subjects.insert(subject.to_owned(), Values::new());
        }
        subjects.get_mut(subject).expect("it is there now")
    }

    /// The first and the last day; none if there are no courses.
    #[must_use]
    pub fn span(&self) -> Option<(f64, f64)> {
        (!self.by_metric.is_empty()).then_some((0.0, self.span))
    }

    /// The lines of a metric, one for each of its subjects: means over replications and their 95 %
    /// intervals. Levels and flows are means of the observations in the days of a point; of totals,
    /// the count in them.
    #[must_use]
    pub fn lines(&self, metric: &str) -> Vec<Line> {
        let Some(subjects) = self.by_metric.get(metric) else {
            return Vec::new();
        };
        let known = industry::metric_of(metric);
        let joined = known.map_or(Joined::Mean, |known| match known.series {
            SeriesKind::Total => Joined::Growth,
            SeriesKind::Flow | SeriesKind::Level | SeriesKind::None => Joined::Mean,
        });
        let bounds = known.map_or(Bounds::Any, |known| known.bounds);
        let lines = subjects.iter().map(|(subject, values)| Line {
            name: if subject.is_empty() { "all" } else { subject }.to_owned(),
            points: self.points(values, joined, bounds),
        });
        lines.collect()
    }

    /// The points of a line. A value is of the time up to its own, so it belongs to the point whose
    /// days end with it or later.
    fn points(&self, values: &Values, joined: Joined, bounds: Bounds) -> Vec<Point> {
        let count = sample::floor((self.span / self.step).ceil());
        let mut samples = vec![Vec::new(); count];
        for values in values.values() {
            let mut before = 0.0;
            let place = |day: f64| sample::floor((day / self.step).ceil()).clamp(1, count) - 1;
            for group in values.chunk_by(|one, two| place(one.0) == place(two.0)) {
                samples[place(group[0].0)].push(joined.value(group, before));
                before = group.last().map_or(before, |(_, last)| *last);
            }
        }
        if matches!(joined, Joined::Growth) {
            // What is counted in fewer days than in the others would look like a fall: at the end,
            // and where totals are set to zero, at the end of the warm-up.
            let days = |place: usize| (self.step * place as f64, self.step * (place + 1) as f64);
            for (place, values) in samples.iter_mut().enumerate() {
                let (from, to) = days(place);
                if to > self.span + 1e-6 || from < self.warmup - 1e-6 {
                    values.clear();
                }
            }
        }
        let points = samples.iter().enumerate().filter_map(|(place, values)| {
            let Estimate {
                mean, sd, interval, ..
            } = Estimate::of(values, Bounds::Difference)?;
            // What never varied has a bound that says only how few replications there were.
            let interval = interval.filter(|_| sd.is_some_and(|sd| sd > 0.0));
            let (low, high) = interval.map_or((mean, mean), |one| (one.low, one.high));
            let (least, most) = match bounds {
                Bounds::Any | Bounds::Difference => (f64::MIN, f64::MAX),
                Bounds::AtLeastZero => (0.0, f64::MAX),
                Bounds::Percent => (0.0, 100.0),
            };
            let (low, high) = (low.max(least), high.min(most));
            Some(Point {
                day: (self.step * (place + 1) as f64).min(self.span),
                mean,
                low,
                high,
            })
        });
        points.collect()
    }
}

/// What becomes of the values that one point stands for.
#[derive(Clone, Copy)]
enum Joined {
    Mean,
    /// By how much a total grew; it counts anew at the end of the warm-up.
    Growth,
}

impl Joined {
    /// What some values come to, the last one before them given.
    fn value(self, group: &[(f64, f64)], before: f64) -> f64 {
        let values = group.iter().map(|(_, value)| value);
        let last = group.last().map_or(0.0, |(_, last)| *last);
        match self {
            Self::Mean => values.sum::<f64>() / group.len() as f64,
            Self::Growth if before <= last => last - before,
            Self::Growth => last,
        }
    }
}

/// The days from a date to a date and time such as `2019-03-01T06:00:00`.
fn days_since(text: &str, origin: Date) -> Option<f64> {
    let (date, time) = text.split_once('T')?;
    let date: Date = date.parse().ok()?;
    let mut parts = time.split(':').map(|part| part.parse::<f64>().ok());
    let seconds = parts.next()?? * 3_600.0 + parts.next()?? * 60.0 + parts.next()??;
    Some(date.days_since(origin) as f64 + seconds / DAY_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_for_means_sums_and_growth() {
        let group = [(1.0, 1.0), (2.0, 3.0)];
        let value = |joined: Joined, before| Some(joined.value(&group, before));
        assert_eq!(value(Joined::Mean, 0.0), Some(2.0));
        assert_eq!(value(Joined::Growth, 1.0), Some(2.0));
        // A total that is smaller than before was set to zero between.
        assert_eq!(value(Joined::Growth, 9.0), Some(3.0));
    }

    /// Two replications of four days, seen twice a day; a point stands for two days.
    #[test]
    fn a_point_is_the_mean_over_replications() {
        let of = |value: f64| (1..=8).map(|half| (f64::from(half) / 2.0, value)).collect();
        let courses = Courses {
            step: 2.0,
            span: 4.0,
            warmup: 0.0,
            by_metric: BTreeMap::new(),
        };
        let values = Values::from([(0, of(1.0)), (1, of(3.0))]);
        let points = courses.points(&values, Joined::Mean, Bounds::Difference);
        let means: Vec<(f64, f64)> = points.iter().map(|one| (one.day, one.mean)).collect();
        assert_eq!(means, [(2.0, 2.0), (4.0, 2.0)]);
        // t(0.975; 1) = 12.7062 times sqrt(2) / sqrt(2).
        assert!((points[0].high - 14.7062).abs() < 1e-4);
    }

    #[test]
    fn times_are_days_since_the_first() {
        let days = |text| days_since(text, Date::ymd(2018, 12, 31));
        assert_eq!(days("2019-01-01T06:00:00"), Some(1.25));
        assert_eq!(days("2019-01-01"), None);
    }
}
