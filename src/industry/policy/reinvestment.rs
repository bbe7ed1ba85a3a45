//! Reinvestment (equation E32): a share of the tax comes back, a year later, as housing, windows
//! and recruitment.

use std::collections::VecDeque;

use crate::industry::shared::programmes::ProgrammeKind;
use crate::units::{Duration, Fen, Share, SimTime};

/// What the tax comes back to, in the order of [`Reinvestment`]'s lists.
pub(super) const KINDS: [ProgrammeKind; 3] = [
    ProgrammeKind::Housing,
    ProgrammeKind::Windows,
    ProgrammeKind::Stations,
];

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

    /// What is added to the strength of each of [`KINDS`]: housing units and windows, of which the
    /// part that is not paid in full waits for more, and the factor of the stations.
    pub(super) fn added(&self, plan: &Reinvestment) -> [f64; 3] {
        let mut added = [0.0; 3];
        for (row, amount) in added.iter_mut().enumerate() {
            *amount = self.effective[row].as_yuan() / plan.unit_costs[row].as_yuan();
        }
        added
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
#[expect(clippy::float_cmp, reason = "these amounts are exact in f64")]
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
        assert_eq!(returns.added(&plan), [0.0; 3]);
        returns.arrive(day(396));
        assert_eq!(returns.added(&plan), [1.5, 1.0, 0.0375]);
        returns.arrive(day(424));
        assert_eq!(
            returns.added(&plan),
            [3.0, 2.0, 0.075],
            "two halves make a unit"
        );
        assert_eq!(returns.total(), Fen::yuan(525));
    }
}
