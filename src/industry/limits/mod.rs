//! The binding constraint: each midnight the day is judged from the waiting that the subsystems
//! booked themselves, and from nothing else.
//!
//! The judgement walks from the customer upstream to the first place where work waited:
//!
//! 1. Finished computers lay unsold longer than orders waited, or production was held because the
//!    market was full for longer than orders waited: *demand*.
//! 2. Else the assembly line's largest loss of time counts. Without kits for want of purchased
//!    parts: *parts*, or *cash* if a hold for want of money was in force. Without chips: on to 4.
//! 3. Complete kits waited for the lines, or computers for slots behind them: *line*; kits for
//!    assemblers: *assembler*.
//! 4. Chips are missing: what lots in the fab waited for longest, *tool, operator, technician* or
//!    *engineer*, or a *station* of the back end. If they hardly waited at all, or the chips come
//!    from a foundry, more could have been started: *wafers*, or *cash* or *demand* if such a hold
//!    was in force.
//! 5. Where people are what is missing, their role has vacancies, and those who register spend
//!    longer at the service window than they should: *window*.
//!
//! The same rules judge the fab with its back end (4 and 5) and the lines (2, 3 and 5) by
//! themselves. Where a constraint has places, it binds at the one where most waited.
//!
//! Sections that a scenario lacks are skipped: a fab alone is judged by rule 4 only. A day that
//! shows nothing, such as a day off of the assembly lines, is given to the constraint before it.
//! The rules are in `judge`, a pure function; limits are independent of what the constraint acts
//! on.

mod audit;
mod events;
mod judge;
mod plan;
mod report;
pub mod spec;
mod state;
#[cfg(test)]
mod tests;

use bevy_ecs::prelude::World;

pub use plan::Limits;
pub(crate) use report::SHARE;

use crate::engine::Sim;
use crate::industry::shared::staff::Staff;
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use spec::LimitsFile;
use state::JudgedDays;

impl Subsystem for Limits {
    type Spec = LimitsFile;
    fn absent() -> Option<Self::Spec> {
        Some(LimitsFile::default())
    }

    fn check(spec: Self::Spec, _: &Context, _: &FieldPath, _: &mut Problems) -> Option<Self> {
        Some(spec.check())
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Waiting>();
        world.init_resource::<Staff>();
        world.insert_resource(JudgedDays::new(*self));
        sim.add(Stage::Limits, events::judge_day);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }
}
