//! The events of services, and the drain that handles them in exact order.

mod housing;
mod tick;
mod window;

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::case::Case;
use super::housing::{BuildRow, HousingState};
use super::state::ServicesState;
use crate::engine::{Calendar, Clock, Phase};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::{Account, Postings};
use crate::industry::shared::people::{ChannelKeys, City, Departed, Person, Registered, Settled};
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::table::rows;
use crate::industry::shared::waiting::Waiting;
use crate::units::SimTime;
pub(super) use tick::ServiceEvent;
use tick::ServicesTick;

/// The first events of a run: the first opening, builds, and the stays of those who came before.
pub(super) fn schedule_first(calendar: &mut Calendar<ServiceEvent>, services: &ServicesState) {
    if let Some(window) = &services.window {
        let opening = window.hours.next_opening(SimTime::ZERO);
        calendar.schedule(opening, Phase::Transfer, ServiceEvent::Opens);
    }
    if let Some(housing) = &services.housing {
        for (row, build) in housing.builds.iter().enumerate() {
            let event = ServiceEvent::Built(BuildRow::new(row));
            calendar.schedule(build.ready, Phase::Transfer, event);
        }
        for number in 0..u64::from(housing.by_others) {
            let moves_out = SimTime::ZERO + housing.stay_of_other(number);
            calendar.schedule(moves_out, Phase::Transfer, ServiceEvent::OtherMovesOut);
        }
    }
}

/// What services read and write in a tick.
#[derive(SystemParam)]
pub(super) struct Parameters<'w, 's> {
    clock: Res<'w, Clock>,
    programmes: Res<'w, Programmes>,
    keys: Res<'w, ChannelKeys>,
    services: ResMut<'w, ServicesState>,
    calendar: ResMut<'w, Calendar<ServiceEvent>>,
    persons: Query<'w, 's, &'static mut Person>,
    cases: Query<'w, 's, &'static mut Case>,
    registered: ResMut<'w, Handover<Registered>>,
    departed: ResMut<'w, Handover<Departed>>,
    settled: ResMut<'w, Handover<Settled>>,
    waiting: ResMut<'w, Waiting>,
    postings: ResMut<'w, Postings>,
    city: ResMut<'w, City>,
}

/// Handles everything that is due in this tick.
pub(super) fn drain(mut parameters: Parameters) {
    let clock = &*parameters.clock;
    let (start, end) = (clock.tick_start(), clock.tick_end());
    let programmes = &*parameters.programmes;
    let registered = parameters.registered.len();
    let mut tick = ServicesTick {
        services: &mut parameters.services,
        calendar: &mut parameters.calendar,
        cases: rows(&mut parameters.cases),
        persons: rows(&mut parameters.persons),
        keys: &parameters.keys,
        settled: &mut parameters.settled,
    };
    tick.services.begin_year(start);
    tick.schedule_departures(start, &mut parameters.departed);
    tick.schedule_registrations(&mut parameters.registered);
    tick.apply_programmes(start, programmes);
    while let Some((now, event)) = tick.calendar.pop_until(end) {
        tick.services.events += 1;
        tick.handle(now, event);
    }
    let services = &mut *parameters.services;
    services.close_tick(clock, registered, &mut parameters.waiting);
    services.pay(end, &mut parameters.postings);
    if clock.ends_day() {
        services.close_day(end, programmes, &mut parameters.city);
    }
}

