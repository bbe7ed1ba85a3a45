//! The metrics of staffing, and how they are computed.

use bevy_ecs::prelude::*;

use super::Staffing;
use super::books;
use super::plan::Manning;
use super::state::Roster;
use super::statistics::{MILLION, Statistics};
use crate::engine::{Book, Figures, Level, Metric, Period, Series, metrics};
use crate::industry::shared::staff::{AtWork, Role, Staff, WorkTime};
use crate::industry::shared::subsystem::Reported;
use crate::units::SimTime;
use crate::units::number::percent;

metrics! { "staffing":
    /// Mean number of people on shift at a time, weighted by skill and rounded for each day, by
    /// role.
    ON_SHIFT: "on_shift", "persons", Neither, Level;
    /// Mean number of people that the plan of the plants requires, all crews together, by role.
    REQUIRED: "required", "persons", Neither, Level;
    /// Mean number of people on the roster, all crews together, by role. The roster of a day is
    /// made at its first instant.
    HEADCOUNT: "headcount", "persons", Neither, Level;
    /// People who joined the roster, by role. They count from the midnight after they were hired.
    JOINED: "joined", "persons", Neither, None;
    /// People who left the roster, by role. They count to the midnight after they left the post.
    LEFT: "left", "persons", Neither, None;
    /// Mean share of the required people that is missing when the employed are weighted by skill,
    /// by role.
    SHORTAGE: "shortage", "%", Lower, Level;
    /// Mean skill of the people employed as a share of an experienced person's skill, by role.
    SKILL: "skill", "%", Higher, None;
    /// Time on shift over the time of all people who are employed, by role: on shift at any time,
    /// counted by skill, in the working hours of the plant.
    ON_SHIFT_SHARE: "on_shift_share", "%", Neither, None;
    /// Time at work over time on shift, by role: operators who load tools, technicians who repair
    /// and maintain them, engineers who review held lots, assemblers with a carrier on their line.
    /// Who finishes work after the shift has shrunk counts, so that it can exceed 100 %.
    BUSY_SHARE: "busy_share", "%", Neither, None, Unbounded;
    /// Time on shift without work over time on shift, by role.
    IDLE_SHARE: "idle_share", "%", Lower, None;
    /// Mean number of people in training before their first shift, by role.
    IN_TRAINING: "in_training", "persons", Neither, Level;
    /// Cost of training for those who took up a post (`staffing.training`), by role.
    TRAINING_COST: "training_cost", "CNY", Lower, None;
    /// People from elsewhere who began a post beyond the plan, by drive.
    HIRED: "hired", "persons", Higher, None;
    /// Mean number of open posts of a drive: until the first day of who takes it up, by drive.
    OPEN_POSTS: "open_posts", "posts", Lower, Level;
    /// Mean time from the day of a drive to the first day of those who began, by drive.
    TIME_TO_HIRE: "time_to_hire", "d", Lower, None;
    /// Cost of hiring those who began a post beyond the plan (`staffing.hiring`), by drive.
    HIRING_COST: "hiring_cost", "CNY", Lower, None;
    /// Exits of engineers per engineer and year at the end of the period, exponentially smoothed.
    ENGINEER_EXIT_RATE: "engineer_exit_rate", "1/y", Lower, None;
}

