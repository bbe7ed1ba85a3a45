//! Stays: spans of time with a beginning and an end, such as cycle times and waits, and their mean
//! over a window of the run that cuts some of them (method M7).

use super::collect::Tally;
use super::period::Accumulates;
use crate::units::{Duration, SimTime};

/// Stays in a state, by who is there now and how long those took that have ended.
///
/// # The mean of a window
/// The mean of the stays that ended within a window, whenever they began, is that of all stays in a
/// steady state and while the state empties. While it fills up it is too short, since the long ones
/// end after the window: then more are present at the end than at the start, and each of these
/// counts as half a stay, with the mean age of those present:
///
/// ```text
/// more = max(0, (present at the end) - (present at the start))
/// mean = 2 (times of those that ended + more * (mean age at the end)) / (2 ended + more)
/// ```
///
/// If everybody who began has also ended, it is the plain mean. From an empty start the numerator
/// is twice the time that all spent in the state, its area, and the denominator counts who began
/// and who ended: the mean of both estimates by Little's law, area over those who began and area
/// over those who ended (compare S.-H. Kim and W. Whitt, Statistical analysis with Little's law,
/// Operations Research 61 (2013) 1030-1045, on their bias).
///
/// If all stays take the same time D, the mean is D in every window at whose end
///
/// * as many are present as at its start, or fewer: all of the times that count are D, or
/// * the ages lie evenly between 0 and D, as those of a stream that began D ago or earlier: their
///   mean is D / 2, and `2 (ended D + more D / 2) / (2 ended + more) = D`.
///
/// Random times come out too short from an empty start until the window is several times as long,
/// and a little too long where the number present goes up and down by chance: by the share
/// `more / (2 ended)` at most if the ages have the mean of the times (exponential times).
///
/// Where no stay has ended there is no mean. Where a good part of the stays is unfinished, the mean
/// is an estimate: see [`Stays::unfinished_percent`].
///
/// # Stays that are discarded
/// A lot that is scrapped and a person who gives up have no stay to be averaged. Such stays count
/// when they are over, and of those who are `more` at the end the share that will be discarded is
/// taken as the share of the window, discarded / (discarded + ended).
///
/// # Example
/// One stay of 30 days begins in the middle of each hour; 40 days are observed from an empty start.
///
/// ```
/// use chippark::engine::Stays;
/// use chippark::units::{Duration, SimTime};
/// let delay = Duration::days(30);
/// let end = SimTime::ZERO + Duration::days(40);
/// let mut stays = Stays::default();
/// for hour in 0..40 * 24 {
///     let began = SimTime::ZERO + Duration::minutes(60 * hour + 30);
///     stays.begin(began);
///     if began + delay < end {
///         stays.end(began + delay, began);
///     }
/// }
/// assert_eq!(stays.mean_days(end), Some(30.0));
/// assert_eq!(stays.unfinished_percent(), Some(75.0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stays {
    present: i64,
    /// The instants at which the stays of those present began, added up, in milliseconds.
    began: i128,
    /// Times of those that ended.
    times: Tally,
    discarded: u64,
    /// How many were present at the start of the window.
    present_before: i64,
}

impl Stays {
    /// The stays of those present, by when each began, and of those who have left, for who keeps
    /// them elsewhere.
    #[must_use]
    pub fn of(present: impl Iterator<Item = SimTime>, times: Tally, discarded: u64) -> Self {
        let mut stays = Self {
            times,
            discarded,
            ..Self::default()
        };
        present.for_each(|began| stays.begin(began));
        stays
    }

    /// A stay begins.
    #[inline]
    pub fn begin(&mut self, now: SimTime) {
        self.begin_many(now, 1);
    }

    /// So many stays begin.
    #[inline]
    pub fn begin_many(&mut self, now: SimTime, count: u32) {
        self.present += i64::from(count);
        self.began += i128::from(count) * i128::from(now.as_millis());
    }

    /// A stay ends that began at `began`.
    #[inline]
    pub fn end(&mut self, now: SimTime, began: SimTime) {
        self.end_many(now, began, 1);
    }

