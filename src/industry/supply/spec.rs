//! The section `[supply]`: as written, and checked.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Demand, Part, Supplier, Supply};
use crate::industry::shared::flow::Names;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Duration, DurationLaw, Fen, Law, NumberLaw};

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
    /// Kits an order asks for, rounded to a whole number. Default 1.
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
    fn is_stocked(&self, part: &str) -> bool {
        self.demands
            .iter()
            .any(|(_, demand)| demand.kit.get(part).is_some())
    }

    /// Checks the section at `at`.
    #[must_use]
    pub fn check(&self, names: &Names, at: &At, problems: &mut Problems) -> Option<Supply> {
        let Self {
            parts,
            review,
            demands,
        } = self;
        let before = problems.len();
        if let Some(review) = review.filter(|&review| review < SHORTEST) {
            let allowed = format!("at least {SHORTEST}; leave it out to order at once");
            let fault = Fault::out_of_range(review, allowed);
            problems.add(at.field("review"), fault);
        }
        let checked = parts.iter().map(|(name, part)| {
            let id = if self.is_stocked(name) {
                None
            } else {
                names.part(name)
            };
            part.check(name, id, &at.field("parts").field(name), problems)
        });
        let checked = checked.collect();
        let demands = demands.iter().map(|(name, demand)| {
            let at = at.field("demands").field(name);
            demand.check(name, parts, &at, problems)
        });
        let demands = demands.collect();
        (problems.len() == before).then_some(Supply {
            parts: checked,
            review: *review,
            demands,
        })
    }
}

impl PartFile {
    fn check(
        &self,
        name: &str,
        id: Option<crate::industry::shared::flow::PartId>,
        at: &At,
        problems: &mut Problems,
    ) -> Part {
        let Self {
            base_stock,
            initial_stock,
            lead,
            price,
            supplier,
        } = self;
        if *price < Fen::ZERO {
            problems.add(
                at.field("price"),
                Fault::out_of_range(price, "at least 0 CNY"),
            );
        }
        let supplier = supplier
            .as_ref()
            .map(|supplier| supplier.check(&at.field("supplier"), problems));
        Part {
            name: name.to_owned(),
            id,
            base_stock: *base_stock,
            initial_stock: initial_stock.unwrap_or(*base_stock),
            lead: lead.clone(),
            price: *price,
            supplier,
        }
    }
}

impl SupplierFile {
    fn check(&self, at: &At, problems: &mut Problems) -> Supplier {
        let Self { up, down } = self;
        if up.mean() < SHORTEST {
            problems.add(at.field("up"), never_ends("up"));
        }
        Supplier {
            up: up.clone(),
            down: down.clone(),
        }
    }
}

/// The shortest time between events that repeat for ever: with less, a run would hardly move.
const SHORTEST: Duration = Duration::seconds(1);

/// A span that would let time stand still.
fn never_ends(what: &str) -> Fault {
    let allowed = format!("a mean of at least {SHORTEST}");
    Fault::out_of_range(format!("such a short `{what}`"), allowed)
}

impl DemandFile {
    fn check(
        &self,
        name: &str,
        parts: &Named<PartFile>,
        at: &At,
        problems: &mut Problems,
    ) -> Demand {
        let Self {
            interval,
            quantity,
            kit,
        } = self;
        if interval.mean() < SHORTEST {
            problems.add(at.field("interval"), never_ends("interval"));
        }
        if kit.is_empty() {
            let what = "the kit".to_owned();
            problems.add(at.field("kit"), Fault::Empty { what });
        }
        let mut checked = Vec::new();
        for (part, &units) in kit.iter() {
            let at = at.field("kit").field(part);
            if units == 0 {
                problems.add(&at, Fault::out_of_range(units, "at least 1"));
            }
            match parts.position(part) {
                Some(row) => checked.push((row, units)),
                None => problems.add(at, Fault::unknown_name("part", part, parts.names())),
            }
        }
        let one = || NumberLaw::new(Law::Constant { value: 1.0 });
        Demand {
            name: name.to_owned(),
            interval: interval.clone(),
            quantity: quantity.clone().unwrap_or_else(one),
            kit: checked,
        }
    }
}
