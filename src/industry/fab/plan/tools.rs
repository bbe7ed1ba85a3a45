//! Tool groups and their maintenance, checked.

use super::context::{Context, SHORTEST, needs_time, ranking};
use crate::industry::fab::dispatch::Ranking;
use crate::industry::fab::spec::{
    BatchBy, Closing, FailureBasis, MaintenanceFile, ToolChoice, ToolGroupFile,
};
use crate::scenario::{Fault, FieldPath, Named, Problems};
use crate::units::{Duration, DurationLaw};

/// How tools of a group fail and are repaired.
#[derive(Clone, Debug)]
pub struct FailurePlan {
    /// Time to a tool's first failure.
    pub first: DurationLaw,
    /// Time from the end of a repair to the next failure.
    pub time_to_failure: DurationLaw,
    /// What counts as time to failure.
    pub basis: FailureBasis,
    /// Time that a crew needs.
    pub time_to_repair: DurationLaw,
}

/// When a maintenance plan is due. Of n tools, tool k is first due at k/n of `first`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaintenanceTrigger {
    /// By the calendar, from due date to due date.
    Interval {
        /// Time between two due dates.
        every: Duration,
        /// When the last tool is first due.
        first: Duration,
    },
    /// By the wafers that the tool has processed: those beyond a due count towards the next.
    Wafers {
        /// Wafers from due to due.
        every: u32,
        /// Wafers after which the last tool is first due.
        first: u32,
    },
}

/// A maintenance plan of a tool group.
#[derive(Clone, Debug)]
pub struct MaintenancePlan {
    /// When it is due.
    pub trigger: MaintenanceTrigger,
    /// Time that a crew needs.
    pub duration: DurationLaw,
}

/// How tools of a group take lots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// One lot at a time.
    Single,
    /// A second lot beside the first, through two slots in series.
    Cascade,
    /// Several lots together.
    Batch {
        /// Fewest wafers that start without waiting for more.
        min_wafers: u32,
        /// Most wafers that fit.
        max_wafers: u32,
        /// Longest time a lot waits for `min_wafers`.
        wait: Option<Duration>,
        /// Which lots may share one.
        by: BatchBy,
    },
}

/// A group of equal tools.
#[derive(Clone, Debug)]
pub struct GroupPlan {
    /// Its name in the scenario.
    pub name: String,
    /// How many tools it has.
    pub count: u32,
    /// How many it ever has, where that changes over time.
    pub most: u32,
    /// Whether the job of a tool that goes is lost.
    pub loses_job: bool,
    /// How they take lots.
    pub loading: Loading,
    /// Its location: a place in the table of transports.
    pub location: usize,
    /// How the next lot is chosen.
    pub ranking: Ranking,
    /// Which of several idle tools takes it.
    pub tool_choice: ToolChoice,
    /// Time to load a job, tool occupied.
    pub load: Duration,
    /// Time to unload a job, tool occupied.
    pub unload: Duration,
    /// Operator time of a job.
    pub operator_time: Duration,
    /// Failures, if the tools fail.
    pub failure: Option<FailurePlan>,
    /// Technicians that a repair or maintenance needs.
    pub crew: u32,
    /// Its maintenance plans; a tool notes which of them are due by their places here.
    pub maintenance: Vec<MaintenancePlan>,
}

impl MaintenanceTrigger {
    /// Wafers between two due dates, if these are counted.
    pub(crate) const fn wafers(self) -> Option<u32> {
        match self {
            Self::Interval { .. } => None,
            Self::Wafers { every, .. } => Some(every),
        }
    }

    /// Time between two due dates, if the calendar sets them.
    pub(crate) const fn interval(self) -> Option<Duration> {
        match self {
            Self::Interval { every, .. } => Some(every),
            Self::Wafers { .. } => None,
        }
    }
}

