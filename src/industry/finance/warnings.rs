//! Warnings about money that never comes or is never spent.

use super::assets::{Asset, Payment};
use super::plan::Finance;
use crate::engine::Clock;
use crate::industry::shared::staff::Role;
use crate::industry::shared::warnings::Warnings;
use crate::units::Fen;
use crate::units::spoken::plural;

impl Finance {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let end = clock.horizon();
        let mut warnings = Warnings::default();
        let capital = self.capital.iter().filter(|(at, _)| *at >= end).count();
        let what = plural(capital, "payment of capital", "payments of capital");
        warnings.late(capital, format!("{what} (`finance.capital`)"));
        let starts = |one: &&Asset| match one.payment {
            Payment::Daily { start, .. } => start >= end,
            Payment::OnDelivery { .. } | Payment::Before => false,
        };
        let spending = self.assets.iter().filter(starts).count();
        let what = plural(spending, "start of spending", "starts of spending");
        warnings.late(spending, format!("{what} (`finance.spending`)"));
        let comes = |one: &&Asset| match one.payment {
            Payment::OnDelivery { .. } => one.ready >= end,
            Payment::Daily { .. } | Payment::Before => false,
        };
        let assets = self.assets.iter().filter(comes).count();
        let what = plural(assets, "arrival of assets", "arrivals of assets");
        warnings.late(assets, format!("{what} (`finance.assets`)"));
        let paid_in = self.capital.iter().filter(|(at, _)| *at < end);
        let paid_in = paid_in.fold(Fen::ZERO, |sum, (_, amount)| sum + *amount);
        if let Some(least) = self.minimum_cash
            && least > paid_in
        {
            warnings.push(format!(
                "the capital paid in during the run is {paid_in}, and {least} must be kept: \
                 nothing is ordered and no lot is released until sales bring in the rest; lower \
                 `finance.minimum_cash` or pay in more in \
                 `finance.capital`"
            ));
        }
        warnings
    }

    /// The roles with a wage.
    pub fn paid_roles(&self) -> impl Iterator<Item = Role> {
        let roles = Role::ALL.into_iter().zip(self.wages);
        roles.filter_map(|(role, wage)| (wage > Fen::ZERO).then_some(role))
    }
}
