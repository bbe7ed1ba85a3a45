//! Staffing: who is employed in the chip chain becomes who is on shift.
//!
//! It models how many people the plants need and how many are on shift (equation E18,
//! `requirement`), and how people learn in their posts (equation E17, `skill`). The roster of a day
//! is made at its first instant, of those who are employed then: who leaves in the course of a day
//! is missed from the next midnight on, whatever the length of a tick. Each role is either staffed
//! by persons, or fixed, or without limit. People of other firms and residents are hired beyond
//! the plan where the scenario says so (equations E50 and E51, `hiring`). Whoever takes up a post
//! may be trained before the first shift (equation E52). Staffing is independent of whom careers
//! hire and of why people leave.

mod audit;
mod books;
mod events;
mod hiring;
mod plan;
mod report;
mod requirement;
mod skill;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;

use bevy_ecs::prelude::{IntoScheduleConfigs, World};

pub use plan::{Labour, Staffing};
pub use requirement::{PostPlan, shortage, tokens_on_shift};
pub use skill::SkillCurve;

use crate::engine::{Clock, Sim, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::names::Names;
use crate::industry::shared::people::{ChannelKeys, Population, Recruit, Recruited, take_on};
use crate::industry::shared::programmes::Programmes;
use crate::industry::shared::staff::{AtWork, Staff, StaffChange, Wages, Workload};
use crate::industry::shared::subsystem::{Context, Counted, Present, Size};
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::{Duration, SimTime};
use spec::StaffingFile;
use state::Roster;

/// The name by which the draws of those who hold posts at the start are keyed. It differs from the
/// name of a talent channel `founders`, whose people are others.
const FOUNDERS_KEY: &str = "staffing/initial";

impl Subsystem for Staffing {
    type Spec = StaffingFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        spec.add_names(names);
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(at, context, problems)
    }

    fn sizes(&self, _: Duration, _: &Programmes) -> Vec<Size> {
        let hired = self.drives.iter().map(|drive| f64::from(drive.count));
        let persons = Size {
            of: Counted::Persons,
            field: "hiring",
            count: hired.sum(),
        };
        vec![persons]
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    fn publish(&self, world: &mut World) {
        let mut keys = world.get_resource_or_init::<ChannelKeys>();
        keys.name(self.founders, FOUNDERS_KEY);
        for drive in &self.drives {
            keys.name(drive.channel, &plan::channel_name(&drive.name));
        }
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Population>();
        world.init_resource::<Staff>();
        world.init_resource::<Workload>();
        world.init_resource::<AtWork>();
        world.init_resource::<Wages>();
        world.init_resource::<Postings>();
        world.init_resource::<Handover<Recruit>>();
        world.init_resource::<Handover<Recruited>>();
        Handover::<StaffChange>::add_reader(world);
        let streams = world.resource::<Streams>().clone();
        let careers = world.get_resource_or_init::<Present>().has("careers");
        let roster = Roster::new(self.clone(), &streams, !careers, world);
        world.insert_resource(roster);
        if careers {
            sim.add(Stage::Staffing, events::drain);
        } else {
            Handover::<Recruit>::add_reader(world);
            Handover::<Recruited>::add_reader(world);
            sim.add(Stage::Staffing, (take_on, events::drain).chain());
        }
    }

    fn take_over(&self, world: &mut World, _: SimTime) {
        world.resource_mut::<Roster>().plan = self.clone();
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Roster>().events
    }
}