impl ToolGroupFile {
    /// The tool group of this name.
    pub(super) fn check(
        &self,
        name: &str,
        at: &FieldPath,
        context: &Context,
        problems: &mut Problems,
    ) -> Option<GroupPlan> {
        let before = problems.len();
        let Self {
            count,
            closing,
            slots,
            location,
            tool_choice,
            max_batch,
            min_batch,
            batch_wait,
            batch_by,
            failure,
            failure_first,
            failure_basis,
            repair,
            repair_crew,
            maintenance_interval,
            maintenance_first,
            maintenance_wafers,
            maintenance_duration,
            dispatch,
            rank,
            load_time,
            unload_time,
            operator_time,
        } = self;
        let ranking = ranking(dispatch.as_ref(), rank.as_deref(), at, problems);
        let ranking = ranking.unwrap_or_else(|| context.ranking.clone());
        let batch = BatchRow {
            slots: *slots,
            min: *min_batch,
            max: *max_batch,
            wait: *batch_wait,
            by: *batch_by,
        };
        let failure = FailureRow {
            first: failure_first.as_ref(),
            failure: failure.as_ref(),
            basis: *failure_basis,
            repair: repair.as_ref(),
        };
        let trigger = TriggerRow {
            interval: (*maintenance_interval, "maintenance_interval"),
            first: (*maintenance_first, "maintenance_first"),
            wafers: (*maintenance_wafers, "maintenance_wafers"),
            first_wafers: (None, "maintenance_wafers"),
        };
        let plan = GroupPlan {
            name: name.to_owned(),
            count: *count,
            most: *count,
            loses_job: *closing == Closing::LoseJob,
            loading: batch.check(at, problems),
            location: context.location(location.as_deref()),
            tool_choice: tool_choice.unwrap_or_else(|| default_choice(&ranking)),
            ranking,
            load: load_time.unwrap_or_default(),
            unload: unload_time.unwrap_or_default(),
            operator_time: operator_time.unwrap_or(context.operator_time),
            failure: failure.check(at, problems),
            crew: repair_crew.unwrap_or(2),
            maintenance: maintenance(&trigger, maintenance_duration.as_ref(), at, problems),
        };
        (problems.len() == before).then_some(plan)
    }
}

/// Which idle tool takes a lot where the group does not say: the dispatch rules imply it.
fn default_choice(ranking: &Ranking) -> ToolChoice {
    if ranking.weighs_setup() {
        ToolChoice::LeastSetup
    } else {
        ToolChoice::LongestIdle
    }
}

/// What a row of a tool group says of how its tools take lots.
struct BatchRow {
    slots: u8,
    min: Option<u32>,
    max: Option<u32>,
    wait: Option<Duration>,
    by: Option<BatchBy>,
}

impl BatchRow {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Loading {
        let given = [
            ("min_batch", self.min.is_some()),
            ("batch_wait", self.wait.is_some()),
            ("batch_by", self.by.is_some()),
        ];
        let Some(max_wafers) = self.max else {
            for (key, _) in given.into_iter().filter(|(_, given)| *given) {
                let message = "without `max_batch` a tool takes one lot at a time";
                let fault = Fault::invalid(message, "give `max_batch`, or leave this out");
                problems.add(at.field(key), fault);
            }
            return match self.slots {
                1 => Loading::Single,
                _ => Loading::Cascade,
            };
        };
        if self.slots > 1 {
            let message = "a tool of two slots that takes batches";
            let fault = Fault::invalid(message, "leave out `slots`, or all of the batches");
            problems.add(at.field("slots"), fault);
        }
        let min_wafers = self.min.unwrap_or(1);
        if min_wafers > max_wafers {
            let allowed = format!("at most `max_batch`, {max_wafers}");
            let fault = Fault::out_of_range(min_wafers, allowed);
            problems.add(at.field("min_batch"), fault);
        }
        Loading::Batch {
            min_wafers,
            max_wafers,
            wait: self.wait,
            by: self.by.unwrap_or(BatchBy::RouteStep),
        }
    }
}

/// What a row of a tool group says of failures.
struct FailureRow<'a> {
    first: Option<&'a DurationLaw>,
    failure: Option<&'a DurationLaw>,
    basis: Option<FailureBasis>,
    repair: Option<&'a DurationLaw>,
}

