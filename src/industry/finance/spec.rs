//! The section `[finance]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Date, Duration, Fen, Share};

/// Money: capital, wages, overheads, costs and assets, and how output is accounted. Sales, parts
/// and wafers are booked by those who sell and buy.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct FinanceFile {
    /// The cash below which nothing is ordered and no lot is released. Without it, neither depends
    /// on cash.
    pub minimum_cash: Option<Fen>,
    /// Capital that investors pay in, by name. In all, this is what they committed.
    pub capital: Named<ReceiptFile>,
    /// Capital spent on building, by name, whatever is installed: shells, clean rooms,
    /// infrastructure. What stands here should not be among the `assets` too, or it is paid twice.
    pub spending: Named<SpendingFile>,
    /// What is bought by the unit, by name: tools, lines, windows, floor, homes. Each is paid for
    /// when it is there, and loses its value over its life. Default none.
    pub assets: Named<AssetFile>,
    /// What making, keeping and selling cost beside parts, wafers, wages and overheads. Default
    /// nothing.
    pub costs: CostsFile,
    /// The rate a year at which the cash flow is discounted, such as 0.08. Default 0: the present
    /// value is the sum.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub discount_rate: f64,
    /// Monthly wages by role, which accrue by the day. Staff that is `fixed` is paid too.
    pub wages: WagesFile,
    /// Cost of energy, rent and services, a month; it accrues by the day. Default none.
    #[schemars(extend("x-dated" = true))]
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
            assets: Named::default(),
            costs: CostsFile::default(),
            discount_rate: 0.0,
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
    /// The time over which it loses its value from that day on, in equal parts. Default: it keeps
    /// its value.
    pub life: Option<Duration>,
}

/// Assets that are bought by the unit. They are ordered `lead` before they are there; a deposit is
/// paid with the order, the rest when they are there.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct AssetFile {
    /// The price of a unit.
    pub price: Fen,
    /// What the scenario has so many of: `fab.tools` or `fab.tools.NAME` counts tools,
    /// `assembly.lines` lines, `services.window` windows, `services.housing` the homes of the
    /// start, `ventures.enclaves.places.NAME` square metres. Either this or `units`.
    pub counted: Option<String>,
    /// How many there are, where nothing is counted.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub units: Option<u32>,
    /// The day on which they are there. Default: the first day of the run. What was there before
    /// was paid before, and belongs to the capital that the park begins with.
    pub ready: Option<Date>,
    /// The time from order to that day. Default none.
    #[serde(default)]
    pub lead: Duration,
    /// The share of the price that is paid with the order. Default 0.
    #[serde(default)]
    pub deposit: Share,
    /// The time over which they lose their value from that day on, in equal parts. Default: they
    /// keep it.
    pub life: Option<Duration>,
}

/// Costs of making, keeping and selling. Those of a lot of wafers are paid when its chips have
/// passed their last test, and are part of the value of the chips; all others accrue and are paid
/// at the end of each month.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct CostsFile {
    /// Probe of a wafer. Default nothing.
    pub probe_per_wafer: Fen,
    /// Packaging of a chip, good or not, that has passed probe. Default nothing.
    pub packaging_per_chip: Fen,
    /// Final test of a chip. Default nothing.
    pub test_per_chip: Fen,
    /// What goes with a computer that is sold and is not built in: monitor, keyboard, licences of
    /// software. Default nothing.
    pub bundle_per_computer: Fen,
    /// Freight of a computer that is sold. Default nothing.
    pub freight_per_computer: Fen,
    /// Selling and service of a computer: dealers, advertising, hot line. Default nothing.
    pub sales_per_computer: Fen,
    /// Repairs under warranty of a computer, which accrue when it is sold. Default nothing.
    pub warranty_per_computer: Fen,
    /// Repairs under warranty as a share of sales. Default 0.
    pub warranty_share: Share,
    /// Storage, insurance and spoilage of stock, as a share of its value a year. Default 0.
    pub carrying_rate: Share,
    /// Recruiting of a person who is hired for a post. Default nothing.
    pub hiring_per_person: Fen,
    /// Training of a person who is hired for a post. Default nothing.
    pub training_per_person: Fen,
}

/// Monthly wages by role.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WagesFile {
    /// Wage of an operator, a month. Default nothing.
    #[schemars(extend("x-dated" = true))]
    pub operator: Fen,
    /// Wage of a technician, a month. Default nothing.
    #[schemars(extend("x-dated" = true))]
    pub technician: Fen,
    /// Wage of an engineer, a month. Default nothing.
    #[schemars(extend("x-dated" = true))]
    pub engineer: Fen,
    /// Wage of an assembler, a month. Default nothing.
    #[schemars(extend("x-dated" = true))]
    pub assembler: Fen,
}
