//! A stock of one part: what lies on hand, who waits for it, and both over time.

use std::collections::VecDeque;

use crate::engine::Level;
use crate::units::SimTime;

/// Somebody who waits for some units of a stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Waiting {
    /// A row of the owner's table: whom the units go to.
    owner: u32,
    units: u32,
}

/// A stock. Invariant: while somebody waits, nothing lies on hand.
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
    on_hand: Level,
    backorders: Level,
    waiting: VecDeque<Waiting>,
    received: u64,
    issued: u64,
    demanded: u64,
    served_at_once: u64,
}

impl Stock {
    /// Units on hand.
    #[must_use]
    pub fn on_hand(&self) -> u64 {
        self.on_hand.value().unsigned_abs()
    }

    /// Units that somebody waits for.
    #[must_use]
    pub fn backorders(&self) -> u64 {
        self.backorders.value().unsigned_abs()
    }

    /// Units received and units issued since the start of the run.
    #[must_use]
    pub const fn received_and_issued(&self) -> (u64, u64) {
        (self.received, self.issued)
    }

    /// Mean units on hand and mean backorders since the statistics began, if time has passed.
    #[must_use]
    pub fn means(&self, now: SimTime) -> (Option<f64>, Option<f64>) {
        (self.on_hand.mean(now), self.backorders.mean(now))
    }

    /// The share of demanded units that were served from stock at once, if any was demanded since
    /// the statistics began.
    #[must_use]
    pub fn fill_rate(&self) -> Option<f64> {
        (self.demanded > 0).then(|| self.served_at_once as f64 / self.demanded as f64)
    }

    /// Units come in: those who wait are served first, first come first served. `served` is told
    /// each owner that has got all of its units.
    pub fn receive(&mut self, now: SimTime, units: u32, mut served: impl FnMut(u32)) {
        self.received += u64::from(units);
        let mut left = units;
        while let Some(first) = self.waiting.front_mut() {
            let given = left.min(first.units);
            first.units -= given;
            left -= given;
            self.issued += u64::from(given);
            self.backorders.add(now, -i64::from(given));
            if first.units > 0 {
                break;
            }
            served(first.owner);
            self.waiting.pop_front();
        }
        self.on_hand.add(now, i64::from(left));
    }

    /// `owner` wants some units: it gets what lies on hand and waits for the rest. Whether it got
    /// all of them at once.
    pub fn demand(&mut self, now: SimTime, owner: u32, units: u32) -> bool {
        let given = u32::try_from(self.on_hand()).map_or(units, |on_hand| units.min(on_hand));
        self.issued += u64::from(given);
        self.demanded += u64::from(units);
        self.served_at_once += u64::from(given);
        self.on_hand.add(now, -i64::from(given));
        let missing = units - given;
        if missing > 0 {
            self.backorders.add(now, i64::from(missing));
            self.waiting.push_back(Waiting {
                owner,
                units: missing,
            });
        }
        missing == 0
    }

    /// Takes units that lie on hand.
    ///
    /// # Panics
    /// If fewer lie there.
    pub fn take(&mut self, now: SimTime, units: u32) {
        assert!(
            self.on_hand() >= u64::from(units),
            "more is taken than there is"
        );
        self.issued += u64::from(units);
        self.on_hand.add(now, -i64::from(units));
    }

    /// Begins the statistics anew.
    pub fn begin_statistics(&mut self, now: SimTime) {
        self.on_hand.reset(now);
        self.backorders.reset(now);
        (self.demanded, self.served_at_once) = (0, 0);
    }

    /// What does not add up about this stock, if anything, re-counted from those who wait.
    #[must_use]
    pub fn audit(&self, name: &str) -> Option<String> {
        let waiting: u64 = self.waiting.iter().map(|one| u64::from(one.units)).sum();
        let sound = self.on_hand.value() >= 0
            && self.received == self.issued + self.on_hand()
            && waiting == self.backorders()
            && (waiting == 0 || self.on_hand() == 0);
        let (received, issued, on_hand) = (self.received, self.issued, self.on_hand.value());
        (!sound).then(|| {
            format!(
                "of `{name}`, {received} units were received, {issued} issued, {on_hand} lie on \
                 hand while {waiting} are waited for ({} booked)",
                self.backorders.value()
            )
        })
    }
}
