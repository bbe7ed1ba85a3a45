//! Who registers in a tick: collected from the channels, then made persons.

use bevy_ecs::prelude::*;

use crate::engine::{Calendar, Clock, Phase, Streams};
use crate::industry::shared::people::{Career, ChannelId, City, Person, Standing};
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::units::number::nearest;
use crate::units::{Duration, SimTime};
use crate::{event_codes, row_ids};

use super::Talent;
use super::awareness::Awareness;
use super::before::Before;
use super::books::{Books, age_in_days};
use super::channel::{Channel, Kind, Month, Persons, Pull};
use super::door::{Behind, Door};
use super::tree::{LEVELS, LeadRow, Leads, Office};

row_ids! {
    /// A channel's place in the list.
    pub(super) struct ChannelRow;
}

event_codes! {
    /// What happens to leads and natives.
    pub(super) enum TalentEvent {
        /// A station finds a lead.
        Found(LeadRow),
        /// An officer is done with a lead.
        Handled(LeadRow),
        /// The offices of a tree open.
        Opens(ChannelRow),
        /// A conference takes place.
        Convenes(ChannelRow),
        /// A high-end native registers.
        HighEndReturns(ChannelRow),
        /// Another native registers.
        OtherReturns(ChannelRow),
    }
}

/// Somebody registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    pub(super) at: SimTime,
    pub(super) channel: ChannelRow,
    /// Whether it is a native who is not high-end.
    pub(super) is_other: bool,
}

/// The state of talent.
#[derive(Resource)]
pub(super) struct Intake {
    pub(super) channels: Vec<Channel>,
    pub(super) doors: Vec<Door>,
    pub(super) awareness: Option<Awareness>,
    calendar: Calendar<TalentEvent>,
    leads: Leads,
    month: Month,
    pub(super) arrivals: Vec<Arrival>,
    pub(super) persons: Vec<Person>,
    pub(super) books: Books,
    pub(super) before: Before,
    pub(super) events: u64,
}

impl Intake {
    pub(super) fn new(talent: Talent, clock: &Clock, streams: &Streams) -> Self {
        let Talent {
            channels,
            awareness,
        } = talent;
        let doors = channels.iter();
        let doors = doors.map(|channel| Door::new(channel, clock, streams));
        let month = Month::of(clock, SimTime::ZERO);
        let mut intake = Self {
            doors: doors.collect(),
            awareness,
            calendar: Calendar::new(),
            leads: Leads::default(),
            month,
            arrivals: Vec::new(),
            persons: Vec::new(),
            books: Books::new(&channels, month.year),
            before: Before::new(clock),
            events: 0,
            channels,
        };
        for (row, door) in intake.doors.iter_mut().enumerate() {
            let row = ChannelRow::new(row);
            let first = match &mut door.behind {
                Behind::Tree(tree) => {
                    let opens = tree.hours().next_opening(SimTime::ZERO);
                    Some((opens, TalentEvent::Opens(row)))
                }
                Behind::Natives(natives, _) => {
                    let convenes = natives.next();
                    convenes.map(|at| (at, TalentEvent::Convenes(row)))
                }
                Behind::Nothing => None,
            };
            if let Some((at, event)) = first {
                intake.calendar.schedule(at, Phase::Transfer, event);
            }
        }
        intake
    }

