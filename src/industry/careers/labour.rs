//! The labour market of the chip chain: people come, find work, change jobs and leave.
//!
//! Everybody has one due date: the first of leaving and rising. Leaving is drawn under the bound of
//! [`Pressure`] and its kind says which hazards it was drawn for; a hire leaves a seeker's due date
//! standing, since being employed only takes one of its hazards away. Who rises or changes
//! occupation before the due date gets another one; the old one is known by its instant, which the
//! person no longer remembers. A raised bound voids all due dates at once.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use super::cultivation::Projects;
use super::evaluation::{Panels, is_here};
use super::hazard::Pressure;
use super::ladder::{Ladder, Line, Promotion, above, is_technician_in_post, minute_of, tier_since};
use super::spec::Careers;
use super::statistics::Statistics;
use crate::engine::{Calendar, Clock, EventCode, Keyed, Phase, ShortDue, Streams};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::hours::WorkWeek;
use crate::industry::shared::people::{
    City, Departed, Occupation, Person, PersonRow, Standing, Tier,
};
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
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
    /// Of somebody whose dwell in a tier ends.
    Rise(PersonRow),
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
            Self::Rise(row) => (3, row),
        };
        let row = u32::from(row);
        assert!(row < 1 << ROW_BITS, "more than a billion persons");
        (kind << ROW_BITS) | row
    }

    #[inline]
    fn unpack(code: u32) -> Self {
        let row = PersonRow::from(code & ((1 << ROW_BITS) - 1));
        match code >> ROW_BITS {
            0 => Self::Seeker(row),
            1 => Self::Resident(row),
            2 => Self::Job(row),
            _ => Self::Rise(row),
        }
    }
}

/// The state of the labour market.
#[derive(Resource)]
pub(super) struct Labour {
    pub(super) rules: Careers,
    pub(super) calendar: Calendar<Due>,
    pub(super) statistics: Statistics,
    pub(super) panels: Option<Panels>,
    pub(super) projects: Option<Projects>,
    /// Technicians in posts who would be engineers.
    pub(super) line: Line,
    pub(super) events: u64,
    /// Due dates that others have replaced and that may still come up.
    pub(super) replaced: u64,
    pub(super) streams: Streams,
    exits: Keyed,
    dwells: Keyed,
    /// Seekers by role, first come first; those who left or gave up are skipped when they come up.
    pub(super) pools: [VecDeque<PersonRow>; 4],
    pressure: Pressure,
    /// The days on which panels sit: Monday to Friday.
    pub(super) week: WorkWeek,
    /// The midnight of the last hiring; none before the first tick.
    last_hiring: Option<SimTime>,
    horizon: SimTime,
}

impl Labour {
    pub(super) fn new(rules: Careers, streams: Streams, clock: &Clock) -> Self {
        let panels = rules.evaluation.clone();
        let projects = rules.cultivation.clone();
        Self {
            rules,
            calendar: Calendar::new(),
            statistics: Statistics::default(),
            panels: panels.map(|rules| Panels::new(rules, &streams)),
            projects: projects.map(|rules| Projects::new(rules, &streams)),
            line: Line::default(),
            events: 0,
            replaced: 0,
            exits: streams.keyed("careers/exit"),
            dwells: streams.keyed("careers/dwell"),
            streams,
            pools: Default::default(),
            pressure: Pressure::NEUTRAL,
            week: WorkWeek::new(5, clock.date(SimTime::ZERO)),
            last_hiring: None,
            horizon: clock.horizon(),
        }
    }

    /// How many people of a pool still seek, recounted.
    pub(super) fn seekers_in_pool(&self, role: Role, persons: &[Person]) -> usize {
        let seeks = |row: &&PersonRow| persons[row.index()].standing == Standing::Seeking;
        self.pools[role as usize].iter().filter(seeks).count()
    }
}

/// What surrounds the labour market in a tick.
pub(super) struct Surroundings<'a> {
    pub(super) staff: &'a Staff,
    pub(super) city: &'a City,
    pub(super) programmes: &'a Programmes,
    pub(super) expertise: &'a Expertise,
}

/// What a tick works on: the labour market, the persons by row, and the hand-overs.
pub(super) struct Town<'a> {
    pub(super) labour: &'a mut Labour,
    pub(super) persons: &'a mut [Person],
    pub(super) departed: &'a mut Handover<Departed>,
    pub(super) changes: &'a mut Handover<StaffChange>,
}

