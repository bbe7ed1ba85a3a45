//! The state of staffing: the crews of the roles, changes that wait for midnight, and turnover.

use std::ops::Range;

use bevy_ecs::prelude::*;

use super::plan::{Manning, Staffing};
use super::skill::SkillCurve;
use super::statistics::Statistics;
use crate::industry::shared::people::{Career, Person, Population, Standing, Tier, founder_serial};
use crate::industry::shared::staff::{Role, StaffChange, StaffChangeKind};
use crate::units::{Duration, Rate, SimTime};

/// The age of those who hold posts at the start, in days: 30 years, an assumption.
const FOUNDER_AGE_DAYS: i32 = 30 * 365;

/// The people in the posts of a role, and the skill they have together.
///
/// Since the lack of skill of everybody shrinks by the same factor, the sum over all of them does
/// too: time costs one multiplication, not one for each person.
#[derive(Clone, Debug)]
pub(super) struct RoleCrew {
    curve: SkillCurve,
    heads: u32,
    /// The sum over all heads of the part of a beginner's lack of skill that is left.
    inexperience: f64,
    updated: SimTime,
}

impl RoleCrew {
    /// `heads` people, each of whom has been in such a post for a time of `experience` already.
    fn new(curve: SkillCurve, heads: u32, experience: Duration) -> Self {
        Self {
            curve,
            heads,
            inexperience: f64::from(heads) * curve.inexperience(experience),
            updated: SimTime::ZERO,
        }
    }

    /// The number of people.
    pub(super) const fn heads(&self) -> u32 {
        self.heads
    }

    /// How many experienced people would do as much, at the time of the last change.
    pub(super) fn effective(&self) -> f64 {
        f64::from(self.heads) - self.curve.beginner.complement().get() * self.inexperience
    }

    /// Lets everybody learn until `now`.
    pub(super) fn learn(&mut self, now: SimTime) {
        let span = now.since(self.updated);
        self.inexperience *= self.curve.inexperience(span);
        self.updated = now;
    }

    /// A beginner joins.
    fn join(&mut self, now: SimTime) {
        self.learn(now);
        self.heads += 1;
        self.inexperience += 1.0;
    }

    /// A person leaves after an `age` in such posts.
    fn leave(&mut self, now: SimTime, age: Duration) {
        self.learn(now);
        self.heads -= 1;
        self.inexperience = if self.heads == 0 {
            0.0
        } else {
            (self.inexperience - self.curve.inexperience(age)).max(0.0)
        };
    }
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
    pub(super) fn apply(&mut self, at: SimTime, change: &StaffChange) {
        let age = self.time_in_post(change.person.into(), change.hired, at);
        let crew = self.of_mut(change.role);
        match change.kind {
            StaffChangeKind::Joined => crew.join(at),
            StaffChangeKind::Left => crew.leave(at, age),
        }
    }

    /// How long the person of a row has been in such posts at `now`.
    fn time_in_post(&self, row: u32, hired: SimTime, now: SimTime) -> Duration {
        let age = now.since(hired);
        // A founder who took up another post later is a beginner there.
        if hired == SimTime::ZERO && self.founders.contains(&row) {
            age + self.experience
        } else {
            age
        }
    }

    /// The skill of the given people of a role, by row and time of hire, added up one by one as of
    /// `now`.
    pub(super) fn skill_of(
        &self,
        role: Role,
        people: impl Iterator<Item = (usize, SimTime)>,
        now: SimTime,
    ) -> f64 {
        let Some(crew) = self.of(role) else {
            return 0.0;
        };
        people
            .map(|(row, hired)| {
                let row = u32::try_from(row).expect("a row");
                crew.curve.skill(self.time_in_post(row, hired, now))
            })
            .sum()
    }
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
    /// When the last roster was made; none before the first.
    pub(super) planned: Option<SimTime>,
    pub(super) statistics: Statistics,
    pub(super) events: u64,
}

impl Roster {
    /// The roster before the first day; spawns those who hold posts at the start.
    pub(super) fn new(plan: Staffing, world: &mut World) -> Self {
        let first = world.resource::<Population>().rows;
        let persons: Vec<Person> = founders(&plan).collect();
        let end = first + u32::try_from(persons.len()).expect("checked counts");
        world.resource_mut::<Population>().rows = end;
        world.spawn_batch(persons);
        let by_role = plan.manning.map(|manning| match manning {
            Manning::Persons { initial, curve } => {
                Some(RoleCrew::new(curve, initial, plan.experience))
            }
            Manning::Unlimited | Manning::Fixed(_) => None,
        });
        Self {
            crews: Crews {
                by_role,
                founders: first..end,
                experience: plan.experience,
            },
            plan,
            pending: Vec::new(),
            turnover: Turnover::default(),
            planned: None,
            statistics: Statistics::default(),
            events: 0,
        }
    }
}

/// Those who hold posts at the start, by role, employed since the first instant.
fn founders(plan: &Staffing) -> impl Iterator<Item = Person> {
    Role::ALL.into_iter().flat_map(|role| {
        let tier = match role {
            Role::Engineer => Tier::Engineer,
            Role::Operator | Role::Technician | Role::Assembler => Tier::Technician,
        };
        let person = Person {
            registered: SimTime::ZERO,
            serial: 0,
            hired: SimTime::ZERO,
            born_day: -FOUNDER_AGE_DAYS,
            career: Career::default(),
            exit_draws: 0,
            origin: plan.founders,
            tier,
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
