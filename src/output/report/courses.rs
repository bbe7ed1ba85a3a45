//! The course of figures over time, from `series.csv`: as many points as a chart can show.

use std::collections::BTreeMap;
use std::path::Path;

use super::chart::{Line, Point};
use crate::engine::SeriesKind;
use crate::industry;
use crate::statistics::{Bounds, Estimate};
use crate::units::Date;

/// The most points of a line; longer courses are joined in groups.
const POINTS: usize = 110;
const DAY_SECONDS: f64 = 86_400.0;

/// The values of one figure by replication, at all times.
type Values = BTreeMap<u32, Vec<Option<f64>>>;

/// The courses of a run.
#[derive(Clone, Debug, Default)]
pub struct Courses {
    /// The times, in days since the first day.
    days: Vec<f64>,
    /// By metric, then by subject, empty for figures without one.
    by_metric: BTreeMap<String, BTreeMap<String, Values>>,
}

impl Courses {
    /// Reads a file of a run that starts on a day.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn read(path: &Path, origin: Date) -> Result<Self, String> {
        let mut reader = csv::Reader::from_path(path).map_err(|error| error.to_string())?;
        let mut found = Self::default();
        let (mut row, mut before, mut place) = (csv::StringRecord::new(), String::new(), 0);
        while reader
            .read_record(&mut row)
            .map_err(|error| error.to_string())?
        {
            let cell = |column: usize| row.get(column).unwrap_or_default();
            if cell(1) != before {
                cell(1).clone_into(&mut before);
                let day = days_since(cell(1), origin)
                    .ok_or_else(|| format!("`{}` is no date and time", cell(1)))?;
                place = found.place(day);
            }
            let replication = cell(0).parse().map_err(|_| "a replication is no number")?;
            let value: f64 = cell(4).parse().map_err(|_| "a value is no number")?;
            found.put(cell(3), cell(2), replication, place, value);
        }
        Ok(found)
    }

    /// The place of a time, which all replications share.
    fn place(&mut self, day: f64) -> usize {
        let found = self.days.binary_search_by(|known| known.total_cmp(&day));
        found.unwrap_or_else(|place| {
            // Replications come one after the other, so only the first one adds times.
            self.days.insert(place, day);
            place
        })
    }

    fn put(&mut self, metric: &str, subject: &str, replication: u32, place: usize, value: f64) {
        if !self.by_metric.contains_key(metric) {
            self.by_metric.insert(metric.to_owned(), BTreeMap::new());
        }
        let Some(subjects) = self.by_metric.get_mut(metric) else {
            return;
        };
        if !subjects.contains_key(subject) {
            subjects.insert(subject.to_owned(), Values::new());
        }
        let Some(values) = subjects.get_mut(subject) else {
            return;
        };
        let values = values.entry(replication).or_default();
        values.resize((place + 1).max(values.len()), None);
        values[place] = Some(value);
    }

    /// The first and the last day; none if there are no courses.
    #[must_use]
    pub fn span(&self) -> Option<(f64, f64)> {
        Some((0.0, *self.days.last()?))
    }

    /// The lines of a metric, one for each of its subjects: means over replications and their 95 %
    /// intervals. Levels are means over the days of a point; of what is counted, the count in them.
    #[must_use]
    pub fn lines(&self, metric: &str) -> Vec<Line> {
        let Some(subjects) = self.by_metric.get(metric) else {
            return Vec::new();
        };
        let known = industry::metrics().find(|known| known.key == metric);
        let (kind, unit) =
            known.map_or((SeriesKind::Level, ""), |known| (known.series, known.unit));
        let joined = match kind {
            SeriesKind::Total => Joined::Growth,
            SeriesKind::Flow if !unit.contains('/') => Joined::Sum,
            SeriesKind::Flow | SeriesKind::Level | SeriesKind::None => Joined::Mean,
        };
        let lines = subjects.iter().map(|(subject, values)| Line {
            name: if subject.is_empty() { "all" } else { subject }.to_owned(),
            points: self.points(values, joined),
        });
        lines.collect()
    }

    fn points(&self, values: &Values, joined: Joined) -> Vec<Point> {
        let size = self.days.len().div_ceil(POINTS).max(1);
        let groups = self.days.chunks(size).enumerate();
        let points = groups.filter_map(|(group, days)| {
            let from = group * size;
            let of_replications = values.values();
            let sample: Vec<f64> = of_replications
                .filter_map(|values| joined.value(values, from, from + days.len()))
                .collect();
            let estimate = Estimate::of(&sample, Bounds::Difference)?;
            let mean = estimate.mean;
            let interval = estimate
                .interval
                .map_or((mean, mean), |one| (one.low, one.high));
            Some(Point {
                day: *days.last()?,
                mean,
                low: interval.0,
                high: interval.1,
            })
        });
        points.collect()
    }
}

/// What becomes of the values that one point stands for.
#[derive(Clone, Copy)]
enum Joined {
    Mean,
    Sum,
    /// By how much a total grew; it counts anew at the end of the warm-up.
    Growth,
}

impl Joined {
    /// The value for the places from one to before another, if any was observed.
    fn value(self, values: &[Option<f64>], from: usize, to: usize) -> Option<f64> {
        let end = to.min(values.len());
        let group = values.get(from..end)?;
        let known = || group.iter().flatten();
        let last = *known().next_back()?;
        let count = known().count() as f64;
        Some(match self {
            Self::Mean => known().sum::<f64>() / count,
            Self::Sum => known().sum(),
            Self::Growth => {
                let before = values[..from].iter().flatten().next_back();
                let before = before.copied().filter(|before| *before <= last);
                last - before.unwrap_or(0.0)
            }
        })
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
        let values = [Some(1.0), Some(3.0), None, Some(8.0)];
        assert_eq!(Joined::Mean.value(&values, 0, 2), Some(2.0));
        assert_eq!(Joined::Sum.value(&values, 0, 4), Some(12.0));
        assert_eq!(Joined::Growth.value(&values, 2, 4), Some(5.0));
        assert_eq!(Joined::Mean.value(&values, 2, 3), None);
        // A total that is smaller than before was set to zero between.
        assert_eq!(
            Joined::Growth.value(&[Some(9.0), Some(2.0)], 1, 2),
            Some(2.0)
        );
    }

    #[test]
    fn times_are_days_since_the_first() {
        let days = |text| days_since(text, Date::ymd(2018, 12, 31));
        assert_eq!(days("2019-01-01T06:00:00"), Some(1.25));
        assert_eq!(days("2019-01-01"), None);
    }
}
