//! Where two mechanisms meet, each against a schedule worked out by hand. Times are minutes.

use super::build::{Run, batch_tool, constant, fab, failing, group, limit, source};
use super::mechanisms::{exits, minutes, one_of_many, only, run, takes};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::plan::{
    InitialLot, LimitAction, ListedLot, Loading, QueueLimit, Releases, Step,
};
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::{BatchBy, FailureBasis, Per};
use crate::industry::shared::staff::{Role, Staff};
use crate::units::{Duration, SimTime};

/// So few lots execute a step that none of a test does.
const HARDLY_ANY: f64 = 1e-12;

/// Adds a route of these steps, and its product.
fn add_route(plan: &mut Fab, steps: Vec<Step>) {
    let mut route = plan.routes[0].clone();
    route.steps = steps;
    plan.routes.push(route);
    let mut product = plan.products[0].clone();
    product.route = Some(plan.routes.len() - 1);
    plan.products.push(product);
}

/// A step on group 0 with a setup.
fn with_setup(setup: u16, time: u64) -> Step {
    let mut step = takes(0, time);
    step.setup = SetupId(setup);
    step
}

/// Setups 1 and 2 take 10 min each, and stay for so many jobs.
fn set_up(plan: &mut Fab, minimum_run: u16) {
    plan.setups.set(None, 0, minutes(10), minimum_run);
    plan.setups.set(None, 1, minutes(10), minimum_run);
}

/// Two lots whose steps have the same name but not the same time and setup share no batch: a is set
/// up for 10 and takes 60, b follows alone, as none can come: 70 + 100 + 600.
#[test]
fn a_batch_has_one_time_and_one_setup() {
    let furnace = batch_tool("f", (2, 2), BatchBy::StepName);
    let bake = |setup, time| {
        let mut step = with_setup(setup, time);
        (step.per, step.name) = (Per::Batch, "bake".to_owned());
        step
    };
    let sources = vec![only("a", 0, 0), only("b", 1, 0)];
    let mut plan = fab(vec![furnace], vec![bake(1, 60)], sources);
    add_route(&mut plan, vec![bake(2, 600)]);
    plan.setups.set(None, 0, minutes(10), 1);
    plan.setups.set(None, 1, minutes(100), 1);
    assert_eq!(exits(&plan, &run(&plan, 1_000)), [Some(70), Some(770)]);
    // With the same time and setup they share one.
    plan.routes[1].steps[0] = bake(1, 60);
    assert_eq!(exits(&plan, &run(&plan, 1_000)), [Some(70), Some(70)]);
    // A step for batches of its own keeps apart.
    plan.routes[1].steps[0].max_batch = Some(1);
    assert_eq!(exits(&plan, &run(&plan, 1_000)), [Some(70), Some(130)]);
}

/// A lot whose stream is over starts alone although another stream goes on, which brings none for
/// its batch.
#[test]
fn a_batch_does_not_wait_for_another_stream() {
    let furnace = batch_tool("f", (2, 2), BatchBy::RouteStep);
    let sources = vec![only("a", 0, 0), one_of_many("b", 1, 0)];
    let mut plan = fab(vec![furnace, group("m", 1)], vec![takes(0, 60)], sources);
    add_route(&mut plan, vec![takes(1, 5)]);
    assert_eq!(exits(&plan, &run(&plan, 1_000)), [Some(60), Some(5)]);
}

/// A stream that keeps 5 lots in the line, of 10 min each on one tool, and starts with some.
fn closed(initial: usize, start: u64) -> Fab {
    let mut stream = source("x", 0, Releases::ConstantWip(5));
    stream.start = minutes(start);
    let mut plan = fab(vec![group("m", 1)], vec![takes(0, 10)], vec![stream]);
    let lot = InitialLot {
        source: 0,
        step: 0,
        due: None,
        wafers: 1,
        priority: None,
    };
    plan.initial_lots = vec![lot; initial];
    plan
}

