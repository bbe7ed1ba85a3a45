//! The section `[finance]`: as written, and checked.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::industry::shared::staff::Role;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Duration, Fen, Share, SimTime};

use super::city::CityEconomy;

/// Money: capital, wages, overheads, and how output is accounted. Sales, parts and wafers are
/// booked by those who sell and buy.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct FinanceFile {
    /// While the park has less money than this, nothing is ordered and no lot is released. Without
    /// it, money never holds anything up.
    pub minimum_cash: Option<Fen>,
    /// Capital that investors pay in, by name. In all, this is what they committed.
    pub capital: Named<ReceiptFile>,
    /// What is built of it, by name: fab, assembly, infrastructure, housing.
    pub spending: Named<SpendingFile>,
    /// Wages by role.
    pub wages: WagesFile,
    /// Energy, rent and services, each month. Default none.
    pub overheads_per_month: Fen,
    /// Value added as a share of own output. Default 0.22, an assumption (equation E31).
    pub value_added_share: Share,
    /// Tax as a share of value added, paid at the end of each month. Default 0.12, an assumption
    /// (equation E32).
    pub tax_rate: Share,
    /// Output of suppliers in the chain, as a multiple of own output. Default 0, so that no size of
    /// the chain is assumed (equation E31).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub upstream_multiplier: f64,
    /// Output of customers in the chain, as a multiple of own output. Default 0.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub downstream_multiplier: f64,
    /// The city's digital economy, of which the park is a part, and those it is compared with.
    pub city: Option<CityFile>,
}

impl Default for FinanceFile {
    fn default() -> Self {
        Self {
            minimum_cash: None,
            capital: Named::default(),
            spending: Named::default(),
            wages: WagesFile::default(),
            overheads_per_month: Fen::ZERO,
            value_added_share: Share::clamped(0.22),
            tax_rate: Share::clamped(0.12),
            upstream_multiplier: 0.0,
            downstream_multiplier: 0.0,
            city: None,
        }
    }
}

/// The value added of the city's manufacturing in the core of the digital economy (claim L3): what
/// there is besides the park, which grows by itself, and the growth of the cities it is ranked among.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct CityFile {
    /// The value added without the park in the first year of the run. An assumption.
    pub value_added: Fen,
    /// What that grows by in a year, as a share of itself: 0.08. An assumption.
    #[schemars(range(min = -0.99, max = 10.0))]
    pub growth: f64,
    /// What each other city grows by in a year, by its name. Assumptions.
    #[serde(default)]
    pub comparator_growth: Named<f64>,
}

/// Capital paid in on a day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ReceiptFile {
    /// The day; one before the start counts as the start.
    pub date: Date,
    /// How much.
    pub amount: Fen,
}

/// Capital spent on something that is built, in equal parts each day from start to end.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SpendingFile {
    /// How much in all.
    pub amount: Fen,
    /// The first day of building; one before the start counts as the start.
    pub start: Date,
    /// The day on which it is ready, after the first one.
    pub end: Date,
}

/// Wages by role.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WagesFile {
    /// What an operator costs a month. Default nothing.
    pub operator: Fen,
    /// What a technician costs a month. Default nothing.
    pub technician: Fen,
    /// What an engineer costs a month. Default nothing.
    pub engineer: Fen,
    /// What an assembler costs a month. Default nothing.
    pub assembler: Fen,
}

/// Something that is built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Building {
    pub(super) amount: Fen,
    pub(super) start: SimTime,
    pub(super) length: Duration,
}

/// The section `[finance]`, checked: no amount is negative, and whatever is built ends after it
/// starts.
#[derive(Clone, Debug)]
pub struct Finance {
    pub(super) minimum_cash: Option<Fen>,
    pub(super) capital: Vec<(SimTime, Fen)>,
    pub(super) spending: Vec<Building>,
    /// By role, in the order of [`Role::ALL`].
    pub(super) wages: [Fen; Role::ALL.len()],
    pub(super) overheads_per_month: Fen,
    pub(super) value_added_share: Share,
    pub(super) tax_rate: Share,
    /// Chain output over own output.
    pub(super) chain_factor: f64,
    pub(super) city: Option<CityEconomy>,
}

impl FinanceFile {
    /// Checks the section at `at` of a run that starts on `start`.
    #[must_use]
    pub fn check(&self, start: Date, at: &At, problems: &mut Problems) -> Option<Finance> {
        let Self {
            minimum_cash,
            capital,
            spending,
            wages,
            overheads_per_month,
            value_added_share,
            tax_rate,
            upstream_multiplier,
            downstream_multiplier,
            city,
        } = self;
        let before = problems.len();
        let receipts = capital.iter().map(|(name, receipt)| {
            let at = at.field("capital").field(name);
            let ReceiptFile { date, amount } = receipt;
            let amount = not_negative(*amount, &at.field("amount"), problems);
            (date.begins(start).unwrap_or(SimTime::ZERO), amount)
        });
        let capital = receipts.collect();
        let buildings = spending
            .iter()
            .map(|(name, row)| row.check(start, &at.field("spending").field(name), problems));
        let spending = buildings.collect();
        let finance = Finance {
            minimum_cash: *minimum_cash,
            capital,
            spending,
            wages: wages.check(&at.field("wages"), problems),
            overheads_per_month: not_negative(
                *overheads_per_month,
                &at.field("overheads_per_month"),
                problems,
            ),
            value_added_share: *value_added_share,
            tax_rate: *tax_rate,
            chain_factor: 1.0 + upstream_multiplier + downstream_multiplier,
            city: city
                .as_ref()
                .map(|city| city.check(&at.field("city"), problems)),
        };
        (problems.len() == before).then_some(finance)
    }
}

