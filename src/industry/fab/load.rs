//! Static load (rule F7): how much work a plan has for tools and people if nothing ever waits.

use super::plan::{
    Fab, GroupPlan, ListedLot, Loading, MaintenanceTrigger, Maker, Releases, RoutePlan, SourcePlan,
    Step,
};
use super::spec::{FailureBasis, Per};
use crate::industry::shared::staff::Workload;
use crate::industry::shared::subsystem::LoadRow;
use crate::units::time::{HOUR, MONTH};
use crate::units::{Duration, SimTime};

/// Expected executions of each step by a lot that starts the route: sampling, rework and lost lots
/// included. With `x` the share that goes back after a step and `r` its share of lost lots, the
/// expected arrivals solve the traffic equations `a = first + a P`.
///
/// Source: Jackson, "Networks of waiting lines", Operations Research 5 (4), 1957.
#[must_use]
pub fn expected_visits(route: &RoutePlan) -> Vec<f64> {
    let steps = &route.steps;
    let mut arrivals = vec![0.0; steps.len()];
    // Each sweep follows the lots once along the route; what went back comes in the next sweep.
    let mut entering = vec![0.0; steps.len()];
    entering[0] = 1.0;
    while entering.iter().any(|&lots| lots > 1e-13) {
        let mut back = vec![0.0; steps.len()];
        let mut flow = 0.0;
        for (place, step) in steps.iter().enumerate() {
            flow += entering[place];
            arrivals[place] += flow;
            let executed = flow * step.sample;
            let survived = executed * (1.0 - step.lot_scrap);
            back[step.rework_to] += survived * step.rework;
            flow = flow - executed + survived * (1.0 - step.rework);
        }
        entering = back;
    }
    arrivals
        .iter()
        .zip(steps)
        .map(|(arrivals, step)| arrivals * step.sample)
        .collect()
}

/// The load of a tool group: work over the time in which its tools are up.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupLoad {
    /// The tool group.
    pub name: String,
    /// Number of tools in the group.
    pub tools: u32,
    /// Tool hours of work per hour; setups are not counted, as they depend on the order of lots.
    pub work: f64,
    /// Whether lots come to it, and at what rate.
    pub inflow: Inflow,
    /// Share of time in which a tool is neither down nor in maintenance, if no tool waits for
    /// crews.
    pub availability: f64,
}

/// At what rate lots come to a tool group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inflow {
    /// None ever comes.
    None,
    /// They come at a known rate.
    AtRate,
    /// Some come as fast as others leave, from streams with a constant number of lots in the line.
    AsOthersLeave,
}

impl GroupLoad {
    /// Work over available tools: at 1 and beyond the queue grows as long as lots come.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.work / (f64::from(self.tools) * self.availability)
    }
}

/// Lots that a stream starts per hour; none for a stream that keeps its lots in the line constant.
fn lots_per_hour(releases: &Releases) -> Option<f64> {
    match releases {
        Releases::Intervals(law) => Some(HOUR as f64 / law.law().mean()),
        Releases::ConstantWip(_) => None,
        Releases::Listed(lots) => listed_per_hour(lots),
    }
}

/// Listed lots per hour, spread evenly between the first and the last; none for less than two.
fn listed_per_hour(lots: &[ListedLot]) -> Option<f64> {
    let (first, last) = (lots.first()?.start, lots.last()?.start);
    let hours = last.since(first).as_hours();
    (hours > 0.0).then(|| (lots.len() - 1) as f64 / hours)
}

/// Lots that a stream starts per hour of a run of this length: at its rate, but where it starts so
/// many lots at most, or lists them, no more than these spread over the run.
pub(super) fn lots_per_hour_of(source: &SourcePlan, horizon: Duration) -> Option<f64> {
    let end = SimTime::ZERO + horizon;
    let (rate, listed) = match &source.releases {
        Releases::ConstantWip(_) => return None,
        Releases::Intervals(_) => (lots_per_hour(&source.releases), None),
        Releases::Listed(lots) => {
            let count = lots.partition_point(|lot| lot.start < end);
            (listed_per_hour(&lots[..count]), Some(count as f64))
        }
    };
    let [listed, most] =
        [listed, source.most.map(f64::from)].map(|lots| lots.unwrap_or(f64::INFINITY));
    let over_the_run = listed.min(most) / horizon.as_hours();
    Some(rate.unwrap_or(f64::INFINITY).min(over_the_run))
}