/// The lots of the start count in the constant number. Of 7, two leave before the next is released;
/// and before its start a stream releases none.
#[test]
fn lots_of_the_start_count_in_the_constant_number() {
    let after = |plan: &Fab, span: u64| {
        let run = run(plan, span);
        (run.line().wip.value(), run.line().wafers_started)
    };
    for initial in [0, 3, 5] {
        let plan = closed(initial, 0);
        let first = 5 - initial as u64;
        for (span, left) in [(5, 0), (15, 1), (95, 9)] {
            assert_eq!(after(&plan, span), (5, first + left), "{initial}");
        }
        let wip = run(&plan, 95).figures().value("fab.wip");
        assert_eq!(wip, Some(5.0));
    }
    let plan = closed(7, 0);
    let seen = [5, 15, 25, 35, 95].map(|span| after(&plan, span));
    assert_eq!(seen, [(7, 0), (6, 0), (5, 0), (5, 1), (5, 7)]);
    // 3 have left at 35; at 40 the stream starts, and fills up.
    let plan = closed(5, 40);
    let seen = [35, 45, 55].map(|span| after(&plan, span));
    assert_eq!(seen, [(2, 0), (5, 4), (5, 5)]);
}

/// Lots a and b each need one setup and then the other, on the same tool of two: at 70 each tool
/// has three jobs of its run left, for which only the lot on the other tool could come, and it must
/// not. Both change at once: 70 + 10 + 60.
#[test]
fn a_minimum_run_does_not_wait_for_lots_of_other_tools() {
    let again = |setup| {
        let mut step = with_setup(setup, 60);
        step.same_tool_as = Some(0);
        step
    };
    let sources = vec![only("a", 0, 0), only("b", 1, 0)];
    let steps = vec![with_setup(1, 60), again(2)];
    let mut plan = fab(vec![group("m", 2)], steps, sources);
    add_route(&mut plan, vec![with_setup(2, 60), again(1)]);
    set_up(&mut plan, 4);
    let run = run(&plan, 1_000);
    assert_eq!(exits(&plan, &run), [Some(140), Some(140)]);
    assert_eq!(run.line().moves, 4);
}

/// Lot a leaves the tool in setup 1 at 70 with two jobs of its run left; b waits for setup 2. While
/// c can come for setup 1, the tool waits: to 100, when c skips that step and goes on to n. If no
/// lot ever executes the step, b is set up at 70.
#[test]
fn a_minimum_run_does_not_wait_for_lots_that_skip_its_step() {
    let exits_of = |sample| {
        let sources = vec![only("a", 0, 0), only("b", 1, 1), only("c", 2, 0)];
        let mut plan = fab(
            vec![group("m", 1), group("n", 1)],
            vec![with_setup(1, 60)],
            sources,
        );
        add_route(&mut plan, vec![with_setup(2, 60)]);
        let mut sampled = with_setup(1, 60);
        (sampled.sample, sampled.rework_to) = (sample, 1);
        add_route(&mut plan, vec![takes(1, 100), sampled, takes(1, 500)]);
        set_up(&mut plan, 3);
        exits(&plan, &run(&plan, 1_000))
    };
    assert_eq!(exits_of(HARDLY_ANY), [Some(70), Some(170), Some(600)]);
    assert_eq!(exits_of(0.0), [Some(70), Some(140), Some(600)]);
}

/// A stream that releases a lot when one leaves brings none while its only lot waits for the tool
/// to change its setup: 10 + 60, twice for each lot.
#[test]
fn a_minimum_run_does_not_wait_for_a_lot_that_needs_an_exit() {
    let steps = vec![with_setup(1, 60), with_setup(2, 60)];
    let closed = source("a", 0, Releases::ConstantWip(1));
    let mut plan = fab(vec![group("m", 1)], steps, vec![closed]);
    set_up(&mut plan, 3);
    let times: Vec<u64> = run(&plan, 500)
        .exits()
        .iter()
        .map(|at| at / 60_000)
        .collect();
    assert_eq!(times, [140, 280, 420]);
}

