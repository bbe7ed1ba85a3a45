//! The service index (equation E13): what the city offers, as people feel it, made of housing,
//! transport, medical care, education, the window and the talents park. It is judged at the
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

/// A public service that may grow.
#[derive(Clone, Debug, PartialEq)]
pub struct ProvisionPlan {
    /// What there is at the start.
    pub provision: Provision,
    /// From when on there are how many more places, per 1,000 of the residents at the start.
    pub builds: Vec<(SimTime, f64)>,
}

/// The talents park.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParkPlan {
    /// When it opens.
    pub opens: SimTime,
    /// What its functions add to the index.
    pub bonus: f64,
    /// The distance of its civic events; none if there are no events.
    pub event_gap: Option<Duration>,
    /// What an event adds to the index for a while.
    pub event_bonus: f64,
    /// For how many days.
    pub event_days: u16,
}

/// The parts of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Housing.
    House,
    /// Transport.
    Transport,
    /// Medical care.
    Medical,
    /// Education.
    Education,
    /// The service window.
    Pass,
    /// The talents park and its events.
    TalentsPark,
}

impl Part {
    /// All parts.
    pub const ALL: [Self; 6] = [
        Self::House,
        Self::Transport,
        Self::Medical,
        Self::Education,
        Self::Pass,
        Self::TalentsPark,
    ];

    /// The name in result files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Transport => "transport",
            Self::Medical => "medical",
            Self::Education => "education",
            Self::Pass => "pass",
            Self::TalentsPark => "talents_park",
        }
    }
}

/// The parts of the index before weights, in the order of [`Part::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores(pub [f64; Part::ALL.len()]);

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
#[derive(Clone, Debug, PartialEq)]
pub struct IndexPlan {
    /// The weights of its parts.
    pub weights: Weights,
    /// The commute C at the start, in minutes.
    pub commute_minutes: f64,
    /// From when on the commute is how long, in minutes, in order of time.
    pub transport: Vec<(SimTime, f64)>,
    /// Wages elsewhere over wages here, `w_out / w`.
    pub outside_wage_ratio: f64,
    /// Residents at the start, talents of the run not counted.
    pub residents: f64,
    /// Medical care.
    pub medical: ProvisionPlan,
    /// Education.
    pub education: ProvisionPlan,
    /// The talents park.
    pub talents_park: Option<ParkPlan>,
    /// Over how many days waits are averaged.
    pub averaging_days: u16,
    /// `S0`; none means the index at the start.
    pub reference_index: Option<f64>,
    /// `A_h0`; none means the vacancy at the start.
    pub reference_vacancy: Option<f64>,
}

impl IndexPlan {
    /// The commute at an instant, in minutes.
    fn commute(&self, now: SimTime) -> f64 {
        let done = self.transport.partition_point(|(opens, _)| *opens <= now);
        done.checked_sub(1)
            .map_or(self.commute_minutes, |last| self.transport[last].1)
    }
}

impl ProvisionPlan {
    /// What there is at an instant.
    fn at(&self, now: SimTime) -> Provision {
        let built = self.builds.iter().filter(|(ready, _)| *ready <= now);
        let more: f64 = built.map(|(_, places)| places).sum();
        let Provision { capacity, need } = self.provision;
        Provision {
            capacity: capacity + more,
            need,
        }
    }
}

impl ParkPlan {
    /// How many events there were before an instant: one at the opening, then one every gap.
    fn events_before(&self, now: SimTime) -> u64 {
        let open = now.saturating_since(self.opens).as_millis();
        self.event_gap
            .map_or(0, |gap| open.div_ceil(gap.as_millis().max(1)))
    }
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
    /// The last days' events of the talents park: when a day ended, and how many it had.
    events: VecDeque<(SimTime, u32)>,
}

/// What a day of the talents park was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ParkDay {
    pub(super) is_open: bool,
    pub(super) events: u32,
}

impl Index {
    /// The index at the start, where programmes of the talents park have this strength, and the city
    /// as people see it then.
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

    /// Judges a day that ends at `now`, on which programmes of the talents park have the strength
    /// `park`.
    pub(super) fn judge(
        &mut self,
        now: SimTime,
        day: Day,
        park: f64,
        city: &mut City,
    ) -> (Scores, ParkDay) {
        let days = self.plan.averaging_days;
        self.window.push(day.window.0, day.window.1, days);
        self.housing.push(day.housing.0, day.housing.1, days);
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
