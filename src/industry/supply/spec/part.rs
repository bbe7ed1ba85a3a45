//! Parts as written: what is ordered when, from whom, and what it costs.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Duration, DurationLaw, Fen, NumberLaw, Share, named_enum};

/// A part: what is ordered when (equation E28), and from whom (E40, E41). One policy is given:
/// `base_stock`; `reorder_point` with `order_quantity` or with `order_up_to`; `forecast`; or a list
/// of `orders`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PartFile {
    /// Units in stock and on order together, S: whatever is used is ordered again.
    #[schemars(range(max = 1_000_000_000), extend("x-dated" = true))]
    pub base_stock: Option<u32>,
    /// The position at which, and below which, is ordered: r, or s. The position is the stock, less
    /// the units that are waited for, plus the units on order; below 0 more is waited for than is
    /// on order.
    #[schemars(range(min = -1_000_000_000, max = 1_000_000_000), extend("x-dated" = true))]
    pub reorder_point: Option<i32>,
    /// Units of an order at the reorder point, Q; as many times Q as bring the position above it.
    #[schemars(range(min = 1, max = 1_000_000_000), extend("x-dated" = true))]
    pub order_quantity: Option<u32>,
    /// The position that an order at the reorder point brings back, S.
    #[schemars(range(max = 1_000_000_000), extend("x-dated" = true))]
    pub order_up_to: Option<u32>,
    /// Orders up to a position that follows the demand of the last reviews.
    pub forecast: Option<ForecastFile>,
    /// Orders at given times, and no others.
    pub orders: Option<Vec<ListedOrderFile>>,
    /// When its position is looked at. Default at each use; then `supply.review` says when orders
    /// are sent.
    pub review: Option<ReviewFile>,
    /// Units of an order at least. Default 1.
    #[schemars(range(min = 1, max = 1_000_000_000), extend("x-dated" = true))]
    pub minimum_order: Option<u32>,
    /// An order is a multiple of so many units, rounded up. Default 1.
    #[schemars(range(min = 1, max = 1_000_000_000), extend("x-dated" = true))]
    pub order_multiple: Option<u32>,
    /// Units in stock at the start, paid for at the start. Default `base_stock`, `order_up_to`, or
    /// `reorder_point` and `order_quantity` together; else 0.
    #[schemars(range(max = 1_000_000_000))]
    pub initial_stock: Option<u32>,
    /// Units of other parts of this section that go into one of it. An order takes them from their
    /// stocks, first come first served; as soon as they are there for one or more units, these
    /// begin. Default none: the part is bought.
    #[serde(default)]
    pub made_from: Named<u32>,
    /// How long a delivery takes; of a part made here, from when its parts are taken. Each order
    /// draws its own.
    #[schemars(extend("x-dated" = true))]
    pub lead: DurationLaw,
    /// Whether a later order may arrive before an earlier one. If not, it comes no earlier than the
    /// one before it. Default true.
    pub crossing: Option<bool>,
    /// What a unit costs, paid at delivery; of a part made here, the work on it.
    #[schemars(extend("x-dated" = true))]
    pub price: Fen,
    /// When the supplier takes orders. Default always.
    pub supplier: Option<SupplierFile>,
    /// Whether the supplier takes no orders for a time: orders wait, and what is on its way comes.
    /// Default false.
    #[serde(default)]
    #[schemars(extend("x-dated" = true))]
    pub closed: bool,
    /// How many orders the supplier works on at a time, and how long. Default all at once, within
    /// `lead`.
    pub capacity: Option<CapacityFile>,
    /// Units of a delivery that differ from those ordered. Default none.
    pub yields: Option<YieldFile>,
    /// Further sources, by name, each of which gets a share of the orders by chance, or those that
    /// are urgent. Those left over go to the source above. Default none.
    #[serde(default)]
    pub other_sources: Named<SourceFile>,
    /// What a unit in stock costs a year of 365 d. This cost and the next ones are figures for
    /// planners (equation E43), and are not booked. Default 0 CNY.
    pub holding_cost: Option<Fen>,
    /// What a unit on its way here costs a year of 365 d, from when the supplier has begun or made
    /// it. Default 0 CNY.
    pub transit_cost: Option<Fen>,
    /// What an order costs, whatever its size. Default 0 CNY.
    pub order_cost: Option<Fen>,
}