/// A lot that never fills a batch, as its stream keeps one in the line, keeps no setup: the furnace
/// changes at 70 for b and c, which are two. It is the batch, not the minimum run, that it waits
/// for.
#[test]
fn a_minimum_run_does_not_wait_for_a_batch_that_is_never_full() {
    let furnace = batch_tool("f", (2, 2), BatchBy::RouteStep);
    let batch = |setup| {
        let mut step = with_setup(setup, 60);
        step.per = Per::Batch;
        step
    };
    let lonely = source("p", 2, Releases::ConstantWip(1));
    let sources = vec![
        only("a", 0, 0),
        only("a2", 0, 0),
        only("b", 1, 1),
        only("c", 1, 1),
        lonely,
    ];
    let mut plan = fab(vec![furnace], vec![batch(1)], sources);
    add_route(&mut plan, vec![batch(2)]);
    add_route(&mut plan, vec![batch(1)]);
    set_up(&mut plan, 3);
    let mut run = run(&plan, 1_000);
    let all = [Some(70), Some(70), Some(140), Some(140), None];
    assert_eq!(exits(&plan, &run), all);
    let figures = run.figures();
    let remarks: Vec<&str> = figures
        .remarks()
        .iter()
        .map(|remark| &*remark.detail)
        .collect();
    assert_eq!(remarks.len(), 1, "{remarks:?}");
    assert!(remarks[0].contains("share a batch"), "{remarks:?}");
}

/// A queue-time limit to a step that its lot skips is over then: at n, where limits go first, b is
/// served before a, which came later.
#[test]
fn a_limit_to_a_skipped_step_is_over() {
    let mut tools = vec![group("m", 3), group("k", 1), group("n", 1)];
    tools[2].ranking = Ranking::new(&[Rule::QueueTime, Rule::Fifo]);
    let mut sampled = takes(1, 10);
    (sampled.sample, sampled.rework_to) = (HARDLY_ANY, 1);
    let mut first = takes(0, 10);
    first.queue_limit = Some(QueueLimit {
        to: Some(1),
        ..limit(minutes(5))
    });
    let sources = vec![only("a", 0, 3), only("b", 1, 2), only("c", 1, 0)];
    let mut plan = fab(tools, vec![first, sampled, takes(2, 30)], sources);
    add_route(&mut plan, vec![takes(0, 10), takes(2, 30)]);
    let run = run(&plan, 200);
    assert_eq!(exits(&plan, &run), [Some(100), Some(70), Some(40)]);
    assert_eq!(run.line().late_starts, 0);
}

/// A lot is late if its processing starts late: what is done with it and how it is counted look at
/// the same moment. It is at n at 10, which is set up for 7 min and loaded for 3.
#[test]
fn limits_look_at_the_start_of_processing() {
    for (span, action, exit, late) in [
        (10, LimitAction::Scrap, Some(50), 0),
        (9, LimitAction::Count, Some(50), 1),
        (9, LimitAction::Scrap, None, 1),
        (9, LimitAction::Hold, Some(55), 1),
    ] {
        let mut first = takes(1, 10);
        first.queue_limit = Some(QueueLimit {
            action,
            ..limit(minutes(span))
        });
        let mut tools = vec![group("n", 1), group("m", 1)];
        tools[0].load = minutes(3);
        let steps = vec![first, with_setup(1, 30)];
        let mut plan = fab(tools, steps, vec![only("a", 0, 0)]);
        plan.setups.set(None, 0, minutes(7), 1);
        plan.hold_time = Some(constant(minutes(5)));
        let run = run(&plan, 200);
        assert_eq!(exits(&plan, &run), [exit], "{action:?} after {span}");
        assert_eq!(run.line().late_starts, late, "{action:?} after {span}");
    }
}

