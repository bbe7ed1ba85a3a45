//! What limits do at midnight.

use bevy_ecs::prelude::*;

use super::judge::judge;
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
    let vacancies = Role::ALL.map(|role| staff.required(role) > f64::from(staff.headcount(role)));
    let found = judge(&waiting, &present, vacancies, &judged.thresholds);
    *waiting = Waiting::default();
    let binding = found.or(judged.last());
    judged.days.push(binding);
}
