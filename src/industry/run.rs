//! A run of a park, tick by tick, and what it comes to.

use super::shared::Room;
use crate::engine::{Figures, Series, Sim};
use crate::units::{Duration, SimTime};

/// A run of a park.
pub struct Run {
    sim: Sim,
    rooms: Vec<&'static Room>,
    series: Series,
    observe_every: Duration,
    /// Whether the warm-up is over.
    has_begun: bool,
}

/// What a run has come to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its figures.
    pub figures: Figures,
    /// The figures of the periods that targets speak of, in the order of [`Targets::periods`].
    ///
    /// [`Targets::periods`]: super::targets::Targets::periods
    pub periods: Vec<Figures>,
    /// Its series.
    pub series: Series,
    /// How many events were processed.
    pub events: u64,
}

impl Run {
    /// A run at its start, of these rooms, whose series have a point each `observe_every`.
    pub(super) fn new(sim: Sim, rooms: Vec<&'static Room>, observe_every: Duration) -> Self {
        Self {
            has_begun: sim.clock().warmup() == SimTime::ZERO,
            sim,
            rooms,
            series: Series::default(),
            observe_every,
        }
    }

    /// Runs a tick; false, and nothing done, at the end.
    pub fn step(&mut self) -> bool {
        if !self.sim.step() {
            return false;
        }
        let now = self.sim.clock().tick_end();
        if !self.has_begun && now >= self.sim.clock().warmup() {
            self.has_begun = true;
            for room in &self.rooms {
                (room.begin_statistics)(self.sim.world_mut(), now);
            }
        }
        let is_point = (now.since(SimTime::ZERO) % self.observe_every).is_zero()
            || now == self.sim.clock().horizon();
        let is_midnight = now.time_of_day().is_zero();
        self.series.at(now);
        for room in &self.rooms {
            if is_point || (is_midnight && room.every_day) {
                (room.observe)(self.sim.world_mut(), &mut self.series);
            }
        }
        true
    }

    /// How far it has come.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.sim.clock().tick_end()
    }

    /// How many events were processed.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.rooms
            .iter()
            .map(|room| (room.events)(self.sim.world()))
            .sum()
    }

    /// What is not conserved, in sentences; empty when all is well.
    pub fn audit(&mut self) -> Vec<String> {
        let world = self.sim.world_mut();
        self.rooms
            .iter()
            .flat_map(|room| (room.audit)(world))
            .collect()
    }

    /// What it has come to, without the periods of targets.
    #[must_use]
    pub fn finish(mut self) -> Outcome {
        let events = self.events();
        let now = self.now();
        let mut figures = Figures::default();
        for room in &self.rooms {
            (room.report)(self.sim.world_mut(), now, &mut figures);
        }
        Outcome {
            figures,
            periods: Vec::new(),
            series: self.series,
            events,
        }
    }
}
