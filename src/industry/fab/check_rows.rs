//! Checks of the rows of the fab's tables: tool groups, steps, streams of lots.

use super::Fab;
use super::check::Context;
use super::plan::{
    FailureBasis, FailurePlan, GroupPlan, Loading, MaintenancePlan, MaintenanceTrigger, Maker, Per,
    Releases, RoutePlan, SetupId, SourcePlan, Step,
};
use super::rows::GroupId;
use super::spec::{FailureBasisFile, PerFile, StepFile, StreamFile, ToolGroupFile};
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Duration, DurationLaw, Law};

impl ToolGroupFile {
    pub(super) fn check(
        &self,
        name: &str,
        at: &At,
        context: &Context,
        problems: &mut Problems,
    ) -> Option<GroupPlan> {
        let before = problems.len();
        let Self {
            count,
            max_batch,
            min_batch,
            batch_wait,
            failure,
            failure_basis,
            repair,
            repair_crew,
            maintenance_interval,
            maintenance_first,
            maintenance_wafers,
            maintenance_duration,
            dispatch,
            load_time,
            unload_time,
            operator_time,
        } = self;
        let basis = match failure_basis {
            None | Some(FailureBasisFile::Calendar) => FailureBasis::Calendar,
            Some(FailureBasisFile::Busy) => FailureBasis::Busy,
        };
        let triggers = [
            maintenance_interval.map(MaintenanceTrigger::Interval),
            maintenance_wafers.map(MaintenanceTrigger::Wafers),
        ];
        let plan = GroupPlan {
            name: name.to_owned(),
            count: *count,
            loading: loading(*min_batch, *max_batch, *batch_wait, at, problems),
            ranking: context.ranking(dispatch.as_ref(), &at.field("dispatch"), problems),
            handling: load_time.unwrap_or_default() + unload_time.unwrap_or_default(),
            operator_time: operator_time.unwrap_or(context.operator_time),
            failure: failures(failure.as_ref(), basis, repair.as_ref(), at, problems),
            crew: repair_crew.unwrap_or(2),
            maintenance: maintenance(triggers, maintenance_duration.as_ref(), at, problems),
            first_maintenance: *maintenance_first,
        };
        if maintenance_first.is_some() && maintenance_interval.is_none() {
            let message = "a first maintenance without `maintenance_interval`";
            problems.add(
                at.field("maintenance_first"),
                Fault::invalid(message, "leave it out"),
            );
        }
        if failure_basis.is_some() && failure.is_none() {
            let fault = Fault::invalid("a basis of failures without `failure`", "leave it out");
            problems.add(at.field("failure_basis"), fault);
        }
        (problems.len() == before).then_some(plan)
    }
}

fn loading(
    min: Option<u32>,
    max: Option<u32>,
    wait: Option<Duration>,
    at: &At,
    problems: &mut Problems,
) -> Loading {
    let Some(max_wafers) = max else {
        for (key, given) in [("min_batch", min.is_some()), ("batch_wait", wait.is_some())] {
            if given {
                let message = "without `max_batch` a tool takes one lot at a time";
                let fault = Fault::invalid(message, "give `max_batch`, or leave this out");
                problems.add(at.field(key), fault);
            }
        }
        return Loading::Single;
    };
    let min_wafers = min.unwrap_or(1);
    if min_wafers > max_wafers {
        let allowed = format!("at most `max_batch`, {max_wafers}");
        problems.add(
            at.field("min_batch"),
            Fault::out_of_range(min_wafers, allowed),
        );
    }
    Loading::Batch {
        min_wafers,
        max_wafers,
        wait,
    }
}

/// The shortest mean time between events that repeat for ever: with less, a run would hardly move.
const SHORTEST: Duration = Duration::seconds(1);

/// Reports a law whose mean is hardly any time, where time must pass.
fn needs_time(law: &DurationLaw, at: &At, problems: &mut Problems) {
    if law.law().mean() < SHORTEST.as_millis() as f64 {
        let found = format!("a mean of {}", law.mean());
        problems.add(
            at,
            Fault::out_of_range(found, format!("at least {SHORTEST}")),
        );
    }
}

