//! What ventures share: places in the services of a phase, equipment, land, money of the fund. Those
//! who find too little of it wait in line, first come first served.

use std::collections::VecDeque;

use crate::engine::{Level, Tally};
use crate::units::SimTime;

use super::venture::VentureRow;

/// What a venture needs before it works in a phase, in the order in which it is seized. Everybody
/// seizes in this order and lets go of all at the end of the phase, so nobody waits in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A place in the services of the phase.
    Server,
    /// Equipment, in slots.
    Equipment,
    /// Land, in square millimetres.
    Land,
    /// Money of the fund, in fen; it is spent, not given back.
    Fund,
}

impl Kind {
    /// All kinds, in the order in which they are seized.
    pub(super) const ALL: [Self; 4] = [Self::Server, Self::Equipment, Self::Land, Self::Fund];
    /// What the guarantee gives (claim S2 of the 2019 report).
    pub(super) const GUARANTEED: [Self; 3] = [Self::Equipment, Self::Land, Self::Fund];

    /// The name in result files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Equipment => "equipment",
            Self::Land => "land",
            Self::Fund => "fund",
        }
    }

    /// The bit of this kind in what a venture holds.
    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Somebody in line.
#[derive(Clone, Copy, Debug)]
struct InLine {
    row: VentureRow,
    units: u64,
    since: SimTime,
}

/// A pool. Invariant: between ticks, the first in line needs more than is free.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    /// What there is; without a limit, none.
    capacity: Option<Level>,
    used: Level,
    line: VecDeque<InLine>,
    /// How long each waited that was served or gave up.
    pub(super) waits: Tally,
    /// What was used and what there was when the statistics began.
    used_before: u64,
}

impl Pool {
    /// A pool of this many units.
    pub(super) fn of(units: u64) -> Self {
        Self {
            capacity: Some(Level::starting(whole(units), SimTime::ZERO)),
            ..Self::default()
        }
    }

    /// Units in use.
    pub(super) fn used(&self) -> u64 {
        self.used.value().unsigned_abs()
    }

    /// Units there are, if there is a limit.
    pub(super) fn capacity(&self) -> Option<u64> {
        let capacity = self.capacity.as_ref();
        capacity.map(|units| units.value().unsigned_abs())
    }

    /// Units that are free.
    pub(super) fn free(&self) -> u64 {
        let capacity = self.capacity().unwrap_or(u64::MAX);
        capacity.saturating_sub(self.used())
    }

    /// The ventures in line, first come first.
    pub(super) fn line(&self) -> impl Iterator<Item = VentureRow> {
        self.line.iter().map(|one| one.row)
    }

    /// Whether the first in line could be served.
    pub(super) fn can_serve(&self) -> bool {
        self.line
            .front()
            .is_some_and(|first| first.units <= self.free())
    }

    /// Says how much there is from now on. Nobody is evicted.
    pub(super) fn set_capacity(&mut self, now: SimTime, units: u64) {
        if let Some(capacity) = &mut self.capacity
            && capacity.value() != whole(units)
        {
            capacity.set(now, whole(units));
        }
    }

    /// A venture wants some units: whether it gets them at once. If not, it stands in line.
    pub(super) fn ask(&mut self, now: SimTime, row: VentureRow, units: u64) -> bool {
        let gets = self.line.is_empty() && units <= self.free();
        if gets {
            self.used.add(now, whole(units));
            self.waits.add(0);
        } else {
            let since = now;
            self.line.push_back(InLine { row, units, since });
        }
        gets
    }

    /// Serves the first in line, if there is enough.
    pub(super) fn serve(&mut self, now: SimTime) -> Option<VentureRow> {
        if !self.can_serve() {
            return None;
        }
        let first = self.line.pop_front()?;
        self.used.add(now, whole(first.units));
        self.waits.add_span(now.since(first.since));
        Some(first.row)
    }

    /// A venture leaves the line.
    ///
    /// # Panics
    /// If it does not stand there.
    pub(super) fn leave(&mut self, now: SimTime, row: VentureRow) {
        let place = self.line.iter().position(|one| one.row == row);
        let one = place.and_then(|place| self.line.remove(place));
        let one = one.expect("who leaves the line stands in it");
        self.waits.add_span(now.since(one.since));
    }

    /// Units come back.
    pub(super) fn release(&mut self, now: SimTime, units: u64) {
        self.used.add(now, -whole(units));
    }

    /// The share of what there is that is in use, over the time since the statistics began, in
    /// percent.
    pub(super) fn use_percent(&self, now: SimTime) -> Option<f64> {
        let there = self.capacity.as_ref()?.area_until(now);
        (there > 0).then(|| 100.0 * self.used.area_until(now) as f64 / there as f64)
    }

    /// The share that was spent of what there was to spend since the statistics began, in percent:
    /// for money, which does not come back.
    pub(super) fn spent_percent(&self) -> Option<f64> {
        let there = self.capacity()?.saturating_sub(self.used_before);
        (there > 0).then(|| 100.0 * (self.used() - self.used_before) as f64 / there as f64)
    }

    /// Begins the statistics anew.
    pub(super) fn begin_statistics(&mut self, now: SimTime) {
        self.used.reset(now);
        if let Some(capacity) = &mut self.capacity {
            capacity.reset(now);
        }
        self.waits.reset();
        self.used_before = self.used();
    }
}

fn whole(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Duration;

    fn day(count: u64) -> SimTime {
        SimTime::ZERO + Duration::days(count)
    }

    /// The second asks for more than is left, and the third, who would fit, waits behind it.
    #[test]
    fn first_come_first_served_and_who_leaves_makes_room_for_the_next() {
        let mut pool = Pool::of(10);
        let row = VentureRow::new;
        assert!(pool.ask(day(0), row(0), 6));
        assert!(!pool.ask(day(1), row(1), 8));
        assert!(!pool.ask(day(2), row(2), 4));
        assert_eq!(pool.serve(day(2)), None);
        pool.leave(day(4), row(1));
        assert_eq!(pool.serve(day(4)), Some(row(2)));
        assert_eq!((pool.used(), pool.free()), (10, 0));
        pool.set_capacity(day(5), 5);
        assert_eq!((pool.used(), pool.free()), (10, 0), "nobody is evicted");
        pool.release(day(5), 6);
        assert_eq!((pool.used(), pool.free()), (4, 1));
        // Waits of 0, 3 and 2 days.
        assert_eq!(pool.waits.mean_days(), Some(5.0 / 3.0));
        // Used: 4 days of 6, a day of 10, then 4 of 5 for 5 days: 54 of 75 unit days.
        assert_eq!(pool.use_percent(day(10)), Some(72.0));
    }

    #[test]
    fn money_is_spent_of_what_was_left_and_what_came() {
        let mut fund = Pool::of(100);
        assert!(fund.ask(day(0), VentureRow::new(0), 40));
        fund.begin_statistics(day(1));
        fund.set_capacity(day(2), 140);
        assert!(fund.ask(day(3), VentureRow::new(1), 25));
        assert_eq!(fund.spent_percent(), Some(25.0));
    }
}