impl Reported for Staffing {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        let at_work = world.resource::<AtWork>().times().clone();
        Statistics {
            at_work,
            ..world.resource::<Roster>().statistics.clone()
        }
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let roster = world.resource::<Roster>();
        for role in Role::ALL {
            let of = &roster.statistics.roles[role as usize];
            match roster.plan.manning[role as usize] {
                Manning::Unlimited => {}
                Manning::Fixed(_) => {
                    series.put_for(&ON_SHIFT, role.name(), of.on_shift.value() as f64);
                }
                Manning::Persons { .. } => {
                    let fraction = |level: &Level| level.value() as f64 / MILLION;
                    series.put_for(&ON_SHIFT, role.name(), of.on_shift.value() as f64);
                    series.put_for(&HEADCOUNT, role.name(), of.headcount.value() as f64);
                    series.put_for(&REQUIRED, role.name(), fraction(&of.required));
                    series.put_for(&SHORTAGE, role.name(), 100.0 * fraction(&of.shortage));
                    if roster.plan.has_course(role) {
                        let in_training = of.in_training.value() as f64;
                        series.put_for(&IN_TRAINING, role.name(), in_training);
                    }
                }
            }
        }
        for (drive, of) in roster.plan.drives.iter().zip(&roster.statistics.drives) {
            series.put_for(&OPEN_POSTS, &drive.name, of.open.value() as f64);
        }
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        let roster = world.resource::<Roster>();
        let end = period.to;
        report_time(roster, statistics, end, figures);
        report_hiring(roster, statistics, end, figures);
        for role in Role::ALL {
            let of = &statistics.roles[role as usize];
            let name = role.name();
            match roster.plan.manning[role as usize] {
                Manning::Unlimited => {}
                Manning::Fixed(_) => figures.put_for(&ON_SHIFT, name, of.on_shift.mean(end)),
                Manning::Persons { .. } => {
                    let fraction = |level: &Level| level.mean(end).map(|mean| mean / MILLION);
                    figures.put_for(&ON_SHIFT, name, of.on_shift.mean(end));
                    figures.put_for(&HEADCOUNT, name, of.headcount.mean(end));
                    figures.put_for(&JOINED, name, of.joined as f64);
                    figures.put_for(&LEFT, name, of.left as f64);
                    figures.put_for(&REQUIRED, name, fraction(&of.required));
                    let shortage = fraction(&of.shortage).map(|share| 100.0 * share);
                    figures.put_for(&SHORTAGE, name, shortage);
                    let effective = of.effective.area_until(end) as f64 / MILLION;
                    let heads = of.headcount.area_until(end) as f64;
                    figures.put_for(&SKILL, name, percent(effective, heads));
                }
            }
        }
        if roster.crews.of(Role::Engineer).is_some() {
            let rate = world.resource::<Staff>().engineer_exit_rate();
            figures.put(&ENGINEER_EXIT_RATE, rate.get_per_year());
        }
    }
}

/// How people spend their time (equation E53).
fn report_time(roster: &Roster, of: &Statistics, end: SimTime, figures: &mut Figures) {
    for role in Role::ALL {
        let (name, place) = (role.name(), role as usize);
        let manning = roster.plan.manning[place];
        if manning == Manning::Unlimited {
            continue;
        }
        let WorkTime { on_shift, busy } = &of.at_work[place];
        let (on_shift, busy) = (on_shift.as_millis() as f64, busy.as_millis() as f64);
        if let Manning::Persons { .. } = manning {
            let employed = of.roles[place].headcount.area_until(end) as f64;
            figures.put_for(&ON_SHIFT_SHARE, name, percent(on_shift, employed));
        }
        let share = percent(busy, on_shift);
        figures.put_for(&BUSY_SHARE, name, share);
        let idle = share.map(|share| (100.0 - share).max(0.0));
        figures.put_for(&IDLE_SHARE, name, idle);
    }
}

/// Hiring beyond the plan, and training.
fn report_hiring(roster: &Roster, of: &Statistics, end: SimTime, figures: &mut Figures) {
    for role in Role::ALL {
        let has_persons = roster.crews.of(role).is_some();
        if has_persons && roster.plan.has_course(role) {
            let of = &of.roles[role as usize];
            figures.put_for(&IN_TRAINING, role.name(), of.in_training.mean(end));
            figures.put_for(&TRAINING_COST, role.name(), of.training_cost.as_yuan());
        }
    }
    for (drive, of) in roster.plan.drives.iter().zip(&of.drives) {
        figures.put_for(&HIRED, &drive.name, of.began as f64);
        figures.put_for(&OPEN_POSTS, &drive.name, of.open.mean(end));
        figures.put_for(&TIME_TO_HIRE, &drive.name, of.time_to_hire.mean_days());
        figures.put_for(&HIRING_COST, &drive.name, of.cost.as_yuan());
    }
}
