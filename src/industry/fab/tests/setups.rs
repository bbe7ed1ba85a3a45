//! Setups that are made for each job, and those whose times vary. Times are minutes.

use super::build::{assert_near, constant, fab, group, replicate, source};
use super::mechanisms::{exits, minutes, only, run, takes};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::plan::Releases;
use crate::industry::fab::rows::{GroupId, LotRow};
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::tool::{Condition, Job, Tool};
use crate::units::{Duration, DurationLaw, Law, SimTime};

/// One tool that needs setup 1 for jobs of an hour, and two lots.
fn two_lots(always: bool) -> Fab {
    let lots = vec![only("a", 0, 0), only("b", 0, 1)];
    let mut plan = fab(vec![group("m", 1)], vec![takes(0, 60)], lots);
    plan.setups.set(None, 0, minutes(10), 1);
    plan.routes[0].steps[0].setup = SetupId(1);
    plan.routes[0].steps[0].always_sets_up = always;
    plan
}

/// a: setup to 10, done at 70. b: at once to 130; always, setup to 80 and done at 140; with 4 min
/// from the setup to itself, to 74 and done at 134.
#[test]
fn a_setup_is_made_for_each_job_where_the_step_says_so() {
    let of = |plan: &Fab| exits(plan, &run(plan, 500));
    assert_eq!(of(&two_lots(false)), [Some(70), Some(130)]);
    let mut plan = two_lots(true);
    assert_eq!(of(&plan), [Some(70), Some(140)]);
    plan.setups.set(Some(0), 0, minutes(4), 1);
    assert_eq!(of(&plan), [Some(70), Some(134)]);
    // The row from any other setup does not take the place of that of its own, whichever is first.
    plan.setups.set(None, 0, minutes(10), 1);
    assert_eq!(of(&plan), [Some(70), Some(134)]);
    // The tool keeps the setup: what does not need it always finds it there.
    plan.routes[0].steps[0].always_sets_up = false;
    assert_eq!(of(&plan), [Some(70), Some(130)]);
}

/// A setup that is made again counts where lots rank by setups: at 70, b (setup 1, always, 10 min)
/// waits behind c (setup 2, 8 min), which came later; made once only, it would be first.
#[test]
fn a_setup_that_is_made_again_ranks_by_its_time() {
    for (always, expected) in [
        (true, [Some(70), Some(208), Some(138)]),
        (false, [Some(70), Some(130), Some(198)]),
    ] {
        let mut plan = two_lots(always);
        plan.groups[0].ranking = Ranking::new(&[Rule::LeastSetup, Rule::Fifo]);
        plan.setups.set(None, 1, minutes(8), 1);
        plan.routes.push(plan.routes[0].clone());
        plan.routes[1].steps[0].setup = SetupId(2);
        plan.products.push(plan.products[0].clone());
        plan.products[1].route = Some(1);
        plan.sources.push(only("c", 1, 2));
        assert_eq!(exits(&plan, &run(&plan, 500)), expected);
    }
}

/// Tools with jobs of so many minutes and setups of 40 min: product 0 needs setup 1, product 1
/// setup 2. Lots by name, product and minute.
fn two_setups(tools: u32, job: u64, lots: &[(&str, usize, u64)]) -> Fab {
    let sources = lots
        .iter()
        .map(|&(name, product, at)| only(name, product, at));
    let mut plan = fab(
        vec![group("m", tools)],
        vec![takes(0, job)],
        sources.collect(),
    );
    for setup in [0, 1] {
        plan.setups.set(None, setup, minutes(40), 1);
    }
    plan.routes[0].steps[0].setup = SetupId(1);
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].steps[0].setup = SetupId(2);
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    plan
}

/// Two tools and setups of 40 min for jobs of 30. At 0 tool 0 takes a for setup 1; of b, which
/// needs that as well, and c, which needs setup 2, tool 1 takes c. At 70 and 100 each takes what it
/// has the setup for, though that came later. By setup times alone tool 1 takes b, and c at 70.
#[test]
fn tools_go_to_setups_that_others_are_not_making() {
    let lots = [
        ("a", 0, 0),
        ("b", 0, 0),
        ("c", 1, 0),
        ("d", 1, 1),
        ("f", 1, 2),
        ("g", 0, 3),
    ];
    let mut plan = two_setups(2, 30, &lots);
    let mut exits_by = |rules: &[Rule]| {
        plan.groups[0].ranking = Ranking::new(rules);
        exits(&plan, &run(&plan, 500))
    };
    let expected = [70, 100, 70, 100, 130, 130].map(Some);
    assert_eq!(exits_by(&[Rule::FewestSetupsUnderWay]), expected);
    let behind = exits_by(&[Rule::LeastSetup, Rule::FewestSetupsUnderWay]);
    assert_eq!(behind, expected);
    let alone = exits_by(&[Rule::LeastSetup]);
    assert_eq!(alone[..3], [70, 70, 140].map(Some));
}

