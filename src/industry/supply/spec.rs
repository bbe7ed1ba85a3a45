//! The section `[supply]` as written.

mod demand;
mod part;

use schemars::JsonSchema;
use serde::Deserialize;

pub use demand::{DemandFile, ListedDemandFile, PatienceFile, SeasonFile, UnmetFile, UnmetWord};
pub use part::{
    CapacityFile, ForecastFile, ListedOrderFile, PartFile, ReviewFile, ReviewMoment, SourceFile,
    SupplierFile, Transfer, YieldFile,
};

use crate::scenario::Named;
use crate::units::Duration;

/// Purchased parts: how much of each is kept, and how long suppliers take.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SupplyFile {
    /// The parts, by name.
    pub parts: Named<PartFile>,
    /// How often orders are sent: what parts without a review of their own decided to order in
    /// between is one order. Default at once, one order for each use.
    pub review: Option<Duration>,
    /// The span over which orders and demand are summed for the bullwhip ratio. Default 7 d.
    pub bullwhip_span: Option<Duration>,
    /// Demands other than by assembly, by name. The parts they ask for are kept in a stock of
    /// their own, out of reach of assembly. Default none.
    #[serde(default)]
    pub demands: Named<DemandFile>,
}

impl SupplyFile {
    /// The names of the parts that assembly can use: those that no demand of this section asks for
    /// and of which no other part is made.
    pub fn kit_parts(&self) -> impl Iterator<Item = &str> {
        self.parts.names().filter(|name| !self.is_stocked(name))
    }

    /// Whether a part is kept in a stock of this section.
    pub(super) fn is_stocked(&self, part: &str) -> bool {
        let demanded = self
            .demands
            .iter()
            .any(|(_, one)| one.kit.get(part).is_some());
        let made_of = |(_, other): (&str, &PartFile)| other.made_from.get(part).is_some();
        demanded || self.parts.iter().any(made_of)
    }
}
