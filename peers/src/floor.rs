//! The line's stations as plain data: what to do when a service is over is the same for every peer
//! that keeps the whole line in one component.

use std::collections::VecDeque;

use chippark::engine::Stream;

use crate::line::{Outcome, Plan, STEPS, service_time};

/// One station: its idle servers, the jobs that wait and the times of its services.
struct Station {
    idle: u32,
    waiting: VecDeque<u32>,
    service: Stream,
}

/// All stations and jobs.
#[derive(Default)]
pub(crate) struct Floor {
    stations: Vec<Station>,
    steps: Vec<u16>,
    route: Vec<u16>,
    pub(crate) outcome: Outcome,
}

/// A service that has begun: its job, and its length in milliseconds.
pub(crate) type Begun = (u32, u64);

impl Floor {
    /// The line with no job at any station yet.
    pub(crate) fn new(plan: &Plan) -> Self {
        let station = |index| Station {
            idle: plan.servers,
            waiting: VecDeque::new(),
            service: plan.service(index),
        };
        Self {
            stations: (0..crate::line::STATIONS).map(station).collect(),
            steps: plan.first_steps.clone(),
            route: plan.route.clone(),
            outcome: Outcome::default(),
        }
    }

    /// Lets `job` arrive at the station of its step; a service may begin.
    pub(crate) fn arrive(&mut self, job: u32) -> Option<Begun> {
        let station = &mut self.stations[self.route[self.steps[job as usize] as usize] as usize];
        if station.idle == 0 {
            station.waiting.push_back(job);
            return None;
        }
        station.idle -= 1;
        Some((job, at_least_one(&mut station.service)))
    }

    /// Ends the service of `job` at `now`; up to two services may begin.
    pub(crate) fn served(&mut self, now: u64, job: u32) -> [Option<Begun>; 2] {
        self.outcome
            .note(chippark::units::SimTime::from_millis(now), job);
        let step = &mut self.steps[job as usize];
        let station = &mut self.stations[self.route[*step as usize] as usize];
        *step = (*step + 1) % STEPS as u16;
        let next = station.waiting.pop_front();
        let begun = next.map(|job| (job, at_least_one(&mut station.service)));
        if begun.is_none() {
            station.idle += 1;
        }
        [begun, self.arrive(job)]
    }
}

/// A service time in milliseconds; peers that refuse a zero delay get one millisecond.
pub(crate) fn at_least_one(service: &mut Stream) -> u64 {
    service_time(service).as_millis().max(1)
}