/// Three tools, setups of 40 min and jobs of 60: at 45 a has its setup 1 since 5 min, and that of x
/// (2) goes on. Of b (2) and c (1), which come together, the third tool takes c, since setup 1 is
/// no longer being made. So b begins on the first tool at 100, with a setup.
#[test]
fn a_setup_that_is_there_is_no_longer_under_way() {
    let lots = [("a", 0, 0), ("x", 1, 10), ("b", 1, 45), ("c", 0, 45)];
    let mut plan = two_setups(3, 60, &lots);
    plan.groups[0].ranking = Ranking::new(&[Rule::FewestSetupsUnderWay]);
    let found = exits(&plan, &run(&plan, 500));
    assert_eq!(found, [100, 110, 200, 145].map(Some));
}

/// A setup that ends at 40 is under way until then. A failure at 30 makes it stand still until it
/// goes on after the repair; one at 40 finds it done.
#[test]
fn a_setup_that_stands_still_is_under_way() {
    let at = |span: u64| SimTime::ZERO + minutes(span);
    let mut tool = Tool::new(GroupId::new(0));
    for setup_end in [40, 20] {
        tool.add_job(Job {
            setup_end: at(setup_end),
            load_end: at(41),
            process_end: at(71),
            end: at(72),
            first: LotRow::new(0),
            wafers: 25,
        });
    }
    let count = |tool: &Tool, span: u64| tool.jobs_in_setup(at(span)).count();
    assert_eq!(
        [19, 20, 39, 40].map(|span| count(&tool, span)),
        [2, 1, 1, 0]
    );
    tool.condition = Condition::InRepair;
    tool.stopped = at(30);
    assert_eq!(count(&tool, 100), 1);
    tool.stopped = at(40);
    assert_eq!(count(&tool, 100), 0);
}

/// A repeated setup begins no minimum run anew: after a and b, of a run of two, c may change it.
#[test]
fn a_setup_that_is_made_again_arms_no_minimum_run() {
    let mut plan = two_lots(true);
    plan.groups[0].ranking = Ranking::new(&[Rule::Fifo]);
    plan.setups.set(None, 0, minutes(10), 2);
    plan.setups.set(None, 1, minutes(8), 2);
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].steps[0].setup = SetupId(2);
    plan.products.push(plan.products[0].clone());
    plan.products[1].route = Some(1);
    plan.sources.push(only("c", 1, 2));
    plan.sources.push(only("d", 0, 3));
    // c: setup to 148, done at 208; d: setup to 218.
    let expected = [Some(70), Some(140), Some(208), Some(278)];
    assert_eq!(exits(&plan, &run(&plan, 500)), expected);
}

/// Lots of an hour each come every 4 h to one tool, and each needs a setup of U[30, 90] min made
/// anew. So the tool is set up for a quarter of the time in the mean; with a variance of 300 min2
/// a setup, whose sum over a run of n lots has that of n setups.
#[test]
fn setup_times_vary_by_their_law() {
    let every = Releases::Intervals(constant(minutes(240)));
    let mut plan = fab(
        vec![group("m", 1)],
        vec![takes(0, 60)],
        vec![source("a", 0, every)],
    );
    plan.routes[0].steps[0].setup = SetupId(1);
    plan.routes[0].steps[0].always_sets_up = true;
    let minute = Duration::minutes(1).as_millis() as f64;
    let law = DurationLaw::new(Law::Uniform {
        low: 30.0 * minute,
        high: 90.0 * minute,
    });
    plan.setups.set_law(None, 0, &law, 1);
    let share = replicate(&plan, (0, 4_000), 20, |figures| {
        figures.value("fab.setup_share/m").unwrap()
    });
    assert_near(share, 25.0, 0.02);
    // No lot waits, so that the spread of cycle times is that of the setups.
    let spread = replicate(&plan, (0, 40_000), 10, |figures| {
        figures.value("fab.cycle_time_sd/a").unwrap() * 1_440.0
    });
    assert_near(spread, 300.0_f64.sqrt(), 0.02);
}
