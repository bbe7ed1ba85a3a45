//! Talent: people register in the city, through channels, at exact times.
//!
//! Read [`channel`] first (who comes, how often), then [`choice`] (the logit of equation E1),
//! [`gravity`] (stations, equation E2). Persons become rows of the one table of [`Person`]s, in the
//! order in which they register; services take them from [`Registered`].

pub mod books;
pub mod channel;
pub mod choice;
pub mod gravity;
pub mod spec;
#[cfg(test)]
mod tests;

use bevy_ecs::prelude::*;

use crate::engine::{
    ArrivalClock, Calendar, Clock, DurationSampler, Figures, Keyed, Phase, Sampler, Series, Sim,
    Stream, Streams,
};
use crate::event_codes;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{
    ChannelId, City, Comer, Person, PersonRow, Population, Registered, Standing,
};
use crate::industry::shared::programmes::{Expertise, Programmes};
use crate::industry::shared::{Room, Stage};
use crate::row_ids;
use crate::units::SimTime;

use books::{Books, age_in_days};
use channel::{Channel, Kind, Month};
use choice::logistic;
use gravity::lead_shares;

/// The people who come, checked.
#[derive(Clone, Debug)]
pub struct Talent {
    /// The channels, at most 250.
    pub channels: Vec<Channel>,
}

/// How talent is read.
pub const ROOM: Room = Room {
    name: "talent",
    every_day: false,
    metrics: books::METRICS,
    begin_statistics: |world, _| world.resource_mut::<Intake>().books.reset(),
    observe,
    report,
    audit,
    events: |world| world.resource::<Intake>().events,
};

row_ids! {
    /// A channel's place in the list.
    struct ChannelRow;
}

event_codes! {
    /// What a lead waits for.
    enum TalentEvent {
        /// A converted lead is through the tree and registers.
        Handled(ChannelRow),
    }
}

/// Somebody registers: when, through which channel, in which calendar year.
type Arrival = (SimTime, ChannelRow, i16);

/// The state of talent.
#[derive(Resource)]
struct Intake {
    channels: Vec<Channel>,
    doors: Vec<Door>,
    /// Converted leads on their way.
    handling: Calendar<TalentEvent>,
    month: Month,
    arrivals: Vec<Arrival>,
    persons: Vec<Person>,
    books: Books,
    events: u64,
}

/// What a channel draws from.
struct Door {
    arrivals: ArrivalClock,
    ages: Stream,
    age: Sampler,
    occupations: Stream,
    /// Persons who came through it so far.
    serial: u32,
    leads: Option<Leads>,
}

/// What the leads of a channel draw from.
struct Leads {
    /// Keyed by the lead's number: whether it is converted, and its region.
    fate: Keyed,
    handling_law: DurationSampler,
    handling: Stream,
    /// For each region, the share of leads from it or one before it.
    until: Vec<f64>,
    count: u64,
}

impl Talent {
    /// How many people register in a year at most, in the mean: with the graduates of the largest
    /// year, a settle campaign of this intensity, this factor on the leads of stations and a neutral
    /// city. For estimates of size.
    #[must_use]
    pub fn expected_per_year(&self, settle_intensity: f64, station_factor: f64) -> f64 {
        let of = |channel: &Channel| match &channel.kind {
            Kind::Students(students) => {
                let most = students.graduates.iter().map(|(_, count)| *count);
                let (city, expertise) = (City::default(), Expertise::default());
                let utility = students.choice.utility(settle_intensity, &city, &expertise);
                most.fold(0.0, f64::max) * logistic(utility)
            }
            Kind::Stations(stations) => {
                let leads = stations.leads_per_station.get_per_year();
                leads * station_factor * f64::from(stations.count()) * stations.conversion.get()
            }
            Kind::Poisson { rate } => rate.get_per_year(),
            Kind::Programme => 0.0,
        };
        self.channels.iter().map(of).sum()
    }

    /// Adds the people who come to a simulation that has its [`Streams`].
    pub fn add_to(self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.init_resource::<Population>();
        world.init_resource::<Registered>();
        world.init_resource::<City>();
        world.init_resource::<Programmes>();
        world.init_resource::<Expertise>();
        world.init_resource::<Handover<Comer>>();
        let streams = world.resource::<Streams>();
        let doors = self
            .channels
            .iter()
            .map(|channel| Door::new(channel, streams))
            .collect();
        let month = Month::of(world.resource::<Clock>(), SimTime::ZERO);
        let intake = Intake {
            doors,
            handling: Calendar::new(),
            month,
            arrivals: Vec::new(),
            persons: Vec::new(),
            books: Books::new(&self.channels, month.year),
            events: 0,
            channels: self.channels,
        };
        world.insert_resource(intake);
        sim.add(Stage::Inflow, register);
    }
}

impl Door {
    fn new(channel: &Channel, streams: &Streams) -> Self {
        let name = &*channel.name;
        let leads = match &channel.kind {
            Kind::Stations(stations) => {
                let mut sum = 0.0;
                let shares = lead_shares(
                    &stations.regions,
                    stations.gravity_exponent,
                    stations.gravity_reach,
                );
                let until = shares.iter().map(|share| {
                    sum += share;
                    sum
                });
                Some(Leads {
                    fate: streams.keyed(&format!("talent.leads {name}")),
                    handling_law: DurationSampler::new(&stations.handling),
                    handling: streams.stream("talent.handling", name),
                    until: until.collect(),
                    count: 0,
                })
            }
            Kind::Students(_) | Kind::Programme | Kind::Poisson { .. } => None,
        };
        Self {
            arrivals: ArrivalClock::new(streams.stream("talent.arrivals", name)),
            ages: streams.stream("talent.ages", name),
            age: Sampler::new(channel.persons.age.law()),
            occupations: streams.stream("talent.occupations", name),
            serial: 0,
            leads,
        }
    }
}

