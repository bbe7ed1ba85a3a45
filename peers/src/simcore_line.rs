//! The line on simcore: one component, which sends itself an event for each end of a service.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use simcore::{Event, EventHandler, Simulation, SimulationContext, cast};

use crate::floor::{Begun, Floor};
use crate::line::{JOBS, Plan};

#[derive(Clone, Serialize)]
struct Served {
    job: u32,
}

struct Line {
    floor: Floor,
    context: SimulationContext,
}

impl Line {
    fn begin(&self, (job, millis): Begun) {
        self.context.emit_self(Served { job }, millis as f64);
    }
}

impl EventHandler for Line {
    fn on(&mut self, event: Event) {
        let now = event.time as u64;
        cast!(match event.data {
            Served { job } => {
                for begun in self.floor.served(now, job).into_iter().flatten() {
                    self.begin(begun);
                }
            }
        })
    }
}

/// A line that is ready to run.
pub(crate) struct SimcoreLine {
    simulation: Simulation,
    line: Rc<RefCell<Line>>,
}

impl SimcoreLine {
    pub(crate) fn new(plan: &Plan) -> Self {
        let mut simulation = Simulation::new(1);
        let context = simulation.create_context("line");
        let mut line = Line {
            floor: Floor::new(plan),
            context,
        };
        for job in 0..JOBS as u32 {
            if let Some(begun) = line.floor.arrive(job) {
                line.begin(begun);
            }
        }
        let line = Rc::new(RefCell::new(line));
        simulation.add_handler("line", line.clone());
        Self { simulation, line }
    }

    /// Runs for `millis`: completions.
    pub(crate) fn run(&mut self, millis: u64) -> u64 {
        self.simulation.step_until_time(millis as f64);
        self.line.borrow().floor.outcome.events
    }
}
