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

pub use figures::ROOM;
pub use spec::{Market, MarketFile};

use bevy_ecs::prelude::*;

use self::demand::{Demand, NewOrders};
use self::fulfilment::Shelves;
use crate::engine::{Sim, Streams};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::{ComputersBuilt, Handover, Holds};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::programmes::Programmes;
use crate::industry::shared::waiting::Waiting;
use crate::units::{Duration, Rate};

/// The section that the market goes by.
#[derive(Resource, Debug)]
struct Sales(Market);

impl Market {
    /// Adds the market to a run, which must have its random [`Streams`] already.
    pub fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        let demand = Demand::new(self, world.resource::<Streams>());
        world.insert_resource(demand);
        world.insert_resource(Shelves::new(self.models.len()));
        world.insert_resource(Sales(self.clone()));
        world.init_resource::<NewOrders>();
        world.init_resource::<Handover<ComputersBuilt>>();
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

#[cfg(test)]
mod tests;