impl Leads {
    /// The region of the next lead and, if it is converted, when it registers.
    fn next(&mut self, at: SimTime, conversion: f64) -> (usize, Option<SimTime>) {
        let fate = self.fate.draw(self.count, 0);
        self.count += 1;
        let region = fate.other().uniform();
        let region = self.until.partition_point(|&until| until <= region);
        let registers = fate
            .chance(conversion)
            .then(|| at + self.handling_law.sample(&mut self.handling));
        (region.min(self.until.len() - 1), registers)
    }
}

impl Intake {
    /// Collects everybody who registers in the present tick, in order of time.
    fn collect(
        &mut self,
        clock: &Clock,
        city: &City,
        programmes: &Programmes,
        expertise: &Expertise,
    ) {
        let (mut now, end) = (clock.tick_start(), clock.tick_end());
        while now < end {
            if now >= self.month.end {
                self.month = Month::of(clock, now);
            }
            let until = end.min(self.month.end);
            for row in 0..self.channels.len() {
                let kind = &self.channels[row].kind;
                let rate = kind.rate(&self.month, city, programmes, expertise);
                self.doors[row].arrivals.set_rate(now, rate);
                self.collect_from(row, until);
            }
            now = until;
        }
        while let Some((at, TalentEvent::Handled(row))) = self.handling.pop_until(end) {
            self.arrivals.push((at, row, clock.date(at).year()));
        }
        // Stable: at one instant, those whom programmes bring come first, then channels in their order.
        self.arrivals.sort_by_key(|&(at, ..)| at);
    }

    /// Collects those who come through one channel before `until`, within one month.
    fn collect_from(&mut self, row: usize, until: SimTime) {
        let door = &mut self.doors[row];
        while let Some(at) = door.arrivals.next_before(until) {
            self.events += 1;
            match (&self.channels[row].kind, &mut door.leads) {
                (Kind::Stations(stations), Some(leads)) => {
                    let (region, registers) = leads.next(at, stations.conversion.get());
                    self.books.leads[row][region] += 1;
                    if let Some(at) = registers {
                        let event = TalentEvent::Handled(ChannelRow::new(row));
                        self.handling.schedule(at, Phase::Settle, event);
                    }
                }
                (
                    Kind::Stations(_) | Kind::Students(_) | Kind::Programme | Kind::Poisson { .. },
                    _,
                ) => {
                    self.arrivals
                        .push((at, ChannelRow::new(row), self.month.year));
                }
            }
        }
    }

    /// Draws who the collected ones are, and books them.
    fn admit(&mut self) {
        for &(at, row, year) in &self.arrivals {
            let (door, channel) = (&mut self.doors[row.index()], &self.channels[row.index()]);
            let age = age_in_days(door.age.sample(&mut door.ages));
            let tier = channel.persons.tier;
            self.books.register(row.index(), tier, age, year);
            self.persons.push(Person {
                registered: at,
                serial: door.serial,
                hired: SimTime::ZERO,
                born_day: day(at.day()) - day(age),
                exit_draws: 0,
                origin: channel_id(row),
                tier,
                occupation: channel.persons.occupation(door.occupations.uniform()),
                standing: Standing::AtWindow,
                housed: false,
            });
            door.serial += 1;
        }
        self.events += self.arrivals.len() as u64;
    }
}

fn channel_id(row: ChannelRow) -> ChannelId {
    ChannelId(u8::try_from(row.index()).expect("at most 250 channels"))
}

fn day(count: u64) -> i32 {
    i32::try_from(count).expect("a day within the calendar")
}

/// Registers the people of the present tick.
fn register(world: &mut World) {
    world.resource_scope(|world, mut intake: Mut<Intake>| {
        let intake = &mut *intake;
        let (city, programmes) = (*world.resource::<City>(), *world.resource::<Programmes>());
        let expertise = *world.resource::<Expertise>();
        world.resource_scope(|world, mut comers: Mut<Handover<Comer>>| {
            let clock = world.resource::<Clock>();
            for (at, comer) in comers.drain() {
                let row = ChannelRow::new(usize::from(comer.channel.0));
                intake.arrivals.push((at, row, clock.date(at).year()));
            }
            intake.collect(clock, &city, &programmes, &expertise);
        });
        intake.admit();
        let first = world.resource::<Population>().rows;
        let rows = (first..).map(PersonRow);
        let mut registered = world.resource_mut::<Registered>();
        registered.0.clear();
        registered
            .0
            .extend(intake.arrivals.drain(..).map(|(at, ..)| at).zip(rows));
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
}

fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
    let clock = world.resource::<Clock>();
    let (first, last) = (clock.date(SimTime::ZERO), clock.date(end));
    let is_full = |year: i16| {
        let new_year = |year: i16| jiff::civil::date(year, 1, 1);
        new_year(year) >= first && new_year(year + 1) <= last
    };
    let intake = world.resource::<Intake>();
    intake.books.report(&intake.channels, is_full, figures);
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
