//! Ventures: founders come forward, begin in an enclave or in the city, and go through the phases
//! from incubation to listing (equations E4, E5 and E6).
//!
//! The causal order: a contest (or the daily stream of founders) brings teams; those who seek room in
//! an enclave stay there, if there is room, and some of them come to the city afterwards; on coming to
//! the city the members of a team register through a talent channel, and the team, now a venture of
//! the city, seizes what each phase needs, works, pays, and passes or fails.
//!
//! Read `plan` first (what a scenario says), then `venture` (a row, and what is drawn for it),
//! `pool` (what they share), `runway` (how long money lasts), `floor` (what happens, event by
//! event), `incubator` (the state) and `books` (what is counted)
//! with its `metrics`.

mod audit;
mod books;
pub mod check;
mod floor;
mod incubator;
mod metrics;
pub mod plan;
mod pool;
mod runway;
pub mod spec;
#[cfg(test)]
mod tests;
pub mod venture;

pub use plan::Ventures;

use crate::industry::shared::subsystem::{Context, Counted, Size};
use crate::scenario::{At, Problems};
use bevy_ecs::prelude::*;

use crate::engine::{Clock, Figures, Metric, Period, Series, Sim, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::people::Comer;
use crate::industry::shared::programmes::{Companies, ProgrammeKind, Programmes};
use crate::industry::shared::table::rows;
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Duration, SimTime};

use floor::Floor;
use incubator::Incubator;
use pool::Kind;
use venture::Venture;

/// Obeys the programmes, and gives those who come forward in this tick their rows.
fn come_forward(world: &mut World) {
    let coming = world.resource_scope(|world, mut incubator: Mut<Incubator>| {
        let clock = world.resource::<Clock>();
        incubator.obey(clock, world.resource::<Programmes>());
        incubator.come_forward(clock.tick_end())
    });
    if !coming.is_empty() {
        world.spawn_batch(coming);
    }
}

/// Handles everything that is due in this tick.
fn incubate(
    clock: Res<Clock>,
    mut incubator: ResMut<Incubator>,
    mut ventures: Query<&'static mut Venture>,
    mut postings: ResMut<Postings>,
    mut comers: ResMut<Handover<Comer>>,
    mut companies: ResMut<Companies>,
) {
    let may_serve = incubator.may_serve;
    let mut floor = Floor {
        incubator: &mut incubator,
        ventures: rows(&mut ventures),
        postings: &mut postings,
        comers: &mut comers,
    };
    if may_serve {
        for kind in Kind::GUARANTEED {
            floor.serve(clock.tick_start(), kind, 0);
        }
    }
    floor.drain(clock.tick_end());
    companies.set_if_neq(incubator.companies());
}

fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
    let mut query = world.query::<&Venture>();
    let ventures: Vec<Venture> = query.iter(world).copied().collect();
    let incubator = world.resource::<Incubator>();
    incubator.books.report(&incubator.plan, end, figures);
    books::report_pools(incubator.guaranteed(), incubator.servers(), end, figures);
    books::report_enclaves(incubator.enclave_m2(), incubator.places(), end, figures);
    books::report_survival(ventures.iter(), end, figures);
}

impl Subsystem for Ventures {
    type Spec = spec::VenturesFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[metrics::METRICS];

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
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

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Programmes>();
        world.init_resource::<Companies>();
        world.init_resource::<Postings>();
        world.init_resource::<Handover<Comer>>();
        let (streams, clock) = (world.resource::<Streams>(), world.resource::<Clock>());
        let incubator = Incubator::new(self, streams, clock);
        world.insert_resource(incubator);
        sim.add(Stage::Ventures, (come_forward, incubate).chain());
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            world
                .resource_mut::<Incubator>()
                .begin_statistics(period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        world.resource::<Incubator>().books.observe(series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Incubator>().events
    }
}
