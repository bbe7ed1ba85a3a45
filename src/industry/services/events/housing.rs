//! The events of talent housing (equation E15).

use std::collections::VecDeque;

use super::tick::{ServiceEvent, ServicesTick};
use crate::industry::services::housing::BuildRow;
use crate::industry::shared::people::{PersonRow, Settled, Standing};
use crate::units::SimTime;

impl ServicesTick<'_> {
    /// A person looks for a home.
    pub(super) fn seek_home(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        let key = self.keys.of(person);
        let Some(housing) = &mut self.services.housing else {
            return self.settle(now, row);
        };
        if !housing.need.draw(key, 0).chance(housing.need_share) {
            return self.settle(now, row);
        }
        person.standing = Standing::AwaitingHousing;
        housing.queues[person.tier as usize].push_back(row);
        let has_to_wait = housing.occupied >= housing.units;
        if self.services.awaiting.count == 0 {
            housing.still_since = now;
        }
        self.cases[row.index()].since = now;
        self.services.awaiting.enter(now);
        self.services.statistics.housing.ask(has_to_wait);
        self.services.day.asked_for_unit += 1;
        if has_to_wait {
            let patience = housing.patience.sample(key, 0);
            self.schedule(now + patience, ServiceEvent::Impatient(row));
        } else {
            self.fill(now);
        }
    }

    /// Gives free units to those who wait: the highest tier first, in it who came first.
    pub(super) fn fill(&mut self, now: SimTime) {
        while let Some(housing) = &mut self.services.housing {
            if housing.occupied >= housing.units {
                return;
            }
            let mut queues = housing.queues.iter_mut().rev();
            let Some(row) = queues.find_map(VecDeque::pop_front) else {
                return;
            };
            let person = &mut self.persons[row.index()];
            if person.standing != Standing::AwaitingHousing {
                continue; // left the queue by patience
            }
            person.housed = true;
            housing.still_since = now;
            housing.occupied += 1;
            let stay = housing.stay.sample(self.keys.of(person), 0);
            self.schedule(now + stay, ServiceEvent::MovesOut(row));
            self.services.statistics.housing.occupied.add(now, 1);
            self.stop_waiting(now, row);
            self.settle(now, row);
        }
    }

    /// A person's patience ends: who still waits leaves the city.
    pub(super) fn impatient(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        if person.standing == Standing::AwaitingHousing {
            person.standing = Standing::Left;
            self.services.lost += 1;
            self.services.statistics.housing.left += 1;
            self.stop_waiting(now, row);
        }
    }

    /// A person moves out of a unit, or leaves the city: who lived in a unit frees it.
    pub(super) fn moves_out(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        if let Some(housing) = &mut self.services.housing
            && person.housed
        {
            person.housed = false;
            housing.occupied -= 1;
            self.services.statistics.housing.occupied.add(now, -1);
            self.fill(now);
        }
    }

    /// A person who came before the run frees a unit.
    pub(super) fn other_moves_out(&mut self, now: SimTime) {
        if let Some(housing) = &mut self.services.housing {
            housing.by_others -= 1;
            housing.occupied -= 1;
            self.services.statistics.housing.occupied.add(now, -1);
            self.fill(now);
        }
    }

    /// New units are ready.
    pub(super) fn built(&mut self, now: SimTime, row: BuildRow) {
        if let Some(housing) = &mut self.services.housing {
            let units = housing.builds[row.index()].units;
            housing.units += units;
            let statistics = &mut self.services.statistics.housing;
            statistics.units.add(now, i64::from(units));
            self.fill(now);
        }
    }

    fn stop_waiting(&mut self, now: SimTime, row: PersonRow) {
        self.services.awaiting.leave(now);
        let wait = now.since(self.cases[row.index()].since);
        self.services.statistics.housing.end_wait(wait);
    }

    /// A person has settled, in a unit or elsewhere, and is handed on.
    fn settle(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        person.standing = Standing::Settled;
        self.services.handed_on += 1;
        let since_registration = now.since(person.registered);
        self.services.statistics.settle(since_registration);
        self.settled.push(now, Settled(row));
    }
}
