//! The state of ventures that is not in their rows: pools, enclaves, the meter of cost, the calendar.

use bevy_ecs::prelude::*;

use crate::engine::{Calendar, Clock, Stream, Streams};
use crate::event_codes;
use crate::industry::shared::programmes::{Companies, ProgrammeKind, Programmes};
use crate::units::number::{nearest, whole_u64};
use crate::units::{Fen, SimTime};

use super::books::Books;
use super::plan::Ventures;
use super::pool::{Kind, Pool};
use super::runway::Runway;
use super::venture::{Draws, Place, Purpose, Venture, VentureRow};

event_codes! {
    /// What happens to a venture.
    pub(super) enum Event {
        /// Its team begins.
        Comes(VentureRow),
        /// Its stay in an enclave ends.
        StayEnds(VentureRow),
        /// Its work in a phase ends.
        PhaseEnds(VentureRow),
        /// It has waited long enough for what it asked for then.
        PatienceEnds(VentureRow),
    }
}

/// Everything that ventures share.
#[derive(Resource)]
pub(super) struct Incubator {
    pub(super) plan: Ventures,
    pub(super) draws: Draws,
    pub(super) calendar: Calendar<Event>,
    pub(super) runway: Runway,
    /// The enclaves, in teams.
    pub(super) enclaves: Vec<Pool>,
    /// The services of each phase, in ventures.
    servers: Vec<Pool>,
    /// The guarantee's pools, in the order of [`Kind::GUARANTEED`].
    guaranteed: [Pool; 3],
    /// How strong the programmes of this room are in the present tick.
    strengths: Strengths,
    /// Whether those in line for the guarantee may be served: there is more of it since this tick.
    pub(super) may_serve: bool,
    contests: Vec<SimTime>,
    /// How many of the contests have been held.
    held: usize,
    founders: Stream,
    /// When the next founders outside contests come, in milliseconds.
    next_founders: f64,
    founded: u64,
    /// Teams that came forward so far.
    pub(super) rows: u32,
    graduates: i64,
    pub(super) books: Books,
    pub(super) events: u64,
}

/// How strong the programmes are that ventures read.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Strengths {
    contest: f64,
    enclaves: f64,
    pools: f64,
}

impl Strengths {
    const fn of(programmes: &Programmes) -> Self {
        Self {
            contest: programmes.strength(ProgrammeKind::Contest),
            enclaves: programmes.strength(ProgrammeKind::Enclaves),
            pools: programmes.strength(ProgrammeKind::VenturePools),
        }
    }
}

impl Incubator {
    pub(super) fn new(plan: &Ventures, streams: &Streams, clock: &Clock) -> Self {
        let enclaves = plan.enclaves.as_ref();
        let times = plan.phases.iter().map(|phase| phase.time.clone());
        let draws = Draws::new(
            streams,
            enclaves.map(|enclaves| &enclaves.stay),
            times,
            plan.own_funds.as_ref(),
        );
        let server = |units: Option<u64>| units.map_or_else(Pool::default, Pool::of);
        let mut incubator = Self {
            draws,
            calendar: Calendar::new(),
            runway: Runway::default(),
            enclaves: vec![Pool::of(0); enclaves.map_or(0, |enclaves| enclaves.places.len())],
            servers: plan.phases.iter().map(|row| server(row.servers)).collect(),
            guaranteed: [0; 3].map(Pool::of),
            strengths: Strengths::of(&Programmes::default()),
            may_serve: false,
            contests: plan
                .contest
                .as_ref()
                .map_or_else(Vec::new, |contest| contest.instants(clock)),
            held: 0,
            founders: streams.stream("ventures.founders", ""),
            next_founders: 0.0,
            founded: 0,
            rows: 0,
            graduates: 0,
            books: Books::new(plan),
            events: 0,
            plan: plan.clone(),
        };
        incubator.next_founders = incubator.founders_after(0.0);
        incubator
    }

