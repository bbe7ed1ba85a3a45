//! Stale events: how an entity distinguishes its current event from one that was replaced.
//!
//! The calendar does not cancel events. An entity keeps the time for which its event is scheduled;
//! an event that is popped at any other time is stale and is skipped. So rescheduling costs one
//! write, and a skipped event costs one comparison. [`ShortDue`] is the same in four bytes,
//! for tables of which every byte counts.

use crate::units::SimTime;

/// The time for which an entity's event is scheduled, if one is.
///
/// ```
/// use chippark::engine::{Calendar, Due, Phase};
/// use chippark::units::SimTime;
/// chippark::event_codes! {
///     /// What happens to the one tool.
///     enum ToolEvent { Fails }
/// }
/// let [early, late] = [5, 9].map(SimTime::from_millis);
/// let mut calendar = Calendar::new();
/// calendar.schedule(early, Phase::Transfer, ToolEvent::Fails);
/// // The failure is put off.
/// calendar.schedule(late, Phase::Transfer, ToolEvent::Fails);
/// let fails = Due::at(late);
/// let times = std::iter::from_fn(|| calendar.pop_until(SimTime::MAX)).map(|(now, _)| now);
/// assert_eq!(times.filter(|&now| fails.is_now(now)).collect::<Vec<_>>(), [late]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due(SimTime);

impl Due {
    /// Nothing is scheduled: every event that is popped is stale.
    pub const NEVER: Self = Self(SimTime::MAX);

    /// An event is scheduled for `time`.
    #[inline]
    #[must_use]
    pub const fn at(time: SimTime) -> Self {
        Self(time)
    }

    /// Whether an event that is popped at `now` is the current one.
    #[inline]
    #[must_use]
    pub fn is_now(self, now: SimTime) -> bool {
        self.0 == now
    }
}

/// The low 32 bits of a [`Due`]. Events of one entity that lie a whole multiple of 2^32 ms (49.7
/// days) apart look the same, so a stale one of them is taken for the current one: for a random
/// time the probability is 2^-32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShortDue(u32);

impl ShortDue {
    /// An event is scheduled for `time`.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "only the low half is kept")]
    pub const fn at(time: SimTime) -> Self {
        Self(time.as_millis() as u32)
    }

    /// Whether an event that is popped at `now` is the current one.
    #[inline]
    #[must_use]
    pub fn is_now(self, now: SimTime) -> bool {
        self == Self::at(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_current_at_its_own_time_only() {
        let [early, late] = [7, 8].map(SimTime::from_millis);
        assert!(Due::at(early).is_now(early) && !Due::at(early).is_now(late));
        assert!(!Due::NEVER.is_now(early));
        assert!(ShortDue::at(early).is_now(early) && !ShortDue::at(early).is_now(late));
    }

    #[test]
    fn the_short_form_forgets_all_but_the_low_half() {
        let time = SimTime::from_millis((3 << 32) | 7);
        assert!(ShortDue::at(time).is_now(time));
        assert!(ShortDue::at(time).is_now(SimTime::from_millis((9 << 32) | 7)));
        assert!(!ShortDue::at(time).is_now(SimTime::from_millis((3 << 32) | 8)));
        assert_eq!((size_of::<ShortDue>(), size_of::<Due>()), (4, 8));
    }
}
