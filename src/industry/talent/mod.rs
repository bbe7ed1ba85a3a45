//! Talent: people register in the city, through channels, at exact times.
//!
//! Read [`channel`] first (who comes, how often), then [`choice`] (the logit of equation E1),
//! [`gravity`] and [`tree`] (stations and how their leads are handled, equation E2), [`conference`]
//! (natives who return, equation E3) and [`awareness`] (news of the city). Persons become rows of the one
//! table of [`Person`]s, in the order in which they register; services take them from [`Registered`].

pub mod awareness;
mod before;
pub mod books;
pub mod channel;
pub mod choice;
pub mod conference;
mod door;
pub mod gravity;
mod intake;
pub mod spec;
#[cfg(test)]
mod tests;
pub mod tree;

use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::{Context, Counted, Size};
use crate::scenario::{At, Problems};
use bevy_ecs::prelude::*;
use spec::ChannelFile;

use crate::engine::{Clock, Figures, Metric, Period, Series, Sim};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{City, Comer, Person, PersonRow, Population, Registered};
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Date, Duration, SimTime};

use awareness::Awareness;
use books::Books;
use channel::{Channel, Kind, Pull};
use choice::logistic;
use door::Behind;
use intake::{Arrival, ChannelRow, Intake};

/// The people who come, checked.
#[derive(Clone, Debug)]
pub struct Talent {
    /// The channels, at most 250.
    pub channels: Vec<Channel>,
    /// News of the city.
    pub awareness: Option<Awareness>,
}

impl Talent {
    /// How many people register in a year at most, in the mean: with the graduates of the largest
    /// year, a settle campaign of this intensity, this factor on the leads of stations, this factor
    /// on whom conferences invite, the awareness of the day of the news, and a neutral city. For
    /// estimates of size.
    #[must_use]
    pub fn expected_per_year(&self, programmes: &Programmes) -> f64 {
        let news = programmes.strength(ProgrammeKind::Awareness);
        let pulse = self.awareness.map_or(0.0, |awareness| awareness.pulse);
        let pull = Pull::new(
            City::default(),
            programmes,
            &Expertise::default(),
            news * pulse,
        );
        let of = |channel: &Channel| match &channel.kind {
            Kind::Students(students) => {
                let most = students.graduates.iter().map(|(_, count)| *count);
                most.fold(0.0, f64::max) * logistic(students.choice.utility(&pull))
            }
            Kind::Stations(stations) => {
                let leads = stations.leads_per_station.get_per_year() * pull.stations;
                let leads = leads * (1.0 + pull.awareness) * f64::from(stations.count());
                leads * stations.conversion.get()
            }
            Kind::Conference(plan) => {
                let factor = programmes.strength(ProgrammeKind::Conference);
                let returns = plan.mean_returns() * factor * plan.dates.len() as f64;
                returns.min(f64::from(plan.pool))
            }
            Kind::Poisson { rate } => rate.get_per_year(),
            Kind::Programme => 0.0,
        };
        self.channels.iter().map(of).sum()
    }
}

/// Registers the people of the present tick.
fn register(world: &mut World) {
    world.resource_scope(|world, mut intake: Mut<Intake>| {
        let intake = &mut *intake;
        for (at, comer) in world.resource_mut::<Handover<Comer>>().drain() {
            intake.arrivals.push(Arrival {
                at,
                channel: ChannelRow::new(usize::from(comer.channel.0)),
                is_other: false,
            });
        }
        let (city, programmes) = (*world.resource::<City>(), *world.resource::<Programmes>());
        let clock = world.resource::<Clock>();
        let expertise = world.resource::<Expertise>();
        intake.collect(clock, city, &programmes, expertise);
        intake.admit(clock);
        let first = world.resource::<Population>().rows;
        let rows = (first..).map(PersonRow::from);
        let mut registered = world.resource_mut::<Handover<Registered>>();
        for (arrival, row) in intake.arrivals.drain(..).zip(rows) {
            registered.push(arrival.at, Registered(row));
        }
        if !intake.persons.is_empty() {
            let more = u32::try_from(intake.persons.len()).expect("fewer than 2^32 in a tick");
            world.resource_mut::<Population>().rows += more;
            world.spawn_batch(intake.persons.drain(..));
        }
    });
}

