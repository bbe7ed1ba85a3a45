//! The state of staffing: the crews of the roles, changes that wait for midnight, and turnover.

use std::collections::VecDeque;
use std::ops::Range;

use bevy_ecs::prelude::*;

use super::hiring::{AGE_DAYS, Recruiting, tier_of};
use super::plan::{Drive, Manning, Staffing};
use super::skill::SkillCurve;
use super::statistics::Statistics;
use crate::engine::Streams;
use crate::industry::shared::people::{Career, Person, Population, Standing, founder_serial};
use crate::industry::shared::staff::{Role, StaffChange, StaffChangeKind};
use crate::units::{Duration, Rate, SimTime};

/// The people in the posts of a role, and the skill they have together.
///
/// Since the lack of skill of everybody shrinks by the same factor, the sum over all of them does
/// too: time costs one multiplication, not one for each person.
#[derive(Clone, Debug)]
pub(super) struct RoleCrew {
    curve: SkillCurve,
    /// How long everybody who joins is trained before the first shift.
    training: Duration,
    heads: u32,
    /// Of these, who is in training: the end of it, first to end first, and the experience before.
    trainees: VecDeque<(SimTime, Duration)>,
    /// The sum over all others of the part of a beginner's lack of skill that is left.
    inexperience: f64,
    updated: SimTime,
}

impl RoleCrew {
    /// `heads` people, each of whom has been in such a post for a time of `experience` already.
    fn new(curve: SkillCurve, training: Duration, heads: u32, experience: Duration) -> Self {
        Self {
            curve,
            training,
            heads,
            trainees: VecDeque::new(),
            inexperience: f64::from(heads) * curve.inexperience(experience),
            updated: SimTime::ZERO,
        }
    }

    /// The number of people.
    pub(super) const fn heads(&self) -> u32 {
        self.heads
    }

    /// How many of them are in training.
    pub(super) fn in_training(&self) -> u32 {
        u32::try_from(self.trainees.len()).expect("no more than heads")
    }

    /// How many experienced people would do as much, at the time of the last change; who is in
    /// training does nothing (equation E52).
    pub(super) fn effective(&self) -> f64 {
        let at_work = f64::from(self.heads - self.in_training());
        at_work - self.curve.beginner.complement().get() * self.inexperience
    }

    /// Lets everybody learn until `now`; who has been trained is at work from then on.
    pub(super) fn learn(&mut self, now: SimTime) {
        let span = now.since(self.updated);
        self.inexperience *= self.curve.inexperience(span);
        self.updated = now;
        while let Some(&(end, experience)) = self.trainees.front()
            && end <= now
        {
            self.trainees.pop_front();
            self.inexperience += self.curve.inexperience(now.since(end) + experience);
        }
    }

    /// A person joins who has been in such posts for a time of `experience`.
    fn join(&mut self, now: SimTime, experience: Duration) {
        self.learn(now);
        self.heads += 1;
        if self.training.is_zero() {
            self.inexperience += self.curve.inexperience(experience);
        } else {
            self.trainees.push_back((now + self.training, experience));
        }
    }

    /// A person of this past leaves.
    fn leave(&mut self, now: SimTime, past: Past) {
        self.learn(now);
        self.heads -= 1;
        match past {
            Past::InTraining(end, experience) => {
                let trainee = (end, experience);
                let place = self.trainees.iter().position(|one| *one == trainee);
                self.trainees
                    .remove(place.expect("everybody in training is known"));
            }
            Past::AtWork(age) => {
                self.inexperience = (self.inexperience - self.curve.inexperience(age)).max(0.0);
            }
        }
        if self.heads == self.in_training() {
            self.inexperience = 0.0;
        }
    }
}

/// What a person in a post has behind at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Past {
    /// Training goes on until then, after so much experience elsewhere.
    InTraining(SimTime, Duration),
    /// So much time at work in such posts.
    AtWork(Duration),
}

/// The people of the roles that are staffed by persons.
#[derive(Clone, Debug)]
pub(super) struct Crews {
    by_role: [Option<RoleCrew>; Role::ALL.len()],
    /// The rows of those who hold posts at the start.
    founders: Range<u32>,
    /// How long the founders had been in such posts at the start.
    experience: Duration,
}

impl Crews {
    /// The people of a role, if it is staffed by persons.
    pub(super) const fn of(&self, role: Role) -> Option<&RoleCrew> {
        self.by_role[role as usize].as_ref()
    }

    /// The people of a role that is staffed by persons.
    ///
    /// # Panics
    /// If it is not.
    pub(super) fn of_mut(&mut self, role: Role) -> &mut RoleCrew {
        let crew = self.by_role[role as usize].as_mut();
        crew.expect("nobody is hired for a role without persons")
    }

    /// Adds or removes the person of a change.
    pub(super) fn apply(
        &mut self,
        at: SimTime,
        change: &StaffChange,
        person: &Person,
        drives: &[Drive],
    ) {
        let experience = experience_elsewhere(person, change.hired, drives);
        let past = self.past(
            change.person.into(),
            change.role,
            change.hired,
            experience,
            at,
        );
        let crew = self.of_mut(change.role);
        match change.kind {
            StaffChangeKind::Joined => crew.join(at, experience),
            StaffChangeKind::Left => crew.leave(at, past),
        }
    }

