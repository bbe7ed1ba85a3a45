//! Small fabs, written in a few lines.

use std::collections::VecDeque;

use crate::industry::shared::subsystem::{Reader, alone};

use crate::engine::{Clock, Figures, Sim, Streams};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::floor::{Floor, on_floor};
use crate::industry::fab::plan::Defects;
use crate::industry::fab::plan::{
    FailurePlan, GroupPlan, LimitAction, Loading, MaintenanceTrigger, Maker, ProductPlan,
    QueueLimit, Releases, RoutePlan, SourcePlan, Step, Transports,
};
use crate::industry::fab::rows::GroupId;
use crate::industry::fab::setups::{SetupId, SetupTimes};
use crate::industry::fab::spec::{BatchBy, FailureBasis, Per, ToolChoice};
use crate::industry::fab::statistics::LineStatistics;
use crate::industry::shared::flow::{FinishedLot, Handover, ProductId};
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Date, DefectDensity, Duration, DurationLaw, Fen, Law, SimTime};

/// How figures of a fab are read.
pub(super) const READER: Reader = Reader::of::<Fab>("fab");

/// The unit of time of the queueing cases: an hour, so that milliseconds are fine enough.
pub(super) const UNIT: f64 = 3_600_000.0;

pub(super) fn hours(count: u64) -> Duration {
    Duration::hours(count)
}

/// An exponential law with a mean in [`UNIT`]s.
pub(super) fn exponential(mean: f64) -> DurationLaw {
    DurationLaw::new(Law::Exponential { mean: mean * UNIT })
}

pub(super) fn constant(span: Duration) -> DurationLaw {
    DurationLaw::constant(span)
}

/// A group of `count` tools that take lots one by one, first in first out.
pub(super) fn group(name: &str, count: u32) -> GroupPlan {
    GroupPlan {
        name: name.to_owned(),
        count,
        most: count,
        loses_job: false,
        loading: Loading::Single,
        ranking: Ranking::new(&[Rule::Fifo]),
        location: 0,
        tool_choice: ToolChoice::LongestIdle,
        load: Duration::ZERO,
        unload: Duration::ZERO,
        operator_time: Duration::ZERO,
        failure: None,
        crew: 1,
        maintenance: Vec::new(),
    }
}

/// One tool that takes from `min_wafers` to `max_wafers` together, and waits for so many without
/// end.
pub(super) fn batch_tool(
    name: &str,
    (min_wafers, max_wafers): (u32, u32),
    by: BatchBy,
) -> GroupPlan {
    let mut tool = group(name, 1);
    tool.loading = Loading::Batch {
        min_wafers,
        max_wafers,
        wait: None,
        by,
    };
    tool
}

/// A failure law with means in [`UNIT`]s.
pub(super) fn failing(mtbf: f64, mttr: f64, basis: FailureBasis) -> FailurePlan {
    FailurePlan {
        first: exponential(mtbf),
        time_to_failure: exponential(mtbf),
        basis,
        time_to_repair: exponential(mttr),
    }
}

/// Maintenance by the calendar, first after the interval.
pub(super) fn due_every(every: Duration) -> MaintenanceTrigger {
    MaintenanceTrigger::Interval {
        every,
        first: every,
    }
}

/// Maintenance by wafers, first after as many.
pub(super) fn due_after_wafers(every: u32) -> MaintenanceTrigger {
    MaintenanceTrigger::Wafers {
        every,
        first: every,
    }
}

/// A queue-time window to the next step.
pub(super) fn limit(time: Duration) -> QueueLimit {
    QueueLimit {
        time,
        to: None,
        action: LimitAction::Count,
    }
}

/// A step of a lot at group number `group`.
pub(super) fn step(group: usize, time: DurationLaw) -> Step {
    Step {
        name: String::new(),
        group: GroupId::new(group),
        per: Per::Lot,
        time,
        cascade: None,
        same_tool_as: None,
        min_batch: None,
        max_batch: None,
        setup: SetupId::NONE,
        always_sets_up: false,
        sample: 1.0,
        rework: 0.0,
        rework_to: 0,
        lot_scrap: 0.0,
        wafer_survival: 1.0,
        hold: 0.0,
        queue_limit: None,
        operator_time: None,
    }
}

/// A stream of lots of one wafer of product `product`.
pub(super) fn source(name: &str, product: usize, releases: Releases) -> SourcePlan {
    SourcePlan {
        name: name.to_owned(),
        product,
        wafers: 1,
        priority: 10,
        start: Duration::ZERO,
        releases,
        most: None,
        due_after: None,
        reserves: false,
        pull: None,
    }
}