/// Wafers that a job of a step can be expected to hold.
fn job_wafers(step: &Step, group: &GroupPlan, lot: u16) -> f64 {
    let most = step.batch_limits(group).map(|(_, most)| most);
    let lots = most.map_or(1, |most| (most / u32::from(lot)).max(1));
    f64::from(lots * u32::from(lot))
}

/// Expected tool hours of one execution of a step by one lot; batches are taken as full, and lots
/// on cascading tools as following each other.
fn tool_hours(step: &Step, group: &GroupPlan, wafers: u16) -> f64 {
    let per_job = step.occupation(group).of(wafers);
    let per_job = match group.loading {
        // It holds two jobs at most.
        Loading::Cascade => per_job.max(step.work(group).of(wafers) / 2.0),
        Loading::Single | Loading::Batch { .. } => per_job,
    };
    let share = match step.per {
        Per::Wafer | Per::Lot => 1.0,
        Per::Batch => f64::from(wafers) / job_wafers(step, group, wafers),
    };
    per_job * share / HOUR as f64
}

impl Fab {
    /// The loads of the tool groups, and the raw process times of the lot streams.
    #[must_use]
    pub(super) fn load_rows(&self, horizon: Duration) -> Vec<LoadRow> {
        let groups = self.load(horizon).into_iter().map(|group| LoadRow {
            kind: "tool group",
            load: match group.inflow {
                Inflow::None => Some(0.0),
                Inflow::AtRate => Some(group.utilisation()).filter(|load| *load > 0.0),
                // The lots that come at a known rate give a lower bound: enough to warn of an
                // overload.
                Inflow::AsOthersLeave => Some(group.utilisation()).filter(|load| *load >= 1.0),
            },
            note: format!(
                "{} tools, available {:.1} % of the time if crews are at hand",
                group.tools,
                100.0 * group.availability
            ),
            name: group.name,
        });
        let times = self.raw_process_times();
        let streams = self.stream_names().zip(times).map(|(name, time)| LoadRow {
            kind: "lot stream",
            name: name.to_owned(),
            load: None,
            note: format!("raw process time {:.2} d", time.as_days()),
        });
        groups.chain(streams).collect()
    }

    /// Lots that start within a time, in the mean, those of streams that keep their lots in the
    /// line constant counted once. For estimates of size.
    #[must_use]
    pub fn lots_within(&self, time: Duration) -> f64 {
        let lots = |source: &SourcePlan| match &source.releases {
            Releases::Intervals(law) => time.as_millis() as f64 / law.law().mean(),
            Releases::ConstantWip(lots) => f64::from(*lots),
            Releases::Listed(lots) => {
                let end = SimTime::ZERO + time;
                lots.partition_point(|lot| lot.start < end) as f64
            }
        };
        self.sources.iter().map(lots).sum()
    }

    /// The static load of every tool group in a run of this length.
    #[must_use]
    pub fn load(&self, horizon: Duration) -> Vec<GroupLoad> {
        self.load_at(|source| lots_per_hour_of(source, horizon))
    }