/// Orders up to the demand that is expected in the next `cover` reviews, plus `safety`. One way to
/// expect is given: `reviews`, `smoothing`, or `mean`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ForecastFile {
    /// The mean of the last so many reviews; in the beginning, of those there have been.
    #[schemars(range(min = 1, max = 10_000))]
    pub reviews: Option<u32>,
    /// Exponential smoothing: this share of the last review, and the rest of what was expected
    /// before.
    pub smoothing: Option<Share>,
    /// A mean that is known: units a review.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub mean: Option<f64>,
    /// With a known mean, the correlation of demand with that of the review before. Default 0.
    #[schemars(range(min = -0.99, max = 0.99))]
    pub correlation: Option<f64>,
    /// Reviews whose demand is covered.
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub cover: f64,
    /// Units beyond it. Default 0.
    #[schemars(range(max = 1_000_000_000))]
    pub safety: Option<u32>,
}

/// An order at a given time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ListedOrderFile {
    /// When, from the start of the run.
    pub at: Duration,
    /// Units.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub quantity: u32,
}

/// When the position of a part is looked at.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ReviewFile {
    /// From one review to the next.
    pub every: Duration,
    /// The first review, from the start of the run. Default `every`.
    pub first: Option<Duration>,
    /// Whether a review comes before or after the demands of its instant. Default `after_demand`.
    pub moment: Option<ReviewMoment>,
}

named_enum! {
    /// The place of a review among what happens at one instant.
    pub enum ReviewMoment {
        /// Behind deliveries, before demands: what needs no time is there for them.
        BeforeDemand = "before_demand",
        /// Behind demands.
        AfterDemand = "after_demand",
    }
}

/// A supplier that is out of action at times. Orders wait until it is back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SupplierFile {
    /// How long it takes orders.
    pub up: DurationLaw,
    /// How long it then takes none.
    pub down: DurationLaw,
}

/// What a supplier can do at a time. Orders are worked on first come first served; `lead` begins
/// when the work is done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct CapacityFile {
    /// Orders that are worked on at a time.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub servers: u32,
    /// Time that an order takes, whatever its size. Default 0 s.
    pub time_per_order: Option<DurationLaw>,
    /// Time that a unit takes. Where orders are transferred as a whole, it is drawn once an order,
    /// for all of its units. Default 0 s.
    pub time_per_unit: Option<DurationLaw>,
    /// What leaves the supplier together. Default `orders`.
    pub transfer: Option<Transfer>,
}

named_enum! {
    /// What leaves a supplier together.
    pub enum Transfer {
        /// The units of an order.
        Orders = "orders",
        /// Nothing: each unit leaves by itself as soon as it is made.
        Units = "units",
    }
}

/// What is delivered of an order of q units: q times `factor`, plus `more`, less `less`, rounded to
/// a whole number, at least 0. What is delivered is paid for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct YieldFile {
    /// What a unit ordered yields. Default 1.
    pub factor: Option<NumberLaw>,
    /// Units that come besides. Default 0.
    pub more: Option<NumberLaw>,
    /// Units that are missing. Default 0.
    pub less: Option<NumberLaw>,
}

/// A further source of a part. Its fields are those of the part, and mean the same.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SourceFile {
    /// The share of orders that it gets; each order goes there with this probability. Default 0.
    pub share: Option<Share>,
    /// The stock, less the units that are waited for, at which and below which it gets all orders:
    /// those that are urgent. Default never.
    #[schemars(range(min = -1_000_000_000, max = 1_000_000_000))]
    pub below: Option<i32>,
    /// How long a delivery takes.
    #[schemars(extend("x-dated" = true))]
    pub lead: DurationLaw,
    /// Whether a later order may arrive before an earlier one of this source. Default true.
    pub crossing: Option<bool>,
    /// What a unit costs, paid at delivery.
    #[schemars(extend("x-dated" = true))]
    pub price: Fen,
    /// When it takes orders. Default always.
    pub supplier: Option<SupplierFile>,
    /// Whether it takes no orders for a time. Default false.
    #[serde(default)]
    #[schemars(extend("x-dated" = true))]
    pub closed: bool,
    /// How many orders it works on at a time, and how long. Default all at once, within `lead`.
    pub capacity: Option<CapacityFile>,
    /// Units of a delivery that differ from those ordered. Default none.
    pub yields: Option<YieldFile>,
    /// Units of an order at least. Default 1.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub minimum_order: Option<u32>,
    /// An order is a multiple of so many units, rounded up. Default 1.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub order_multiple: Option<u32>,
}
