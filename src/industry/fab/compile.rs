//! From the checked section to the tables that the running fab reads.

use super::Fab;
use super::plan::{
    FailureBasis, GroupPlan, GroupRun, MaintenanceTrigger, Maker, Plan, Releases, RoutePlan,
    SetupId, SourceRun, Step, StepRun, Work,
};
use super::rows::StepId;
use super::times::TimeDraw;
use crate::engine::DurationSampler;
use crate::units::Duration;

impl Fab {
    /// Compiles the plan.
    pub(super) fn compile(&self) -> Plan {
        let (mut steps, mut routes) = (Vec::new(), Vec::new());
        for route in &self.routes {
            let first = steps.len();
            self.compile_route(route, &mut steps);
            routes.push((StepId::new(first), StepId::new(steps.len())));
        }
        let (lead, wafer_cost) = match &self.maker {
            Maker::Park => (None, self.wafer_cost),
            Maker::Foundry { lead, price } => (Some(TimeDraw::new(lead)), *price),
        };
        Plan {
            groups: self.compile_groups(),
            setups: self.setups.clone(),
            sources: self.compile_sources(&steps, &routes),
            steps,
            transport: self.transport.as_ref().map(TimeDraw::new),
            wafer_cost,
            hold_time: self.hold_time.as_ref().map(TimeDraw::new),
            lead,
        }
    }

    /// Raw process time of a lot of each stream: what its steps and the way between them take,
    /// weighted by sampling, if it never waits; at a foundry, the mean time to delivery.
    #[must_use]
    pub fn raw_process_times(&self) -> Vec<Duration> {
        let plan = self.compile();
        plan.sources.iter().map(|source| source.raw_time).collect()
    }

    /// The names of the lot streams, in the order of the file.
    pub fn stream_names(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|source| source.name.as_str())
    }

    fn compile_sources(&self, steps: &[StepRun], routes: &[(StepId, StepId)]) -> Vec<SourceRun> {
        let carry = self.transport.as_ref().map_or(0.0, |law| law.law().mean());
        let compile = |source: &super::plan::SourcePlan| {
            let product = &self.products[source.product];
            let nowhere = (StepId::new(0), StepId::new(0));
            let (first_step, end) = product.route.map_or(nowhere, |route| routes[route]);
            let raw_time = match &self.maker {
                Maker::Foundry { lead, .. } => lead.mean(),
                Maker::Park => {
                    let route = &steps[first_step.index()..end.index()];
                    let visits: f64 = route.iter().map(|step| step.sample).sum();
                    let work = route[0].remaining.of(source.wafers);
                    Duration::from_millis_f64(work + carry * (visits - 1.0).max(0.0))
                }
            };
            SourceRun {
                plan: source.clone(),
                product: product.id,
                first_step,
                end,
                raw_time,
                allowance: raw_time.scaled(product.due_factor),
            }
        };
        self.sources.iter().map(compile).collect()
    }

    fn compile_route(&self, route: &RoutePlan, steps: &mut Vec<StepRun>) {
        let first = steps.len();
        for step in &route.steps {
            steps.push(self.compile_step(step, first));
        }
        let mut remaining = Work::default();
        for (step, run) in route.steps.iter().zip(&mut steps[first..]).rev() {
            remaining = remaining.plus(run.work, step.sample);
            run.remaining = remaining;
        }
    }

    fn compile_step(&self, step: &Step, first: usize) -> StepRun {
        let group = &self.groups[step.group.index()];
        StepRun {
            time: TimeDraw::new(&step.time),
            group: step.group,
            per: step.per,
            setup: step.setup,
            sample: step.sample,
            rework: step.rework,
            rework_to: StepId::new(first + step.rework_to),
            lot_scrap: step.lot_scrap,
            wafer_survival: step.wafer_survival,
            hold: step.hold,
            queue_limit: step.queue_limit.unwrap_or(Duration::MAX),
            operator_time: step.operator_time.unwrap_or(group.operator_time),
            work: step.work(group.handling),
            remaining: Work::default(),
        }
    }

    fn compile_groups(&self) -> Vec<GroupRun> {
        let mut needs_setup = vec![false; self.groups.len()];
        for step in self.routes.iter().flat_map(|route| &route.steps) {
            needs_setup[step.group.index()] |= step.setup != SetupId::NONE;
        }
        let (mut first_tool, mut first_upkeep) = (0, 0);
        let mut groups = Vec::new();
        for (plan, needs_setup) in self.groups.iter().zip(needs_setup) {
            let mut plan = plan.clone();
            if !needs_setup {
                plan.ranking = plan.ranking.without_setups();
            }
            let tools = plan.count as usize;
            let upkeep = tools * plan.maintenance.len();
            groups.push(compile_group(plan, first_tool, first_upkeep));
            first_tool += tools;
            first_upkeep += upkeep;
        }
        groups
    }

    /// Lots that the line can be expected to hold: room is made for them at the start.
    pub(super) fn expected_lots(&self) -> usize {
        let planned: f64 = self
            .sources
            .iter()
            .zip(self.raw_process_times())
            .map(|(source, raw)| match &source.releases {
                Releases::Intervals(law) => raw.as_millis() as f64 / law.law().mean() * 4.0,
                Releases::ConstantWip(lots) => f64::from(*lots),
            })
            .sum();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped first"
        )]
        let planned = planned.clamp(0.0, 1e6) as usize;
        planned + 64
    }
}

fn compile_group(plan: GroupPlan, first_tool: usize, first_upkeep: usize) -> GroupRun {
    let ready = DurationSampler::new;
    let counts = |trigger| matches!(trigger, MaintenanceTrigger::Wafers(_));
    let failure = plan.failure.as_ref();
    let maintenance = plan.maintenance.iter();
    GroupRun {
        first_tool,
        first_upkeep,
        counts_wafers: maintenance.clone().any(|plan| counts(plan.trigger)),
        wears_by_use: failure.is_some_and(|plan| plan.basis == FailureBasis::Busy),
        failure: failure.map(|plan| (ready(&plan.time_to_failure), ready(&plan.time_to_repair))),
        maintenance: maintenance.map(|plan| ready(&plan.duration)).collect(),
        plan,
    }
}
