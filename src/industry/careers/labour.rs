//! The labour market of the chip chain: people come, find work, change jobs and leave.
//!
//! Everybody has one due date at most. It is drawn under the bound of [`Pressure`] and its kind
//! says which hazards it was drawn for; a hire leaves the seeker's due date standing, since being
//! employed only takes one of its hazards away. So no due date is ever stale, but for those that a
//! raised bound voids all at once.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use super::hazard::Pressure;
use super::spec::Careers;
use super::statistics::Statistics;
use crate::engine::{Calendar, EventCode, Keyed, Phase, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{At, City, Occupation, Person, PersonRow, Standing};
use crate::industry::shared::staff::{Role, Staff, StaffChange, StaffChangeKind};
use crate::units::{Duration, SimTime};

/// Somebody's due date has come; the kind says what was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Of a seeker, who may leave the city or give up seeking.
    Seeker(PersonRow),
    /// Of somebody with a constant hazard of leaving the city.
    Resident(PersonRow),
    /// Of somebody with a job in another industry, which may end.
    Job(PersonRow),
}

/// Bits of an event's code that hold the row: a billion persons.
const ROW_BITS: u32 = 30;

impl EventCode for Due {
    #[inline]
    fn pack(self) -> u32 {
        let (kind, row) = match self {
            Self::Seeker(row) => (0, row),
            Self::Resident(row) => (1, row),
            Self::Job(row) => (2, row),
        };
        assert!(row.0 < 1 << ROW_BITS, "more than a billion persons");
        (kind << ROW_BITS) | row.0
    }

    #[inline]
    fn unpack(code: u32) -> Self {
        let row = PersonRow(code & ((1 << ROW_BITS) - 1));
        match code >> ROW_BITS {
            0 => Self::Seeker(row),
            1 => Self::Resident(row),
            _ => Self::Job(row),
        }
    }
}

/// Whether people come through services or straight from registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrivals {
    /// The scenario has services: people come when they have settled, and services hear of those
    /// who leave.
    Settled,
    /// It has none: people settle when they register.
    Registered,
}

/// The state of the labour market.
#[derive(Resource)]
pub(super) struct Labour {
    pub(super) rules: Careers,
    pub(super) arrivals: Arrivals,
    pub(super) calendar: Calendar<Due>,
    pub(super) statistics: Statistics,
    pub(super) events: u64,
    streams: Streams,
    exits: Keyed,
    /// Seekers by role, first come first; those who left or gave up are skipped when they come up.
    pools: [VecDeque<PersonRow>; 4],
    pressure: Pressure,
    /// The midnight of the last hiring; none before the first tick.
    last_hiring: Option<SimTime>,
    horizon: SimTime,
}

impl Labour {
    pub(super) fn new(
        rules: Careers,
        arrivals: Arrivals,
        streams: Streams,
        horizon: SimTime,
    ) -> Self {
        Self {
            rules,
            arrivals,
            calendar: Calendar::new(),
            statistics: Statistics::default(),
            events: 0,
            exits: streams.keyed("careers/exit"),
            streams,
            pools: Default::default(),
            pressure: Pressure::NEUTRAL,
            last_hiring: None,
            horizon,
        }
    }

    /// How many people of a pool still seek, recounted.
    pub(super) fn seekers_in_pool(&self, role: Role, persons: &[Person]) -> usize {
        let seeks = |row: &&PersonRow| persons[row.index()].standing == Standing::Seeking;
        self.pools[role as usize].iter().filter(seeks).count()
    }
}

/// What a tick works on: the labour market, the persons by row, and the hand-overs.
pub(super) struct Town<'a> {
    pub(super) labour: &'a mut Labour,
    pub(super) persons: &'a mut [Person],
    pub(super) departed: &'a mut Vec<At>,
    pub(super) changes: &'a mut Handover<StaffChange>,
}

