//! What staffing does in a tick: it takes the changes of staff, and makes the roster of a day at
//! its first instant.

use bevy_ecs::prelude::*;

use super::plan::Manning;
use super::requirement::{shortage, tokens_on_shift};
use super::state::{RoleCrew, Roster};
use crate::engine::Clock;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::staff::{Role, Staff, StaffChange, StaffChangeKind, Workload};
use crate::units::SimTime;

/// The one system of staffing.
pub(super) fn drain(
    clock: Res<Clock>,
    work: Res<Workload>,
    mut roster: ResMut<Roster>,
    mut changes: ResMut<Handover<StaffChange>>,
    mut staff: ResMut<Staff>,
) {
    roster.pending.extend(changes.drain());
    let now = clock.tick_start();
    if roster.planned.is_none_or(|last| last.day() < now.day()) {
        roster.make(now, &work, &mut staff);
    }
}

impl Roster {
    /// Makes the roster of a day from those who are employed at its midnight.
    fn make(&mut self, now: SimTime, work: &Workload, staff: &mut Staff) {
        let span = now.since(self.planned.unwrap_or(now));
        let engineers = self.crews.of(Role::Engineer).map_or(0, RoleCrew::heads);
        self.turnover
            .pass(span, engineers, self.plan.turnover_window);
        let later = self.pending.partition_point(|&(at, _)| at <= now);
        for (at, change) in self.pending.drain(..later) {
            self.events += 1;
            self.crews.apply(at, &change);
            self.statistics.roles[change.role as usize].change(change.kind);
            if change.kind == StaffChangeKind::Left && change.role == Role::Engineer {
                self.turnover.exit();
            }
        }
        self.planned = Some(now);
        staff.set_engineer_exit_rate(self.turnover.rate());
        for role in Role::ALL {
            self.put_on_shift(role, now, work, staff);
        }
    }

    /// Puts the people of a role on shift.
    fn put_on_shift(&mut self, role: Role, now: SimTime, work: &Workload, staff: &mut Staff) {
        let statistics = &mut self.statistics.roles[role as usize];
        match self.plan.manning[role as usize] {
            Manning::Unlimited => {}
            Manning::Fixed(people) => {
                staff.set_fixed(role, people);
                statistics.on_shift.set(now, i64::from(people));
            }
            Manning::Persons { .. } => {
                let crew = self.crews.of_mut(role);
                crew.learn(now);
                let (heads, effective) = (crew.heads(), crew.effective());
                let required = self.plan.posts.required(role, work);
                let people = tokens_on_shift(effective, self.plan.posts.crews_of(role, work));
                staff.set_employed(role, heads, effective);
                staff.set_required(role, required);
                staff.set_on_shift(role, people);
                statistics.on_shift.set(now, i64::from(people));
                statistics.headcount.set(now, i64::from(heads));
                let shortage = shortage(effective, required);
                statistics.set_fractions(now, effective, required, shortage);
            }
        }
    }
}
