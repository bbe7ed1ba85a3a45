//! Mechanisms of tools and lots, each against a schedule worked out by hand. Times are minutes.

use super::build::{Run, batch_tool, constant, fab, failing, group, source, step};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::lot::serial_of;
use crate::industry::fab::plan::{
    Loading, MaintenancePlan, MaintenanceTrigger, Releases, SourcePlan, Step,
};
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::{BatchBy, FailureBasis, Per, ToolChoice};
use crate::industry::fab::tool::ToolTime;
use crate::units::Duration;

pub(super) fn minutes(count: u64) -> Duration {
    Duration::minutes(count)
}

/// One lot of route `product`, so many minutes after the start, and no other ever.
pub(super) fn only(name: &str, product: usize, start: u64) -> SourcePlan {
    let mut source = source(name, product, Releases::Intervals(constant(minutes(1))));
    source.start = minutes(start);
    source.most = Some(1);
    source
}

/// The same from a stream that may always release another.
pub(super) fn one_of_many(name: &str, product: usize, start: u64) -> SourcePlan {
    let later = constant(Duration::days(10_000));
    let mut source = source(name, product, Releases::Intervals(later));
    source.start = minutes(start);
    source
}

/// Step of so many minutes on group number `group`.
pub(super) fn takes(group: usize, time: u64) -> Step {
    step(group, constant(minutes(time)))
}

/// Runs so many minutes in ticks of an odd length.
pub(super) fn run(plan: &Fab, span: u64) -> Run {
    Run::new(plan, 1, minutes(13), Duration::ZERO, minutes(span)).finish()
}

/// When the first lot of each stream left; none if it did not.
pub(super) fn exits(plan: &Fab, run: &Run) -> Vec<Option<u64>> {
    let exit = |source: &SourcePlan| {
        let serial = serial_of(&source.name, 0);
        let found = run.finished.iter().find(|(_, lot)| lot.serial == serial);
        found.map(|(at, _)| at.as_millis() / 60_000)
    };
    plan.sources.iter().map(exit).collect()
}

