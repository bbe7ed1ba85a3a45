//! Collectors: the statistics that a subsystem accumulates while it runs. Sums are integers, so
//! that no figure depends on the order of the additions, and the statistics of a window of the run
//! are exact differences (see [`period`](super::period)).

use std::sync::Arc;

use super::period::Accumulates;
use crate::units::{Duration, SimTime};

/// Count, mean and spread of spans of time or of whole numbers.
///
/// ```
/// use chippark::engine::Tally;
/// let mut tally = Tally::default();
/// [2, 4, 6].map(|value| tally.add(value));
/// assert_eq!((tally.count(), tally.mean(), tally.sd()), (3, Some(4.0), Some(2.0)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    count: u64,
    sum: u128,
    sum_of_squares: u128,
}

impl Tally {
    /// Adds one observation.
    pub fn add(&mut self, value: u64) {
        self.count += 1;
        self.sum += u128::from(value);
        self.sum_of_squares += u128::from(value) * u128::from(value);
    }

    /// Adds so many observations of one value.
    pub fn add_many(&mut self, value: u64, count: u64) {
        self.count += count;
        self.sum += u128::from(value) * u128::from(count);
        self.sum_of_squares += u128::from(value) * u128::from(value) * u128::from(count);
    }

    /// Adds one span of time, in milliseconds.
    pub fn add_span(&mut self, span: Duration) {
        self.add(span.as_millis());
    }

    /// Adds the observations of another tally.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.sum_of_squares += other.sum_of_squares;
    }

    /// The number of observations.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The sum of the observations.
    #[must_use]
    pub const fn sum(&self) -> u128 {
        self.sum
    }

    /// The mean, if anything was observed.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// The mean of spans of time in days, if anything was observed.
    #[must_use]
    pub fn mean_days(&self) -> Option<f64> {
        self.mean()
            .map(|millis| Duration::from_millis_f64(millis).as_days())
    }

    /// The sample standard deviation, if two or more values were observed.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        if self.count < 2 {
            return None;
        }
        // n * sum(x^2) - sum(x)^2 is exact in integers while it fits; u128 holds 1e7 spans of
        // a year, beyond that the float form is used.
        let count = u128::from(self.count);
        let exact = self
            .sum_of_squares
            .checked_mul(count)
            .zip(self.sum.checked_mul(self.sum));
        let sum = self.sum as f64;
        let rounded = || (self.sum_of_squares as f64 * self.count as f64 - sum * sum).max(0.0);
        let scatter = exact.map_or_else(rounded, |(squares, square)| {
            squares.saturating_sub(square) as f64
        });
        Some((scatter / self.count as f64 / (self.count - 1) as f64).sqrt())
    }

    /// Removes all observations.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

impl Accumulates for Tally {
    fn since(&self, mark: &Self, _: SimTime) -> Self {
        Self {
            count: self.count - mark.count,
            sum: self.sum - mark.sum,
            sum_of_squares: self.sum_of_squares - mark.sum_of_squares,
        }
    }
}

/// A whole number that changes over time, and its mean over time.
///
/// ```
/// use chippark::engine::Level;
/// use chippark::units::{Duration, SimTime};
/// let hour = |count| SimTime::ZERO + Duration::hours(count);
/// let mut queue = Level::default();
/// queue.add(hour(1), 2);
/// queue.add(hour(3), -2);
/// assert_eq!(queue.mean(hour(4)), Some(1.0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level {
    value: i64,
    changed: SimTime,
    since: SimTime,
    area: i128,
}

impl Level {
    /// A level that starts with `value` at `at`.
    #[must_use]
    pub const fn starting(value: i64, at: SimTime) -> Self {
        Self {
            value,
            changed: at,
            since: at,
            area: 0,
        }
    }

    /// The value now.
    #[must_use]
    pub const fn value(&self) -> i64 {
        self.value
    }

    /// Changes the value by `change` at `now`.
    ///
    /// # Panics
    /// If the value would not fit in 64 bits.
    pub fn add(&mut self, now: SimTime, change: i64) {
        let value = self.value.checked_add(change);
        self.set(now, value.expect("a level fits in 64 bits"));
    }

    /// Gives it a value at `now`.
    pub fn set(&mut self, now: SimTime, value: i64) {
        self.area = self.area_until(now);
        self.changed = now;
        self.value = value;
    }

    /// Value times milliseconds since the statistics began, up to `now`.
    #[must_use]
    pub fn area_until(&self, now: SimTime) -> i128 {
        let span = now.saturating_since(self.changed).as_millis();
        self.area + i128::from(self.value) * i128::from(span)
    }

