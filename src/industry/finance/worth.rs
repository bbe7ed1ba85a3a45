//! What a park is worth by its cash flow (equation E36): its present value, and when it has earned
//! what was spent on it.

use crate::engine::Period;
use crate::units::time::YEAR;
use crate::units::{Duration, Fen, SimTime};

/// The cash flow of the park with all but its investors, tick by tick.
#[derive(Clone, Debug, Default)]
pub(super) struct CashFlow(Vec<(SimTime, Fen)>);

impl CashFlow {
    /// In the tick that ends at `end`, the park received so much more than it paid.
    pub(super) fn add(&mut self, end: SimTime, amount: Fen) {
        if amount != Fen::ZERO {
            self.0.push((end, amount));
        }
    }

    /// The cash flow of a period: the time since its start, and the amount.
    fn of(&self, period: Period) -> impl Iterator<Item = (Duration, Fen)> {
        let first = self.0.partition_point(|&(end, _)| end <= period.from);
        let flows = self.0[first..].iter();
        flows
            .take_while(move |(end, _)| *end <= period.to)
            .map(move |&(end, amount)| (end.since(period.from), amount))
    }

    /// The present value of the cash flow of a period at its start, in yuan, discounted by `rate` a
    /// year of 365 days.
    pub(super) fn present_value(&self, period: Period, rate: f64) -> f64 {
        let discounted = self.of(period).map(|(after, amount)| {
            let years = after.as_millis() as f64 / YEAR as f64;
            amount.as_yuan() * libm::pow(1.0 + rate, -years)
        });
        discounted.sum()
    }

    /// The time from the start of a period after which all that was spent in it is earned, for
    /// good; none if it is not at its end.
    pub(super) fn payback(&self, period: Period) -> Option<Duration> {
        let (mut sum, mut paid_back) = (Fen::ZERO, Some(Duration::ZERO));
        for (after, amount) in self.of(period) {
            sum += amount;
            if sum < Fen::ZERO {
                paid_back = None;
            } else if paid_back.is_none() {
                paid_back = Some(after);
            }
        }
        paid_back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u64) -> SimTime {
        SimTime::ZERO + Duration::days(day)
    }

    /// 1,000 CNY are spent on day 10, and 600 CNY come in on each of days 375 and 740: one and two
    /// years later.
    fn invested() -> CashFlow {
        let mut flow = CashFlow::default();
        flow.add(day(10), Fen::yuan(-1_000));
        flow.add(day(375), Fen::yuan(600));
        flow.add(day(740), Fen::yuan(600));
        flow
    }

    #[test]
    fn a_year_later_is_discounted_by_the_rate_once() {
        let period = Period {
            from: day(9),
            to: day(740),
        };
        let undiscounted = invested().present_value(period, 0.0);
        assert!((undiscounted - 200.0).abs() < 1e-9);
        // The spending is a day after the start, the receipts a year and two years after that.
        let day_later = 1.1_f64.powf(-1.0 / 365.0);
        let exact = day_later * (-1_000.0 + 600.0 / 1.1 + 600.0 / 1.21);
        assert!((invested().present_value(period, 0.1) - exact).abs() < 1e-9);
        let without_the_last = Period {
            to: day(739),
            ..period
        };
        assert!((invested().present_value(without_the_last, 0.0) + 400.0).abs() < 1e-9);
    }

    #[test]
    fn it_is_paid_back_when_the_sum_is_not_below_zero_for_good() {
        let period = |from, to| Period {
            from: day(from),
            to: day(to),
        };
        assert_eq!(invested().payback(period(0, 739)), None);
        let paid_back = invested().payback(period(0, 740));
        assert_eq!(paid_back, Some(Duration::days(740)));
        let after = invested().payback(period(10, 800));
        assert_eq!(after, Some(Duration::ZERO), "nothing is spent");
        let mut again = invested();
        again.add(day(900), Fen::yuan(-201));
        assert_eq!(again.payback(period(0, 1_000)), None);
    }
}
