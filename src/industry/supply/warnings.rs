//! Warnings about parts that never come and demands that never ask for any.

use super::plan::Supply;
use crate::engine::Clock;
use crate::industry::shared::warnings::Warnings;
use crate::units::SimTime;

impl Supply {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let length = clock.horizon().since(SimTime::ZERO);
        let spans = |least: f64| least >= length.as_millis() as f64;
        let late = self
            .parts
            .iter()
            .filter(|part| spans(part.lead.law().least()));
        let mut warnings = Warnings::default();
        for part in late {
            let name = &part.name;
            let what = format!("the first delivery of part `{name}` (`supply.parts.{name}.lead`)");
            warnings.late(1, what);
        }
        if self.review.is_some_and(|review| review >= length) {
            warnings.late(1, "the first order of parts (`supply.review`)");
        }
        let rare = self.demands.iter();
        let rare = rare.filter(|demand| spans(demand.interval.law().least()));
        for demand in rare {
            let name = &demand.name;
            let what = format!("demand `{name}` (`supply.demands.{name}.interval`)");
            warnings.late(1, what);
        }
        warnings
    }
}
