//! Mechanisms of tools and lots, each against a schedule worked out by hand. Times are minutes.

use super::build::{Run, constant, due_every, fab, failing, group, limit, source, step};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::lot::serial_of;
use crate::industry::fab::plan::{
    BatchBy, FailureBasis, GroupPlan, InitialLot, LimitAction, ListedLot, Loading, MaintenancePlan,
    MaintenanceTrigger, Per, QueueLimit, Releases, SetupId, SourcePlan, Step, ToolChoice,
    Transports,
};
use crate::industry::fab::tool::ToolTime;
use crate::units::{Duration, SimTime};

fn minutes(count: u64) -> Duration {
    Duration::minutes(count)
}

/// One lot of route `product`, so many minutes after the start, and no other ever.
fn only(name: &str, product: usize, start: u64) -> SourcePlan {
    let mut source = source(name, product, Releases::Intervals(constant(minutes(1))));
    source.start = minutes(start);
    source.most = Some(1);
    source
}

/// The same from a stream that may always release another.
fn one_of_many(name: &str, product: usize, start: u64) -> SourcePlan {
    let later = constant(Duration::days(10_000));
    let mut source = source(name, product, Releases::Intervals(later));
    source.start = minutes(start);
    source
}

/// Step of so many minutes on group number `group`.
fn takes(group: usize, time: u64) -> Step {
    step(group, constant(minutes(time)))
}

/// Runs so many minutes in ticks of an odd length.
fn run(plan: &Fab, span: u64) -> Run {
    Run::new(plan, 1, minutes(13), Duration::ZERO, minutes(span)).finish()
}

/// When the first lot of each stream left; none if it did not.
fn exits(plan: &Fab, run: &Run) -> Vec<Option<u64>> {
    let exit = |source: &SourcePlan| {
        let serial = serial_of(&source.name, 0);
        let found = run.finished.iter().find(|(_, lot)| lot.serial == serial);
        found.map(|(at, _)| at.as_millis() / 60_000)
    };
    plan.sources.iter().map(exit).collect()
}

/// Three lots on one tool of two slots, a minute each to load and unload.
fn cascading(per: Per, wafers: u16) -> Fab {
    let mut tool = group("m", 1);
    tool.loading = Loading::Cascade;
    (tool.load, tool.unload) = (minutes(1), minutes(1));
    let mut step = takes(0, 10);
    (step.per, step.cascade) = (per, Some(minutes(7)));
    let mut sources = vec![only("a", 0, 0), only("b", 0, 0), only("c", 0, 0)];
    for source in &mut sources {
        source.wafers = wafers;
    }
    fab(vec![tool], vec![step], sources)
}

/// Wafers of 10 min follow each other after 7. Lot a: 1 + 10 + 2 x 7 = 25, unloaded at 26. Its last
/// wafer leaves the first slot at 22, where b's first one enters: 22 + 10 + 14 = 46. c is loaded when
/// a has left, and enters at 43.
#[test]
fn wafers_of_two_lots_cascade() {
    let plan = cascading(Per::Wafer, 3);
    let mut run = run(&plan, 70);
    assert_eq!(exits(&plan, &run), [Some(26), Some(47), Some(68)]);
    run.figures();
    let time = run.on_floor(|floor| floor.groups[0].time);
    let expected = ToolTime {
        idle: minutes(2),
        load: minutes(1),
        process: minutes(66),
        unload: minutes(1),
        ..ToolTime::default()
    };
    assert_eq!(time, expected);
    // Alone, a lot takes p + (n - 1) c and the handling.
    assert_eq!(plan.raw_process_times()[0], minutes(26));
    // One every half hour takes 3 x 7 min of the tool.
    let mut plan = plan;
    plan.sources.truncate(1);
    plan.sources[0].releases = Releases::Intervals(constant(minutes(30)));
    let load = plan.load()[0].work;
    assert!((load - 21.0 / 30.0).abs() < 1e-12, "{load}");
}

