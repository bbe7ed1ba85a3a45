//! The state of ventures that is not in their rows: pools, enclaves, the meter of cost.

use bevy_ecs::prelude::*;

use super::draws::VentureDraws;
use super::plan::{PoolKind, Ventures};
use super::pool::ResourcePool;
use super::runway::Runway;
use super::statistics::{Statistics, VentureStatistics};
use crate::engine::{Clock, Stream, Streams};
use crate::industry::shared::programmes::{Companies, ProgrammeKind, Programmes};
use crate::units::{Fen, SimTime};

/// What ventures share.
#[derive(Resource)]
pub(super) struct VenturesState {
    pub(super) plan: Ventures,
    pub(super) draws: VentureDraws,
    pub(super) runway: Runway,
    /// The enclaves, in teams.
    pub(super) enclaves: Vec<ResourcePool>,
    /// The services of each phase, in ventures.
    pub(super) servers: Vec<ResourcePool>,
    /// The guarantee's pools, in the order of [`PoolKind::GUARANTEED`].
    pub(super) guaranteed: [ResourcePool; PoolKind::GUARANTEED.len()],
    /// How strong the programmes are in the present tick.
    pub(super) strengths: Strengths,
    /// Whether those in line for the guarantee may be served: it has grown in this tick.
    pub(super) may_serve: bool,
    /// When contests are held, in order.
    pub(super) contests: Vec<SimTime>,
    /// How many of the contests have been held.
    pub(super) held: usize,
    /// The stream of founders outside contests.
    founders: Stream,
    /// When the next founders outside contests come, in milliseconds.
    pub(super) next_founders: f64,
    /// The number of teams that came forward.
    pub(super) rows: u32,
    pub(super) statistics: VentureStatistics,
    pub(super) events: u64,
}

/// How strong the programmes are that ventures read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Strengths {
    pub(super) contest: f64,
    pub(super) enclaves: f64,
    pub(super) pools: f64,
}

impl Strengths {
    pub(super) const fn of(programmes: &Programmes) -> Self {
        Self {
            contest: programmes.strength(ProgrammeKind::Contest),
            enclaves: programmes.strength(ProgrammeKind::Enclaves),
            pools: programmes.strength(ProgrammeKind::VenturePools),
        }
    }
}

impl VenturesState {
    pub(super) fn new(plan: &Ventures, streams: &Streams, clock: &Clock) -> Self {
        let enclaves = plan.enclaves.as_ref();
        let times = plan.phases.iter().map(|phase| phase.time.clone());
        let draws = VentureDraws::new(
            streams,
            enclaves.map(|enclaves| &enclaves.stay),
            times,
            plan.own_funds.as_ref(),
        );
        let server =
            |units: Option<u64>| units.map_or_else(ResourcePool::default, ResourcePool::of);
        let mut state = Self {
            draws,
            runway: Runway::default(),
            enclaves: vec![
                ResourcePool::of(0);
                enclaves.map_or(0, |enclaves| enclaves.places.len())
            ],
            servers: plan.phases.iter().map(|row| server(row.servers)).collect(),
            guaranteed: PoolKind::GUARANTEED.map(|_| ResourcePool::of(0)),
            strengths: Strengths::of(&Programmes::default()),
            may_serve: false,
            contests: plan
                .contest
                .as_ref()
                .map_or_else(Vec::new, |contest| contest.instants(clock)),
            held: 0,
            founders: streams.stream("ventures.founders", ""),
            next_founders: 0.0,
            rows: 0,
            statistics: VentureStatistics::new(plan),
            events: 0,
            plan: plan.clone(),
        };
        state.next_founders = state.founders_after(0.0);
        state
    }

    /// When the next founders outside contests come, in milliseconds; never at rate 0.
    pub(super) fn founders_after(&mut self, at: f64) -> f64 {
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
    pub(super) fn pool_mut(&mut self, kind: PoolKind, phase: u8) -> &mut ResourcePool {
        match kind {
            PoolKind::Server => &mut self.servers[usize::from(phase)],
            PoolKind::Equipment => &mut self.guaranteed[0],
            PoolKind::Land => &mut self.guaranteed[1],
            PoolKind::Fund => &mut self.guaranteed[2],
        }
    }

    /// The pools of the guarantee, with their kinds.
    pub(super) fn guaranteed(&self) -> impl Iterator<Item = (PoolKind, &ResourcePool)> {
        let pools = PoolKind::GUARANTEED.into_iter().zip(&self.guaranteed);
        pools.filter(|_| self.plan.guarantee.is_some())
    }

    /// The services of the phases, with their names.
    pub(super) fn servers(&self) -> impl Iterator<Item = (&str, &ResourcePool)> {
        let names = self.plan.phases.iter().map(|phase| &*phase.name);
        names.zip(&self.servers)
    }

    /// The enclaves, with their names.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, &ResourcePool)> {
        let places = self.plan.enclaves.iter().flat_map(|all| &all.places);
        places.map(|(name, _)| &**name).zip(&self.enclaves)
    }

    /// Floor of all enclaves at the present strength, in square metres.
    pub(super) fn enclave_m2(&self) -> f64 {
        let enclaves = self.plan.enclaves.as_ref();
        enclaves.map_or(0.0, |all| all.m2() * self.strengths.enclaves)
    }

    /// Counts a venture more (or less, `-1`) in a phase.
    pub(super) fn change_of_phase(&mut self, now: SimTime, phase: u8, change: i64) {
        let row = &self.plan.phases[usize::from(phase)];
        let value = row.value_added_per_year.as_fen();
        if value > 0 {
            self.statistics.trading.add(now, change);
            self.statistics.value_added.add(now, value * change);
        }
        self.statistics.phases[usize::from(phase)]
            .inside
            .add(now, change);
        self.change_of_cost(now);
    }

    /// Sets what ventures cost from now on.
    pub(super) fn change_of_cost(&mut self, now: SimTime) {
        let phases = self.plan.phases.iter().zip(&self.statistics.phases);
        let costs = phases.map(|(phase, of)| {
            i128::from(phase.cost_per_month.as_fen()) * i128::from(of.inside.value())
        });
        let cost = costs.sum::<i128>() * i128::from(self.runway.millionths()) / 1_000_000;
        let cost = i64::try_from(cost).unwrap_or(i64::MAX);
        self.statistics.cost.set(now, cost);
    }

    /// Counts a company that has passed all phases.
    pub(super) fn add_graduate(&mut self, now: SimTime) {
        let value = self.plan.graduate_value_added_per_year.as_fen();
        if value > 0 {
            self.statistics.trading.add(now, 1);
            self.statistics.value_added.add(now, value);
        }
    }

    /// The companies that add value at present.
    pub(super) fn companies(&self) -> Companies {
        Companies {
            value_added_per_year: Fen::new(self.statistics.value_added.value()),
        }
    }

    /// What has accumulated since the start of the run.
    pub(super) fn statistics(&self) -> Statistics {
        let of = |pool: &ResourcePool| pool.statistics.clone();
        Statistics {
            ventures: self.statistics.clone(),
            enclaves: self.enclaves.iter().map(of).collect(),
            servers: self.servers.iter().map(of).collect(),
            guaranteed: self.guaranteed.each_ref().map(of),
        }
    }
}
