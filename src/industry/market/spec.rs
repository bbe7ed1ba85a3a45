//! The section `[market]`: as written, and checked.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::industry::shared::flow::ModelId;
use crate::industry::shared::names::Names;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Duration, Fen, Law, NumberLaw, Rate, Share, SimTime};

/// Who buys computers (equation E30), and what happens when too many or too few are made.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct MarketFile {
    /// Price and share of each computer model. One that is not listed costs 4,500 CNY and has
    /// weight 1.
    pub models: Named<SaleFile>,
    /// Large public orders at random times. Without the section there are none.
    pub tenders: Option<TendersFile>,
    /// Accredited buyers, each with its own stream of orders. Without the section there are none.
    pub buyers: Option<BuyersFile>,
    /// Orders that are known beforehand, by name.
    pub contracts: Named<ContractFile>,
    /// From shipping to payment. Default 0 d.
    pub payment_term: Duration,
    /// How long an order waits before what is left of it is cancelled. Without it, forever.
    pub patience: Option<Duration>,
    /// With more unsold computers than this, no lot is released and no kit is begun. Without it,
    /// the market never holds production.
    pub max_unsold: Option<u32>,
    /// With fewer unsold computers than this, production goes on. Default half of `max_unsold`.
    pub resume_below: Option<u32>,
}

/// How a computer model is sold.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SaleFile {
    /// What a computer costs. Default 4500 CNY, an assumption (equation E31).
    #[serde(default = "default_price")]
    pub price: Fen,
    /// How often an order is for this model, against the weights of the others. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1e6))]
    pub weight: f64,
}

/// Tenders: a compound Poisson process (equation E30).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct TendersFile {
    /// How many a year. Default 6 /y, an assumption.
    pub rate: Rate,
    /// Computers in one. Default lognormal(mean=5000, cv=1), an assumption; 10,000 computers for
    /// 50 schools are a real lot.
    pub computers: NumberLaw,
    /// From the order to the day on which it must be complete. Default 90 d.
    pub due: Duration,
    /// The day before which there are none. Default the start of the run.
    pub start: Option<Date>,
}

/// Accredited buyers (equation E30).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct BuyersFile {
    /// How many are accredited when the run starts. Default 0.
    #[schemars(range(max = 100_000))]
    pub initial: u32,
    /// How many more are accredited, at random times, where programmes of kind `buyers` have strength 1,
    /// as they have if none is listed. Default 0 /y.
    pub accredit_rate: Rate,
    /// The day before which nobody more is accredited. Default the start of the run.
    pub accredit_start: Option<Date>,
    /// How often each of them orders. Default 4 /y, an assumption.
    pub orders: Rate,
    /// Computers in one order. Default 200, an assumption.
    pub computers: NumberLaw,
    /// From the order to the day on which it must be complete. Default 30 d, an assumption.
    pub due: Duration,
    /// The share of their orders that is exported. Default 0.
    pub export_share: Share,
}

/// An order that is known beforehand.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ContractFile {
    /// The day on which it is placed; one before the start counts as the start.
    pub date: Date,
    /// How many computers.
    #[schemars(range(min = 1, max = 100_000_000))]
    pub computers: u32,
    /// From the order to the day on which it must be complete. Default 90 d.
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

/// Tenders, checked.
#[derive(Clone, Debug)]
pub(super) struct Tenders {
    pub(super) rate: Rate,
    pub(super) computers: NumberLaw,
    pub(super) due: Duration,
    pub(super) start: SimTime,
}

/// Buyers, checked.
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

/// A contract, checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contract {
    pub(super) at: SimTime,
    pub(super) computers: u32,
    pub(super) due: Duration,
    pub(super) model: ModelId,
}

/// When production is held because the market is full.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    /// More unsold computers than this hold production.
    pub(super) hold_above: u32,
    /// Fewer than this let it go on.
    pub(super) resume_below: u32,
}

/// The section `[market]`, checked: every model has a price, and some model is ordered.
#[derive(Clone, Debug)]
pub struct Market {
    pub(super) models: Vec<String>,
    pub(super) prices: Vec<Fen>,
    pub(super) weights: Vec<f64>,
    pub(super) tenders: Option<Tenders>,
    pub(super) buyers: Option<Buyers>,
    pub(super) contracts: Vec<Contract>,
    pub(super) payment_term: Duration,
    pub(super) patience: Option<Duration>,
    pub(super) marks: Option<Marks>,
}

