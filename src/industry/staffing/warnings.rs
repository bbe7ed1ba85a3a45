//! Warnings about hiring beyond the plan that never happens.

use super::plan::Staffing;
use crate::engine::Clock;
use crate::industry::shared::staff::Role;
use crate::industry::shared::warnings::Warnings;

impl Staffing {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let mut warnings = Warnings::default();
        for drive in self.drives.iter().filter(|drive| drive.count > 0) {
            let what = format!(
                "the posts of `{name}` (`staffing.hiring.{name}.date`)",
                name = drive.name
            );
            warnings.late(usize::from(drive.opens >= clock.horizon()), what);
        }
        for role in Role::ALL {
            let name = role.name();
            let is_hired = self.drives.iter().any(|drive| drive.role == role);
            if self.labour[role as usize].is_some() && !is_hired {
                warnings.push(format!(
                    "`staffing.labour.{name}` draws nobody: no drive of `staffing.hiring` is for \
                     the role; add one, or leave it out"
                ));
            }
        }
        warnings
    }
}