fn failures(
    failure: Option<&DurationLaw>,
    basis: FailureBasis,
    repair: Option<&DurationLaw>,
    at: &At,
    problems: &mut Problems,
) -> Option<FailurePlan> {
    match (failure, repair) {
        (None, None) => None,
        (Some(failure), Some(repair)) => {
            needs_time(failure, &at.field("failure"), problems);
            Some(FailurePlan {
                time_to_failure: failure.clone(),
                basis,
                time_to_repair: repair.clone(),
            })
        }
        (found, _) => {
            let key = if found.is_some() { "failure" } else { "repair" };
            let help = "give both `failure` and `repair`, or neither";
            problems.add(at.field(key), Fault::invalid("one of a pair", help));
            None
        }
    }
}

fn maintenance(
    triggers: [Option<MaintenanceTrigger>; 2],
    duration: Option<&DurationLaw>,
    at: &At,
    problems: &mut Problems,
) -> Vec<MaintenancePlan> {
    if let Some(MaintenanceTrigger::Interval(interval)) = triggers[0]
        && interval < SHORTEST
    {
        let fault = Fault::out_of_range(interval, format!("at least {SHORTEST}"));
        problems.add(at.field("maintenance_interval"), fault);
    }
    let due = triggers.iter().flatten().count();
    if (due > 0) != duration.is_some() {
        let help =
            "give `maintenance_duration` with `maintenance_interval` or `maintenance_wafers`";
        problems.add(at, Fault::invalid("half a maintenance plan", help));
    }
    triggers
        .into_iter()
        .flatten()
        .zip(duration.cloned().into_iter().cycle())
        .map(|(trigger, duration)| MaintenancePlan { trigger, duration })
        .collect()
}

impl Context<'_> {
    pub(super) fn route(
        &self,
        steps: &Named<StepFile>,
        at: &At,
        problems: &mut Problems,
    ) -> Option<RoutePlan> {
        if steps.is_empty() {
            let what = "the route".to_owned();
            problems.add(at, Fault::Empty { what });
            return None;
        }
        let before = problems.len();
        let names: Vec<&str> = steps.names().collect();
        let plans: Vec<Option<Step>> = steps
            .iter()
            .enumerate()
            .map(|(place, (name, step))| step.check(place, &names, &at.field(name), self, problems))
            .collect();
        let steps = plans.into_iter().collect::<Option<Vec<_>>>()?;
        let visits = most_visits(&steps);
        if problems.len() == before && visits > MOST_VISITS {
            let message = format!("a lot makes {visits:.0} visits on its way, if none is lost");
            let help = format!("let fewer lots go back: at most {MOST_VISITS} visits are possible");
            problems.add(at, Fault::invalid(message, help));
            return None;
        }
        Some(RoutePlan { steps })
    }
}

/// The most visits of a lot to tools on its way, in the mean: beyond them it hardly ever leaves.
const MOST_VISITS: f64 = 100_000.0;

/// Visits of a lot on its way in the mean, if none is lost. To get past step `i` takes
/// `a_i = s + s r (a_to + ... + a_i)`, with `s` the share sampled and `r` that which goes back.
fn most_visits(steps: &[Step]) -> f64 {
    let mut visits: Vec<f64> = Vec::with_capacity(steps.len());
    for step in steps {
        let again = step.sample * step.rework;
        let before: f64 = visits[step.rework_to.min(visits.len())..].iter().sum();
        visits.push((step.sample + again * before) / (1.0 - again));
    }
    visits.iter().sum()
}

