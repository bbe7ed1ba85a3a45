//! Posts of the chip chain are filled at midnight: first technicians advance to engineers, then
//! seekers are hired (equation E16).

use super::CareersTick;
use crate::industry::careers::ladder::of_post;
use crate::industry::careers::person::minute_of;
use crate::industry::shared::people::{Occupation, PersonRow, Standing, Tier};
use crate::industry::shared::staff::{Role, Staff, StaffChange, StaffChangeKind};
use crate::units::{Duration, SimTime};

impl CareersTick<'_> {
    /// Fills vacant engineers' posts with the technicians who have waited longest: a chain of
    /// vacancies, since their posts are vacant then.
    pub(super) fn advance(&mut self, now: SimTime, staff: &Staff) {
        let employed = self.census.employed(Role::Engineer);
        let required = staff.required(Role::Engineer);
        let added = staff.added_posts(Role::Engineer);
        for _ in 0..self.plan.matching.vacancies(required, added, employed) {
            let Some(row) = self.market.advancement.next(self.persons) else {
                return;
            };
            self.change_post(now, row);
            if self.persons[row.index()].tier < Tier::Engineer {
                self.rise(now, row, Tier::Engineer);
            }
            self.redraw(now, row);
        }
    }

    /// A technician takes an engineer's post.
    fn change_post(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        let left = StaffChange {
            role: Role::Technician,
            person: row,
            hired: person.hired,
            kind: StaffChangeKind::Left,
        };
        let joined = StaffChange {
            role: Role::Engineer,
            hired: now,
            kind: StaffChangeKind::Joined,
            ..left
        };
        self.changes.push(now, left);
        self.changes.push(now, joined);
        self.census.advanced(now, person);
        person.occupation = Occupation::Engineer;
        person.hired = now;
    }

    /// Fills vacant posts with those who have sought longest (equation E16).
    pub(super) fn hire(&mut self, now: SimTime, span: Duration, staff: &Staff) {
        for role in Role::ALL {
            let matching = self.plan.matching;
            let seekers = self.census.seekers(role);
            let employed = self.census.employed(role);
            let (required, added) = (staff.required(role), staff.added_posts(role));
            let vacancies = matching.vacancies(required, added, employed);
            let process = ["careers/hire/", role.name()].concat();
            let mut stream = self.market.streams.stream_indexed(&process, now.day());
            for _ in 0..matching.hires(seekers, vacancies, span, &mut stream) {
                self.hire_next(now, role);
            }
            let pool = &mut self.market.pools[role as usize];
            if pool.len() as u64 > 2 * seekers + 64 {
                let persons = &*self.persons;
                pool.retain(|row| persons[row.index()].standing == Standing::Seeking);
            }
        }
    }

    /// Somebody from elsewhere takes up a post that was opened for it.
    pub(super) fn take_on(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        let change = StaffChange::recruited(row, person);
        person.career.tier_minute = minute_of(now);
        self.census.recruited(now, person, change.role);
        self.changes.push(now, change);
        self.join_queue(row);
        self.draw(now, row);
    }

    fn hire_next(&mut self, now: SimTime, role: Role) {
        let pool = &mut self.market.pools[role as usize];
        let row = loop {
            let row = pool
                .pop_front()
                .expect("the pool has as many seekers as the census");
            if self.persons[row.index()].standing == Standing::Seeking {
                break row;
            }
        };
        let person = &mut self.persons[row.index()];
        person.standing = Standing::Employed;
        person.hired = now;
        self.census.hired(now, role);
        self.postings.hire();
        let change = StaffChange {
            role,
            person: row,
            hired: now,
            kind: StaffChangeKind::Joined,
        };
        self.changes.push(now, change);
        let tier = of_post(role.occupation());
        if self.plan.ladder.is_some() && self.persons[row.index()].tier < tier {
            self.rise(now, row, tier);
            self.redraw(now, row);
        } else {
            self.join_queue(row);
        }
    }
}
