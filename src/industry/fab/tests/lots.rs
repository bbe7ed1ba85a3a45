//! Mechanisms of lots on their way, each against a schedule worked out by hand. Times are minutes.

use super::build::{constant, due_every, fab, group, limit, source};
use super::mechanisms::{exits, minutes, only, run, takes};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::load::Inflow;
use crate::industry::fab::plan::{
    GroupPlan, InitialLot, LimitAction, ListedLot, Loading, MaintenancePlan, QueueLimit, Releases,
    Transports,
};
use crate::industry::fab::spec::Per;
use crate::units::{Duration, SimTime};

/// Two lots are ready for n at 10, which takes 30 min for each: the second could start at 40, a
/// minute after its limit.
fn late(action: LimitAction) -> Fab {
    let tools = vec![group("m", 2), group("n", 1)];
    let sources = vec![only("a", 0, 0), only("b", 0, 0)];
    let mut plan = fab(tools, vec![takes(0, 10), takes(1, 30)], sources);
    plan.routes[0].steps[0].queue_limit = Some(QueueLimit {
        action,
        ..limit(minutes(29))
    });
    plan.hold_time = Some(constant(minutes(5)));
    plan
}

#[test]
fn late_lots_are_counted_reworked_scrapped_or_held() {
    for (action, second) in [
        (LimitAction::Count, Some(70)),
        (LimitAction::Rework(0), Some(80)), // m again to 50, n to 80
        (LimitAction::Scrap, None),
        (LimitAction::Hold, Some(75)), // released at 45
    ] {
        let plan = late(action);
        let run = run(&plan, 200);
        assert_eq!(exits(&plan, &run), [Some(40), second], "{action:?}");
        assert_eq!(run.line().late_starts, 1, "{action:?}");
        let lost = u64::from(action == LimitAction::Scrap);
        assert_eq!(run.line().wafers_lost, lost);
    }
}

/// A window to a later step is not met by those between. Loading counts as waiting.
#[test]
fn a_window_ends_where_its_step_is_processed() {
    for (span, count) in [(8, 0), (7, 1)] {
        let tools = vec![group("m", 1), group("k", 1), group("n", 1)];
        let steps = vec![takes(0, 10), takes(1, 5), takes(2, 30)];
        let mut plan = fab(tools, steps, vec![only("a", 0, 0)]);
        plan.groups[2].load = minutes(3);
        plan.routes[0].steps[0].queue_limit = Some(QueueLimit {
            to: Some(2),
            ..limit(minutes(span))
        });
        assert_eq!(run(&plan, 200).line().late_starts, count);
    }
}

/// The lot whose limit is nearest goes first; then the one with the least slack.
#[test]
fn limits_and_slack_rank_lots() {
    let order = |rules: &[Rule], limits: [u64; 2], dues: [u64; 2]| {
        let mut tools = vec![group("m", 3), group("n", 1)];
        tools[1].ranking = Ranking::new(rules);
        let sources = vec![only("a", 0, 0), only("b", 0, 0), only("c", 1, 0)];
        let mut plan = fab(tools, vec![takes(0, 10), takes(1, 30)], sources);
        for (source, due) in plan.sources.iter_mut().zip(dues) {
            source.due_after = Some(minutes(due));
        }
        plan.routes.push(plan.routes[0].clone());
        plan.products.push(plan.products[0].clone());
        plan.products[1].route = Some(1);
        plan.sources[0].product = 1;
        for (route, span) in plan.routes.iter_mut().zip(limits) {
            route.steps[0].queue_limit = Some(limit(minutes(span)));
        }
        exits(&plan, &run(&plan, 200))
    };
    // a and c are of the second route, b of the first: a, then c, then b by limit.
    let by_limit = order(&[Rule::QueueTime], [90, 20], [500, 500]);
    assert_eq!(by_limit, [Some(40), Some(100), Some(70)]);
    // a is due at 500, b at 100, c (3 raw process times) at 120.
    let by_slack = order(&[Rule::LeastSlack], [90, 90], [500, 100]);
    assert_eq!(by_slack, [Some(100), Some(40), Some(70)]);
}

