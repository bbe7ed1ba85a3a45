//! Services: the window of the E-Point Pass, talent housing, and the service index.
//!
//! Read [`window`] (a queue with feedback, open at hours) and [`housing`] (units, patience,
//! stays), then [`index`] (what the city offers, judged daily). A person goes from [`Registered`]
//! through the window, its back office and housing to [`Settled`]; where a scenario has no window
//! or no housing, at once. Everything due in a tick is drained here in exact order.

mod audit;
pub mod books;
pub mod housing;
pub mod index;
pub mod spec;
#[cfg(test)]
mod tests;
pub mod window;

use crate::industry::shared::flow::Handover;
use crate::industry::shared::subsystem::Context;
use crate::scenario::{At, Problems};
use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use crate::engine::{
    Calendar, Clock, Figures, Metric, Period, Phase, Series, ShortDue, Sim, Streams,
};
use crate::event_codes;
use crate::industry::shared::ledger::{Account, Postings};
use crate::industry::shared::people::{
    City, Departed, Person, PersonRow, Population, Registered, Settled,
};
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::table::rows;
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Date, Duration, Fen, SimTime};

use books::{Books, Parts};
use housing::{BuildRow, Housing, HousingPlan};
use index::{Day, Index, IndexPlan};
use window::{Window, WindowPlan};

/// The services of the city, checked. Without any of them, who registers has settled.
#[derive(Clone, Debug, Default)]
pub struct Services {
    /// The service window.
    pub window: Option<WindowPlan>,
    /// Talent housing.
    pub housing: Option<HousingPlan>,
    /// The service index.
    pub index: Option<IndexPlan>,
    /// What the city pays for what opens during the run, in order of time.
    pub bills: Vec<Bill>,
}

/// Something that opens and that the city pays for then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// When.
    pub at: SimTime,
    /// How much.
    pub cost: Fen,
}

event_codes! {
    /// What happens at the window and in housing.
    enum ServiceEvent {
        /// A person comes to the window, for the first time or again.
        Comes(PersonRow),
        /// A person's patience in the window's queue ends.
        GivesUp(PersonRow),
        /// A visit ends.
        Served(PersonRow),
        /// A case is through the back office.
        Filed(PersonRow),
        /// A person's patience for a unit ends.
        Impatient(PersonRow),
        /// A person moves out of a unit.
        MovesOut(PersonRow),
        /// Somebody who came before the run moves out of a unit.
        OtherMovesOut,
        /// Units are ready.
        Built(BuildRow),
        /// Programmes added units.
        MoreUnits,
        /// The windows open.
        Opens,
        /// There are more windows, or other rules.
        Reform,
    }
}

/// A person's way through services: a component beside [`Person`].
#[derive(Component, Clone, Copy, Debug, Default)]
struct Case {
    /// Since when the person has stood in the present queue.
    since: SimTime,
    /// When the person's patience in the window's queue ends.
    gives_up: ShortDue,
    /// Visits at the window so far.
    visits: u16,
    /// Whether the person has come to services at all, and was not there from the start.
    came: bool,
    /// Whether the person stands in the window's queue.
    queues: bool,
}

const _: () = assert!(size_of::<Case>() == 16, "persons are many");

/// Persons in one place, and the person time they spend there.
#[derive(Clone, Debug, Default)]
struct Presence {
    count: u64,
    changed: SimTime,
    span: Duration,
}

/// The state of services.
#[derive(Resource)]
struct Desk {
    parts: Parts,
    window: Option<Window>,
    housing: Option<Housing>,
    index: Option<Index>,
    calendar: Calendar<ServiceEvent>,
    at_window: Presence,
    awaiting: Presence,
    /// Persons handed on to careers.
    handed_on: u64,
    /// Persons who left while they waited at the window or for a unit.
    lost: u64,
    /// Persons handed on who have left the city.
    departed: u64,
    /// Bills to come, the last one first.
    bills: Vec<Bill>,
    day: Day,
    books: Books,
    events: u64,
}

/// What the handlers of events see.
struct Floor<'a> {
    window: Option<&'a mut Window>,
    housing: Option<&'a mut Housing>,
    calendar: &'a mut Calendar<ServiceEvent>,
    cases: &'a mut [Case],
    at_window: &'a mut Presence,
    awaiting: &'a mut Presence,
    handed_on: &'a mut u64,
    lost: &'a mut u64,
    books: &'a mut Books,
    persons: &'a mut [Person],
    settled: &'a mut Handover<Settled>,
}

impl Presence {
    fn enter(&mut self, now: SimTime) {
        self.book(now);
        self.count += 1;
    }

    fn leave(&mut self, now: SimTime) {
        self.book(now);
        self.count -= 1;
    }

    fn book(&mut self, now: SimTime) {
        self.span += now.since(self.changed) * self.count;
        self.changed = now;
    }

    /// The person time up to `now` that was not taken before.
    fn take(&mut self, now: SimTime) -> Duration {
        self.book(now);
        std::mem::take(&mut self.span)
    }
}