    /// The mean over time since the statistics began, if any time has passed.
    #[must_use]
    pub fn mean(&self, now: SimTime) -> Option<f64> {
        let span = now.saturating_since(self.since).as_millis();
        (span > 0).then(|| self.area_until(now) as f64 / span as f64)
    }

    /// Begins the statistics anew at `now`; the value stays.
    pub fn reset(&mut self, now: SimTime) {
        *self = Self::starting(self.value, now);
    }
}

impl Accumulates for Level {
    fn since(&self, mark: &Self, at: SimTime) -> Self {
        Self {
            value: self.value,
            changed: self.changed.max(at),
            since: at,
            area: self.area_until(self.changed.max(at)) - mark.area_until(at),
        }
    }
}

/// Exact quantiles of spans of time: it keeps every observation.
///
/// ```
/// use chippark::engine::Quantiles;
/// use chippark::units::Duration;
/// let mut waits = Quantiles::default();
/// (1..=10).for_each(|minutes| waits.add(Duration::minutes(minutes)));
/// assert_eq!(waits.quantile(0.9), Some(Duration::minutes(9)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Quantiles {
    /// Chunks that are full. Copies share them, since each mark of a period is a copy.
    full: Vec<Arc<[u64]>>,
    last: Vec<u64>,
    /// Observations at the start that belong to the time before a mark.
    skipped: usize,
}

/// The observations of a chunk: a page of memory, so that a copy costs little more than the list of
/// chunks.
const CHUNK: usize = 512;

impl Quantiles {
    /// Adds one observation.
    #[inline]
    pub fn add(&mut self, span: Duration) {
        self.push(span.as_millis());
    }

    #[inline]
    fn push(&mut self, millis: u64) {
        if self.last.len() == CHUNK {
            self.close_chunk();
        }
        self.last.push(millis);
    }

    #[cold]
    fn close_chunk(&mut self) {
        self.full.push(self.last.as_slice().into());
        self.last.clear();
    }

    fn len(&self) -> usize {
        self.full.len() * CHUNK + self.last.len()
    }

    /// The observations since the mark, in order.
    fn to_vec(&self) -> Vec<u64> {
        let mut observations = Vec::with_capacity(self.len() - self.skipped / CHUNK * CHUNK);
        let full = self.full.iter().map(|chunk| &**chunk);
        let chunks = full.chain([self.last.as_slice()]);
        let since = chunks.skip(self.skipped / CHUNK);
        since.for_each(|chunk| observations.extend_from_slice(chunk));
        observations.drain(..self.skipped % CHUNK);
        observations
    }

    /// Adds the observations of others.
    pub fn merge(&mut self, other: &Self) {
        other
            .to_vec()
            .into_iter()
            .for_each(|millis| self.push(millis));
    }

    /// The smallest observation that at least the share `level` of all do not exceed, if anything
    /// was observed.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank in 1..=n"
    )]
    pub fn quantile(&self, level: f64) -> Option<Duration> {
        let mut sorted = self.to_vec();
        let last = sorted.len().checked_sub(1)?;
        let rank = ((level * sorted.len() as f64).ceil() as usize)
            .saturating_sub(1)
            .min(last);
        let (_, value, _) = sorted.select_nth_unstable(rank);
        Some(Duration::millis(*value))
    }
}

/// Observations are only ever appended, so those of a period are the ones behind the mark.
impl Accumulates for Quantiles {
    fn since(&self, mark: &Self, _: SimTime) -> Self {
        Self {
            skipped: mark.len(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks before, at and behind the end of a chunk: what comes after is counted, and only that.
    #[test]
    fn quantiles_of_a_period_are_of_the_observations_behind_its_mark() {
        let chunk = CHUNK as u64;
        for before in [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 2 * chunk + 7] {
            for of_period in [0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk] {
                let mut all = Quantiles::default();
                (0..before).for_each(|_| all.add(Duration::ZERO));
                let mark = all.clone();
                (1..=of_period).for_each(|millis| all.add(Duration::millis(millis)));
                let period = all.since(&mark, SimTime::ZERO);
                let ends = [period.quantile(0.0), period.quantile(1.0)];
                let expected = (of_period > 0).then_some([1, of_period].map(Duration::millis));
                assert_eq!(
                    ends,
                    [expected.map(|ends| ends[0]), expected.map(|ends| ends[1])]
                );
                assert_eq!(period.to_vec().len() as u64, of_period);
            }
        }
    }
}
