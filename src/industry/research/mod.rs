//! Research: academicians who reside and visit, institutes, and the platform that matches experts
//! with companies.
//!
//! Read `guests` for visits and what draws them, `residents` for academicians and institutes,
//! `matching` for the platform, `projects` for what all of them lead to: research money, patents,
//! bases, centres. Persons whom research brings register through talent's channels of kind
//! `programme`; the fab, careers and talent read what research gives from [`Expertise`]. The formulas
//! stand in [`formulas`]; [`spec`] says what a scenario says.

mod books;
mod counts;
pub mod formulas;
mod guests;
mod laboratory;
mod matching;
mod projects;
mod residents;
pub mod spec;
#[cfg(test)]
mod tests;

use crate::engine::{Clock, Figures, Metric, Period, Series, Sim};
use crate::event_codes;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{ChannelId, Comer};
use crate::industry::shared::programmes::{Expertise, Programmes};
use crate::industry::shared::subsystem::Context;
use crate::industry::shared::{Stage, Subsystem};
use crate::scenario::{At, Problems};
use crate::units::SimTime;
use bevy_ecs::prelude::World;
use guests::GuestsPlan;
use laboratory::Laboratory;
use matching::MatchingPlan;
use projects::ProjectsPlan;
use residents::{AcademiciansPlan, InstitutePlan};

/// Research, checked: what a run can be given.
#[derive(Clone, Debug)]
pub struct Research {
    academicians: Option<AcademiciansPlan>,
    guests: GuestsPlan,
    institutes: Vec<InstitutePlan>,
    matching: Option<MatchingPlan>,
    projects: ProjectsPlan,
}

/// Somebody new: when, and through which channel.
type Fresh = (SimTime, ChannelId);

event_codes! {
    /// What happens in research. Experts and needs are named by their numbers, which are never used
    /// again; visits and projects by rows that are free only after their event.
    enum ResearchEvent {
        /// A visit is asked for, at the greatest rate there can be.
        VisitAsked,
        /// A visit ends.
        VisitEnds(u32),
        /// A lecture acts no longer.
        LectureFades,
        /// A recuperation event begins.
        EventBegins(u32),
        /// A recuperation event ends.
        EventEnds(u32),
        /// A resident academician begins a project.
        AcademicianBegins,
        /// A doctor applies to an institute.
        DoctorApplies(u32),
        /// A seat of an institute thinks of a project.
        DoctorThinks(u32),
        /// An expert comes to the platform.
        ExpertComes,
        /// An expert's patience ends.
        ExpertGivesUp(u32),
        /// A company has a need.
        NeedArises,
        /// A company no longer waits.
        NeedLapses(u32),
        /// A project has spent its money.
        ProjectEnds(u32),
    }
}

impl Subsystem for Research {
    type Spec = spec::ResearchFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[books::METRICS];

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(context.start, &context.names, at, problems)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Programmes>();
        world.init_resource::<Expertise>();
        world.init_resource::<Handover<Comer>>();
        let laboratory = Laboratory::new(self, world.resource());
        world.resource_mut::<Expertise>().bases = laboratory.bases() as f64;
        world.insert_resource(laboratory);
        sim.add(Stage::Research, laboratory::run);
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            world
                .resource_mut::<Laboratory>()
                .begin_statistics(period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        books::observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        books::report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        let now = world.resource::<Clock>().tick_end();
        world.resource::<Laboratory>().audit(now)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Laboratory>().events
    }
}
