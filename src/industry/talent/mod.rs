//! Talent: people register in the city, through channels, at exact times.
//!
//! Read [`channel`] first: each kind of channel is a folder there, such as graduates who choose the
//! city (equation E1), recruitment stations (E2) and conferences (E3). [`awareness`] is news of the
//! city. Whoever registers becomes a row of the one table of persons, in the order of registration,
//! and is handed over. Talent is independent of what happens to people after they have registered.

mod audit;
pub mod awareness;
mod books;
pub mod channel;
pub mod conditions;
mod events;
pub mod persons;
mod plan;
mod report;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod warnings;

use bevy_ecs::prelude::World;

pub use plan::{Channel, Talent};

use crate::engine::{Clock, Sim};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::names::Names;
use crate::industry::shared::people::{
    ChannelId, ChannelKeys, City, Comer, Population, Registered,
};
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::industry::shared::subsystem::{Context, Counted, Size};
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::Duration;
use spec::TalentFile;
use state::TalentState;

impl Subsystem for Talent {
    type Spec = TalentFile;

    fn declare(spec: &Self::Spec, names: &mut Names) {
        for (name, file) in spec.channels.iter() {
            names.channels.push(name.to_owned());
            if file.is_by_programme() {
                names.programme_channels.push(name.to_owned());
            }
        }
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(context.start, at, problems)
    }

    fn sizes(&self, time: Duration, programmes: &Programmes) -> Vec<Size> {
        let years = time.as_days() / 365.0;
        vec![Size {
            of: Counted::Persons,
            field: "channels",
            count: self.expected_per_year(programmes) * years,
        }]
    }

    fn publish(&self, world: &mut World) {
        let mut keys = world.get_resource_or_init::<ChannelKeys>();
        for (channel, id) in self.channels.iter().zip(0..) {
            keys.name(ChannelId(id), &channel.name);
        }
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    fn heeds(&self, kind: ProgrammeKind) -> bool {
        self.is_moved_by(kind)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Population>();
        world.init_resource::<Handover<Registered>>();
        world.init_resource::<City>();
        world.init_resource::<Programmes>();
        world.init_resource::<Expertise>();
        Handover::<Comer>::add_reader(world);
        let state = TalentState::new(self, world.resource(), world.resource());
        world.insert_resource(state);
        sim.add(Stage::Talent, events::register);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<TalentState>().events
    }
}
