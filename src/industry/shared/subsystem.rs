//! The trait of every subsystem: a section of the scenario file that is checked, built into a run,
//! measured and audited.
//!
//! The one list of subsystems in `src/industry/mod.rs` names the type that implements
//! [`Subsystem`]; sections of the scenario, stages of a tick, checks, statistics and metrics all
//! follow from it.

use std::any::Any;
use std::collections::BTreeMap;

use bevy_ecs::prelude::*;

use super::names::Names;
use super::programmes::{ProgrammeKind, Programmes};
use super::warnings::Warnings;
use crate::engine::{Accumulates, Book, Clock, Figures, Metric, Period, Series, Sim};
use crate::scenario::{FieldPath, Problems};
use crate::units::{Date, Duration, SimTime};

/// Which sections a scenario has; a resource of every run.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct Present(Vec<&'static str>);

impl Present {
    /// These sections, by name.
    #[must_use]
    pub const fn new(sections: Vec<&'static str>) -> Self {
        Self(sections)
    }

    /// Whether the scenario has a section.
    #[must_use]
    pub fn has(&self, section: &str) -> bool {
        self.0.contains(&section)
    }
}

/// Facts of the whole scenario that a section is checked against.
#[derive(Clone, Debug)]
pub struct Context {
    /// The first day of the run.
    pub start: Date,
    /// Names that sections refer to in each other.
    pub names: Names,
    /// The sections that there are, those included that apply where a scenario has none.
    pub present: Present,
    /// The sections that the scenario has.
    pub written: Present,
}

/// How many of something a run would hold at most, as an estimate of the memory that it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// What is counted.
    pub of: Counted,
    /// The field of the section that drives it; empty for the section as a whole.
    pub field: &'static str,
    /// The expected number in a run.
    pub count: f64,
}

/// What a run may hold many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Persons who register.
    Persons,
    /// Teams of founders who come forward.
    Ventures,
    /// Lots that start: all of them may be in the line at once.
    Lots,
    /// Orders that are placed.
    Orders,
}

/// The static load of a part of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadRow {
    /// The kind of part, such as `tool group`.
    pub kind: &'static str,
    /// The name of the part in the scenario.
    pub name: String,
    /// Demand divided by capacity; none where it is not known before the run.
    pub load: Option<f64>,
    /// How the load was computed.
    pub note: String,
}

/// The statistics of a subsystem, as its `report.rs` implements them: the functions read the state
/// that [`Subsystem::add_to`] put into the world.
pub trait Reported: 'static {
    /// What is measured over a period: see [`period`](crate::engine::period).
    type Statistics: Accumulates + Send + Sync + 'static;

    /// The metrics it reports, in groups as they are declared.
    const METRICS: &'static [&'static [&'static Metric]];
    /// Whether its series have a point each midnight, and not only each `run.observe`.
    const OBSERVED_DAILY: bool = false;

    /// Starts the statistics of a period that are not differences of totals.
    fn begin_period(_: &mut World, _: Period) {}

    /// What has accumulated since the start of the run.
    fn statistics(world: &mut World, now: SimTime) -> Self::Statistics;

    /// Reports the figures of a period that ends now from what accumulated in it.
    fn report(world: &mut World, period: Period, of: &Self::Statistics, figures: &mut Figures);

    /// The books of what it owns, for a period that ends now: what came and went as `of` has it,
    /// and what is there, counted again from the entities. What was there when the period began is
    /// left out: [`Begun`] adds it. Empty for a subsystem that owns nothing that is conserved.
    fn books(world: &mut World, of: &Self::Statistics) -> Vec<Book>;

    /// Adds its values of the moment to the series.
    fn observe(world: &mut World, series: &mut Series);
}

/// A subsystem, as the checked plan of its section.
///
/// The functions without `self` read the state that [`Subsystem::add_to`] put into the world.
pub trait Subsystem: Reported + Clone + Send + Sync {
    /// The section as written.
    type Spec;
    /// The section that applies where a scenario has none; by default the subsystem is absent then.
    #[must_use]
    fn absent() -> Option<Self::Spec> {
        None
    }

    /// Declares names that other sections refer to.
    fn declare(_: &Self::Spec, _: &mut Names) {}

    /// Checks the section, which stands at `at`; none if something is wrong.
    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Self>;

    /// Writes what other subsystems read when they are added to a run.
    fn publish(&self, _: &mut World) {}

    /// Adds its state and its systems to a run, which has its random streams and
    /// [`Present`] already.
    fn add_to(&self, sim: &mut Sim);

