//! What staffing counts, reports and can be audited by.

use bevy_ecs::prelude::*;

use super::roster::Roster;
use super::spec::Manning;
use crate::engine::{Figures, Level, Series, metrics};
use crate::industry::shared::people::{Person, Standing};
use crate::industry::shared::staff::{Role, Staff, StaffChangeKind};
use crate::units::SimTime;
use crate::units::number::percent;

metrics! { "staff":
    /// People of a role on shift at any time, counted by skill, mean over time.
    ON_SHIFT: "on_shift", "persons", Neither, Level;
    /// People that the plan of the plants needs in a role, all crews together.
    REQUIRED: "required", "persons", Neither, Level;
    /// People on the roster of a role, all crews together, mean over time.
    HEADCOUNT: "headcount", "persons", Neither, Level;
    /// What people of a role, counted by skill, are short of the plan, mean over time.
    SHORTAGE: "shortage", "%", Lower, Level;
    /// Skill of the people of a role, in per cent of an experienced person's.
    SKILL: "skill", "%", Higher, None;
    /// Engineers who leave per engineer and year, smoothed, at the end of the run.
    ENGINEER_EXIT_RATE: "engineer_exit_rate", "1/y", Lower, None;
}

/// Levels are whole numbers: people by skill are kept in millionths.
const MILLION: f64 = 1e6;

/// The levels of a role.
#[derive(Debug, Default)]
pub(super) struct RoleBooks {
    pub(super) on_shift: Level,
    pub(super) heads: Level,
    /// In millionths of a person.
    effective: Level,
    /// In millionths of a person.
    required: Level,
    /// In millionths.
    shortage: Level,
}

impl RoleBooks {
    /// Sets the levels that are not whole numbers.
    pub(super) fn set_shares(
        &mut self,
        now: SimTime,
        effective: f64,
        required: f64,
        shortage: f64,
    ) {
        self.effective.set(now, in_millionths(effective));
        self.required.set(now, in_millionths(required));
        self.shortage.set(now, in_millionths(shortage));
    }

    fn reset(&mut self, now: SimTime) {
        self.on_shift.reset(now);
        self.heads.reset(now);
        self.effective.reset(now);
        self.required.reset(now);
        self.shortage.reset(now);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a saturating cast of a rounded number"
)]
fn in_millionths(value: f64) -> i64 {
    (value * MILLION).round() as i64
}

/// All levels.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    pub(super) roles: [RoleBooks; 4],
}

/// Begins the statistics anew.
pub(super) fn begin_statistics(world: &mut World, now: SimTime) {
    let roles = &mut world.resource_mut::<Roster>().statistics.roles;
    for books in roles {
        books.reset(now);
    }
}

/// Adds the levels of the moment to the series.
pub(super) fn observe(world: &mut World, series: &mut Series) {
    let roster = world.resource::<Roster>();
    for role in Role::ALL {
        let books = &roster.statistics.roles[role as usize];
        match roster.rules.manning[role as usize] {
            Manning::Unlimited => {}
            Manning::Fixed(_) => {
                series.put_for(&ON_SHIFT, role.name(), books.on_shift.value() as f64);
            }
            Manning::Persons { .. } => {
                let share = |level: &Level| level.value() as f64 / MILLION;
                series.put_for(&ON_SHIFT, role.name(), books.on_shift.value() as f64);
                series.put_for(&HEADCOUNT, role.name(), books.heads.value() as f64);
                series.put_for(&REQUIRED, role.name(), share(&books.required));
                series.put_for(&SHORTAGE, role.name(), 100.0 * share(&books.shortage));
            }
        }
    }
}

/// Reports the figures at the end of the run.
pub(super) fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
    let roster = world.resource::<Roster>();
    for role in Role::ALL {
        let books = &roster.statistics.roles[role as usize];
        let name = role.name();
        match roster.rules.manning[role as usize] {
            Manning::Unlimited => {}
            Manning::Fixed(_) => figures.put_for(&ON_SHIFT, name, books.on_shift.mean(end)),
            Manning::Persons { .. } => {
                let share = |level: &Level| level.mean(end).map(|mean| mean / MILLION);
                let effective = books.effective.area_until(end) as f64 / MILLION;
                let heads = books.heads.area_until(end) as f64;
                figures.put_for(&ON_SHIFT, name, books.on_shift.mean(end));
                figures.put_for(&HEADCOUNT, name, books.heads.mean(end));
                figures.put_for(&REQUIRED, name, share(&books.required));
                let shortage = share(&books.shortage).map(|share| 100.0 * share);
                figures.put_for(&SHORTAGE, name, shortage);
                let skill = percent(effective, heads);
                figures.put_for(&SKILL, name, skill);
            }
        }
    }
    if roster.crew(Role::Engineer).is_some() {
        let rate = world.resource::<Staff>().engineer_exit_rate();
        figures.put(&ENGINEER_EXIT_RATE, rate.get_per_year());
    }
}

/// Recounts the employed and their skill, and compares with the roster.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let persons: Vec<Person> = world.query::<&Person>().iter(world).copied().collect();
    let roster = world.resource::<Roster>();
    let mut faults = Vec::new();
    for role in Role::ALL {
        let Some(crew) = roster.crew(role) else {
            continue;
        };
        let employed = |person: &(usize, &Person)| {
            person.1.standing == Standing::Employed && person.1.occupation == role.occupation()
        };
        let found = persons.iter().enumerate().filter(employed);
        let coming = roster.pending.iter().filter(|(_, c)| c.role == role);
        let coming: i64 = coming
            .map(|(_, change)| match change.kind {
                StaffChangeKind::Joined => 1,
                StaffChangeKind::Left => -1,
            })
            .sum();
        let heads = i64::from(crew.heads()) + coming;
        let count = found.clone().count();
        if i64::try_from(count) != Ok(heads) {
            faults.push(format!(
                "staffing: {heads} {} by the roster, {count} found",
                role.name()
            ));
        }
        if roster.pending.is_empty() {
            let skill = roster.skill_of(role, found.map(|(row, person)| (row, person.hired)));
            if (skill - crew.effective()).abs() > 1e-6 * heads.max(1) as f64 {
                faults.push(format!(
                    "staffing: {} have a skill of {} by the roster, {skill} found",
                    role.name(),
                    crew.effective()
                ));
            }
        }
    }
    faults
}
