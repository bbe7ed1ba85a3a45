//! Setups on tools of two slots, which go on beside another job, each case against a schedule
//! worked out by hand. Times are minutes.

use super::build::{Run, constant, fab, failing, group};
use super::mechanisms::{exits, minutes, one_of_many, only, run, takes};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::plan::{FailurePlan, Loading, SourcePlan};
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::{FailureBasis, Per, ToolChoice};
use crate::industry::fab::tool::ToolTime;
use crate::units::{Duration, SimTime};

/// One tool of two slots, a minute each to load and unload; lots take 30 min and follow each other
/// after 20. Those of product 0 need setup 1, those of product 1 setup 2: 40 min from any other,
/// kept for `run` jobs.
fn two_setups(run: u16, sources: Vec<SourcePlan>) -> Fab {
    let mut tool = group("m", 1);
    tool.loading = Loading::Cascade;
    (tool.load, tool.unload) = (minutes(1), minutes(1));
    tool.ranking = Ranking::new(&[Rule::Priority, Rule::LeastSetup, Rule::Fifo]);
    let mut step = takes(0, 30);
    (step.cascade, step.setup) = (Some(minutes(20)), SetupId(1));
    let mut plan = fab(vec![tool], vec![step], sources);
    for setup in [0, 1] {
        plan.setups.set(None, setup, minutes(40), run);
    }
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].steps[0].setup = SetupId(2);
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    plan
}

/// Fails once, after a time by `basis`, for 10 min.
fn fails_after(time: u64, basis: FailureBasis) -> FailurePlan {
    FailurePlan {
        first: constant(minutes(time)),
        time_to_failure: constant(minutes(10_000)),
        time_to_repair: constant(minutes(10)),
        ..failing(1.0, 1.0, basis)
    }
}

/// The setup of the tool after all that happens at an instant.
fn setup_at(plan: &Fab, at: u64) -> SetupId {
    run(plan, at + 1).on_floor(|floor| floor.tools[0].setup)
}

/// a is set up to 40, processed from 41 to 71, gone at 72. b is taken at 20 as ever: the tool is
/// not set up yet, so b has a setup of its own, to 60, and does not queue behind a: 61 to 91, gone
/// at 92. c is taken when a has left, finds the setup made, and follows: 73 to 103.
#[test]
fn a_lot_that_is_taken_during_a_setup_has_its_own() {
    let sources = ["a", "b", "c"].map(|name| only(name, 0, 0));
    let plan = two_setups(1, sources.into());
    let mut run = run(&plan, 110);
    assert_eq!(exits(&plan, &run), [Some(72), Some(92), Some(104)]);
    let figures = run.figures();
    let time = run.on_floor(|floor| floor.groups[0].time);
    // While one job is processed, that is what the tool shows: from 41 to 103 without a gap. From
    // 40 to 41 a is loaded beside the setup of b.
    let expected = ToolTime {
        idle: minutes(6),
        setup: minutes(41),
        process: minutes(62),
        unload: minutes(1),
        ..ToolTime::default()
    };
    assert_eq!(time, expected);
    let in_tool = (72.0 + 72.0 + 32.0) / 60.0;
    for (key, expected) in [
        ("fab.lots_processed/m", 3.0),
        ("fab.lots_on_tools/m", in_tool / (110.0 / 60.0)),
        ("fab.time_in_tool/m", in_tool / 3.0),
        ("fab.setups_per_lot/m", 2.0 / 3.0),
    ] {
        let found = figures.value(key).expect("lots were processed");
        assert!((found - expected).abs() < 1e-9, "{key}: {found}");
    }
}

/// The tool has setup 1 from z. a is taken at 100 for setup 2, to 140, and gone at 172. b, which
/// needs setup 1, is taken at 120 and finds it: 121 to 151, gone at 152, before a. d is taken then,
/// and finds setup 2: gone at 184. If the tool has it only from 160 on, d has a setup of its own.
#[test]
fn a_setup_is_there_when_it_ends() {
    let sources = vec![
        only("z", 0, 0),
        only("a", 1, 100),
        only("b", 0, 101),
        only("d", 1, 150),
    ];
    let mut plan = two_setups(1, sources);
    assert_eq!(
        exits(&plan, &run(&plan, 300)),
        [Some(72), Some(172), Some(152), Some(184)]
    );
    assert_eq!(setup_at(&plan, 139), SetupId(1));
    assert_eq!(setup_at(&plan, 140), SetupId(2));
    // The setup of a takes 60 min then, and d's own as long.
    plan.setups.set(None, 1, minutes(60), 1);
    assert_eq!(
        exits(&plan, &run(&plan, 300)),
        [Some(72), Some(192), Some(152), Some(244)]
    );
}

