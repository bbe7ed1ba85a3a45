//! A stock of one part: units on hand, backorders, and the statistics of both.

use std::collections::VecDeque;

use crate::engine::{Level, collectors};
use crate::units::SimTime;

/// Units of a stock that an owner waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Backorder {
    /// The row of the owner in a table of the caller.
    owner: u32,
    units: u64,
}

/// A stock of one part. Invariant: while there are backorders, no unit is on hand.
///
/// ```
/// use chippark::industry::shared::stock::Stock;
/// use chippark::units::SimTime;
/// let (mut stock, mut served) = (Stock::default(), Vec::new());
/// stock.receive(SimTime::ZERO, 2, |_| ());
/// assert!(stock.demand(SimTime::ZERO, 7, 2));
/// assert!(!stock.demand(SimTime::ZERO, 8, 1));
/// stock.receive(SimTime::ZERO, 3, |owner| served.push(owner));
/// assert_eq!((stock.on_hand(), served), (2, vec![8]));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stock {
    waiting: VecDeque<Backorder>,
    statistics: StockStatistics,
}

collectors! {
    /// Statistics of a stock.
    pub struct StockStatistics {
        /// Units on hand.
        pub on_hand: Level,
        /// Units backordered.
        pub backorders: Level,
        /// Units demanded.
        pub demanded: u64,
        /// Units demanded that were served from stock at once.
        pub served_at_once: u64,
        /// Units received.
        pub received: u64,
        /// Units issued: on demand, to backorders, or taken.
        pub issued: u64,
    }
}

/// Units as a difference of a level.
///
/// # Panics
/// If there are 2^63 or more, which no scenario that is checked comes near.
fn signed(units: u64) -> i64 {
    i64::try_from(units).expect("fewer than 2^63 units")
}

impl StockStatistics {
    /// The share of demanded units that were served from stock at once; none if none was demanded.
    #[must_use]
    pub fn fill_rate(&self) -> Option<f64> {
        (self.demanded > 0).then(|| self.served_at_once as f64 / self.demanded as f64)
    }
}

impl Stock {
    /// Units on hand.
    #[must_use]
    pub fn on_hand(&self) -> u64 {
        self.statistics.on_hand.value().unsigned_abs()
    }

    /// Units backordered.
    #[must_use]
    pub fn backorders(&self) -> u64 {
        self.statistics.backorders.value().unsigned_abs()
    }

    /// Units that owners wait for, counted from the backorders.
    #[must_use]
    pub fn waited_for(&self) -> u64 {
        self.waiting.iter().map(|one| one.units).sum()
    }

    /// Its statistics since the start of the run.
    #[must_use]
    pub const fn statistics(&self) -> &StockStatistics {
        &self.statistics
    }

    /// Units come in: they go to backorders, first come first served, and the rest is on hand.
    ///
    /// * `served` — is called with each owner that has now got all of its units.
    pub fn receive(&mut self, now: SimTime, units: u64, mut served: impl FnMut(u32)) {
        self.statistics.received += units;
        let mut left = units;
        while let Some(first) = self.waiting.front_mut() {
            let given = left.min(first.units);
            first.units -= given;
            left -= given;
            self.statistics.issued += given;
            self.statistics.backorders.add(now, -signed(given));
            if first.units > 0 {
                break;
            }
            served(first.owner);
            self.waiting.pop_front();
        }
        self.statistics.on_hand.add(now, signed(left));
    }

    /// `owner` demands units: it gets those on hand, and the rest is backordered. Returns whether
    /// it got all of them at once.
    pub fn demand(&mut self, now: SimTime, owner: u32, units: u64) -> bool {
        let given = units.min(self.on_hand());
        self.statistics.issued += given;
        self.statistics.demanded += units;
        self.statistics.served_at_once += given;
        self.statistics.on_hand.add(now, -signed(given));
        let missing = units - given;
        if missing > 0 {
            self.statistics.backorders.add(now, signed(missing));
            self.waiting.push_back(Backorder {
                owner,
                units: missing,
            });
        }
        missing == 0
    }

    /// Takes units on hand.
    ///
    /// # Panics
    /// If fewer are on hand.
    pub fn take(&mut self, now: SimTime, units: u64) {
        assert!(self.on_hand() >= units, "more is taken than there is");
        self.statistics.issued += units;
        self.statistics.on_hand.add(now, -signed(units));
    }

    /// Loses a unit and the backorders, and tells no collector: a mistake for tests to find.
    #[cfg(test)]
    pub(crate) fn mislay(&mut self, now: SimTime) {
        self.statistics.on_hand.add(now, -1);
        self.waiting.clear();
    }

    /// Compares the counts of this stock with its backorders; a sentence if they do not agree.
    #[must_use]
    pub fn audit(&self, name: &str) -> Option<String> {
        let waiting = self.waited_for();
        let (received, issued) = (self.statistics.received, self.statistics.issued);
        let sound = self.statistics.on_hand.value() >= 0
            && received == issued + self.on_hand()
            && waiting == self.backorders()
            && (waiting == 0 || self.on_hand() == 0);
        let on_hand = self.statistics.on_hand.value();
        (!sound).then(|| {
            format!(
                "of `{name}`, {received} units were received, {issued} issued, {on_hand} lie on \
                 hand while {waiting} are waited for ({} booked)",
                self.statistics.backorders.value()
            )
        })
    }
}