    /// So many stays end that began at `began`.
    #[inline]
    pub fn end_many(&mut self, now: SimTime, began: SimTime, count: u32) {
        self.remove(began, count);
        self.times
            .add_many(now.since(began).as_millis(), u64::from(count));
    }

    /// A stay that began at `began` is over without an end that counts.
    #[inline]
    pub fn discard(&mut self, began: SimTime) {
        self.discard_many(began, 1);
    }

    /// So many stays that began at `began` are over without an end that counts.
    #[inline]
    pub fn discard_many(&mut self, began: SimTime, count: u32) {
        self.remove(began, count);
        self.discarded += u64::from(count);
    }

    fn remove(&mut self, began: SimTime, count: u32) {
        self.present -= i64::from(count);
        self.began -= i128::from(count) * i128::from(began.as_millis());
    }

    /// A sentence if those present are others than those who began at these instants.
    #[must_use]
    pub fn audit(&self, what: &str, present: impl Iterator<Item = SimTime>) -> Option<String> {
        let found = Self::of(present, Tally::default(), 0);
        let differ = (found.present, found.began) != (self.present, self.began);
        differ.then(|| {
            format!(
                "{what}: {} are found, {} are booked, which began at {} and {} ms in all",
                found.present, self.present, found.began, self.began
            )
        })
    }

    /// Adds other stays of the same window.
    pub fn merge(&mut self, other: &Self) {
        self.present += other.present;
        self.began += other.began;
        self.times.merge(&other.times);
        self.discarded += other.discarded;
        self.present_before += other.present_before;
    }

    /// The number of stays that ended, those that were discarded not counted.
    #[must_use]
    pub const fn ended(&self) -> u64 {
        self.times.count()
    }

    /// The times of the stays that ended, whenever they began.
    #[must_use]
    pub const fn times(&self) -> &Tally {
        &self.times
    }

    /// The ages of those present, added up.
    fn ages(&self, now: SimTime) -> i128 {
        i128::from(self.present) * i128::from(now.as_millis()) - self.began
    }

    /// The mean over the window, which ends now, in milliseconds, if a stay has ended.
    #[must_use]
    pub fn mean(&self, now: SimTime) -> Option<f64> {
        let ended = self.times.count() as f64;
        if ended == 0.0 {
            return None;
        }
        let times = self.times.sum() as f64;
        if self.present <= self.present_before {
            return Some(times / ended);
        }
        let ending = ended / (ended + self.discarded as f64);
        let more = ending * (self.present - self.present_before) as f64;
        let ages = more * (self.ages(now) as f64 / self.present as f64);
        Some(2.0 * (times + ages) / (2.0 * ended + more))
    }

    /// The mean over the window, which ends now, in days, if a stay has ended.
    #[must_use]
    pub fn mean_days(&self, now: SimTime) -> Option<f64> {
        let mean = self.mean(now);
        mean.map(|millis| Duration::from_millis_f64(millis).as_days())
    }

    /// The share of the stays of the window that are unfinished at its end, in per cent, if there
    /// were any.
    #[must_use]
    pub fn unfinished_percent(&self) -> Option<f64> {
        let present = self.present as f64;
        let all = present + (self.times.count() + self.discarded) as f64;
        (all > 0.0).then(|| 100.0 * present / all)
    }
}

impl Accumulates for Stays {
    fn since(&self, mark: &Self, at: SimTime) -> Self {
        Self {
            times: self.times.since(&mark.times, at),
            discarded: self.discarded - mark.discarded,
            present_before: mark.present,
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: u64) -> SimTime {
        SimTime::from_millis(millis)
    }

    /// What accumulates until `now` of stays that begin and end, or are discarded.
    fn until(now: u64, stays: &[(u64, u64, bool)]) -> Stays {
        let mut all = Stays::default();
        for &(began, ends, counts) in stays.iter().filter(|stay| stay.0 < now) {
            all.begin(at(began));
            match (ends < now, counts) {
                (false, _) => {}
                (true, true) => all.end(at(ends), at(began)),
                (true, false) => all.discard(at(began)),
            }
        }
        all
    }

    /// The stays of a window.
    fn within(from: u64, to: u64, stays: &[(u64, u64, bool)]) -> Stays {
        until(to, stays).since(&until(from, stays), at(from))
    }

    fn close(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|found| (found - expected).abs() <= 1e-9 * expected.max(1.0))
    }

