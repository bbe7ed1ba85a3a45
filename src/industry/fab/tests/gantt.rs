//! Schedules worked out by hand.

use super::build::{
    Run, constant, due_after_wafers, due_every, exponential, fab, failing, group, hours, limit,
    source, step,
};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::plan::{Loading, MaintenancePlan, Maker, Releases, Transports};
use crate::industry::fab::rows::GroupId;
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::{BatchBy, FailureBasis, Per, ToolChoice};
use crate::industry::fab::tool::ToolTime;
use crate::units::{Duration, DurationLaw, Fen};

fn minutes(count: u64) -> Duration {
    Duration::minutes(count)
}

/// One lot, so many minutes after the start.
fn once(name: &str, product: usize, start: u64) -> crate::industry::fab::plan::SourcePlan {
    let never_again = Releases::Intervals(constant(Duration::days(10_000)));
    let mut source = source(name, product, never_again);
    source.start = minutes(start);
    source
}

/// The times in minutes at which the lots of single-lot streams left, in order of the streams.
fn exits_of(plan: &Fab, mut run: Run) -> Vec<u64> {
    let serials: Vec<u64> = plan
        .sources
        .iter()
        .map(|source| crate::industry::fab::lot::serial_of(&source.name, 0))
        .collect();
    run.finished
        .sort_by_key(|(_, lot)| serials.iter().position(|&serial| serial == lot.serial));
    let times = run.exits();
    times.iter().map(|millis| millis / 60_000).collect()
}

/// A furnace for two wafers, with a setup of 10 min between two recipes of 60 min, and a failure at
/// minute 100 that takes 30 min.
///
/// Lots: a (recipe 1) at 0, b (recipe 1) at 5, c (recipe 2) at 6, d (recipe 1) at 7, with at least
/// two wafers and 20 min of patience.
/// - 5: a and b start: setup to 15, process to 75.
/// - 75: c waited since 6, d since 7: c is first in the queue and has waited 20 min: setup to 85,
///   process; fails at 100 with 45 left, repaired at 130, ends at 175.
/// - 175: d: setup to 185, ends at 245.
#[test]
fn a_furnace_with_setups_and_a_failure() {
    let mut furnace = group("f", 1);
    furnace.loading = Loading::Batch {
        min_wafers: 2,
        max_wafers: 2,
        wait: Some(minutes(20)),
        by: BatchBy::RouteStep,
    };
    furnace.failure = Some(failing(1.0, 1.0, FailureBasis::Calendar));
    if let Some(failure) = &mut furnace.failure {
        failure.first = constant(minutes(100));
        failure.time_to_failure = constant(minutes(100));
        failure.time_to_repair = constant(minutes(30));
    }
    let sources = vec![
        once("a", 0, 0),
        once("b", 0, 5),
        once("c", 1, 6),
        once("d", 0, 7),
    ];
    let mut plan = fab(vec![furnace], vec![step(0, constant(hours(1)))], sources);
    plan.setups.set(None, 0, minutes(10), 1);
    plan.setups.set(None, 1, minutes(10), 1);
    plan.routes[0].steps[0].per = Per::Batch;
    plan.routes[0].steps[0].setup = SetupId(1);
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].steps[0].setup = SetupId(2);
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    let mut run = Run::new(&plan, 1, minutes(7), Duration::ZERO, minutes(250)).finish();
    let mut figures_from_books = run.figures();
    let time = run.on_floor(|floor| floor.groups[0].time);
    // The second failure comes 100 min after the repair, at 230: d, due at 245, is still inside.
    assert_eq!(
        time,
        ToolTime {
            idle: minutes(5),
            setup: minutes(30),
            load: Duration::ZERO,
            unload: Duration::ZERO,
            process: minutes(60 + 60 + 45),
            down: minutes(30 + 20),
            maintenance: Duration::ZERO,
        }
    );
    let setup = figures_from_books.value("fab.setup_share/f").unwrap();
    assert!((setup - 100.0 * 30.0 / 250.0).abs() < 1e-9);
    figures_from_books = run.figures();
    assert!(figures_from_books.value("fab.tools_down/f").is_some());
    assert_eq!(exits_of(&plan, run), [75, 75, 175]);
}

