//! From the plan to the tables that the running fab reads.

use std::collections::BTreeMap;

use super::{
    FabTables, GroupRecord, GroupRun, InitialRun, Late, SourceRun, StepRecord, StepRun, Takes,
    Visits, Window,
};
use crate::engine::{DurationSampler, KeyedLaw};
use crate::industry::fab::lot::serial_of;
use crate::industry::fab::plan::{
    Fab, GroupPlan, InitialLot, LimitAction, Loading, Maker, QueueLimit, Releases, RoutePlan,
    SourcePlan, Step, Work,
};
use crate::industry::fab::rows::{GroupId, SourceId, StepId};
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::{BatchBy, FailureBasis};
use crate::industry::shared::flow::ProductId;
use crate::units::{Duration, SimTime};

/// The steps of a tool group that have the same name, one for each kind of jobs, with the keys of
/// their batches.
type BatchesByName<'a> = BTreeMap<(GroupId, &'a str), Vec<(&'a Step, u32)>>;

impl Fab {
    /// The tables of the plan.
    pub(in crate::industry::fab) fn compile(&self) -> FabTables {
        let (mut steps, mut step_records) = (Vec::new(), Vec::new());
        let (mut routes, mut memory_cells) = (Vec::new(), 0);
        let mut named = BatchesByName::new();
        for route in &self.routes {
            let first = steps.len();
            let cells = self.compile_route(route, &mut named, &mut steps, &mut step_records);
            memory_cells = memory_cells.max(cells);
            routes.push((StepId::new(first), StepId::new(steps.len())));
        }
        let (lead, wafer_cost) = match &self.maker {
            Maker::Park => (None, self.wafer_cost),
            Maker::Foundry { lead, price } => (Some(KeyedLaw::new(lead)), *price),
        };
        let transports = self.transports.times.iter();
        let sources = self.compile_sources(&routes);
        let mut groups = self.compile_groups(&steps, &step_records);
        mark_reservable(&mut groups, &sources, &steps);
        let has_reservations = groups.iter().any(|group| group.is_reservable);
        let expects = |run: &GroupRun| run.has_minimum_runs || run.takes == Takes::Batches;
        FabTables {
            expectant: (0..groups.len())
                .filter(|&id| expects(&groups[id]))
                .map(GroupId::new)
                .collect(),
            group_records: self.group_records(&groups, &sources, &steps),
            groups,
            setups: self.setups.clone(),
            initial_lots: self.compile_initial_lots(&sources),
            sources,
            pulled: self.pulled_products(),
            steps,
            step_records,
            locations: self.transports.locations,
            transports: transports
                .map(|time| time.as_ref().map(KeyedLaw::new))
                .collect(),
            has_reservations,
            memory_cells,
            wafer_cost,
            hold_time: self.hold_time.as_ref().map(KeyedLaw::new),
            lead,
        }
    }

    /// The products of the streams that are pulled, each once, in the order of the file.
    fn pulled_products(&self) -> Vec<(Box<str>, ProductId)> {
        let products = self.products.iter().enumerate();
        let is_pulled = |row: usize| {
            let mut pulled = self.sources.iter().filter(|source| source.pull.is_some());
            pulled.any(|source| source.product == row)
        };
        products
            .filter(|&(row, _)| is_pulled(row))
            .map(|(_, product)| (product.name.as_str().into(), product.id))
            .collect()
    }

    fn compile_initial_lots(&self, sources: &[SourceRun]) -> Vec<InitialRun> {
        let mut numbers = vec![0; sources.len()];
        let compile = |lot: &InitialLot| {
            let source = &sources[lot.source];
            let number = numbers[lot.source];
            numbers[lot.source] += 1;
            InitialRun {
                serial: serial_of(&format!("{} at the start", source.plan.name), number),
                source: lot.source,
                step: StepId::new(source.first_step.index() + lot.step),
                due: lot.due.unwrap_or(SimTime::ZERO + source.allowance),
                wafers: lot.wafers,
                priority: lot.priority.unwrap_or(source.plan.priority),
            }
        };
        self.initial_lots.iter().map(compile).collect()
    }

    fn compile_sources(&self, routes: &[(StepId, StepId)]) -> Vec<SourceRun> {
        let compile = |source: &SourcePlan| {
            let product = &self.products[source.product];
            let nowhere = (StepId::new(0), StepId::new(0));
            let (first_step, end) = product.route.map_or(nowhere, |route| routes[route]);
            let raw_time = self.raw_process_time(source);
            let most = match &source.releases {
                Releases::Listed(lots) => lots.len() as u64,
                Releases::Intervals(_) | Releases::Paused | Releases::ConstantWip(_) => u64::MAX,
            };
            SourceRun {
                plan: source.clone(),
                product: product.id,
                first_step,
                end,
                raw_time,
                allowance: source
                    .due_after
                    .unwrap_or_else(|| raw_time.scaled(product.due_factor)),
                most: source.most.map_or(most, |lots| most.min(u64::from(lots))),
            }
        };
        self.sources.iter().map(compile).collect()
    }

    /// Adds the steps of a route; returns how many tools its lots remember.
    fn compile_route<'a>(
        &'a self,
        route: &'a RoutePlan,
        named: &mut BatchesByName<'a>,
        steps: &mut Vec<StepRun>,
        records: &mut Vec<StepRecord>,
    ) -> usize {
        let first = steps.len();
        for step in &route.steps {
            let batch_key = self.batch_key(step, steps.len(), named);
            steps.push(self.compile_step(step, batch_key));
            records.push(self.compile_record(step, first));
        }
        // Steps that follow each other on one tool share a cell of the lot's memory.
        let mut cells = 0;
        for (place, step) in route.steps.iter().enumerate() {
            let Some(earlier) = step.same_tool_as else {
                continue;
            };
            let cell = *steps[first + earlier].tool_to.get_or_insert_with(|| {
                cells += 1;
                cells - 1
            });
            steps[first + place].tool_from = Some(cell);
            steps[first + place].tool_to = Some(cell);
        }
        let remaining = route.remaining_work(&self.groups);
        for (remaining, record) in remaining.into_iter().zip(&mut records[first..]) {
            record.remaining = remaining;
        }
        usize::from(cells)
    }

    fn compile_step(&self, step: &Step, batch_key: u32) -> StepRun {
        let group = &self.groups[step.group.index()];
        let is_plain = step.rework <= 0.0
            && step.lot_scrap <= 0.0
            && step.wafer_survival >= 1.0
            && step.hold <= 0.0
            && step.queue_limit.is_none();
        StepRun {
            time: KeyedLaw::new(&step.time),
            group: step.group,
            location: location(group),
            per: step.per,
            setup: step.setup,
            always_sets_up: step.always_sets_up,
            batch_key,
            sample: step.sample,
            cascade: step.cascade.unwrap_or(Duration::MAX),
            tool_from: None,
            tool_to: None,
            is_plain,
        }
    }

    fn compile_record(&self, step: &Step, first: usize) -> StepRecord {
        let group = &self.groups[step.group.index()];
        StepRecord {
            batch_limits: step.batch_limits(group).unwrap_or((0, 0)),
            rework: step.rework,
            rework_to: StepId::new(first + step.rework_to),
            lot_scrap: step.lot_scrap,
            wafer_survival: step.wafer_survival,
            hold: step.hold,
            window: step.queue_limit.map(|limit| window(limit, first)),
            operator_time: step.operator_time.unwrap_or(group.operator_time),
            work: step.work(group),
            remaining: Work::default(),
        }
    }

    /// The key under which lots of a step share batches: the place, among all steps, of the first
    /// step with which they may. By name these are steps whose jobs do not differ in anything.
    fn batch_key<'a>(&'a self, step: &'a Step, here: usize, named: &mut BatchesByName<'a>) -> u32 {
        let here = u32::try_from(here).expect("a fab has fewer than 2^32 steps");
        let by = match self.groups[step.group.index()].loading {
            Loading::Batch { by, .. } => by,
            Loading::Single | Loading::Cascade => BatchBy::RouteStep,
        };
        match by {
            BatchBy::RouteStep => here,
            BatchBy::StepName => {
                let batches = named.entry((step.group, &step.name)).or_default();
                let alike = batches.iter().find(|(other, _)| step.has_jobs_of(other));
                let key = alike.map_or(here, |(_, key)| *key);
                if key == here {
                    batches.push((step, key));
                }
                key
            }
        }
    }

    fn compile_groups(&self, steps: &[StepRun], records: &[StepRecord]) -> Vec<GroupRun> {
        let mut groups = Vec::new();
        let (mut first_tool, mut first_upkeep) = (0, 0);
        for plan in &self.groups {
            let run = compile_group(plan, first_tool, first_upkeep);
            first_tool += plan.most;
            first_upkeep += plan.most * run.upkeeps;
            groups.push(run);
        }
        let mut needs_setup = vec![false; groups.len()];
        for step in steps {
            let group = &mut groups[step.group.index()];
            needs_setup[step.group.index()] |= step.setup != SetupId::NONE;
            group.dedicates |= step.tool_from.is_some();
            group.has_minimum_runs |= self.setups.has_minimum_runs(step.setup);
        }
        for (group, needs_setup) in groups.iter_mut().zip(needs_setup) {
            if !needs_setup {
                group.ranking = group.ranking.without_setups();
            }
            group.counts_setups = group.ranking.counts_setups();
        }
        for (place, record) in records.iter().enumerate() {
            match record.window {
                Some(Window { late, to, .. }) if late != Late::GoesOn => {
                    for group in ends_of_window(steps, place, to) {
                        groups[group.index()].enforces_windows = true;
                    }
                }
                Some(_) | None => {}
            }
        }
        groups
    }

    fn group_records(
        &self,
        groups: &[GroupRun],
        sources: &[SourceRun],
        steps: &[StepRun],
    ) -> Vec<GroupRecord> {
        let ready = DurationSampler::new;
        let record = |plan: &GroupPlan| GroupRecord {
            failure: plan.failure.as_ref().map(|failure| {
                let times = [&failure.first, &failure.time_to_failure];
                let [first, next] = times.map(ready);
                [first, next, ready(&failure.time_to_repair)]
            }),
            maintenance: plan
                .maintenance
                .iter()
                .map(|plan| ready(&plan.duration))
                .collect(),
            visits: Vec::new(),
            plan: plan.clone(),
        };
        let mut records: Vec<GroupRecord> = self.groups.iter().map(record).collect();
        for (place, source) in sources.iter().enumerate() {
            let first = source.first_step.index();
            let route = steps[first..source.end.index()].iter();
            for (&StepRun { group, sample, .. }, step) in route.zip(first..) {
                if groups[group.index()].has_minimum_runs && sample > 0.0 {
                    let visits = &mut records[group.index()].visits;
                    Visits::add(visits, SourceId::new(place), StepId::new(step));
                }
            }
        }
        records
    }
}

