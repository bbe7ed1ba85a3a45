//! Reinvestment (equation E32): a share of the tax is spent on housing, service windows and
//! recruitment stations, and has its effect after a lag.

use std::collections::VecDeque;

use crate::industry::shared::programmes::ProgrammeKind;
use crate::units::{Duration, Fen, Share, SimTime};

/// The kinds of programmes that tax is reinvested in, in the order of [`Reinvestment`]'s lists.
pub(super) const KINDS: [ProgrammeKind; 3] = [
    ProgrammeKind::Housing,
    ProgrammeKind::Windows,
    ProgrammeKind::Stations,
];

/// Reinvestment, checked: every cost is above zero, and the splits sum to at most 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reinvestment {
    /// The share of the tax that is reinvested.
    pub(super) share: Share,
    /// The shares of that for housing, windows and stations.
    pub(super) splits: [Share; 3],
    /// What a housing unit, a window and a doubling of the stations' leads cost.
    pub(super) unit_costs: [Fen; 3],
    /// The time from the payment of the tax to the effect.
    pub(super) lag: Duration,
}

/// What has been reinvested so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Reinvested {
    /// The tax whose share has been reinvested.
    tax_seen: Fen,
    /// Money spent on housing, windows and stations that has no effect yet, with the time at which
    /// it has.
    on_the_way: VecDeque<(SimTime, [Fen; 3])>,
    /// Money spent that has its effect.
    effective: [Fen; 3],
    /// Money spent since the start of the run.
    pub(super) spent: Fen,
}

impl Reinvested {
    /// Reinvests the tax that was paid since the last call; the money spent on it.
    pub(super) fn reinvest(&mut self, plan: &Reinvestment, tax_paid: Fen, now: SimTime) -> Fen {
        let new_tax = tax_paid - self.tax_seen;
        self.tax_seen = tax_paid;
        let parts = parts_of(plan, new_tax);
        let spent = parts.into_iter().sum();
        self.spent += spent;
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

    /// What is added to the strength of each of [`KINDS`]: housing units, windows, and the factor
    /// of the stations. Parts of a unit or window are not used until the rest is paid.
    pub(super) fn added(&self, plan: &Reinvestment) -> [f64; 3] {
        let mut added = [0.0; 3];
        for (row, amount) in added.iter_mut().enumerate() {
            *amount = self.effective[row].as_yuan() / plan.unit_costs[row].as_yuan();
        }
        added
    }

    /// Money spent that has no effect yet.
    pub(super) fn on_the_way(&self) -> Fen {
        self.on_the_way.iter().flat_map(|&(_, parts)| parts).sum()
    }

    /// Money spent that has its effect.
    pub(super) fn in_effect(&self) -> Fen {
        self.effective.into_iter().sum()
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
        let mut reinvested = Reinvested::default();
        assert_eq!(
            reinvested.reinvest(&plan, Fen::yuan(600), day(31)),
            Fen::new(26_250)
        ); // 150 75 37.5
        assert_eq!(
            reinvested.reinvest(&plan, Fen::yuan(600), day(40)),
            Fen::ZERO,
            "no new tax"
        );
        assert_eq!(
            reinvested.reinvest(&plan, Fen::yuan(1_200), day(59)),
            Fen::new(26_250)
        );
        reinvested.arrive(day(395));
        assert_eq!(reinvested.added(&plan), [0.0; 3]);
        reinvested.arrive(day(396));
        assert_eq!(reinvested.added(&plan), [1.5, 1.0, 0.0375]);
        reinvested.arrive(day(424));
        assert_eq!(
            reinvested.added(&plan),
            [3.0, 2.0, 0.075],
            "two halves make a unit"
        );
        assert_eq!(
            (reinvested.spent, reinvested.in_effect()),
            (Fen::yuan(525), Fen::yuan(525))
        );
        assert_eq!(reinvested.on_the_way(), Fen::ZERO);
    }
}