/// A fab with one route and one product.
pub(super) fn fab(groups: Vec<GroupPlan>, steps: Vec<Step>, sources: Vec<SourcePlan>) -> Fab {
    Fab {
        maker: Maker::Park,
        groups,
        setups: SetupTimes::new(4),
        routes: vec![RoutePlan {
            name: "main".to_owned(),
            steps,
        }],
        products: vec![ProductPlan {
            name: "product".to_owned(),
            id: ProductId(0),
            route: Some(0),
            due_factor: 3.0,
        }],
        sources,
        initial_lots: Vec::new(),
        transports: Transports::everywhere(1, None),
        hold_time: None,
        defects: Defects::Constant(DefectDensity::from_per_square_centimetre(0.25)),
        wafer_cost: Fen::ZERO,
    }
}

/// A running fab.
pub(super) struct Run {
    pub(super) sim: Sim,
    /// Lots that left, in order, with their times.
    pub(super) finished: Vec<(SimTime, FinishedLot)>,
    /// The plan as it is from later times on, in order of time.
    pub(super) changes: VecDeque<(SimTime, Fab)>,
}

impl Run {
    /// Starts a fab; statistics begin when `warmup` is over.
    pub(super) fn new(
        fab: &Fab,
        seed: u64,
        tick: Duration,
        warmup: Duration,
        span: Duration,
    ) -> Self {
        let clock = Clock::new(Date::ymd(2018, 1, 1), tick, warmup, span);
        let mut sim = Sim::new(clock, &Stage::ALL);
        sim.world_mut().insert_resource(Streams::new(seed, 0));
        Handover::<FinishedLot>::add_reader(sim.world_mut());
        alone::add(fab, &READER, &mut sim);
        Self {
            sim,
            finished: Vec::new(),
            changes: VecDeque::new(),
        }
    }

    /// Runs one tick.
    pub(super) fn step(&mut self) -> bool {
        let begins = self.sim.clock().tick_end();
        while let Some((_, plan)) = self.changes.pop_front_if(|(at, _)| *at <= begins) {
            plan.take_over(self.sim.world_mut(), begins);
        }
        if !self.sim.step() {
            return false;
        }
        let world = self.sim.world_mut();
        let mut handover = world.resource_mut::<Handover<FinishedLot>>();
        self.finished.extend(handover.drain());
        let (end, warmup) = (self.sim.clock().tick_end(), self.sim.clock().warmup());
        if end == warmup {
            READER.begin_statistics(&mut self.sim);
        }
        true
    }

    /// Runs to the end.
    pub(super) fn finish(mut self) -> Self {
        while self.step() {}
        self
    }

    pub(super) fn figures(&mut self) -> Figures {
        READER.figures(&mut self.sim)
    }

    pub(super) fn line(&self) -> &LineStatistics {
        self.sim.world().resource::<LineStatistics>()
    }

    pub(super) fn on_floor<R>(&mut self, work: impl FnOnce(&mut Floor) -> R) -> R {
        on_floor(self.sim.world_mut(), work)
    }

    pub(super) fn audit(&mut self) -> Vec<String> {
        (READER.audit)(self.sim.world_mut())
    }

    /// When lots left, in milliseconds.
    pub(super) fn exits(&self) -> Vec<u64> {
        self.finished.iter().map(|(at, _)| at.as_millis()).collect()
    }
}

/// Runs `replications` of a fab and takes one figure of each, with the key and the factor that
/// brings it into [`UNIT`]s; gives mean and standard error.
pub(super) fn replicate(
    fab: &Fab,
    (warmup, span): (u64, u64),
    replications: u64,
    figure: impl Fn(&Figures) -> f64,
) -> (f64, f64) {
    let values: Vec<f64> = (0..replications)
        .map(|seed| {
            let tick = Duration::days(30);
            let run = Run::new(fab, seed, tick, hours(warmup), hours(span));
            figure(&run.finish().figures())
        })
        .collect();
    let n = replications as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Asserts that a mean is within 4 standard errors of the exact value, and that these are at most
/// `share` of it.
pub(super) fn assert_near((mean, error): (f64, f64), exact: f64, share: f64) {
    assert!(
        4.0 * error <= share * exact,
        "4 standard errors are {:.4} of {exact}: too wide",
        4.0 * error / exact
    );
    assert!(
        (mean - exact).abs() <= 4.0 * error,
        "{mean} instead of {exact}, {:.1} standard errors off",
        (mean - exact) / error
    );
}
