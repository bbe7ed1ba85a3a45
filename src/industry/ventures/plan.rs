//! The section `[ventures]`, checked: contests, founders, enclaves, phases, pools.

mod check;

use crate::engine::Clock;
use crate::industry::shared::people::ChannelId;
use crate::units::number::whole_u64;
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Rate, SimTime, named_enum};

named_enum! {
    /// What a venture needs before it works in a phase, in the order in which it is seized. Every
    /// venture seizes in this order and releases all at the end of the phase, so there is no
    /// deadlock.
    pub(super) enum PoolKind {
        /// A place in the services of the phase.
        Server = "server",
        /// Equipment, in slots.
        Equipment = "equipment",
        /// Land, in square millimetres.
        Land = "land",
        /// Money of the fund, in fen; it is spent and never released.
        Fund = "fund",
    }
}

impl PoolKind {
    /// What the guarantee gives (claim S2 of the 2019 report).
    pub(super) const GUARANTEED: [Self; 3] = [Self::Equipment, Self::Land, Self::Fund];

    /// The bit of this kind in what a venture holds.
    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The section `[ventures]`, checked.
#[derive(Clone, Debug)]
pub struct Ventures {
    /// The channel that members of a team register through when it comes to the city.
    pub(super) channel: Option<ChannelId>,
    /// Members of a team, in the mean.
    pub(super) team_mean: f64,
    /// A venture's own money, in fen; without it, money never runs out.
    pub(super) own_funds: Option<Law>,
    /// What a company that passed all phases adds to the city's value a year.
    pub(super) graduate_value_added_per_year: Fen,
    /// The contest for founders; none where there is none.
    pub(super) contest: Option<Contest>,
    /// Founders who come outside contests.
    pub(super) founders: Option<Founders>,
    /// Floor in other cities.
    pub(super) enclaves: Option<Enclaves>,
    /// The phases, at least one.
    pub(super) phases: Vec<VenturePhase>,
    /// The guarantee of funds, equipment and land.
    pub(super) guarantee: Option<Guarantee>,
}

/// A contest that brings many teams on one day (equation E4).
#[derive(Clone, Debug)]
pub(super) struct Contest {
    /// The days on which it is held.
    pub(super) dates: Vec<Date>,
    /// Whether each comes again every year.
    pub(super) yearly: bool,
    /// Projects of a contest, in the mean.
    pub(super) projects: f64,
    /// Whether it has exactly this number of projects.
    pub(super) exact: bool,
    /// The share of projects that are admitted.
    pub(super) admit_share: f64,
    /// Where teams come from, at least one country.
    pub(super) countries: Vec<Country>,
}

/// A country that teams come from.
#[derive(Clone, Debug)]
pub(super) struct Country {
    /// The name of the country.
    pub(super) name: String,
    /// The share of projects from it or one before it in the list; the last one's is above one.
    pub(super) until: f64,
    /// The share of its teams that seek room in an enclave first.
    pub(super) enclave_share: f64,
}

/// Founders who come one by one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Founders {
    /// Teams that come per time.
    pub(super) rate: Rate,
    /// The share of teams that seek room in an enclave first.
    pub(super) enclave_share: f64,
}

/// Floor in other cities where teams begin (equation E6).
#[derive(Clone, Debug)]
pub(super) struct Enclaves {
    /// The places: name and floor in square metres.
    pub(super) places: Vec<(String, f64)>,
    /// Floor of a team, in square metres.
    pub(super) m2_per_team: f64,
    /// How long a team stays.
    pub(super) stay: DurationLaw,
    /// The share that comes to the city afterwards.
    pub(super) p_transfer: f64,
    /// The share of teams without room that give up; the others come to the city at once.
    pub(super) blocked_share_lost: f64,
    /// The factor on the chance to pass the first phase of those who come at once.
    pub(super) blocked_pass: f64,
}

/// A phase of incubation (equation E5).
#[derive(Clone, Debug)]
pub(super) struct VenturePhase {
    /// The name of the phase.
    pub(super) name: String,
    /// The chance to pass it.
    pub(super) pass: f64,
    /// How long it takes.
    pub(super) time: DurationLaw,
    /// What it needs of each kind of pool, in the order of [`PoolKind::ALL`]; nothing where 0.
    pub(super) needs: [u64; PoolKind::ALL.len()],
    /// Ventures it has room for at a time.
    pub(super) servers: Option<u64>,
    /// What a venture in it costs a month before the guarantee.
    pub(super) cost_per_month: Fen,
    /// What a venture in it adds to the city's value a year.
    pub(super) value_added_per_year: Fen,
}

/// The guarantee of funds, equipment and land.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guarantee {
    /// What the fund gets at the start and on the first day of each month.
    pub(super) fund_per_month: Fen,
    /// Slots of equipment.
    pub(super) equipment: u64,
    /// Land, in square millimetres.
    pub(super) land: u64,
    /// The factor on the cost of ventures while the guarantee runs.
    pub(super) cost_factor: f64,
    /// How long a venture waits for what is guaranteed before it does without.
    pub(super) patience: Duration,
    /// The factor on the chance to pass the phase, for each thing it does without.
    pub(super) without_pass: f64,
}

impl Ventures {
    /// Mean number of teams that come forward within `horizon`, with contests of this strength, as
    /// an estimate of the size of a run.
    pub(super) fn expected_within(&self, horizon: Duration, strength: f64) -> f64 {
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
    /// Whether contests are held only after the end of a run.
    pub(super) fn is_late(&self, clock: &Clock) -> bool {
        let last = clock.date(clock.horizon());
        self.instants(clock).is_empty() && self.dates.iter().any(|date| *date >= last)
    }

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

    /// The country of a uniform draw.
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
