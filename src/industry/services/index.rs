//! The service index (equation E13): what the city offers, as people feel it. It is judged at the
//! end of each day and acts on choice and exit from the next tick on.

use std::collections::VecDeque;

use crate::industry::shared::people::City;
use crate::units::{Duration, SimTime};

/// A public service: places per 1,000 residents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Provision {
    /// Places there are, per 1,000 of the residents at the start.
    pub capacity: f64,
    /// Places needed, per 1,000 residents.
    pub need: f64,
}

/// The weights of the parts of the index; they sum to one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Housing.
    pub house: f64,
    /// Transport.
    pub transport: f64,
    /// Medical care.
    pub medical: f64,
    /// Education.
    pub education: f64,
    /// The service window.
    pub pass: f64,
}

/// The service index, checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndexPlan {
    /// The weights of its parts.
    pub weights: Weights,
    /// The commute C, in minutes.
    pub commute_minutes: f64,
    /// Wages elsewhere over wages here, `w_out / w`.
    pub outside_wage_ratio: f64,
    /// Residents at the start, talents of the run not counted.
    pub residents: f64,
    /// Medical care.
    pub medical: Provision,
    /// Education.
    pub education: Provision,
    /// When the talent park opens, and what it adds to the index.
    pub talent_park: Option<(SimTime, f64)>,
    /// Over how many days waits are averaged.
    pub averaging_days: u16,
    /// `S0`; none means the index at the start.
    pub reference_index: Option<f64>,
    /// `A_h0`; none means the vacancy at the start.
    pub reference_vacancy: Option<f64>,
}

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
/// # use chippark::industry::services::index::{Provision, provision_score};
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

/// How long something takes lately, by Little's law: the person time of the last days over the
/// persons who began it in them; where nobody did, as if one person had.
#[derive(Clone, Debug, Default)]
struct RecentWait {
    days: VecDeque<(Duration, u64)>,
    span: Duration,
    persons: u64,
}

impl RecentWait {
    /// Takes in a day, and forgets those before the last `days`.
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

/// A day as the index sees it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Day {
    /// Person time at the window, and persons who registered.
    pub(super) window: (Duration, u64),
    /// Person time waiting for a unit, and persons who asked for one.
    pub(super) housing: (Duration, u64),
    /// Persons of the run who live in the city at its end.
    pub(super) newcomers: u64,
    /// The share of units that are free at its end.
    pub(super) vacancy: f64,
}

/// The state of the index.
pub(super) struct Index {
    plan: IndexPlan,
    window: RecentWait,
    housing: RecentWait,
}

impl Index {
    /// The index at the start, and the city as people see it then.
    pub(super) fn new(plan: IndexPlan, vacancy: f64, city: &mut City) -> Self {
        let index = Self {
            plan,
            window: RecentWait::default(),
            housing: RecentWait::default(),
        };
        let at_start = index.value(SimTime::ZERO, 0);
        city.service_index = at_start;
        city.reference_index = plan.reference_index.unwrap_or(at_start);
        city.housing_vacancy = vacancy;
        city.reference_vacancy = plan.reference_vacancy.unwrap_or(vacancy);
        city.commute_minutes = plan.commute_minutes;
        city.outside_wage_ratio = plan.outside_wage_ratio;
        index
    }

    /// Judges a day that ends at `now`.
    pub(super) fn judge(&mut self, now: SimTime, day: Day, city: &mut City) {
        let days = self.plan.averaging_days;
        self.window.push(day.window.0, day.window.1, days);
        self.housing.push(day.housing.0, day.housing.1, days);
        city.service_index = self.value(now, day.newcomers);
        city.housing_vacancy = day.vacancy;
    }

    /// The index S (E13).
    fn value(&self, now: SimTime, newcomers: u64) -> f64 {
        let IndexPlan {
            weights, residents, ..
        } = &self.plan;
        let growth = (residents + newcomers as f64) / residents;
        let park = self.plan.talent_park.filter(|(opens, _)| now >= *opens);
        weights.house * housing_score(self.housing.days())
            + weights.transport * transport_score(self.plan.commute_minutes)
            + weights.medical * provision_score(&self.plan.medical, growth)
            + weights.education * provision_score(&self.plan.education, growth)
            + weights.pass * pass_score(self.window.days())
            + park.map_or(0.0, |(_, bonus)| bonus)
    }
}