/// Marks the groups of which lots may reserve a tool: those on the ways of streams that reserve,
/// but for groups that take batches, which wait for others, and those with minimum runs.
fn mark_reservable(groups: &mut [GroupRun], sources: &[SourceRun], steps: &[StepRun]) {
    for source in sources.iter().filter(|source| source.plan.reserves) {
        for step in &steps[source.first_step.index()..source.end.index()] {
            let group = &mut groups[step.group.index()];
            group.is_reservable = group.takes != Takes::Batches && !group.has_minimum_runs;
        }
    }
}

/// The groups at which a window that opens after the step at `place` may be met: that of `to`, or
/// any, as the next step depends on the lot.
fn ends_of_window(steps: &[StepRun], place: usize, to: Option<StepId>) -> Vec<GroupId> {
    match to {
        Some(to) => vec![steps[to.index()].group],
        None => steps[place..].iter().map(|step| step.group).collect(),
    }
}

fn window(limit: QueueLimit, first: usize) -> Window {
    let QueueLimit { time, to, action } = limit;
    let step = |place: usize| StepId::new(first + place);
    Window {
        time,
        to: to.map(step),
        late: match action {
            LimitAction::Count => Late::GoesOn,
            LimitAction::Rework(to) => Late::Reworked(step(to)),
            LimitAction::Scrap => Late::Scrapped,
            LimitAction::Hold => Late::Held,
        },
    }
}

fn location(group: &GroupPlan) -> u16 {
    u16::try_from(group.location).expect("fewer than 2^16 locations")
}

fn compile_group(plan: &GroupPlan, first_tool: u32, first_upkeep: u32) -> GroupRun {
    let upkeeps = u32::try_from(plan.maintenance.len()).expect("few maintenance plans");
    let mut maintenance = plan.maintenance.iter();
    let (takes, wait) = match plan.loading {
        Loading::Single => (Takes::Lots, None),
        Loading::Cascade => (Takes::Cascading, None),
        Loading::Batch { wait, .. } => (Takes::Batches, wait),
    };
    GroupRun {
        load: plan.load,
        unload: plan.unload,
        ranking: plan.ranking.for_run(),
        takes,
        tool_choice: plan.tool_choice,
        first_tool,
        first_upkeep,
        upkeeps,
        counts_wafers: maintenance.any(|plan| plan.trigger.wafers().is_some()),
        wears_by_use: (plan.failure.as_ref()).is_some_and(|plan| plan.basis == FailureBasis::Busy),
        dedicates: false,
        has_minimum_runs: false,
        counts_setups: false,
        is_reservable: false,
        enforces_windows: false,
        has_batch_wait: wait.is_some(),
    }
}
