//! Warnings about orders that never come, and the programmes that act on the market.

use super::plan::Market;
use crate::engine::Clock;
use crate::industry::shared::flow::ModelId;
use crate::industry::shared::programmes::ProgrammeKind;
use crate::industry::shared::warnings::Warnings;
use crate::units::spoken::plural;
use crate::units::{Rate, SimTime};

impl Market {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let end = clock.horizon();
        let mut warnings = Warnings::default();
        if let Some(tenders) = &self.tenders {
            if tenders.rate <= Rate::ZERO {
                warnings.push("no tender ever comes: raise `market.tenders.rate`".to_owned());
            } else if tenders.start >= end {
                warnings.late(1, "the first tender (`market.tenders.start`)");
            }
        }
        if let Some(buyers) = &self.buyers {
            if buyers.initial == 0 && buyers.accredit_rate <= Rate::ZERO {
                warnings.push(
                    "there is never a buyer: raise `market.buyers.initial` or \
                     `market.buyers.accredit_rate`"
                        .to_owned(),
                );
            } else if buyers.initial == 0 && buyers.accredit_start >= end {
                warnings.late(1, "the first buyer (`market.buyers.accredit_start`)");
            } else if buyers.orders <= Rate::ZERO {
                warnings.push("no buyer ever orders: raise `market.buyers.orders`".to_owned());
            }
        }
        let late = self.contracts.iter().filter(|one| one.at >= end).count();
        let contracts = plural(late, "contract", "contracts");
        warnings.late(late, format!("{contracts} (`market.contracts`)"));
        if !self.has_orders(end) && warnings.is_empty() {
            warnings.push(
                "nobody ever orders a computer: give `market.tenders`, `market.buyers` or \
                 `market.contracts`"
                    .to_owned(),
            );
        }
        warnings
    }

    /// Whether orders for models by their weights can come before `end`.
    fn has_weighted_orders(&self, end: SimTime) -> bool {
        let tenders = self.tenders.as_ref();
        let buyers = self.buyers.as_ref();
        tenders.is_some_and(|tenders| tenders.rate > Rate::ZERO && tenders.start < end)
            || buyers.is_some_and(|buyers| {
                let later = buyers.accredit_rate > Rate::ZERO && buyers.accredit_start < end;
                buyers.orders > Rate::ZERO && (buyers.initial > 0 || later)
            })
    }

    /// Whether any order can come before `end`.
    fn has_orders(&self, end: SimTime) -> bool {
        self.has_weighted_orders(end) || self.contracts.iter().any(|one| one.at < end)
    }

    /// The models by name and id, and whether each is ordered before `end`.
    pub fn demanded(&self, end: SimTime) -> impl Iterator<Item = (&str, ModelId, bool)> {
        let weighted = self.has_weighted_orders(end);
        let models = self.models.iter().zip(&self.weights).zip(0..);
        models.map(move |((name, weight), id)| {
            let contracts = self.contracts.iter();
            let mut contracts = contracts.filter(|one| one.at < end);
            let by_contract = contracts.any(|one| one.model == ModelId(id));
            (
                name.as_str(),
                ModelId(id),
                by_contract || (weighted && *weight > 0.0),
            )
        })
    }

    /// Whether programmes of a kind act on something that it has.
    pub(super) fn is_moved_by(&self, kind: ProgrammeKind) -> bool {
        kind == ProgrammeKind::Buyers && self.buyers.is_some()
    }
}
