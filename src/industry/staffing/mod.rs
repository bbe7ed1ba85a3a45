//! Staffing: who is employed in the chip chain becomes who is on shift.
//!
//! Read [`spec`] for what a scenario says, `requirement` for how many are needed and how many are
//! on shift, `skill` for how people learn; `roster` does it, at each midnight.
//!
//! The roster of a day is made at its first instant, of those who are employed then: who leaves in
//! the course of a day is missed from the next midnight on, whatever the length of a tick. Each
//! role is either staffed by persons, or fixed, or without limit.

mod requirement;
mod roster;
mod skill;
pub mod spec;
mod statistics;
#[cfg(test)]
mod tests;

use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::Context;
use crate::scenario::{At, Problems};
use crate::units::SimTime;
use bevy_ecs::prelude::*;

pub use requirement::{PostPlan, shortage, tokens_on_shift};
pub use skill::SkillCurve;
pub use spec::{FOUNDERS, FixedFile, InitialFile, SkillFile, Staffing, StaffingFile};

use self::roster::Roster;
use crate::engine::{Figures, Metric, Period, Series, Sim};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::Population;
use crate::industry::shared::staff::{Staff, StaffChange, Workload};
use crate::industry::shared::{Stage, Subsystem};

impl Subsystem for Staffing {
    type Spec = spec::StaffingFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[statistics::METRICS];

    fn declare(spec: &Self::Spec, names: &mut Names) {
        spec.add_names(names);
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(at, context.present.has("careers"), &context.names, problems)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Population>();
        world.init_resource::<Staff>();
        world.init_resource::<Workload>();
        Handover::<StaffChange>::add_reader(world);
        let roster = Roster::new(self.clone(), world);
        world.insert_resource(roster);
        sim.add(Stage::Staffing, roster::staffing);
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            statistics::begin_statistics(world, period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        statistics::observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        statistics::report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        statistics::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Roster>().events
    }
}
