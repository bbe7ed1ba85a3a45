//! The roster: at each midnight, who is employed becomes who is on shift.

use std::ops::Range;

use bevy_ecs::prelude::*;

use super::requirement::{shortage, tokens_on_shift};
use super::skill::Crew;
use super::spec::{Manning, Staffing};
use super::statistics::Statistics;
use crate::engine::Clock;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{Career, Person, Population, Standing, Tier};
use crate::industry::shared::staff::{Role, Staff, StaffChange, StaffChangeKind, Workload};
use crate::units::{Duration, Rate, SimTime};

/// The age of those who are there from the start, in days: 30 years, an assumption.
const FOUNDER_AGE_DAYS: i32 = 30 * 365;

/// The state of staffing.
#[derive(Resource)]
pub(super) struct Roster {
    pub(super) rules: Staffing,
    pub(super) statistics: Statistics,
    pub(super) events: u64,
    /// The people of the roles that are staffed by persons.
    crews: [Option<Crew>; 4],
    /// The rows of those who were there from the start.
    founders: Range<u32>,
    /// Changes that the next midnight will put on the roster.
    pub(super) pending: Vec<(SimTime, StaffChange)>,
    turnover: Turnover,
    planned: Option<SimTime>,
}

/// The exit rate of engineers, smoothed: exits and person time of the past, both fading at the same
/// pace, so that the rate is fair from the first day on.
#[derive(Clone, Copy, Debug, Default)]
struct Turnover {
    exits: f64,
    person_millis: f64,
}

impl Turnover {
    /// Lets `span` pass, in which `heads` people were employed at first.
    fn pass(&mut self, span: Duration, heads: u32, window: Duration) {
        let fading = libm::exp(-(span.as_millis() as f64 / window.as_millis() as f64));
        self.exits *= fading;
        self.person_millis *= fading;
        self.person_millis += f64::from(heads) * span.as_millis() as f64;
    }

    fn rate(self) -> Rate {
        if self.person_millis > 0.0 {
            Rate::per_milli(self.exits / self.person_millis)
        } else {
            Rate::ZERO
        }
    }
}

impl Roster {
    /// The roster of the first day; spawns those who are there from the start.
    pub(super) fn new(rules: Staffing, world: &mut World) -> Self {
        let first = world.resource::<Population>().rows;
        let persons: Vec<Person> = founders(&rules).collect();
        let end = first + u32::try_from(persons.len()).expect("checked counts");
        world.resource_mut::<Population>().rows = end;
        world.spawn_batch(persons);
        let crews = rules.manning.map(|manning| match manning {
            Manning::Persons { initial, curve } => {
                Some(Crew::new(curve, initial, rules.experience))
            }
            Manning::Unlimited | Manning::Fixed(_) => None,
        });
        Self {
            rules,
            statistics: Statistics::default(),
            events: 0,
            crews,
            founders: first..end,
            pending: Vec::new(),
            turnover: Turnover::default(),
            planned: None,
        }
    }

    /// The people of a role, if it is staffed by persons.
    pub(super) const fn crew(&self, role: Role) -> Option<&Crew> {
        self.crews[role as usize].as_ref()
    }

    /// How long a person has been in such posts at `now`.
    pub(super) fn time_in_post(&self, person: u32, hired: SimTime, now: SimTime) -> Duration {
        let age = now.since(hired);
        // A founder who took up another post later is a beginner there.
        if hired == SimTime::ZERO && self.founders.contains(&person) {
            age + self.rules.experience
        } else {
            age
        }
    }

    /// The skill of the given people of a role, by row and time of hire, added up one by one as of
    /// the last roster.
    pub(super) fn skill_of(
        &self,
        role: Role,
        people: impl Iterator<Item = (usize, SimTime)>,
    ) -> f64 {
        let Manning::Persons { curve, .. } = self.rules.manning[role as usize] else {
            return 0.0;
        };
        let now = self.planned.unwrap_or_default();
        people
            .map(|(row, hired)| {
                let row = u32::try_from(row).expect("a row");
                curve.skill(self.time_in_post(row, hired, now))
            })
            .sum()
    }

    /// Puts those on shift who are employed at midnight.
    fn plan(&mut self, now: SimTime, work: &Workload, staff: &mut Staff) {
        let span = now.since(self.planned.unwrap_or(now));
        let engineers = self.crew(Role::Engineer).map_or(0, Crew::heads);
        self.turnover
            .pass(span, engineers, self.rules.turnover_window);
        let later = self.pending.partition_point(|&(at, _)| at <= now);
        let mut pending = std::mem::take(&mut self.pending);
        for (at, change) in pending.drain(..later) {
            self.apply(at, change);
        }
        self.pending = pending;
        self.planned = Some(now);
        staff.set_engineer_exit_rate(self.turnover.rate());
        for role in Role::ALL {
            self.plan_role(role, now, work, staff);
        }
    }

    fn apply(&mut self, at: SimTime, change: StaffChange) {
        self.events += 1;
        let age = self.time_in_post(change.person.into(), change.hired, at);
        let crew = self.crews[change.role as usize].as_mut();
        let crew = crew.expect("nobody is hired for a role without persons");
        match change.kind {
            StaffChangeKind::Joined => crew.join(at),
            StaffChangeKind::Left => {
                crew.leave(at, age);
                if change.role == Role::Engineer {
                    self.turnover.exits += 1.0;
                }
            }
        }
    }

    fn plan_role(&mut self, role: Role, now: SimTime, work: &Workload, staff: &mut Staff) {
        let place = role as usize;
        let books = &mut self.statistics.roles[place];
        match self.rules.manning[place] {
            Manning::Unlimited => {}
            Manning::Fixed(tokens) => {
                staff.set_on_shift(role, tokens);
                books.on_shift.set(now, i64::from(tokens));
            }
            Manning::Persons { .. } => {
                let crew = self.crews[place].as_mut().expect("a role of persons");
                crew.learn(now);
                let (heads, effective) = (crew.heads(), crew.effective());
                let required = self.rules.plan.required(role, work);
                let tokens = tokens_on_shift(effective, self.rules.plan.crews_of(role, work));
                staff.set_employed(role, heads, effective);
                staff.set_required(role, required);
                staff.set_on_shift(role, tokens);
                books.on_shift.set(now, i64::from(tokens));
                books.heads.set(now, i64::from(heads));
                books.set_shares(now, effective, required, shortage(effective, required));
            }
        }
    }
}

/// Those who are there from the start: by role, employed since the first instant.
fn founders(rules: &Staffing) -> impl Iterator<Item = Person> {
    let people = Role::ALL.into_iter().flat_map(|role| {
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
            origin: rules.founders,
            tier,
            occupation: role.occupation(),
            standing: Standing::Employed,
            housed: false,
        };
        std::iter::repeat_n(person, rules.initial(role) as usize)
    });
    (0..)
        .zip(people)
        .map(|(serial, person)| Person { serial, ..person })
}

/// The one system: takes what careers changed, and plans the day at its first instant.
pub(super) fn staffing(
    clock: Res<Clock>,
    work: Res<Workload>,
    mut roster: ResMut<Roster>,
    mut changes: ResMut<Handover<StaffChange>>,
    mut staff: ResMut<Staff>,
) {
    roster.pending.extend(changes.drain());
    let now = clock.tick_start();
    if roster.planned.is_none_or(|last| last.day() < now.day()) {
        roster.plan(now, &work, &mut staff);
    }
}