    /// Makes room for what another state of the same subsystem has more of, where values change
    /// over time: the rows of a run are made at its start.
    fn make_room_for(&mut self, _: &Self) {}

    /// Lets the values of this plan hold in a run from now on, the start of a tick. Only those
    /// whose fields are marked `x-dated` in [`Self::Spec`] differ from the values before, and each
    /// of these is taken over.
    fn take_over(&self, _: &mut World, _: SimTime) {}

    /// The estimated sizes of a run of this length under programmes of this strength.
    fn sizes(&self, _: Duration, _: &Programmes) -> Vec<Size> {
        Vec::new()
    }

    /// The static loads that can be known before a run of this length.
    fn loads(&self, _: Duration) -> Vec<LoadRow> {
        Vec::new()
    }

    /// Warnings about settings of its own section that are allowed and suspicious: what never
    /// happens in a run of this clock, and which field to change.
    fn warnings(&self, _: &Clock) -> Warnings {
        Warnings::default()
    }

    /// Whether programmes of a kind act on something that its section has.
    fn heeds(&self, _: ProgrammeKind) -> bool {
        false
    }

    /// Recounts from the entities, between ticks; a sentence for each violated law of conservation.
    fn audit(world: &mut World) -> Vec<String>;

    /// How many events it has processed since the start.
    #[must_use]
    fn events(_: &World) -> u64 {
        0
    }
}

/// The totals of a subsystem at the start of a period.
type Mark = Box<dyn Any + Send + Sync>;

/// What is there at the start of a period, by the name of the book.
pub(crate) type Openings = BTreeMap<String, i128>;

/// What these books close at.
fn openings(books: Vec<Book>) -> Openings {
    let closings = books.into_iter().map(|book| (book.name, book.closing));
    closings.collect()
}

/// How the rest of the program reads a subsystem of a run: the functions of [`Reported`] and those
/// of [`Subsystem`] without `self`, for subsystems of any type.
#[derive(Clone, Copy)]
pub struct Reader {
    /// The name of its section.
    pub name: &'static str,
    /// [`Reported::METRICS`].
    pub metrics: &'static [&'static [&'static Metric]],
    /// [`Reported::OBSERVED_DAILY`].
    pub observed_daily: bool,
    /// [`Reported::observe`].
    pub observe: fn(&mut World, &mut Series),
    /// [`Subsystem::audit`].
    pub audit: fn(&mut World) -> Vec<String>,
    /// [`Subsystem::events`].
    pub events: fn(&World) -> u64,
    begin: fn(&mut World, Period, bool) -> (Mark, Option<Openings>),
    report: fn(&mut World, &Begun, &mut Figures),
}

impl Reader {
    /// The reader of a type of subsystem whose section has this name.
    ///
    /// # Panics
    /// A report panics if its mark is that of another type of subsystem.
    #[must_use]
    pub const fn of<S: Subsystem>(name: &'static str) -> Self {
        Self {
            name,
            metrics: S::METRICS,
            observed_daily: S::OBSERVED_DAILY,
            observe: S::observe,
            audit: S::audit,
            events: S::events,
            begin: |world, period, keeps_books| {
                S::begin_period(world, period);
                let totals = S::statistics(world, period.from);
                let openings = keeps_books.then(|| openings(S::books(world, &totals)));
                (Box::new(totals), openings)
            },
            report: |world, begun, figures| {
                let period = begun.period;
                let mark = begun.mark.downcast_ref::<S::Statistics>();
                let mark = mark.expect("a mark of the same subsystem");
                let part = S::statistics(world, period.to).since(mark, period.from);
                S::report(world, period, &part, figures);
                if let Some(openings) = &begun.openings {
                    for book in S::books(world, &part) {
                        let opening = openings.get(&book.name).copied().unwrap_or_default();
                        figures.keep(book.opens_at(opening));
                    }
                }
            },
        }
    }

    /// Every metric of it.
    pub fn metrics(&self) -> impl Iterator<Item = &'static Metric> + use<> {
        self.metrics.iter().flat_map(|group| group.iter().copied())
    }

    /// Begins a period of statistics that starts now. Its books count everybody and everything that
    /// is there, and are only kept on request.
    pub fn begin(&self, world: &mut World, period: Period, keeps_books: bool) -> Begun {
        let (mark, openings) = (self.begin)(world, period, keeps_books);
        Begun {
            reader: *self,
            period,
            mark,
            openings,
        }
    }
}

