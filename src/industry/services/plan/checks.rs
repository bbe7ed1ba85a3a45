//! What the checks of window, housing and index share: dates of orders, and their bills.

use crate::scenario::{At, Fault, Problems};
use crate::units::{Date, Duration, Fen, SimTime};

/// A payment of the city for a part of its services that opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// When it opens.
    pub at: SimTime,
    /// The amount that the city pays then.
    pub cost: Fen,
}

/// What the checks of the parts share.
pub(super) struct Checks<'a> {
    /// The first day of the run.
    pub(super) start: Date,
    /// What the city pays for.
    pub(super) bills: Vec<Bill>,
    pub(super) problems: &'a mut Problems,
}

impl Checks<'_> {
    /// The instant at which an order of a day is ready; the start of the run, if it is ready
    /// before.
    pub(super) fn ready(&self, ordered: Date, lag: Duration) -> SimTime {
        let before_start = self.start.days_since(ordered).max(0).unsigned_abs();
        let ordered = ordered.begins(self.start).unwrap_or(SimTime::ZERO);
        ordered + lag.saturating_sub(Duration::days(before_start))
    }

    /// Adds the bill for an order of a day that opens after `lag`, unless it opens before the start
    /// of the run.
    pub(super) fn pay(&mut self, ordered: Date, lag: Duration, cost: Fen, at: &At) {
        if cost < Fen::ZERO {
            let fault = Fault::out_of_range(cost, "0 CNY or more");
            self.problems.add(at.field("cost"), fault);
        }
        let before_start = self.start.days_since(ordered).max(0).unsigned_abs();
        if cost > Fen::ZERO && Duration::days(before_start) <= lag {
            let at = self.ready(ordered, lag);
            self.bills.push(Bill { at, cost });
        }
    }
}