/// Ways take as long as the pair of locations says; from nowhere, at release, none.
#[test]
fn ways_depend_on_where_tools_stand() {
    let mut tools = vec![group("m", 1), group("n", 1), group("o", 1)];
    tools[1].location = 1;
    let steps = vec![takes(0, 10), takes(1, 10), takes(2, 10), takes(0, 10)];
    let mut plan = fab(tools, steps, vec![only("a", 0, 0)]);
    let mut transports = Transports::everywhere(2, None);
    transports.times[1] = Some(constant(minutes(7))); // from 0 to 1
    transports.times[0] = Some(constant(minutes(3))); // from 0 to 0
    plan.transports = transports;
    // m to n 7, n to o nothing, o to m 3.
    assert_eq!(exits(&plan, &run(&plan, 200)), [Some(50)]);
    assert_eq!(plan.raw_process_times(), [minutes(50)]);
    // Half of the lots skip n: those are carried from m to o in 3.
    plan.routes[0].steps[1].sample = 0.5;
    let expected = 30.0 + 0.5 * (10.0 + 7.0) + 0.5 * 3.0 + 3.0;
    let raw = plan.raw_process_times()[0].as_minutes();
    assert!((raw - expected).abs() < 1e-9, "{raw}");
}

/// Lots of the start wait for their steps in the order of the file, before any release; they count
/// as work in process and moves, but not in the figures of their stream.
#[test]
fn initial_lots_are_there_at_the_start() {
    let tools = vec![group("m", 1), group("n", 1)];
    let mut plan = fab(
        tools,
        vec![takes(0, 10), takes(1, 30)],
        vec![only("a", 0, 0)],
    );
    let lot = |step| InitialLot {
        source: 0,
        step,
        due: None,
        wafers: 1,
        priority: None,
    };
    plan.initial_lots = vec![lot(1), lot(0)];
    // n: the first to 30, the second (m to 10) to 60; a: m 10 to 20, n 60 to 90.
    let mut run = run(&plan, 100);
    let times: Vec<u64> = run.exits().iter().map(|at| at / 60_000).collect();
    assert_eq!(times, [30, 60, 90]);
    assert_eq!(exits(&plan, &run), [Some(90)]);
    assert_eq!((run.line().moves, run.line().wafers_out), (5, 3));
    assert_eq!(run.line().wafers_started, 1);
    let figures = run.figures();
    assert_eq!(figures.value("fab.throughput/a"), Some(1.0));
    assert_eq!(figures.value("fab.cycle_time/a"), Some(90.0 / 1_440.0));
    let wip = figures.value("fab.wip").unwrap();
    assert!((wip - (30.0 + 60.0 + 90.0) / 100.0).abs() < 1e-9, "{wip}");
    assert_eq!(run.audit(), Vec::<String>::new());
}

/// The load of a group is not known where lots come as fast as others leave; of one that no route
/// visits, it is that nothing comes.
#[test]
fn loads_are_known_where_rates_are() {
    let every = Releases::Intervals(constant(minutes(20)));
    let closed = source("b", 1, Releases::ConstantWip(3));
    let tools = vec![group("m", 1), group("n", 1), group("idle", 1)];
    let mut plan = fab(
        tools,
        vec![takes(0, 10)],
        vec![source("a", 0, every), closed],
    );
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].steps = vec![takes(1, 5)];
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    let lots: Vec<Inflow> = plan
        .load(Duration::days(1))
        .iter()
        .map(|group| group.inflow)
        .collect();
    assert_eq!(lots, [Inflow::AtRate, Inflow::AsOthersLeave, Inflow::None]);
}

