//! Who registered in the time before the statistics that is as long as they are: what a year's
//! figures are compared with.

use super::books::YEAR_OF_LIFE;
use crate::engine::{Clock, Figures, Tally, metrics};
use crate::industry::shared::people::Tier;
use crate::units::SimTime;

metrics! { "talent":
    /// Growth of the registrations of a tier over the equally long time before the statistics
    /// began.
    TIER_GROWTH: "tier_growth", "%", Higher, None;
    /// Change of the mean age at registration since the equally long time before the statistics
    /// began.
    MEAN_AGE_CHANGE: "mean_age_change", "y", Lower, None;
}

/// Registrations in the time before the statistics. Ages are in days.
#[derive(Clone, Debug)]
pub(super) struct Before {
    /// The time; none where the warm-up is shorter than the statistics.
    time: Option<(SimTime, SimTime)>,
    by_tier: [u64; Tier::ALL.len()],
    ages: Tally,
}

impl Before {
    pub(super) fn new(clock: &Clock) -> Self {
        let (warmup, length) = (clock.warmup(), clock.horizon().since(clock.warmup()));
        let is_long = warmup.since(SimTime::ZERO) >= length;
        let from = warmup.saturating_since(SimTime::ZERO + length);
        Self {
            time: is_long.then_some((SimTime::ZERO + from, warmup)),
            by_tier: [0; Tier::ALL.len()],
            ages: Tally::default(),
        }
    }

    /// Somebody registers.
    pub(super) fn register(&mut self, at: SimTime, tier: Tier, age_days: u64) {
        if self
            .time
            .is_some_and(|(from, until)| from <= at && at < until)
        {
            self.by_tier[tier as usize] += 1;
            self.ages.add(age_days);
        }
    }

    /// Reports how those who registered since then differ.
    pub(super) fn report(&self, by_tier: &[u64], ages: &Tally, figures: &mut Figures) {
        for tier in Tier::ALL {
            let (before, now) = (self.by_tier[tier as usize], by_tier[tier as usize]);
            let growth = 100.0 * (now as f64 / before as f64 - 1.0);
            let known = self.time.is_some() && before > 0;
            figures.put_for(&TIER_GROWTH, tier.name(), known.then_some(growth));
        }
        let change = ages.mean().zip(self.ages.mean());
        let change = change.map(|(now, before)| (now - before) / YEAR_OF_LIFE);
        figures.put(&MEAN_AGE_CHANGE, change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Date, Duration};

    #[test]
    fn only_the_equally_long_time_before_counts() {
        let days = |count| SimTime::ZERO + Duration::days(count);
        let origin = Date::ymd(2017, 1, 1);
        let (tick, warmup) = (Duration::days(1), Duration::days(730));
        let clock = Clock::new(origin, tick, warmup, Duration::days(1_095));
        let mut before = Before::new(&clock);
        for (day, age) in [(364, 90), (365, 20), (400, 30), (729, 40), (730, 90)] {
            let age = Duration::from_days_f64(f64::from(age) * YEAR_OF_LIFE);
            before.register(days(day), Tier::Student, age.as_millis() / tick.as_millis());
        }
        let mut ages = Tally::default();
        let years = Duration::from_days_f64(28.0 * YEAR_OF_LIFE);
        ages.add(years.as_millis() / tick.as_millis());
        let mut figures = Figures::default();
        before.report(&[6, 2, 0, 0, 0, 0], &ages, &mut figures);
        let value = |key: &str| figures.value(key);
        assert_eq!(value("talent.tier_growth/student"), Some(100.0));
        assert_eq!(value("talent.tier_growth/technician"), None, "none before");
        let change = value("talent.mean_age_change").unwrap();
        assert!((change + 2.0).abs() < 0.01, "{change}");
        // Half a year of warm-up says nothing of a year.
        let clock = Clock::new(origin, tick, Duration::days(182), Duration::days(547));
        assert_eq!(Before::new(&clock).time, None);
    }
}