/// The second slot opens 3 x 7 min after a's start. Until then b waits outside, where the urgent c
/// overtakes it: c is loaded from 21 to 22 and leaves at 47, b from 42 on and leaves at 68.
#[test]
fn an_urgent_lot_overtakes_until_the_slot_opens() {
    let mut plan = cascading(Per::Wafer, 3);
    plan.groups[0].ranking = Ranking::new(&[Rule::Priority, Rule::Fifo]);
    plan.sources[2] = SourcePlan {
        wafers: 3,
        priority: 20,
        ..only("c", 0, 5)
    };
    assert_eq!(
        exits(&plan, &run(&plan, 80)),
        [Some(26), Some(68), Some(47)]
    );
}

/// Two idle tools, of which any takes a lot: each has the first lot in some run.
#[test]
fn any_tool_is_chosen_by_chance() {
    let mut tools = group("m", 2);
    tools.tool_choice = ToolChoice::Any;
    let plan = fab(vec![tools], vec![takes(0, 10)], vec![only("a", 0, 0)]);
    let takes_first = |seed| {
        let mut run = Run::new(&plan, seed, minutes(1), Duration::ZERO, minutes(5)).finish();
        run.on_floor(|floor| floor.tools[0].has_job())
    };
    let first = (0..64).filter(|seed| takes_first(*seed)).count();
    // Fair: 32, with a standard deviation of 4.
    assert!((16..=48).contains(&first), "{first}");
}

/// Lots of 10 min follow each other after 7: a 1 to 11, b 8 to 18; c, loaded from 12 on, 15 to 25.
#[test]
fn lots_cascade() {
    let plan = cascading(Per::Lot, 25);
    assert_eq!(
        exits(&plan, &run(&plan, 70)),
        [Some(12), Some(19), Some(26)]
    );
}

/// The tool fails at 30 for 10 min: everything that is still to come of b and c comes 10 min later.
#[test]
fn a_failure_suspends_both_jobs() {
    let mut plan = cascading(Per::Wafer, 3);
    let mut failure = failing(1.0, 1.0, FailureBasis::Calendar);
    failure.first = constant(minutes(30));
    failure.time_to_failure = constant(minutes(1_000));
    failure.time_to_repair = constant(minutes(10));
    plan.groups[0].failure = Some(failure);
    let mut run = run(&plan, 80);
    assert_eq!(exits(&plan, &run), [Some(26), Some(57), Some(78)]);
    run.figures();
    let time = run.on_floor(|floor| floor.groups[0].time);
    assert_eq!((time.down, time.process), (minutes(10), minutes(66)));
}

/// Busy time counts once while two jobs are processed: 1 to 46 for a and b, so that 40 min of it are
/// over at 41. The repair takes 10 min; b ends at 57, c at 78. What is left from 51 on is 26 min.
#[test]
fn two_jobs_wear_a_tool_as_one() {
    let mut plan = cascading(Per::Wafer, 3);
    let mut failure = failing(1.0, 1.0, FailureBasis::Busy);
    failure.first = constant(minutes(40));
    failure.time_to_failure = constant(minutes(25));
    failure.time_to_repair = constant(minutes(10));
    plan.groups[0].failure = Some(failure);
    let mut run = run(&plan, 100);
    // 41 to 51 down; 25 min later, at 76, it fails again: c, due at 78, ends at 88.
    assert_eq!(exits(&plan, &run), [Some(26), Some(57), Some(88)]);
    run.figures();
    assert_eq!(run.on_floor(|floor| floor.groups[0].time.down), minutes(20));
}

/// Maintenance that is due while two jobs run begins when both are done, and no third one starts.
#[test]
fn maintenance_waits_for_both_jobs() {
    let mut plan = cascading(Per::Wafer, 3);
    plan.groups[0].maintenance = vec![MaintenancePlan {
        trigger: MaintenanceTrigger::Interval {
            every: minutes(1_000),
            first: minutes(22),
        },
        duration: constant(minutes(5)),
    }];
    // b ends at 47, maintenance to 52; c: 53 to 77, unloaded at 78.
    assert_eq!(
        exits(&plan, &run(&plan, 80)),
        [Some(26), Some(47), Some(78)]
    );
}

