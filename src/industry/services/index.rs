//! The service index (equation E13): what people think of the city's housing, transport, medical
//! care, education, window and talents park. It is computed at the end of each day and acts on
//! choice and exit from the next tick on.

use std::collections::VecDeque;

use super::plan::index::{IndexPlan, Provision, Weights};
use crate::industry::shared::people::City;
use crate::units::{Duration, SimTime, named_enum};

named_enum! {
    /// The parts of the index.
    pub enum IndexPart {
        /// How easily talents find a home.
        House = "house",
        /// How short the commute is.
        Transport = "transport",
        /// Medical care.
        Medical = "medical",
        /// Provision of school places.
        Education = "education",
        /// The service window.
        Pass = "pass",
        /// The talents park and its events.
        TalentsPark = "talents_park",
    }
}

/// The parts of the index before weights, in the order of [`IndexPart::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores(pub [f64; IndexPart::ALL.len()]);

/// The housing part: `1 / (1 + W_h / 60 d)` for a mean wait `W_h` in days.
///
/// ```
/// # use chippark::industry::services::index::housing_score;
/// assert_eq!((housing_score(0.0), housing_score(60.0)), (1.0, 0.5));
/// ```
#[must_use]
pub fn housing_score(wait_days: f64) -> f64 {
    1.0 / (1.0 + wait_days / 60.0)
}

/// The transport part: `exp(-max(C - 30, 0) / 30)` for a commute C in minutes.
///
/// ```
/// # use chippark::industry::services::index::transport_score;
/// assert_eq!((transport_score(20.0), transport_score(60.0)), (1.0, (-1_f64).exp()));
/// ```
#[must_use]
pub fn transport_score(commute_minutes: f64) -> f64 {
    libm::exp(-(commute_minutes - 30.0).max(0.0) / 30.0)
}

/// The part of medical care or education: `min(1, capacity / need)`, where the need has grown with
/// the residents by `growth` (1 at the start) and the capacity has not.
///
/// ```
/// # use chippark::industry::services::{index::provision_score, plan::index::Provision};
/// let beds = Provision { capacity: 6.0, need: 5.0 };
/// assert_eq!((provision_score(&beds, 1.0), provision_score(&beds, 1.5)), (1.0, 0.8));
/// ```
#[must_use]
pub fn provision_score(provision: &Provision, growth: f64) -> f64 {
    (provision.capacity / (provision.need * growth)).min(1.0)
}

/// The part of the service window: `exp(-W_p / 5 d)` for a mean time `W_p` in days from
/// registration until the case is through the back office.
///
/// ```
/// # use chippark::industry::services::index::pass_score;
/// assert_eq!((pass_score(0.0), pass_score(5.0)), (1.0, (-1_f64).exp()));
/// ```
#[must_use]
pub fn pass_score(wait_days: f64) -> f64 {
    libm::exp(-wait_days / 5.0)
}

/// The mean wait of the last days, by Little's law: person time over the persons who began to wait
/// in these days, at least one.
#[derive(Clone, Debug, Default)]
struct RecentWait {
    days: VecDeque<(Duration, u64)>,
    span: Duration,
    persons: u64,
}

impl RecentWait {
    /// Adds a day, and drops those before the last `days`.
    fn push(&mut self, span: Duration, persons: u64, days: u16) {
        self.days.push_back((span, persons));
        self.span += span;
        self.persons += persons;
        while self.days.len() > usize::from(days)
            && let Some((span, persons)) = self.days.pop_front()
        {
            self.span = self.span - span;
            self.persons -= persons;
        }
    }

    /// The wait, in days.
    fn days(&self) -> f64 {
        self.span.as_days() / self.persons.max(1) as f64
    }
}

/// A day of services, for the index.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DayOfServices {
    /// Person time at the window.
    pub(super) at_window: Duration,
    /// Persons who registered.
    pub(super) registered: u64,
    /// Person time of those who wait for a unit.
    pub(super) awaiting_unit: Duration,
    /// Persons who asked for a unit.
    pub(super) asked_for_unit: u64,
    /// Persons of the run who live in the city at the end of the day.
    pub(super) newcomers: u64,
    /// The share of units that are free at the end of the day.
    pub(super) vacancy: f64,
}

