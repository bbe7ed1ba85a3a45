//! Ventures: founders come forward, begin in an enclave or in the city, and go through the phases
//! from incubation to listing (equations E4, E5 and E6).
//!
//! The causal order: a contest or the daily stream of founders brings teams; those who seek room in
//! an enclave stay there, if there is room, and some of them come to the city afterwards. When a
//! team comes to the city its members register through a talent channel, and the team, now a
//! venture of the city, seizes what each phase needs, works, pays, and passes or fails. Ventures is
//! independent of what the members do in the city.

mod audit;
mod books;
mod draws;
mod events;
mod plan;
mod pool;
mod report;
mod runway;
pub mod spec;
mod state;
mod statistics;
#[cfg(test)]
mod tests;
mod venture;
mod warnings;

use bevy_ecs::prelude::*;

pub use plan::Ventures;

use crate::engine::{Calendar, Clock, Sim, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::names::Names;
use crate::industry::shared::people::Comer;
use crate::industry::shared::programmes::{Companies, ProgrammeKind, Programmes};
use crate::industry::shared::subsystem::{Context, Counted, Size};
use crate::industry::shared::warnings::Warnings;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{FieldPath, Problems};
use crate::units::Duration;
use events::VentureEvent;
use events::coming::come_forward;
use spec::VenturesFile;
use state::VenturesState;

impl Subsystem for Ventures {
    type Spec = VenturesFile;

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole square metres within the range of the type"
    )]
    fn declare(spec: &Self::Spec, names: &mut Names) {
        let places = spec.enclaves.iter().flat_map(|one| one.places.iter());
        let floor = places.map(|(name, place)| {
            let m2 = place.m2.as_square_metres().round();
            let path = format!("ventures.enclaves.places.{name}");
            (path, m2.clamp(0.0, f64::from(u32::MAX)) as u32)
        });
        names.installed.extend(floor);
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(&context.names, at, problems)
    }

    fn sizes(&self, time: Duration, programmes: &Programmes) -> Vec<Size> {
        let contest = programmes.strength(ProgrammeKind::Contest);
        let teams = self.expected_within(time, contest);
        let size = |of, count| Size {
            of,
            field: "",
            count,
        };
        vec![
            size(Counted::Ventures, teams),
            size(Counted::Persons, teams * self.team_mean),
        ]
    }

    fn warnings(&self, clock: &Clock) -> Warnings {
        self.never(clock)
    }

    fn heeds(&self, kind: ProgrammeKind) -> bool {
        self.is_moved_by(kind)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Programmes>();
        world.init_resource::<Companies>();
        world.init_resource::<Postings>();
        world.init_resource::<Handover<Comer>>();
        let (streams, clock) = (world.resource::<Streams>(), world.resource::<Clock>());
        let state = VenturesState::new(self, streams, clock);
        world.insert_resource(state);
        world.insert_resource(Calendar::<VentureEvent>::new());
        sim.add(Stage::Ventures, (come_forward, events::drain).chain());
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<VenturesState>().events
    }
}