/// Of three tools with a first maintenance at 90, number k is due at 30 k, and then every 100 min.
#[test]
fn first_maintenance_is_staggered() {
    let mut tools = group("m", 3);
    tools.maintenance = vec![MaintenancePlan {
        trigger: MaintenanceTrigger::Interval {
            every: minutes(100),
            first: minutes(90),
        },
        duration: constant(minutes(1)),
    }];
    let plan = fab(vec![tools], vec![takes(0, 1)], vec![only("a", 0, 5_000)]);
    let in_maintenance = |until: u64| {
        let mut run = Run::new(&plan, 1, minutes(1), Duration::ZERO, minutes(until)).finish();
        run.figures();
        run.on_floor(|floor| floor.groups[0].time.maintenance.as_minutes())
    };
    let counts: Vec<f64> = [30, 31, 60, 61, 90, 91, 130, 131, 160, 161, 190, 191]
        .map(in_maintenance)
        .into();
    assert_eq!(counts, [0., 1., 1., 2., 2., 3., 3., 4., 4., 5., 5., 6.]);
}

/// One tool with setups of 10 min and jobs of an hour; after a change three jobs must start before the
/// next. Lots: a (setup 1) at 0, hot b (2) at 1, then c, d, e (1).
fn minimum_runs(stream: fn(&str, usize, u64) -> SourcePlan) -> Fab {
    let mut tool = group("m", 1);
    tool.ranking = Ranking::new(&[Rule::Priority, Rule::LeastSetup, Rule::Fifo]);
    let mut sources = vec![
        stream("a", 0, 0),
        stream("b", 1, 1),
        stream("c", 0, 2),
        stream("d", 0, 3),
        stream("e", 0, 4),
    ];
    sources[1].priority = 20;
    let mut plan = fab(vec![tool], vec![takes(0, 60)], sources);
    plan.setups.set(None, 0, minutes(10), 3);
    plan.setups.set(None, 1, minutes(10), 3);
    plan.routes[0].steps[0].setup = SetupId(1);
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].steps[0].setup = SetupId(2);
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    plan
}

/// a 10 to 70, c to 130, d to 190: three jobs; the hot lot waits for them. b: setup to 200, done at 260.
/// e then waits for ever if lots of setup 2 can still come; else it is set up to 270 and done at 330.
#[test]
fn a_setup_is_kept_for_its_minimum_run() {
    let plan = minimum_runs(one_of_many);
    let exits_of = |plan: &Fab| exits(plan, &run(plan, 1_000));
    assert_eq!(
        exits_of(&plan),
        [Some(70), Some(260), Some(130), Some(190), None]
    );
    let plan = minimum_runs(only);
    assert_eq!(
        exits_of(&plan),
        [Some(70), Some(260), Some(130), Some(190), Some(330)]
    );
    // Without minimum runs the hot lot is next.
    let mut plan = minimum_runs(only);
    plan.setups.set(None, 0, minutes(10), 1);
    plan.setups.set(None, 1, minutes(10), 1);
    assert_eq!(
        exits_of(&plan),
        [Some(70), Some(140), Some(210), Some(270), Some(330)]
    );
}

/// A lot that waits for another setup at the very tool cannot bring the one that is kept: a needs setup
/// 1 and then 2 of the same tool, which must run 3 jobs after each change, and no other lot comes to it
/// with setup 1. So it changes: 10 + 60 min, twice.
#[test]
fn a_minimum_run_does_not_wait_for_what_waits_for_it() {
    let never = one_of_many("never", 1, 50_000);
    let mut plan = minimum_runs(only);
    plan.sources = vec![only("a", 0, 0), never];
    let second = plan.routes[1].steps[0].clone();
    plan.routes[0].steps.push(second);
    assert_eq!(exits(&plan, &run(&plan, 1_000)), [Some(140), None]);
}

