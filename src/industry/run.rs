//! A run of a park, tick by tick, and its outcome.

use std::collections::VecDeque;
use std::sync::Arc;

use super::balance::{self, ParkLevels};
use super::explain::Traced;
use super::fab;
use super::park::Park;
use super::shared::lot_trace::LotStateTrace;
use super::shared::subsystem::{Begun, Reader};
use super::shared::tool_trace::{ToolTrace, ToolWindow};
use super::shared::trace::Trace;
use super::shared::waiting::Waiting;
use super::targets::Window;
use crate::engine::{Figures, Period, Series, Sim};
use crate::units::{Duration, SimTime};

/// A run of a park. All windows of statistics are measured in the one pass.
pub struct Run {
    sim: Sim,
    readers: Vec<Reader>,
    series: Series,
    observe_every: Duration,
    measured: Vec<Measured>,
    replication: u32,
    /// The park as it is from later times on, in order of time.
    changes: VecDeque<(SimTime, Arc<Park>)>,
}

/// A window of statistics and how far it has come.
struct Measured {
    window: Window,
    period: Period,
    /// The statistics of each subsystem since its start; none before.
    begun: Vec<Begun>,
    /// What the park had at its start, if its books are kept.
    opening: Option<ParkLevels>,
    /// Its figures; none before its end.
    figures: Option<Figures>,
}

impl Measured {
    /// Whether the books of the window are kept. They are of the run's own statistics: the periods
    /// of targets would count everybody twice for each, and nobody looks at them.
    fn keeps_books(&self) -> bool {
        self.window == Window::Run
    }
}

/// The outcome of a run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The number of the replication.
    pub replication: u32,
    /// The figures of the run's own statistics; none if the run was measured over other windows
    /// only.
    pub figures: Figures,
    /// The figures of the periods of targets, by the number of [`Window::Period`]; none for those
    /// that the run was not measured over.
    pub periods: Vec<Figures>,
    /// Points of all metrics over time, unless the study is one without series.
    pub series: Series,
    /// How many events were processed.
    pub events: u64,
    /// What its orders went through, if that was asked for.
    pub traced: Option<Traced>,
    /// What the tools of a group did, if that was asked for and there is a fab.
    pub tools: Option<ToolTrace>,
    /// What the lots of some streams went through, if that was asked for and there is a fab.
    pub lots: Option<LotStateTrace>,
}

#[cfg(test)]
impl Outcome {
    /// The outcome of a run with these figures and nothing else.
    pub(crate) fn of(figures: Figures) -> Self {
        Self {
            figures,
            ..Self::default()
        }
    }
}

impl Run {
    /// A run at its start, of these subsystems, whose series have a point each `observe_every`; the
    /// periods of its clock are these windows; `replication` is its number.
    pub(super) fn new(
        sim: Sim,
        readers: Vec<Reader>,
        observe_every: Duration,
        windows: Vec<Window>,
        replication: u32,
    ) -> Self {
        let windows = windows.into_iter().zip(sim.clock().periods());
        let measured = windows.map(|(window, &period)| Measured {
            window,
            period,
            begun: Vec::new(),
            opening: None,
            figures: None,
        });
        let mut run = Self {
            measured: measured.collect(),
            sim,
            readers,
            series: Series::default(),
            observe_every,
            replication,
            changes: VecDeque::new(),
        };
        run.begin_periods(SimTime::ZERO);
        run
    }

    /// The same run, in which values change as these states of the park say, in order of time.
    pub(super) fn changed_by(self, changes: VecDeque<(SimTime, Arc<Park>)>) -> Self {
        Self { changes, ..self }
    }

    /// Keeps no points of series, but which metrics had some: called before the first step.
    pub(crate) fn leave_series(&mut self) {
        self.series = Series::without_points();
    }

    /// Keeps a trace of what orders go through, from now on.
    pub(crate) fn keep_trace(&mut self) {
        self.sim.world_mut().init_resource::<Trace>();
    }

    /// Keeps a trace of what the tools of a group do, from now on.
    pub(crate) fn keep_tool_trace(&mut self, window: ToolWindow) {
        let world = self.sim.world_mut();
        world.insert_resource(ToolTrace::new(window));
    }

    /// Keeps a trace of the lots of these streams, by place in the list of the fab, from the start
    /// on.
    pub(crate) fn keep_lot_trace(&mut self, streams: Vec<bool>) {
        fab::begin_lot_trace(self.sim.world_mut(), streams);
    }

    /// The trace of the run, if one was kept.
    fn traced(&mut self) -> Option<Traced> {
        let world = self.sim.world_mut();
        let trace = world.remove_resource::<Trace>()?;
        let waiting = world.get_resource::<Waiting>();
        let places = waiting.map(|waiting| waiting.places.clone());
        let end = self.sim.clock().tick_end();
        Some(Traced::new(trace, places.unwrap_or_default(), end))
    }

    /// Begins the statistics of the windows that start now.
    fn begin_periods(&mut self, now: SimTime) {
        let world = self.sim.world_mut();
        for measured in self
            .measured
            .iter_mut()
            .filter(|one| one.period.from == now)
        {
            let keeps_books = measured.keeps_books();
            measured.opening = keeps_books.then(|| ParkLevels::count(world));
            let readers = self.readers.iter();
            measured.begun = readers
                .map(|reader| reader.begin(world, measured.period, keeps_books))
                .collect();
        }
    }

    /// Reports the figures of the windows that end now.
    fn end_periods(&mut self, now: SimTime) {
        let world = self.sim.world_mut();
        for measured in self.measured.iter_mut().filter(|one| one.period.to == now) {
            let mut figures = Figures::default();
            for begun in &measured.begun {
                begun.report(world, &mut figures);
            }
            if let Some(opening) = measured.opening {
                for book in balance::books(world, opening, &figures) {
                    figures.keep(book);
                }
            }
            measured.figures = Some(figures.complete());
        }
    }

    /// Runs a tick; false, and nothing done, at the end.
    pub fn step(&mut self) -> bool {
        let begins = self.now();
        while let Some((_, park)) = self.changes.pop_front_if(|(at, _)| *at <= begins) {
            park.take_over(self.sim.world_mut(), begins);
        }
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
        self.end_periods(now);
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

    /// Its outcome. Windows that have not ended have no figures.
    #[must_use]
    pub fn finish(mut self) -> Outcome {
        let (events, traced) = (self.events(), self.traced());
        let end = self.now();
        let mut outcome = Outcome {
            replication: self.replication,
            figures: Figures::default(),
            periods: Vec::new(),
            series: self.series.complete(),
            events,
            traced,
            tools: self.sim.world_mut().remove_resource(),
            lots: fab::end_lot_trace(self.sim.world_mut(), end),
        };
        for measured in self.measured {
            let figures = measured.figures.unwrap_or_default();
            match measured.window {
                Window::Run => outcome.figures = figures,
                Window::Period(number) => {
                    let count = outcome.periods.len().max(number + 1);
                    outcome.periods.resize_with(count, Figures::default);
                    outcome.periods[number] = figures;
                }
                Window::Cut => {}
            }
        }
        outcome
    }
}