impl Town<'_> {
    /// Does what is due in the tick, in order of time: hiring at midnight, then arrivals and due
    /// dates as they come.
    pub(super) fn tick(
        &mut self,
        start: SimTime,
        end: SimTime,
        arrivals: &mut Vec<At>,
        staff: &Staff,
        city: &City,
    ) {
        match self.labour.last_hiring {
            None => self.begin(start, city),
            Some(last) if last.day() < start.day() => {
                self.hire(start, start.since(last), staff);
                self.labour.last_hiring = Some(start);
            }
            Some(_) => {}
        }
        for (at, row) in arrivals.drain(..) {
            self.drain_until(at);
            self.enter(at, row);
        }
        self.drain_until(end);
        self.follow(city, end);
    }

    /// Takes on those who are employed from the start.
    fn begin(&mut self, now: SimTime, city: &City) {
        self.labour.last_hiring = Some(now);
        let factor = self.labour.rules.leaving.city.factor(city);
        // Nothing is drawn yet, so a raised bound voids nothing.
        let _ = self.labour.pressure.set(factor);
        for row in (0..).map(PersonRow).take(self.persons.len()) {
            let person = self.persons[row.index()];
            if person.standing == Standing::Employed {
                let role = Role::of(person.occupation).expect("a post in the chip chain");
                self.labour.statistics.found(now, &person, role);
                self.draw(now, row);
            }
        }
    }

    /// From the end of the tick on, the city as it is now moves the hazards.
    fn follow(&mut self, city: &City, now: SimTime) {
        let factor = self.labour.rules.leaving.city.factor(city);
        if !self.labour.pressure.set(factor) {
            return;
        }
        // Waiting times under constant hazards have no memory, and the Weibull law's is the start
        // of the job: dates drawn anew from now on are as good as the old ones were.
        self.labour.calendar = Calendar::new();
        for row in (0..).map(PersonRow).take(self.persons.len()) {
            match self.persons[row.index()].standing {
                Standing::Settled | Standing::Seeking | Standing::Employed => self.draw(now, row),
                Standing::AtWindow | Standing::AwaitingHousing | Standing::Left => {}
            }
        }
    }

    fn drain_until(&mut self, limit: SimTime) {
        while let Some((now, due)) = self.labour.calendar.pop_until(limit) {
            self.labour.events += 1;
            self.answer(now, due);
        }
    }

    /// Somebody has settled: into the pool of an occupation, or into another industry.
    fn enter(&mut self, now: SimTime, row: PersonRow) {
        self.labour.events += 1;
        let person = &mut self.persons[row.index()];
        if let Some(role) = Role::of(person.occupation) {
            person.standing = Standing::Seeking;
            self.labour.pools[role as usize].push_back(row);
            self.labour.statistics.entered_pool(now, person, role);
        } else {
            person.standing = Standing::Settled;
            person.hired = now;
            self.labour.statistics.entered_city(now, person);
        }
        self.draw(now, row);
    }

    /// Draws the due date of a person under the hazards of the present standing.
    fn draw(&mut self, now: SimTime, row: PersonRow) {
        let (labour, person) = (&mut *self.labour, &mut self.persons[row.index()]);
        let occasion = u64::from(person.exit_draws);
        person.exit_draws = person.exit_draws.wrapping_add(1);
        let amount = labour.exits.draw(person.key(), occasion).exponential();
        let bound = labour.pressure.bound;
        let rules = &labour.rules;
        let leaving = rules.leaving.rate(person.tier, person.occupation);
        let (due, at) = match (person.standing, leaving) {
            (Standing::Seeking, Some(rate)) => {
                let total = rate.get_per_milli() * bound + rules.leak.get_per_milli();
                (
                    Due::Seeker(row),
                    now + Duration::from_millis_f64(amount / total),
                )
            }
            (_, Some(rate)) => {
                let total = rate.get_per_milli() * bound;
                (
                    Due::Resident(row),
                    now + Duration::from_millis_f64(amount / total),
                )
            }
            (_, None) => {
                let age = now.since(person.hired);
                let age = rules.leaving.first_job.age_after(age, amount / bound);
                (Due::Job(row), person.hired + age)
            }
        };
        if at < labour.horizon {
            labour.calendar.schedule(at, Phase::Settle, due);
        }
    }

    /// Decides what a due date brings: the second word of the draw that made it chooses among the
    /// hazards it was drawn for.
    fn answer(&mut self, now: SimTime, due: Due) {
        let (Due::Seeker(row) | Due::Resident(row) | Due::Job(row)) = due;
        let (labour, person) = (&*self.labour, self.persons[row.index()]);
        let Pressure { factor, bound } = labour.pressure;
        let occasion = u64::from(person.exit_draws.wrapping_sub(1));
        let share = labour.exits.draw(person.key(), occasion).other();
        let share = share.uniform();
        match due {
            Due::Seeker(_) => {
                let rate = labour.rules.leaving.rate(person.tier, person.occupation);
                let rate = rate.unwrap_or_default().get_per_milli();
                let place = share * (rate * bound + labour.rules.leak.get_per_milli());
                if place < rate * factor {
                    return self.leave(now, row);
                }
                if place >= rate * bound && person.standing == Standing::Seeking {
                    self.give_up(now, row);
                }
            }
            Due::Resident(_) if share * bound < factor => return self.leave(now, row),
            Due::Resident(_) => {}
            Due::Job(_) => {
                if share * bound < factor * labour.rules.leaving.city_share.get() {
                    return self.leave(now, row);
                }
                if share * bound < factor {
                    self.persons[row.index()].hired = now;
                    self.labour.statistics.job_changes += 1;
                }
            }
        }
        self.draw(now, row);
    }

    /// A seeker takes a job in another industry.
    fn give_up(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        let role = Role::of(person.occupation).expect("a seeker of a chip occupation");
        self.labour.statistics.gave_up(now, person, role);
        person.standing = Standing::Settled;
        person.occupation = Occupation::Other;
        person.hired = now;
    }

    /// Somebody leaves the city, and a post if there was one.
    fn leave(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        let role = Role::of(person.occupation);
        self.labour.statistics.left(now, person, role);
        if let (Standing::Employed, Some(role)) = (person.standing, role) {
            let change = StaffChange {
                role,
                person: row,
                hired: person.hired,
                kind: StaffChangeKind::Left,
            };
            self.changes.push(now, change);
        }
        person.standing = Standing::Left;
        match self.labour.arrivals {
            Arrivals::Settled => self.departed.push((now, row)),
            Arrivals::Registered => {}
        }
    }

    /// Fills vacant posts with those who have sought longest (equation E16).
    fn hire(&mut self, now: SimTime, span: Duration, staff: &Staff) {
        for role in Role::ALL {
            let labour = &mut *self.labour;
            let (seekers, employed) = labour.statistics.seekers_and_employed(role);
            let matching = labour.rules.matching;
            let vacancies = matching.vacancies(staff.required(role), employed);
            let process = ["careers/hire/", role.name()].concat();
            let mut stream = labour.streams.stream_indexed(&process, now.day());
            for _ in 0..matching.hires(seekers, vacancies, span, &mut stream) {
                self.hire_next(now, role);
            }
            let pool = &mut self.labour.pools[role as usize];
            if pool.len() as u64 > 2 * seekers + 64 {
                let persons = &*self.persons;
                pool.retain(|row| persons[row.index()].standing == Standing::Seeking);
            }
        }
    }

    fn hire_next(&mut self, now: SimTime, role: Role) {
        let pool = &mut self.labour.pools[role as usize];
        let row = loop {
            let row = pool.pop_front().expect("as many in the pool as counted");
            if self.persons[row.index()].standing == Standing::Seeking {
                break row;
            }
        };
        let person = &mut self.persons[row.index()];
        person.standing = Standing::Employed;
        person.hired = now;
        self.labour.statistics.hired(now, role);
        let change = StaffChange {
            role,
            person: row,
            hired: now,
            kind: StaffChangeKind::Joined,
        };
        self.changes.push(now, change);
    }
}
