//! The audit of staffing: heads and skill of the crews, counted again from the persons.

use bevy_ecs::prelude::*;

use super::state::Roster;
use crate::industry::shared::people::{Person, Standing};
use crate::industry::shared::staff::{Role, StaffChangeKind};

/// Of each role, as many persons are employed as are in its crew, changes that wait for midnight
/// included, and the skill of the crew is the sum of theirs.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let persons: Vec<Person> = world.query::<&Person>().iter(world).copied().collect();
    let roster = world.resource::<Roster>();
    let mut wrong = Vec::new();
    for role in Role::ALL {
        let Some(crew) = roster.crews.of(role) else {
            continue;
        };
        let employed = |person: &(usize, &Person)| {
            person.1.standing == Standing::Employed && person.1.occupation == role.occupation()
        };
        let found = persons.iter().enumerate().filter(employed);
        let pending = roster.pending.iter().filter(|(_, c)| c.role == role);
        let pending: i64 = pending
            .map(|(_, change)| match change.kind {
                StaffChangeKind::Joined => 1,
                StaffChangeKind::Left => -1,
            })
            .sum();
        let heads = i64::from(crew.heads()) + pending;
        let count = found.clone().count();
        if i64::try_from(count) != Ok(heads) {
            wrong.push(format!(
                "staffing: {count} persons are employed as {}, {heads} are on the roster",
                role.name()
            ));
        }
        if roster.pending.is_empty() {
            let now = roster.planned.unwrap_or_default();
            let skill = roster.crews.skill_of(role, found, &roster.plan.drives, now);
            if (skill - crew.effective()).abs() > 1e-6 * heads.max(1) as f64 {
                wrong.push(format!(
                    "staffing: the skill of persons employed as {} adds up to {skill}, that of \
                     the roster is {}",
                    role.name(),
                    crew.effective()
                ));
            }
        }
    }
    wrong
}