    /// Collects everybody who registers in the present tick, in order of time.
    pub(super) fn collect(
        &mut self,
        clock: &Clock,
        city: City,
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
                // Awareness changes at midnight.
                let tomorrow = SimTime::ZERO + Duration::days(now.day() + 1);
                until = until.min(tomorrow);
                level = awareness.level(clock.date(now))
                    * programmes.strength(ProgrammeKind::Awareness);
                self.books.set_awareness(now, level);
            }
            let pull = Pull::new(city, programmes, expertise, level);
            for row in 0..self.channels.len() {
                let rate = self.channels[row].kind.rate(&self.month, &pull);
                self.doors[row].arrivals.set_rate(now, rate);
                self.collect_from(row, until);
            }
            now = until;
        }
        while let Some((at, event)) = self.calendar.pop_until(end) {
            self.events += 1;
            self.handle(at, event, programmes);
        }
        // Stable: at one instant, those whom programmes bring come first, then channels in their
        // order.
        self.arrivals.sort_by_key(|arrival| arrival.at);
    }

    /// Collects those who come through one channel before `until`, within one month.
    fn collect_from(&mut self, row: usize, until: SimTime) {
        let door = &mut self.doors[row];
        let channel = ChannelRow::new(row);
        while let Some(at) = door.arrivals.next_before(until) {
            self.events += 1;
            if let (Kind::Stations(stations), Behind::Tree(tree)) =
                (&self.channels[row].kind, &mut door.behind)
            {
                let mut office = Office {
                    leads: &mut self.leads,
                    calendar: &mut self.calendar,
                    books: &mut self.books,
                };
                let region = tree.find(at, channel, stations, &mut office);
                self.books.leads[row][region] += 1;
            } else {
                self.arrivals.push(Arrival {
                    at,
                    channel,
                    is_other: false,
                });
            }
        }
    }

    fn handle(&mut self, now: SimTime, event: TalentEvent, programmes: &Programmes) {
        let channel = match event {
            TalentEvent::Found(row) | TalentEvent::Handled(row) => self.leads.get(row).channel,
            TalentEvent::Opens(channel)
            | TalentEvent::Convenes(channel)
            | TalentEvent::HighEndReturns(channel)
            | TalentEvent::OtherReturns(channel) => channel,
        };
        let mut office = Office {
            leads: &mut self.leads,
            calendar: &mut self.calendar,
            books: &mut self.books,
        };
        let mut registers = |is_other: bool| {
            self.arrivals.push(Arrival {
                at: now,
                channel,
                is_other,
            });
        };
        match (&mut self.doors[channel.index()].behind, event) {
            (Behind::Tree(tree), TalentEvent::Found(row)) => tree.join(now, row, &mut office),
            (Behind::Tree(tree), TalentEvent::Handled(row)) => {
                if tree.handled(now, row, &mut office) {
                    registers(false);
                }
            }
            (Behind::Tree(tree), TalentEvent::Opens(_)) => {
                let next = tree.hours().next_opening(now);
                office.calendar.schedule(next, Phase::Transfer, event);
                tree.open(now, &mut office);
            }
            (Behind::Natives(natives, _), TalentEvent::Convenes(_)) => {
                if let Kind::Conference(plan) = &self.channels[channel.index()].kind {
                    let factor = programmes.strength(ProgrammeKind::Conference);
                    let guests =
                        natives.convene(plan, now, nearest(f64::from(plan.invited) * factor));
                    office.books.convene(channel.index(), &guests);
                    for guest in &guests.returns {
                        let event = if guest.is_high_end {
                            TalentEvent::HighEndReturns(channel)
                        } else {
                            TalentEvent::OtherReturns(channel)
                        };
                        office.calendar.schedule(guest.at, Phase::Transfer, event);
                    }
                }
                if let Some(next) = natives.next() {
                    office.calendar.schedule(next, Phase::Transfer, event);
                }
            }
            (Behind::Natives(natives, _), _) => {
                natives.on_way -= 1;
                registers(matches!(event, TalentEvent::OtherReturns(_)));
            }
            (Behind::Tree(_) | Behind::Nothing, _) => {}
        }
    }

    /// Draws who the collected ones are, and books them.
    pub(super) fn admit(&mut self, clock: &Clock) {
        for &Arrival {
            at,
            channel: row,
            is_other,
        } in &self.arrivals
        {
            let (door, channel) = (&mut self.doors[row.index()], &self.channels[row.index()]);
            let (persons, age): (&Persons, _) = match (&channel.kind, &door.behind) {
                (Kind::Conference(plan), Behind::Natives(_, age)) if is_other => {
                    (&plan.others, age)
                }
                _ => (&channel.persons, &door.age),
            };
            let age = age_in_days(age.sample(&mut door.ages));
            self.books
                .register(row.index(), persons.tier, age, clock.date(at).year());
            self.before.register(at, persons.tier, age);
            self.persons.push(Person {
                registered: at,
                serial: door.serial,
                hired: SimTime::ZERO,
                born_day: day(at.day()) - day(age),
                career: Career::default(),
                exit_draws: 0,
                origin: channel_id(row),
                tier: persons.tier,
                occupation: persons.occupation(door.occupations.uniform()),
                standing: Standing::AtWindow,
                housed: false,
            });
            door.serial += 1;
        }
        self.events += self.arrivals.len() as u64;
    }

    /// What is wrong with the books of trees and natives, counted anew.
    pub(super) fn audit(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut in_trees = [0; LEVELS];
        for (channel, door) in self.channels.iter().zip(&self.doors) {
            match (&channel.kind, &door.behind) {
                (Kind::Conference(plan), Behind::Natives(natives, _)) => {
                    let left = natives.left() as u64;
                    let known = left + u64::from(natives.on_way) + u64::from(door.serial);
                    if known != u64::from(plan.pool) {
                        let (name, pool) = (&channel.name, plan.pool);
                        wrong.push(format!("{known} natives of `{name}` are known, not {pool}"));
                    }
                }
                (_, Behind::Tree(tree)) => {
                    for (sum, present) in in_trees.iter_mut().zip(tree.present()) {
                        *sum += present;
                    }
                }
                _ => {}
            }
        }
        let booked = self.books.tree.each_ref();
        let booked = booked.map(|level| level.present.value().unsigned_abs());
        let finding = self.leads.len() as u64;
        if in_trees != booked || in_trees.iter().sum::<u64>() != finding {
            wrong.push(format!(
                "{in_trees:?} leads are in the trees, {booked:?} booked, {finding} known"
            ));
        }
        wrong
    }
}

fn channel_id(row: ChannelRow) -> ChannelId {
    ChannelId(u8::try_from(row.index()).expect("at most 250 channels"))
}

fn day(count: u64) -> i32 {
    i32::try_from(count).expect("a day within the calendar")
}