/// Among two idle tools a lot takes the one that is set up for it; a third lot waits for the tool
/// with its recipe only if the rule comes first.
#[test]
fn the_least_setup_decides_among_tools_and_lots() {
    let mut tools = group("m", 2);
    tools.ranking = Ranking::new(&[Rule::LeastSetup, Rule::Fifo]);
    tools.tool_choice = ToolChoice::LeastSetup;
    let sources = vec![
        once("a", 0, 0),   // tool 1: setup to 10, ends 70
        once("b", 1, 0),   // tool 2: setup to 10, ends 70
        once("c", 1, 100), // tool 1 is first in the list, tool 2 is set up: ends 160
        once("d", 1, 101), // tool 1: setup to 111, ends 171
        once("e", 0, 102), // waits; 160: tool 2 is free, set up for recipe 2
        once("f", 1, 103), // 160: takes tool 2 before e, without setup: ends 220
    ];
    let mut plan = fab(vec![tools], vec![step(0, constant(hours(1)))], sources);
    plan.setups.set(None, 0, minutes(10), 1);
    plan.setups.set(None, 1, minutes(10), 1);
    plan.routes[0].steps[0].setup = SetupId(1);
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].steps[0].setup = SetupId(2);
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    let run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(6)).finish();
    // e: 171, tool 1 is free: setup to 181, ends 241.
    assert_eq!(exits_of(&plan, run), [70, 70, 160, 171, 241, 220]);
}

/// Two tools, maintenance every 100 min for 10 min: tool 1 first at 50, tool 2 at 100; a running
/// job ends first.
#[test]
fn maintenance_is_staggered_and_waits_for_the_job() {
    let mut tools = group("m", 2);
    tools.maintenance = vec![MaintenancePlan {
        trigger: due_every(minutes(100)),
        duration: constant(minutes(10)),
    }];
    let sources = vec![once("a", 0, 20), once("b", 0, 81), once("c", 0, 95)];
    let mut plan = fab(vec![tools], vec![step(0, constant(minutes(40)))], sources);
    plan.groups[0].load = minutes(2);
    // a: tool 1, 20 to 62, then maintenance to 72. b: tool 2 (idle since 0), 81 to 123, then the
    // maintenance of 100 to 133. c: tool 1, 95 to 137. At 150 tool 1 is due again, idle: to 160; at
    // 200 tool 2, to 210.
    let mut run = Run::new(&plan, 1, minutes(13), Duration::ZERO, minutes(205)).finish();
    assert_eq!(
        run.figures().value("fab.utilisation/m").map(f64::round),
        Some(34.0)
    );
    let time = run.on_floor(|floor| floor.groups[0].time);
    assert_eq!(time.maintenance, minutes(10 + 10 + 10 + 5));
    assert_eq!((time.load, time.process), (minutes(3 * 2), minutes(3 * 40)));
    assert_eq!(exits_of(&plan, run), [62, 123, 137]);
}

/// Maintenance after every 50 wafers: the first of tool 1 of 2 after 25.
#[test]
fn maintenance_counts_wafers() {
    let mut tools = group("m", 2);
    tools.maintenance = vec![MaintenancePlan {
        trigger: due_after_wafers(50),
        duration: constant(minutes(30)),
    }];
    let mut sources = vec![
        once("a", 0, 0),
        once("b", 0, 0),
        once("c", 0, 1),
        once("d", 0, 2),
    ];
    for source in &mut sources {
        source.wafers = 25;
    }
    let mut plan = fab(vec![tools], vec![step(0, constant(minutes(1)))], sources);
    plan.routes[0].steps[0].per = Per::Wafer;
    // a on tool 1 and b on tool 2 to 25. Tool 1 is due: to 55. c on tool 2 to 50: 50 wafers, due,
    // to 80. d on tool 1 from 55 to 80.
    let run = Run::new(&plan, 1, minutes(13), Duration::ZERO, hours(3)).finish();
    assert_eq!(exits_of(&plan, run), [25, 25, 50, 80]);
}

