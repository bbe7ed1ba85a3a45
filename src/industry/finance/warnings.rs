//! Warnings about money that never comes or is never spent.

use super::plan::Finance;
use crate::engine::Clock;
use crate::industry::shared::staff::Role;
use crate::units::Fen;

impl Finance {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Vec<String> {
        let end = clock.horizon();
        let mut warnings = Vec::new();
        let capital = self.capital.iter().filter(|(at, _)| *at >= end).count();
        let spending = self.spending.iter().filter(|one| one.start >= end).count();
        for (count, what, at) in [
            (capital, "payments of capital come", "finance.capital"),
            (spending, "buildings begin", "finance.spending"),
        ] {
            if count > 0 {
                warnings.push(format!(
                    "{count} {what} after the run: see the dates of `{at}`"
                ));
            }
        }
        let paid_in = self.capital.iter().filter(|(at, _)| *at < end);
        let paid_in = paid_in.fold(Fen::ZERO, |sum, (_, amount)| sum + *amount);
        if let Some(least) = self.minimum_cash
            && least > paid_in
        {
            warnings.push(format!(
                "the capital paid in during the run is {paid_in}, and {least} must be kept: \
                 nothing is ordered and no lot is released until sales bring in the rest; lower \
                 `finance.minimum_cash` or pay in \
                 more in `finance.capital`"
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