/// Lots a and b pass tools 1 and 2 of m, then n, then m again: each on the tool that had it. c takes
/// tool 1 at 14 for 100 min, so that a waits for it, though tool 2 is idle.
#[test]
fn a_lot_returns_to_its_tool() {
    let mut again = takes(0, 10);
    again.same_tool_as = Some(0);
    let steps = vec![takes(0, 10), takes(1, 5), again];
    let sources = vec![only("a", 0, 0), only("b", 0, 0), only("c", 1, 14)];
    let mut plan = fab(vec![group("m", 2), group("n", 1)], steps, sources);
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].steps = vec![takes(0, 100)];
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    assert_eq!(
        exits(&plan, &run(&plan, 200)),
        [Some(124), Some(30), Some(114)]
    );
}

/// A furnace for two lots, and one lot each of two routes whose steps have the same name.
fn furnace(by: BatchBy, stream: fn(&str, usize, u64) -> SourcePlan) -> Fab {
    let mut furnace = group("f", 1);
    furnace.loading = Loading::Batch {
        min_wafers: 2,
        max_wafers: 4,
        wait: None,
        by,
    };
    let mut step = takes(0, 60);
    (step.per, step.name) = (Per::Batch, "oxidation".to_owned());
    let sources = vec![stream("a", 0, 0), stream("b", 1, 0)];
    let mut plan = fab(vec![furnace], vec![step], sources);
    plan.routes.push(plan.routes[0].clone());
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    plan
}

#[test]
fn lots_share_a_batch_by_step_or_by_name() {
    let exits_of = |plan: Fab| exits(&plan, &run(&plan, 1_000));
    assert_eq!(
        exits_of(furnace(BatchBy::StepName, one_of_many)),
        [Some(60), Some(60)]
    );
    // Each would wait for another lot of its route, unless none can come.
    assert_eq!(
        exits_of(furnace(BatchBy::RouteStep, one_of_many)),
        [None, None]
    );
    assert_eq!(
        exits_of(furnace(BatchBy::RouteStep, only)),
        [Some(60), Some(120)]
    );
    // A step can ask for less than the group does.
    let mut plan = furnace(BatchBy::RouteStep, one_of_many);
    plan.routes[1].steps[0].min_batch = Some(1);
    assert_eq!(exits_of(plan), [None, Some(60)]);
}

/// Two lots are ready for n at 10, which takes 30 min for each: the second could start at 40, a minute
/// after its limit.
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
        assert_eq!(run.books().late_starts, 1, "{action:?}");
        let lost = u64::from(action == LimitAction::Scrap);
        assert_eq!(run.books().wafers_lost, lost);
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
        assert_eq!(run(&plan, 200).books().late_starts, count);
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

/// Lots of the start wait for their steps in the order of the file, before any release; they count as
/// work in process and moves, but not in the figures of their stream.
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
    };
    plan.initial_lots = vec![lot(1), lot(0)];
    // n: the first to 30, the second (m to 10) to 60; a: m 10 to 20, n 60 to 90.
    let mut run = run(&plan, 100);
    let times: Vec<u64> = run.exits().iter().map(|at| at / 60_000).collect();
    assert_eq!(times, [30, 60, 90]);
    assert_eq!(exits(&plan, &run), [Some(90)]);
    assert_eq!((run.books().moves, run.books().wafers_out), (5, 3));
    assert_eq!(run.books().wafers_started, 1);
    let figures = run.figures();
    assert_eq!(figures.value("fab.throughput/a"), Some(1.0));
    assert_eq!(figures.value("fab.cycle_time/a"), Some(90.0 / 1_440.0));
    let wip = figures.value("fab.wip").unwrap();
    assert!((wip - (30.0 + 60.0 + 90.0) / 100.0).abs() < 1e-9, "{wip}");
    assert_eq!(run.audit(), Vec::<String>::new());
}

/// Listed lots start when the list says, and are late by its due dates.
#[test]
fn listed_lots_start_on_time() {
    let at = |start, due| ListedLot {
        start: SimTime::ZERO + minutes(start),
        due: Some(SimTime::ZERO + minutes(due)),
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

/// Tools that share the work of a group of two slots: a ready tool with a free slot stands behind the
/// others, so that two lots go to two tools.
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
