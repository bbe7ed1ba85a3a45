//! The state of talent: its channels in a run, and what they have scheduled.

use bevy_ecs::prelude::*;

use super::Talent;
use super::awareness::Awareness;
use super::channel::{Agenda, ChannelEvent, KindRun, Registration};
use super::conditions::Month;
use super::persons::Persons;
use super::plan::Channel;
use super::statistics::{Baselines, Inflow, YearOfRegistrations};
use crate::engine::{ArrivalClock, Calendar, Clock, Sampler, Stream, Streams};
use crate::industry::shared::calendar_years::CalendarYears;
use crate::industry::shared::people::{ChannelId, Person};
use crate::units::SimTime;

/// A channel in a run.
#[derive(Debug)]
pub(super) struct ChannelState {
    pub(super) name: Box<str>,
    pub(super) run: KindRun,
    pub(super) arrivals: ArrivalClock,
    /// Who registers, by profile, with the law of age.
    pub(super) profiles: Vec<(Persons, Sampler)>,
    pub(super) ages: Stream,
    pub(super) occupations: Stream,
    /// Persons who registered through it so far.
    pub(super) registered: u32,
    /// Of them, those before the last point of the series.
    pub(super) at_last_point: u32,
}

impl ChannelState {
    fn new(channel: &Channel, clock: &Clock, streams: &Streams, agenda: &mut Agenda) -> Self {
        let name = &*channel.name;
        let profiles = channel.profiles.iter();
        let profiles = profiles.map(|profile| (profile.clone(), Sampler::new(profile.age.law())));
        Self {
            name: name.into(),
            run: channel.kind.start(name, clock, streams, agenda),
            arrivals: ArrivalClock::new(streams.stream("talent.arrivals", name)),
            profiles: profiles.collect(),
            ages: streams.stream("talent.ages", name),
            occupations: streams.stream("talent.occupations", name),
            registered: 0,
            at_last_point: 0,
        }
    }
}

/// The state of talent.
#[derive(Resource)]
pub(super) struct TalentState {
    pub(super) channels: Vec<ChannelState>,
    pub(super) awareness: Option<Awareness>,
    pub(super) calendar: Calendar<ChannelEvent>,
    /// The month of the last arrivals.
    pub(super) month: Month,
    /// Who registers in the present tick.
    pub(super) registrations: Vec<Registration>,
    /// Rows for them that are not in the table of persons yet.
    pub(super) persons: Vec<Person>,
    pub(super) inflow: Inflow,
    pub(super) years: CalendarYears<YearOfRegistrations>,
    pub(super) baselines: Baselines,
    pub(super) events: u64,
}

impl TalentState {
    /// Talent before the first tick.
    pub(super) fn new(plan: &Talent, clock: &Clock, streams: &Streams) -> Self {
        let mut calendar = Calendar::new();
        let mut registrations = Vec::new();
        let channels = plan.channels.iter().zip(0..).map(|(channel, id)| {
            let mut agenda = Agenda {
                channel: ChannelId(id),
                calendar: &mut calendar,
                registrations: &mut registrations,
            };
            ChannelState::new(channel, clock, streams, &mut agenda)
        });
        let channels: Vec<ChannelState> = channels.collect();
        let month = Month::of(clock, SimTime::ZERO);
        let count = channels.len();
        Self {
            channels,
            awareness: plan.awareness,
            calendar,
            month,
            registrations,
            persons: Vec::new(),
            inflow: Inflow::new(count),
            years: CalendarYears::new(clock, YearOfRegistrations::new(count)),
            baselines: Baselines::new(clock.periods()),
            events: 0,
        }
    }
}