impl FailureRow<'_> {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Option<FailurePlan> {
        let given = [
            ("failure_basis", self.basis.is_some()),
            ("failure_first", self.first.is_some()),
        ];
        if self.failure.is_none() {
            for (key, _) in given.into_iter().filter(|(_, given)| *given) {
                let message = "how tools fail, without `failure`";
                let fault = Fault::invalid(message, "give it, or leave this out");
                problems.add(at.field(key), fault);
            }
        }
        match (self.failure, self.repair) {
            (None, None) => None,
            (Some(failure), Some(repair)) => {
                needs_time(failure, &at.field("failure"), problems);
                Some(FailurePlan {
                    first: self.first.unwrap_or(failure).clone(),
                    time_to_failure: failure.clone(),
                    basis: self.basis.unwrap_or(FailureBasis::Calendar),
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
}

/// When maintenance is due, as written, with the keys that say so.
struct TriggerRow {
    interval: (Option<Duration>, &'static str),
    first: (Option<Duration>, &'static str),
    wafers: (Option<u32>, &'static str),
    first_wafers: (Option<u32>, &'static str),
}

impl TriggerRow {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Vec<MaintenanceTrigger> {
        let (interval, key) = self.interval;
        if let Some(interval) = interval.filter(|interval| *interval < SHORTEST) {
            let fault = Fault::out_of_range(interval, format!("at least {SHORTEST}"));
            problems.add(at.field(key), fault);
        }
        for (without, (first, first_key)) in [
            (interval.is_none(), (self.first.0.is_some(), self.first.1)),
            (
                self.wafers.0.is_none(),
                (self.first_wafers.0.is_some(), self.first_wafers.1),
            ),
        ] {
            if without && first {
                let message = "a first maintenance without the ones that follow it";
                problems.add(at.field(first_key), Fault::invalid(message, "leave it out"));
            }
        }
        let by_calendar = interval.map(|every| MaintenanceTrigger::Interval {
            every,
            first: self.first.0.unwrap_or(every),
        });
        let by_wafers = self.wafers.0.map(|every| MaintenanceTrigger::Wafers {
            every,
            first: self.first_wafers.0.unwrap_or(every),
        });
        by_calendar.into_iter().chain(by_wafers).collect()
    }
}

/// The maintenance plan in the row of a tool group.
fn maintenance(
    row: &TriggerRow,
    duration: Option<&DurationLaw>,
    at: &FieldPath,
    problems: &mut Problems,
) -> Vec<MaintenancePlan> {
    let triggers = row.check(at, problems);
    if triggers.is_empty() == duration.is_some() {
        let help =
            "give `maintenance_duration` with `maintenance_interval` or `maintenance_wafers`";
        problems.add(at, Fault::invalid("half a maintenance plan", help));
    }
    triggers
        .into_iter()
        .zip(duration.cloned().into_iter().cycle())
        .map(|(trigger, duration)| MaintenancePlan { trigger, duration })
        .collect()
}

/// The most maintenance plans of a tool group: a tool notes each that is due in a bit of 16, of
/// which one says that the tool is closed.
const MOST_PLANS: usize = 15;

impl MaintenanceFile {
    /// Adds the plan to those of its tool group.
    fn check(
        &self,
        at: &FieldPath,
        context: &Context,
        groups: &mut [GroupPlan],
        problems: &mut Problems,
    ) {
        let Self {
            tool_group,
            interval,
            first,
            wafers,
            first_wafers,
            duration,
        } = self;
        let field = at.field("tool_group");
        let group = Context::find("tool group", tool_group, &context.groups, &field, problems);
        let row = TriggerRow {
            interval: (*interval, "interval"),
            first: (*first, "first"),
            wafers: (*wafers, "wafers"),
            first_wafers: (*first_wafers, "first_wafers"),
        };
        let triggers = row.check(at, problems);
        if triggers.len() != 1 {
            let help = "give exactly one of `interval` and `wafers`";
            problems.add(at, Fault::invalid("it does not say when it is due", help));
        }
        let plans = group
            .and_then(|group| groups.get_mut(group))
            .map(|plan| &mut plan.maintenance);
        if let Some(plans) = plans {
            plans.extend(triggers.into_iter().map(|trigger| MaintenancePlan {
                trigger,
                duration: duration.clone(),
            }));
            if plans.len() > MOST_PLANS {
                let what = format!("the list of maintenance plans of `{tool_group}`");
                let allowed = format!("at most {MOST_PLANS}");
                problems.add(at, Fault::TooLarge { what, allowed });
            }
        }
    }
}

/// Adds the plans of the table `maintenance` to their tool groups.
pub(super) fn add_maintenance(
    rows: &Named<MaintenanceFile>,
    at: &FieldPath,
    context: &Context,
    groups: &mut [GroupPlan],
    problems: &mut Problems,
) {
    for (name, row) in rows.iter() {
        row.check(&at.field(name), context, groups, problems);
    }
}
