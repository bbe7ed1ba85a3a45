//! The tick loop: a clock, a world, and one schedule whose stages run in a stated order.
//!
//! A tick is the span `[start, end)`. Each event-driven subsystem drains everything that is due in
//! it, in exact order, inside one system; so the length of a tick bounds only how late feedback
//! acts, never the order of events.

use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{InternedSystemSet, ScheduleLabel, SingleThreadedExecutor};
use bevy_ecs::system::ScheduleSystem;

use super::period::Period;
use crate::units::{Date, Duration, SimTime};

/// The clock of a run. `start` and `end` bound the present tick.
#[derive(Resource, Clone, Debug)]
pub struct Clock {
    origin: Date,
    start: SimTime,
    end: SimTime,
    tick: Duration,
    warmup: SimTime,
    horizon: SimTime,
    periods: Vec<Period>,
    /// The end of the last period, with which the run ends.
    last: SimTime,
}

impl Clock {
    /// A clock at the start of `origin`, whose ticks are `tick` long and end on its multiples and
    /// on the edges of the periods of statistics: one from the end of the warm-up to the horizon.
    ///
    /// # Panics
    /// If the tick has no length, or the warm-up lies behind the horizon.
    #[must_use]
    pub fn new(origin: Date, tick: Duration, warmup: Duration, horizon: Duration) -> Self {
        assert!(!tick.is_zero(), "a tick needs a length");
        assert!(warmup <= horizon, "a warm-up longer than the run");
        let (from, to) = (SimTime::ZERO + warmup, SimTime::ZERO + horizon);
        Self {
            origin,
            start: SimTime::ZERO,
            end: SimTime::ZERO,
            tick,
            warmup: from,
            horizon: to,
            periods: vec![Period { from, to }],
            last: to,
        }
    }

    /// The same clock with these periods of statistics, at least one: the run ends with the last of
    /// them. Warm-up and horizon stay, so that the course of a run does not depend on its periods.
    ///
    /// # Panics
    /// If there is no period, or one that ends after the horizon.
    #[must_use]
    pub fn with_periods(mut self, periods: Vec<Period>) -> Self {
        let ends = periods.iter().map(|period| period.to);
        self.last = ends.max().expect("a run has a period of statistics");
        assert!(self.last <= self.horizon, "a period ends after the horizon");
        self.periods = periods;
        self
    }

    /// The first instant of the present tick.
    #[must_use]
    pub const fn tick_start(&self) -> SimTime {
        self.start
    }

    /// The first instant after the present tick: events before it are due.
    #[must_use]
    pub const fn tick_end(&self) -> SimTime {
        self.end
    }

    /// The length of a full tick.
    #[must_use]
    pub const fn tick(&self) -> Duration {
        self.tick
    }

    /// The end of the run.
    #[must_use]
    pub const fn horizon(&self) -> SimTime {
        self.horizon
    }

    /// The periods of statistics.
    #[must_use]
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The end of the warm-up.
    #[must_use]
    pub const fn warmup(&self) -> SimTime {
        self.warmup
    }

    /// Whether the present tick ends at a midnight: daily systems run then.
    #[must_use]
    pub fn ends_day(&self) -> bool {
        self.end.time_of_day().is_zero()
    }

    /// Whether the present tick contains the first instant of a day.
    #[must_use]
    pub fn starts_day(&self) -> bool {
        self.start.time_of_day().is_zero()
    }

    /// Whether the present tick ends at midnight before the first day of a month.
    #[must_use]
    pub fn ends_month(&self) -> bool {
        self.ends_day() && self.date(self.end).day() == 1
    }

    /// The date of an instant.
    ///
    /// # Panics
    /// If the instant lies behind the year 9999; checked scenarios end before.
    #[must_use]
    pub fn date(&self, at: SimTime) -> Date {
        let date = self.origin.of(at);
        date.expect("a checked scenario ends before the year 9999")
    }