/// b is taken at 20 for setup 2, which takes 60 min. The tool has setup 1 from 40 on and would keep
/// it for four more jobs, as e still comes for it; so c, which needs setup 2, is not taken when a
/// has left at 72. It is taken when the setup of b ends, at 80: 81 to 111, beside b.
#[test]
fn a_change_of_the_setup_beside_another_job_lets_lots_of_it_start() {
    let sources = vec![
        only("a", 0, 0),
        only("b", 1, 0),
        only("c", 1, 1),
        only("e", 0, 500),
    ];
    let mut plan = two_setups(5, sources);
    plan.setups.set(None, 1, minutes(60), 5);
    assert_eq!(
        exits(&plan, &run(&plan, 200)),
        [Some(72), Some(112), Some(112), None]
    );
}

/// Setups to either end in their order: setup 1 at 40, setup 2 at 60. c waits for a slot until 72,
/// when the tool has setup 2.
#[test]
fn two_setups_end_one_after_the_other() {
    let sources = vec![only("a", 0, 0), only("b", 1, 0), only("c", 1, 1)];
    let plan = two_setups(1, sources);
    assert_eq!(
        exits(&plan, &run(&plan, 200)),
        [Some(72), Some(92), Some(104)]
    );
    let at = [39, 40, 59, 60].map(|span| setup_at(&plan, span));
    assert_eq!(at, [0, 1, 1, 2].map(SetupId));
}

