//! What tools did how often, and how evenly they were used, worked out by hand. Times are minutes.

use super::build::{batch_tool, constant, due_every, fab, failing, group};
use super::mechanisms::{minutes, only, run, takes};
use crate::industry::fab::plan::MaintenancePlan;
use crate::industry::fab::spec::{BatchBy, FailureBasis};

/// Both tools of `fails` fail at 30, are repaired at 40, and fail again at 140 and 250. That of
/// `maintained` stops at 50, 100, and so on to 250. Lots come to `works` at 0, 20, 40 and 250 and
/// take 15: its tools take turns, and the last lot is not finished at 260. So they have finished 2
/// lots and 1, with the mean 1.5 and the standard deviation 0.5.
#[test]
fn failures_maintenances_jobs_and_lots_a_tool_are_counted() {
    let mut fails = group("fails", 2);
    let mut failure = failing(1.0, 1.0, FailureBasis::Calendar);
    failure.first = constant(minutes(30));
    failure.time_to_failure = constant(minutes(100));
    failure.time_to_repair = constant(minutes(10));
    fails.failure = Some(failure);
    let mut maintained = group("maintained", 1);
    maintained.maintenance = vec![MaintenancePlan {
        trigger: due_every(minutes(50)),
        duration: constant(minutes(5)),
    }];
    let lots = [("a", 0), ("b", 20), ("c", 40), ("d", 250)];
    let lots = lots.map(|(name, at)| only(name, 0, at));
    let groups = vec![group("works", 2), fails, maintained];
    let figures = run(&fab(groups, vec![takes(0, 15)], lots.into()), 260).figures();
    for (key, expected) in [
        ("fab.failures/fails", 6.0),
        ("fab.maintenances/fails", 0.0),
        ("fab.failures/maintained", 0.0),
        ("fab.maintenances/maintained", 5.0),
        ("fab.jobs/works", 4.0),
        ("fab.jobs/fails", 0.0),
        ("fab.setups/works", 0.0),
        ("fab.unevenness/works", 100.0 * 0.5 / 1.5),
    ] {
        let found = figures.value(key).expect(key);
        assert!((found - expected).abs() < 1e-9, "{key}: {found}");
    }
    for key in ["fab.unevenness/fails", "fab.unevenness/maintained"] {
        assert_eq!(figures.value(key), None, "{key}");
    }
}

/// Four lots in batches of two are two jobs.
#[test]
fn a_batch_is_one_job() {
    let furnace = batch_tool("furnace", (2, 2), BatchBy::RouteStep);
    let lots = ["a", "b", "c", "d"].map(|name| only(name, 0, 0));
    let figures = run(&fab(vec![furnace], vec![takes(0, 10)], lots.into()), 60).figures();
    assert_eq!(figures.value("fab.jobs/furnace"), Some(2.0));
    assert_eq!(figures.value("fab.lots_processed/furnace"), Some(4.0));
}
