//! What each link of the chain allows, before a run and in one unit: computers a month. So a
//! planner sees where links disagree.
//!
//! A link is counted alone, as though every other one gave all that it asks for: planned wafer
//! starts, tools and stations by their static load, stocks of parts by Little's law, lines by their
//! takt. Where several models are built, a computer is the mean one, by their shares.

use super::backend::Backend;
use super::fab::Fab;
use super::fab::load::Inflow;
use super::park::Park;
use super::shared::flow::ProductId;
use crate::units::spoken::plural;
use crate::units::time::{HOUR, MONTH};
use crate::units::{Duration, SimTime};

/// Hours of a month.
const HOURS_A_MONTH: f64 = MONTH as f64 / HOUR as f64;

/// A link of the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainLink {
    /// The kind of link, such as `wafer starts`.
    pub kind: &'static str,
    /// The thing in the scenario that says it: the product, the busiest tool group, the scarcest
    /// part.
    pub name: String,
    /// Computers a month.
    pub computers: f64,
    /// How they are counted.
    pub note: String,
}

/// Computers a month, and what they depend on.
type Allowed = (f64, String, String);

/// The one of several things that allows least.
fn least(allowed: impl Iterator<Item = Allowed>) -> Option<Allowed> {
    allowed.min_by(|one, other| one.0.total_cmp(&other.0))
}

impl Park {
    /// The links of the chain, from the wafers to the orders, as the scenario has them at the end
    /// of the run; none where nothing is built.
    #[must_use]
    pub fn chain(&self) -> Vec<ChainLink> {
        let last = self.states().last();
        last.map_or_else(Vec::new, Self::links)
    }

    fn links(&self) -> Vec<ChainLink> {
        let mut links = Vec::new();
        if self.assembly.is_none() {
            return links;
        }
        let mut add = |kind: &'static str, allowed: Option<Allowed>| {
            links.extend(allowed.map(|(computers, name, note)| ChainLink {
                kind,
                name,
                computers,
                note,
            }));
        };
        let starts = self.by_wafer_starts();
        add("wafer starts", starts.clone());
        if let (Some((computers, ..)), Some(fab), Some(backend)) =
            (starts, &self.fab, &self.backend)
        {
            let horizon = self.plan.horizon;
            add("fab tools", by_tools(fab, horizon, computers));
            add("back end", by_stations(fab, backend, horizon, computers));
        }
        add("purchased parts", self.by_parts());
        add("assembly lines", self.by_lines());
        add("slots behind the lines", self.by_slots());
        let end = SimTime::ZERO + self.plan.horizon;
        let month = Duration::millis(MONTH).min(self.plan.horizon);
        if let Some(market) = &self.market {
            let last = market.demand(SimTime::ZERO + (self.plan.horizon - month), end);
            let mean = market.demand(SimTime::ZERO, end);
            let note = format!("in the mean over the run {mean:.0}");
            add("orders", Some((last, "last month".to_owned(), note)));
        }
        links
    }

    /// The product of whose chips planned starts give the fewest.
    fn by_wafer_starts(&self) -> Option<Allowed> {
        let (fab, backend) = (self.fab.as_ref()?, self.backend.as_ref()?);
        let assembly = self.assembly.as_ref()?;
        let flows: Vec<_> = fab.flows(self.plan.horizon).collect();
        let (best, worst) = fab.densities();
        let products = backend.chips().filter_map(|(name, part, product)| {
            let units = assembly.units_of(part);
            let wafers = |&(of, lots, wafers): &(ProductId, f64, u16)| {
                let is_own = f64::from(u8::from(of == product));
                is_own * lots * f64::from(wafers) * HOURS_A_MONTH
            };
            let wafers: f64 = flows.iter().map(wafers).sum();
            let computers = |density| wafers * backend.chips_of_wafer(product, density) / units;
            let note = format!(
                "{wafers:.0} wafers a month at the least density of defects; {:.0} computers at \
                 the greatest",
                computers(worst)
            );
            (units > 0.0).then(|| (computers(best), name.to_owned(), note))
        });
        least(products)
    }

    /// The part of which least can come: all that may be on order comes in a mean lead time.
    fn by_parts(&self) -> Option<Allowed> {
        let (supply, assembly) = (self.supply.as_ref()?, self.assembly.as_ref()?);
        let parts = supply.flows().filter_map(|(part, name, most, lead)| {
            let units = assembly.units_of(part);
            let a_month = f64::from(most) / lead.as_hours() * HOURS_A_MONTH;
            let note = format!(
                "{} in stock and on order, of a lead time of {:.1} d",
                plural(most, "unit", "units"),
                lead.as_days()
            );
            (units > 0.0 && !lead.is_zero()).then(|| (a_month / units, name.to_owned(), note))
        });
        least(parts)
    }

    fn by_lines(&self) -> Option<Allowed> {
        let assembly = self.assembly.as_ref()?;
        let (lines, an_hour) = assembly.line_rate();
        let hours = assembly.hours_a_month();
        let name = plural(lines, "line", "lines");
        let note = format!("{an_hour:.0} computers an hour, in {hours:.0} h a month");
        Some((an_hour * hours, name, note))
    }

    fn by_slots(&self) -> Option<Allowed> {
        let assembly = self.assembly.as_ref()?;
        let banks = assembly.bank_rates();
        least(banks.map(|(name, slots, a_month)| {
            (a_month, name.to_owned(), plural(slots, "slot", "slots"))
        }))
    }
}

/// The busiest tool group, where planned starts make so many computers.
fn by_tools(fab: &Fab, horizon: Duration, computers: f64) -> Option<Allowed> {
    let loads = fab.load(horizon).into_iter();
    let busy = loads.filter(|group| group.inflow == Inflow::AtRate && group.utilisation() > 0.0);
    least(busy.map(|group| {
        let load = group.utilisation();
        let note = format!("a load of {:.0} % at planned starts", 100.0 * load);
        (computers / load, group.name, note)
    }))
}

/// The busiest station of the back end, where planned starts make so many computers.
fn by_stations(fab: &Fab, backend: &Backend, horizon: Duration, computers: f64) -> Option<Allowed> {
    let flows: Vec<_> = fab.flows(horizon).collect();
    let loads = backend.station_loads(&flows, fab.densities().0).into_iter();
    let busy = loads.filter(|&(_, _, load)| load > 0.0);
    least(busy.map(|(name, _, load)| {
        let note = format!("a load of {:.0} % at planned starts", 100.0 * load);
        (computers / load, name.to_owned(), note)
    }))
}
