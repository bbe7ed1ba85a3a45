//! Academicians on visit (equation E7): contacts, their home, recuperation events, what visits do.
//!
//! Visits are asked for by a Poisson process at the greatest rate that contacts and reputation can
//! give, and thinned to the rate of the moment, so that they follow contacts exactly as these fade.
//! A visit needs a room of the home from its beginning to its end. What it does, it has done at its
//! end.

use super::codes::ResearchEvent;
use super::formulas::{Fading, pull};
use super::plan::{GuestsPlan, PullPlan, VisitKind};
use super::statistics::{GuestStatistics, ResearchCounts};
use crate::engine::{ArrivalClock, Calendar, DurationSampler, Keyed, Phase, Streams};
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::table::Pool;
use crate::units::number::whole;
use crate::units::{Duration, SimTime};

/// A visit under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    kind: VisitKind,
    stay: Duration,
}

/// What an event has taken: hotel beds and rooms of the home.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Party {
    pub(super) beds: u32,
    pub(super) rooms: u32,
    people: u32,
    pub(super) is_there: bool,
}

/// The guests of the city.
#[derive(Debug)]
pub(super) struct Guests {
    pub(super) plan: GuestsPlan,
    contacts: Option<Fading>,
    reputation: Option<Fading>,
    asked: ArrivalClock,
    /// How many visits were asked for: the key of their draws.
    serial: u64,
    draws: Keyed,
    stay: Option<DurationSampler>,
    pub(super) visits: Pool<Visit>,
    pub(super) parties: Vec<Party>,
    /// Lectures that act on training, more than add up included.
    lectures: u32,
    pub(super) statistics: GuestStatistics,
    /// Contacts that residents bring a day.
    of_residents: f64,
}

/// What a draw of a visit is for.
const WHETHER: u64 = 0;
const STAY: u64 = 1;

impl Guests {
    pub(super) fn new(
        plan: &GuestsPlan,
        streams: &Streams,
        calendar: &mut Calendar<ResearchEvent>,
    ) -> Self {
        for (row, event) in (0..).zip(&plan.recuperation.events) {
            let begins = ResearchEvent::EventBegins(row);
            calendar.schedule(event.begins, Phase::Transfer, begins);
        }
        let fading = |plan: &PullPlan| Fading::new(plan.initial, plan.lasting);
        let visits = plan.visits.as_ref();
        Self {
            contacts: plan.contacts.as_ref().map(fading),
            reputation: plan.reputation.as_ref().map(fading),
            asked: ArrivalClock::new(streams.stream("research.arrivals", "visits")),
            serial: 0,
            draws: streams.keyed("research.visits"),
            stay: visits.map(|visits| DurationSampler::new(&visits.stay)),
            visits: Pool::default(),
            parties: vec![Party::default(); plan.recuperation.events.len()],
            lectures: 0,
            statistics: GuestStatistics::default(),
            of_residents: 0.0,
            plan: plan.clone(),
        }
    }

    /// Lets programmes act as they do from `now` on, and schedules the visits that are asked for
    /// before `end`. `of_residents`: the contacts that residents bring a day.
    pub(super) fn begin_tick(
        &mut self,
        (now, end): (SimTime, SimTime),
        programmes: &Programmes,
        of_residents: f64,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        if let Some(home) = &self.plan.home {
            let strength = programmes.strength(ProgrammeKind::AcademiciansHome);
            let is_open = now >= home.opened;
            let own = whole(f64::from(home.rooms) * strength);
            let rooms = home.other_rooms + if is_open { own } else { 0 };
            self.statistics.rooms.set(now, i64::from(rooms));
        }
        self.of_residents = of_residents;
        self.set_inflow(now);
        if let Some(visits) = &self.plan.visits {
            let strength = programmes.strength(ProgrammeKind::Visits);
            let most = self.greatest_pull() * strength;
            self.asked.set_rate(now, visits.rate.scaled(most));
            while let Some(at) = self.asked.next_before(end) {
                calendar.schedule(at, Phase::Transfer, ResearchEvent::VisitAsked);
            }
        }
    }

    /// Contacts come from residents and, while they last, from the guests of events.
    fn set_inflow(&mut self, now: SimTime) {
        let guests = self.parties.iter().map(|party| f64::from(party.people));
        let per_day = self.of_residents + guests.sum::<f64>();
        if let Some(contacts) = &mut self.contacts {
            contacts.set_inflow(now, per_day);
        }
    }

    /// The factor of contacts and reputation on the rate of visits, where reputation grows by
    /// `unheard` patents that were applied for since the last month end.
    pub(super) fn pull(&self, now: SimTime, unheard: u64) -> f64 {
        let plans = [&self.plan.contacts, &self.plan.reputation];
        let stocks = [self.contacts(now), self.reputation(now, unheard)];
        let one = |(plan, stock): (&Option<PullPlan>, Option<f64>)| {
            let pair = plan.as_ref().zip(stock);
            pair.map_or(1.0, |(plan, stock)| {
                pull(stock, plan.reference, plan.weight)
            })
        };
        plans.into_iter().zip(stocks).map(one).product()
    }

    /// The greatest factor that contacts and reputation can have.
    fn greatest_pull(&self) -> f64 {
        let plans = [&self.plan.contacts, &self.plan.reputation];
        let one = |plan: &Option<PullPlan>| plan.as_ref().map_or(1.0, |plan| 1.0 + plan.weight);
        plans.map(one).iter().product()
    }

    /// Person-days of contact that are remembered.
    pub(super) fn contacts(&self, now: SimTime) -> Option<f64> {
        self.contacts.map(|stock| stock.at(now))
    }

