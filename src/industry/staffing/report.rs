//! The metrics of staffing, and how they are computed.

use bevy_ecs::prelude::*;

use super::Staffing;
use super::books;
use super::plan::Manning;
use super::state::Roster;
use super::statistics::{MILLION, Statistics};
use crate::engine::{Book, Figures, Level, Metric, Period, Series, metrics};
use crate::industry::shared::staff::{Role, Staff};
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
    /// Exits of engineers per engineer and year at the end of the period, exponentially smoothed.
    ENGINEER_EXIT_RATE: "engineer_exit_rate", "1/y", Lower, None;
}

impl Reported for Staffing {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        world.resource::<Roster>().statistics.clone()
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
                }
            }
        }
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        let roster = world.resource::<Roster>();
        let end = period.to;
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
