//! The audit of limits.

use bevy_ecs::prelude::*;

use super::state::JudgedDays;
use crate::engine::Clock;

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
    let judged = days.iter().skip_while(|day| day.is_none());
    let without = judged.filter(|day| day.is_none()).count();
    if without > 0 {
        wrong.push(format!(
            "{without} days after the first constraint have none"
        ));
    }
    wrong
}