    /// Goes to the next tick; false at the horizon.
    fn advance(&mut self) -> bool {
        self.start = self.end;
        if self.start >= self.last {
            return false;
        }
        let tick = self.tick.as_millis();
        let next = SimTime::from_millis((self.start.as_millis() / tick + 1) * tick);
        let periods = self.periods.iter();
        let edges = periods.flat_map(|period| [period.from, period.to]);
        let edges = edges.chain([self.warmup, self.horizon]);
        self.end = edges
            .filter(|edge| *edge > self.start)
            .fold(next, SimTime::min);
        true
    }
}

/// The label of the one schedule.
#[derive(ScheduleLabel, Clone, Debug, PartialEq, Eq, Hash)]
struct Tick;

/// A simulation: a world and the schedule that a tick runs.
pub struct Sim {
    world: World,
    schedule: Schedule,
}

impl Sim {
    /// An empty simulation whose systems run in the order of `stages`.
    #[must_use]
    pub fn new<S: SystemSet + Clone>(clock: Clock, stages: &[S]) -> Self {
        let mut world = World::new();
        world.insert_resource(clock);
        let mut schedule = Schedule::new(Tick);
        schedule.set_executor(SingleThreadedExecutor::new());
        let stages: Vec<InternedSystemSet> = stages.iter().map(SystemSet::intern).collect();
        for pair in stages.windows(2) {
            schedule.configure_sets(pair[0].before(pair[1]));
        }
        Self { world, schedule }
    }

    /// Adds systems to a stage. Several given at once as a chain run in that order.
    pub fn add<M>(
        &mut self,
        stage: impl SystemSet,
        systems: impl IntoScheduleConfigs<ScheduleSystem, M>,
    ) -> &mut Self {
        self.schedule.add_systems(systems.in_set(stage));
        self
    }

    /// The state of the simulation.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// The state of the simulation, to change.
    pub const fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// The clock of the run, with the bounds of the present tick.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        self.world.resource::<Clock>()
    }

    /// Runs one tick; false, and nothing done, at the horizon.
    pub fn step(&mut self) -> bool {
        if !self.world.resource_mut::<Clock>().advance() {
            return false;
        }
        self.schedule.run(&mut self.world);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
    enum Stage {
        First,
        Second,
    }

    #[derive(Resource, Default)]
    struct Log(Vec<(&'static str, u64)>);

    #[test]
    fn ticks_end_on_multiples_at_the_warm_up_and_at_the_horizon_and_stages_keep_their_order() {
        let origin = Date::ymd(2018, 1, 1);
        let hours = Duration::hours;
        let clock = Clock::new(origin, hours(8), hours(10), hours(26));
        let mut sim = Sim::new(clock, &[Stage::First, Stage::Second]);
        sim.world_mut().init_resource::<Log>();
        sim.add(Stage::Second, |clock: Res<Clock>, mut log: ResMut<Log>| {
            log.0
                .push(("second", clock.tick_end().as_millis() / 3_600_000));
        });
        sim.add(Stage::First, |clock: Res<Clock>, mut log: ResMut<Log>| {
            log.0
                .push(("first", clock.tick_end().as_millis() / 3_600_000));
        });
        while sim.step() {}
        assert!(!sim.step(), "the horizon is final");
        let ends: Vec<u64> = sim
            .world()
            .resource::<Log>()
            .0
            .iter()
            .map(|entry| entry.1)
            .collect();
        assert_eq!(ends, [8, 8, 10, 10, 16, 16, 24, 24, 26, 26]);
        let order: Vec<&str> = sim
            .world()
            .resource::<Log>()
            .0
            .iter()
            .map(|e| e.0)
            .collect();
        assert!(order.chunks(2).all(|tick| tick == ["first", "second"]));
        assert_eq!(
            sim.clock().date(sim.clock().horizon()),
            Date::ymd(2018, 1, 2)
        );
    }
}
