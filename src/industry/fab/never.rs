//! Warnings about what never happens in a fab: steps that no lot passes, limits that no lot can
//! keep, tools that are always in maintenance, lots that come or leave after the run. And what the
//! plan asks of people and of those who take its wafers.

use super::load::lots_per_hour_of;
use super::plan::{
    Defects, Fab, LearningLaw, LimitAction, MaintenanceTrigger, Maker, Releases, RoutePlan,
    SourcePlan, Step,
};
use crate::industry::shared::flow::ProductId;
use crate::industry::shared::warnings::Warnings;
use crate::units::{DefectDensity, Duration, SimTime};

impl Fab {
    /// What never happens in a run of this length.
    pub(super) fn never(&self, horizon: Duration) -> Warnings {
        let mut warnings = Warnings::default();
        if let Maker::Park = self.maker {
            for route in self.visited() {
                let steps = route.steps.iter().enumerate();
                warnings
                    .extend(steps.filter_map(|(place, step)| self.dead_step(route, place, step)));
            }
            warnings.extend(self.endless_maintenance());
        }
        self.warn_of_late_streams(horizon, &mut warnings);
        if let Defects::Learning(plan) = &self.defects
            && let LearningLaw::Engineering(law) = &plan.law
            && let Some((start, _)) = law.introduction
            && start >= SimTime::ZERO + horizon
        {
            let what = "the introduction of a new product (`fab.learning.npi_start`)";
            warnings.late(1, what);
        }
        warnings
    }

    /// The routes that the lots of some stream go through.
    fn visited(&self) -> impl Iterator<Item = &RoutePlan> {
        let is_visited = |route: usize| {
            let mut products = self.sources.iter().map(|source| source.product);
            products.any(|product| self.products[product].route == Some(route))
        };
        let routes = self.routes.iter().enumerate();
        routes.filter_map(move |(place, route)| is_visited(place).then_some(route))
    }

    /// A warning about a step that no lot passes, or whose limit no lot can keep.
    fn dead_step(&self, route: &RoutePlan, place: usize, step: &Step) -> Option<String> {
        let at = format!("fab.routes.{}.{}", route.name, step.name);
        let (name, of) = (&step.name, &route.name);
        if step.sample <= 0.0 {
            return Some(format!(
                "no lot executes step `{name}` of route `{of}`: raise `{at}.sample` or leave the \
                 step out"
            ));
        }
        if step.sample >= 1.0 && (step.lot_scrap >= 1.0 || step.wafer_survival <= 0.0) {
            let field = if step.lot_scrap >= 1.0 {
                "lower `lot_scrap`"
            } else {
                "raise `wafer_survival`"
            };
            return Some(format!(
                "no lot survives step `{name}` of route `{of}`: nothing is ever finished; {field} \
                 of `{at}`"
            ));
        }
        let limit = step.queue_limit?;
        let least = self.least_wait(route, place, limit.to)?;
        let what = match limit.action {
            LimitAction::Count => "is late",
            LimitAction::Scrap => "is scrapped",
            LimitAction::Hold => "is held",
            // Refused when the plan is checked.
            LimitAction::Rework(_) => return None,
        };
        (least > limit.time).then(|| {
            format!(
                "no lot can keep the queue-time limit of step `{name}` of route `{of}`: processing \
                 starts {} later at the earliest, so that every lot {what}; raise \
                 `{at}.queue_limit`",
                least.spoken()
            )
        })
    }

    /// The least time from a step to the step at which its limit is met, if a lot cannot skip it.
    fn least_wait(&self, route: &RoutePlan, place: usize, to: Option<usize>) -> Option<Duration> {
        route.least_wait(place, to, &self.groups, &self.transports)
    }

    /// Warnings about tool groups whose maintenance takes as long as the time between due dates.
    fn endless_maintenance(&self) -> impl Iterator<Item = String> {
        self.groups.iter().filter_map(|group| {
            let share = |plan: &super::plan::MaintenancePlan| match plan.trigger {
                MaintenanceTrigger::Interval { every, .. } => {
                    plan.duration.law().mean() / every.as_millis() as f64
                }
                MaintenanceTrigger::Wafers { .. } => 0.0,
            };
            let share: f64 = group.maintenance.iter().map(share).sum();
            (share >= 1.0).then(|| {
                format!(
                    "maintenance of tool group `{}` takes {:.0} % of the time between its due \
                     dates: its tools never work; lengthen the interval or shorten the duration",
                    group.name,
                    100.0 * share
                )
            })
        })
    }