    /// The static load of every tool group, if streams start so many lots per hour.
    fn load_at(&self, lots_per_hour: impl Fn(&SourcePlan) -> Option<f64>) -> Vec<GroupLoad> {
        let mut work = vec![0.0; self.groups.len()];
        let mut wafers = vec![0.0; self.groups.len()];
        let mut jobs = vec![0.0; self.groups.len()];
        let mut inflow = vec![Inflow::None; self.groups.len()];
        for source in &self.sources {
            let Some(route) = self.route_of(source.product) else {
                continue;
            };
            let rate = lots_per_hour(source);
            for step in &route.steps {
                let inflow = &mut inflow[step.group.index()];
                if rate.is_none() {
                    *inflow = Inflow::AsOthersLeave;
                } else if *inflow == Inflow::None {
                    *inflow = Inflow::AtRate;
                }
            }
            let Some(lots) = rate else {
                continue;
            };
            for (visits, step) in expected_visits(route).into_iter().zip(&route.steps) {
                let group = step.group.index();
                work[group] += lots * visits * tool_hours(step, &self.groups[group], source.wafers);
                let starts = lots * visits * f64::from(source.wafers);
                wafers[group] += starts;
                jobs[group] += starts / job_wafers(step, &self.groups[group], source.wafers);
            }
        }
        let load = |(place, group): (usize, &GroupPlan)| GroupLoad {
            name: group.name.clone(),
            tools: group.count,
            work: work[place],
            inflow: inflow[place],
            availability: availability(group, work[place], wafers[place], jobs[place]),
        };
        self.groups.iter().enumerate().map(load).collect()
    }

    /// Adds the work that the plan has for people (equation E18).
    pub fn add_workload(&self, workload: &mut Workload) {
        let (mut visits, mut minutes, mut lots, mut wafers) = (0.0, 0.0, 0.0, 0.0);
        for source in &self.sources {
            let Some(rate) = lots_per_hour(&source.releases) else {
                continue;
            };
            lots += rate;
            wafers += rate * f64::from(source.wafers);
            let Some(route) = self.route_of(source.product) else {
                continue;
            };
            for (expected, step) in expected_visits(route).into_iter().zip(&route.steps) {
                let group = &self.groups[step.group.index()];
                let operator = step.operator_time.unwrap_or(group.operator_time);
                let share = match step.per {
                    Per::Wafer | Per::Lot => 1.0,
                    Per::Batch => f64::from(source.wafers) / job_wafers(step, group, source.wafers),
                };
                visits += rate * expected;
                minutes += rate * expected * share * operator.as_minutes();
            }
        }
        workload.wafer_starts_per_month = wafers * (MONTH as f64 / HOUR as f64);
        workload.lots_per_hour = lots;
        workload.visits_per_lot = if lots > 0.0 { visits / lots } else { 0.0 };
        workload.operator_minutes_per_visit = if visits > 0.0 { minutes / visits } else { 0.0 };
        workload.busy_technicians = match self.maker {
            Maker::Foundry { .. } => 0.0,
            Maker::Park => self
                .groups
                .iter()
                .zip(self.load_at(|source| lots_per_hour(&source.releases)))
                .map(|(group, load)| {
                    let away = f64::from(group.count) * (1.0 - load.availability);
                    f64::from(group.crew) * away
                })
                .sum(),
        };
    }
}

/// Share of time in which a tool is up: `MTBF / (MTBF + MTTR)` for failures by the calendar, with
/// only busy time counted for the others, less what maintenance takes (equation E19).
fn availability(group: &GroupPlan, work: f64, wafers_per_hour: f64, jobs_per_hour: f64) -> f64 {
    let tools = f64::from(group.count);
    let maintained: f64 = group
        .maintenance
        .iter()
        .map(|plan| {
            let duration = plan.duration.law().mean() / HOUR as f64;
            match plan.trigger {
                MaintenanceTrigger::Interval { every, .. } => duration / every.as_hours(),
                MaintenanceTrigger::Wafers { .. } if jobs_per_hour <= 0.0 => 0.0,
                MaintenanceTrigger::Wafers { every, .. } => {
                    // It is due at the end of the job that reaches the count, once at most. The
                    // small number takes back what rounding has added to a whole number of jobs.
                    let job = wafers_per_hour / jobs_per_hour;
                    let jobs = (f64::from(every) / job - 1e-9).ceil().max(1.0);
                    duration * jobs_per_hour / tools / jobs
                }
            }
        })
        .sum();
    let down = group.failure.as_ref().map_or(0.0, |failure| {
        let ratio = failure.time_to_repair.law().mean() / failure.time_to_failure.law().mean();
        match failure.basis {
            FailureBasis::Calendar => ratio / (1.0 + ratio),
            FailureBasis::Busy => ratio * (work / tools).min(1.0),
        }
    });
    (1.0 - maintained - down).max(1e-6)
}