impl StepFile {
    fn check(
        &self,
        place: usize,
        names: &[&str],
        at: &At,
        context: &Context,
        problems: &mut Problems,
    ) -> Option<Step> {
        let Self {
            tool_group,
            per,
            time,
            setup,
            sample,
            rework,
            rework_to,
            lot_scrap,
            wafer_survival,
            hold,
            queue_limit,
            operator_time,
        } = self;
        let group = at.field("tool_group");
        let group = Context::find("tool group", tool_group, &context.groups, &group, problems);
        let setup = setup.as_ref().map(|setup| {
            Context::find(
                "setup",
                setup,
                &context.setups,
                &at.field("setup"),
                problems,
            )
        });
        let setup = match setup {
            None => SetupId::NONE,
            Some(found) => SetupId(u16::try_from(found? + 1).ok()?),
        };
        if rework.get() >= 1.0 {
            let fault = Fault::out_of_range(rework, "below 1: or no lot ever leaves");
            problems.add(at.field("rework"), fault);
        }
        if hold.get() > 0.0 && !context.has_holds {
            let help = "give `fab.holds.time`, the time of an engineer for a held lot";
            let fault = Fault::invalid("lots are held, but nobody releases them", help);
            problems.add(at.field("hold"), fault);
        }
        let back = match rework_to {
            None => place,
            Some(name) => {
                let earlier = &names[..=place];
                Context::find(
                    "step up to here",
                    name,
                    earlier,
                    &at.field("rework_to"),
                    problems,
                )?
            }
        };
        let per = match per {
            PerFile::Wafer => Per::Wafer,
            PerFile::Lot => Per::Lot,
            PerFile::Batch => Per::Batch,
        };
        Some(Step {
            group: GroupId::new(group?),
            per,
            time: time.clone(),
            setup,
            sample: sample.get(),
            rework: rework.get(),
            rework_to: back,
            lot_scrap: lot_scrap.get(),
            wafer_survival: wafer_survival.get(),
            hold: hold.get(),
            queue_limit: *queue_limit,
            operator_time: *operator_time,
        })
    }
}

impl StreamFile {
    pub(super) fn check(
        &self,
        name: &str,
        at: &At,
        context: &Context,
        problems: &mut Problems,
    ) -> Option<SourcePlan> {
        let Self {
            product,
            wafers_per_lot,
            priority,
            start,
            starts,
            interval,
            constant_wip,
        } = self;
        let product = Context::find(
            "product",
            product,
            &context.products,
            &at.field("product"),
            problems,
        );
        let releases = match (starts, interval, constant_wip) {
            (Some(wafers), None, None) => {
                let value = f64::from(*wafers_per_lot) / wafers.get_per_milli();
                if (SHORTEST.as_millis() as f64..1e15).contains(&value) {
                    Releases::Intervals(DurationLaw::new(Law::Constant { value }))
                } else {
                    let allowed = format!("above zero, and a lot each {SHORTEST} at most");
                    let fault = Fault::out_of_range(wafers, allowed);
                    problems.add(at.field("starts"), fault);
                    return None;
                }
            }
            (None, Some(law), None) => {
                needs_time(law, &at.field("interval"), problems);
                Releases::Intervals(law.clone())
            }
            (None, None, Some(lots)) => Releases::ConstantWip(*lots),
            _ => {
                let help = "give exactly one of `starts`, `interval`, `constant_wip`";
                let fault = Fault::invalid("it does not say when lots start", help);
                problems.add(at, fault);
                return None;
            }
        };
        Some(SourcePlan {
            name: name.to_owned(),
            product: product?,
            wafers: *wafers_per_lot,
            priority: *priority,
            start: start.unwrap_or_default(),
            releases,
        })
    }
}

impl Fab {
    /// Checks that every lot fits into the batches on its route, and that lots which follow each
    /// other at once take some time.
    pub(super) fn check_lots(&self, at: &At, problems: &mut Problems) {
        if matches!(self.maker, Maker::Foundry { .. }) {
            return;
        }
        for (source, raw_time) in self.sources.iter().zip(self.raw_process_times()) {
            let at = at.field("streams").field(&source.name);
            if matches!(source.releases, Releases::ConstantWip(_)) && raw_time < SHORTEST {
                let fault = Fault::invalid(
                    "its lots pass the line in no time, so that one starts after the other for ever",
                    "give some step of its route a time of a second or more",
                );
                problems.add(&at, fault);
            }
            let steps = self
                .route_of(source.product)
                .map_or(&[][..], |route| &route.steps);
            let too_small = steps.iter().find_map(|step| {
                let group = &self.groups[step.group.index()];
                match group.loading {
                    Loading::Batch { max_wafers, .. } if max_wafers < u32::from(source.wafers) => {
                        Some((group, max_wafers))
                    }
                    Loading::Batch { .. } | Loading::Single => None,
                }
            });
            if let Some((group, most)) = too_small {
                let allowed = format!("at most the `max_batch` of `{}`, {most}", group.name);
                let fault = Fault::out_of_range(source.wafers, allowed);
                problems.add(at.field("wafers_per_lot"), fault);
            }
        }
    }
}
