//! A run of a park, tick by tick, and what it comes to.

use super::shared::subsystem::{Begun, Reader};
use crate::engine::{Figures, Period, Series, Sim};
use crate::units::{Duration, SimTime};

/// A run of a park.
pub struct Run {
    sim: Sim,
    readers: Vec<Reader>,
    series: Series,
    observe_every: Duration,
    period: Period,
    begun: Vec<Begun>,
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
    /// A run at its start, of these subsystems, whose series have a point each `observe_every`.
    pub(super) fn new(sim: Sim, readers: Vec<Reader>, observe_every: Duration) -> Self {
        let period = Period {
            from: sim.clock().warmup(),
            to: sim.clock().horizon(),
        };
        let mut run = Self {
            sim,
            readers,
            series: Series::default(),
            observe_every,
            period,
            begun: Vec::new(),
        };
        run.begin_periods(SimTime::ZERO);
        run
    }

    /// Begins the statistics that start now.
    fn begin_periods(&mut self, now: SimTime) {
        if self.period.from == now {
            let world = self.sim.world_mut();
            let readers = self.readers.iter();
            self.begun = readers
                .map(|reader| reader.begin(world, self.period))
                .collect();
        }
    }

    /// Runs a tick; false, and nothing done, at the end.
    pub fn step(&mut self) -> bool {
        if !self.sim.step() {
            return false;
        }
        let now = self.now();
        self.begin_periods(now);
        let is_point = (now.since(SimTime::ZERO) % self.observe_every).is_zero()
            || now == self.sim.clock().horizon();
        let is_midnight = now.time_of_day().is_zero();
        self.series.at(now);
        for reader in &self.readers {
            if is_point || (is_midnight && reader.observed_daily) {
                (reader.observe)(self.sim.world_mut(), &mut self.series);
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
        let readers = self.readers.iter();
        readers
            .map(|reader| (reader.events)(self.sim.world()))
            .sum()
    }

    /// What is not conserved, in sentences; empty when all is well.
    pub fn audit(&mut self) -> Vec<String> {
        let world = self.sim.world_mut();
        let readers = self.readers.iter();
        readers.flat_map(|reader| (reader.audit)(world)).collect()
    }

    /// What it has come to, without the periods of targets.
    #[must_use]
    pub fn finish(mut self) -> Outcome {
        let events = self.events();
        let mut figures = Figures::default();
        for begun in &self.begun {
            begun.report(self.sim.world_mut(), &mut figures);
        }
        Outcome {
            figures,
            periods: Vec::new(),
            series: self.series,
            events,
        }
    }
}
