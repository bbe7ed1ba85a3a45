//! The section `[finance]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Date, Fen, Share};

/// Money: capital, wages, overheads, and how output is accounted. Sales, parts and wafers are
/// booked by those who sell and buy.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct FinanceFile {
    /// The cash below which nothing is ordered and no lot is released. Without it, neither depends
    /// on cash.
    pub minimum_cash: Option<Fen>,
    /// Capital that investors pay in, by name. In all, this is what they committed.
    pub capital: Named<ReceiptFile>,
    /// Capital spent on building, by name: fab, assembly, infrastructure, housing.
    pub spending: Named<SpendingFile>,
    /// Monthly wages by role, which accrue by the day. Staff that is `fixed` is paid too.
    pub wages: WagesFile,
    /// Cost of energy, rent and services, a month; it accrues by the day. Default none.
    pub overheads_per_month: Fen,
    /// Value added as a share of own output. Default 0.22, an assumption (equation E31).
    pub value_added_share: Share,
    /// Tax as a share of value added, which accrues by the day and is paid at the end of each
    /// month. Default 0.12, an assumption (equation E32).
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

/// The value added of the city's manufacturing in the core of the digital economy (claim L3): that
/// of all others than the park, which grows by itself, and the growth of the cities that the city
/// is compared with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct CityFile {
    /// Value added without the park in the first year of the run. An assumption.
    pub value_added: Fen,
    /// Yearly growth of the value added without the park, as a share of itself, such as 0.08. An
    /// assumption.
    #[schemars(range(min = -0.99, max = 10.0))]
    pub growth: f64,
    /// Yearly growth of each other city, by its name. Assumptions.
    #[serde(default)]
    pub comparator_growth: Named<f64>,
}

/// Capital paid in on a day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ReceiptFile {
    /// The day of the payment; one before the start of the run counts as the start.
    pub date: Date,
    /// The amount paid in.
    pub amount: Fen,
}

/// Capital spent on something that is built, in equal parts each day from start to end.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SpendingFile {
    /// The amount in all.
    pub amount: Fen,
    /// The first day of building; one before the start of the run counts as the start.
    pub start: Date,
    /// The day on which it is ready, after the first one.
    pub end: Date,
}

/// Monthly wages by role.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WagesFile {
    /// Wage of an operator, a month. Default nothing.
    pub operator: Fen,
    /// Wage of a technician, a month. Default nothing.
    pub technician: Fen,
    /// Wage of an engineer, a month. Default nothing.
    pub engineer: Fen,
    /// Wage of an assembler, a month. Default nothing.
    pub assembler: Fen,
}
