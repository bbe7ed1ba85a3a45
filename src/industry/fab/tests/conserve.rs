//! Random small fabs: wafers, lots, tools and people are conserved at every tick, and the tables
//! keep their rows.

use proptest::prelude::*;

use super::build::{
    Run, constant, due_after_wafers, due_every, exponential, fab, failing, group, hours, limit,
    source, step,
};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::plan::{
    GroupPlan, InitialLot, LimitAction, ListedLot, Loading, MaintenancePlan, Releases, SourcePlan,
    Step, Transports,
};
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::{BatchBy, FailureBasis, Per, ToolChoice};
use crate::industry::shared::staff::{Role, Staff};
use crate::units::{Duration, SimTime};

prop_compose! {
    fn any_group()(
        count in 1_u32..4, batch in prop::option::of((1_u32..3, 0_u64..9, any::<bool>())),
        cascades in any::<bool>(), least_setup in any::<bool>(), location in 0_usize..2,
        rules in prop::collection::vec(prop::sample::select(Rule::ALL.to_vec()), 0..3),
        failure in prop::option::of((5.0..40.0, 0.2..4.0, any::<bool>())),
        crew in 0_u32..3, operator in 0_u64..20, handling in 0_u64..5,
        interval in prop::option::of(10_u64..60), wafers in prop::option::of(1_u32..200),
    ) -> GroupPlan {
        let mut plan = group("", count);
        if cascades {
            plan.loading = Loading::Cascade;
        }
        if least_setup {
            plan.tool_choice = ToolChoice::LeastSetup;
        }
        plan.location = location;
        if let Some((lots, wait, by_name)) = batch {
            plan.loading = Loading::Batch {
                min_wafers: lots * 5,
                max_wafers: lots * 5 + 3,
                wait: (wait > 0).then_some(hours(wait)),
                by: if by_name { BatchBy::StepName } else { BatchBy::RouteStep },
            };
        }
        plan.ranking = Ranking::new(&rules);
        if let Some((mtbf, mttr, by_use)) = failure {
            let basis = if by_use { FailureBasis::Busy } else { FailureBasis::Calendar };
            plan.failure = Some(failing(mtbf, mttr, basis));
        }
        (plan.crew, plan.operator_time) = (crew, Duration::minutes(operator));
        plan.load = Duration::minutes(handling);
        plan.unload = Duration::minutes(handling / 2);
        let triggers = [
            interval.map(|span| due_every(hours(span))),
            wafers.map(due_after_wafers),
        ];
        plan.maintenance = triggers
            .into_iter()
            .flatten()
            .map(|trigger| MaintenancePlan { trigger, duration: exponential(1.0) })
            .collect();
        plan
    }
}

prop_compose! {
    fn any_step()(
        group in 0_usize..3, fixed in any::<bool>(), minutes in 1_u64..60, setup in 0_u16..4,
        per in prop::sample::select(vec![Per::Wafer, Per::Lot, Per::Batch]),
        sample in prop::sample::select(vec![0.0, 0.5, 1.0, 1.0]),
        rework in prop::sample::select(vec![0.0, 0.0, 0.3]), back in 0_usize..3,
        scrap in prop::sample::select(vec![0.0, 0.0, 0.05]),
        survival in prop::sample::select(vec![1.0, 0.9]),
        hold in prop::sample::select(vec![0.0, 0.2]), window in prop::option::of(1_u64..5),
        action in 0_usize..4, cascade in prop::option::of(0_u64..60), dedicated in any::<bool>(),
    ) -> (Step, usize) {
        let law = if fixed {
            constant(Duration::minutes(minutes))
        } else {
            exponential(minutes as f64 / 60.0)
        };
        let mut plan = step(group, law);
        (plan.per, plan.setup, plan.sample) = (per, SetupId(setup), sample);
        (plan.rework, plan.lot_scrap) = (rework, scrap);
        (plan.wafer_survival, plan.hold) = (survival, hold);
        plan.queue_limit = window.map(hours).map(limit);
        if let Some(limit) = &mut plan.queue_limit {
            limit.action = [
                LimitAction::Count,
                LimitAction::Scrap,
                LimitAction::Hold,
                LimitAction::Rework(0),
            ][action];
        }
        plan.cascade = cascade.map(Duration::minutes);
        plan.same_tool_as = dedicated.then_some(0);
        (plan, back)
    }
}

