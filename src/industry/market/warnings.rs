//! Warnings about orders that never come, and the programmes that act on the market.

use super::plan::{Market, Sale};
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
        self.never_on_sale(end, &mut warnings);
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

    /// Warns of models that are not on sale in a run until `end`, and of orders for a model alone
    /// that never come.
    fn never_on_sale(&self, end: SimTime, warnings: &mut Warnings) {
        for (name, sale) in self.models.iter().zip(&self.sales) {
            let own = sale.own.as_ref();
            let is_wanted = sale.weight > 0.0 || own.is_some();
            if is_wanted && sale.launch >= end {
                let field = format!("`market.models.{name}.launch`");
                warnings.late(1, format!("the launch of model `{name}` ({field})"));
            } else if is_wanted && sale.end == SimTime::ZERO {
                warnings.push(format!(
                    "model `{name}` is never ordered: its `market.models.{name}.end` is not \
                     after the start of the run"
                ));
            } else if own.is_some_and(|own| own.rate <= Rate::ZERO) {
                warnings.push(format!(
                    "no order for model `{name}` alone ever comes: raise \
                     `market.models.{name}.orders`"
                ));
            }
        }
    }

    /// When the first orders for models by their weights can come, if any can before `end`.
    fn first_weighted_order(&self, end: SimTime) -> Option<SimTime> {
        let tenders = self.tenders.as_ref();
        let tenders = tenders.filter(|tenders| tenders.rate > Rate::ZERO);
        let buyers = self.buyers.as_ref();
        let buyers = buyers.filter(|buyers| buyers.orders > Rate::ZERO);
        let buyers = buyers.and_then(|buyers| {
            let later = buyers.accredit_rate > Rate::ZERO;
            let later = later.then_some(buyers.accredit_start);
            let first = (buyers.initial > 0).then_some(SimTime::ZERO);
            first.or(later)
        });
        let starts = tenders.map(|tenders| tenders.start).into_iter();
        starts.chain(buyers).min().filter(|start| *start < end)
    }

    /// Whether a model is on sale at some time between two instants.
    fn is_sold_within(sale: &Sale, from: SimTime, end: SimTime) -> bool {
        sale.launch.max(from) < sale.end.min(end)
    }

    /// Whether tenders and buyers can order a model before `end`.
    fn has_weighted_orders(&self, sale: &Sale, end: SimTime) -> bool {
        let first = self.first_weighted_order(end);
        sale.weight > 0.0 && first.is_some_and(|from| Self::is_sold_within(sale, from, end))
    }

    /// Whether orders for a model alone can come before `end`.
    fn has_own_orders(sale: &Sale, end: SimTime) -> bool {
        let own = sale.own.as_ref();
        own.is_some_and(|own| own.rate > Rate::ZERO)
            && Self::is_sold_within(sale, SimTime::ZERO, end)
    }

    /// Whether any order can come before `end`.
    fn has_orders(&self, end: SimTime) -> bool {
        let is_ordered =
            |sale| self.has_weighted_orders(sale, end) || Self::has_own_orders(sale, end);
        self.sales.iter().any(is_ordered) || self.contracts.iter().any(|one| one.at < end)
    }

    /// Whether a model is built without orders at the start, if it is built at all.
    #[must_use]
    pub fn is_built_to_stock(&self, model: ModelId) -> bool {
        self.to_stock(usize::from(model.0), SimTime::ZERO) != Some(0)
    }

    /// The models by name and id, and whether each is ordered before `end`.
    pub fn demanded(&self, end: SimTime) -> impl Iterator<Item = (&str, ModelId, bool)> {
        let models = self.models.iter().zip(&self.sales).zip(0..);
        models.map(move |((name, sale), id)| {
            let contracts = self.contracts.iter();
            let mut contracts = contracts.filter(|one| one.at < end);
            let by_contract = contracts.any(|one| one.model == ModelId(id));
            let is_ordered = by_contract
                || self.has_weighted_orders(sale, end)
                || Self::has_own_orders(sale, end);
            (name.as_str(), ModelId(id), is_ordered)
        })
    }

    /// Whether programmes of a kind act on something that it has.
    pub(super) fn is_moved_by(&self, kind: ProgrammeKind) -> bool {
        kind == ProgrammeKind::Buyers && self.buyers.is_some()
    }
}
