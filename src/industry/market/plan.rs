//! The section `[market]`, checked (equation E30).

use bevy_ecs::prelude::Resource;

mod mean;
mod models;
mod terms;

use super::spec::{BuyersFile, ContractFile, GoodwillFile, MarketFile, SaleFile, TendersFile};
use crate::industry::shared::counts;
use crate::industry::shared::flow::ModelId;
use crate::industry::shared::names::Names;
use crate::scenario::{Fault, FieldPath, Named, Problems};
use crate::units::{Date, Duration, Fen, NumberLaw, Rate, Share, SimTime};
use models::begin;
pub(super) use models::{MOST_COMPUTERS, Sale};
pub(super) use terms::Terms;

crate::row_ids! {
    /// A contract's place in the scenario.
    pub(super) struct ContractRow;
    /// The place of a price in the list of all: of each model, of each in tenders, of each
    /// contract.
    pub(super) struct PriceRow;
}

/// Who placed an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The process of tenders.
    Tender,
    /// An accredited buyer.
    Buyer,
    /// The demand for one model alone.
    Model,
    /// An order on a known day.
    Contract(ContractRow),
}

/// Tenders: orders of a compound Poisson process.
#[derive(Clone, Debug)]
pub(super) struct Tenders {
    pub(super) rate: Rate,
    pub(super) computers: NumberLaw,
    pub(super) due: Duration,
    pub(super) start: SimTime,
    /// Share of the model's price that they are won below it.
    pub(super) discount: Share,
    pub(super) terms: Terms,
}

/// Accredited buyers.
#[derive(Clone, Debug)]
pub(super) struct Buyers {
    pub(super) initial: u32,
    pub(super) accredit_rate: Rate,
    pub(super) accredit_start: SimTime,
    pub(super) orders: Rate,
    pub(super) computers: NumberLaw,
    pub(super) due: Duration,
    pub(super) export_share: Share,
}

/// An order on a known day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contract {
    /// When it is placed.
    pub(super) at: SimTime,
    pub(super) computers: u32,
    /// Time until it must be complete.
    pub(super) due: Duration,
    pub(super) model: ModelId,
    /// Price of a computer, if it is not that of the model.
    pub(super) price: Option<Fen>,
    pub(super) terms: Terms,
}

/// When the production of a model is held because too many of its computers are unsold.
#[derive(Clone, Copy, Debug)]
pub(super) struct HoldThresholds {
    /// More unsold computers of a model than this hold it.
    pub(super) hold_above: u32,
    /// Fewer than this end the hold.
    pub(super) resume_below: u32,
}

/// The section `[market]`, checked: every model has a price, and some model is ordered.
#[derive(Resource, Clone, Debug)]
pub struct Market {
    /// Names of the models, by [`ModelId`].
    pub(super) models: Vec<String>,
    /// Price, weight and orders of each model.
    pub(super) sales: Vec<Sale>,
    /// All prices, by [`PriceRow`].
    pub(super) prices: Vec<Fen>,
    pub(super) tenders: Option<Tenders>,
    pub(super) buyers: Option<Buyers>,
    pub(super) contracts: Vec<Contract>,
    /// The names of the contracts.
    pub(super) contract_names: Vec<String>,
    /// The terms of orders about which nothing is agreed.
    plain: Terms,
    pub(super) payment_term: Duration,
    pub(super) thresholds: Option<HoldThresholds>,
    pub(super) elasticity: f64,
    pub(super) goodwill: Option<GoodwillPlan>,
}

/// How lateness moves orders (equation E46).
#[derive(Clone, Copy, Debug)]
pub(super) struct GoodwillPlan {
    /// Share of orders that are not placed where all are late.
    pub(super) loss: Share,
    /// Time after which what happened counts 1/e as much.
    pub(super) recovery: Duration,
}

impl Market {
    /// The terms of an order by who placed it.
    pub(super) fn terms(&self, source: Source) -> &Terms {
        match source {
            Source::Tender => self.tenders.as_ref().map_or(&self.plain, |of| &of.terms),
            Source::Buyer | Source::Model => &self.plain,
            Source::Contract(row) => &self.contracts[row.index()].terms,
        }
    }

    /// Where the price of an order stands in the list of prices.
    pub(super) fn price_row(&self, source: Source, model: ModelId) -> PriceRow {
        let (models, model) = (self.sales.len(), usize::from(model.0));
        PriceRow::new(match source {
            Source::Tender => models + model,
            Source::Contract(row) if self.contracts[row.index()].price.is_some() => {
                2 * models + row.index()
            }
            Source::Buyer | Source::Model | Source::Contract(_) => model,
        })
    }

    /// All prices now: of each model in the list, of each in tenders, of each contract.
    fn list_prices(&mut self) {
        let list = self.sales.iter().map(|sale| sale.price);
        let discount = self.tenders.as_ref().map_or(Share::ZERO, |of| of.discount);
        let won = list.clone().map(|price| {
            if discount > Share::ZERO {
                price.scaled(discount.complement().get())
            } else {
                price
            }
        });
        let agreed = self.contracts.iter();
        let agreed = agreed.map(|one| one.price.unwrap_or(Fen::ZERO));
        self.prices = list.chain(won).chain(agreed).collect();
    }
}

