//! How long the money of a venture lasts: a meter of cost that all ventures share, and the order in
//! which they run out.
//!
//! A venture in a phase spends `cost_per_month` of the phase times the cost factor of the moment.
//! The meter adds up the factor over time, in millionths times milliseconds, so a venture's money
//! is a reading of the meter at which it is gone, and a change of the factor moves nobody's
//! reading.

use std::collections::BTreeSet;

use super::venture::{Venture, VentureRow};
use crate::units::time::MONTH;
use crate::units::{Duration, Fen, SimTime};

/// A share of one is kept in millionths.
const MILLION: u64 = 1_000_000;

/// The meter and who runs out at which reading.
#[derive(Clone, Debug)]
pub(super) struct Runway {
    /// Since when the factor holds, and the reading then.
    since: SimTime,
    reading: u64,
    /// The cost factor, in millionths.
    factor: u64,
    ends: BTreeSet<(u64, u32)>,
}

impl Default for Runway {
    fn default() -> Self {
        Self {
            since: SimTime::ZERO,
            reading: 0,
            factor: MILLION,
            ends: BTreeSet::new(),
        }
    }
}

impl Runway {
    /// The cost factor, in millionths.
    pub(super) const fn millionths(&self) -> u64 {
        self.factor
    }

    /// Lets a cost factor hold from now on; everything before must have been handled.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a saturating cast of a factor that is not negative"
    )]
    pub(super) fn set_factor(&mut self, now: SimTime, factor: f64) {
        self.reading = self.reading_at(now);
        self.since = now;
        self.factor = (factor * MILLION as f64).round() as u64;
    }

    fn reading_at(&self, now: SimTime) -> u64 {
        self.reading + self.factor * now.since(self.since).as_millis()
    }

    /// How many ventures will run out if nothing changes.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A venture comes to the city: it pays from now on.
    pub(super) fn begin(&self, now: SimTime, venture: &mut Venture) {
        venture.settled = self.reading_at(now);
    }

    /// Takes what a venture spent since it was last settled, at its cost a month, and takes it off
    /// the list.
    pub(super) fn settle(
        &mut self,
        now: SimTime,
        row: VentureRow,
        venture: &mut Venture,
        cost: Fen,
    ) {
        self.ends.remove(&(venture.limit, row.into()));
        let reading = self.reading_at(now);
        let spent = u128::from(reading - venture.settled)
            * u128::from(cost.as_fen().unsigned_abs())
            / u128::from(MILLION * MONTH);
        let spent = Fen::new(i64::try_from(spent).unwrap_or(i64::MAX));
        venture.money = (venture.money - spent).max(Fen::ZERO);
        (venture.settled, venture.limit) = (reading, u64::MAX);
    }

    /// Puts a venture that was just settled on the list, at a cost a month from now on.
    pub(super) fn list(&mut self, row: VentureRow, venture: &mut Venture, cost: Fen) {
        let whole = u128::from(venture.money.as_fen().unsigned_abs()) * u128::from(MILLION * MONTH);
        let cost = u128::from(cost.as_fen().unsigned_abs());
        if cost == 0 {
            return;
        }
        let lasts = u64::try_from(whole.div_ceil(cost)).unwrap_or(u64::MAX);
        venture.limit = venture.settled.saturating_add(lasts);
        if venture.limit < u64::MAX {
            self.ends.insert((venture.limit, row.into()));
        }
    }

    /// Who runs out first, and when, at the present factor; nobody at factor zero.
    pub(super) fn first(&self) -> Option<(SimTime, VentureRow)> {
        let &(limit, row) = self.ends.first()?;
        let left = limit.saturating_sub(self.reading);
        let millis = if left == 0 {
            0
        } else {
            left.checked_add(self.factor.checked_sub(1)?)? / self.factor
        };
        Some((self.since + Duration::millis(millis), row.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(count: u64) -> SimTime {
        SimTime::from_millis(count * MONTH)
    }

    /// 120 k last 12 months at 10 k a month. After four of them the factor falls to a half: the 80
    /// k left last 16 months more. After another four, 60 k are left, and a cost of 15 k a month at
    /// the half factor lets them last eight.
    #[test]
    fn money_lasts_as_long_as_cost_and_factor_let_it() {
        let mut runway = Runway::default();
        let mut venture = Venture::coming(0, 1, false);
        let row = VentureRow::new(0);
        venture.money = Fen::yuan(120_000);
        runway.list(row, &mut venture, Fen::yuan(10_000));
        assert_eq!(runway.first(), Some((month(12), row)));
        runway.set_factor(month(4), 0.5);
        assert_eq!(runway.first(), Some((month(20), row)));
        runway.settle(month(8), row, &mut venture, Fen::yuan(10_000));
        assert_eq!((venture.money, runway.len()), (Fen::yuan(60_000), 0));
        runway.list(row, &mut venture, Fen::yuan(15_000));
        assert_eq!(runway.first(), Some((month(16), row)));
        runway.set_factor(month(9), 0.0);
        assert_eq!(runway.first(), None, "what costs nothing never ends");
    }
}
