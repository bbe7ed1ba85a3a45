//! The section `[market]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Date, Duration, Fen, Law, NumberLaw, Rate, Share};

/// Orders for computers (equation E30), their patience, and the hold on the production of models of
/// which too many computers are unsold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct MarketFile {
    /// Price and weight of each computer model. A model that is not listed costs 4,500 CNY and has
    /// weight 1.
    pub models: Named<SaleFile>,
    /// Large public orders at random times. Default none.
    pub tenders: Option<TendersFile>,
    /// Accredited buyers, each with its own stream of orders. Default none.
    pub buyers: Option<BuyersFile>,
    /// Orders on known days, by name. Default none.
    pub contracts: Named<ContractFile>,
    /// Time from shipping to payment. Default 0 d.
    #[schemars(extend("x-dated" = true))]
    pub payment_term: Duration,
    /// How long an order waits before its rest is cancelled, where its contract or the tenders say
    /// nothing else. Default for ever.
    pub patience: Option<Duration>,
    /// How much prices move orders (equation E45): the share by which orders fall for each per cent
    /// that a price rises. Contracts are agreed, and not moved. Default 0.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub elasticity: f64,
    /// How lateness moves orders (equation E46). Default not at all.
    pub goodwill: Option<GoodwillFile>,
    /// With more unsold computers of a model than this, no kit of it is begun. While that holds for
    /// every model that is built or ordered, no lot is released either. Default no limit.
    #[schemars(extend("x-dated" = true))]
    pub max_unsold: Option<u32>,
    /// With fewer unsold computers of a held model than this, its production goes on. Default half
    /// of `max_unsold`.
    #[schemars(extend("x-dated" = true))]
    pub resume_below: Option<u32>,
}

/// How orders that are late or cancelled lower the rate of later orders of tenders, buyers and
/// models (equation E46).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct GoodwillFile {
    /// Share of orders that are no longer placed where all orders are late or cancelled. Default
    /// 0.3, an assumption.
    pub loss: Share,
    /// Time after which what happened counts 1/e as much. Default 180 d, an assumption.
    pub recovery: Duration,
}

/// A computer model: its price, when it is sold, and who orders it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SaleFile {
    /// Price of a computer. Default 4500 CNY, an assumption (equation E31).
    #[serde(default = "default_price")]
    #[schemars(extend("x-dated" = true))]
    pub price: Fen,
    /// Relative frequency of orders of tenders and buyers for this model, among the weights of
    /// those on sale at the time. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1e6), extend("x-dated" = true))]
    pub weight: f64,
    /// The first day on which it is ordered (equation E44). While no model is on sale, tenders and
    /// buyers place nothing, and what they would have ordered is counted. Default the start of the
    /// run.
    pub launch: Option<Date>,
    /// The first day on which it is no longer ordered; orders placed before are filled. Default
    /// never.
    pub end: Option<Date>,
    /// Computers that are built beyond those ordered (equation E55). The lines build to order
    /// first, what is due first first, and then to stock up to this. Once the model is no longer
    /// sold it is built to order alone. Default no limit but `max_unsold`.
    #[schemars(range(max = 100_000_000), extend("x-dated" = true))]
    pub target_stock: Option<u32>,
    /// Orders for this model alone per time, at random times and beside those of tenders and
    /// buyers (equation E44). Default none.
    #[schemars(extend("x-dated" = true))]
    pub orders: Option<Rate>,
    /// Computers of such an order, rounded like those of a tender. Default 200, an assumption.
    #[schemars(extend("x-dated" = true))]
    pub computers: Option<NumberLaw>,
    /// Time from such an order until it must be complete. Default 30 d, an assumption.
    #[schemars(extend("x-dated" = true))]
    pub due: Option<Duration>,
}

/// Tenders: a compound Poisson process (equation E30).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct TendersFile {
    /// Tenders per time. Default 6 /y, an assumption.
    #[schemars(extend("x-dated" = true))]
    pub rate: Rate,
    /// Computers of a tender, rounded to a whole number; a tender that is rounded to nothing is not
    /// placed, and counted. Default lognormal(mean=5000, cv=1), an assumption; a real tender
    /// asked for 10,000 computers for 50 schools.
    #[schemars(extend("x-dated" = true))]
    pub computers: NumberLaw,
    /// Time from the order until it must be complete. Default 90 d.
    #[schemars(extend("x-dated" = true))]
    pub due: Duration,
    /// The first day of tenders. Default the start of the run.
    pub start: Option<Date>,
    /// Share of the model's price that tenders are won below it. It moves no orders. Default 0.
    #[schemars(extend("x-dated" = true))]
    pub discount: Share,
    /// Share of the price of each late computer that is paid to the buyer for each day of lateness
    /// that has begun, when it is shipped or cancelled (equation E47). Default 0.
    pub penalty: Share,
    /// The most that is paid for an order, as a share of its value. Default 1.
    pub penalty_cap: Share,
    /// Whether computers are shipped as they come in. Otherwise they are set aside until the order
    /// is whole. Default true.
    pub partial: bool,
    /// How long it waits before its rest is cancelled. Default `market.patience`.
    pub patience: Option<Duration>,
}

