//! The events of the service window (equation E14).

use super::tick::{ServiceEvent, ServicesTick};
use crate::engine::{Phase, ShortDue};
use crate::industry::services::case::Case;
use crate::industry::services::plan::window::Regime;
use crate::industry::shared::people::{PersonRow, Standing};
use crate::units::SimTime;

impl ServicesTick<'_> {
    /// A person comes to the window and joins the queue's end.
    pub(super) fn comes(&mut self, now: SimTime, row: PersonRow) {
        let Some(window) = &mut self.services.window else {
            return self.filed(now, row);
        };
        let case = &mut self.cases[row.index()];
        window.away -= u32::from(case.visits > 0);
        case.since = now;
        case.queues = true;
        if window.waiting() == 0 {
            window.still_since = now;
        }
        window.queue.push_back(row);
        self.services.statistics.window.backlog.add(now, 1);
        self.serve(now);
        self.schedule_giving_up(now, row);
    }

    /// Schedules the end of patience of a person who has joined the queue and still stands in it.
    fn schedule_giving_up(&mut self, now: SimTime, row: PersonRow) {
        let Case { queues, visits, .. } = self.cases[row.index()];
        let window = self.services.window.as_ref();
        if let Some(patience) = window.and_then(|window| window.patience.as_ref())
            && queues
        {
            let key = self.keys.of(&self.persons[row.index()]);
            let at = now + patience.sample(key, u64::from(visits) + 1);
            self.cases[row.index()].gives_up = ShortDue::at(at);
            self.schedule(at, ServiceEvent::GivesUp(row));
        }
    }

    /// A person's patience in the queue ends: who still waits for that visit leaves the city.
    pub(super) fn gives_up(&mut self, now: SimTime, row: PersonRow) {
        let Some(window) = &mut self.services.window else {
            return;
        };
        let case = &mut self.cases[row.index()];
        if !case.queues || !case.gives_up.is_now(now) {
            return; // stale: served since, and maybe in the queue of a later visit
        }
        case.queues = false;
        window.gave_up += 1;
        self.persons[row.index()].standing = Standing::Left;
        self.services.lost += 1;
        self.services.at_window.leave(now);
        self.services.statistics.window.give_up(now);
    }

    /// The windows open; the next opening is scheduled.
    pub(super) fn opens(&mut self, now: SimTime) {
        if let Some(window) = &self.services.window {
            let next = window.hours.next_opening(now);
            self.schedule(next, ServiceEvent::Opens);
        }
        self.serve(now);
    }

    /// Free windows take the next in the queue, while it is open.
    pub(super) fn serve(&mut self, now: SimTime) {
        let Some(window) = &mut self.services.window else {
            return;
        };
        if !window.hours.is_open(now) {
            return;
        }
        let staffed = window.staffed();
        while window.busy < staffed
            && let Some(row) = window.call(self.cases)
        {
            window.still_since = now;
            window.busy += 1;
            let case = &mut self.cases[row.index()];
            case.visits += 1;
            let rules = window.rules();
            let key = self.keys.of(&self.persons[row.index()]);
            let Regime {
                documents,
                per_document,
                ..
            } = rules.regime;
            let service = rules.service.sample(key, u64::from(case.visits));
            let done = now + service + per_document * u64::from(documents);
            let wait = now.since(case.since);
            let statistics = &mut self.services.statistics.window;
            statistics.begin_visit(now, wait, documents);
            let year = self.services.years.at(now);
            year.begin_visit(wait, documents);
            let event = ServiceEvent::Served(row);
            self.calendar.schedule(done, Phase::Transfer, event);
        }
    }

    /// A visit ends, with a complete case or not; the window takes the next.
    pub(super) fn served(&mut self, now: SimTime, row: PersonRow) {
        let Some(window) = &mut self.services.window else {
            return;
        };
        window.busy -= 1;
        let statistics = &mut self.services.statistics.window;
        statistics.busy.add(now, -1);
        let visits = self.cases[row.index()].visits;
        let key = self.keys.of(&self.persons[row.index()]);
        let rules = window.rules();
        let incomplete = rules.regime.incomplete.get();
        let draw = window.incomplete.draw(key, u64::from(visits));
        let (at, event) = if draw.chance(incomplete) {
            let delay = rules.comes_back.sample(key, u64::from(visits));
            window.away += 1;
            (now + delay, ServiceEvent::Comes(row))
        } else {
            let back_office = rules.regime.back_office;
            statistics.visits.add(u64::from(visits));
            let year = self.services.years.at(now);
            year.visits.add(u64::from(visits));
            window.in_back_office += 1;
            let filed = window.hours.workdays_later(now, back_office);
            (filed, ServiceEvent::Filed(row))
        };
        self.schedule(at, event);
        self.serve(now);
    }

    /// A case is through the back office: the person looks for a home.
    pub(super) fn filed(&mut self, now: SimTime, row: PersonRow) {
        if let Some(window) = &mut self.services.window {
            window.in_back_office -= 1;
        }
        self.services.at_window.leave(now);
        self.seek_home(now, row);
    }
}
