//! The section `[ventures]`, checked: contests, founders, enclaves, phases, pools.

use crate::engine::Clock;
use crate::industry::shared::people::ChannelId;
use crate::units::number::whole_u64;
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Rate, SimTime};

/// Ventures, checked.
#[derive(Clone, Debug)]
pub struct Ventures {
    /// The channel that members of a team register through when it comes to the city.
    pub channel: Option<ChannelId>,
    /// Members of a team, in the mean.
    pub team_mean: f64,
    /// A venture's own money, in fen; without it, money never runs out.
    pub own_funds: Option<Law>,
    /// What a company that passed all phases adds to the city's value a year.
    pub graduate_value_added_per_year: Fen,
    /// The contest for founders.
    pub contest: Option<Contest>,
    /// Founders who come outside contests.
    pub founders: Option<Founders>,
    /// Floor in other cities.
    pub enclaves: Option<Enclaves>,
    /// The phases, at least one.
    pub phases: Vec<Phase>,
    /// The guarantee of funds, equipment and land.
    pub guarantee: Option<Guarantee>,
}

/// A contest that brings many teams on one day (equation E4).
#[derive(Clone, Debug)]
pub struct Contest {
    /// Its days.
    pub dates: Vec<Date>,
    /// Whether each comes again every year.
    pub yearly: bool,
    /// Projects of a contest, in the mean.
    pub projects: f64,
    /// Whether it has exactly so many.
    pub exact: bool,
    /// The share of projects that are admitted.
    pub admit_share: f64,
    /// Where teams come from, at least one country.
    pub countries: Vec<Country>,
}

/// A country that teams come from.
#[derive(Clone, Debug)]
pub struct Country {
    /// Its name.
    pub name: String,
    /// The share of projects from it or one before it in the list; the last one's is above one.
    pub until: f64,
    /// The share of its teams that look for room in an enclave first.
    pub enclave_share: f64,
}

/// Founders who come one by one.
#[derive(Clone, Copy, Debug)]
pub struct Founders {
    /// Teams per time.
    pub rate: Rate,
    /// The share of teams that look for room in an enclave first.
    pub enclave_share: f64,
}

/// Floor in other cities where teams begin (equation E6).
#[derive(Clone, Debug)]
pub struct Enclaves {
    /// The places: name and floor in square metres.
    pub places: Vec<(String, f64)>,
    /// Floor of a team, in square metres.
    pub m2_per_team: f64,
    /// How long a team stays.
    pub stay: DurationLaw,
    /// The share that comes to the city afterwards.
    pub p_transfer: f64,
    /// The share of teams without room that give up; the others come to the city at once.
    pub blocked_share_lost: f64,
    /// The factor on the chance to pass the first phase of those who come at once.
    pub blocked_pass: f64,
}

/// A phase of incubation (equation E5).
#[derive(Clone, Debug)]
pub struct Phase {
    /// Its name.
    pub name: String,
    /// The chance to pass it.
    pub pass: f64,
    /// How long it takes.
    pub time: DurationLaw,
    /// What it needs of each kind of pool, in the order of `pool::Kind::ALL`; nothing where 0.
    pub needs: [u64; 4],
    /// Ventures it has room for at a time.
    pub servers: Option<u64>,
    /// What a venture in it costs a month before the guarantee.
    pub cost_per_month: Fen,
    /// What a venture in it adds to the city's value a year.
    pub value_added_per_year: Fen,
}

/// The guarantee of funds, equipment and land.
#[derive(Clone, Copy, Debug)]
pub struct Guarantee {
    /// What the fund gets at the start and on the first day of each month.
    pub fund_per_month: Fen,
    /// Slots of equipment.
    pub equipment: u64,
    /// Land, in square millimetres.
    pub land: u64,
    /// The factor on the cost of ventures while the guarantee runs.
    pub cost_factor: f64,
    /// How long a venture waits for what is guaranteed before it does without.
    pub patience: Duration,
    /// The factor on the chance to pass the phase, for each thing it does without.
    pub without_pass: f64,
}

impl Ventures {
    /// Teams that come forward within `horizon` in the mean, with contests of this strength. For
    /// estimates of size.
    #[must_use]
    pub fn expected_within(&self, horizon: Duration, strength: f64) -> f64 {
        let contests = self.contest.as_ref().map_or(0.0, |contest| {
            let times = if contest.yearly {
                horizon.as_years().ceil() + 1.0
            } else {
                1.0
            };
            contest.dates.len() as f64 * times * contest.projects * strength
        });
        let founders = self.founders.as_ref();
        contests + founders.map_or(0.0, |founders| founders.rate.expected_in(horizon))
    }
}

impl Contest {
    /// The instants of all contests of a run, in order.
    pub(super) fn instants(&self, clock: &Clock) -> Vec<SimTime> {
        let origin = clock.date(SimTime::ZERO);
        let last = clock.date(clock.horizon());
        let mut days = Vec::new();
        for date in &self.dates {
            let years = if self.yearly {
                last.year().saturating_sub(date.year()).max(0)
            } else {
                0
            };
            for year in 0..=years {
                // 29 February falls on the 28th in other years.
                days.extend(date.plus_years(year));
            }
        }
        days.sort_unstable();
        let instants = days.into_iter().filter_map(|day| day.begins(origin));
        instants.filter(|&at| at < clock.horizon()).collect()
    }

    /// The country that a uniform draw means.
    pub(super) fn country(&self, uniform: f64) -> usize {
        self.countries
            .partition_point(|country| country.until <= uniform)
    }
}

impl Enclaves {
    /// How many teams a place has room for at this strength of the programme.
    pub(super) fn slots(&self, place: usize, strength: f64) -> u64 {
        whole_u64(self.places[place].1 * strength / self.m2_per_team)
    }

    /// All floor, in square metres, without any programme.
    pub(super) fn m2(&self) -> f64 {
        self.places.iter().map(|(_, m2)| m2).sum()
    }
}

impl Guarantee {
    /// The factor on cost when the guarantee runs at this strength: 1 when it does not run.
    pub(super) fn factor(&self, strength: f64) -> f64 {
        (1.0 - (1.0 - self.cost_factor) * strength).max(0.0)
    }
}
