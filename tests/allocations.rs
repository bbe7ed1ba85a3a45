//! Once it is warm, the engine allocates neither for an event nor for a tick. In a binary of its own,
//! because it counts what the whole process allocates.

use std::alloc::System;

use chippark::experiment::bench::line;
use chippark::units::Duration;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Neither an event nor a tick allocates. What is left is the calendar's slots growing to the most
/// that they ever hold, which grows rarer as a run goes on.
#[test]
fn a_warm_line_does_not_allocate_for_events_or_ticks() {
    let blind = Region::new(ALLOCATOR);
    drop(std::hint::black_box(Box::new(1_u64)));
    assert!(blind.change().allocations >= 1, "allocations are not seen");

    let plan = line::Plan::new(10);
    let mut sim = line::engine_line(&plan, Duration::hours(1), Duration::hours(3_000));
    for _ in 0..1_000 {
        sim.step();
    }
    let warm = line::outcome(&sim).events;
    let region = Region::new(ALLOCATOR);
    let mut ticks = 0;
    while sim.step() {
        ticks += 1;
    }
    let change = region.change();
    let events = line::outcome(&sim).events - warm;
    let calls = (change.allocations + change.reallocations) as u64;
    assert!(events > 1_000_000 && ticks == 2_000, "{events} events");
    assert!(
        10_000 * calls < events && 10 * calls < ticks,
        "{events} events in {ticks} ticks allocated: {change:?}"
    );
}