/// The first instant after each calendar year up to the horizon.
fn year_ends(clock: &Clock) -> Vec<SimTime> {
    let (first, last) = (clock.date(SimTime::ZERO), clock.date(clock.horizon()));
    let ends = (first.year() + 1..=last.year()).map(|year| {
        let new_year = Date::ymd(year, 1, 1);
        new_year.begins(first)
    });
    ends.flatten().collect()
}

impl Desk {
    fn new(
        services: Services,
        clock: &Clock,
        streams: &Streams,
        park: f64,
        city: &mut City,
    ) -> Self {
        let Services {
            window,
            housing,
            index,
            mut bills,
        } = services;
        bills.reverse();
        let has_documents = |plan: &WindowPlan| {
            let mut regimes = plan.before.iter().chain([&plan.regime]);
            regimes.any(|regime| regime.documents > 0)
        };
        let counts_documents = window.as_ref().is_some_and(has_documents);
        let parts = Parts {
            window: window.is_some(),
            housing: housing.is_some(),
            index: index.is_some(),
        };
        let mut calendar = Calendar::new();
        let mut books = Books::new(
            counts_documents,
            clock.date(SimTime::ZERO).year(),
            year_ends(clock),
        );
        let window = window.map(|plan| Window::new(plan, streams));
        if let Some(window) = &window {
            let opening = window.hours.next_opening(SimTime::ZERO);
            calendar.schedule(opening, Phase::Transfer, ServiceEvent::Opens);
        }
        let housing = housing.map(|plan| Housing::new(plan, streams));
        if let Some(housing) = &housing {
            for (at, event) in housing.first_events() {
                calendar.schedule(at, Phase::Transfer, event);
            }
            books.units.set(SimTime::ZERO, i64::from(housing.units));
            books
                .occupied
                .set(SimTime::ZERO, i64::from(housing.occupied));
        }
        let vacancy = housing.as_ref().map_or(0.0, Housing::vacancy);
        let index = index.map(|plan| Index::new(plan, vacancy, park, city));
        let (index, scores) = index.unzip();
        books.set_index(SimTime::ZERO, city, &scores.unwrap_or_default());
        Self {
            parts,
            window,
            housing,
            index,
            calendar,
            at_window: Presence::default(),
            awaiting: Presence::default(),
            handed_on: 0,
            lost: 0,
            departed: 0,
            bills,
            day: Day::default(),
            books,
            events: 0,
        }
    }

    /// Schedules what came from other subsystems: registrations at their exact times, departures
    /// and programmes at the tick's start.
    fn take_in(
        &mut self,
        start: SimTime,
        arrivals: &mut Handover<Registered>,
        departures: &mut Handover<Departed>,
        cases: &[Case],
        programmes: &Programmes,
    ) {
        self.books.at(start);
        for (_, Departed(row)) in departures.drain() {
            self.departed += u64::from(cases[row.index()].came);
            self.calendar
                .schedule(start, Phase::Transfer, ServiceEvent::MovesOut(row));
        }
        for (at, Registered(row)) in arrivals.drain() {
            self.calendar
                .schedule(at, Phase::Transfer, ServiceEvent::Comes(row));
        }
        if let Some(window) = &mut self.window
            && window.obey(
                programmes.strength(ProgrammeKind::EPointPass) > 0.0,
                programmes.count(ProgrammeKind::Windows),
            )
        {
            self.calendar
                .schedule(start, Phase::Transfer, ServiceEvent::Reform);
        }
        if let Some(housing) = &mut self.housing
            && let more = programmes
                .count(ProgrammeKind::Housing)
                .saturating_sub(housing.extra)
            && more > 0
        {
            housing.extra += more;
            housing.units = housing.units.saturating_add(more);
            self.books.units.add(start, i64::from(more));
            self.calendar
                .schedule(start, Phase::Transfer, ServiceEvent::MoreUnits);
        }
    }

    /// Books the tick: the time of persons and of open windows.
    fn close_tick(&mut self, clock: &Clock, registered: usize, waiting: &mut Waiting) {
        let (start, end) = (clock.tick_start(), clock.tick_end());
        let at_window = self.at_window.take(end);
        waiting.persons_at_window += at_window;
        waiting.persons_registered += u32::try_from(registered).unwrap_or(u32::MAX);
        self.day.window.0 += at_window;
        self.day.window.1 += registered as u64;
        self.day.housing.0 += self.awaiting.take(end);
        if let Some(window) = &self.window {
            let open = window.hours.open_between(start, end);
            self.books.open += open * u64::from(window.staffed());
        }
    }

    /// The city pays for what opens before the tick's end.
    fn pay(&mut self, end: SimTime, postings: &mut Postings) {
        while let Some(bill) = self.bills.pop_if(|bill| bill.at < end) {
            let (from, to) = (Account::Tax, Account::Programmes);
            postings.transfer(bill.at, from, to, bill.cost);
            self.books.spent += bill.cost;
        }
    }