    proptest! {
        #[test]
        fn where_all_stays_lie_within_the_window_the_mean_is_the_plain_mean(
            spans in prop::collection::vec((1000_u64..5000, 0_u64..4000, any::<bool>()), 1..40),
        ) {
            let stay = |&(began, span, counts): &(u64, u64, bool)| (began, began + span, counts);
            let stays: Vec<_> = spans.iter().map(stay).collect();
            let found = within(1000, 9000, &stays);
            let plain = found.times().mean();
            prop_assert_eq!(found.mean(at(9000)), plain);
            prop_assert_eq!(found.unfinished_percent(), Some(0.0));
        }

        /// One begins in the middle of every `gap` until the stream ends, if it does; all take the
        /// same time. Windows begin anywhere and end once the first one has.
        #[test]
        fn a_pure_delay_is_found_exactly_in_any_window(
            gap in 1_u64..50, gaps in 1_u64..60, more in 1_u64..200, from in 0_u64..100,
            stops in prop::option::of(0_u64..100),
        ) {
            let (gap, delay) = (2 * gap, 2 * gap * gaps);
            let to = delay + gap * more;
            let from = from * to / 100;
            let last = stops.map_or(to, |per_cent| per_cent * to / 100);
            let begins = (0..).map(|number| number * gap + gap / 2);
            let begins = begins.take_while(|&began| began < to && began <= last.max(gap));
            let stays: Vec<_> = begins.map(|began| (began, began + delay, true)).collect();
            let found = within(from, to, &stays);
            let fills = found.present > found.present_before;
            let is_even = last >= to;
            prop_assume!(found.ended() > 0 && (is_even || !fills));
            prop_assert!(close(found.mean(at(to)), delay as f64), "{found:?}");
        }
    }

    /// Every 10 ms one begins that ends after 100 ms and one that is discarded after 30 ms. In a
    /// steady state half of all end, and of the 13 present 10 end: the sum of ages does not change.
    #[test]
    fn discarded_stays_do_not_count() {
        let pair = |number: u64| {
            [
                (10 * number, 10 * number + 100, true),
                (10 * number, 10 * number + 30, false),
            ]
        };
        let stays: Vec<_> = (0..100).flat_map(pair).collect();
        let found = within(500, 800, &stays);
        assert_eq!((found.ended(), found.mean(at(800))), (30, Some(100.0)));
        // 13 of the 13 who are there, the 30 who ended and the 30 who were discarded.
        assert_eq!(found.unfinished_percent(), Some(1300.0 / 73.0));
    }

    /// Two that begin before the window, of which it sees the end only.
    #[test]
    fn a_state_that_empties_has_the_mean_of_those_who_end() {
        let found = within(290, 310, &[(0, 300, true), (10, 305, true)]);
        assert_eq!(found.mean(at(310)), Some(297.5));
    }

    #[test]
    fn without_an_end_there_is_no_mean() {
        let found = within(0, 50, &[(10, 70, true), (20, 40, false)]);
        assert_eq!(
            (found.mean(at(50)), found.unfinished_percent()),
            (None, Some(50.0))
        );
        assert_eq!(Stays::default().unfinished_percent(), None);
    }

    #[test]
    fn merged_stays_have_the_mean_of_all() {
        let mut one = within(0, 100, &[(10, 30, true), (50, 200, true)]);
        one.merge(&within(0, 100, &[(0, 60, true)]));
        // Times of 20 and 60, an age of 50: twice 130 over 3 that began and 2 that ended.
        assert_eq!(one.mean(at(100)), Some(52.0));
        let queue = Stays::of([at(50)].into_iter(), one.times().clone(), 0);
        assert_eq!(queue.mean(at(100)), Some(52.0));
    }
}
