//! Persons, and what the city offers them.

use bevy_ecs::prelude::*;

use super::flow::Handover;
use crate::engine::ShortDue;
use crate::engine::streams::fnv1a;
use crate::row_ids;
use crate::units::{SimTime, named_enum};

row_ids! {
    /// The row of a person in the one table of persons: the order in which they registered. Rows
    /// are never reused or moved.
    pub struct PersonRow;
}

/// The channel a person came through: its place in the scenario's list. It is kept for life, so
/// nobody is counted twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChannelId(pub u8);

named_enum! {
    /// A tier of talents, lowest first, after the report of 2019.
    pub enum Tier {
        /// T0: a student or fresh graduate.
        Student = "student",
        /// T1: a technician or operator.
        Technician = "technician",
        /// T2: an engineer.
        Engineer = "engineer",
        /// T3: a doctor or professor.
        Doctor = "doctor",
        /// T4: a leading talent.
        Leading = "leading",
        /// T5: an academician.
        Academician = "academician",
    }
}

named_enum! {
    /// The work that a person does or looks for.
    pub enum Occupation {
        /// Anything outside the chip chain.
        Other = "other",
        /// Loads and unloads tools.
        Operator = "operator",
        /// Repairs and maintains tools.
        Technician = "technician",
        /// Runs the process: yield, holds, new products.
        Engineer = "engineer",
        /// Builds boards and computers.
        Assembler = "assembler",
    }
}

named_enum! {
    /// Where a person stands: registered, settled, in the chip chain and productive are four
    /// different things.
    pub enum Standing {
        /// Registered, and not yet through the service window and its back office.
        AtWindow = "at_window",
        /// Through the window, waiting for a housing unit.
        AwaitingHousing = "awaiting_housing",
        /// Settled in the city, and not in the chip chain.
        Settled = "settled",
        /// Settled, and looking for work in the chip chain.
        Seeking = "seeking",
        /// Employed in the chip chain.
        Employed = "employed",
        /// Left the city for good.
        Left = "left",
    }
}

/// A person. One table holds all of them; state is a field, never a marker, so rows stay put.
#[derive(Component, Clone, Copy, Debug)]
pub struct Person {
    /// When the person registered.
    pub registered: SimTime,
    /// The number of the person among those of the channel: how many came before. Those who hold
    /// posts at the start are numbered within their role, see [`founder_serial`].
    pub serial: u32,
    /// When the present job began: in the chip chain for the `Employed`, in another industry for
    /// the `Settled`; meaningless otherwise.
    pub hired: SimTime,
    /// Birthday, in days since the scenario's start (below zero for everybody who is grown up).
    pub born_day: i32,
    /// What careers remembers of the person.
    pub career: Career,
    /// How many times this person's exit was drawn: the occasion of the next draw.
    pub exit_draws: u16,
    /// The channel the person came through.
    pub origin: ChannelId,
    /// The tier, which promotions raise.
    pub tier: Tier,
    /// The work that the person does or looks for.
    pub occupation: Occupation,
    /// Where the person stands.
    pub standing: Standing,
    /// Whether the person lives in a unit of the talent housing.
    pub housed: bool,
}

/// What careers remembers of a person, in few bytes, since persons are many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Career {
    /// When the person settled in the present tier, in whole minutes since the start.
    pub tier_minute: u32,
    /// The due date that was drawn last; events of earlier ones are stale.
    pub due: ShortDue,
}

const _: () = assert!(size_of::<Person>() == 40, "persons are many");

/// The serial of those who hold posts of a role at the start, such that one more in a role changes
/// the draws of nobody in another one.
///
/// * `role` — the place of the role in the list of all roles.
/// * `number` — how many of that role were counted before, fewer than 2^24.
#[must_use]
pub const fn founder_serial(role: u32, number: u32) -> u32 {
    (role << 24) | number
}

/// The high halves of the keys of persons, by channel: hashes of the channels' names. So the draws
/// of a person depend neither on who came through other channels nor on which channels there are.
///
/// ```
/// use chippark::industry::shared::people::{ChannelId, ChannelKeys};
/// let (mut one, mut other) = (ChannelKeys::default(), ChannelKeys::default());
/// one.name(ChannelId(1), "students");
/// other.name(ChannelId(7), "students");
/// assert_eq!(one.key(ChannelId(1), 5), other.key(ChannelId(7), 5));
/// ```
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelKeys(Vec<u32>);