    /// At a day's end, the city is judged.
    fn close_day(&mut self, now: SimTime, programmes: &Programmes, city: &mut City) {
        let mut day = std::mem::take(&mut self.day);
        let Some(index) = &mut self.index else {
            return;
        };
        day.housing.1 = self.books.take_asked_in_day();
        day.newcomers = self.awaiting.count + self.handed_on - self.departed;
        day.vacancy = self.housing.as_ref().map_or(0.0, Housing::vacancy);
        let park = programmes.strength(ProgrammeKind::TalentsPark);
        let (scores, park_day) = index.judge(now, day, park, city);
        self.books.set_index(now, city, &scores);
        self.books.park_day(park_day.is_open, park_day.events);
    }
}

/// What the system of services reads and writes.
#[derive(SystemParam)]
struct Surroundings<'w, 's> {
    clock: Res<'w, Clock>,
    programmes: Res<'w, Programmes>,
    persons: Query<'w, 's, &'static mut Person>,
    cases: Query<'w, 's, &'static mut Case>,
    registered: ResMut<'w, Handover<Registered>>,
    departed: ResMut<'w, Handover<Departed>>,
    settled: ResMut<'w, Handover<Settled>>,
    waiting: ResMut<'w, Waiting>,
    postings: ResMut<'w, Postings>,
    city: ResMut<'w, City>,
}

/// Drains everything that is due in the present tick.
fn drain(mut desk: ResMut<Desk>, mut around: Surroundings) {
    let desk = &mut *desk;
    let clock = &*around.clock;
    let registered = around.registered.len();
    let cases = rows(&mut around.cases);
    desk.take_in(
        clock.tick_start(),
        &mut around.registered,
        &mut around.departed,
        cases,
        &around.programmes,
    );

    let mut floor = Floor {
        window: desk.window.as_mut(),
        housing: desk.housing.as_mut(),
        calendar: &mut desk.calendar,
        cases,
        at_window: &mut desk.at_window,
        awaiting: &mut desk.awaiting,
        handed_on: &mut desk.handed_on,
        lost: &mut desk.lost,
        books: &mut desk.books,
        persons: rows(&mut around.persons),
        settled: &mut around.settled,
    };
    while let Some((now, event)) = floor.calendar.pop_until(clock.tick_end()) {
        desk.events += 1;
        floor.books.at(now);
        floor.handle(now, event);
    }
    desk.close_tick(clock, registered, &mut around.waiting);
    desk.pay(clock.tick_end(), &mut around.postings);
    if clock.ends_day() {
        let programmes = &around.programmes;
        desk.close_day(clock.tick_end(), programmes, &mut around.city);
    }
}

impl Floor<'_> {
    fn handle(&mut self, now: SimTime, event: ServiceEvent) {
        match event {
            ServiceEvent::Comes(row) => {
                let case = &mut self.cases[row.index()];
                if !case.came {
                    case.came = true;
                    self.at_window.enter(now);
                }
                window::comes(self, now, row);
            }
            ServiceEvent::GivesUp(row) => window::gives_up(self, now, row),
            ServiceEvent::Served(row) => window::served(self, now, row),
            ServiceEvent::Filed(row) => window::filed(self, now, row),
            ServiceEvent::Impatient(row) => housing::impatient(self, now, row),
            ServiceEvent::MovesOut(row) => housing::moves_out(self, now, row),
            ServiceEvent::OtherMovesOut => housing::other_moves_out(self, now),
            ServiceEvent::Built(row) => housing::built(self, now, row),
            ServiceEvent::MoreUnits => housing::fill(self, now),
            ServiceEvent::Opens => window::opens(self, now),
            ServiceEvent::Reform => window::serve(self, now),
        }
    }
}

impl Subsystem for Services {
    type Spec = spec::ServicesFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[books::METRICS];

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Self> {
        let has_pass = context
            .names
            .programmes
            .contains(&ProgrammeKind::EPointPass);
        spec.check(context.start, has_pass, at, problems)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        world.register_required_components::<Person, Case>();
        world.init_resource::<Population>();
        Handover::<Registered>::add_reader(world);
        world.init_resource::<Handover<Settled>>();
        Handover::<Departed>::add_reader(world);
        world.init_resource::<Programmes>();
        world.init_resource::<Waiting>();
        world.init_resource::<Postings>();
        let mut city = *world.get_resource_or_init::<City>();
        let clock = world.resource::<Clock>();
        let park = world.resource::<Programmes>();
        let park = park.strength(ProgrammeKind::TalentsPark);
        let streams = world.resource::<Streams>();
        let desk = Desk::new(self.clone(), clock, streams, park, &mut city);
        world.insert_resource(city);
        world.insert_resource(desk);
        sim.add(Stage::Services, drain);
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            world.resource_mut::<Desk>().books.reset(period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        let desk = &mut *world.resource_mut::<Desk>();
        desk.books.observe(desk.parts, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        let desk = world.resource::<Desk>();
        desk.books.report(desk.parts, period.to, figures);
        let under_way = desk.at_window.count + desk.awaiting.count;
        figures.put(&books::UNDER_WAY, under_way as f64);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Desk>().events
    }
}