    /// Warnings about streams whose lots start, or can leave, only after the run.
    fn warn_of_late_streams(&self, horizon: Duration, warnings: &mut Warnings) {
        for source in &self.sources {
            let (name, start) = (&source.name, source.start);
            if start >= horizon {
                if let Releases::Listed(_) = source.releases {
                    continue; // Its lots are named where lists are looked at.
                }
                let what = format!("the first lot of stream `{name}` (`fab.streams.{name}.start`)");
                warnings.late(1, what);
                continue;
            }
            let takes = self.raw_process_time(source);
            let is_empty = self.lots_of(source, horizon) <= 0.0;
            if !is_empty && !self.has_initial_lots(source) && start + takes >= horizon {
                let what = format!(
                    "the end of the first lot of stream `{name}`, which takes {} without any \
                     waiting (the route of its product)",
                    takes.spoken()
                );
                warnings.late(1, what);
            }
        }
    }

    /// Whether lots of a stream are in the line at the start.
    fn has_initial_lots(&self, source: &SourcePlan) -> bool {
        let mut lots = self.initial_lots.iter();
        lots.any(|lot| self.sources[lot.source].name == source.name)
    }

    /// Lots per hour of a stream in a run of this length, in the mean. Of a stream of constant work
    /// in process, whose rate is not known before, any positive number.
    fn lots_of(&self, source: &SourcePlan, horizon: Duration) -> f64 {
        if self.has_initial_lots(source) {
            return f64::MIN_POSITIVE;
        }
        lots_per_hour_of(source, horizon).unwrap_or(f64::MIN_POSITIVE)
    }

    /// Whether some lot of a product is made in a run of this length.
    #[must_use]
    pub fn makes(&self, product: ProductId, horizon: Duration) -> bool {
        let mut sources = self.sources.iter();
        sources.any(|source| {
            self.products[source.product].id == product && self.lots_of(source, horizon) > 0.0
        })
    }

    /// Whether some lot of a product starts after a run of this length.
    #[must_use]
    pub fn makes_later(&self, product: ProductId, horizon: Duration) -> bool {
        let end = SimTime::ZERO + horizon;
        let mut sources = self.sources.iter();
        sources.any(|source| {
            let is_late = match &source.releases {
                Releases::Listed(lots) => lots.iter().any(|lot| lot.start >= end),
                Releases::Intervals(_) | Releases::Paused | Releases::ConstantWip(_) => false,
            };
            let of_product = self.products[source.product].id == product;
            of_product && (is_late || source.start >= horizon)
        })
    }

    /// The lots per hour, their product and their wafers, of every stream, in a run of this length;
    /// next to nothing where the rate is not known before the run.
    pub fn flows(&self, horizon: Duration) -> impl Iterator<Item = (ProductId, f64, u16)> {
        self.sources.iter().map(move |source| {
            let product = self.products[source.product].id;
            (
                product,
                self.lots_of(source, horizon),
                source.usual_wafers(),
            )
        })
    }

    /// The least and the greatest density of killing defects that its wafers can have, per square
    /// centimetre.
    #[must_use]
    pub fn densities(&self) -> (f64, f64) {
        let (one, other) = match &self.defects {
            Defects::Constant(density) => (*density, *density),
            Defects::Learning(plan) => (plan.initial, plan.ultimate),
        };
        let [one, other] = [one, other].map(DefectDensity::as_per_square_centimetre);
        (one.min(other), one.max(other))
    }

    /// A step that lots come to and that needs an operator: its route and its name.
    #[must_use]
    pub fn operated_step(&self) -> Option<(&str, &str)> {
        let time = |step: &Step| {
            let group = &self.groups[step.group.index()];
            step.operator_time.unwrap_or(group.operator_time)
        };
        self.step_of(|step| !time(step).is_zero())
    }

    /// A step that lots come to and after which an engineer must release some of them.
    #[must_use]
    pub fn held_step(&self) -> Option<(&str, &str)> {
        self.step_of(|step| step.hold > 0.0)
    }

    /// The first executed step with some quality: its route and its name.
    fn step_of(&self, has: impl Fn(&Step) -> bool) -> Option<(&str, &str)> {
        if let Maker::Foundry { .. } = self.maker {
            return None;
        }
        self.visited().find_map(|route| {
            let mut steps = route.steps.iter();
            let step = steps.find(|step| step.sample > 0.0 && has(step))?;
            Some((&*route.name, &*step.name))
        })
    }
}
