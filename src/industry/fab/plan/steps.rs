//! Routes and their steps, checked.

use super::context::Context;
use super::tools::{GroupPlan, Loading};
use crate::industry::fab::rows::GroupId;
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::{LimitActionFile, Per, SetupWhen, StepFile};
use crate::scenario::{Fault, FieldPath, NameIndex, Named, Problems};
use crate::units::{Duration, DurationLaw};

/// What happens to a lot that would start its step after the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitAction {
    /// It is counted, and goes on.
    Count,
    /// It goes back to a place in its route.
    Rework(usize),
    /// It is lost.
    Scrap,
    /// An engineer must release it.
    Hold,
}

/// A queue-time window: from the end of a step to the start of processing at a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueLimit {
    /// How long it is open.
    pub time: Duration,
    /// The place of the step at which it is met; none for the next one executed.
    pub to: Option<usize>,
    /// What happens to late lots.
    pub action: LimitAction,
}

/// A step of a route.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name in the route.
    pub name: String,
    /// The tool group that does it.
    pub group: GroupId,
    /// What the time is per.
    pub per: Per,
    /// Its process time.
    pub time: DurationLaw,
    /// Time after which the next wafer, or lot, enters a tool of two slots.
    pub cascade: Option<Duration>,
    /// The place of an earlier step on whose tool this one is done.
    pub same_tool_as: Option<usize>,
    /// Fewest wafers of a batch, in place of the group's.
    pub min_batch: Option<u32>,
    /// Most wafers of a batch, in place of the group's.
    pub max_batch: Option<u32>,
    /// The setup it needs.
    pub setup: SetupId,
    /// Whether that is made for each job, also on a tool that has it.
    pub always_sets_up: bool,
    /// Share of lots that execute it.
    pub sample: f64,
    /// Share of lots that go back to `rework_to` after it.
    pub rework: f64,
    /// The step to which reworked lots go: a place in the route, at or before this one.
    pub rework_to: usize,
    /// Share of lots that are lost at it.
    pub lot_scrap: f64,
    /// Share of wafers that survive it.
    pub wafer_survival: f64,
    /// Share of lots that an engineer must look at after it.
    pub hold: f64,
    /// The queue-time window that it opens.
    pub queue_limit: Option<QueueLimit>,
    /// Operator time of its jobs, in place of that of the tool group.
    pub operator_time: Option<Duration>,
}

impl Step {
    /// Whether its jobs are those of another step, so that lots of both can share one.
    #[must_use]
    pub(in crate::industry::fab) fn has_jobs_of(&self, other: &Self) -> bool {
        self.group == other.group
            && self.per == other.per
            && self.time == other.time
            && self.setup == other.setup
            && self.always_sets_up == other.always_sets_up
            && self.min_batch == other.min_batch
            && self.max_batch == other.max_batch
            && self.operator_time == other.operator_time
    }
}

/// A route: the steps of a product.
#[derive(Clone, Debug)]
pub struct RoutePlan {
    /// Its name in the scenario.
    pub name: String,
    /// Its steps, in the order in which lots pass them.
    pub steps: Vec<Step>,
}

impl Context<'_> {
    /// The route of this name and these steps.
    pub(super) fn route(
        &self,
        name: &str,
        steps: &Named<StepFile>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<RoutePlan> {
        if steps.is_empty() {
            let what = "the route".to_owned();
            problems.add(at, Fault::Empty { what });
            return None;
        }
        let before = problems.len();
        let names: NameIndex = steps.names().collect();
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
        Some(RoutePlan {
            name: name.to_owned(),
            steps,
        })
    }
}

/// The most visits of a lot to tools on its way, in the mean: with more, lots would hardly leave.
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

/// The id of a setup by its name; that of no setup without a name.
fn setup_id(
    name: Option<&str>,
    at: &FieldPath,
    context: &Context,
    problems: &mut Problems,
) -> Option<SetupId> {
    let Some(name) = name else {
        return Some(SetupId::NONE);
    };
    let found = Context::find("setup", name, &context.setups, at, problems)?;
    u16::try_from(found + 1).ok().map(SetupId)
}

