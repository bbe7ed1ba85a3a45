//! What talent collects about registrations. Ages are in whole days of life.

use super::channel::KindStatistics;
use crate::engine::{Level, Period, Tally, collectors};
use crate::industry::shared::people::Tier;
use crate::units::{Duration, SimTime};

/// Days of a year of life, leap years included.
pub(super) const YEAR_OF_LIFE: f64 = 365.25;

/// Parts of one that awareness is kept in, so that its mean is a sum of integers.
pub(super) const AWARENESS_PARTS: f64 = 1e9;

collectors! {
    /// Registrations through all channels.
    pub(super) struct Registrations {
        pub(super) by_tier: [u64; Tier::ALL.len()],
        /// Ages at registration.
        pub(super) ages: Tally,
    }
}

collectors! {
    /// Statistics of those who come.
    pub(super) struct Inflow {
        pub(super) registrations: Registrations,
        /// Registrations of those who were younger than 35.
        pub(super) under_35: u64,
        /// Registrations by channel.
        pub(super) by_channel: Vec<u64>,
        /// The level of awareness, in [`AWARENESS_PARTS`].
        pub(super) awareness: Level,
    }
}

collectors! {
    /// Statistics of talent.
    pub struct Statistics {
        pub(super) inflow: Inflow,
        /// By channel, what its kind measures.
        pub(super) channels: Vec<KindStatistics>,
    }
}

impl Inflow {
    /// Nobody has registered through so many channels.
    pub(super) fn new(channels: usize) -> Self {
        Self {
            by_channel: vec![0; channels],
            ..Self::default()
        }
    }

    /// Somebody registers.
    pub(super) fn register(&mut self, channel: usize, tier: Tier, age_days: u64) {
        self.by_channel[channel] += 1;
        self.registrations.by_tier[tier as usize] += 1;
        self.registrations.ages.add(age_days);
        self.under_35 += u64::from((age_days as f64) < 35.0 * YEAR_OF_LIFE);
    }

    /// The level of awareness changes.
    #[expect(clippy::cast_possible_truncation, reason = "a level is far below 2^33")]
    pub(super) fn set_awareness(&mut self, now: SimTime, level: f64) {
        let parts = (level * AWARENESS_PARTS).round() as i64;
        self.awareness.set(now, parts);
    }
}

/// The registrations of a calendar year.
#[derive(Clone, Debug)]
pub(super) struct YearOfRegistrations {
    pub(super) by_channel: Vec<u64>,
    pub(super) ages: Tally,
}

impl YearOfRegistrations {
    /// Nobody has registered through so many channels.
    pub(super) fn new(channels: usize) -> Self {
        Self {
            by_channel: vec![0; channels],
            ages: Tally::default(),
        }
    }

    /// Somebody registers.
    #[inline]
    pub(super) fn register(&mut self, channel: usize, age_days: u64) {
        self.by_channel[channel] += 1;
        self.ages.add(age_days);
    }
}

/// The registrations up to the instants at which the times begin that periods are compared with:
/// for each period, the equally long time before it. The periods are known before the run.
#[derive(Clone, Debug)]
pub(super) struct Baselines {
    /// Instants to come, the last one first.
    to_come: Vec<SimTime>,
    /// Instants that have passed, and the registrations before them.
    passed: Vec<(SimTime, Registrations)>,
}

/// The first instant of the equally long time before a period; none if the run starts after it.
pub(super) fn baseline_start(period: Period) -> Option<SimTime> {
    let (start, length) = (period.from.since(SimTime::ZERO), period.length());
    (start >= length).then(|| SimTime::ZERO + start.saturating_sub(length))
}

impl Baselines {
    /// For these periods.
    pub(super) fn new(periods: &[Period]) -> Self {
        let starts = periods.iter().copied().filter_map(baseline_start);
        let mut to_come: Vec<SimTime> = starts.collect();
        to_come.sort_unstable_by(|one, other| other.cmp(one));
        to_come.dedup();
        Self {
            to_come,
            passed: Vec::new(),
        }
    }

    /// Somebody registers at `at`, and is not in `registrations` yet.
    #[inline]
    pub(super) fn pass(&mut self, at: SimTime, registrations: &Registrations) {
        while let Some(instant) = self.to_come.pop_if(|instant| *instant <= at) {
            self.passed.push((instant, registrations.clone()));
        }
    }

    /// The registrations before the start of the time that `period` is compared with; none where
    /// that start was not known before the run. `now` are the registrations so far.
    pub(super) fn at_start<'a>(
        &'a self,
        period: Period,
        now: &'a Registrations,
    ) -> Option<&'a Registrations> {
        let start = baseline_start(period)?;
        let passed = self.passed.iter().find(|(instant, _)| *instant == start);
        let is_to_come = self.to_come.contains(&start);
        passed
            .map(|(_, registrations)| registrations)
            .or(is_to_come.then_some(now))
    }
}

/// Whole days of an age in years.
pub(super) fn age_in_days(years: f64) -> u64 {
    Duration::from_days_f64(years * YEAR_OF_LIFE).as_millis() / Duration::days(1).as_millis()
}