impl ChannelKeys {
    /// Names a channel: its persons have keys of their own from now on.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the halves of a hash are meant"
    )]
    pub fn name(&mut self, channel: ChannelId, name: &str) {
        for unnamed in self.0.len()..=usize::from(channel.0) {
            self.0.push(unnamed as u32);
        }
        let hash = fnv1a(name.as_bytes());
        self.0[usize::from(channel.0)] = (hash >> 32) as u32 ^ hash as u32;
    }

    /// The key of the counter-based draws of the person of this serial. The persons of a channel
    /// without a name, as tests of one subsystem have, are keyed by its place.
    #[inline]
    #[must_use]
    pub fn key(&self, channel: ChannelId, serial: u32) -> u64 {
        let place = usize::from(channel.0);
        let high = self.0.get(place).copied().unwrap_or(u32::from(channel.0));
        (u64::from(high) << 32) | u64::from(serial)
    }

    /// The key of a person's counter-based draws.
    #[inline]
    #[must_use]
    pub fn of(&self, person: &Person) -> u64 {
        self.key(person.origin, person.serial)
    }
}

/// How many persons there are rows for.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct Population {
    /// Rows taken so far: the next person's row.
    pub rows: u32,
}

/// A person who has registered. From talent to services, or to careers where a scenario has no
/// services, in a [`Handover`] as all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registered(pub PersonRow);

/// A person who has passed the window and has a home of whatever kind. From services to careers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled(pub PersonRow);

/// A person who has left the city. From careers to services, which free the person's housing at the
/// next tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departed(pub PersonRow);

/// What the city offers, as people see it: written at the end of a day, read from the next tick on.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct City {
    /// The service index S of equation E13, within 0..=1 but for the talent park's bonus.
    pub service_index: f64,
    /// The service index that the base values of choice and exit refer to: S0.
    pub reference_index: f64,
    /// The share of housing units that are free: `A_h`.
    pub housing_vacancy: f64,
    /// The share of free units that the base value of choice refers to: `A_h0`.
    pub reference_vacancy: f64,
    /// The commute, in minutes.
    pub commute_minutes: f64,
    /// Wages outside the city over wages inside, for the same work.
    pub outside_wage_ratio: f64,
}

impl Default for City {
    /// A city in which nothing pulls or pushes: every term of choice and exit is neutral.
    fn default() -> Self {
        Self {
            service_index: 1.0,
            reference_index: 1.0,
            housing_vacancy: 0.0,
            reference_vacancy: 0.0,
            commute_minutes: 30.0,
            outside_wage_ratio: 1.0,
        }
    }
}

/// Somebody whom a programme brings to the city: a founder whose company moves in, a doctor of an
/// institute. From research and ventures to talent, which registers everybody, in the same tick, as
/// a [`Handover`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comer {
    /// The channel, of kind `programme`, that says who the person is.
    pub channel: ChannelId,
}

/// Somebody of another firm, or a resident who came before the run, who takes a post here. From
/// staffing to careers, or back to staffing where a scenario has no careers: at the end of a tick,
/// for the first day at work, with which the next one begins.
#[derive(Clone, Copy, Debug)]
pub struct Recruit(pub Person);

/// A recruit who has become a row of the table of persons, at work from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recruited(pub PersonRow);

/// Makes rows of the recruits who were handed over.
///
/// # Panics
/// If 2^32 people come in a tick.
pub fn take_on(world: &mut World) {
    let recruits = world
        .resource_mut::<Handover<Recruit>>()
        .drain()
        .collect::<Vec<_>>();
    if recruits.is_empty() {
        return;
    }
    let first = world.resource::<Population>().rows;
    let more = u32::try_from(recruits.len()).expect("fewer than 2^32 in a tick");
    world.resource_mut::<Population>().rows += more;
    let mut recruited = world.resource_mut::<Handover<Recruited>>();
    for ((at, _), row) in recruits.iter().zip((first..).map(PersonRow::from)) {
        recruited.push(*at, Recruited(row));
    }
    world.spawn_batch(recruits.into_iter().map(|(_, Recruit(person))| person));
}