fn observe(world: &mut World, series: &mut Series) {
    let intake = &mut *world.resource_mut::<Intake>();
    intake.books.observe(&intake.channels, series);
    for (channel, door) in intake.channels.iter().zip(&intake.doors) {
        if let Behind::Natives(natives, _) = &door.behind {
            Books::observe_natives(channel, natives.left(), series);
        }
    }
    if intake.awareness.is_some() {
        intake.books.observe_awareness(series);
    }
}

fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
    let clock = world.resource::<Clock>();
    let (first, last) = (clock.date(SimTime::ZERO), clock.date(end));
    let is_full = |year: i16| {
        let new_year = |year: i16| Date::ymd(year, 1, 1);
        new_year(year) >= first && new_year(year + 1) <= last
    };
    let intake = world.resource::<Intake>();
    let books = &intake.books;
    books.report(&intake.channels, is_full, figures);
    intake.before.report(&books.by_tier, &books.ages, figures);
    books.report_trees(&intake.channels, end, figures);
    for (row, (channel, door)) in intake.channels.iter().zip(&intake.doors).enumerate() {
        if let Behind::Natives(natives, _) = &door.behind {
            books.report_conference(row, channel, natives.left(), figures);
        }
    }
    if intake.awareness.is_some() {
        books.report_awareness(end, figures);
    }
}

/// Rows are the order of registration, nobody is lost between channel and table, and serials count
/// each channel's persons.
fn audit(world: &mut World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut query = world.query::<&Person>();
    let mut found = vec![0_u32; world.resource::<Intake>().channels.len()];
    let (mut rows, mut last) = (0, SimTime::ZERO);
    for person in query.iter(world) {
        rows += 1;
        // People who were there from the start came through no channel.
        let Some(count) = found.get_mut(usize::from(person.origin.0)) else {
            continue;
        };
        if person.serial != *count || person.registered < last {
            let row = rows - 1;
            wrong.push(format!(
                "the person in row {row} is not in the order of registration"
            ));
            break;
        }
        *count += 1;
        last = person.registered;
    }
    let expected = world.resource::<Population>().rows;
    if wrong.is_empty() && rows != expected {
        wrong.push(format!(
            "there are {rows} persons in the table and {expected} rows"
        ));
    }
    let intake = world.resource::<Intake>();
    wrong.extend(intake.audit());
    for ((channel, door), found) in intake.channels.iter().zip(&intake.doors).zip(found) {
        if wrong.is_empty() && door.serial != found {
            let (name, let_in) = (&channel.name, door.serial);
            wrong.push(format!(
                "{let_in} persons came through `{name}`, and {found} are known"
            ));
        }
    }
    wrong
}

impl Subsystem for Talent {
    type Spec = spec::TalentFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[books::METRICS, before::METRICS];

    fn declare(spec: &Self::Spec, names: &mut Names) {
        names
            .channels
            .extend(spec.channels.names().map(str::to_owned));
        let brought = spec.channels.iter();
        let brought = brought.filter(|(_, file)| matches!(file, ChannelFile::Programme(_)));
        names
            .programme_channels
            .extend(brought.map(|(name, _)| name.to_owned()));
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
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

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Population>();
        world.init_resource::<Handover<Registered>>();
        world.init_resource::<City>();
        world.init_resource::<Programmes>();
        world.init_resource::<Expertise>();
        Handover::<Comer>::add_reader(world);
        let intake = Intake::new(self.clone(), world.resource(), world.resource());
        world.insert_resource(intake);
        sim.add(Stage::Talent, register);
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            world.resource_mut::<Intake>().books.reset(period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Intake>().events
    }
}