/// A period of a subsystem's statistics that has begun.
pub struct Begun {
    reader: Reader,
    period: Period,
    mark: Mark,
    /// What its books open at, if it keeps them.
    openings: Option<Openings>,
}

impl Begun {
    /// Reports the figures of the period, which ends now, and its books if it keeps them.
    pub fn report(&self, world: &mut World, figures: &mut Figures) {
        (self.reader.report)(world, self, figures);
    }
}

/// Tests of a subsystem by itself, whose period of statistics stands in the world.
#[cfg(test)]
pub(crate) mod alone {
    use super::{Begun, Figures, Period, Reader, Resource, Sim, Subsystem, World};

    /// The period of statistics that began last.
    #[derive(Resource)]
    struct Open(Begun);

    /// Adds a subsystem alone to a run, and begins its statistics.
    pub(crate) fn add<S: Subsystem>(plan: &S, reader: &Reader, sim: &mut Sim) {
        plan.publish(sim.world_mut());
        plan.add_to(sim);
        reader.begin_statistics(sim);
    }

    impl Reader {
        /// Begins a period of statistics at the end of the present tick, which lasts to the
        /// horizon.
        pub(crate) fn begin_statistics(&self, sim: &mut Sim) {
            let period = Period {
                from: sim.clock().tick_end(),
                to: sim.clock().horizon(),
            };
            let begun = self.begin(sim.world_mut(), period, true);
            sim.world_mut().insert_resource(Open(begun));
        }

        /// The figures from the start of that period to the end of the present tick.
        pub(crate) fn figures(&self, sim: &mut Sim) -> Figures {
            let mut figures = Figures::default();
            let now = sim.clock().tick_end();
            let Open(mut begun) = sim
                .world_mut()
                .remove_resource()
                .expect("statistics have begun");
            assert_eq!(begun.reader.name, self.name);
            begun.period.to = now;
            begun.report(sim.world_mut(), &mut figures);
            sim.world_mut().insert_resource(Open(begun));
            figures
        }
    }
    /// Asserts that the books of a run close, and that of a period that begins now those of these
    /// names do not, and all others do, once `plant` has changed the state: a collector that has
    /// forgotten something, or a thing that is lost.
    pub(crate) fn assert_books_notice(
        reader: &Reader,
        sim: &mut Sim,
        names: &[&str],
        plant: impl FnOnce(&mut World),
    ) {
        let open = |figures: &Figures| {
            let books = figures.books().iter();
            let open = books.filter(|book| book.difference() != 0);
            open.map(|book| book.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(open(&reader.figures(sim)), Vec::<String>::new());
        reader.begin_statistics(sim);
        assert_eq!(open(&reader.figures(sim)), Vec::<String>::new());
        plant(sim.world_mut());
        assert_eq!(open(&reader.figures(sim)), names);
        // The next period begins with the state as it is now.
        reader.begin_statistics(sim);
    }

    /// The figures of a run by key, as bits, for each of these periods, measured in one run.
    pub(crate) fn measured(
        reader: &Reader,
        mut sim: Sim,
        periods: &[Period],
    ) -> Vec<Vec<(String, Option<u64>)>> {
        let mut open: Vec<Begun> = Vec::new();
        let mut results = vec![Vec::new(); periods.len()];
        loop {
            let now = sim.clock().tick_end();
            for begun in open.iter().filter(|begun| begun.period.to == now) {
                let mut figures = Figures::default();
                begun.report(sim.world_mut(), &mut figures);
                let place = periods.iter().position(|one| *one == begun.period);
                let values = figures.iter().map(|(key, figure)| {
                    let bits = figure.value.map(f64::to_bits);
                    (key.to_owned(), bits)
                });
                results[place.expect("one of the periods")] = values.collect();
            }
            for period in periods.iter().filter(|period| period.from == now) {
                open.push(reader.begin(sim.world_mut(), *period, true));
            }
            if !sim.step() {
                return results;
            }
        }
    }

    /// Asserts that two overlapping periods that are measured in one run have the figures that they
    /// have where each is measured alone.
    ///
    /// * `simulate` — makes the run, with the subsystem in it.
    pub(crate) fn assert_periods_are_independent(
        reader: &Reader,
        simulate: impl Fn() -> Sim,
        periods: [Period; 2],
    ) {
        let together = measured(reader, simulate(), &periods);
        assert!(!together[0].is_empty() && together[0] != together[1]);
        for (period, found) in periods.iter().zip(&together) {
            let alone = measured(reader, simulate(), &[*period]);
            assert_eq!(found, &alone[0], "{period:?}");
        }
    }
}
