//! A closed re-entrant line in two forms: a plain hand-written loop, and a model on the engine.
//!
//! 100 stations of equal servers, 5,000 jobs that never leave, a route of 500 steps in which each
//! block of 100 steps visits each station once, exponential service, first come first served. An
//! event is the completion of a service. Both forms use the same calendar and the same random
//! streams and must have the same events at the same times.
#![expect(
    clippy::cast_possible_truncation,
    reason = "the sizes are those of this file"
)]

use crate::engine::{Calendar, Clock, Phase, Sim, Stream, Streams};
use crate::units::time::HOUR;
use crate::units::{Date, Duration, SimTime};
use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

/// Stations of the line.
pub const STATIONS: usize = 100;
/// Jobs on the line.
pub const JOBS: usize = 5_000;
/// Steps of the route.
pub const STEPS: usize = 500;
/// Mean time of a service, in milliseconds.
pub const MEAN_SERVICE: f64 = HOUR as f64;
/// Marks the end of a queue, which is a linked list of jobs.
const NONE: u32 = u32::MAX;

/// The parameters of a line.
pub struct Plan {
    /// The station of each step.
    pub route: Vec<u16>,
    /// The first step of each job.
    pub first_steps: Vec<u16>,
    /// The number of servers of each station.
    pub servers: u32,
    /// The random streams of the service times.
    pub streams: Streams,
}

impl Plan {
    /// The line with `servers` at each station.
    #[must_use]
    pub fn new(servers: u32) -> Self {
        let streams = Streams::new(1, 0);
        let mut draw = streams.stream("route", "line");
        let mut below = |n: usize| draw.below(n as u64) as usize;
        let mut route = Vec::with_capacity(STEPS);
        for _ in 0..STEPS / STATIONS {
            let mut block: Vec<u16> = (0..STATIONS as u16).collect();
            for last in (1..STATIONS).rev() {
                block.swap(last, below(last + 1));
            }
            route.extend(block);
        }
        let first_steps = (0..JOBS).map(|_| below(STEPS) as u16).collect();
        Self {
            route,
            first_steps,
            servers,
            streams,
        }
    }

    /// The random stream of a station's service times.
    #[must_use]
    pub fn service(&self, station: usize) -> Stream {
        self.streams.stream_indexed("service", station as u64)
    }
}

/// Draws a service time.
#[inline]
pub fn service_time(stream: &mut Stream) -> Duration {
    Duration::from_millis_f64(MEAN_SERVICE * stream.exponential())
}

/// The result of a run, by which runs are compared.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The number of completed services.
    pub events: u64,
    /// A hash of the time and the job of each completion.
    pub digest: u64,
}

impl Outcome {
    /// Records a completion.
    #[inline]
    pub fn note(&mut self, now: SimTime, job: u32) {
        self.events += 1;
        self.digest = (self.digest.rotate_left(5) ^ now.as_millis() ^ u64::from(job))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

crate::row_ids! {
    /// The row of a job in the job table.
    pub struct JobRow;
}
crate::event_codes! {
    /// The events of the line.
    pub enum LineEvent {
        /// The job's service is over.
        Served(JobRow),
    }
}

/// The line as two plain arrays and a loop, as one would write it for this model alone.
pub struct HandLine {
    route: Vec<u16>,
    stations: Vec<Station>,
    jobs: Vec<Job>,
    calendar: Calendar<LineEvent>,
    outcome: Outcome,
}

impl HandLine {
    /// The line with every job at its first step.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let mut line = Self {
            route: plan.route.clone(),
            stations: stations(plan),
            jobs: jobs(plan),
            calendar: Calendar::new(),
            outcome: Outcome::default(),
        };
        for job in 0..JOBS as u32 {
            line.arrive(SimTime::ZERO, job);
        }
        line
    }

    /// Runs until `end`.
    pub fn run(&mut self, end: SimTime) -> Outcome {
        while let Some((now, LineEvent::Served(row))) = self.calendar.pop_until(end) {
            let job = u32::from(row);
            self.outcome.note(now, job);
            let step = self.jobs[job as usize].step as usize;
            let station = self.route[step] as usize;
            let waiting = self.stations[station].head;
            if waiting == NONE {
                self.stations[station].idle += 1;
            } else {
                self.stations[station].head = self.jobs[waiting as usize].next;
                self.start(now, station, waiting);
            }
            let last = step + 1 == STEPS;
            self.jobs[job as usize].step = if last { 0 } else { step as u16 + 1 };
            self.arrive(now, job);
        }
        self.outcome
    }

    #[inline]
    fn start(&mut self, now: SimTime, station: usize, job: u32) {
        let time = service_time(&mut self.stations[station].service);
        let event = LineEvent::Served(JobRow::from(job));
        self.calendar.schedule(now + time, Phase::Transfer, event);
    }

    #[inline]
    fn arrive(&mut self, now: SimTime, job: u32) {
        let place = self.route[self.jobs[job as usize].step as usize] as usize;
        let station = &mut self.stations[place];
        if station.idle > 0 {
            station.idle -= 1;
            self.start(now, place, job);
            return;
        }
        self.jobs[job as usize].next = NONE;
        if station.head == NONE {
            station.head = job;
        } else {
            self.jobs[station.tail as usize].next = job;
        }
        station.tail = job;
    }
}

/// A station of the line.
#[derive(Component)]
pub struct Station {
    idle: u32,
    head: u32,
    tail: u32,
    service: Stream,
}

