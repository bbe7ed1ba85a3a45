//! Order policies (equation E28): how many units are ordered at a position.

use std::collections::VecDeque;

use crate::units::number::{nearest, whole_u64};
use crate::units::{Duration, SimTime};

/// When and how much of a part is ordered.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Policy {
    /// At `point` or below, what brings the position to `level`: (s, S), and a base stock if
    /// `point` is one below `level`.
    UpTo { point: i64, level: i64 },
    /// At `point` or below, as many times `quantity` as bring the position above it: (r, Q).
    Lots { point: i64, quantity: i64 },
    /// At each review, up to a level that follows demand.
    Forecast(Forecast),
    /// At given times given units, in the order of their times.
    Listed(Vec<(SimTime, u64)>),
}

/// Orders up to the demand that is expected in the next `cover` reviews, plus `safety`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Forecast {
    pub(super) method: Method,
    pub(super) cover: f64,
    pub(super) safety: u64,
}

/// How demand is expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Method {
    /// The mean of so many reviews.
    MovingAverage(usize),
    /// This share of the last review, and the rest of what was expected before.
    Smoothing(f64),
    /// A known mean, and the correlation with the review before.
    Known { mean: f64, correlation: f64 },
}

impl Policy {
    /// Keeps `units` in stock and on order together.
    pub(super) const fn base_stock(units: i64) -> Self {
        Self::UpTo {
            point: units - 1,
            level: units,
        }
    }

    /// Units to order at a position.
    ///
    /// * `is_unsent` — an order is decided that has not gone out: one up to a level then grows,
    ///   wherever the reorder point is.
    pub(super) fn wanted(&self, position: i64, is_unsent: bool) -> u64 {
        let wanted = match *self {
            Self::UpTo { point, level } if position <= point || is_unsent => level - position,
            Self::Lots { point, quantity } if position <= point => {
                ((point - position) / quantity + 1) * quantity
            }
            Self::UpTo { .. } | Self::Lots { .. } | Self::Forecast(_) | Self::Listed(_) => 0,
        };
        wanted.max(0).unsigned_abs()
    }

    /// The most that is in stock and on order together, if it does not depend on demand.
    pub(super) const fn greatest(&self) -> Option<i64> {
        match *self {
            Self::UpTo { level, .. } => Some(level),
            Self::Lots { point, quantity } => Some(point + quantity),
            Self::Forecast(_) | Self::Listed(_) => None,
        }
    }

    /// Whether what is decided while an order has not gone out is part of that order: a base stock
    /// has one order for each use.
    pub(super) const fn joins_orders(&self) -> bool {
        matches!(*self, Self::UpTo { point, level } if point < level - 1)
    }
}

/// The demand of the last reviews.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    last: VecDeque<u64>,
    smoothed: Option<f64>,
    current: u64,
}

impl History {
    /// Units are demanded.
    pub(super) const fn add(&mut self, units: u64) {
        self.current += units;
    }

    /// A review comes: the level up to which it orders.
    pub(super) fn level(&mut self, forecast: &Forecast) -> u64 {
        let units = std::mem::take(&mut self.current);
        let cover = forecast.cover;
        let expected = match forecast.method {
            Method::MovingAverage(reviews) => {
                if self.last.len() == reviews {
                    self.last.pop_front();
                }
                self.last.push_back(units);
                let sum: u64 = self.last.iter().sum();
                cover * (sum as f64 / self.last.len() as f64)
            }
            Method::Smoothing(share) => {
                let before = self.smoothed.unwrap_or(units as f64);
                let now = share * units as f64 + (1.0 - share) * before;
                self.smoothed = Some(now);
                cover * now
            }
            Method::Known { mean, correlation } => {
                // The sum of the correlations with the next `cover` reviews.
                let terms = (1..=nearest(cover)).map(|lag| libm::pow(correlation, f64::from(lag)));
                let weight: f64 = terms.sum();
                cover * mean + weight * (units as f64 - mean)
            }
        };
        whole_u64(expected.round().max(0.0)) + forecast.safety
    }
}