impl MarketFile {
    /// Checks the section at `at` of a run that starts on `start` and makes the models of `names`.
    #[must_use]
    pub fn check(
        &self,
        start: Date,
        names: &Names,
        at: &At,
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
        let market = Market {
            models: names.models.clone(),
            prices,
            weights,
            tenders: tenders.as_ref().map(|tenders| tenders.check(start)),
            buyers: buyers.as_ref().map(|buyers| buyers.check(start)),
            contracts,
            payment_term: *payment_term,
            patience: *patience,
            marks: check_marks(*max_unsold, *resume_below, at, problems),
        };
        (problems.len() == before).then_some(market)
    }
}

/// Prices and weights in the order of the models.
fn check_models(
    models: &Named<SaleFile>,
    names: &Names,
    at: &At,
    problems: &mut Problems,
) -> (Vec<Fen>, Vec<f64>) {
    for (name, SaleFile { price, weight: _ }) in models.iter() {
        if !names.models.iter().any(|known| known == name) {
            let known = names.models.iter().map(String::as_str);
            let fault = Fault::unknown_name("computer model", name, known);
            problems.add(at.field(name), fault);
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

fn check_marks(
    max_unsold: Option<u32>,
    resume_below: Option<u32>,
    at: &At,
    problems: &mut Problems,
) -> Option<Marks> {
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
    Some(Marks {
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
        at: &At,
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

/// The instant a day begins, at the earliest the start of the run.
fn begin(date: Option<Date>, run_start: Date) -> SimTime {
    date.and_then(|date| date.begins(run_start))
        .unwrap_or(SimTime::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;

    /// A file with only this section.
    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct File {
        /// Who buys.
        market: MarketFile,
    }

    fn check(text: &str) -> Result<Market, Problems> {
        let document = Document::from_text("park.toml", text, &[])?;
        let file: File = document.read()?;
        let names = Names {
            models: vec!["desktop".to_owned(), "server".to_owned()],
            ..Names::default()
        };
        let mut problems = document.problems();
        let start = "2018-01-01".parse().unwrap();
        let market = file
            .market
            .check(start, &names, &At::from("market"), &mut problems);
        Ok(problems
            .into_result(market)?
            .expect("no problem, so a section"))
    }

    const MARKET: &str = r#"
[market]
max_unsold = 9000
[market.models.server]
price = "20 k CNY"
weight = 0.25
[market.tenders]
[market.buyers]
initial = 20
accredit_start = "2018-02-01"
[market.contracts.schools]
date = "2019-09-01"
computers = 10000
model = "desktop"
"#;

    #[test]
    fn a_section_is_what_it_says_and_the_rest_is_the_default() {
        let market = check(MARKET).unwrap();
        assert_eq!(market.prices, [Fen::yuan(4_500), Fen::yuan(20_000)]);
        assert_eq!(market.weights, [1.0, 0.25]);
        assert_eq!(market.marks.unwrap().resume_below, 4_500);
        let (tenders, buyers) = (market.tenders.unwrap(), market.buyers.unwrap());
        assert!((tenders.rate.get_per_year() - 6.0).abs() < 1e-12);
        assert!((tenders.computers.law().mean() - 5_000.0).abs() < 1e-9);
        assert_eq!(buyers.accredit_start, SimTime::ZERO + Duration::days(31));
        assert!((buyers.computers.law().mean() - 200.0).abs() < 1e-12);
        assert_eq!(market.contracts[0].due, Duration::days(90));
        assert_eq!(market.contracts[0].at, SimTime::ZERO + Duration::days(608));
    }

    #[test]
    fn all_mistakes_are_found_at_once() {
        let text = MARKET
            .replace(
                "max_unsold = 9000",
                "max_unsold = 9000\nresume_below = 9001",
            )
            .replace("\"20 k CNY\"", "\"-20 k CNY\"")
            .replace("models.server", "models.servers")
            .replace("\"desktop\"", "\"desktp\"");
        let problems = check(&text).expect_err("four mistakes");
        let paths: Vec<String> = problems.iter().map(|p| p.path.to_string()).collect();
        let expected = [
            "resume_below",
            "models.servers",
            "models.servers.price",
            "contracts.schools.model",
        ];
        assert_eq!(paths, expected.map(|field| format!("market.{field}")));
    }

    #[test]
    fn some_model_must_be_ordered_and_a_mark_needs_a_hold() {
        let no_model = MARKET.replace(
            "weight = 0.25",
            "weight = 0\n[market.models.desktop]\nweight = 0",
        );
        assert_eq!(check(&no_model).expect_err("no weight").len(), 1);
        let no_hold = MARKET.replace("max_unsold", "resume_below");
        assert_eq!(check(&no_hold).expect_err("no hold").len(), 1);
    }
}