    /// When the next founders outside contests come, in milliseconds; never at rate 0.
    fn founders_after(&mut self, at: f64) -> f64 {
        let rate = self
            .plan
            .founders
            .map_or(0.0, |all| all.rate.get_per_milli());
        at + self.founders.exponential() / rate
    }

    /// Whether the guarantee runs.
    pub(super) fn is_guaranteed(&self) -> bool {
        self.plan.guarantee.is_some() && self.strengths.pools > 0.0
    }

    /// The pool of a kind; of a phase, where each has its own.
    pub(super) fn pool_mut(&mut self, kind: Kind, phase: u8) -> &mut Pool {
        match kind {
            Kind::Server => &mut self.servers[usize::from(phase)],
            Kind::Equipment => &mut self.guaranteed[0],
            Kind::Land => &mut self.guaranteed[1],
            Kind::Fund => &mut self.guaranteed[2],
        }
    }

    /// The pools of the guarantee, with their kinds.
    pub(super) fn guaranteed(&self) -> impl Iterator<Item = (Kind, &Pool)> {
        let pools = Kind::GUARANTEED.into_iter().zip(&self.guaranteed);
        pools.filter(|_| self.plan.guarantee.is_some())
    }

    /// The services of the phases, with their names.
    pub(super) fn servers(&self) -> impl Iterator<Item = (&str, &Pool)> {
        let names = self.plan.phases.iter().map(|phase| &*phase.name);
        names.zip(&self.servers)
    }

