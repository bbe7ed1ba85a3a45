//! Tokens: technicians, operators, engineers, and what is booked when they are missing.

use super::build::{
    Run, assert_near, constant, exponential, fab, failing, group, hours, source, step,
};
use crate::industry::fab::plan::{ListedLot, Releases};
use crate::industry::fab::spec::FailureBasis;
use crate::industry::shared::flow::Holds;
use crate::industry::shared::ledger::{Posting, Postings};
use crate::industry::shared::staff::{Role, Staff, Workload};
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::units::{Duration, Fen, SimTime};

/// Ten machines, two technicians: the machine repair model M/M/2//10.
#[test]
fn machines_queue_for_technicians() {
    let mut machines = group("m", 10);
    machines.failure = Some(failing(20.0, 2.0, FailureBasis::Calendar));
    let idle = source(
        "lots",
        0,
        Releases::Intervals(constant(Duration::days(100_000))),
    );
    let plan = fab(
        vec![machines],
        vec![step(0, constant(hours(1)))],
        vec![idle],
    );
    let values: Vec<[f64; 2]> = (0..20)
        .map(|seed| {
            let tick = Duration::days(30);
            let mut run = Run::new(&plan, seed, tick, hours(500), hours(40_500));
            let mut staff = run.sim.world_mut().resource_mut::<Staff>();
            staff.set_on_shift(Role::Technician, 2);
            let figures = run.finish().figures();
            ["fab.tools_down/m", "fab.availability/m"].map(|key| figures.value(key).unwrap())
        })
        .collect();
    let near = |place: usize| {
        let n = values.len() as f64;
        let mean = values.iter().map(|v| v[place]).sum::<f64>() / n;
        let square = |v: &[f64; 2]| (v[place] - mean).powi(2);
        let variance = values.iter().map(square).sum::<f64>() / (n - 1.0);
        (mean, (variance / n).sqrt())
    };
    assert_near(near(0), 1.038_637_818_626_043, 0.03);
    assert_near(near(1), 89.613_621_813_739_56, 0.01);
}

/// One operator, two tools, two lots: the second job waits for the operator, not for the tool.
#[test]
fn a_job_waits_for_an_operator_and_that_is_booked() {
    let mut tools = group("m", 2);
    tools.operator_time = Duration::minutes(20);
    let lots = || Releases::Intervals(constant(Duration::days(1_000)));
    let sources = vec![source("a", 0, lots()), source("b", 0, lots())];
    let plan = fab(vec![tools], vec![step(0, constant(hours(1)))], sources);
    let mut run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(4));
    let world = run.sim.world_mut();
    world
        .resource_mut::<Staff>()
        .set_on_shift(Role::Operator, 1);
    let run = run.finish();
    let minutes = [60, 80].map(|minutes| Duration::minutes(minutes).as_millis());
    assert_eq!(run.exits(), minutes);
    let waiting = run.sim.world().resource::<Waiting>();
    let booked = Constraint::ALL.map(|cause| waiting.lot_time(cause).as_minutes());
    assert!((booked[Constraint::Operator as usize] - 20.0).abs() < 1e-9);
    assert!(booked[Constraint::Tool as usize].abs() < 1e-9);
    assert_eq!(waiting.lots_in_fab, Duration::minutes(60 + 80));
}

/// A tool that is down without a technician holds up its lot; one that is busy does so as a tool.
#[test]
fn waiting_is_booked_to_what_is_missing() {
    let mut tool = group("m", 1);
    tool.failure = Some(failing(20.0, 2.0, FailureBasis::Calendar));
    if let Some(failure) = &mut tool.failure {
        failure.first = constant(hours(2));
        failure.time_to_failure = constant(hours(2));
        failure.time_to_repair = constant(hours(1));
    }
    let lots = || Releases::Intervals(constant(Duration::days(1_000)));
    let mut late = source("late", 0, lots());
    late.start = hours(1);
    let sources = vec![source("early", 0, lots()), late];
    let plan = fab(vec![tool], vec![step(0, constant(hours(3)))], sources);
    let mut run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(9));
    run.sim
        .world_mut()
        .resource_mut::<Staff>()
        .set_on_shift(Role::Technician, 0);
    for tick in 0..9 {
        if tick == 4 {
            let world = run.sim.world_mut();
            world
                .resource_mut::<Staff>()
                .set_on_shift(Role::Technician, 1);
        }
        run.step();
    }
    // The early lot runs from 0 to 2, the tool is down to 4 and in repair to 5; it ends at 6 and
    // the late lot, which waits from 1 on, starts: technicians were missing from 2 to 4.
    assert_eq!(run.exits(), [hours(6).as_millis()]);
    let waiting = run.sim.world().resource::<Waiting>();
    assert_eq!(waiting.lot_time(Constraint::Technician), hours(2));
    assert_eq!(waiting.lot_time(Constraint::Tool), hours(3));
}