impl MarketFile {
    /// Checks the section at `at` of a run that starts on `start` and makes the models of `names`.
    #[must_use]
    pub fn check(
        &self,
        start: Date,
        names: &Names,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Market> {
        let Self {
            models,
            tenders,
            buyers,
            contracts,
            payment_term,
            patience,
            max_unsold,
            resume_below,
            elasticity,
            goodwill,
        } = self;
        let before = problems.len();
        let sales = models::check_models(self, start, names, at, problems);
        let contract_names = contracts.names().map(str::to_owned).collect();
        let rows = contracts.iter().filter_map(|(name, row)| {
            let at = at.field("contracts").field(name);
            row.check((start, *patience), (models, names), &at, problems)
        });
        let contracts = rows.collect();
        let tenders = tenders.as_ref();
        let tenders = tenders.map(|tenders| tenders.check(start, *patience));
        let buyers = buyers.as_ref().map(|buyers| buyers.check(start));
        let of_tenders = tenders
            .as_ref()
            .map(|tenders| ("tenders", &tenders.computers));
        let of_buyers = buyers.as_ref().map(|buyers| ("buyers", &buyers.computers));
        for (table, law) in of_tenders.into_iter().chain(of_buyers) {
            counts::check(
                law,
                MOST_COMPUTERS,
                &at.field(table).field("computers"),
                problems,
            );
        }
        let goodwill = goodwill.as_ref();
        let mut market = Market {
            models: names.models.clone(),
            sales,
            prices: Vec::new(),
            tenders,
            buyers,
            contracts,
            contract_names,
            plain: Terms::plain(*patience),
            payment_term: *payment_term,
            thresholds: check_thresholds(*max_unsold, *resume_below, at, problems),
            elasticity: *elasticity,
            goodwill: goodwill.map(|of| of.check(&at.field("goodwill"), problems)),
        };
        market.list_prices();
        (problems.len() == before).then_some(market)
    }
}

fn check_thresholds(
    max_unsold: Option<u32>,
    resume_below: Option<u32>,
    at: &FieldPath,
    problems: &mut Problems,
) -> Option<HoldThresholds> {
    let Some(hold_above) = max_unsold else {
        if resume_below.is_some() {
            let help = "give `max_unsold`, or leave this out";
            let fault = Fault::invalid("production is never held, so it never resumes", help);
            problems.add(at.field("resume_below"), fault);
        }
        return None;
    };
    let resume_below = resume_below.unwrap_or_else(|| (hold_above / 2).max(1));
    if resume_below == 0 || resume_below > hold_above.max(1) {
        let allowed = format!("1 to {hold_above}, the value of `max_unsold`");
        let fault = Fault::out_of_range(resume_below, allowed);
        problems.add(at.field("resume_below"), fault);
    }
    Some(HoldThresholds {
        hold_above,
        resume_below,
    })
}

impl GoodwillFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> GoodwillPlan {
        let Self { loss, recovery } = self;
        if recovery.is_zero() {
            let fault = Fault::out_of_range(recovery, "above 0 d");
            problems.add(at.field("recovery"), fault);
        }
        GoodwillPlan {
            loss: *loss,
            recovery: *recovery,
        }
    }
}

impl TendersFile {
    fn check(&self, run_start: Date, patience: Option<Duration>) -> Tenders {
        let Self {
            rate,
            computers,
            due,
            start,
            discount,
            penalty: _,
            penalty_cap: _,
            partial: _,
            patience: _,
        } = self;
        Tenders {
            discount: *discount,
            terms: Terms::of_tenders(self, patience),
            rate: *rate,
            computers: computers.clone(),
            due: *due,
            start: begin(*start, run_start),
        }
    }
}

impl BuyersFile {
    fn check(&self, run_start: Date) -> Buyers {
        let Self {
            initial,
            accredit_rate,
            accredit_start,
            orders,
            computers,
            due,
            export_share,
        } = self;
        Buyers {
            initial: *initial,
            accredit_rate: *accredit_rate,
            accredit_start: begin(*accredit_start, run_start),
            orders: *orders,
            computers: computers.clone(),
            due: *due,
            export_share: *export_share,
        }
    }
}

impl ContractFile {
    fn check(
        &self,
        (run_start, patience): (Date, Option<Duration>),
        (models, names): (&Named<SaleFile>, &Names),
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Contract> {
        let Self {
            date,
            computers,
            due,
            model,
            price,
            penalty: _,
            penalty_cap: _,
            partial: _,
            patience: _,
        } = self;
        if let Some(price) = price.filter(|price| *price < Fen::ZERO) {
            let fault = Fault::out_of_range(price, "0 CNY or more");
            problems.add(at.field("price"), fault);
        }
        let named = |name: &String| names.models.iter().position(|known| known == name);
        let row = model.as_ref().map_or(Some(0), named);
        let Some(row) = row else {
            let known = names.models.iter().map(String::as_str);
            let name = model.as_deref().unwrap_or_default();
            let fault = Fault::unknown_name("computer model", name, known);
            problems.add(at.field("model"), fault);
            return None;
        };
        if let Some(name) = names.models.get(row) {
            models::check_on_sale(models, name, *date, run_start, at, problems);
        }
        Some(Contract {
            price: *price,
            terms: Terms::of_contract(self, patience),
            at: begin(Some(*date), run_start),
            computers: *computers,
            due: *due,
            model: ModelId(u16::try_from(row).ok()?),
        })
    }
}

#[cfg(test)]
mod tests;
