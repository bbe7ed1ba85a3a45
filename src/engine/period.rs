//! Periods of statistics: several spans of a run are measured in one pass.
//!
//! Collectors accumulate from the start of the run and are never reset. What they hold at the start
//! of a period is kept as a mark; the statistics of the period are the difference to that mark,
//! which is exact because collectors hold integers. A quantity that cannot be had by a difference
//! (a sum of floating-point numbers) is accumulated for each period separately.

use std::collections::BTreeMap;

use crate::units::{Duration, Fen, SimTime};

/// A span of a run over which statistics are taken: `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first instant.
    pub from: SimTime,
    /// The first instant after it.
    pub to: SimTime,
}

impl Period {
    /// The time from its first instant to its end.
    #[must_use]
    pub fn length(&self) -> Duration {
        self.to.saturating_since(self.from)
    }

    /// Whether an instant lies in it.
    #[must_use]
    pub fn contains(&self, at: SimTime) -> bool {
        self.from <= at && at < self.to
    }
}

/// What accumulates over a run, so that the part of a period is a difference.
///
/// ```
/// use chippark::engine::{Accumulates, Tally};
/// use chippark::units::SimTime;
/// let mut waits = Tally::default();
/// waits.add(100);
/// let mark = waits.clone();
/// waits.add(2);
/// waits.add(4);
/// assert_eq!(waits.since(&mark, SimTime::ZERO).mean(), Some(3.0));
/// ```
pub trait Accumulates {
    /// What has accumulated since `mark` was taken from it, at `at`.
    #[must_use]
    fn since(&self, mark: &Self, at: SimTime) -> Self;
}

impl Accumulates for () {
    fn since(&self, (): &Self, _: SimTime) {}
}

macro_rules! differences {
    ($($number:ty),*) => {$(
        impl Accumulates for $number {
            fn since(&self, mark: &Self, _: SimTime) -> Self {
                *self - *mark
            }
        }
    )*};
}
differences!(u32, u64, u128, i64, i128, usize, Duration, Fen);

impl<T: Accumulates, const N: usize> Accumulates for [T; N] {
    fn since(&self, mark: &Self, at: SimTime) -> Self {
        std::array::from_fn(|place| self[place].since(&mark[place], at))
    }
}

/// A list that only grows: what was not there at the mark has accumulated from nothing.
impl<T: Accumulates + Clone> Accumulates for Vec<T> {
    fn since(&self, mark: &Self, at: SimTime) -> Self {
        let old = self.iter().zip(mark).map(|(now, mark)| now.since(mark, at));
        old.chain(self.iter().skip(mark.len()).cloned()).collect()
    }
}

/// A table that only grows: what was not there at the mark has accumulated from nothing.
impl<K: Ord + Clone, T: Accumulates + Clone> Accumulates for BTreeMap<K, T> {
    fn since(&self, mark: &Self, at: SimTime) -> Self {
        let part = |(key, now): (&K, &T)| {
            let part = mark.get(key).map(|mark| now.since(mark, at));
            (key.clone(), part.unwrap_or_else(|| now.clone()))
        };
        self.iter().map(part).collect()
    }
}

/// Declares a structure of collectors, each of which accumulates.
///
/// ```
/// use chippark::engine::{Accumulates, Tally};
/// use chippark::units::SimTime;
/// chippark::engine::collectors! {
///     /// Computers that were built.
///     pub struct Built {
///         /// How many.
///         count: u64,
///         /// How long each took.
///         cycle_time: Tally,
///     }
/// }
/// let mut built = Built::default();
/// built.count += 5;
/// let mark = built.clone();
/// built.count += 2;
/// assert_eq!(built.since(&mark, SimTime::ZERO).count, 2);
/// ```
#[macro_export]
macro_rules! collectors {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident {
        $($(#[$of_field:meta])* $field_visibility:vis $field:ident: $kind:ty,)*
    }) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Default)]
        $visibility struct $name {
            $($(#[$of_field])* $field_visibility $field: $kind,)*
        }

        impl $crate::engine::Accumulates for $name {
            fn since(&self, mark: &Self, at: $crate::units::SimTime) -> Self {
                Self {
                    $($field: $crate::engine::Accumulates::since(&self.$field, &mark.$field, at),)*
                }
            }
        }
    };
}
pub use collectors;

/// A sum of floating-point numbers over each period. A difference of sums would depend on what came
/// before the period, so each period has a sum of its own, begun by [`FloatSum::begin_period`].
#[derive(Clone, Debug, Default)]
pub struct FloatSum {
    sums: Vec<(SimTime, f64)>,
}

impl FloatSum {
    /// A period begins at `at`.
    pub fn begin_period(&mut self, at: SimTime) {
        if self.sums.iter().all(|(from, _)| *from != at) {
            self.sums.push((at, 0.0));
        }
    }

    /// Adds a value to the sum of every period that has begun.
    pub fn add(&mut self, value: f64) {
        for (_, sum) in &mut self.sums {
            *sum += value;
        }
    }

    /// The sum since the start of the period that began first, or of the only one that
    /// [`Accumulates::since`] left; zero if none has begun.
    #[must_use]
    pub fn get(&self) -> f64 {
        self.sums.first().map_or(0.0, |(_, sum)| *sum)
    }
}

impl Accumulates for FloatSum {
    fn since(&self, _: &Self, at: SimTime) -> Self {
        let own = self.sums.iter().filter(|(from, _)| *from == at);
        Self {
            sums: own.copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Level, Quantiles};

    fn minutes(count: u64) -> SimTime {
        SimTime::ZERO + Duration::minutes(count)
    }

    #[test]
    fn a_window_holds_what_came_within_it() {
        let mut queue = Level::default();
        queue.add(minutes(1), 4);
        let mark = queue.clone();
        queue.add(minutes(13), -2);
        let period = queue.since(&mark, minutes(10));
        assert_eq!(period.mean(minutes(16)), Some(3.0));
        assert_eq!(period.value(), 2);
        let mut waits = Quantiles::default();
        waits.add(Duration::minutes(60));
        let mark = waits.clone();
        waits.add(Duration::minutes(2));
        let median = waits.since(&mark, minutes(10)).quantile(0.5);
        assert_eq!(median, Some(Duration::minutes(2)));
    }

    #[test]
    fn lists_and_tables_may_grow_within_a_window() {
        let mark = BTreeMap::from([(2018, 5_u64)]);
        let now = BTreeMap::from([(2018, 7_u64), (2019, 3)]);
        let part = now.since(&mark, minutes(1));
        assert_eq!(part, BTreeMap::from([(2018, 2), (2019, 3)]));
        assert_eq!(vec![5_u64, 3].since(&vec![4], minutes(1)), [1, 3]);
    }

    #[test]
    fn each_window_sums_floats_from_its_own_start() {
        let mut sum = FloatSum::default();
        sum.begin_period(minutes(0));
        sum.add(0.1);
        sum.begin_period(minutes(5));
        sum.add(0.2);
        assert_eq!(
            sum.since(&sum, minutes(0)).get().to_bits(),
            (0.1_f64 + 0.2).to_bits()
        );
        assert_eq!(
            sum.since(&sum, minutes(5)).get().to_bits(),
            0.2_f64.to_bits()
        );
    }
}