/// The state of the index.
pub(super) struct IndexState {
    plan: IndexPlan,
    window: RecentWait,
    housing: RecentWait,
    /// Events of the talents park that still count: the end of their day, and how many it had.
    events: VecDeque<(SimTime, u32)>,
}

/// A day of the talents park: whether it was open, and its civic events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ParkDay {
    pub(super) is_open: bool,
    pub(super) events: u32,
}

impl IndexState {
    /// The index at the start, where programmes of the talents park have the strength `park`, and
    /// its parts. What the city offers then is written to `city`.
    pub(super) fn new(plan: IndexPlan, vacancy: f64, park: f64, city: &mut City) -> (Self, Scores) {
        let index = Self {
            window: RecentWait::default(),
            housing: RecentWait::default(),
            events: VecDeque::new(),
            plan,
        };
        let scores = index.scores(SimTime::ZERO, 0, park);
        let at_start = index.weighted(&scores);
        city.service_index = at_start;
        city.reference_index = index.plan.reference_index.unwrap_or(at_start);
        city.housing_vacancy = vacancy;
        city.reference_vacancy = index.plan.reference_vacancy.unwrap_or(vacancy);
        city.commute_minutes = index.plan.commute(SimTime::ZERO);
        city.outside_wage_ratio = index.plan.outside_wage_ratio;
        (index, scores)
    }

    /// Computes the index of a day that ends at `now`, on which programmes of the talents park have
    /// the strength `park`, and writes it to `city`.
    pub(super) fn close_day(
        &mut self,
        now: SimTime,
        day: &DayOfServices,
        park: f64,
        city: &mut City,
    ) -> (Scores, ParkDay) {
        let days = self.plan.averaging_days;
        self.window.push(day.at_window, day.registered, days);
        self.housing
            .push(day.awaiting_unit, day.asked_for_unit, days);
        let park_day = self.park_day(now, park);
        let scores = self.scores(now, day.newcomers, park);
        city.service_index = self.weighted(&scores);
        city.housing_vacancy = day.vacancy;
        city.commute_minutes = self.plan.commute(now);
        (scores, park_day)
    }

    /// The talents park on the day that ends at `now`. Events whose programme does not run are not
    /// held.
    fn park_day(&mut self, now: SimTime, strength: f64) -> ParkDay {
        let Some(park) = &self.plan.talents_park else {
            return ParkDay::default();
        };
        let yesterday = SimTime::ZERO + now.since(SimTime::ZERO).saturating_sub(Duration::days(1));
        let is_open = now > park.opens && strength > 0.0;
        let due = park.events_before(now) - park.events_before(yesterday);
        let events = u32::try_from(due).unwrap_or(u32::MAX) * u32::from(is_open);
        if events > 0 {
            self.events.push_back((now, events));
        }
        let lasts = Duration::days(u64::from(park.event_days));
        while self
            .events
            .front()
            .is_some_and(|(day, _)| *day + lasts <= now)
        {
            self.events.pop_front();
        }
        ParkDay { is_open, events }
    }

    /// The parts of the index.
    fn scores(&self, now: SimTime, newcomers: u64, park: f64) -> Scores {
        let plan = &self.plan;
        let growth = (plan.residents + newcomers as f64) / plan.residents;
        let events: u32 = self.events.iter().map(|(_, count)| count).sum();
        let open = plan.talents_park.filter(|park| now >= park.opens);
        let of_park = open.map_or(0.0, |plan| {
            park * (plan.bonus + plan.event_bonus * f64::from(events))
        });
        Scores([
            housing_score(self.housing.days()),
            transport_score(plan.commute(now)),
            provision_score(&plan.medical.at(now), growth),
            provision_score(&plan.education.at(now), growth),
            pass_score(self.window.days()),
            of_park,
        ])
    }

    /// The index S (E13).
    fn weighted(&self, scores: &Scores) -> f64 {
        let Weights {
            house,
            transport,
            medical,
            education,
            pass,
        } = self.plan.weights;
        let weights = [house, transport, medical, education, pass, 1.0];
        weights.iter().zip(scores.0).map(|(w, s)| w * s).sum()
    }
}