    /// The enclaves, with their names.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, &Pool)> {
        let places = self.plan.enclaves.iter().flat_map(|all| &all.places);
        places.map(|(name, _)| &**name).zip(&self.enclaves)
    }

    /// Floor of all enclaves at the present strength, in square metres.
    pub(super) fn enclave_m2(&self) -> f64 {
        let enclaves = self.plan.enclaves.as_ref();
        enclaves.map_or(0.0, |all| all.m2() * self.strengths.enclaves)
    }

    /// Obeys the programmes from the tick's start on, and fills the fund on the first of a month.
    pub(super) fn obey(&mut self, clock: &Clock, programmes: &Programmes) {
        let now = clock.tick_start();
        let strengths = Strengths::of(programmes);
        let changed = strengths != self.strengths || now == SimTime::ZERO;
        self.strengths = strengths;
        if changed && let Some(all) = &self.plan.enclaves {
            for (place, pool) in self.enclaves.iter_mut().enumerate() {
                pool.set_capacity(now, all.slots(place, strengths.enclaves));
            }
        }
        let Some(guarantee) = self.plan.guarantee else {
            return;
        };
        if changed {
            let units = |whole: u64| whole_u64(whole as f64 * strengths.pools);
            self.guaranteed[0].set_capacity(now, units(guarantee.equipment));
            self.guaranteed[1].set_capacity(now, units(guarantee.land));
            self.runway
                .set_factor(now, guarantee.factor(strengths.pools));
            self.change_of_burn(now);
        }
        let is_first = clock.starts_day() && clock.date(now).day() == 1;
        let fills = is_first || now == SimTime::ZERO;
        if fills {
            let more = guarantee.fund_per_month.as_fen().unsigned_abs();
            let fund = &mut self.guaranteed[2];
            let there = fund.capacity().unwrap_or(0) + whole_u64(more as f64 * strengths.pools);
            fund.set_capacity(now, there);
        }
        self.may_serve = changed || fills;
    }

    /// The teams that come forward before the tick's end, in order of time; those admitted are put
    /// into the calendar.
    pub(super) fn come_forward(&mut self, end: SimTime) -> Vec<Venture> {
        let mut coming = Vec::new();
        while let Some(&at) = self.contests.get(self.held).filter(|&&at| at < end) {
            self.hold_contest(at, &mut coming);
            self.held += 1;
        }
        while self.next_founders < end.as_millis() as f64 {
            let at = whole_millis(self.next_founders);
            self.next_founders = self.founders_after(self.next_founders);
            let share = self.plan.founders.map_or(0.0, |all| all.enclave_share);
            let venture = self.team(self.founded, 0, share);
            self.founded += 1;
            self.books.count(|counts| counts.founded += 1);
            self.admit(at, venture, &mut coming);
        }
        coming
    }

    /// The contest at `at`: its teams are drawn, and those admitted begin at once.
    fn hold_contest(&mut self, at: SimTime, coming: &mut Vec<Venture>) {
        let Some(contest) = self.plan.contest.clone() else {
            return;
        };
        let ordinal = self.held as u64;
        let mean = contest.projects * self.strengths.contest;
        let projects = if contest.exact {
            u64::from(nearest(mean))
        } else {
            u64::from(self.draws.projects(ordinal, mean))
        };
        for number in 0..projects {
            let key = ((ordinal + 1) << 32) | number;
            let country = contest.country(self.draws.uniform(key, Purpose::Country, 0));
            let share = contest.countries[country].enclave_share;
            let mut venture = self.team(key, u8::try_from(country).unwrap_or(u8::MAX), share);
            self.books
                .count(|counts| counts.projects_from[country] += 1);
            if self
                .draws
                .chance(key, Purpose::Admission, 0, contest.admit_share)
            {
                self.books.count(|counts| counts.admitted += 1);
                self.admit(at, venture, coming);
            } else {
                venture.place = Place::Refused;
                self.rows += 1;
                coming.push(venture);
            }
        }
    }

    fn team(&self, key: u64, country: u8, enclave_share: f64) -> Venture {
        let size = self.draws.size(key, self.plan.team_mean);
        let draws = &self.draws;
        let seeks_enclave = draws.chance(key, Purpose::SeeksEnclave, 0, enclave_share);
        Venture::coming(key, country, size, seeks_enclave)
    }

    fn admit(&mut self, at: SimTime, venture: Venture, coming: &mut Vec<Venture>) {
        let event = Event::Comes(VentureRow::from(self.rows));
        self.calendar
            .schedule(at, crate::engine::Phase::Transfer, event);
        self.rows += 1;
        coming.push(venture);
    }

    /// Books a venture more (or less, `-1`) in a phase.
    pub(super) fn change_of_phase(&mut self, now: SimTime, phase: u8, change: i64) {
        let row = &self.plan.phases[usize::from(phase)];
        let value = row.value_added_per_year.as_fen();
        if value > 0 {
            self.books.trading.add(now, change);
            self.books.value_added.add(now, value * change);
        }
        self.books.in_phase[usize::from(phase)].add(now, change);
        self.change_of_burn(now);
    }

    /// Books what ventures cost from now on.
    fn change_of_burn(&mut self, now: SimTime) {
        let phases = self.plan.phases.iter().zip(&self.books.in_phase);
        let costs = phases.map(|(phase, count)| {
            i128::from(phase.cost_per_month.as_fen()) * i128::from(count.value())
        });
        let burn = costs.sum::<i128>() * i128::from(self.runway.millionths()) / 1_000_000;
        self.books
            .burn
            .set(now, i64::try_from(burn).unwrap_or(i64::MAX));
    }

    /// Books a company that has passed all phases.
    pub(super) fn add_graduate(&mut self, now: SimTime) {
        self.graduates += 1;
        let value = self.plan.graduate_value_added_per_year.as_fen();
        if value > 0 {
            self.books.trading.add(now, 1);
            self.books.value_added.add(now, value);
        }
    }

    /// The companies that add value at present.
    pub(super) fn companies(&self) -> Companies {
        Companies {
            value_added_per_year: Fen::new(self.books.value_added.value()),
        }
    }

    /// Begins the statistics anew.
    pub(super) fn begin_statistics(&mut self, now: SimTime) {
        self.books.begin_statistics(now);
        let pools = self.enclaves.iter_mut().chain(&mut self.servers);
        for pool in pools.chain(&mut self.guaranteed) {
            pool.begin_statistics(now);
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an instant before the tick's end; the millisecond it lies in"
)]
const fn whole_millis(millis: f64) -> SimTime {
    SimTime::from_millis(millis as u64)
}
