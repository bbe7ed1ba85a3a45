//! Static load (rule F7): how much work a plan has for tools and people if nothing ever waits.

use super::plan::{
    Fab, GroupPlan, ListedLot, Loading, MaintenanceTrigger, Maker, Releases, RoutePlan, SourcePlan,
    Step,
};
use super::spec::{FailureBasis, Per};
use crate::industry::shared::staff::{Role, Workload};
use crate::industry::shared::subsystem::LoadRow;
use crate::units::spoken::plural;
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
    /// Lots that come to it in the run at most; infinite where that is not limited.
    pub most_lots: f64,
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

    /// Whether there is a tool for each lot that comes in the run, so that none waits for another.
    #[must_use]
    pub fn has_no_queue(&self) -> bool {
        self.most_lots <= f64::from(self.tools)
    }

    /// How the load was computed, in words.
    fn note(&self) -> String {
        let queue = if self.utilisation() >= 1.0 && self.has_no_queue() {
            ", one for each lot, whose work goes on after the run"
        } else {
            ""
        };
        format!(
            "{}{queue}, available {:.1} % of the time if crews are at hand",
            plural(self.tools, "tool", "tools"),
            100.0 * self.availability
        )
    }
}

/// Lots that a stream starts per hour; none for a stream that keeps its lots in the line constant.
fn lots_per_hour(releases: &Releases) -> Option<f64> {
    match releases {
        Releases::Intervals(law) => Some(HOUR as f64 / law.law().mean()),
        Releases::Paused => Some(0.0),
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
/// many lots at most, or lists them, no more than these spread over the run; none where it starts
/// only after the run.
pub(super) fn lots_per_hour_of(source: &SourcePlan, horizon: Duration) -> Option<f64> {
    let end = SimTime::ZERO + horizon;
    if source.start >= horizon {
        return Some(0.0);
    }
    let (rate, listed) = match &source.releases {
        Releases::ConstantWip(_) => return None,
        Releases::Intervals(_) | Releases::Paused => (lots_per_hour(&source.releases), None),
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
                // Work that goes on after the run, of lots that never wait for each other.
                Inflow::AtRate if group.utilisation() >= 1.0 && group.has_no_queue() => None,
                Inflow::AtRate => Some(group.utilisation()).filter(|load| *load > 0.0),
                // The lots that come at a known rate give a lower bound: enough to warn of an
                // overload.
                Inflow::AsOthersLeave => Some(group.utilisation()).filter(|load| *load >= 1.0),
            },
            note: group.note(),
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
        let lots = |source: &SourcePlan| source.lots_within(time);
        self.sources.iter().map(lots).sum()
    }

    /// The static load of every tool group in a run of this length.
    #[must_use]
    pub fn load(&self, horizon: Duration) -> Vec<GroupLoad> {
        let mut loads = self.load_at(|source| lots_per_hour_of(source, horizon));
        for (place, source) in self.sources.iter().enumerate() {
            let Some(route) = self.route_of(source.product) else {
                continue;
            };
            let most = self.most_lots_of(place, source, horizon);
            let mut visited: Vec<usize> =
                route.steps.iter().map(|step| step.group.index()).collect();
            visited.sort_unstable();
            visited.dedup();
            for group in visited {
                loads[group].most_lots += most;
            }
        }
        loads
    }

    /// Lots of a stream in a run of this length at most, those of the start included; infinitely
    /// many where it is not limited.
    fn most_lots_of(&self, place: usize, source: &SourcePlan, horizon: Duration) -> f64 {
        let started = match &source.releases {
            Releases::Listed(_) => source.lots_within(horizon),
            Releases::Intervals(_) | Releases::Paused | Releases::ConstantWip(_) => f64::INFINITY,
        };
        let initial = self.initial_lots.iter().filter(|lot| lot.source == place);
        source.most.map_or(started, |most| started.min(most.into())) + initial.count() as f64
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
            let of_lot = source.usual_wafers();
            for (visits, step) in expected_visits(route).into_iter().zip(&route.steps) {
                let group = step.group.index();
                work[group] += lots * visits * tool_hours(step, &self.groups[group], of_lot);
                let starts = lots * visits * f64::from(of_lot);
                wafers[group] += starts;
                jobs[group] += starts / job_wafers(step, &self.groups[group], of_lot);
            }
        }
        let load = |(place, group): (usize, &GroupPlan)| GroupLoad {
            name: group.name.clone(),
            tools: group.count,
            work: work[place],
            most_lots: 0.0,
            inflow: inflow[place],
            availability: availability(group, work[place], wafers[place], jobs[place]),
        };
        self.groups.iter().enumerate().map(load).collect()
    }

    /// Adds the work that the plan has for people (equation E18).
    pub fn add_workload(&self, workload: &mut Workload) {
        let work = self.people_work(|source| lots_per_hour(&source.releases));
        workload.wafer_starts_per_month = work.wafers * (MONTH as f64 / HOUR as f64);
        workload.lots_per_hour = work.lots;
        let per = |whole: f64, part: f64| if part > 0.0 { whole / part } else { 0.0 };
        workload.visits_per_lot = per(work.visits, work.lots);
        workload.operator_minutes_per_visit = per(work.operator_minutes, work.visits);
        workload.busy_technicians = work.technicians;
    }

    /// How many people of a role a run of this length keeps busy in the mean if nothing ever waits;
    /// a lower bound, as batches are taken as full and streams of constant work in process are left
    /// out.
    #[must_use]
    pub fn busy_people(&self, role: Role, horizon: Duration) -> f64 {
        let work = self.people_work(|source| lots_per_hour_of(source, horizon));
        match role {
            Role::Operator => work.operator_minutes / 60.0,
            Role::Technician => work.technicians,
            Role::Engineer => work.engineers,
            Role::Assembler => 0.0,
        }
    }

    /// The work for people if streams start so many lots per hour.
    fn people_work(&self, lots_per_hour: impl Fn(&SourcePlan) -> Option<f64>) -> PeopleWork {
        let mut work = PeopleWork::default();
        let release = self.hold_time.as_ref();
        let release = release.map_or(0.0, |law| law.law().mean() / HOUR as f64);
        for source in &self.sources {
            let Some(rate) = lots_per_hour(source) else {
                continue;
            };
            work.lots += rate;
            let wafers = source.usual_wafers();
            work.wafers += rate * f64::from(wafers);
            let Some(route) = self.route_of(source.product) else {
                continue;
            };
            for (expected, step) in expected_visits(route).into_iter().zip(&route.steps) {
                let group = &self.groups[step.group.index()];
                let operator = step.operator_time.unwrap_or(group.operator_time);
                let share = match step.per {
                    Per::Wafer | Per::Lot => 1.0,
                    Per::Batch => f64::from(wafers) / job_wafers(step, group, wafers),
                };
                work.visits += rate * expected;
                work.operator_minutes += rate * expected * share * operator.as_minutes();
                work.engineers += rate * expected * step.hold * release;
            }
        }
        if let Maker::Park = self.maker {
            let loads = self.load_at(lots_per_hour);
            let away = |(group, load): (&GroupPlan, GroupLoad)| {
                f64::from(group.crew) * f64::from(group.count) * (1.0 - load.availability)
            };
            work.technicians = self.groups.iter().zip(loads).map(away).sum();
        }
        work
    }
}

/// The work that a fab has for people, an hour.
#[derive(Default)]
struct PeopleWork {
    lots: f64,
    wafers: f64,
    /// Visits of lots to tools.
    visits: f64,
    operator_minutes: f64,
    /// Technicians that repair and maintenance keep busy in the mean.
    technicians: f64,
    /// Engineers that decide on held lots in the mean.
    engineers: f64,
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
                    // It is due at the end of the job that reaches the count, once at most.
                    let often = (wafers_per_hour / f64::from(every)).min(jobs_per_hour);
                    duration * often / tools
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
