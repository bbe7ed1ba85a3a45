//! Warnings about programmes and reinvestment that never act.

use super::plan::Policy;
use crate::engine::Clock;
use crate::industry::shared::programmes::ProgrammeKind;
use crate::industry::shared::warnings::Warnings;
use crate::units::SimTime;

impl Policy {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let over = self
            .programmes
            .iter()
            .filter(|row| row.end <= SimTime::ZERO);
        let mut warnings = Warnings::default();
        warnings.extend(over.map(|row| {
            let name = &row.name;
            format!(
                "the programme `{name}` ends before the run begins: see \
                 `policy.programmes.{name}.end`"
            )
        }));
        let late = self.programmes.iter();
        for row in late.filter(|row| row.start >= clock.horizon()) {
            let name = &row.name;
            let what = format!("the programme `{name}` (`policy.programmes.{name}.start`)");
            warnings.late(1, what);
        }
        if let Some(plan) = &self.reinvestment {
            if SimTime::ZERO + plan.lag >= clock.horizon() {
                let what = "the effect of reinvested tax (`policy.reinvestment.lag`)";
                warnings.late(1, what);
            }
            if plan.share.get() <= 0.0 {
                warnings.push("no tax is reinvested: raise `policy.reinvestment.share`".to_owned());
            }
        }
        warnings
    }

    /// The programmes that run at some time before `end`, by name and kind.
    pub fn acting(&self, end: SimTime) -> impl Iterator<Item = (&str, ProgrammeKind)> {
        let programmes = self.programmes.iter();
        let acting = programmes
            .filter(move |row| row.strength > 0.0 && row.start < end && row.end > SimTime::ZERO);
        acting.map(|row| (&*row.name, row.kind))
    }
}
