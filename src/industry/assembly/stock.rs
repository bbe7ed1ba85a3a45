//! A stock of one part: units on hand, and what came and went.

use crate::engine::{Level, collectors};
use crate::units::SimTime;

/// A stock of one part.
#[derive(Clone, Debug, Default)]
pub(super) struct Stock {
    statistics: StockStatistics,
}

collectors! {
    /// Statistics of a stock.
    pub(super) struct StockStatistics {
        /// Units on hand.
        pub(super) on_hand: Level,
        /// Units received.
        pub(super) received: u64,
        /// Units taken.
        pub(super) issued: u64,
        /// Units that were too many, and sold or thrown away.
        pub(super) surplus: u64,
    }
}

/// Units as a difference of a level.
///
/// # Panics
/// If there are 2^63 or more, which no scenario that is checked comes near.
fn signed(units: u64) -> i64 {
    i64::try_from(units).expect("fewer than 2^63 units")
}

impl Stock {
    /// Units on hand.
    pub(super) fn on_hand(&self) -> u64 {
        self.statistics.on_hand.value().unsigned_abs()
    }

    /// Its statistics since the start of the run.
    pub(super) const fn statistics(&self) -> &StockStatistics {
        &self.statistics
    }

    /// Units come in.
    pub(super) fn receive(&mut self, now: SimTime, units: u64) {
        self.statistics.received += units;
        self.statistics.on_hand.add(now, signed(units));
    }

    /// Takes units on hand.
    ///
    /// # Panics
    /// If fewer are on hand.
    pub(super) fn take(&mut self, now: SimTime, units: u64) {
        assert!(self.on_hand() >= units, "more is taken than there is");
        self.statistics.issued += units;
        self.statistics.on_hand.add(now, -signed(units));
    }

    /// Units on hand that are too many leave the stock.
    ///
    /// # Panics
    /// If fewer are on hand.
    pub(super) fn clear(&mut self, now: SimTime, units: u64) {
        assert!(self.on_hand() >= units, "more is cleared than there is");
        self.statistics.surplus += units;
        self.statistics.on_hand.add(now, -signed(units));
    }

    /// Loses a unit and tells no collector: a mistake for tests to find.
    #[cfg(test)]
    pub(super) fn mislay(&mut self, now: SimTime) {
        self.statistics.on_hand.add(now, -1);
    }

    /// Compares what is on hand with what came and went; a sentence if they do not agree.
    pub(super) fn audit(&self, name: &str) -> Option<String> {
        let StockStatistics {
            received,
            issued,
            surplus,
            ..
        } = self.statistics;
        let on_hand = self.statistics.on_hand.value();
        let sound = on_hand >= 0 && received == issued + surplus + self.on_hand();
        (!sound).then(|| {
            format!(
                "of `{name}`, {received} units were received, {issued} issued, {surplus} cleared, \
                 {on_hand} lie on hand"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_is_not_taken_is_on_hand() {
        let mut stock = Stock::default();
        stock.receive(SimTime::ZERO, 5);
        stock.take(SimTime::ZERO, 2);
        stock.receive(SimTime::ZERO, 1);
        let of = stock.statistics();
        assert_eq!((stock.on_hand(), of.received, of.issued), (4, 6, 2));
        assert_eq!(stock.audit("part"), None);
        stock.mislay(SimTime::ZERO);
        assert!(stock.audit("part").is_some());
    }
}