/// Three jobs a run, of which two end before the next setup, counted from 40 on, when setup 1 is
/// there: a at 72, and b, taken at 20 before that, at 92, as c's interval is over. So the hot lot,
/// there since 21, is taken at 92 beside c, the third. Beside its setup, which ends at 132, d finds
/// setup 1, from 112 to 144; that it ends in setup 2 does not count. Then e waits: the hot lot is
/// one of two, at 164, and more lots for setup 2 may come.
#[test]
fn a_minimum_run_counts_jobs_of_the_setup_that_end_since_it_is_there() {
    let sources = |stream: fn(&str, usize, u64) -> SourcePlan| {
        let lots = [("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)];
        let mut sources: Vec<_> = lots.map(|(name, at)| stream(name, 0, at)).into();
        sources.push(SourcePlan {
            priority: 20,
            ..stream("hot", 1, 21)
        });
        sources
    };
    let plan = two_setups(3, sources(one_of_many));
    let left = exits(&plan, &run(&plan, 400));
    assert_eq!(left[..3], [Some(72), Some(92), Some(104)]);
    assert_eq!(left[3..], [Some(112 + 32), None, Some(92 + 72)]);
    let run_left = |at: u64| run(&plan, at + 1).on_floor(|floor| floor.tools[0].run_left);
    let at = [39, 40, 72, 92, 131, 132, 144, 164].map(run_left);
    assert_eq!(at, [0, 2, 1, 0, 0, 2, 2, 1]);
    // If none may come, e changes the setup when d has left, at 144.
    let plan = two_setups(3, sources(only));
    assert_eq!(exits(&plan, &run(&plan, 400))[4], Some(144 + 72));
    // Without minimum runs the hot lot is taken as soon as there is a slot, at 72.
    let plan = two_setups(1, sources(one_of_many));
    assert_eq!(exits(&plan, &run(&plan, 400))[5], Some(72 + 72));
}

/// Three jobs a run. Tool 0 is set up for z to 40, and finds that for a, from 80 to 112, when the
/// run is over. b, which needs setup 2, comes at 102, when a slot is open beside a, and is taken as
/// that ends: set up to 152, gone at 184. Tool 1 is set up for y from 60 on and for x from 80 on,
/// has both until y is gone at 132, and would take b then.
#[test]
fn a_tool_that_waits_beside_the_last_job_of_a_run_looks_for_lots_when_that_ends() {
    let sources = vec![
        only("z", 0, 0),
        only("y", 1, 60),
        only("x", 1, 61),
        only("a", 0, 80),
        only("b", 1, 102),
        only("late", 0, 900),
    ];
    let mut plan = two_setups(3, sources);
    (plan.groups[0].count, plan.groups[0].most) = (2, 2);
    plan.groups[0].tool_choice = ToolChoice::LeastSetup;
    let mut waited = run(&plan, 400);
    assert_eq!(
        exits(&plan, &waited)[..5],
        [72, 132, 152, 112, 184].map(Some)
    );
    assert_eq!(waited.audit(), Vec::<String>::new());
}

/// A lot that needs no setup is none of a run: with z gone at 72 and n at 92, the run of three is
/// over as c goes at 112; the hot lot waits for that since 100, when a slot opens, and is gone at
/// 184.
#[test]
fn a_lot_without_a_setup_is_none_of_a_run() {
    let sources = vec![
        only("z", 0, 0),
        only("n", 2, 60),
        only("c", 0, 61),
        only("hot", 1, 62),
        only("late", 0, 900),
    ];
    let mut plan = two_setups(3, sources);
    plan.sources[3].priority = 20;
    plan.routes.push(plan.routes[0].clone());
    plan.routes[2].steps[0].setup = SetupId::NONE;
    plan.products.push(plan.products[0].clone());
    plan.products[2].route = Some(2);
    let left = exits(&plan, &run(&plan, 400));
    assert_eq!(left[..4], [72, 92, 112, 184].map(Some));
}

/// Wafers of 10 min that follow each other at 4: a has 5, so b can be taken at 20, and is set up
/// from then to 60, while a is processed from 41 to 67, gone at 68. b has 3: processed from 61 to
/// 79, gone at 80. c has 4 and is taken at 68, when the tool is set up: 69 to 91, gone at 92.
#[test]
fn wafers_of_a_lot_do_not_queue_behind_those_of_one_that_is_set_up() {
    let sources = [("a", 5), ("b", 3), ("c", 4)].map(|(name, wafers)| SourcePlan {
        wafers,
        ..only(name, 0, 0)
    });
    let mut plan = two_setups(1, sources.into());
    let step = &mut plan.routes[0].steps[0];
    step.per = Per::Wafer;
    step.time = constant(minutes(10));
    step.cascade = Some(minutes(4));
    let mut run = run(&plan, 100);
    assert_eq!(exits(&plan, &run), [Some(68), Some(80), Some(92)]);
    run.figures();
    assert_eq!(run.audit(), Vec::<String>::new());
    // a is loaded from 40 to 41 beside the setup of b; a job is processed from 41 to 91.
    let expected = ToolTime {
        idle: minutes(8),
        setup: minutes(41),
        process: minutes(50),
        unload: minutes(1),
        ..ToolTime::default()
    };
    assert_eq!(run.on_floor(|floor| floor.groups[0].time), expected);
}

/// Lots that are set up each for itself do so side by side, also on a tool that has their setup,
/// and begin no minimum run: a 0 to 40 and gone at 72, b 20 to 60 and gone at 92, c from 72 to 112,
/// gone at 144. The hot lot of the other setup is taken at 92, as b leaves, and is gone at 164: the
/// run of two was over with a.
#[test]
fn setups_for_each_job_go_on_side_by_side() {
    let mut sources: Vec<_> = ["a", "b", "c"].map(|name| only(name, 0, 0)).into();
    sources.push(SourcePlan {
        priority: 20,
        ..only("hot", 1, 73)
    });
    let mut plan = two_setups(2, sources);
    plan.routes[0].steps[0].always_sets_up = true;
    let mut run = run(&plan, 200);
    assert_eq!(
        exits(&plan, &run),
        [Some(72), Some(92), Some(144), Some(164)]
    );
    run.figures();
    assert_eq!(run.on_floor(|floor| floor.groups[0].setups), 4);
}

/// A failure from 30 to 40 puts off the setups of both jobs by 10 min, and all that comes after.
#[test]
fn a_failure_puts_off_both_setups() {
    let sources = ["a", "b", "c"].map(|name| only(name, 0, 0));
    let mut plan = two_setups(1, sources.into());
    plan.groups[0].failure = Some(fails_after(30, FailureBasis::Calendar));
    assert_eq!(
        exits(&plan, &run(&plan, 200)),
        [Some(82), Some(102), Some(114)]
    );
    assert_eq!(setup_at(&plan, 49), SetupId::NONE);
    assert_eq!(setup_at(&plan, 50), SetupId(1));
    // At the very end of the first setup it finds that done.
    plan.groups[0].failure = Some(fails_after(40, FailureBasis::Calendar));
    assert_eq!(setup_at(&plan, 40), SetupId(1));
}

/// b is processed from 121 to 151 beside the setup of a, and a from 141 to 171: 50 min of busy time
/// after the 30 of z. Where 65 min are left to a failure, a alone would not meet it: it comes at
/// 156, and puts a off. With 55, a alone would meet it at 166: it comes at 146, in both.
#[test]
fn jobs_that_overtake_wear_a_tool_as_one() {
    let sources = vec![only("z", 0, 0), only("a", 1, 100), only("b", 0, 101)];
    let mut plan = two_setups(1, sources);
    for (time, expected) in [
        (65, [Some(72), Some(182), Some(152)]),
        (55, [Some(72), Some(182), Some(162)]),
        (81, [Some(72), Some(172), Some(152)]),
    ] {
        plan.groups[0].failure = Some(fails_after(time, FailureBasis::Busy));
        let mut run = run(&plan, 300);
        assert_eq!(exits(&plan, &run), expected, "{time}");
        run.figures();
        let down = run.on_floor(|floor| floor.groups[0].time.down);
        assert_eq!(down.is_zero(), time == 81, "{time}");
    }
}

/// A tool that goes with its jobs has neither of their setups when it is back.
#[test]
fn a_setup_that_is_lost_is_not_made() {
    let sources = ["a", "b"].map(|name| one_of_many(name, 0, 0));
    let mut plan = two_setups(1, sources.into());
    plan.groups[0].loses_job = true;
    let mut later = plan.clone();
    later.groups[0].count = 0;
    let mut run = Run::new(&plan, 1, minutes(10), Duration::ZERO, minutes(100));
    run.changes.push_back((SimTime::ZERO + minutes(30), later));
    let mut run = run.finish();
    assert_eq!(run.audit(), Vec::<String>::new());
    assert_eq!(exits(&plan, &run), [None, None]);
    assert_eq!(run.on_floor(|floor| floor.tools[0].setup), SetupId::NONE);
}
