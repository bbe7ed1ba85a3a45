//! Several periods of one run have the figures that each would have alone.

use super::build::{READER, exponential, fab, failing, group, hours, limit, source, step};
use crate::engine::{Clock, Period, Sim, Streams};
use crate::industry::fab::plan::{Fab, MaintenancePlan, MaintenanceTrigger, Releases};
use crate::industry::fab::spec::FailureBasis;
use crate::industry::shared::subsystem::alone;
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Date, SimTime};

const HORIZON: u64 = 2_000;

/// A fab with two streams, failures, maintenance, rework, lost lots and a queue-time limit.
fn plan() -> Fab {
    let mut first = group("first", 2);
    first.failure = Some(failing(20.0, 2.0, FailureBasis::Busy));
    let mut second = group("second", 1);
    second.maintenance.push(MaintenancePlan {
        trigger: MaintenanceTrigger::Wafers {
            every: 30,
            first: 30,
        },
        duration: exponential(1.0),
    });
    let mut steps = [step(0, exponential(1.0)), step(1, exponential(0.4))];
    (steps[0].rework, steps[0].lot_scrap) = (0.1, 0.02);
    steps[0].queue_limit = Some(limit(hours(1)));
    let stream = |name, mean| source(name, 0, Releases::Intervals(exponential(mean)));
    let streams = vec![stream("many", 1.5), stream("few", 5.0)];
    fab(vec![first, second], steps.into(), streams)
}

fn period(from: u64, to: u64) -> Period {
    let at = |count| SimTime::ZERO + hours(count);
    Period {
        from: at(from),
        to: at(to),
    }
}

#[test]
fn overlapping_periods_have_the_figures_that_each_has_alone() {
    let simulate = || {
        let clock = Clock::new(Date::ymd(2018, 1, 1), hours(10), hours(0), hours(HORIZON));
        let mut sim = Sim::new(clock, &Stage::ALL);
        sim.world_mut().insert_resource(Streams::new(5, 0));
        plan().add_to(&mut sim);
        sim
    };
    for periods in [
        [period(0, HORIZON), period(300, 700)],
        [period(300, 900), period(500, HORIZON)],
        [period(500, HORIZON), period(500, 900)],
    ] {
        alone::assert_periods_are_independent(&READER, simulate, periods);
    }
}