/// A job of the line.
#[derive(Component)]
pub struct Job {
    next: u32,
    step: u16,
}

/// The stations, empty and idle.
fn stations(plan: &Plan) -> Vec<Station> {
    let station = |index| Station {
        idle: plan.servers,
        head: NONE,
        tail: NONE,
        service: plan.service(index),
    };
    (0..STATIONS).map(station).collect()
}

/// The jobs at their first steps.
fn jobs(plan: &Plan) -> Vec<Job> {
    let job = |&step| Job { next: NONE, step };
    plan.first_steps.iter().map(job).collect()
}

/// The station of each step.
#[derive(Resource)]
struct Route(Vec<u16>);

/// The one stage of the line's tick.
#[derive(SystemSet, Clone, Debug, PartialEq, Eq, Hash)]
struct Drain;

#[derive(SystemParam)]
struct LineParams<'w, 's> {
    stations: Query<'w, 's, &'static mut Station>,
    jobs: Query<'w, 's, &'static mut Job>,
    route: Res<'w, Route>,
    calendar: ResMut<'w, Calendar<LineEvent>>,
    outcome: ResMut<'w, Outcome>,
}

/// The state of the line, borrowed for the events of a tick.
struct Floor<'a> {
    stations: &'a mut [Station],
    jobs: &'a mut [Job],
    route: &'a [u16],
    calendar: &'a mut Calendar<LineEvent>,
    outcome: &'a mut Outcome,
}

impl Floor<'_> {
    #[inline]
    fn start(&mut self, now: SimTime, station: usize, job: JobRow) {
        let time = service_time(&mut self.stations[station].service);
        self.calendar
            .schedule(now + time, Phase::Transfer, LineEvent::Served(job));
    }

    fn arrive(&mut self, now: SimTime, row: JobRow) {
        let job = &mut self.jobs[row.index()];
        let place = self.route[job.step as usize] as usize;
        let station = &mut self.stations[place];
        if station.idle > 0 {
            station.idle -= 1;
            self.start(now, place, row);
            return;
        }
        job.next = NONE;
        let tail = std::mem::replace(&mut station.tail, u32::from(row));
        if station.head == NONE {
            station.head = u32::from(row);
        } else {
            self.jobs[tail as usize].next = u32::from(row);
        }
    }

    fn served(&mut self, now: SimTime, row: JobRow) {
        self.outcome.note(now, u32::from(row));
        let job = &mut self.jobs[row.index()];
        let place = self.route[job.step as usize] as usize;
        job.step += 1;
        if job.step as usize == STEPS {
            job.step = 0;
        }
        let station = &mut self.stations[place];
        if station.head == NONE {
            station.idle += 1;
        } else {
            let waiting = JobRow::from(station.head);
            station.head = self.jobs[waiting.index()].next;
            self.start(now, place, waiting);
        }
        self.arrive(now, row);
    }
}

fn drain(mut params: LineParams, clock: Res<Clock>) {
    let mut stations = params.stations.contiguous_iter_mut().expect("dense");
    let mut stations = stations.next().expect("one table of stations");
    let mut jobs = params.jobs.contiguous_iter_mut().expect("dense");
    let mut jobs = jobs.next().expect("one table of jobs");
    let mut floor = Floor {
        stations: stations.bypass_change_detection(),
        jobs: jobs.bypass_change_detection(),
        route: &params.route.0,
        calendar: &mut params.calendar,
        outcome: &mut params.outcome,
    };
    let end = clock.tick_end();
    while let Some((now, event)) = floor.calendar.pop_until(end) {
        match event {
            LineEvent::Served(job) => floor.served(now, job),
        }
    }
}

/// The line on the engine, with every job at its first step: entities in two tables, and one
/// draining system that runs once per tick.
///
/// # Panics
/// Never: the world has all parts of the line.
#[must_use]
pub fn engine_line(plan: &Plan, tick: Duration, horizon: Duration) -> Sim {
    let origin = Date::ymd(2018, 1, 1);
    let mut sim = Sim::new(Clock::new(origin, tick, Duration::ZERO, horizon), &[Drain]);
    let world = sim.world_mut();
    world.spawn_batch(stations(plan));
    world.spawn_batch(jobs(plan));
    world.insert_resource(Route(plan.route.clone()));
    world.init_resource::<Calendar<LineEvent>>();
    world.init_resource::<Outcome>();
    world
        .run_system_cached(place_jobs)
        .expect("the line is complete");
    sim.add(Drain, drain);
    sim
}

/// Lets every job arrive at its first step.
fn place_jobs(mut params: LineParams) {
    let mut stations = params.stations.contiguous_iter_mut().expect("dense");
    let mut stations = stations.next().expect("one table of stations");
    let mut jobs = params.jobs.contiguous_iter_mut().expect("dense");
    let mut jobs = jobs.next().expect("one table of jobs");
    let mut floor = Floor {
        stations: stations.bypass_change_detection(),
        jobs: jobs.bypass_change_detection(),
        route: &params.route.0,
        calendar: &mut params.calendar,
        outcome: &mut params.outcome,
    };
    for job in 0..JOBS {
        floor.arrive(SimTime::ZERO, JobRow::new(job));
    }
}

/// The result so far of a line on the engine.
#[must_use]
pub fn outcome(sim: &Sim) -> Outcome {
    *sim.world().resource::<Outcome>()
}