prop_compose! {
    fn any_source()(
        wafers in 1_u16..6, priority in 0_u16..30, start in 0_u64..20, rate in 0.5_f64..8.0,
        fixed in any::<bool>(), wip in prop::option::of(1_u32..12),
        listed in prop::option::of(prop::collection::vec(0_u64..300, 1..20)),
        most in prop::option::of(0_u32..30),
    ) -> SourcePlan {
        let law = if fixed { constant(Duration::minutes(90)) } else { exponential(rate) };
        let mut releases = wip.map_or(Releases::Intervals(law), Releases::ConstantWip);
        if let Some(mut starts) = listed {
            starts.sort_unstable();
            let lot = |start| ListedLot {
                start: SimTime::ZERO + hours(start),
                due: None,
                wafers: 1 + (start % 5) as u16,
                priority: start.is_multiple_of(3).then_some(40),
            };
            releases = Releases::Listed(starts.into_iter().map(lot).collect());
        }
        let mut plan = source("", 0, releases);
        plan.most = most;
        (plan.wafers, plan.priority, plan.start) = (wafers, priority, hours(start));
        plan
    }
}

prop_compose! {
    fn any_fab()(
        groups in prop::collection::vec(any_group(), 3),
        steps in prop::collection::vec(any_step(), 1..8),
        sources in prop::collection::vec(any_source(), 1..4), carried in any::<bool>(),
        initial in prop::collection::vec((0_usize..4, 0_usize..8), 0..10), minimum_run in 1_u16..4,
    ) -> Fab {
        let first = steps[0].0.group;
        let takes_batches = matches!(groups[first.index()].loading, Loading::Batch { .. });
        let steps = steps.into_iter().enumerate().map(|(place, (mut step, back))| {
            step.rework_to = place.saturating_sub(back);
            if place == 0 || step.group != first || takes_batches {
                step.same_tool_as = None;
            }
            step
        });
        let mut steps: Vec<Step> = steps.collect();
        steps[0].sample = 1.0; // so that no lot passes in no time
        let mut plan = fab(groups, steps, sources);
        for (number, group) in plan.groups.iter_mut().enumerate() {
            group.name = format!("group {number}");
        }
        for (number, source) in plan.sources.iter_mut().enumerate() {
            source.name = format!("stream {number}");
        }
        for (source, step) in initial {
            let source = source % plan.sources.len();
            let wafers = plan.sources[source].wafers;
            let step = step % plan.routes[0].steps.len();
            let priority = step.is_multiple_of(2).then_some(50);
            plan.initial_lots.push(InitialLot { source, step, due: None, wafers, priority });
        }
        plan.setups.set(None, 0, Duration::minutes(7), minimum_run);
        plan.setups.set(Some(0), 1, Duration::minutes(3), 1);
        plan.hold_time = Some(exponential(0.5));
        plan.transports = Transports::everywhere(2, carried.then(|| exponential(0.2)).as_ref());
        plan.transports.times[1] = Some(constant(Duration::minutes(4)));
        plan
    }
}

/// People on shift, by role; none where the role is not modelled.
type Shift = [Option<u32>; 3];

fn any_shift() -> impl Strategy<Value = Shift> {
    let people = || prop::option::of(0_u32..4);
    (people(), people(), people()).prop_map(|(a, b, c)| [a, b, c])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nothing_is_lost_at_any_tick(
        plan in any_fab(), seed in any::<u64>(), shifts in prop::collection::vec(any_shift(), 1..4),
    ) {
        let mut run = Run::new(&plan, seed, hours(8), hours(80), hours(400));
        let mut tick = 0;
        loop {
            let shift = shifts[tick % shifts.len()];
            let mut staff = run.sim.world_mut().resource_mut::<Staff>();
            // A role is modelled or not for a whole run; only its number changes.
            for (role, people) in Role::ALL.into_iter().zip(shift) {
                if let (Some(people), Some(_)) = (people, shifts[0][role as usize]) {
                    staff.set_on_shift(role, people);
                }
            }
            if !run.step() {
                break;
            }
            tick += 1;
            prop_assert_eq!(run.audit(), Vec::<String>::new());
        }
        let tools: u32 = plan.groups.iter().map(|group| group.count).sum();
        let rows = run.on_floor(|floor| (floor.tools.len(), floor.wear.len()));
        prop_assert_eq!(rows, (tools as usize, tools as usize));
    }
}

/// More lots than rows at the start: the table grows, and every lot keeps its row.
#[test]
fn the_table_of_lots_grows() {
    let every = Releases::Intervals(constant(Duration::minutes(1)));
    let plan = fab(
        vec![group("m", 1)],
        vec![step(0, constant(hours(1)))],
        vec![source("lots", 0, every)],
    );
    let mut run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(50)).finish();
    let rows = run.on_floor(|floor| floor.lots.len());
    assert!(rows >= 2_950, "{rows} rows");
    assert_eq!(run.line().wafers_started, 3_000);
    assert_eq!(run.finished.len(), 49);
    assert_eq!(run.audit(), Vec::<String>::new());
}
