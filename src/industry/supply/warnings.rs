//! Warnings about parts that never come and demands that never ask for any.

use super::plan::Supply;
use crate::engine::Clock;
use crate::units::SimTime;

impl Supply {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Vec<String> {
        let length = clock.horizon().since(SimTime::ZERO);
        let spans = |least: f64| least >= length.as_millis() as f64;
        let late = self
            .parts
            .iter()
            .filter(|part| spans(part.lead.law().least()));
        let mut warnings: Vec<String> = late
            .map(|part| {
                let name = &part.name;
                format!(
                    "no order of part `{name}` is delivered in the run, which takes {length}: \
                     shorten `supply.parts.{name}.lead`"
                )
            })
            .collect();
        if let Some(review) = self.review.filter(|review| *review >= length) {
            warnings.push(format!(
                "nothing is ordered in the run, as orders are placed each {review}: shorten \
                 `supply.review`"
            ));
        }
        let rare = self.demands.iter();
        let rare = rare.filter(|demand| spans(demand.interval.law().least()));
        warnings.extend(rare.map(|demand| {
            let name = &demand.name;
            format!(
                "demand `{name}` asks for nothing in the run, which takes {length}: shorten \
                 `supply.demands.{name}.interval`"
            )
        }));
        warnings
    }
}
