//! Warnings about parts that never come, and about orders and demands that never are.

use super::plan::{Demand, Part, Supply, Times, Unmet};
use super::policy::{Policy, Review};
use crate::engine::Clock;
use crate::industry::shared::warnings::Warnings;
use crate::units::SimTime;

impl Supply {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let end = clock.horizon();
        let mut warnings = Warnings::default();
        for part in &self.parts {
            part.warn_of_sources(end, &mut warnings);
            part.warn_of_orders(end, &mut warnings);
        }
        let length = end.since(SimTime::ZERO);
        if self.review.is_some_and(|review| review >= length) {
            warnings.late(1, "the first order of parts (`supply.review`)");
        }
        for demand in &self.demands {
            demand.warn_of_orders(end, &mut warnings);
            self.warn_of_service(demand, &mut warnings);
        }
        warnings
    }

    /// Warns of a demand that never gets a part: it leaves as much in stock as is ever there, or
    /// takes only what is there at once, and that is never enough for a kit.
    fn warn_of_service(&self, demand: &Demand, warnings: &mut Warnings) {
        let (name, reserve) = (&demand.name, i64::from(demand.reserve));
        for &(row, units) in &demand.kit {
            let part = &self.parts[row];
            let Some(most) = part.most_in_stock() else {
                continue;
            };
            let kept = format!("at most {most} of part `{}` are in stock", part.name);
            let field = format!("`supply.parts.{}`", part.name);
            if reserve > 0 && reserve >= most {
                warnings.push(format!(
                    "demand `{name}` never gets a part from stock: it leaves {reserve}, and \
                     {kept}; lower `supply.demands.{name}.reserve`, or keep more in {field}"
                ));
            } else if matches!(demand.unmet, Unmet::IsLost) && i64::from(units) > most - reserve {
                warnings.push(format!(
                    "demand `{name}` never gets a kit: it takes only what is there at once, a kit \
                     has {units}, and {kept}; keep more in {field}, or let it wait with \
                     `supply.demands.{name}.unmet`"
                ));
            }
        }
    }
}

impl Part {
    /// The most units that are ever in stock, if they are limited.
    fn most_in_stock(&self) -> Option<i64> {
        let is_plain = self.sources.iter().all(|source| {
            source.sizes.minimum == 1 && source.sizes.multiple == 1 && source.yields.is_none()
        });
        let most = self.policy.greatest().filter(|_| is_plain)?;
        Some(most.max(self.initial_stock.into()))
    }

    /// Warns of deliveries that come after the end, and of sources without orders.
    fn warn_of_sources(&self, end: SimTime, warnings: &mut Warnings) {
        let length = end.since(SimTime::ZERO).as_millis() as f64;
        for source in &self.sources {
            let (part, path) = (&self.name, path_of(&source.name));
            if source.lead.law().least() >= length {
                warnings.late(
                    1,
                    format!("the first delivery of part `{part}` (`{path}.lead`)"),
                );
            }
            if source.share <= 0.0 && source.below.is_none() {
                warnings.push(format!(
                    "part `{part}` is never ordered from `{path}`: its share of orders is 0; give \
                     it a share, or `below`, or the others less than 1 together"
                ));
            }
        }
    }

    /// Warns of reviews and listed orders that come after the end.
    fn warn_of_orders(&self, end: SimTime, warnings: &mut Warnings) {
        let name = &self.name;
        if let Review::Own { first, .. } = self.review
            && first >= end
        {
            let what = format!("the first review of part `{name}` (`supply.parts.{name}.review`)");
            warnings.late(1, what);
        }
        if let Policy::Listed(orders) = &self.policy {
            let late = orders.iter().filter(|&&(at, _)| at >= end).count();
            let what = format!("orders of part `{name}` (`supply.parts.{name}.orders`)");
            warnings.late(late, what);
            if orders.is_empty() {
                warnings.push(format!(
                    "part `{name}` is never ordered: `supply.parts.{name}.orders` is empty"
                ));
            }
        }
    }
}

/// The path of a source in the scenario.
fn path_of(source: &str) -> String {
    match source.split_once('/') {
        Some((part, other)) => format!("supply.parts.{part}.other_sources.{other}"),
        None => format!("supply.parts.{source}"),
    }
}

impl Demand {
    /// Warns of orders that come after the end.
    fn warn_of_orders(&self, end: SimTime, warnings: &mut Warnings) {
        let (name, length) = (&self.name, end.since(SimTime::ZERO));
        match &self.times {
            Times::Drawn { interval, .. } => {
                if interval.law().least() >= length.as_millis() as f64 {
                    let what = format!("demand `{name}` (`supply.demands.{name}.interval`)");
                    warnings.late(1, what);
                }
            }
            Times::Always => {}
            Times::Listed(orders) => {
                let late = orders.iter().filter(|&&(at, _)| at >= end).count();
                let what = format!("orders of demand `{name}` (`supply.demands.{name}.orders`)");
                warnings.late(late, what);
                if orders.is_empty() {
                    warnings.push(format!(
                        "demand `{name}` never asks for a part: `supply.demands.{name}.orders` is \
                         empty"
                    ));
                }
            }
        }
    }
}