impl ServicesTick<'_> {
    /// Who left the city in the tick before frees a unit as the tick starts.
    fn schedule_departures(&mut self, start: SimTime, departed: &mut Handover<Departed>) {
        for (_, Departed(row)) in departed.drain() {
            self.services.departed += u64::from(self.cases[row.index()].came);
            self.schedule(start, ServiceEvent::MovesOut(row));
        }
    }

    /// Who registers comes to the window at once.
    fn schedule_registrations(&mut self, registered: &mut Handover<Registered>) {
        for (at, Registered(row)) in registered.drain() {
            self.schedule(at, ServiceEvent::Comes(row));
        }
    }

    /// What programmes have changed takes effect as the tick starts.
    fn apply_programmes(&mut self, start: SimTime, programmes: &Programmes) {
        if let Some(window) = &mut self.services.window {
            let pass_runs = programmes.strength(ProgrammeKind::EPointPass) > 0.0;
            if window.set_programmes(pass_runs, programmes.count(ProgrammeKind::Windows)) {
                self.schedule(start, ServiceEvent::Reform);
            }
        }
        if let Some(housing) = &mut self.services.housing {
            let more = housing.build_extra(programmes.count(ProgrammeKind::Housing));
            if more > 0 {
                let statistics = &mut self.services.statistics.housing;
                statistics.units.add(start, i64::from(more));
                statistics.added += u64::from(more);
                self.schedule(start, ServiceEvent::MoreUnits);
            }
        }
    }

    fn handle(&mut self, now: SimTime, event: ServiceEvent) {
        match event {
            ServiceEvent::Comes(row) => {
                let case = &mut self.cases[row.index()];
                if !case.came {
                    case.came = true;
                    self.services.statistics.came += 1;
                    self.services.at_window.enter(now);
                    let registered = self.persons[row.index()].registered;
                    self.services.statistics.settling.begin(registered);
                }
                self.comes(now, row);
            }
            ServiceEvent::GivesUp(row) => self.gives_up(now, row),
            ServiceEvent::Served(row) => self.served(now, row),
            ServiceEvent::Filed(row) => self.filed(now, row),
            ServiceEvent::Impatient(row) => self.impatient(now, row),
            ServiceEvent::MovesOut(row) => self.moves_out(now, row),
            ServiceEvent::OtherMovesOut => self.other_moves_out(now),
            ServiceEvent::Built(row) => self.built(now, row),
            ServiceEvent::MoreUnits => self.fill(now),
            ServiceEvent::Opens => self.opens(now),
            ServiceEvent::Reform => self.serve(now),
        }
    }
}

impl ServicesState {
    /// Begins the calendar year of a tick's start, if it is new: one without visits is reported
    /// too. Days begin with a tick, and so do years.
    fn begin_year(&mut self, start: SimTime) {
        if self.years.is_new(start) {
            let waits = &self.statistics.window.waits;
            self.years.at(start).waits_before = waits.clone();
        }
    }

    /// Adds up the tick: the time of persons and of open windows.
    fn close_tick(&mut self, clock: &Clock, registered: usize, waiting: &mut Waiting) {
        let (start, end) = (clock.tick_start(), clock.tick_end());
        let at_window = self.at_window.take(end);
        waiting.persons_at_window += at_window;
        waiting.persons_registered += u32::try_from(registered).unwrap_or(u32::MAX);
        self.day.at_window += at_window;
        self.day.registered += registered as u64;
        self.day.awaiting_unit += self.awaiting.take(end);
        if let Some(window) = &self.window {
            let open = window.hours.open_between(start, end);
            self.statistics.window.open += open * u64::from(window.staffed());
        }
    }

    /// The city pays for what opens before the tick's end.
    fn pay(&mut self, end: SimTime, postings: &mut Postings) {
        while let Some(bill) = self.bills.pop_if(|bill| bill.at < end) {
            let (from, to) = (Account::Tax, Account::Programmes);
            postings.transfer(bill.at, from, to, bill.cost);
            self.statistics.spent += bill.cost;
        }
    }

    /// At the end of a day, the index is computed.
    fn close_day(&mut self, now: SimTime, programmes: &Programmes, city: &mut City) {
        let mut day = std::mem::take(&mut self.day);
        let Some(index) = &mut self.index else {
            return;
        };
        day.newcomers = self.awaiting.count + self.handed_on - self.departed;
        let housing = self.housing.as_ref();
        day.vacancy = housing.map_or(0.0, HousingState::vacancy);
        let park = programmes.strength(ProgrammeKind::TalentsPark);
        let (scores, park_day) = index.close_day(now, &day, park, city);
        let statistics = &mut self.statistics.index;
        statistics.set(now, city, &scores);
        statistics.park_days += u64::from(park_day.is_open);
        statistics.civic_events += u64::from(park_day.events);
    }
}