impl StepFile {
    /// The step at a place of its route, whose steps have these names.
    fn check(
        &self,
        place: usize,
        names: &NameIndex,
        at: &FieldPath,
        context: &Context,
        problems: &mut Problems,
    ) -> Option<Step> {
        let Self {
            tool_group,
            per,
            time,
            cascade_interval,
            same_tool_as,
            min_batch,
            max_batch,
            setup,
            setup_when,
            sample,
            rework,
            rework_to,
            lot_scrap,
            wafer_survival,
            hold,
            queue_limit: _,
            queue_limit_to: _,
            queue_limit_action: _,
            queue_limit_rework_to: _,
            operator_time,
        } = self;
        let group = at.field("tool_group");
        let group = Context::find("tool group", tool_group, &context.groups, &group, problems);
        let setup = setup_id(setup.as_deref(), &at.field("setup"), context, problems)?;
        let always_sets_up = *setup_when == SetupWhen::Always;
        if always_sets_up && setup == SetupId::NONE {
            needs_setup(&at.field("setup_when"), problems);
        }
        if rework.get() >= 1.0 {
            let fault = Fault::out_of_range(rework, "below 1: or no lot ever leaves");
            problems.add(at.field("rework"), fault);
        }
        if hold.get() > 0.0 && !context.has_holds {
            needs_engineers(&at.field("hold"), problems);
        }
        let earlier = Earlier { names, place };
        let back = match rework_to {
            None => place,
            Some(name) => earlier.find(name, &at.field("rework_to"), problems)?,
        };
        let same_tool = |name: &String| {
            let at = at.field("same_tool_as");
            Context::find_among("earlier step", name, names, 0..place, &at, problems)
        };
        let same_tool_as = match same_tool_as.as_ref().map(same_tool) {
            Some(None) => return None,
            found => found.flatten(),
        };
        Some(Step {
            name: names.names()[place].to_owned(),
            group: GroupId::new(group?),
            per: *per,
            time: time.clone(),
            cascade: *cascade_interval,
            same_tool_as,
            min_batch: *min_batch,
            max_batch: *max_batch,
            setup,
            always_sets_up,
            sample: sample.get(),
            rework: rework.get(),
            rework_to: back,
            lot_scrap: lot_scrap.get(),
            wafer_survival: wafer_survival.get(),
            hold: hold.get(),
            queue_limit: self.window(&earlier, at, context, problems),
            operator_time: *operator_time,
        })
    }

    /// The queue-time window that the step opens.
    fn window(
        &self,
        earlier: &Earlier,
        at: &FieldPath,
        context: &Context,
        problems: &mut Problems,
    ) -> Option<QueueLimit> {
        let Some(time) = self.queue_limit else {
            let given = [
                ("queue_limit_to", self.queue_limit_to.is_some()),
                (
                    "queue_limit_rework_to",
                    self.queue_limit_rework_to.is_some(),
                ),
                (
                    "queue_limit_action",
                    self.queue_limit_action != LimitActionFile::Count,
                ),
            ];
            for (key, _) in given.into_iter().filter(|(_, given)| *given) {
                let help = "give `queue_limit`, or leave this out";
                problems.add(at.field(key), Fault::invalid("no queue-time limit", help));
            }
            return None;
        };
        let to = self.queue_limit_to.as_ref().map(|name| {
            let Earlier { names, place } = earlier;
            let later = place + 1..names.names().len();
            let at = at.field("queue_limit_to");
            Context::find_among("later step", name, names, later, &at, problems)
        });
        let action = self.limit_action(earlier, at, context, problems)?;
        let to = match to {
            Some(None) => return None,
            Some(Some(to)) => Some(to),
            None => None,
        };
        Some(QueueLimit { time, to, action })
    }

    /// What happens to lots that are late for the window that the step opens.
    fn limit_action(
        &self,
        earlier: &Earlier,
        at: &FieldPath,
        context: &Context,
        problems: &mut Problems,
    ) -> Option<LimitAction> {
        let reworked = at.field("queue_limit_rework_to");
        Some(
            match (self.queue_limit_action, &self.queue_limit_rework_to) {
                (LimitActionFile::Count, None) => LimitAction::Count,
                (LimitActionFile::Scrap, None) => LimitAction::Scrap,
                (LimitActionFile::Hold, None) => {
                    if !context.has_holds {
                        needs_engineers(&at.field("queue_limit_action"), problems);
                    }
                    LimitAction::Hold
                }
                (LimitActionFile::Rework, Some(name)) => {
                    LimitAction::Rework(earlier.find(name, &reworked, problems)?)
                }
                (LimitActionFile::Rework, None) => {
                    let key = "queue_limit_rework_to".to_owned();
                    let meaning = "the step from which late lots are reworked".to_owned();
                    problems.add(at, Fault::Missing { key, meaning });
                    return None;
                }
                (
                    LimitActionFile::Count | LimitActionFile::Scrap | LimitActionFile::Hold,
                    Some(_),
                ) => {
                    let help = "write `queue_limit_action = \"rework\"`, or leave this out";
                    problems.add(reworked, Fault::invalid("late lots are not reworked", help));
                    return None;
                }
            },
        )
    }
}

