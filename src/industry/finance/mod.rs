//! Money: what everybody posted is booked in whole fen, and the park's own bills are paid
//! (equations E31 to E33).
//!
//! A posting counts as income or expense when it is made and moves money when it is due, which may
//! be later. Capital comes in and is spent by the calendar; wages, overheads and tax accrue by
//! the day and are paid at the end of each month. When the park has less money than it must keep,
//! the next tick orders and releases nothing. `accounts` holds balances and open payments, `bills`
//! what is paid when, `economy` the digital economy around the park. Finance is independent of who
//! posts what.

mod accounts;
mod assets;
mod audit;
mod bills;
mod books;
mod chart;
mod cost;
mod economy;
mod events;
mod journal;
mod ledger;
mod margins;
mod months;
mod plan;
mod report;
pub mod spec;
mod state;
mod statistics;
mod stock;
#[cfg(test)]
mod tests;
mod warnings;
mod worth;

use bevy_ecs::prelude::World;

pub use accounts::pro_rata;
pub use plan::Finance;

use crate::engine::{Clock, Sim};
use crate::industry::shared::flow::Holds;
use crate::industry::shared::ledger::{Postings, TaxPaid};
use crate::industry::shared::programmes::Companies;
use crate::industry::shared::staff::{Staff, Wages};
use crate::industry::shared::subsystem::{Context, Present};
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::SimTime;
use spec::FinanceFile;
use state::FinanceState;

impl Subsystem for Finance {
    type Spec = FinanceFile;

    fn absent() -> Option<Self::Spec> {
        Some(FinanceFile::default())
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(context, at, problems)
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    /// Lots that are in the line when the fab is added have a value already. Wages draw those who
    /// are hired.
    fn publish(&self, world: &mut World) {
        if self.keeps_books {
            world.get_resource_or_init::<Postings>().value_goods();
        }
        world.insert_resource(Wages::new(self.wages));
    }

    fn add_to(&self, sim: &mut Sim) {
        let tick = sim.clock().tick();
        let world = sim.world_mut();
        world.init_resource::<Postings>();
        world.init_resource::<Staff>();
        world.init_resource::<Companies>();
        world.init_resource::<Waiting>();
        world.init_resource::<Holds>();
        world.init_resource::<TaxPaid>();
        let present = world.get_resource_or_init::<Present>().clone();
        world.insert_resource(FinanceState::new(self, tick, &present));
        sim.add(Stage::Finance, events::keep_accounts);
    }

    fn take_over(&self, world: &mut World, _: SimTime) {
        let mut state = world.resource_mut::<FinanceState>();
        if (state.plan.wages, state.plan.overheads_per_month)
            != (self.wages, self.overheads_per_month)
        {
            state.bills.change_rates();
        }
        state.plan = self.clone();
        world.insert_resource(Wages::new(self.wages));
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }
}