    /// What the person of a row, hired at an instant after so much experience elsewhere, has behind
    /// at `now`.
    fn past(
        &self,
        row: u32,
        role: Role,
        hired: SimTime,
        experience: Duration,
        now: SimTime,
    ) -> Past {
        let age = now.since(hired);
        // A founder who took up another post later is a beginner there.
        if hired == SimTime::ZERO && self.founders.contains(&row) {
            return Past::AtWork(age + self.experience);
        }
        let training = self.of(role).map_or(Duration::ZERO, |crew| crew.training);
        if age < training {
            Past::InTraining(hired + training, experience)
        } else {
            Past::AtWork(age.saturating_sub(training) + experience)
        }
    }

    /// The skill of the given people of a role, by row, added up one by one as of `now`.
    pub(super) fn skill_of<'a>(
        &self,
        role: Role,
        people: impl Iterator<Item = (usize, &'a Person)>,
        drives: &[Drive],
        now: SimTime,
    ) -> f64 {
        let Some(crew) = self.of(role) else {
            return 0.0;
        };
        people
            .map(|(row, person)| {
                let row = u32::try_from(row).expect("a row");
                let experience = experience_elsewhere(person, person.hired, drives);
                match self.past(row, role, person.hired, experience, now) {
                    Past::InTraining(..) => 0.0,
                    Past::AtWork(age) => crew.curve.skill(age),
                }
            })
            .sum()
    }
}

/// How long a person who took up a post at `hired` had been in such posts before, elsewhere.
fn experience_elsewhere(person: &Person, hired: SimTime, drives: &[Drive]) -> Duration {
    let drive = drives.iter().find(|drive| drive.channel == person.origin);
    drive.map_or(Duration::ZERO, |drive| drive.experience_of(person, hired))
}

/// The exit rate of engineers, smoothed: exits and person time of the past, both of which fade at
/// the same pace, so that the rate is unbiased from the first day on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Turnover {
    exits: f64,
    person_millis: f64,
}

impl Turnover {
    /// Lets `span` pass, in which `heads` people were employed at first.
    pub(super) fn pass(&mut self, span: Duration, heads: u32, window: Duration) {
        let fading = libm::exp(-(span.as_millis() as f64 / window.as_millis() as f64));
        self.exits *= fading;
        self.person_millis *= fading;
        self.person_millis += f64::from(heads) * span.as_millis() as f64;
    }

    /// Counts an exit.
    pub(super) fn exit(&mut self) {
        self.exits += 1.0;
    }

    /// Exits per person and time.
    pub(super) fn rate(self) -> Rate {
        if self.person_millis > 0.0 {
            Rate::per_milli(self.exits / self.person_millis)
        } else {
            Rate::ZERO
        }
    }
}

/// The state of staffing.
#[derive(Resource)]
pub(super) struct Roster {
    pub(super) plan: Staffing,
    pub(super) crews: Crews,
    /// Changes that count from the next midnight on.
    pub(super) pending: Vec<(SimTime, StaffChange)>,
    pub(super) turnover: Turnover,
    /// Hiring beyond the plan.
    pub(super) recruiting: Recruiting,
    /// Whether those who are hired beyond the plan are taken on here, and not by careers.
    pub(super) takes_on: bool,
    /// When the last roster was made; none before the first.
    pub(super) planned: Option<SimTime>,
    pub(super) statistics: Statistics,
    pub(super) events: u64,
}

impl Roster {
    /// The roster before the first day; spawns those who hold posts at the start.
    pub(super) fn new(
        plan: Staffing,
        streams: &Streams,
        takes_on: bool,
        world: &mut World,
    ) -> Self {
        let first = world.resource::<Population>().rows;
        let persons: Vec<Person> = founders(&plan).collect();
        let end = first + u32::try_from(persons.len()).expect("checked counts");
        world.resource_mut::<Population>().rows = end;
        world.spawn_batch(persons);
        let by_role = Role::ALL.map(|role| match plan.manning[role as usize] {
            Manning::Persons { initial, curve } => {
                let training = plan.course(role).time;
                Some(RoleCrew::new(curve, training, initial, plan.experience))
            }
            Manning::Unlimited | Manning::Fixed(_) => None,
        });
        let recruiting = Recruiting::new(&plan, streams);
        let statistics = Statistics::of(plan.drives.len());
        let mut roster = Self {
            crews: Crews {
                by_role,
                founders: first..end,
                experience: plan.experience,
            },
            plan,
            pending: Vec::new(),
            turnover: Turnover::default(),
            recruiting,
            takes_on,
            planned: None,
            statistics,
            events: 0,
        };
        roster.book_opened();
        roster
    }

    /// Books the posts that have been opened.
    pub(super) fn book_opened(&mut self) {
        for place in self.recruiting.opened.drain(..) {
            let drive = &self.plan.drives[place];
            let of = &mut self.statistics.drives[place];
            of.opened += u64::from(drive.count);
            of.open.add(drive.opens, drive.count.into());
        }
    }
}

/// Those who hold posts at the start, by role, employed since the first instant.
fn founders(plan: &Staffing) -> impl Iterator<Item = Person> {
    Role::ALL.into_iter().flat_map(|role| {
        let person = Person {
            registered: SimTime::ZERO,
            serial: 0,
            hired: SimTime::ZERO,
            born_day: -AGE_DAYS,
            career: Career::default(),
            exit_draws: 0,
            origin: plan.founders,
            tier: tier_of(role),
            occupation: role.occupation(),
            standing: Standing::Employed,
            housed: false,
        };
        (0..plan.initial(role)).map(move |number| Person {
            serial: founder_serial(role as u32, number),
            ..person
        })
    })
}
