//! What is agreed about an order beside its size and its due date (equation E47).

use super::super::spec::{ContractFile, TendersFile};
use crate::units::time::DAY;
use crate::units::{Duration, Fen, Share, SimTime};

/// The terms of an order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::industry::market) struct Terms {
    /// Share of the price of a late computer that is paid for each day that has begun.
    pub(in crate::industry::market) penalty: Share,
    /// The most that is paid, as a share of the value of the order.
    pub(in crate::industry::market) penalty_cap: Share,
    /// Whether computers are shipped as they come in; otherwise when the order is whole.
    pub(in crate::industry::market) partial: bool,
    /// How long it waits before its rest is cancelled.
    pub(in crate::industry::market) patience: Option<Duration>,
}

impl Terms {
    /// Those of an order about which nothing is agreed.
    pub(super) const fn plain(patience: Option<Duration>) -> Self {
        Self {
            penalty: Share::ZERO,
            penalty_cap: Share::ONE,
            partial: true,
            patience,
        }
    }

    /// Those of tenders, in a market with this patience.
    pub(super) fn of_tenders(file: &TendersFile, patience: Option<Duration>) -> Self {
        Self {
            penalty: file.penalty,
            penalty_cap: file.penalty_cap,
            partial: file.partial,
            patience: file.patience.or(patience),
        }
    }

    /// Those of a contract, in a market with this patience.
    pub(super) fn of_contract(file: &ContractFile, patience: Option<Duration>) -> Self {
        Self {
            penalty: file.penalty,
            penalty_cap: file.penalty_cap,
            partial: file.partial,
            patience: file.patience.or(patience),
        }
    }

    /// What is paid for computers of this value that are shipped or cancelled at `now`, of an order
    /// that was due at `due`: so much a day that has begun. Of an order of the value `of_order` no
    /// more is paid than the cap, of which `paid` is used up.
    pub(in crate::industry::market) fn penalty_of(
        &self,
        (due, now): (SimTime, SimTime),
        value: Fen,
        (of_order, paid): (Fen, Fen),
    ) -> Fen {
        let days = now.saturating_since(due).as_millis().div_ceil(DAY);
        let amount = value.scaled(self.penalty.get() * days as f64);
        let most = of_order.scaled(self.penalty_cap.get()) - paid;
        amount.min(most).max(Fen::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_penalty_is_paid_for_each_day_that_has_begun_up_to_the_cap() {
        let terms = Terms {
            penalty: Share::clamped(0.01),
            penalty_cap: Share::clamped(0.1),
            ..Terms::plain(None)
        };
        let at = |hours| SimTime::ZERO + Duration::hours(hours);
        let penalty = |now, paid| {
            let value = (Fen::yuan(1_000), Fen::yuan(paid));
            terms.penalty_of((at(100), at(now)), Fen::yuan(500), value)
        };
        let yuan = [90, 100, 101, 124, 125, 400, 4_000].map(|now| penalty(now, 0).as_yuan());
        let expected = [0.0, 0.0, 5.0, 5.0, 10.0, 65.0, 100.0];
        assert!(
            yuan.iter()
                .zip(expected)
                .all(|(one, other)| (one - other).abs() < 1e-9)
        );
        assert_eq!(penalty(400, 60), Fen::yuan(40));
        assert_eq!(penalty(400, 120), Fen::ZERO);
    }
}
