//! The section `[market]`, checked (equation E30).

use bevy_ecs::prelude::Resource;

use super::spec::{BuyersFile, ContractFile, MarketFile, SaleFile, TendersFile};
use crate::industry::shared::counts;
use crate::industry::shared::flow::ModelId;
use crate::industry::shared::names::Names;
use crate::scenario::{Fault, FieldPath, Named, Problems};
use crate::units::time::MONTH;
use crate::units::{Date, Duration, Fen, NumberLaw, Rate, Share, SimTime};

/// Tenders: orders of a compound Poisson process.
#[derive(Clone, Debug)]
pub(super) struct Tenders {
    pub(super) rate: Rate,
    pub(super) computers: NumberLaw,
    pub(super) due: Duration,
    pub(super) start: SimTime,
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
    pub(super) prices: Vec<Fen>,
    pub(super) weights: Vec<f64>,
    pub(super) tenders: Option<Tenders>,
    pub(super) buyers: Option<Buyers>,
    pub(super) contracts: Vec<Contract>,
    pub(super) payment_term: Duration,
    pub(super) patience: Option<Duration>,
    pub(super) thresholds: Option<HoldThresholds>,
}

impl Market {
    /// The mean number of orders placed within a time under programmes for buyers of the strength
    /// `reform`, by which the size of a run is estimated.
    pub(super) fn orders_within(&self, time: Duration, reform: f64) -> f64 {
        let count = |rate: Rate| rate.get_per_milli() * time.as_millis() as f64;
        let tenders = self.tenders.as_ref();
        let tenders = tenders.map_or(0.0, |tenders| count(tenders.rate));
        let buyers = self.buyers.as_ref().map_or(0.0, |buyers| {
            let accredited = f64::from(buyers.initial) + reform * count(buyers.accredit_rate);
            accredited * (1.0 + count(buyers.orders))
        });
        tenders + buyers + self.contracts.len() as f64
    }
}

impl Market {
    /// Computers that are ordered a month in the mean of a time, where programmes for buyers have
    /// strength 1.
    #[must_use]
    pub fn demand(&self, from: SimTime, to: SimTime) -> f64 {
        let months = |span: Duration| span.as_millis() as f64 / MONTH as f64;
        let count = |rate: Rate, span: Duration| rate.get_per_milli() * span.as_millis() as f64;
        let mut computers = 0.0;
        if let Some(tenders) = &self.tenders {
            let span = to.saturating_since(from.max(tenders.start));
            computers += count(tenders.rate, span) * tenders.computers.law().mean();
        }
        if let Some(buyers) = &self.buyers {
            let span = to.saturating_since(from);
            let accredited = |at: SimTime| {
                count(
                    buyers.accredit_rate,
                    at.saturating_since(buyers.accredit_start),
                )
            };
            // Accreditation grows in a straight line from its first day on.
            let begins = from.max(buyers.accredit_start).min(to);
            let later = to.saturating_since(begins);
            let mean = f64::midpoint(accredited(begins), accredited(to));
            let buyer_months = f64::from(buyers.initial) * months(span) + mean * months(later);
            let orders = count(buyers.orders, Duration::millis(MONTH));
            computers += buyer_months * orders * buyers.computers.law().mean();
        }
        let contracts = self
            .contracts
            .iter()
            .filter(|one| (from..to).contains(&one.at));
        computers += contracts.map(|one| f64::from(one.computers)).sum::<f64>();
        computers / months(to.saturating_since(from))
    }
}

/// The most computers of an order, at which draws are cut; a contract may have as many.
pub(super) const MOST_COMPUTERS: u32 = 100_000_000;

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
        } = self;
        let before = problems.len();
        let (prices, weights) = check_models(models, names, &at.field("models"), problems);
        let rows = contracts.iter().filter_map(|(name, row)| {
            row.check(start, names, &at.field("contracts").field(name), problems)
        });
        let contracts = rows.collect();
        let tenders = tenders.as_ref().map(|tenders| tenders.check(start));
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
        let market = Market {
            models: names.models.clone(),
            prices,
            weights,
            tenders,
            buyers,
            contracts,
            payment_term: *payment_term,
            patience: *patience,
            thresholds: check_thresholds(*max_unsold, *resume_below, at, problems),
        };
        (problems.len() == before).then_some(market)
    }
}

/// Prices and weights in the order of the models.
fn check_models(
    models: &Named<SaleFile>,
    names: &Names,
    at: &FieldPath,
    problems: &mut Problems,
) -> (Vec<Fen>, Vec<f64>) {
    for (name, SaleFile { price, weight: _ }) in models.iter() {
        if !names.models.iter().any(|known| known == name) {
            let known = names.models.iter().map(String::as_str);
            problems.unknown_name(at.field(name), "computer model", name, known);
        }
        if *price < Fen::ZERO {
            let fault = Fault::out_of_range(price, "0 CNY or more");
            problems.add(at.field(name).field("price"), fault);
        }
    }
    let sale = |name: &String| models.get(name).cloned().unwrap_or_default();
    let sales = names.models.iter().map(sale);
    let (prices, weights): (Vec<Fen>, Vec<f64>) = sales.map(|s| (s.price, s.weight)).unzip();
    if weights.iter().sum::<f64>() <= 0.0 {
        let help = "give at least one model a weight above 0";
        problems.add(
            at,
            Fault::invalid("no computer model is ever ordered", help),
        );
    }
    (prices, weights)
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

impl TendersFile {
    fn check(&self, run_start: Date) -> Tenders {
        let Self {
            rate,
            computers,
            due,
            start,
        } = self;
        Tenders {
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
        run_start: Date,
        names: &Names,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Contract> {
        let Self {
            date,
            computers,
            due,
            model,
        } = self;
        let named = |name: &String| names.models.iter().position(|known| known == name);
        let row = model.as_ref().map_or(Some(0), named);
        let Some(row) = row else {
            let known = names.models.iter().map(String::as_str);
            let name = model.as_deref().unwrap_or_default();
            let fault = Fault::unknown_name("computer model", name, known);
            problems.add(at.field("model"), fault);
            return None;
        };
        Some(Contract {
            at: begin(Some(*date), run_start),
            computers: *computers,
            due: *due,
            model: ModelId(u16::try_from(row).ok()?),
        })
    }
}

/// The first instant of a day, at the earliest the start of the run.
fn begin(date: Option<Date>, run_start: Date) -> SimTime {
    date.and_then(|date| date.begins(run_start))
        .unwrap_or(SimTime::ZERO)
}

#[cfg(test)]
mod tests;