/// The sizes that orders can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sizes {
    pub(super) minimum: u64,
    pub(super) multiple: u64,
}

impl Sizes {
    /// The least possible order of at least `units`, which are more than 0.
    pub(super) fn rounded(self, units: u64) -> u64 {
        units.max(self.minimum).next_multiple_of(self.multiple)
    }
}

/// When the position of a part is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Review {
    /// At each use; orders go out at once.
    AtUse,
    /// At each use; orders go out at the next common review.
    Gathered,
    /// At reviews of its own; orders go out then.
    Own {
        every: Duration,
        first: SimTime,
        before_demand: bool,
    },
}

impl Review {
    /// Whether the position is looked at whenever it changes.
    pub(super) const fn is_at_use(self) -> bool {
        matches!(self, Self::AtUse | Self::Gathered)
    }

    /// Whether it comes before the demands of its instant.
    pub(super) const fn is_before_demand(self) -> bool {
        matches!(
            self,
            Self::Own {
                before_demand: true,
                ..
            }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_stock_orders_what_was_used() {
        let policy = Policy::base_stock(14);
        let positions = [15, 14, 13, 0, -3];
        let wanted = positions.map(|position| policy.wanted(position, false));
        assert_eq!(wanted, [0, 0, 1, 14, 17]);
    }

    /// (4, 10): nothing above 4, from 4 on up to 10. With an order that waits, also above 4.
    #[test]
    fn an_order_up_to_a_level_waits_for_the_point() {
        let policy = Policy::UpTo {
            point: 4,
            level: 10,
        };
        let wanted = [5, 4, -1].map(|position| policy.wanted(position, false));
        assert_eq!(wanted, [0, 6, 11]);
        assert_eq!((policy.wanted(8, true), policy.wanted(11, true)), (2, 0));
    }

    /// (3, 5): one lot at 3, -1 is brought to 4 by one, and -2 to 8 by two.
    #[test]
    fn lots_bring_the_position_above_the_point() {
        let policy = Policy::Lots {
            point: 3,
            quantity: 5,
        };
        let wanted = [4, 3, -1, -2].map(|position| policy.wanted(position, false));
        assert_eq!(wanted, [0, 5, 5, 10]);
    }

    #[test]
    fn sizes_are_rounded_up() {
        let sizes = Sizes {
            minimum: 25,
            multiple: 10,
        };
        assert_eq!(
            [1, 25, 30, 31].map(|units| sizes.rounded(units)),
            [30, 30, 30, 40]
        );
    }

    /// The levels after reviews of so many units, for two reviews and 3 units.
    fn levels(method: Method, units: [u64; 3]) -> [u64; 3] {
        let forecast = Forecast {
            method,
            cover: 2.0,
            safety: 3,
        };
        let mut history = History::default();
        units.map(|units| {
            history.add(units);
            history.level(&forecast)
        })
    }

    /// Half of 8 and half of 4 are 6; a quarter of 4, a quarter of 8 and half of 2 are 4.
    #[test]
    fn smoothing_forgets_by_and_by() {
        assert_eq!(levels(Method::Smoothing(0.5), [4, 8, 2]), [11, 15, 11]);
    }

    /// A mean of 10: 14 units let 2 and 1 more be expected, and 6 as many less.
    #[test]
    fn a_known_correlation_is_expected_to_go_on() {
        let method = Method::Known {
            mean: 10.0,
            correlation: 0.5,
        };
        assert_eq!(levels(method, [10, 14, 6]), [23, 26, 20]);
    }

    /// Two reviews of 4 and 8 units, and a third of 1: the mean of the last two is 4.5.
    #[test]
    fn a_forecast_is_the_mean_of_the_last_reviews() {
        assert_eq!(levels(Method::MovingAverage(2), [4, 8, 1]), [11, 15, 12]);
    }
}
