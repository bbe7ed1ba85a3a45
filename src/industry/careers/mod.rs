//! Careers: those who settled find work in the chip chain or in other industries, change jobs, and
//! leave the city one day.
//!
//! It models (equations E9 to E12 and E16):
//! - Who settles with a chip occupation seeks a post of it, everybody else works in another
//!   industry.
//! - Whom staffing hires from elsewhere is a person in a post from that midnight on.
//! - Posts are filled at midnight, first come first served (`matching`); a seeker may give up for
//!   another industry at a constant rate.
//! - People of chip occupations, doctors and leading talents leave the city at a constant hazard,
//!   seeking or employed; the others change jobs by a Weibull law, and a share of these changes
//!   takes them out of the city (`hazard`). The city's factor acts on all of these hazards, not on
//!   giving up.
//! - Where the scenario has tiers, everybody who has settled rises by an Erlang dwell beside the
//!   hazard of leaving (`ladder`), and has at least the tier of the post held; technicians of the
//!   chip chain become engineers when an engineer's post is vacant. Panels promote by performance
//!   (`evaluation`); projects train people of other industries, some of them for the chip chain
//!   (`cultivation`).
//!
//! Careers is independent of how people come to the city: those who lose patience before they have
//! settled are the subject of services.
//!
//! The city of the end of a tick moves the hazards of the next one; due dates and arrivals keep
//! their exact times. So results do not depend on the length of the tick, as long as ticks divide
//! a day and the city changes at midnight.

mod audit;
mod books;
mod census;
mod cultivation;
mod evaluation;
mod events;
mod hazard;
mod ladder;
mod matching;
mod person;
mod plan;
mod report;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;

use bevy_ecs::prelude::{IntoScheduleConfigs, World};

pub use hazard::{CityEffects, FirstJob};
pub use matching::Matching;
pub use plan::Careers;

use crate::engine::{Calendar, Clock, Sim, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::people::{
    ChannelKeys, City, Departed, Population, Recruit, Recruited, Registered, Settled, take_on,
};
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::industry::shared::staff::{Staff, StaffChange};
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::SimTime;
use events::{CareerEvent, drain};
use spec::CareersFile;
use state::CareersState;

impl Subsystem for Careers {
    type Spec = CareersFile;

    fn check(
        spec: Self::Spec,
        _: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(at, problems)
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    fn heeds(&self, kind: ProgrammeKind) -> bool {
        self.is_moved_by(kind)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        let streams = world.resource::<Streams>().clone();
        let state = CareersState::new(self.clone(), streams, world.resource::<Clock>());
        world.insert_resource(state);
        world.insert_resource(Calendar::<CareerEvent>::new());
        world.init_resource::<Programmes>();
        world.init_resource::<Expertise>();
        world.init_resource::<City>();
        world.init_resource::<ChannelKeys>();
        world.init_resource::<Staff>();
        world.init_resource::<Population>();
        world.init_resource::<Postings>();
        Handover::<Registered>::add_reader(world);
        Handover::<Settled>::add_reader(world);
        world.init_resource::<Handover<Departed>>();
        world.init_resource::<Handover<StaffChange>>();
        Handover::<Recruit>::add_reader(world);
        Handover::<Recruited>::add_reader(world);
        sim.add(Stage::Careers, (take_on, drain::drain).chain());
    }

    fn take_over(&self, world: &mut World, _: SimTime) {
        let mut state = world.resource_mut::<CareersState>();
        state.plan.matching = self.matching;
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<CareersState>().events
    }
}
