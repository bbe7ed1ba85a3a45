//! Services: the window of the E-Point Pass, talent housing, and the service index.
//!
//! Whoever registers goes through the window, a queue with feedback (equation E14), its back
//! office, and housing (E15), and has settled then; where a scenario has no window or no housing,
//! at once. The index (E13) is what the city offers, computed each day. Services are independent of
//! how people come to register and of what they do after they have settled.

mod audit;
mod books;
mod case;
mod events;
mod housing;
pub mod index;
pub mod plan;
mod report;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;
mod window;

use bevy_ecs::prelude::World;

pub use plan::Services;

use crate::engine::{Calendar, Clock, Sim, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::names::Names;
use crate::industry::shared::people::{
    ChannelKeys, City, Departed, Person, Population, Registered, Settled,
};
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::SimTime;
use case::Case;
use events::ServiceEvent;
use spec::ServicesFile;
use state::ServicesState;

impl Subsystem for Services {
    type Spec = ServicesFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        let windows = spec.window.as_ref().map(|window| window.windows);
        let homes = spec.housing.as_ref().map(|housing| housing.units);
        let tables = [("services.window", windows), ("services.housing", homes)];
        let there = tables
            .into_iter()
            .filter_map(|(path, units)| Some((path.to_owned(), units?)));
        names.installed.extend(there);
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        let has_pass = context
            .names
            .programmes
            .contains(&ProgrammeKind::EPointPass);
        spec.check(context.start, has_pass, at, problems)
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    fn heeds(&self, kind: ProgrammeKind) -> bool {
        self.is_moved_by(kind)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.register_required_components::<Person, Case>();
        world.init_resource::<Population>();
        world.init_resource::<ChannelKeys>();
        Handover::<Registered>::add_reader(world);
        world.init_resource::<Handover<Settled>>();
        Handover::<Departed>::add_reader(world);
        world.init_resource::<Programmes>();
        world.init_resource::<Waiting>();
        world.init_resource::<Postings>();
        let mut city = *world.get_resource_or_init::<City>();
        let park = world.resource::<Programmes>();
        let park = park.strength(ProgrammeKind::TalentsPark);
        let (clock, streams) = (world.resource::<Clock>(), world.resource::<Streams>());
        let state = ServicesState::new(self, clock, streams, park, &mut city);
        let mut calendar = Calendar::<ServiceEvent>::new();
        events::schedule_first(&mut calendar, &state);
        world.insert_resource(city);
        world.insert_resource(calendar);
        world.insert_resource(state);
        sim.add(Stage::Services, events::drain);
    }

    fn take_over(&self, world: &mut World, _: SimTime) {
        let streams = world.resource::<Streams>().clone();
        let mut state = world.resource_mut::<ServicesState>();
        if let (Some(window), Some(plan)) = (&mut state.window, &self.window) {
            window.take_over(plan, &streams);
        }
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<ServicesState>().events
    }
}