/// Maintenance after every 60 wafers, lots of 25: it is due as 75, 125 and 200 wafers are through,
/// the jobs that reach 60, 120 and 180. A count that began anew would be full at 75, 150 and 225.
#[test]
fn wafers_beyond_a_due_count_towards_the_next() {
    let mut tools = group("m", 1);
    tools.maintenance = vec![MaintenancePlan {
        trigger: due_after_wafers(60),
        duration: constant(minutes(5)),
    }];
    let mut sources: Vec<_> = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
        .map(|name| once(name, 0, 0))
        .into();
    for source in &mut sources {
        source.wafers = 25;
    }
    let mut plan = fab(vec![tools], vec![step(0, constant(minutes(10)))], sources);
    plan.routes[0].steps[0].per = Per::Lot;
    let run = Run::new(&plan, 1, minutes(13), Duration::ZERO, hours(3)).finish();
    assert_eq!(exits_of(&plan, run), [10, 20, 30, 45, 55, 70, 80, 90, 105]);
}

/// A failure during maintenance is repaired after it, and a repair before maintenance.
#[test]
fn failures_and_maintenance_do_not_overlap() {
    let mut tools = group("m", 1);
    tools.failure = Some(failing(1.0, 1.0, FailureBasis::Calendar));
    if let Some(failure) = &mut tools.failure {
        failure.first = constant(minutes(105));
        failure.time_to_failure = constant(minutes(105));
        failure.time_to_repair = constant(minutes(20));
    }
    tools.maintenance = vec![MaintenancePlan {
        trigger: due_every(minutes(100)),
        duration: constant(minutes(10)),
    }];
    let plan = fab(
        vec![tools],
        vec![step(0, constant(minutes(40)))],
        vec![once("a", 0, 109), once("b", 0, 231)],
    );
    // Maintenance 100 to 110, failed at 105, repair 110 to 130; a from 130 to 170. Maintenance 200
    // to 210. Fails at 235 (105 after 130), in b's job since 231: 36 left; repair to 255, b ends
    // at 291.
    let mut run = Run::new(&plan, 1, minutes(13), Duration::ZERO, minutes(295)).finish();
    let time = run.on_floor(|floor| floor.groups[0].time);
    assert_eq!((time.down, time.maintenance), (minutes(40), minutes(20)));
    assert_eq!(exits_of(&plan, run), [170, 291]);
}

/// A queue-time limit counts from the end of a step to the start of the next one.
#[test]
fn late_starts_are_counted() {
    let sources = vec![once("a", 0, 0), once("b", 0, 0)];
    let steps = vec![
        step(0, constant(minutes(10))),
        step(1, constant(minutes(30))),
    ];
    for (span, late) in [(29, 1), (30, 0)] {
        let mut plan = fab(
            vec![group("m", 2), group("n", 1)],
            steps.clone(),
            sources.clone(),
        );
        plan.routes[0].steps[0].queue_limit = Some(limit(minutes(span)));
        let run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(3)).finish();
        assert_eq!(run.line().late_starts, late);
    }
}

/// A lot is carried between steps, not to the first one; the raw process time counts that.
#[test]
fn lots_are_carried_between_steps() {
    let steps = vec![
        step(0, constant(minutes(10))),
        step(1, constant(minutes(30))),
    ];
    let mut plan = fab(
        vec![group("m", 1), group("n", 1)],
        steps,
        vec![once("a", 0, 5)],
    );
    plan.transports = Transports::everywhere(1, Some(&constant(minutes(7))));
    assert_eq!(plan.raw_process_times(), [minutes(47)]);
    let run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(3)).finish();
    assert_eq!(exits_of(&plan, run), [52]);
}