/// Accredited buyers (equation E30).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct BuyersFile {
    /// How many are accredited when the run starts. Default 0.
    #[schemars(range(max = 100_000))]
    pub initial: u32,
    /// Further buyers accredited per time, at random times, where programmes of kind `buyers` have
    /// strength 1, as they have if none is listed. Default 0 /y.
    #[schemars(extend("x-dated" = true))]
    pub accredit_rate: Rate,
    /// The first day of further accreditations. Default the start of the run.
    pub accredit_start: Option<Date>,
    /// Orders of each buyer per time. Default 4 /y, an assumption.
    #[schemars(extend("x-dated" = true))]
    pub orders: Rate,
    /// Computers of an order, rounded like those of a tender. Default 200, an assumption.
    #[schemars(extend("x-dated" = true))]
    pub computers: NumberLaw,
    /// Time from the order until it must be complete. Default 30 d, an assumption.
    #[schemars(extend("x-dated" = true))]
    pub due: Duration,
    /// Share of their orders that is exported. Default 0.
    #[schemars(extend("x-dated" = true))]
    pub export_share: Share,
}

/// An order on a known day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ContractFile {
    /// The day on which it is placed; a day before the start counts as the start.
    pub date: Date,
    /// How many computers it is for.
    #[schemars(range(min = 1, max = 100_000_000))]
    pub computers: u32,
    /// Time from the order until it must be complete. Default 90 d.
    #[serde(default = "ninety_days")]
    pub due: Duration,
    /// The computer model. Default the first one.
    pub model: Option<String>,
    /// Price of a computer. Default that of the model on the day of shipping.
    pub price: Option<Fen>,
    /// Share of the price of each late computer that is paid to the buyer for each day of lateness
    /// that has begun, when it is shipped or cancelled (equation E47). Default 0.
    #[serde(default)]
    pub penalty: Share,
    /// The most that is paid for an order, as a share of its value. Default 1.
    #[serde(default = "whole")]
    pub penalty_cap: Share,
    /// Whether computers are shipped as they come in. Otherwise they are set aside until the
    /// contract is whole. Default true.
    #[serde(default = "yes")]
    pub partial: bool,
    /// How long it waits before its rest is cancelled. Default `market.patience`.
    pub patience: Option<Duration>,
}

const fn default_price() -> Fen {
    Fen::yuan(4_500)
}

const fn one() -> f64 {
    1.0
}

const fn whole() -> Share {
    Share::ONE
}

const fn yes() -> bool {
    true
}

const fn ninety_days() -> Duration {
    Duration::days(90)
}

impl Default for GoodwillFile {
    fn default() -> Self {
        Self {
            loss: Share::clamped(0.3),
            recovery: Duration::days(180),
        }
    }
}

impl Default for SaleFile {
    fn default() -> Self {
        Self {
            price: default_price(),
            weight: one(),
            launch: None,
            end: None,
            target_stock: None,
            orders: None,
            computers: None,
            due: None,
        }
    }
}

impl Default for TendersFile {
    fn default() -> Self {
        Self {
            rate: Rate::per_year(6.0),
            computers: NumberLaw::new(Law::Lognormal {
                mean: 5_000.0,
                cv: 1.0,
            }),
            due: ninety_days(),
            start: None,
            discount: Share::ZERO,
            penalty: Share::ZERO,
            penalty_cap: whole(),
            partial: true,
            patience: None,
        }
    }
}

impl Default for BuyersFile {
    fn default() -> Self {
        Self {
            initial: 0,
            accredit_rate: Rate::ZERO,
            accredit_start: None,
            orders: Rate::per_year(4.0),
            computers: NumberLaw::new(Law::Constant { value: 200.0 }),
            due: Duration::days(30),
            export_share: Share::ZERO,
        }
    }
}