/// The steps of a route by name, up to a place.
struct Earlier<'a> {
    names: &'a NameIndex<'a>,
    place: usize,
}

impl Earlier<'_> {
    /// The place of a step up to here.
    fn find(&self, name: &str, at: &FieldPath, problems: &mut Problems) -> Option<usize> {
        let up_to_here = 0..self.place + 1;
        Context::find_among(
            "step up to here",
            name,
            self.names,
            up_to_here,
            at,
            problems,
        )
    }
}

/// Reports that a setup is made for each job where none is named.
fn needs_setup(at: &FieldPath, problems: &mut Problems) {
    let help = "give `setup`, or leave this out";
    let fault = Fault::invalid("no setup is made at this step", help);
    problems.add(at, fault);
}

/// Reports that lots are held where no work of engineers is given.
fn needs_engineers(at: &FieldPath, problems: &mut Problems) {
    let help = "give `fab.holds.time`, the time of an engineer for a held lot";
    let fault = Fault::invalid("lots are held, but no engineer releases them", help);
    problems.add(at, fault);
}

impl RoutePlan {
    /// Checks the steps against their tool groups, and that no two queue-time windows are open for
    /// a lot at once.
    pub(super) fn check_steps(
        &self,
        groups: &[GroupPlan],
        at: &FieldPath,
        problems: &mut Problems,
    ) {
        let mut open: Option<(&str, usize)> = None;
        for (place, step) in self.steps.iter().enumerate() {
            let at = at.field(&step.name);
            self.check_step(step, &groups[step.group.index()], &at, problems);
            let Some(limit) = step.queue_limit else {
                continue;
            };
            if place + 1 == self.steps.len() && step.rework <= 0.0 {
                let message = "no step follows for which a lot could wait too long";
                let help = "leave it out, or give it to the step before";
                problems.add(at.field("queue_limit"), Fault::invalid(message, help));
            }
            if let Some((opened_by, until)) = open
                && place < until
            {
                let message = format!("the window that `{opened_by}` opened is not closed yet");
                let help = "let a window begin at the step that meets the one before, or later";
                problems.add(at.field("queue_limit"), Fault::invalid(message, help));
            }
            open = Some((&step.name, limit.to.unwrap_or(place + 1)));
        }
    }

    /// Checks a step against its tool group.
    fn check_step(&self, step: &Step, group: &GroupPlan, at: &FieldPath, problems: &mut Problems) {
        if let Some(interval) = step.cascade {
            let at = at.field("cascade_interval");
            let mean = step.time.mean();
            if group.loading != Loading::Cascade || step.per == Per::Batch {
                let message = format!("no lot of this step can follow another on `{}`", group.name);
                let help = "give the tool group `slots = 2` and the step a time per wafer or lot";
                problems.add(&at, Fault::invalid(message, help));
            } else if interval > mean {
                let allowed = format!("at most the mean time of the step, {mean}");
                problems.add(&at, Fault::out_of_range(interval, allowed));
            }
        }
        if let Some(earlier) = step.same_tool_as {
            let at = at.field("same_tool_as");
            if self.steps[earlier].group != step.group {
                let message = format!("that step is not done by `{}`", group.name);
                let help = "name an earlier step of the same tool group";
                problems.add(&at, Fault::invalid(message, help));
            }
            if let Loading::Batch { .. } = group.loading {
                let message = "lots of a batch that must go to tools of their own";
                let help = "leave this out, or let the tools take one lot at a time";
                problems.add(&at, Fault::invalid(message, help));
            }
        }
        check_batch(step, group, at, problems);
    }
}

/// Checks a step's own limits of its batches against those of the group.
fn check_batch(step: &Step, group: &GroupPlan, at: &FieldPath, problems: &mut Problems) {
    for (key, given) in [("min_batch", step.min_batch), ("max_batch", step.max_batch)] {
        let Some(wafers) = given else {
            continue;
        };
        if let Loading::Batch { max_wafers, .. } = group.loading {
            let most = match key {
                "min_batch" => step.max_batch.unwrap_or(max_wafers),
                _ => max_wafers,
            };
            if wafers > most {
                let allowed = format!("at most {most}, the largest batch");
                problems.add(at.field(key), Fault::out_of_range(wafers, allowed));
            }
        } else {
            let message = format!("`{}` takes one lot at a time", group.name);
            let fault = Fault::invalid(
                message,
                "give the tool group `max_batch`, or leave this out",
            );
            problems.add(at.field(key), fault);
        }
    }
}
