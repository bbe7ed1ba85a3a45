//! What staffing does in a tick: it takes the changes of staff, makes the roster of a day at its
//! first instant, and hands over those who are hired beyond the plan and begin with the next tick.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::plan::Manning;
use super::requirement::{shortage, tokens_on_shift};
use super::state::{RoleCrew, Roster};
use crate::engine::Clock;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::people::{Person, PersonRow, Recruit, Recruited};
use crate::industry::shared::staff::{Role, Staff, StaffChange, StaffChangeKind, Wages, Workload};
use crate::industry::shared::table::rows;
use crate::units::{Duration, SimTime};

/// What staffing reads and writes in a tick.
#[derive(SystemParam)]
pub(super) struct Parameters<'w, 's> {
    clock: Res<'w, Clock>,
    work: Res<'w, Workload>,
    wages: Res<'w, Wages>,
    roster: ResMut<'w, Roster>,
    changes: ResMut<'w, Handover<StaffChange>>,
    recruits: ResMut<'w, Handover<Recruit>>,
    recruited: ResMut<'w, Handover<Recruited>>,
    staff: ResMut<'w, Staff>,
    postings: ResMut<'w, Postings>,
    persons: Query<'w, 's, &'static mut Person>,
}

/// The system of staffing.
pub(super) fn drain(parameters: Parameters) {
    let Parameters {
        clock,
        work,
        wages,
        mut roster,
        mut changes,
        mut recruits,
        mut recruited,
        mut staff,
        mut postings,
        mut persons,
    } = parameters;
    let (now, end) = (clock.tick_start(), clock.tick_end());
    let persons = &*rows(&mut persons);
    roster.pending.extend(changes.drain());
    roster.book_begun(&mut postings);
    if roster.takes_on {
        for (at, Recruited(row)) in recruited.drain() {
            roster.take_on(at, row, persons);
        }
    }
    if roster.planned.is_none_or(|last| last.day() < now.day()) {
        roster.make(now, &work, persons, &mut staff, &mut postings);
    }
    let midnight = SimTime::ZERO + Duration::days(end.day());
    roster.hand_over(midnight, &wages, &mut recruits, &mut staff);
}

impl Roster {
    /// Books those who have begun a post that was opened for them.
    fn book_begun(&mut self, postings: &mut Postings) {
        for start in self.recruiting.begun.drain(..) {
            let drive = &self.plan.drives[start.drive];
            let of = &mut self.statistics.drives[start.drive];
            of.began += 1;
            of.open.add(start.at, -1);
            of.time_to_hire.add_span(start.at.since(drive.opens));
            of.cost += drive.cost;
            postings.hire();
            postings.hire_at(drive.cost);
        }
    }

    /// Takes on somebody from elsewhere, where the scenario has no careers.
    fn take_on(&mut self, at: SimTime, row: PersonRow, persons: &[Person]) {
        self.statistics.recruited += 1;
        let change = StaffChange::recruited(row, &persons[row.index()]);
        self.pending.push((at, change));
    }

    /// Hands over those who begin by a midnight, each with a post beyond the plan (equation E51).
    fn hand_over(
        &mut self,
        midnight: SimTime,
        wages: &Wages,
        recruits: &mut Handover<Recruit>,
        staff: &mut Staff,
    ) {
        self.recruiting.advance(&self.plan, wages, midnight);
        self.book_opened();
        for start in &self.recruiting.begun {
            let drive = &self.plan.drives[start.drive];
            staff.add_post(drive.role);
            let person = drive.person(start.number, start.at);
            recruits.push(start.at, Recruit(person));
        }
    }

    /// Makes the roster of a day from those who are employed at its midnight.
    fn make(
        &mut self,
        now: SimTime,
        work: &Workload,
        persons: &[Person],
        staff: &mut Staff,
        postings: &mut Postings,
    ) {
        let span = now.since(self.planned.unwrap_or(now));
        let engineers = self.crews.of(Role::Engineer).map_or(0, RoleCrew::heads);
        self.turnover
            .pass(span, engineers, self.plan.turnover_window);
        let later = self.pending.partition_point(|&(at, _)| at <= now);
        for (at, change) in self.pending.drain(..later) {
            self.events += 1;
            let person = &persons[change.person.index()];
            self.crews.apply(at, &change, person, &self.plan.drives);
            let of = &mut self.statistics.roles[change.role as usize];
            of.change(change.kind);
            if change.kind == StaffChangeKind::Joined {
                let cost = self.plan.course(change.role).cost;
                of.training_cost += cost;
                postings.train_at(cost);
            }
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
                let in_training = crew.in_training();
                statistics.in_training.set(now, i64::from(in_training));
                let shortage = shortage(effective, required);
                statistics.set_fractions(now, effective, required, shortage);
            }
        }
    }
}