/// One engineer, two held lots: the second review waits for the first.
#[test]
fn held_lots_wait_for_an_engineer() {
    let lots = || Releases::Intervals(constant(Duration::days(1_000)));
    let sources = vec![source("a", 0, lots()), source("b", 0, lots())];
    let mut plan = fab(
        vec![group("m", 2)],
        vec![step(0, constant(hours(1)))],
        sources,
    );
    plan.routes[0].steps[0].hold = 1.0;
    plan.hold_time = Some(constant(hours(2)));
    let mut run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(10));
    run.sim
        .world_mut()
        .resource_mut::<Staff>()
        .set_on_shift(Role::Engineer, 1);
    let mut run = run.finish();
    assert_eq!(run.exits(), [hours(3), hours(5)].map(Duration::as_millis));
    let waiting = run.sim.world().resource::<Waiting>();
    assert_eq!(waiting.lot_time(Constraint::Engineer), hours(2));
    let held = run.figures().value("fab.held_lots").unwrap();
    assert!(
        (held - 0.6).abs() < 1e-9,
        "{held} lots held: 2 for 2 h, 1 for 2 h, of 10 h"
    );
}

/// While there is no money nothing is released; after that the lot that was due comes at once, and
/// the intervals count from it.
#[test]
fn a_hold_puts_releases_off() {
    let every = Releases::Intervals(constant(hours(2)));
    let mut plan = fab(
        vec![group("m", 1)],
        vec![step(0, constant(hours(1)))],
        vec![source("lots", 0, every)],
    );
    plan.wafer_cost = Fen::yuan(10);
    let mut run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(12));
    for tick in 0..12 {
        run.sim.world_mut().resource_mut::<Holds>().cash = (1..5).contains(&tick);
        run.step();
    }
    // Released at 0; that of 2 is put off to 5; then 7, 9, 11.
    let exits: Vec<u64> = [1, 6, 8, 10].map(|hour| hours(hour).as_millis()).into();
    assert_eq!(run.exits(), exits);
    let world = run.sim.world_mut();
    assert_eq!(world.resource::<Waiting>().held_for_cash, hours(3));
    let mut postings = world.resource_mut::<Postings>();
    let paid: Fen = postings.drain().map(|posting| posting.amount).sum();
    assert_eq!(paid, Fen::yuan(50));
}

/// The hours at which lots are released, as their wafers are paid, with a hold from hour 1 to 5.
fn releases_around_a_hold(releases: Releases, horizon: u64) -> Vec<u64> {
    let mut plan = fab(
        vec![group("m", 1)],
        vec![step(0, constant(hours(1)))],
        vec![source("lots", 0, releases)],
    );
    plan.wafer_cost = Fen::yuan(10);
    let mut run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(horizon));
    for tick in 0..horizon {
        run.sim.world_mut().resource_mut::<Holds>().cash = (1..5).contains(&tick);
        run.step();
    }
    let mut postings = run.sim.world_mut().resource_mut::<Postings>();
    let hour = |posting: Posting| posting.at.as_millis() / hours(1).as_millis();
    postings.drain().map(hour).collect()
}

/// Three lots in the line, of which one leaves at each of the hours 1, 2 and 3 while releases are
/// held. Those that follow them are released at 5, 6 and 7, at the pace at which they left, beside
/// those for the lots that leave at 6 and 7.
#[test]
fn lots_that_were_held_are_released_at_the_pace_at_which_they_were_put_off() {
    let released = releases_around_a_hold(Releases::ConstantWip(3), 8);
    assert_eq!(released, [0, 0, 0, 5, 6, 6, 7, 7]);
}

/// Lots are listed at the hours 0, 2, 3, 4 and 8. The hold puts off that of 2 to 5; those of 3 and
/// 4 keep their distance to it, and that of 8 is on time.
#[test]
fn listed_lots_that_were_held_keep_their_distances() {
    let lot = |hour: u64| ListedLot {
        start: SimTime::ZERO + hours(hour),
        due: None,
        wafers: 1,
        priority: None,
    };
    let listed = [0, 2, 3, 4, 8].map(lot).to_vec();
    let released = releases_around_a_hold(Releases::Listed(listed), 10);
    assert_eq!(released, [0, 5, 6, 7, 8]);
}

/// E18: lots, visits and minutes as planned.
#[test]
fn the_plan_says_what_it_asks_of_people() {
    let mut tools = group("m", 4);
    tools.operator_time = Duration::minutes(12);
    tools.failure = Some(failing(90.0, 10.0, FailureBasis::Calendar));
    tools.crew = 2;
    let every = Releases::Intervals(exponential(0.5));
    let mut plan = fab(
        vec![tools],
        vec![step(0, constant(hours(1))), step(0, constant(hours(1)))],
        vec![source("lots", 0, every)],
    );
    plan.routes[0].steps[1].sample = 0.5;
    plan.routes[0].steps[1].operator_time = Some(Duration::minutes(6));
    plan.sources[0].wafers = 25;
    let mut workload = Workload::default();
    plan.add_workload(&mut workload);
    let found = [
        workload.lots_per_hour,
        workload.wafer_starts_per_month,
        workload.visits_per_lot,
        workload.operator_minutes_per_visit,
        workload.busy_technicians,
    ];
    for (found, exact) in found.into_iter().zip([2.0, 36_500.0, 1.5, 10.0, 0.8]) {
        assert!((found - exact).abs() < 1e-6, "{found} instead of {exact}");
    }
    let load = &plan.load(Duration::days(1))[0];
    assert!((load.utilisation() - 3.0 / 3.6).abs() < 1e-9);
}
