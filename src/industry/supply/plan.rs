//! The section `[supply]`, checked.

mod circles;
mod common;
mod demand;
mod part;

use common::SHORTEST;
pub(super) use demand::{Demand, Times, Unmet};
pub(super) use part::{Capacity, Part, Source, Supplier, Yields};

use super::bullwhip::WEEK;
use super::policy::Policy;
use super::spec::SupplyFile;
use crate::industry::shared::flow::PartId;
use crate::industry::shared::names::Names;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::Duration;

/// The section `[supply]`, checked.
#[derive(Clone, Debug)]
pub struct Supply {
    pub(super) parts: Vec<Part>,
    /// When orders of parts without a review of their own are sent; none at once.
    pub(super) review: Option<Duration>,
    pub(super) bullwhip_span: Duration,
    pub(super) demands: Vec<Demand>,
}

/// How much there may be of a part for assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept<'a> {
    /// The part.
    pub id: PartId,
    /// The name of the part in the scenario.
    pub name: &'a str,
    /// The most units in stock and on order together, if they are limited.
    pub most: Option<u32>,
    /// Units that are there at the start.
    pub initial: u32,
    /// The field of the part that sets the most.
    pub field: &'static str,
}

impl Supply {
    /// The parts for assembly of which a limited number is in stock and on order: id, name, that
    /// number, and the mean lead time over the sources by their shares.
    pub fn flows(&self) -> impl Iterator<Item = (PartId, &str, u32, Duration)> {
        self.kept().filter_map(|kept| {
            let part = self.parts.iter().find(|part| part.id == Some(kept.id))?;
            let is_closed = part.sources.iter().all(|one| one.closed);
            let most = if is_closed { 0 } else { kept.most? };
            let sources = part.sources.iter();
            let lead = sources.map(|one| one.share * one.lead.law().mean()).sum();
            Some((kept.id, kept.name, most, Duration::from_millis_f64(lead)))
        })
    }

    /// The parts for assembly.
    pub fn kept(&self) -> impl Iterator<Item = Kept<'_>> {
        self.parts.iter().filter_map(|part| {
            let field = match &part.policy {
                Policy::UpTo { point, level } if point + 1 == *level => "base_stock",
                Policy::UpTo { .. } => "order_up_to",
                Policy::Lots { .. } => "order_quantity",
                Policy::Forecast(_) => "forecast",
                Policy::Listed(_) => "orders",
            };
            let is_rounded = part.sources.iter().any(|one| one.sizes.minimum > 1);
            let is_rounded = is_rounded || part.sources.iter().any(|one| one.sizes.multiple > 1);
            Some(Kept {
                id: part.id?,
                name: &part.name,
                most: part
                    .policy
                    .greatest()
                    .filter(|_| !is_rounded)
                    .map(|units| u32::try_from(units.max(0)).unwrap_or(u32::MAX)),
                initial: part.initial_stock,
                field,
            })
        })
    }
}

impl SupplyFile {
    /// Checks the section at `at`.
    #[must_use]
    pub fn check(&self, names: &Names, at: &FieldPath, problems: &mut Problems) -> Option<Supply> {
        let Self {
            parts,
            review,
            bullwhip_span,
            demands,
        } = self;
        let before = problems.len();
        if let Some(review) = review.filter(|&review| review < SHORTEST) {
            let allowed = format!("at least {SHORTEST}; leave it out to order at once");
            let fault = Fault::out_of_range(review, allowed);
            problems.add(at.field("review"), fault);
        }
        let bullwhip_span = bullwhip_span.unwrap_or(WEEK);
        if bullwhip_span < SHORTEST {
            let fault = Fault::out_of_range(bullwhip_span, format!("at least {SHORTEST}"));
            problems.add(at.field("bullwhip_span"), fault);
        }
        let mut checked: Vec<Part> = Vec::new();
        for (name, part) in parts.iter() {
            let id = (!self.is_stocked(name)).then(|| names.part(name)).flatten();
            let at = at.field("parts").field(name);
            let around = part::Around {
                parts,
                is_gathered: review.is_some(),
            };
            checked.extend(part.check(name, id, &around, &at, problems));
        }
        let demands = demands.iter().filter_map(|(name, demand)| {
            let at = at.field("demands").field(name);
            demand.check(name, parts, &at, problems)
        });
        let demands = demands.collect();
        circles::refuse(parts, &at.field("parts"), problems);
        (problems.len() == before).then_some(Supply {
            parts: checked,
            review: *review,
            bullwhip_span,
            demands,
        })
    }
}