/// A foundry delivers after its lead time, at its price, without any tool.
#[test]
fn a_foundry_delivers() {
    let mut plan = fab(Vec::new(), Vec::new(), vec![once("a", 0, 30)]);
    plan.maker = Maker::Foundry {
        lead: constant(hours(5)),
        price: Fen::yuan(16_000),
    };
    plan.sources[0].wafers = 25;
    plan.products[0].route = None;
    let mut run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(6)).finish();
    let world = run.sim.world_mut();
    let mut postings = world.resource_mut::<crate::industry::shared::ledger::Postings>();
    let paid: Vec<Fen> = postings.drain().map(|posting| posting.amount).collect();
    assert_eq!(paid, [Fen::yuan(400_000)]);
    assert_eq!(run.finished[0].1.wafers, 25);
    assert_eq!(exits_of(&plan, run), [330]);
}

/// A fab with everything random in it.
fn lively() -> Fab {
    let mut tools = vec![group("m", 2), group("n", 1), group("furnace", 1)];
    tools[0].failure = Some(failing(15.0, 1.0, FailureBasis::Calendar));
    tools[1].failure = Some(failing(9.0, 1.0, FailureBasis::Busy));
    tools[1].ranking = Ranking::new(&[Rule::CriticalRatio, Rule::LeastSetup]);
    tools[1].maintenance = vec![MaintenancePlan {
        trigger: due_every(hours(50)),
        duration: exponential(2.0),
    }];
    tools[2].loading = Loading::Batch {
        min_wafers: 3,
        max_wafers: 4,
        wait: Some(hours(6)),
        by: BatchBy::RouteStep,
    };
    let mut steps: Vec<_> = [0, 1, 2, 0, 1].map(|id| step(id, exponential(0.4))).into();
    steps[1].setup = SetupId(1);
    steps[4].setup = SetupId(2);
    steps[3].rework = 0.1;
    steps[3].rework_to = 2;
    steps[2].sample = 0.7;
    let every = Releases::Intervals(exponential(1.0));
    let mut plan = fab(tools, steps, vec![source("lots", 0, every)]);
    plan.setups.set(None, 0, minutes(5), 1);
    plan.setups.set(Some(0), 1, minutes(9), 1);
    plan
}

/// The length of a tick decides nothing.
#[test]
fn ticks_of_any_length_give_the_same_run() {
    let runs: Vec<_> = [hours(1), hours(8), Duration::days(1)]
        .map(|tick| {
            let mut run = Run::new(&lively(), 5, tick, hours(240), hours(2_400)).finish();
            let figures = run.figures();
            let figures: Vec<_> = figures
                .iter()
                .map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)))
                .collect();
            (run.finished, figures)
        })
        .into();
    assert!(runs[0].0.len() > 1_000);
    assert!(runs[0] == runs[1] && runs[0] == runs[2]);
}

/// A tool group that no route visits, whose tools fail and are maintained, changes no draw of any
/// lot.
#[test]
fn an_idle_tool_disturbs_nobody() {
    let plain = Run::new(&lively(), 5, hours(8), Duration::ZERO, hours(2_000)).finish();
    let mut with_idle = lively();
    let mut idle = group("idle", 3);
    idle.failure = Some(failing(5.0, 1.0, FailureBasis::Calendar));
    idle.maintenance = vec![MaintenancePlan {
        trigger: due_every(hours(9)),
        duration: DurationLaw::constant(hours(1)),
    }];
    let mut with_idle_first = lively();
    with_idle_first.groups.insert(0, idle.clone());
    for step in with_idle_first
        .routes
        .iter_mut()
        .flat_map(|route| &mut route.steps)
    {
        step.group = GroupId::new(step.group.index() + 1);
    }
    with_idle.groups.push(idle);
    assert!(plain.finished.len() > 1_000);
    for park in [with_idle, with_idle_first] {
        let other = Run::new(&park, 5, hours(8), Duration::ZERO, hours(2_000)).finish();
        assert_eq!(plain.finished, other.finished);
    }
}
