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
    /// How long an order waits before its rest is cancelled. Default for ever.
    pub patience: Option<Duration>,
    /// With more unsold computers of a model than this, no kit of it is begun. While that holds for
    /// every model that is built or ordered, no lot is released either. Default no limit.
    #[schemars(extend("x-dated" = true))]
    pub max_unsold: Option<u32>,
    /// With fewer unsold computers of a held model than this, its production goes on. Default half
    /// of `max_unsold`.
    #[schemars(extend("x-dated" = true))]
    pub resume_below: Option<u32>,
}

/// Price and weight of a computer model.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SaleFile {
    /// Price of a computer. Default 4500 CNY, an assumption (equation E31).
    #[serde(default = "default_price")]
    #[schemars(extend("x-dated" = true))]
    pub price: Fen,
    /// Relative frequency of orders for this model, among the weights of all. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1e6), extend("x-dated" = true))]
    pub weight: f64,
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
}

const fn default_price() -> Fen {
    Fen::yuan(4_500)
}

const fn one() -> f64 {
    1.0
}

const fn ninety_days() -> Duration {
    Duration::days(90)
}

impl Default for SaleFile {
    fn default() -> Self {
        Self {
            price: default_price(),
            weight: one(),
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
