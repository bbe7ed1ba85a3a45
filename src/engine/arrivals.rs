//! Arrivals one by one: a Poisson process of piecewise constant rate (method M2).
//!
//! Time is rescaled: the distance to the next arrival is a unit exponential, of which a rate uses
//! up `rate * time`. It is anchored at the last change of the rate or the last arrival, never at a
//! tick, so the arrivals do not depend on the length of a tick, to the last bit.

use super::streams::Stream;
use crate::units::{Rate, SimTime};

/// The next arrival of one Poisson process.
#[derive(Clone, Debug)]
pub struct ArrivalClock {
    stream: Stream,
    /// The instant from which `remaining` and `rate` apply, in milliseconds.
    anchor: f64,
    /// The rest of the unit exponential.
    remaining: f64,
    /// Arrivals per millisecond.
    rate: f64,
}

impl ArrivalClock {
    /// A clock at the start of time, with rate zero until a rate is set.
    #[must_use]
    pub fn new(mut stream: Stream) -> Self {
        let remaining = stream.exponential();
        Self {
            stream,
            anchor: 0.0,
            remaining,
            rate: 0.0,
        }
    }

    /// Sets the rate from `from` on. `from` must not decrease from call to call, and all arrivals
    /// before it must have been taken by [`Self::next_before`].
    pub fn set_rate(&mut self, from: SimTime, rate: Rate) {
        let rate = rate.get_per_milli();
        if rate.total_cmp(&self.rate).is_eq() {
            return;
        }
        let from = from.as_millis() as f64;
        self.remaining = (self.remaining - self.rate * (from - self.anchor)).max(0.0);
        self.anchor = from;
        self.rate = rate;
    }

    /// The next arrival, if it comes before `until`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an instant after the anchor and before `until`; the millisecond it lies in"
    )]
    pub fn next_before(&mut self, until: SimTime) -> Option<SimTime> {
        if self.rate <= 0.0 {
            return None;
        }
        let due = self.anchor + self.remaining / self.rate;
        if due >= until.as_millis() as f64 {
            return None;
        }
        self.anchor = due;
        self.remaining = self.stream.exponential();
        Some(SimTime::from_millis(due as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Streams;
    use crate::units::Duration;

    /// Arrivals of ten days whose rate doubles at midday, asked for in steps of `step`.
    fn arrivals(step: Duration) -> Vec<SimTime> {
        let mut clock = ArrivalClock::new(Streams::new(7, 0).stream("arrivals", "test"));
        let (mut now, end) = (SimTime::ZERO, SimTime::ZERO + Duration::days(10));
        let mut found = Vec::new();
        while now < end {
            let is_morning = now.time_of_day() < Duration::hours(12);
            clock.set_rate(now, Rate::per_day(if is_morning { 40.0 } else { 80.0 }));
            now += step;
            while let Some(at) = clock.next_before(now) {
                found.push(at);
            }
        }
        found
    }

    #[test]
    fn the_step_does_not_move_an_arrival() {
        let hourly = arrivals(Duration::hours(1));
        assert_eq!(hourly, arrivals(Duration::hours(12)));
        assert_eq!(hourly, arrivals(Duration::minutes(1)));
        let count = hourly.len() as f64;
        assert!((count - 600.0).abs() < 4.0 * 600_f64.sqrt(), "{count}");
        assert!(hourly.is_sorted());
    }

    #[test]
    fn nobody_arrives_while_the_rate_is_zero_and_nothing_is_lost_by_it() {
        let mut clock = ArrivalClock::new(Streams::new(7, 0).stream("arrivals", "test"));
        let mut twin = clock.clone();
        let hours = |count| SimTime::ZERO + Duration::hours(count);
        clock.set_rate(hours(0), Rate::ZERO);
        assert_eq!(clock.next_before(hours(1_000)), None);
        clock.set_rate(hours(1_000), Rate::per_day(1.0));
        twin.set_rate(hours(0), Rate::per_day(1.0));
        let late = clock.next_before(SimTime::MAX).unwrap();
        let early = twin.next_before(SimTime::MAX).unwrap();
        assert_eq!(late.since(early), Duration::hours(1_000));
    }
}