impl CityFile {
    fn check(&self, at: &At, problems: &mut Problems) -> CityEconomy {
        let Self {
            value_added,
            growth,
            comparator_growth,
        } = self;
        if *value_added <= Fen::ZERO {
            let fault = Fault::out_of_range(value_added, "more than 0 CNY");
            problems.add(at.field("value_added"), fault);
        }
        for (name, growth) in comparator_growth.iter() {
            if !(-0.99..=10.0).contains(growth) {
                let at = at.field("comparator_growth").field(name);
                problems.add(at, Fault::out_of_range(growth, "from -0.99 to 10"));
            }
        }
        CityEconomy {
            first_year: value_added.as_yuan(),
            growth: *growth,
            comparators: comparator_growth
                .iter()
                .map(|(_, growth)| *growth)
                .collect(),
        }
    }
}

impl SpendingFile {
    fn check(&self, run_start: Date, at: &At, problems: &mut Problems) -> Building {
        let Self { amount, start, end } = self;
        let begins = |date: &Date| date.begins(run_start).unwrap_or(SimTime::ZERO);
        let (first, last) = (begins(start), begins(end));
        if last <= first {
            let help = "let it end after its first day, and after the start of the run";
            let fault = Fault::invalid(format!("building ends on {end}, which is too early"), help);
            problems.add(at.field("end"), fault);
        }
        Building {
            amount: not_negative(*amount, &at.field("amount"), problems),
            start: first,
            length: last.saturating_since(first),
        }
    }
}

impl WagesFile {
    fn check(&self, at: &At, problems: &mut Problems) -> [Fen; Role::ALL.len()] {
        let Self {
            operator,
            technician,
            engineer,
            assembler,
        } = self;
        Role::ALL.map(|role| {
            let wage = match role {
                Role::Operator => operator,
                Role::Technician => technician,
                Role::Engineer => engineer,
                Role::Assembler => assembler,
            };
            not_negative(*wage, &at.field(role.name()), problems)
        })
    }
}

fn not_negative(amount: Fen, at: &At, problems: &mut Problems) -> Fen {
    if amount < Fen::ZERO {
        problems.add(at, Fault::out_of_range(amount, "0 CNY or more"));
    }
    amount
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;

    /// A file with only this section.
    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct File {
        /// Money.
        finance: FinanceFile,
    }

    fn check(text: &str) -> Result<Finance, Problems> {
        let document = Document::from_text("park.toml", text, &[])?;
        let file: File = document.read()?;
        let mut problems = document.problems();
        let start = "2018-01-01".parse().unwrap();
        let finance = file
            .finance
            .check(start, &At::from("finance"), &mut problems);
        let finance = problems.into_result(finance)?;
        Ok(finance.expect("no problem, so a section"))
    }

    const PARK: &str = r#"
[finance]
minimum_cash = "50 M CNY"
overheads_per_month = "2 M CNY"
[finance.capital.first]
date = "2017-06-01"
amount = "5 bn CNY"
[finance.capital.second]
date = "2018-01-31"
amount = "10 bn CNY"
[finance.spending.fab]
amount = "9 bn CNY"
start = "2018-01-01"
end = "2018-04-01"
[finance.wages]
engineer = "15 k CNY"
"#;

    #[test]
    fn a_section_is_what_it_says_and_the_rest_is_the_default() {
        let finance = check(PARK).unwrap();
        let receipts = [
            (SimTime::ZERO, Fen::yuan(5_000_000_000)),
            (
                SimTime::ZERO + Duration::days(30),
                Fen::yuan(10_000_000_000),
            ),
        ];
        assert_eq!(
            finance.capital, receipts,
            "what was paid before the start is there"
        );
        assert_eq!(finance.spending[0].length, Duration::days(90));
        assert_eq!(finance.wages, [0, 0, 15_000, 0].map(Fen::yuan));
        assert_eq!(finance.value_added_share, Share::clamped(0.22));
        assert!((finance.chain_factor - 1.0).abs() < 1e-15);
    }

    #[test]
    fn all_mistakes_are_found_at_once() {
        let text = PARK
            .replace("end = \"2018-04-01\"", "end = \"2018-01-01\"")
            .replace("15 k CNY", "-15 k CNY")
            .replace("\"2 M CNY\"", "\"-2 M CNY\"");
        let text = format!(
            "{text}[finance.city]\nvalue_added = \"0 CNY\"\ngrowth = 0.1\n\
             [finance.city.comparator_growth]\nhangzhou = -1.0\n"
        );
        let problems = check(&text).expect_err("five mistakes");
        let paths: Vec<String> = problems.iter().map(|p| p.path.to_string()).collect();
        let expected = [
            "overheads_per_month",
            "spending.fab.end",
            "wages.engineer",
            "city.value_added",
            "city.comparator_growth.hangzhou",
        ];
        assert_eq!(paths, expected.map(|field| format!("finance.{field}")));
    }
}