impl Town<'_> {
    /// Does what is due in the tick, in order of time: evaluation, cultivation and hiring at
    /// midnight, then arrivals and due dates as they come.
    pub(super) fn tick(
        &mut self,
        start: SimTime,
        end: SimTime,
        arrivals: impl Iterator<Item = (SimTime, PersonRow)>,
        around: &Surroundings,
    ) {
        let last = self.labour.last_hiring;
        if last.is_none() {
            self.begin(start, around.city);
        }
        if last.is_none_or(|last| last.day() < start.day()) {
            let strength = |kind| around.programmes.strength(kind);
            self.labour.last_hiring = Some(start);
            self.labour.statistics.count_productive(start, around.staff);
            self.evaluate(start, strength(ProgrammeKind::Evaluation));
            let projects = strength(ProgrammeKind::Cultivation);
            self.cultivate(start, projects, around.expertise.training);
            self.advance(start, around.staff);
            if let Some(last) = last {
                self.hire(start, start.since(last), around.staff);
            }
        }
        for (at, row) in arrivals {
            self.drain_until(at);
            self.enter(at, row);
        }
        self.drain_until(end);
        self.follow(around.city, end);
    }

    /// Takes on those who are employed from the start.
    fn begin(&mut self, now: SimTime, city: &City) {
        let factor = self.labour.rules.leaving.city.factor(city);
        // Nothing is drawn yet, so a raised bound voids nothing.
        let _ = self.labour.pressure.set(factor);
        for row in (0..).map(PersonRow::from).take(self.persons.len()) {
            let person = self.persons[row.index()];
            if person.standing == Standing::Employed {
                let role = Role::of(person.occupation).expect("a post in the chip chain");
                self.labour.statistics.found(now, &person, role);
                self.join_line(row);
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
        self.labour.replaced = 0;
        for row in (0..).map(PersonRow::from).take(self.persons.len()) {
            if is_here(&self.persons[row.index()]) {
                self.draw(now, row);
            }
        }
    }

    fn drain_until(&mut self, limit: SimTime) {
        while let Some((now, due)) = self.labour.calendar.pop_until(limit) {
            let (Due::Seeker(row) | Due::Resident(row) | Due::Job(row) | Due::Rise(row)) = due;
            let person = &self.persons[row.index()];
            if person.standing == Standing::Left || !person.career.due.is_now(now) {
                self.labour.replaced = self.labour.replaced.saturating_sub(1);
                continue;
            }
            self.labour.events += 1;
            self.answer(now, due);
        }
    }

    /// Somebody has settled: into the pool of an occupation, or into another industry.
    fn enter(&mut self, now: SimTime, row: PersonRow) {
        self.labour.events += 1;
        let person = &mut self.persons[row.index()];
        person.career.tier_minute = minute_of(now);
        if let Some(role) = Role::of(person.occupation) {
            person.standing = Standing::Seeking;
            self.labour.pools[role as usize].push_back(row);
            self.labour.statistics.entered_pool(now, person, role);
        } else {
            person.standing = Standing::Settled;
            person.hired = now;
            if let Some(projects) = &mut self.labour.projects {
                projects.settles(row, person);
            }
            self.labour.statistics.entered_city(now, person);
        }
        self.draw(now, row);
    }

    /// Sets the due date of a person: the first of leaving and rising.
    fn draw(&mut self, now: SimTime, row: PersonRow) {
        let (mut due, mut at) = self.draw_exit(now, row);
        if let Some(ladder) = &self.labour.rules.ladder
            && let Some(rise) = self.rises_at(ladder, row)
            && rise < at
        {
            (due, at) = (Due::Rise(row), rise.max(now));
        }
        self.persons[row.index()].career.due = ShortDue::at(at);
        if at < self.labour.horizon {
            self.labour.calendar.schedule(at, Phase::Transfer, due);
        }
    }

    /// Sets another due date, as something has happened to the person before the present one.
    pub(super) fn redraw(&mut self, now: SimTime, row: PersonRow) {
        self.labour.replaced += 1;
        self.draw(now, row);
    }

    /// When a person's dwell ends; never at the top, nor for who waits in line for it.
    fn rises_at(&self, ladder: &Ladder, row: PersonRow) -> Option<SimTime> {
        let person = &self.persons[row.index()];
        if is_technician_in_post(person) && self.labour.line.has(row) {
            let waits = person.tier == Tier::Technician;
            if waits && ladder.promotion == Promotion::Pull {
                return None;
            }
        }
        let dwell = ladder.dwell(self.labour.dwells, person)?;
        Some(tier_since(person) + dwell)
    }

    /// Draws when a person would leave, under the hazards of the present standing.
    fn draw_exit(&mut self, now: SimTime, row: PersonRow) -> (Due, SimTime) {
        let (labour, person) = (&*self.labour, &mut self.persons[row.index()]);
        let occasion = u64::from(person.exit_draws);
        person.exit_draws = person.exit_draws.wrapping_add(1);
        let amount = labour.exits.draw(person.key(), occasion).exponential();
        let bound = labour.pressure.bound;
        let rules = &labour.rules;
        let leaving = rules.leaving.rate(person.tier, person.occupation);
        match (person.standing, leaving) {
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
        }
    }

    /// Decides what a due date brings: the second word of the draw that made it chooses among the
    /// hazards it was drawn for.
    fn answer(&mut self, now: SimTime, due: Due) {
        let (Due::Seeker(row) | Due::Resident(row) | Due::Job(row) | Due::Rise(row)) = due;
        let (labour, person) = (&*self.labour, self.persons[row.index()]);
        let Pressure { factor, bound } = labour.pressure;
        let occasion = u64::from(person.exit_draws.wrapping_sub(1));
        let share = || labour.exits.draw(person.key(), occasion).other().uniform();
        match due {
            Due::Seeker(_) => {
                let rate = labour.rules.leaving.rate(person.tier, person.occupation);
                let rate = rate.unwrap_or_default().get_per_milli();
                let place = share() * (rate * bound + labour.rules.leak.get_per_milli());
                if place < rate * factor {
                    return self.leave(now, row);
                }
                if place >= rate * bound && person.standing == Standing::Seeking {
                    self.give_up(now, row);
                }
            }
            Due::Resident(_) if share() * bound < factor => return self.leave(now, row),
            Due::Resident(_) => {}
            Due::Job(_) => {
                let share = share();
                if share * bound < factor * labour.rules.leaving.city_share.get() {
                    return self.leave(now, row);
                }
                if share * bound < factor {
                    self.persons[row.index()].hired = now;
                    self.labour.statistics.job_changes += 1;
                }
            }
            Due::Rise(_) => self.end_dwell(now, row),
        }
        self.draw(now, row);
    }

    /// A person's dwell in a tier ends: up, or, where the tier comes with the post, into the line
    /// for one.
    fn end_dwell(&mut self, now: SimTime, row: PersonRow) {
        let person = &self.persons[row.index()];
        let ladder = self.labour.rules.ladder.as_ref();
        let pull = ladder.is_some_and(|ladder| ladder.promotion == Promotion::Pull);
        if pull && is_technician_in_post(person) && person.tier == Tier::Technician {
            self.labour.line.join(row);
        } else {
            let to = above(person.tier);
            self.rise(now, row, to);
        }
    }

    /// Somebody rises to a tier; the due date is the caller's business.
    pub(super) fn rise(&mut self, now: SimTime, row: PersonRow, to: Tier) {
        let person = &mut self.persons[row.index()];
        let wait = now.since(tier_since(person));
        self.labour.statistics.rose(now, person, to, wait);
        person.tier = to;
        person.career.tier_minute = minute_of(now);
        self.join_line(row);
    }

    /// A technician in a post whose tier is an engineer's joins the line for an engineer's post.
    pub(super) fn join_line(&mut self, row: PersonRow) {
        let person = &self.persons[row.index()];
        let rules = &self.labour.rules;
        let rises = rules.ladder.is_some() || rules.evaluation.is_some();
        if rises && is_technician_in_post(person) && person.tier >= Tier::Engineer {
            self.labour.line.join(row);
        }
    }

    /// Somebody of another industry seeks a post of an occupation in the chip chain.
    pub(super) fn turn_to_chips(&mut self, now: SimTime, row: PersonRow, occupation: Occupation) {
        let person = &mut self.persons[row.index()];
        let role = Role::of(occupation).expect("an occupation of the chip chain");
        self.labour
            .statistics
            .turned_to_chips(now, person, occupation, role);
        person.standing = Standing::Seeking;
        person.occupation = occupation;
        self.labour.pools[role as usize].push_back(row);
        self.redraw(now, row);
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
        self.departed.push(now, Departed(row));
    }
}
