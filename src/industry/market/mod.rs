//! The market: orders arrive and finished computers are shipped to them.
//!
//! Demand comes first and depends on nothing that is made; then computers go to orders at their
//! exact times, first placed first served and in parts where there are too few. Sales are posted
//! for the day on which they are paid. When too many computers lie unsold, the plants are told to
//! hold from the next tick on.
//!
//! Read [`spec`] for what a scenario says, `demand` for who orders, `fulfilment` for who gets what,
//! `figures` for what is counted.

mod demand;
mod figures;
mod fulfilment;
mod order;
pub mod spec;

pub use spec::{Market, MarketFile};

use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::{Context, Counted, Size};
use crate::scenario::{At, Problems};
use bevy_ecs::prelude::*;

use self::demand::{Demand, NewOrders};
use self::fulfilment::Shelves;
use crate::engine::{Figures, Metric, Period, Series, Sim, Streams};
use crate::industry::shared::flow::{ComputersBuilt, Handover, Holds};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Duration, Rate, SimTime};

/// The section that the market goes by.
#[derive(Resource, Debug)]
struct Sales(Market);

impl Market {
    /// Orders that are placed within a time, in the mean, with so strong a reform for buyers. For
    /// estimates of size.
    #[must_use]
    pub fn orders_within(&self, time: Duration, reform: f64) -> f64 {
        let count = |rate: Rate| rate.get_per_milli() * time.as_millis() as f64;
        let tenders = self.tenders.as_ref();
        let tenders = tenders.map_or(0.0, |tenders| count(tenders.rate));
        let buyers = self.buyers.as_ref().map_or(0.0, |buyers| {
            let accredited = f64::from(buyers.initial) + reform * count(buyers.accredit_rate);
            accredited * (1.0 + count(buyers.orders))
        });
        tenders + buyers + self.contracts.len() as f64
    }
}

impl Subsystem for Market {
    type Spec = spec::MarketFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[figures::METRICS];

    fn declare(spec: &Self::Spec, names: &mut Names) {
        // Assembly names the models that it builds; a market alone names those that it sells.
        if names.models.is_empty() {
            names.models.extend(spec.models.names().map(str::to_owned));
        }
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(context.start, &context.names, at, problems)
    }

    fn sizes(&self, time: Duration, programmes: &Programmes) -> Vec<Size> {
        let reform = programmes.strength(ProgrammeKind::Buyers);
        vec![Size {
            of: Counted::Orders,
            field: "",
            count: self.orders_within(time, reform),
        }]
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        let demand = Demand::new(self, world.resource::<Streams>());
        world.insert_resource(demand);
        world.insert_resource(Shelves::new(self.models.len()));
        world.insert_resource(Sales(self.clone()));
        world.init_resource::<NewOrders>();
        Handover::<ComputersBuilt>::add_reader(world);
        world.init_resource::<Postings>();
        world.init_resource::<Waiting>();
        world.init_resource::<Holds>();
        world.init_resource::<Programmes>();
        let systems = (
            demand::place_orders,
            fulfilment::ship,
            fulfilment::hold_production,
        );
        sim.add(Stage::Market, systems.chain());
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            figures::begin_statistics(world, period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        figures::observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        figures::report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        figures::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Demand>().events + world.resource::<Shelves>().events
    }
}

#[cfg(test)]
mod tests;