/// Listed lots start when the list says, and are late by its due dates.
#[test]
fn listed_lots_start_on_time() {
    let at = |start, due| ListedLot {
        start: SimTime::ZERO + minutes(start),
        due: Some(SimTime::ZERO + minutes(due)),
        wafers: 1,
        priority: None,
    };
    let listed = Releases::Listed(vec![at(5, 15), at(6, 20), at(50, 60)]);
    let plan = fab(
        vec![group("m", 1)],
        vec![takes(0, 10)],
        vec![source("a", 0, listed)],
    );
    let mut run = run(&plan, 100);
    let times: Vec<u64> = run.exits().iter().map(|at| at / 60_000).collect();
    assert_eq!(times, [15, 25, 60]);
    let figures = run.figures();
    let on_time = figures.value("fab.on_time/a").unwrap();
    assert!((on_time - 200.0 / 3.0).abs() < 1e-9);
    let tardiness = figures.value("fab.tardiness/a").unwrap();
    assert!((tardiness - 5.0 / 3.0 / 1_440.0).abs() < 1e-12);
}

/// Listed lots and lots of the start have wafers and priorities of their own. A wafer takes 10 min;
/// lots of 3, 4 and 1 wafers, of priority 10 (the stream's), 20 and 30, are listed at 1, 2 and 3,
/// and two of priority 15 and 16 are there at the start, of 1 and 2 wafers.
#[test]
fn lots_have_wafers_and_priorities_of_their_own() {
    let at = |start, wafers, priority| ListedLot {
        start: SimTime::ZERO + minutes(start),
        due: None,
        wafers,
        priority,
    };
    let listed = vec![at(1, 3, None), at(2, 4, Some(20)), at(3, 1, Some(30))];
    let mut stream = source("a", 0, Releases::Listed(listed));
    stream.wafers = 3;
    let mut step = takes(0, 10);
    step.per = Per::Wafer;
    let mut plan = fab(vec![group("m", 1)], vec![step], vec![stream]);
    plan.groups[0].ranking = Ranking::new(&[Rule::Priority, Rule::Fifo]);
    let first = |wafers, priority| InitialLot {
        source: 0,
        step: 0,
        due: None,
        wafers,
        priority,
    };
    plan.initial_lots = vec![first(1, Some(15)), first(2, Some(16))];
    let run = run(&plan, 500);
    let times: Vec<u64> = run.exits().iter().map(|at| at / 60_000).collect();
    // 2 wafers first, as their priority is higher; 1 (30); 4 (20); 1 (15); 3 (10).
    assert_eq!(times, [20, 30, 70, 80, 110]);
    let wafers: Vec<u16> = run.finished.iter().map(|(_, lot)| lot.wafers).collect();
    assert_eq!(wafers, [2, 1, 4, 1, 3]);
    assert_eq!(run.line().wafers_started, 8);
    // The load: three lots of 3 wafers each (8 / 3, to the nearest whole) in 1,000 min.
    let load = plan.load(minutes(1_000));
    assert!((load[0].work - 3.0 * 3.0 * 10.0 / 1_000.0).abs() < 1e-9);
}

/// Tools that share the work of a group of two slots: a ready tool with a free slot stands behind
/// the others, so that two lots go to two tools.
#[test]
fn lots_spread_over_tools() {
    let mut tools: GroupPlan = group("m", 2);
    tools.loading = Loading::Cascade;
    tools.maintenance = vec![MaintenancePlan {
        trigger: due_every(minutes(1_000)),
        duration: constant(minutes(1)),
    }];
    let mut step = takes(0, 10);
    step.cascade = Some(minutes(7));
    let sources = vec![only("a", 0, 0), only("b", 0, 0), only("c", 0, 0)];
    let plan = fab(vec![tools], vec![step], sources);
    // a on tool 1 and b on tool 2 to 10, c behind a: 7 to 17.
    assert_eq!(
        exits(&plan, &run(&plan, 100)),
        [Some(10), Some(10), Some(17)]
    );
}