/// A repair that needs 3 of 2 technicians keeps no other from its crew: tools of b are up 10 of 11
/// h. It is named at the end.
#[test]
fn an_impossible_repair_blocks_no_other() {
    let mut tools = vec![group("a", 1), group("b", 1)];
    for (tool, (up, down, crew)) in tools.iter_mut().zip([(24, 2, 3), (10, 1, 1)]) {
        let mut failure = failing(1.0, 1.0, FailureBasis::Calendar);
        failure.first = constant(Duration::hours(up));
        failure.time_to_failure = constant(Duration::hours(up));
        failure.time_to_repair = constant(Duration::hours(down));
        (tool.failure, tool.crew) = (Some(failure), crew);
    }
    let plan = fab(tools, vec![takes(1, 60)], vec![only("x", 0, 0)]);
    let span = Duration::hours(11 * 100);
    let mut run = Run::new(&plan, 1, Duration::hours(1), Duration::ZERO, span);
    let mut staff = run.sim.world_mut().resource_mut::<Staff>();
    staff.set_on_shift(Role::Technician, 2);
    let mut run = run.finish();
    let figures = run.figures();
    let available = figures.value("fab.availability/b").unwrap();
    assert!((available - 1_000.0 / 11.0).abs() < 1e-9, "{available}");
    let remarks: Vec<&str> = figures
        .remarks()
        .iter()
        .map(|remark| &*remark.detail)
        .collect();
    assert_eq!(
        remarks,
        ["1 tool of `a` waits for 3 technicians, and 2 are on shift"]
    );
}

/// Wafers of 3 min that follow each other each minute are in three slots at once: five of them take
/// 3 + 4 min. The next lot enters when the first slot falls free, at 5, and the third at 10.
#[test]
fn wafers_follow_each_other_at_less_than_half_their_time() {
    let cascading = |time: [u64; 2], wafers| {
        let mut tool = group("m", 1);
        tool.loading = Loading::Cascade;
        let step = |time| {
            let mut step = takes(0, time);
            (step.per, step.cascade) = (Per::Wafer, Some(minutes(1)));
            step
        };
        let mut sources = vec![only("a", 0, 0), only("b", 1, 0), only("c", 1, 0)];
        for source in &mut sources {
            source.wafers = wafers;
        }
        let mut plan = fab(vec![tool], vec![step(time[0])], sources);
        add_route(&mut plan, vec![step(time[1])]);
        plan
    };
    let plan = cascading([3, 3], 5);
    let times = exits(&plan, &run(&plan, 70));
    assert_eq!(times, [Some(7), Some(12), Some(17)]);
    assert_eq!(plan.raw_process_times()[0], minutes(7));
    // None overtakes: b enters at 1 and needs 3, but a is through at 10. c enters when a has left.
    let plan = cascading([10, 3], 1);
    let times = exits(&plan, &run(&plan, 70));
    assert_eq!(times, [Some(10), Some(10), Some(13)]);
    // It holds two lots at once, so that one wafer each takes half of its 3 min from the others.
    let mut plan = cascading([3, 3], 1);
    plan.sources.truncate(1);
    (plan.sources[0].most, plan.sources[0].releases) =
        (None, Releases::Intervals(constant(minutes(10))));
    let load = plan.load(Duration::days(10))[0].work;
    assert!((load - 1.5 / 10.0).abs() < 1e-12, "{load}");
}

/// Over 100 days, one lot of 2 h is a load of 2 / 2,400, whatever the interval of its stream; two
/// listed lots of 2 h are twice as much; and lots that do not end in the run count by their rate.
#[test]
fn lots_that_never_start_are_no_load() {
    let load = |releases, most| {
        let mut lots = source("x", 0, releases);
        lots.most = most;
        let plan = fab(vec![group("m", 1)], vec![takes(0, 120)], vec![lots]);
        plan.load(Duration::days(100))[0].utilisation()
    };
    let hourly = || Releases::Intervals(constant(minutes(60)));
    let at = |hour| ListedLot {
        start: SimTime::ZERO + Duration::hours(hour),
        due: None,
        wafers: 1,
        priority: None,
    };
    for (found, exact) in [
        (load(hourly(), Some(1)), 2.0 / 2_400.0),
        (load(hourly(), Some(2_400)), 2.0),
        (load(hourly(), Some(9_999)), 2.0),
        (load(hourly(), None), 2.0),
        (
            load(Releases::Listed(vec![at(0), at(1)]), None),
            4.0 / 2_400.0,
        ),
        (
            load(Releases::Listed(vec![at(0), at(9_999)]), None),
            2.0 / 2_400.0,
        ),
    ] {
        assert!((found - exact).abs() < 1e-12, "{found} instead of {exact}");
    }
}