/// Two lots that are always in the line never make a batch of three: at the end it is said since
/// when they wait. With a third they do.
#[test]
fn a_line_that_stands_still_is_remarked_on() {
    let remarks = |lots| -> Vec<String> {
        let furnace = batch_tool("furnace", (3, 3), BatchBy::RouteStep);
        let mut closed = source("a", 0, Releases::ConstantWip(lots));
        closed.start = Duration::days(1);
        let plan = fab(vec![furnace], vec![takes(0, 10)], vec![closed]);
        let figures = run(&plan, 10 * 1_440).figures();
        let remarks = figures.remarks().iter();
        remarks.map(|remark| remark.detail.clone()).collect()
    };
    let expected = "2 lots have waited at `furnace` since 2018-01-02, for enough lots to share a \
                    batch: does the line stand still?";
    assert_eq!(remarks(2), [expected]);
    assert_eq!(remarks(3), Vec::<String>::new());
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
/// wafer leaves the first slot at 22, where b's first one enters: 22 + 10 + 14 = 46. c is loaded
/// when a has left, and enters at 43.
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
    plan.sources[0].most = None;
    let load = plan.load(Duration::days(1))[0].work;
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

/// A failure at the very end of a job finds it on the tool: it leaves when the tool is repaired.
#[test]
fn a_failure_at_the_end_of_a_job_keeps_it() {
    let mut failure = failing(1.0, 1.0, FailureBasis::Calendar);
    failure.first = constant(minutes(26));
    failure.time_to_failure = constant(minutes(1_000));
    failure.time_to_repair = constant(minutes(10));
    let mut plan = cascading(Per::Wafer, 3);
    plan.groups[0].failure = Some(failure);
    // a would leave at 26; b and c come 10 min later, as all that was still to come.
    let run = run(&plan, 100);
    assert_eq!(exits(&plan, &run), [Some(36), Some(57), Some(78)]);
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

/// Busy time counts once while two jobs are processed: 1 to 46 for a and b, so that 40 min of it
/// are over at 41. The repair takes 10 min; b ends at 57, c at 78. What is left from 51 on is 26
/// min.
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

/// The minutes in maintenance until each of these instants, of so many tools that are maintained
/// for a minute every 100 min, the last one first after `first`.
fn in_maintenance(count: u32, first: u64, until: &[u64]) -> Vec<f64> {
    let mut tools = group("m", count);
    tools.maintenance = vec![MaintenancePlan {
        trigger: MaintenanceTrigger::Interval {
            every: minutes(100),
            first: minutes(first),
        },
        duration: constant(minutes(1)),
    }];
    let plan = fab(vec![tools], vec![takes(0, 1)], vec![only("a", 0, 5_000)]);
    let minutes_until = |&until: &u64| {
        let mut run = Run::new(&plan, 1, minutes(1), Duration::ZERO, minutes(until)).finish();
        run.figures();
        run.on_floor(|floor| floor.groups[0].time.maintenance.as_minutes())
    };
    until.iter().map(minutes_until).collect()
}

/// Of three tools with a first maintenance at 90, number k is due at 30 k, and then every 100 min.
#[test]
fn first_maintenance_is_staggered() {
    let until = [30, 31, 60, 61, 90, 91, 130, 131, 160, 161, 190, 191];
    let counts = in_maintenance(3, 90, &until);
    assert_eq!(counts, [0., 1., 1., 2., 2., 3., 3., 4., 4., 5., 5., 6.]);
}

/// Of two tools with an interval of 100 min and a first maintenance at 120, number 1 is due at 60,
/// and number 2 at 20 and not at 120 only: no tool goes for longer than an interval without. One
/// that is first due after a whole interval, or at the start, stays there.
#[test]
fn no_first_maintenance_is_later_than_an_interval() {
    let counts = in_maintenance(2, 120, &[20, 21, 60, 61, 120, 121, 160, 161]);
    assert_eq!(counts, [0., 1., 1., 2., 2., 3., 3., 4.]);
    assert_eq!(in_maintenance(1, 100, &[1, 100, 101]), [0., 0., 1.]);
    assert_eq!(in_maintenance(1, 200, &[1, 100, 101]), [0., 0., 1.]);
    assert_eq!(in_maintenance(1, 0, &[1, 100, 101]), [1., 1., 2.]);
}

/// One tool with setups of 10 min and jobs of an hour; after a change three jobs must start before
/// the next. Lots: a (setup 1) at 0, hot b (2) at 1, then c, d, e (1).
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

/// a 10 to 70, c to 130, d to 190: three jobs; the hot lot waits for them. b: setup to 200, done at
/// 260. e then waits for ever if lots of setup 2 can still come; else it is set up to 270 and done
/// at 330.
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

/// A lot that waits for another setup at the very tool cannot bring the one that is kept: a needs
/// setup 1 and then 2 of the same tool, which must run 3 jobs after each change, and no other lot
/// comes to it with setup 1. So it changes: 10 + 60 min, twice.
#[test]
fn a_minimum_run_does_not_wait_for_what_waits_for_it() {
    let never = one_of_many("never", 1, 50_000);
    let mut plan = minimum_runs(only);
    plan.sources = vec![only("a", 0, 0), never];
    let second = plan.routes[1].steps[0].clone();
    plan.routes[0].steps.push(second);
    assert_eq!(exits(&plan, &run(&plan, 1_000)), [Some(140), None]);
}

/// Lots a and b pass tools 1 and 2 of m, then n, then m again: each on the tool that had it. c
/// takes tool 1 at 14 for 100 min, so that a waits for it, though tool 2 is idle.
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
    let furnace = batch_tool("f", (2, 4), by);
    let mut step = takes(0, 60);
    (step.per, step.name) = (Per::Batch, "oxidation".to_owned());
    let sources = vec![stream("a", 0, 0), stream("b", 1, 0)];
    let mut plan = fab(vec![furnace], vec![step], sources);
    plan.routes.push(plan.routes[0].clone());
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    plan
}

/// A furnace for four wafers takes one every two hours, for an hour: it is busy for half of the
/// time, and an eighth of what it could make is made.
#[test]
fn batches_that_are_not_full_leave_capacity() {
    let furnace = batch_tool("f", (1, 4), BatchBy::RouteStep);
    let lone = source("a", 0, Releases::Intervals(constant(minutes(120))));
    let mut step = takes(0, 60);
    step.per = Per::Batch;
    let plan = fab(vec![furnace], vec![step], vec![lone]);
    let mut idle = plan.clone();
    idle.sources[0].start = minutes(1_000);
    let idle = run(&idle, 500).figures();
    assert_eq!(idle.value("fab.batch_size/f"), None);
    assert_eq!(idle.value("fab.capacity_utilisation/f"), Some(0.0));
    let figures = run(&plan, 100 * 120).figures();
    let expected = [
        ("fab.batch_size/f", 1.0),
        ("fab.utilisation/f", 50.0),
        ("fab.capacity_utilisation/f", 12.5),
    ];
    for (key, expected) in expected {
        let found = figures.value(key).expect("batches started");
        assert!((found - expected).abs() < 0.5, "{key}: {found}");
    }
}

/// A lot waits in the furnace's queue for its companion, which is lost at another tool at 90: then
/// it starts alone.
#[test]
fn a_batch_does_not_wait_for_a_lot_that_is_lost() {
    let mut plan = furnace(BatchBy::StepName, only);
    plan.groups.push(group("m", 1));
    let mut before = takes(1, 90);
    before.lot_scrap = 1.0;
    plan.routes[1].steps.insert(0, before);
    plan.routes[1].steps[1].rework_to = 1;
    assert_eq!(exits(&plan, &run(&plan, 1_000)), [Some(150), None]);
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
