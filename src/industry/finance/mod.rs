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
mod audit;
mod bills;
mod books;
mod economy;
mod events;
mod plan;
mod report;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;

use bevy_ecs::prelude::World;

pub use accounts::pro_rata;
pub use plan::Finance;

use crate::engine::{Clock, Sim};
use crate::industry::shared::flow::Holds;
use crate::industry::shared::ledger::{Postings, TaxPaid};
use crate::industry::shared::programmes::Companies;
use crate::industry::shared::staff::Staff;
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
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
        let has_section = context.written.has("finance");
        spec.check(context.start, has_section, at, problems)
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
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
        world.insert_resource(FinanceState::new(self, tick));
        sim.add(Stage::Finance, events::keep_accounts);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }
}