    /// Patents that are remembered, where `unheard` were applied for since the last month end.
    pub(super) fn reputation(&self, now: SimTime, unheard: u64) -> Option<f64> {
        self.reputation.map(|stock| stock.at(now) + unheard as f64)
    }

    /// Reputation grows by the patents of a month.
    pub(super) fn hear_of_patents(&mut self, now: SimTime, patents: u64) {
        if let Some(reputation) = self.reputation.as_mut().filter(|_| patents > 0) {
            reputation.add(now, patents as f64);
        }
    }

    /// Free rooms of the home; none where no home is modelled.
    fn free_rooms(&self) -> Option<u32> {
        let free = (self.statistics.rooms.value() - self.statistics.taken.value()).max(0);
        self.plan
            .home
            .map(|_| u32::try_from(free).unwrap_or(u32::MAX))
    }

    /// A visit is asked for at the greatest rate; it comes about if contacts and reputation pull
    /// hard enough and a room is free.
    pub(super) fn visit_asked(
        &mut self,
        now: SimTime,
        counts: &mut ResearchCounts,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        let (serial, draw) = (self.serial, self.draws.draw(self.serial, WHETHER));
        self.serial += 1;
        let Some((visits, stay)) = self.plan.visits.as_ref().zip(self.stay.as_ref()) else {
            return;
        };
        if !draw.chance(self.pull(now, 0) / self.greatest_pull()) {
            return;
        }
        if self.free_rooms() == Some(0) {
            counts.turned_away += 1;
            return;
        }
        counts.visits += 1;
        let stay = stay.sample(&mut self.draws.draw(serial, STAY).stream());
        let (mut kind, mut below) = (VisitKind::Service, 0.0);
        for (next, share) in VisitKind::ALL.into_iter().zip(visits.mix) {
            if draw.other().uniform() >= below && share > 0.0 {
                kind = next;
            }
            below += share;
        }
        self.statistics.taken.add(now, 1);
        let row = self.visits.put(Visit { kind, stay });
        calendar.schedule(now + stay, Phase::Transfer, ResearchEvent::VisitEnds(row));
    }

    /// A visit ends, and has done what it was for; its kind.
    pub(super) fn visit_ends(
        &mut self,
        now: SimTime,
        row: u32,
        counts: &mut ResearchCounts,
        calendar: &mut Calendar<ResearchEvent>,
    ) -> VisitKind {
        let Visit { kind, stay } = self.visits.take(row);
        counts.visits_of[kind as usize] += 1;
        self.statistics.taken.add(now, -1);
        let weight = match kind {
            VisitKind::Exchange => self.plan.exchange_weight,
            VisitKind::Service | VisitKind::Lecture | VisitKind::Transformation => 1.0,
        };
        if let Some(contacts) = &mut self.contacts {
            contacts.add(now, weight * stay.as_days());
        }
        if let Some(visits) = self
            .plan
            .visits
            .as_ref()
            .filter(|_| kind == VisitKind::Lecture)
        {
            let fades = now + visits.lecture_lasts;
            calendar.schedule(fades, Phase::Transfer, ResearchEvent::LectureFades);
            self.set_lectures(now, self.lectures + 1);
        }
        kind
    }

    /// A lecture acts no longer.
    pub(super) fn lecture_fades(&mut self, now: SimTime) {
        self.set_lectures(now, self.lectures - 1);
    }

    fn set_lectures(&mut self, now: SimTime, lectures: u32) {
        self.lectures = lectures;
        let most = self.plan.visits.as_ref().map_or(0, |v| v.lectures_at_once);
        self.statistics
            .acting
            .set(now, i64::from(lectures.min(most)));
    }

    /// The factor on the speed of training when so many lectures act, in the mean.
    pub(super) fn training(&self, acting: f64) -> f64 {
        let gain = self.plan.visits.as_ref().map_or(0.0, |v| v.lecture_gain);
        1.0 + gain * acting
    }

    /// What services of companies have added to knowledge, if there were so many.
    pub(super) fn knowledge(&self, services: u64) -> f64 {
        let each = self
            .plan
            .visits
            .as_ref()
            .map_or(0.0, |v| v.knowledge_per_service);
        each * services as f64
    }

    /// A recuperation event begins: guests take hotel beds first, then free rooms of the home.
    pub(super) fn event_begins(
        &mut self,
        now: SimTime,
        row: u32,
        strength: f64,
        counts: &mut ResearchCounts,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        let plan = &self.plan.recuperation;
        let event = plan.events[row as usize];
        let invited = whole(f64::from(event.size) * strength);
        if invited == 0 {
            return;
        }
        let in_use: u32 = self.parties.iter().map(|party| party.beds).sum();
        let beds = invited.min(plan.hotel_beds - in_use);
        let wanted = (invited - beds).div_ceil(plan.persons_per_room);
        let rooms = wanted.min(self.free_rooms().unwrap_or(0));
        let people = invited.min(beds + rooms.saturating_mul(plan.persons_per_room));
        counts.event_people += u64::from(people);
        counts.event_turned_away += u64::from(invited - people);
        counts.person_days += u64::from(people) * u64::from(event.days);
        counts.event_days += u64::from(event.days);
        self.statistics.taken.add(now, i64::from(rooms));
        self.parties[row as usize] = Party {
            beds,
            rooms,
            people,
            is_there: true,
        };
        self.set_inflow(now);
        let ends = now + Duration::days(u64::from(event.days));
        calendar.schedule(ends, Phase::Transfer, ResearchEvent::EventEnds(row));
    }

    /// A recuperation event ends.
    pub(super) fn event_ends(&mut self, now: SimTime, row: u32) {
        let party = std::mem::take(&mut self.parties[row as usize]);
        self.statistics.taken.add(now, -i64::from(party.rooms));
        self.set_inflow(now);
    }
}
