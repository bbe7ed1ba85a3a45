//! Demand and orders of a part by spans of equal length, for the bullwhip ratio (equation E43).

use crate::engine::{Accumulates, Tally};
use crate::units::{Duration, SimTime};

/// The usual length of a span.
pub(super) const WEEK: Duration = Duration::days(7);

/// Demand and orders, summed by spans: the sums of each span are observations when it is over.
#[derive(Clone, Debug)]
pub(super) struct Spans {
    length: Duration,
    /// The number of the span that is open.
    open: u64,
    demanded: u64,
    ordered: u64,
    of_demand: Tally,
    of_orders: Tally,
}

impl Spans {
    /// Spans of a length, from the start of the run.
    pub(super) fn new(length: Duration) -> Self {
        Self {
            length,
            open: 0,
            demanded: 0,
            ordered: 0,
            of_demand: Tally::default(),
            of_orders: Tally::default(),
        }
    }

    /// Units are demanded.
    pub(super) fn demand(&mut self, now: SimTime, units: u64) {
        self.close_until(now);
        self.demanded += units;
    }

    /// Units are ordered.
    pub(super) fn order(&mut self, now: SimTime, units: u64) {
        self.close_until(now);
        self.ordered += units;
    }

    /// Closes the spans that end by `now`.
    pub(super) fn close_until(&mut self, now: SimTime) {
        let number = now.since(SimTime::ZERO) / self.length;
        if number == self.open {
            return;
        }
        self.of_demand.add(std::mem::take(&mut self.demanded));
        self.of_orders.add(std::mem::take(&mut self.ordered));
        let empty = number - self.open - 1;
        self.of_demand.add_many(0, empty);
        self.of_orders.add_many(0, empty);
        self.open = number;
    }

    /// The variance of orders over that of demand, by spans; none if demand does not vary.
    pub(super) fn ratio(&self) -> Option<f64> {
        let (demand, orders) = (self.of_demand.sd()?, self.of_orders.sd()?);
        (demand > 0.0).then(|| (orders / demand).powi(2))
    }
}

impl Default for Spans {
    fn default() -> Self {
        Self::new(WEEK)
    }
}

/// The spans that were closed since the mark.
impl Accumulates for Spans {
    fn since(&self, mark: &Self, at: SimTime) -> Self {
        Self {
            of_demand: self.of_demand.since(&mark.of_demand, at),
            of_orders: self.of_orders.since(&mark.of_orders, at),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Demand by day: 1, 3, 0, 4, of mean 2 and variance 10/3; orders: 0, 4, 0, 4, of variance
    /// 16/3.
    #[test]
    fn the_ratio_is_that_of_the_variances_by_span() {
        let mut spans = Spans::new(Duration::days(1));
        let at = |hours| SimTime::ZERO + Duration::hours(hours);
        spans.demand(at(23), 1);
        spans.demand(at(24), 3);
        spans.order(at(25), 4);
        spans.demand(at(72), 4);
        spans.order(at(95), 4);
        let close = |ratio: Option<f64>, exact: f64| (ratio.unwrap() - exact).abs() < 1e-12;
        // The fourth day is open: variances 7/3 and 16/3.
        assert!(close(spans.ratio(), 16.0 / 7.0));
        spans.close_until(at(96));
        assert!(close(spans.ratio(), 1.6));
    }
}
