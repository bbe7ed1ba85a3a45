//! The section `[supply]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Duration, DurationLaw, Fen, NumberLaw};

/// Purchased parts: how much of each is kept, and how long suppliers take.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SupplyFile {
    /// The parts, by name.
    pub parts: Named<PartFile>,
    /// How often orders are placed: what was used in between is ordered at once. Default at once,
    /// one order for each use.
    pub review: Option<Duration>,
    /// Demands other than by assembly, by name. The parts they ask for are kept in a stock of
    /// their own, out of reach of assembly. Default none.
    #[serde(default)]
    pub demands: Named<DemandFile>,
}

/// A purchased part (equation E28): whatever is used is ordered again, so that stock and orders
/// together stay at `base_stock`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PartFile {
    /// Units in stock and on order together, S.
    #[schemars(range(max = 1_000_000_000))]
    pub base_stock: u32,
    /// Units in stock at the start, paid for at the start. Default `base_stock`.
    #[schemars(range(max = 1_000_000_000))]
    pub initial_stock: Option<u32>,
    /// How long a delivery takes. Each order draws its own; a later one may overtake.
    pub lead: DurationLaw,
    /// What a unit costs, paid at delivery.
    pub price: Fen,
    /// When the supplier takes orders. Default always.
    pub supplier: Option<SupplierFile>,
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

/// A demand for kits of parts. Who does not get all parts at once waits; each part is put aside as
/// soon as it is there, first come first served.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct DemandFile {
    /// Time from one order to the next.
    pub interval: DurationLaw,
    /// Kits an order asks for, rounded to a whole number; one that is rounded to nothing is not
    /// placed, and counted. An order asks for 10^9 units of a part at most. Default 1.
    pub quantity: Option<NumberLaw>,
    /// Units of each part in a kit.
    pub kit: Named<u32>,
}

impl SupplyFile {
    /// The names of the parts that assembly can use: those that no demand of this section asks for.
    pub fn kit_parts(&self) -> impl Iterator<Item = &str> {
        self.parts.names().filter(|name| !self.is_stocked(name))
    }

    /// Whether a part is kept in a stock of this section.
    pub(super) fn is_stocked(&self, part: &str) -> bool {
        self.demands
            .iter()
            .any(|(_, demand)| demand.kit.get(part).is_some())
    }
}
