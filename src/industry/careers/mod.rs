//! Careers: those who settled find work in the chip chain or in other industries, change jobs, and
//! leave the city one day.
//!
//! Read [`spec`] for what a scenario says, `hazard` for who leaves when, `ladder` for who rises when,
//! `matching` for how many are hired, `evaluation` and `cultivation` for what programmes do;
//! `labour` and `posts` move the people, `statistics` and `rising` count them.
//!
//! What is modelled (equations E9 to E12 and E16):
//! - Who settles with a chip occupation seeks a post of it, everybody else works in another industry.
//! - Posts are filled at midnight, first come first served; a seeker may give up for another
//!   industry at a constant rate.
//! - People of chip occupations, doctors and leading talents leave the city at a constant hazard,
//!   seeking or employed; the others change jobs by a Weibull law, and a share of these changes
//!   takes them out of the city. The city's factor acts on all of these hazards, not on giving up.
//! - Where the scenario has tiers, everybody who has settled rises by an Erlang dwell beside the
//!   hazard of leaving, and has at least the tier of the post held; technicians of the chip chain
//!   become engineers when an engineer's post is vacant. Panels promote by performance; projects
//!   train people of other industries, some of them for the chip chain.
//! - Nobody leaves before having settled: those who lose patience while they wait are the
//!   business of services.
//!
//! The city of the end of a tick moves the hazards of the next one; due dates and arrivals keep
//! their exact times. So results do not depend on the length of the tick, as long as ticks divide
//! a day and the city changes at midnight.

mod audit;
mod cultivation;
mod evaluation;
mod hazard;
mod labour;
mod ladder;
mod matching;
mod posts;
mod rising;
pub mod spec;
mod statistics;
#[cfg(test)]
mod tests;

use crate::industry::shared::subsystem::Context;
use crate::scenario::{At, Problems};
use crate::units::SimTime;
use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

pub use hazard::{CityEffects, FirstJob};
pub use ladder::Promotion;
pub use matching::Matching;
pub use spec::{Careers, CareersFile, ExitFile, HireFile};

use self::labour::{Labour, Surroundings, Town};
use crate::engine::{Clock, Figures, Metric, Period, Series, Sim, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{City, Departed, Person, Registered, Settled};
use crate::industry::shared::programmes::{Expertise, Programmes};
use crate::industry::shared::staff::{Staff, StaffChange};
use crate::industry::shared::table::rows;
use crate::industry::shared::{Stage, Subsystem};

/// What careers reads and writes.
#[derive(SystemParam)]
struct Access<'w, 's> {
    clock: Res<'w, Clock>,
    city: Res<'w, City>,
    staff: Res<'w, Staff>,
    programmes: Res<'w, Programmes>,
    expertise: Res<'w, Expertise>,
    labour: ResMut<'w, Labour>,
    registered: ResMut<'w, Handover<Registered>>,
    settled: ResMut<'w, Handover<Settled>>,
    departed: ResMut<'w, Handover<Departed>>,
    changes: ResMut<'w, Handover<StaffChange>>,
    persons: Query<'w, 's, &'static mut Person>,
}

/// The one system: everything due in the tick.
fn careers(mut access: Access) {
    let labour = &mut *access.labour;
    // Where there are services, they have taken those who registered.
    let registered = access
        .registered
        .drain()
        .map(|(at, Registered(row))| (at, row));
    let settled = access.settled.drain().map(|(at, Settled(row))| (at, row));
    let arrivals = registered.chain(settled);
    // Staffing took the changes of the last tick, where there is one.
    access.changes.clear();
    let mut town = Town {
        labour,
        persons: rows(&mut access.persons),
        departed: &mut access.departed,
        changes: &mut access.changes,
    };
    let (start, end) = (access.clock.tick_start(), access.clock.tick_end());
    let around = Surroundings {
        staff: &access.staff,
        city: &access.city,
        programmes: &access.programmes,
        expertise: &access.expertise,
    };
    town.tick(start, end, arrivals, &around);
}

impl Subsystem for Careers {
    type Spec = spec::CareersFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[statistics::METRICS, rising::METRICS];

    fn check(spec: Self::Spec, _: &Context, at: &At, problems: &mut Problems) -> Option<Self> {
        spec.check(at, problems)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        let streams = world.resource::<Streams>().clone();
        let labour = Labour::new(self.clone(), streams, world.resource::<Clock>());
        world.insert_resource(labour);
        world.init_resource::<Programmes>();
        world.init_resource::<Expertise>();
        world.init_resource::<City>();
        world.init_resource::<Staff>();
        Handover::<Registered>::add_reader(world);
        Handover::<Settled>::add_reader(world);
        world.init_resource::<Handover<Departed>>();
        world.init_resource::<Handover<StaffChange>>();
        sim.add(Stage::Careers, careers);
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
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Labour>().events
    }
}
