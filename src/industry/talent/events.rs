//! The events of talent: arrivals at changing rates, what channels have scheduled, registrations.

use bevy_ecs::prelude::*;

use super::channel::{Agenda, ChannelEvent, Registration};
use super::conditions::{Conditions, Month};
use super::state::TalentState;
use super::statistics::age_in_days;
use crate::engine::Clock;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{
    Career, ChannelId, City, Comer, Person, PersonRow, Population, Registered, Standing,
};
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::units::{Duration, SimTime};

/// Registers the people of the present tick, in the order of their times: they become rows of the
/// table of persons, and are handed over.
pub(super) fn register(world: &mut World) {
    world.resource_scope(|world, mut talent: Mut<TalentState>| {
        let talent = &mut *talent;
        for (at, comer) in world.resource_mut::<Handover<Comer>>().drain() {
            talent.registrations.push(Registration {
                at,
                channel: comer.channel,
                profile: 0,
            });
        }
        let (city, programmes) = (*world.resource::<City>(), *world.resource::<Programmes>());
        let clock = world.resource::<Clock>();
        let expertise = world.resource::<Expertise>();
        talent.collect_arrivals(clock, &city, &programmes, expertise);
        talent.drain_calendar(clock.tick_end(), &programmes);
        // Stable: at one instant, those whom programmes bring come first, then arrivals by channel.
        talent.registrations.sort_by_key(|one| one.at);
        talent.make_persons();
        let first = world.resource::<Population>().rows;
        let rows = (first..).map(PersonRow::from);
        let mut registered = world.resource_mut::<Handover<Registered>>();
        for (registration, row) in talent.registrations.drain(..).zip(rows) {
            registered.push(registration.at, Registered(row));
        }
        if !talent.persons.is_empty() {
            let more = u32::try_from(talent.persons.len()).expect("fewer than 2^32 in a tick");
            world.resource_mut::<Population>().rows += more;
            world.spawn_batch(talent.persons.drain(..));
        }
    });
}

impl TalentState {
    /// Collects the arrivals of the present tick. Rates change at the start of a tick, of a month,
    /// and at midnight where there is awareness.
    fn collect_arrivals(
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
            let mut until = end.min(self.month.end);
            let mut level = 0.0;
            if let Some(awareness) = &self.awareness {
                let tomorrow = SimTime::ZERO + Duration::days(now.day() + 1);
                until = until.min(tomorrow);
                let strength = programmes.strength(ProgrammeKind::Awareness);
                level = awareness.level(clock.date(now)) * strength;
                self.inflow.set_awareness(now, level);
            }
            let conditions = Conditions {
                city,
                programmes,
                awareness: level,
                bases: expertise.bases,
            };
            for (channel, id) in self.channels.iter_mut().zip(0..) {
                let rate = channel.run.rate(&self.month, &conditions);
                channel.arrivals.set_rate(now, rate);
                let mut agenda = Agenda {
                    channel: ChannelId(id),
                    calendar: &mut self.calendar,
                    registrations: &mut self.registrations,
                };
                while let Some(at) = channel.arrivals.next_before(until) {
                    self.events += 1;
                    channel.run.arrive(at, &mut agenda);
                }
            }
            now = until;
        }
    }

    /// Handles what channels have scheduled before `end`.
    fn drain_calendar(&mut self, end: SimTime, programmes: &Programmes) {
        while let Some((now, event)) = self.calendar.pop_until(end) {
            self.events += 1;
            let ChannelEvent { channel, code } = event;
            let mut agenda = Agenda {
                channel,
                calendar: &mut self.calendar,
                registrations: &mut self.registrations,
            };
            let run = &mut self.channels[usize::from(channel.0)].run;
            run.handle(now, code, programmes, &mut agenda);
        }
    }

    /// Draws who the registering ones are.
    fn make_persons(&mut self) {
        for &Registration {
            at,
            channel: id,
            profile,
        } in &self.registrations
        {
            let index = usize::from(id.0);
            let channel = &mut self.channels[index];
            let (profile, age) = &channel.profiles[usize::from(profile)];
            let age = age_in_days(age.sample(&mut channel.ages));
            self.baselines.pass(at, &self.inflow.registrations);
            self.inflow.register(index, profile.tier, age);
            self.years.at(at).register(index, age);
            self.persons.push(Person {
                registered: at,
                serial: channel.registered,
                hired: SimTime::ZERO,
                born_day: day(at.day()) - day(age),
                career: Career::default(),
                exit_draws: 0,
                origin: id,
                tier: profile.tier,
                occupation: profile.occupation(channel.occupations.uniform()),
                standing: Standing::AtWindow,
                housed: false,
            });
            channel.registered += 1;
        }
        self.events += self.registrations.len() as u64;
    }
}

fn day(count: u64) -> i32 {
    i32::try_from(count).expect("a day within the calendar")
}
