//! The section `[supply]`, checked.

use super::spec::{DemandFile, PartFile, SupplierFile, SupplyFile};
use crate::industry::shared::counts;
use crate::industry::shared::flow::PartId;
use crate::industry::shared::names::Names;
use crate::scenario::{Fault, FieldPath, Named, Problems};
use crate::units::{Duration, DurationLaw, Fen, Law, NumberLaw};

/// A purchased part and its base stock.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: String,
    /// Its id for assembly; none if it is kept here for a demand of its own.
    pub(super) id: Option<PartId>,
    pub(super) base_stock: u32,
    pub(super) initial_stock: u32,
    pub(super) lead: DurationLaw,
    pub(super) price: Fen,
    pub(super) supplier: Option<Supplier>,
}

/// When a supplier takes orders.
#[derive(Clone, Debug)]
pub(super) struct Supplier {
    pub(super) up: DurationLaw,
    pub(super) down: DurationLaw,
}

/// A demand other than by assembly.
#[derive(Clone, Debug)]
pub(super) struct Demand {
    pub(super) name: String,
    pub(super) interval: DurationLaw,
    pub(super) quantity: NumberLaw,
    /// The most kits of an order, at which draws are cut.
    pub(super) most: u32,
    /// Rows of parts with the units of each.
    pub(super) kit: Vec<(usize, u32)>,
}

/// The section `[supply]`, checked.
#[derive(Clone, Debug)]
pub struct Supply {
    pub(super) parts: Vec<Part>,
    pub(super) review: Option<Duration>,
    pub(super) demands: Vec<Demand>,
}

impl Supply {
    /// The parts for assembly: id, name, the most units in stock and on order, and the mean lead time.
    pub fn flows(&self) -> impl Iterator<Item = (PartId, &str, u32, Duration)> {
        self.parts
            .iter()
            .filter_map(|part| Some((part.id?, &*part.name, part.base_stock, part.lead.mean())))
    }

    /// The parts for assembly: id, name, and the units that are kept in stock, and that are there
    /// at the start.
    pub fn kept(&self) -> impl Iterator<Item = (PartId, &str, [u32; 2])> {
        self.parts.iter().filter_map(|part| {
            let units = [part.base_stock, part.initial_stock];
            Some((part.id?, &*part.name, units))
        })
    }
}

impl SupplyFile {
    /// Checks the section at `at`.
    #[must_use]
    pub fn check(&self, names: &Names, at: &FieldPath, problems: &mut Problems) -> Option<Supply> {
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
        id: Option<PartId>,
        at: &FieldPath,
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
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Supplier {
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

/// The most units of a part that an order asks for: with one order a second for a hundred years,
/// sums of them stay below 2^63.
const MOST_UNITS: u32 = 1_000_000_000;

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
        at: &FieldPath,
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
            if units == 0 || units > MOST_UNITS {
                let allowed = format!("from 1 to {MOST_UNITS}");
                problems.add(&at, Fault::out_of_range(units, allowed));
            }
            match parts.position(part) {
                Some(row) => checked.push((row, units)),
                None => problems.unknown_name(at, "part", part, parts.names()),
            }
        }
        let one = || NumberLaw::new(Law::Constant { value: 1.0 });
        let quantity = quantity.clone().unwrap_or_else(one);
        let largest = checked.iter().map(|&(_, units)| units).max();
        let most = MOST_UNITS / largest.unwrap_or(1).clamp(1, MOST_UNITS);
        counts::check(&quantity, most, &at.field("quantity"), problems);
        Demand {
            name: name.to_owned(),
            interval: interval.clone(),
            quantity,
            most,
            kit: checked,
        }
    }
}
