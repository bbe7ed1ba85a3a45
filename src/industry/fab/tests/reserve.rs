//! Lots that reserve a tool of their next step, against schedules worked out by hand. Times are
//! minutes.

use super::build::{batch_tool, constant, fab, group};
use super::mechanisms::{exits, minutes, only, run, takes};
use crate::industry::fab::Fab;
use crate::industry::fab::plan::{MaintenancePlan, MaintenanceTrigger, Step};
use crate::industry::fab::spec::{BatchBy, Per};

/// Lot a takes m for 10 min and then n for 20; lots b and c need n for 30. They start at these
/// times, and a reserves or does not. First come, first served.
fn hot(reserves: bool, starts: [u64; 3]) -> Fab {
    let [a, b, c] = starts;
    let lots = vec![only("a", 0, a), only("b", 1, b), only("c", 1, c)];
    let tools = vec![group("m", 1), group("n", 1)];
    let mut plan = fab(tools, vec![takes(0, 10), takes(1, 20)], lots);
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].steps = vec![takes(1, 30)];
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    plan.sources[0].reserves = reserves;
    plan
}

fn done(plan: &Fab) -> Vec<Option<u64>> {
    let mut run = run(plan, 1_000);
    let ends = exits(plan, &run);
    assert_eq!(run.audit(), Vec::<String>::new());
    assert!(run.on_floor(|floor| floor.state.reservations.is_empty()));
    ends
}

/// n is idle when m takes a at 0: it waits for a, to 10, and lets b and c wait. Else b takes it.
#[test]
fn an_idle_tool_waits_for_the_lot_that_reserved_it() {
    let starts = [0, 5, 6];
    assert_eq!(done(&hot(true, starts)), [Some(30), Some(60), Some(90)]);
    assert_eq!(done(&hot(false, starts)), [Some(85), Some(35), Some(65)]);
}

/// n is busy with b to 30 when a reserves at 1: then it is the tool that waits, though c was in the
/// queue first.
#[test]
fn a_busy_tool_is_reserved_when_it_is_free() {
    let starts = [1, 0, 2];
    assert_eq!(done(&hot(true, starts)), [Some(50), Some(30), Some(80)]);
    assert_eq!(done(&hot(false, starts)), [Some(80), Some(30), Some(60)]);
}

/// Of two tools the first is reserved for a at 38. It goes into maintenance at 40, for 100 min: the
/// other one, due at 80, waits in its place, so that b, which comes at 45, has none until 68.
#[test]
fn a_tool_that_stops_hands_its_reservation_on() {
    let with = |reserves| {
        let mut plan = hot(reserves, [38, 45, 400]);
        (plan.groups[1].count, plan.groups[1].most) = (2, 2);
        plan.groups[1].maintenance = vec![MaintenancePlan {
            trigger: MaintenanceTrigger::Interval {
                every: minutes(5_000),
                first: minutes(80),
            },
            duration: constant(minutes(100)),
        }];
        plan
    };
    assert_eq!(done(&with(true)), [Some(68), Some(98), Some(430)]);
    assert_eq!(done(&with(false)), [Some(95), Some(75), Some(430)]);
    // Without maintenance the second tool is free for b beside the reserved one.
    let mut plan = with(true);
    plan.groups[1].maintenance.clear();
    assert_eq!(done(&plan), [Some(68), Some(75), Some(430)]);
}

/// The step after m is the one that the lot executes: k, and never n, which b takes at once.
#[test]
fn a_step_that_is_skipped_reserves_nothing() {
    let mut plan = hot(true, [0, 5, 6]);
    plan.groups.push(group("k", 1));
    let skipped = Step {
        sample: 0.0,
        ..takes(1, 20)
    };
    plan.routes[0].steps = vec![takes(0, 10), skipped, takes(2, 7)];
    assert_eq!(done(&plan), [Some(17), Some(35), Some(65)]);
}

/// A group that takes batches keeps no tool: a lot alone could not start there.
#[test]
fn tools_of_batches_wait_for_no_lot() {
    let mut plan = hot(true, [0, 5, 6]);
    plan.groups[1] = batch_tool("n", (2, 2), BatchBy::RouteStep);
    for route in &mut plan.routes {
        route.steps.last_mut().unwrap().per = Per::Batch;
    }
    // b and c share a batch at 6; a alone waits for no further lot from then on.
    assert_eq!(done(&plan), [Some(56), Some(36), Some(36)]);
}
