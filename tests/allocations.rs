//! Once it is warm, the engine allocates neither for an event nor for a tick. In a binary of its
//! own and one test, because it counts what the whole process allocates.

use std::alloc::System;

use chippark::engine::Calendar;
use chippark::experiment::bench::hold::{self, Event, EventList, Hold, Increments};
use chippark::experiment::bench::line;
use chippark::units::{Duration, SimTime};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How often `work` asks the allocator for room.
fn allocations(work: impl FnOnce()) -> usize {
    let region = Region::new(ALLOCATOR);
    work();
    let change = region.change();
    change.allocations + change.reallocations
}

#[test]
fn what_is_warm_does_not_allocate() {
    let boxed = allocations(|| drop(std::hint::black_box(Box::new(1_u64))));
    assert!(boxed >= 1, "allocations are not seen");
    a_warm_line_does_not_allocate_for_events_or_ticks();
    a_calendar_does_not_allocate_while_the_pending_events_are_as_many();
    a_second_storm_does_not_allocate();
}

/// A tick an hour; the warm-up is the first 1,000 of 3,000 ticks.
fn a_warm_line_does_not_allocate_for_events_or_ticks() {
    let plan = line::Plan::new(10);
    let mut sim = line::engine_line(&plan, Duration::hours(1), Duration::hours(3_000));
    for _ in 0..1_000 {
        sim.step();
    }
    let warm = line::outcome(&sim).events;
    let mut ticks = 0;
    let calls = allocations(|| {
        while sim.step() {
            ticks += 1;
        }
    });
    let events = line::outcome(&sim).events - warm;
    assert!(events > 1_000_000 && ticks == 2_000, "{events} events");
    assert_eq!(calls, 0, "for {events} events in {ticks} ticks");
}

/// The warm-up is two holds for each pending event.
fn a_calendar_does_not_allocate_while_the_pending_events_are_as_many() {
    for (name, increments) in Increments::ALL {
        for pending in [1, 30, 1_000, 40_000] {
            let mut model = Hold::<Calendar<Event>>::new(pending, increments);
            let calls = allocations(|| {
                model.run(1_000_000);
            });
            assert_eq!(calls, 0, "{name}, {pending} pending events");
        }
    }
}

/// The first storm is the warm-up.
fn a_second_storm_does_not_allocate() {
    let mut calendar = Calendar::<Event>::empty();
    let mut storm =
        |hour| hold::storm(&mut calendar, SimTime::ZERO + Duration::hours(hour), 50_000);
    storm(1);
    let calls = allocations(|| {
        storm(2);
    });
    assert_eq!(calls, 0);
}
