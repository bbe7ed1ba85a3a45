//! Reinvestment (equation E32): a share of the tax comes back, a year later, as housing, windows
//! and recruitment.

use std::collections::VecDeque;

use crate::units::{Duration, Fen, Share, SimTime};

/// The section `[policy.reinvestment]`, checked: no cost is nothing, and the splits are at most the
/// whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reinvestment {
    /// How much of the tax comes back.
    pub(super) share: Share,
    /// What housing, windows and stations get of it.
    pub(super) splits: [Share; 3],
    /// What a housing unit, a window and a doubling of the stations' leads cost.
    pub(super) unit_costs: [Fen; 3],
    /// From the tax to the effect.
    pub(super) lag: Duration,
}

/// What has come back so far, and what is on its way.
#[derive(Clone, Debug, Default)]
pub(super) struct Returns {
    /// The tax that was looked at.
    tax_seen: Fen,
    /// Money spent that has no effect yet, by the time at which it has: on housing, windows,
    /// stations.
    on_the_way: VecDeque<(SimTime, [Fen; 3])>,
    /// Money whose effect is there.
    effective: [Fen; 3],
}

impl Returns {
    /// Reinvests the tax that was paid since the last call. Returns what is spent.
    pub(super) fn reinvest(&mut self, plan: &Reinvestment, tax_paid: Fen, now: SimTime) -> Fen {
        let new_tax = tax_paid - self.tax_seen;
        self.tax_seen = tax_paid;
        let parts = parts_of(plan, new_tax);
        let spent = parts.into_iter().sum();
        if spent > Fen::ZERO {
            self.on_the_way.push_back((now + plan.lag, parts));
        }
        spent
    }

    /// Lets everything take effect that is due at `now`.
    pub(super) fn arrive(&mut self, now: SimTime) {
        while let Some(&(due, parts)) = self.on_the_way.front() {
            if due > now {
                break;
            }
            self.on_the_way.pop_front();
            for (sum, part) in self.effective.iter_mut().zip(parts) {
                *sum += part;
            }
        }
    }

    /// Whole housing units and windows that are paid in full, and what is added to the factor of
    /// the stations. What does not pay for a whole unit waits for more.
    pub(super) fn added(&self, plan: &Reinvestment) -> (u32, u32, f64) {
        let [housing, windows, stations] = self.effective;
        let [unit, window, doubling] = plan.unit_costs;
        let whole =
            |sum: Fen, cost: Fen| u32::try_from(sum.as_fen() / cost.as_fen()).unwrap_or(u32::MAX);
        let factor = stations.as_yuan() / doubling.as_yuan();
        (whole(housing, unit), whole(windows, window), factor)
    }

    /// Everything that was ever reinvested.
    pub(super) fn total(&self) -> Fen {
        let on_the_way = self.on_the_way.iter().flat_map(|&(_, parts)| parts);
        on_the_way.chain(self.effective).sum()
    }
}

/// What housing, windows and stations get of some tax, each to the nearest fen.
fn parts_of(plan: &Reinvestment, tax: Fen) -> [Fen; 3] {
    let returned = tax.scaled(plan.share.get());
    plan.splits.map(|split| returned.scaled(split.get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_comes_back_after_the_lag_in_whole_units_and_every_fen_is_kept() {
        let plan = Reinvestment {
            share: Share::clamped(0.5),
            splits: [0.5, 0.25, 0.125].map(Share::clamped),
            unit_costs: [Fen::yuan(100), Fen::yuan(75), Fen::yuan(1_000)],
            lag: Duration::days(365),
        };
        let day = |day| SimTime::ZERO + Duration::days(day);
        let mut returns = Returns::default();
        assert_eq!(
            returns.reinvest(&plan, Fen::yuan(600), day(31)),
            Fen::new(26_250)
        ); // 150 75 37.5
        assert_eq!(
            returns.reinvest(&plan, Fen::yuan(600), day(40)),
            Fen::ZERO,
            "no new tax"
        );
        assert_eq!(
            returns.reinvest(&plan, Fen::yuan(1_200), day(59)),
            Fen::new(26_250)
        );
        returns.arrive(day(395));
        assert_eq!(returns.added(&plan), (0, 0, 0.0));
        returns.arrive(day(396));
        assert_eq!(returns.added(&plan), (1, 1, 0.0375));
        returns.arrive(day(424));
        assert_eq!(
            returns.added(&plan),
            (3, 2, 0.075),
            "two halves make a unit"
        );
        assert_eq!(returns.total(), Fen::yuan(525));
    }
}
