//! The line on NeXosim, on one thread: once as one model that schedules its own events, and once in
//! its usual style, a model a station, with jobs sent from port to port.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chippark::engine::{Stream, Streams};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::Output;
use nexosim::simulation::{Mailbox, SimInit, Simulation};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use crate::floor::{Begun, Floor, at_least_one};
use crate::line::{JOBS, Plan, STATIONS, STEPS};

/// Completions of the models that have been dropped.
static SERVED: AtomicU64 = AtomicU64::new(0);

/// The whole line as one model.
#[derive(Default, Serialize, Deserialize)]
struct Line {
    #[serde(skip)]
    floor: Floor,
}

#[Model]
impl Line {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        for job in 0..JOBS as u32 {
            if let Some(begun) = self.floor.arrive(job) {
                Self::begin(begun, cx);
            }
        }
    }

    #[nexosim(schedulable)]
    fn served(&mut self, job: u32, cx: &Context<Self>) {
        let now = cx.time().duration_since(MonotonicTime::EPOCH);
        let begun = self.floor.served(now.as_millis() as u64, job);
        for begun in begun.into_iter().flatten() {
            Self::begin(begun, cx);
        }
    }

    fn begin((job, millis): Begun, cx: &Context<Self>) {
        cx.schedule_event(
            Duration::from_millis(millis),
            schedulable!(Self::served),
            job,
        )
        .expect("a service takes time");
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        SERVED.fetch_add(self.floor.outcome.events, Ordering::Relaxed);
    }
}

/// A job on its way.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Job {
    number: u32,
    step: u16,
}

/// One station as a model; `next` leads on from each of its visits on the route.
#[derive(Serialize, Deserialize)]
struct Station {
    idle: u32,
    waiting: VecDeque<Job>,
    served: u64,
    #[serde(skip, default = "no_draws")]
    service: Stream,
    next: Vec<Output<Job>>,
}

fn no_draws() -> Stream {
    Streams::new(0, 0).stream("none", "none")
}

#[Model]
impl Station {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        while self.idle > 0 {
            let Some(job) = self.waiting.pop_front() else {
                break;
            };
            self.idle -= 1;
            self.begin(job, cx);
        }
    }

    fn arrive(&mut self, job: Job, cx: &Context<Self>) {
        if self.idle == 0 {
            self.waiting.push_back(job);
        } else {
            self.idle -= 1;
            self.begin(job, cx);
        }
    }

    #[nexosim(schedulable)]
    async fn done(&mut self, mut job: Job, cx: &Context<Self>) {
        self.served += 1;
        match self.waiting.pop_front() {
            Some(next) => self.begin(next, cx),
            None => self.idle += 1,
        }
        let visit = job.step as usize / STATIONS;
        job.step = (job.step + 1) % STEPS as u16;
        self.next[visit].send(job).await;
    }

    fn begin(&mut self, job: Job, cx: &Context<Self>) {
        let time = Duration::from_millis(at_least_one(&mut self.service));
        cx.schedule_event(time, schedulable!(Self::done), job)
            .expect("a service takes time");
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        SERVED.fetch_add(self.served, Ordering::Relaxed);
    }
}

/// A line that is ready to run.
pub(crate) struct NexosimLine(Simulation);

impl NexosimLine {
    /// The whole line in one model.
    pub(crate) fn one_model(plan: &Plan) -> Self {
        let line = Line {
            floor: Floor::new(plan),
        };
        let simulation = SimInit::with_num_threads(1)
            .add_model(line, Mailbox::new(), "line")
            .init(MonotonicTime::EPOCH);
        Self(simulation.expect("the line can start"))
    }

    /// A model a station.
    pub(crate) fn a_model_a_station(plan: &Plan) -> Self {
        let mailboxes: Vec<Mailbox<Station>> = (0..STATIONS).map(|_| Mailbox::new()).collect();
        let mut stations: Vec<Station> = (0..STATIONS)
            .map(|station| Station {
                idle: plan.servers,
                waiting: VecDeque::new(),
                served: 0,
                service: plan.service(station),
                // Not `vec![..; n]`: clones of an output share their connections.
                next: (0..STEPS / STATIONS).map(|_| Output::default()).collect(),
            })
            .collect();
        for step in 0..STEPS {
            let next = plan.route[(step + 1) % STEPS] as usize;
            stations[plan.route[step] as usize].next[step / STATIONS]
                .connect(Station::arrive, &mailboxes[next]);
        }
        for (number, &step) in (0..).zip(&plan.first_steps) {
            let station = plan.route[step as usize] as usize;
            stations[station].waiting.push_back(Job { number, step });
        }
        let mut bench = SimInit::with_num_threads(1);
        for (index, (station, mailbox)) in stations.into_iter().zip(mailboxes).enumerate() {
            bench = bench.add_model(station, mailbox, &format!("station {index}"));
        }
        Self(
            bench
                .init(MonotonicTime::EPOCH)
                .expect("the line can start"),
        )
    }

    /// Runs for `millis`: completions.
    pub(crate) fn run(mut self, millis: u64) -> u64 {
        SERVED.store(0, Ordering::Relaxed);
        self.0
            .step_until(Duration::from_millis(millis))
            .expect("the line runs");
        drop(self);
        SERVED.load(Ordering::Relaxed)
    }
}
