//! What limits do at midnight.

use bevy_ecs::prelude::*;

use super::judge::Day;
use super::state::JudgedDays;
use crate::engine::Clock;
use crate::industry::shared::staff::{Role, Staff};
use crate::industry::shared::subsystem::Present;
use crate::industry::shared::waiting::Waiting;

/// Judges the day that ends, and empties the books of waiting for the next one.
pub(super) fn judge_day(
    clock: Res<Clock>,
    staff: Res<Staff>,
    present: Res<Present>,
    mut waiting: ResMut<Waiting>,
    mut judged: ResMut<JudgedDays>,
) {
    if !clock.ends_day() {
        return;
    }
    let has_lots = !(waiting.lots_in_fab.is_zero() && waiting.lots_in_backend.is_zero());
    judged.fab_has_begun |= has_lots;
    let found = Day {
        waiting: &waiting,
        present: &present,
        vacancies: Role::ALL.map(|role| staff.required(role) > f64::from(staff.headcount(role))),
        thresholds: &judged.thresholds,
        fab_has_begun: judged.fab_has_begun,
    }
    .judge();
    waiting.end_day();
    judged.add(found);
}
