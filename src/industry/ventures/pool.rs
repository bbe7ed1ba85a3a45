//! A pool that ventures share: places in the services of a phase, equipment, land, money of the
//! fund. Ventures that find too little of it wait in line, first come first served.

use std::collections::VecDeque;

use super::statistics::PoolStatistics;
use super::venture::VentureRow;
use crate::engine::Level;
use crate::units::SimTime;

/// A venture in line.
#[derive(Clone, Copy, Debug)]
struct InLine {
    row: VentureRow,
    units: u64,
    since: SimTime,
}

/// A pool. Invariant: between ticks, the first in line needs more than is free.
#[derive(Clone, Debug, Default)]
pub(super) struct ResourcePool {
    is_limited: bool,
    line: VecDeque<InLine>,
    pub(super) statistics: PoolStatistics,
}

impl ResourcePool {
    /// A pool of this many units.
    pub(super) fn of(units: u64) -> Self {
        Self {
            is_limited: true,
            statistics: PoolStatistics {
                capacity: Level::starting(whole(units), SimTime::ZERO),
                ..PoolStatistics::default()
            },
            ..Self::default()
        }
    }

    /// Units in use.
    pub(super) fn used(&self) -> u64 {
        self.statistics.used.value().unsigned_abs()
    }

    /// Units that there are; none if there is no limit.
    pub(super) fn capacity(&self) -> Option<u64> {
        let capacity = self.statistics.capacity.value().unsigned_abs();
        self.is_limited.then_some(capacity)
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

    /// A sentence if the waits are of others than those in line.
    pub(super) fn audit_waits(&self, name: &str) -> Option<String> {
        let since = self.line.iter().map(|one| one.since);
        let what = format!("ventures in line for {name}");
        self.statistics.waits.audit(&what, since)
    }

    /// Whether the first in line could be served.
    pub(super) fn can_serve(&self) -> bool {
        self.line
            .front()
            .is_some_and(|first| first.units <= self.free())
    }

    /// Sets how much there is from now on. No venture is evicted.
    pub(super) fn set_capacity(&mut self, now: SimTime, units: u64) {
        let capacity = &mut self.statistics.capacity;
        if self.is_limited && capacity.value() != whole(units) {
            capacity.set(now, whole(units));
        }
    }

    /// A venture asks for some units: whether it gets them at once. If not, it waits in line.
    pub(super) fn ask(&mut self, now: SimTime, row: VentureRow, units: u64) -> bool {
        self.statistics.waits.begin(now);
        let gets = self.line.is_empty() && units <= self.free();
        if gets {
            self.give(now, units);
            self.statistics.waits.end(now, now);
        } else {
            let since = now;
            self.line.push_back(InLine { row, units, since });
        }
        gets
    }

    /// Serves the first in line, if there are enough units.
    pub(super) fn serve(&mut self, now: SimTime) -> Option<VentureRow> {
        if !self.can_serve() {
            return None;
        }
        let first = self.line.pop_front()?;
        self.give(now, first.units);
        self.statistics.waits.end(now, first.since);
        Some(first.row)
    }

    /// A venture leaves the line.
    ///
    /// # Panics
    /// If it is not in line.
    pub(super) fn leave(&mut self, now: SimTime, row: VentureRow) {
        let place = self.line.iter().position(|one| one.row == row);
        let one = place.and_then(|place| self.line.remove(place));
        let one = one.expect("a venture that leaves the line is in it");
        self.statistics.waits.end(now, one.since);
    }

    /// Releases units.
    pub(super) fn release(&mut self, now: SimTime, units: u64) {
        self.statistics.used.add(now, -whole(units));
    }

    fn give(&mut self, now: SimTime, units: u64) {
        self.statistics.used.add(now, whole(units));
        self.statistics.given += units;
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
        let mut pool = ResourcePool::of(10);
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
        assert_eq!(pool.statistics.waits.mean_days(day(10)), Some(5.0 / 3.0));
        // Used: 4 days of 6, a day of 10, then 4 of 5 for 5 days: 54 of 75 unit days.
        assert_eq!(pool.statistics.use_percent(day(10)), Some(72.0));
    }
}
