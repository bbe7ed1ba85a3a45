//! The channels that people come through. A new kind of channel is a variant of [`Kind`] here and
//! its section in `spec`.

use super::choice::{Choice, logistic};
use super::conference::Conference;
use super::gravity::Region;
use super::tree::TreePlan;
use crate::engine::Clock;
use crate::industry::shared::people::{City, Occupation, Tier};
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::units::{Duration, NumberLaw, Rate, Share, SimTime};

/// A channel, checked.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its name.
    pub name: Box<str>,
    /// How people come through it.
    pub kind: Kind,
    /// Who they are.
    pub persons: Persons,
}

/// How people come.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Graduates of a year choose the city (E1).
    Students(Students),
    /// Leads of recruitment stations, some of which are converted (E2).
    Stations(Box<Stations>),
    /// Natives who live elsewhere are invited, and some return (E3). The channel's persons are the
    /// high-end ones.
    Conference(Box<Conference>),
    /// As a programme brings them: another section says when.
    Programme,
    /// At a constant rate.
    Poisson {
        /// Persons per time.
        rate: Rate,
    },
}

/// Who comes through a channel.
#[derive(Clone, Debug)]
pub struct Persons {
    /// Their tier.
    pub tier: Tier,
    /// Their age in years when they register.
    pub age: NumberLaw,
    /// The share of each occupation, in the order of [`Occupation::ALL`]; they sum to one.
    pub occupations: [f64; 5],
}

/// Graduates who choose the city.
#[derive(Clone, Debug)]
pub struct Students {
    /// National graduates by calendar year, in order, at least one. The first value holds before
    /// its year, the last one after its year.
    pub graduates: Vec<(i16, f64)>,
    /// The months' parts of a year's registrations, times twelve: their mean is one.
    pub season: [f64; 12],
    /// The utility of coming.
    pub choice: Choice,
}

/// Recruitment stations and the tree they report to.
#[derive(Clone, Debug)]
pub struct Stations {
    /// Where the stations are, at least one.
    pub regions: Vec<Region>,
    /// Leads that a station gives, averaged over all stations.
    pub leads_per_station: Rate,
    /// The share of leads who register.
    pub conversion: Share,
    /// The tree that handles the leads.
    pub tree: TreePlan,
    /// The exponent `g` of a region's population.
    pub gravity_exponent: f64,
    /// The distance over which leads fall to 37 %, in kilometres.
    pub gravity_reach: f64,
}

impl Stations {
    /// How many stations there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.regions.iter().map(|region| region.stations).sum()
    }
}

impl Persons {
    /// The occupation that a uniform draw from `0.0..1.0` means.
    #[must_use]
    pub fn occupation(&self, draw: f64) -> Occupation {
        let mut below = 0.0;
        for (occupation, share) in Occupation::ALL.into_iter().zip(self.occupations).skip(1) {
            below += share;
            if draw < below {
                return occupation;
            }
        }
        Occupation::Other
    }
}

impl Students {
    /// National graduates of a calendar year.
    #[must_use]
    pub fn graduates_of(&self, year: i16) -> f64 {
        let after = self.graduates.partition_point(|&(known, _)| known <= year);
        self.graduates[after.saturating_sub(1)].1
    }

    /// The rate of registrations in a month: the year's count times the month's part of it, spread
    /// evenly over the month's days, so that a full year has exactly `N p` expected registrations
    /// whatever the lengths of its months.
    #[must_use]
    pub fn rate(&self, month: &Month, pull: &Pull) -> Rate {
        let share = logistic(self.choice.utility(pull));
        let of_month = self.graduates_of(month.year) * share * self.season[month.index] / 12.0;
        Rate::per_milli(of_month / month.length.as_millis() as f64)
    }
}

/// What pulls people at a time.
#[derive(Clone, Copy, Debug)]
pub struct Pull {
    /// What the city offers.
    pub city: City,
    /// The settle campaign's intensity, `X_set`.
    pub settle: f64,
    /// The factor of programmes on the leads of stations.
    pub stations: f64,
    /// The level of awareness.
    pub awareness: f64,
    /// The stock of school-enterprise bases B.
    pub bases: f64,
}

impl Pull {
    /// Of a city with these programmes, at a level of awareness.
    #[must_use]
    pub const fn new(
        city: City,
        programmes: &Programmes,
        expertise: &Expertise,
        awareness: f64,
    ) -> Self {
        Self {
            city,
            settle: programmes.strength(ProgrammeKind::SettleCampaign),
            stations: programmes.strength(ProgrammeKind::Stations),
            awareness,
            bases: expertise.bases,
        }
    }
}

impl Kind {
    /// How often somebody comes (a lead, for stations) in `month`; none for those who do not come
    /// at a rate.
    #[must_use]
    pub fn rate(&self, month: &Month, pull: &Pull) -> Rate {
        match self {
            Self::Students(students) => students.rate(month, pull),
            Self::Stations(stations) => {
                let factor = pull.stations * (1.0 + pull.awareness);
                let rate = stations.leads_per_station;
                rate.scaled(f64::from(stations.count()) * factor)
            }
            Self::Conference(_) | Self::Programme => Rate::default(),
            Self::Poisson { rate } => *rate,
        }
    }
}

/// A calendar month of a run.
#[derive(Clone, Copy, Debug)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// January is 0.
    pub index: usize,
    /// The first instant after it.
    pub end: SimTime,
    /// Its whole length, also where the run starts within it.
    pub length: Duration,
}

impl Month {
    /// The month that `at` lies in.
    #[must_use]
    pub fn of(clock: &Clock, at: SimTime) -> Self {
        let date = clock.date(at);
        let days = |count: i8| Duration::days(u64::from(count.unsigned_abs()));
        let left = days(date.days_in_month() - date.day() + 1);
        Self {
            year: date.year(),
            index: usize::from(date.month().unsigned_abs()) - 1,
            end: SimTime::ZERO + Duration::days(at.day()) + left,
            length: days(date.days_in_month()),
        }
    }
}
