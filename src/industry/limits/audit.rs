//! The audit of limits.

use bevy_ecs::prelude::*;

use super::judge::Scope;
use super::state::JudgedDays;
use crate::engine::Clock;
use crate::industry::shared::waiting::Waiting;

/// Each day that has ended is judged; since the first constraint, every day has one.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let ended = world.resource::<Clock>().tick_end().day();
    let days = &world.resource::<JudgedDays>().days;
    let mut wrong = Vec::new();
    if days.len() as u64 != ended {
        wrong.push(format!(
            "{ended} days have ended, but {} are judged",
            days.len()
        ));
    }
    for scope in Scope::ALL {
        let found = days.iter().map(|day| day[scope as usize]);
        let judged = found.skip_while(Option::is_none);
        let without = judged.filter(Option::is_none).count();
        if without > 0 {
            let scope = scope.name();
            wrong.push(format!(
                "{without} days after the first constraint of the {scope} have none"
            ));
        }
    }
    let places = &world.resource::<Waiting>().places;
    for bound in days.iter().flatten().flatten() {
        let is_elsewhere = |place| places.get(place).constraint != bound.constraint;
        if bound.place.is_some_and(is_elsewhere) {
            wrong.push(format!(
                "{} bound at another's place",
                bound.constraint.name()
            ));
        }
    }
    wrong
}
