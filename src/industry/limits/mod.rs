//! What binds now: each midnight the day's waiting is judged, and from nothing else than the
//! waiting that the subsystems booked themselves.
//!
//! The judgement walks from the customer upstream to the first place where work waited:
//!
//! 1. Finished computers lay unsold longer than orders waited, or production was held because the
//!    market was full for longer than orders waited: *demand*.
//! 2. Else the assembly line's largest loss of time counts. Without kits for want of purchased
//!    parts: *parts*, or *cash* if a hold for want of money was in force. Without chips: on to 4.
//! 3. Complete kits waited for the line or its test slots: *tool*; for assemblers: *assembler*.
//! 4. Chips are missing: what lots in the fab waited for longest, *tool, operator, technician* or
//!    *engineer*. If they hardly waited at all, or the chips come from a foundry, more could have
//!    been started: *wafers*, or *cash* or *demand* if such a hold was in force.
//! 5. Where people are what is missing, their role has vacancies, and those who register spend
//!    longer at the service window than they should: *window*.
//!
//! Links that a scenario lacks are skipped: a fab alone is judged by rule 4 only. A day that shows
//! nothing, such as a day off of the assembly lines, is given to the constraint before it.
//! Read [`judge`](judge::judge) for the rules in code.

pub mod judge;
pub mod spec;

use bevy_ecs::prelude::*;

use crate::engine::{Better, Clock, Figures, Metric, Series, Sim};
use crate::industry::shared::staff::{Role, Staff};
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::industry::shared::{Room, Stage};
use crate::units::SimTime;
use crate::units::number::percent;

pub use judge::{Present, Thresholds};
pub use spec::LimitsFile;

/// How often each constraint binds.
pub const SHARE: Metric = Metric {
    key: "limits.share",
    unit: "%",
    meaning: "share of the days on which this constraint bound",
    better: Better::Neither,
};

/// How often the binding constraint changes.
pub const SWITCHES: Metric = Metric {
    key: "limits.switches",
    unit: "switches",
    meaning: "days on which another constraint bound than on the day before",
    better: Better::Neither,
};

/// When a constraint begins to bind.
pub const FIRST_DAY: Metric = Metric {
    key: "limits.first_day",
    unit: "d",
    meaning: "days from the start of the run to the first day on which this constraint bound",
    better: Better::Neither,
};

/// What binds on a day, as a series.
pub const BINDING: Metric = Metric {
    key: "limits.binding",
    unit: "-",
    meaning: "1 for the constraint that bound on the day that ends",
    better: Better::Neither,
};

/// How the judgement is read.
pub const ROOM: Room = Room {
    name: "limits",
    every_day: true,
    metrics: &[&SHARE, &SWITCHES, &FIRST_DAY, &BINDING],
    begin_statistics,
    observe,
    report,
    audit,
    events: |_| 0,
};

/// The days judged so far.
#[derive(Resource, Debug)]
struct Days {
    thresholds: Thresholds,
    present: Present,
    /// What bound on the last day that was judged.
    binding: Option<Constraint>,
    /// Whether the series has shown the last day.
    shown: bool,
    /// Since the statistics began, by constraint.
    bound: [u32; Constraint::ALL.len()],
    first: [Option<u64>; Constraint::ALL.len()],
    judged: u32,
    switches: u32,
}

/// Adds the judgement to a run that has the links `present`.
pub fn add_to(thresholds: Thresholds, present: Present, sim: &mut Sim) {
    let world = sim.world_mut();
    world.init_resource::<Waiting>();
    world.init_resource::<Staff>();
    world.insert_resource(Days {
        thresholds,
        present,
        binding: None,
        shown: true,
        bound: Default::default(),
        first: Default::default(),
        judged: 0,
        switches: 0,
    });
    sim.add(Stage::Observe, judge_day);
}

/// Judges the day that ends, and empties the books of waiting for the next one.
fn judge_day(
    clock: Res<Clock>,
    staff: Res<Staff>,
    mut waiting: ResMut<Waiting>,
    mut days: ResMut<Days>,
) {
    if !clock.ends_day() {
        return;
    }
    let vacancies = Role::ALL.map(|role| staff.required(role) > f64::from(staff.headcount(role)));
    let before = days.binding;
    let found = judge::judge(&waiting, days.present, vacancies, &days.thresholds);
    *waiting = Waiting::default();
    let Some(binding) = found.or(before) else {
        return;
    };
    let day = clock.tick_end().day() - 1;
    days.binding = Some(binding);
    days.shown = false;
    days.judged += 1;
    days.bound[binding as usize] += 1;
    days.first[binding as usize].get_or_insert(day);
    days.switches += u32::from(before.is_some_and(|before| before != binding));
}

fn begin_statistics(world: &mut World, _: SimTime) {
    let mut days = world.resource_mut::<Days>();
    days.bound = Default::default();
    days.first = Default::default();
    days.judged = 0;
    days.switches = 0;
}

fn observe(world: &mut World, series: &mut Series) {
    let mut days = world.resource_mut::<Days>();
    if let (Some(binding), false) = (days.binding, days.shown) {
        series.put_for(&BINDING, binding.name(), 1.0);
        days.shown = true;
    }
}

fn report(world: &mut World, _: SimTime, figures: &mut Figures) {
    let days = world.resource::<Days>();
    for constraint in Constraint::ALL {
        let bound = f64::from(days.bound[constraint as usize]);
        let share = percent(bound, f64::from(days.judged));
        figures.put_for(&SHARE, constraint.name(), share);
        let first = days.first[constraint as usize].map(|day| day as f64);
        figures.put_for(&FIRST_DAY, constraint.name(), first);
    }
    figures.put(&SWITCHES, f64::from(days.switches));
}

fn audit(world: &mut World) -> Vec<String> {
    let days = world.resource::<Days>();
    let bound: u32 = days.bound.iter().sum();
    if bound == days.judged {
        Vec::new()
    } else {
        vec![format!(
            "{bound} days have a constraint, but {} were judged",
            days.judged
        )]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Date, Duration};

    /// An assembly line alone that lacks parts on the days of `parts`, stands still on the days of
    /// `off`, and else waits for the line.
    fn run(days: u64, warmup: u64, parts: &'static [u64], off: &'static [u64]) -> Sim {
        let origin = Date::ymd(2018, 1, 1);
        let (warmup, horizon) = (Duration::days(warmup), Duration::days(days));
        let clock = Clock::new(origin, Duration::hours(8), warmup, horizon);
        let mut sim = Sim::new(clock, &Stage::ALL);
        let present = Present {
            assembly: true,
            ..Present::default()
        };
        add_to(LimitsFile::default().check(), present, &mut sim);
        let book = move |clock: Res<Clock>, mut waiting: ResMut<Waiting>| {
            let day = clock.tick_start().day();
            if parts.contains(&day) {
                waiting.line_without_parts += Duration::hours(1);
            } else if !off.contains(&day) {
                waiting.kits_waiting_for_line += Duration::hours(1);
            }
        };
        sim.add(Stage::Assembly, book);
        let mut series = Series::default();
        while sim.step() {
            assert!(audit(sim.world_mut()).is_empty());
            series.at(sim.clock().tick_end());
            observe(sim.world_mut(), &mut series);
            if sim.clock().tick_end() == sim.clock().warmup() {
                let now = sim.clock().tick_end();
                begin_statistics(sim.world_mut(), now);
            }
        }
        assert_eq!(series.points().len() as u64, days, "one point a day");
        sim
    }

    fn figures(mut sim: Sim) -> Figures {
        let mut figures = Figures::default();
        let end = sim.clock().horizon();
        report(sim.world_mut(), end, &mut figures);
        figures
    }

    #[test]
    fn shares_are_of_the_days_after_the_warm_up_and_sum_to_all() {
        let figures = figures(run(12, 2, &[0, 1, 5, 6], &[]));
        let share = |constraint: Constraint| {
            let key = format!("{}/{}", SHARE.key, constraint.name());
            figures.value(&key).unwrap()
        };
        assert!((share(Constraint::Parts) - 20.0).abs() < 1e-9);
        assert!((share(Constraint::Tool) - 80.0).abs() < 1e-9);
        let sum: f64 = Constraint::ALL.map(share).iter().sum();
        assert!((sum - 100.0).abs() < 1e-9);
        assert_eq!(figures.value("limits.switches"), Some(3.0)); // into day 2, into 5, into 7
        assert_eq!(figures.value("limits.first_day/parts"), Some(5.0));
        assert_eq!(figures.value("limits.first_day/demand"), None);
    }

    #[test]
    fn a_day_that_shows_nothing_goes_to_the_constraint_before_it() {
        let figures = figures(run(4, 0, &[1], &[2, 3]));
        assert_eq!(figures.value("limits.share/parts"), Some(75.0));
        assert_eq!(figures.value("limits.switches"), Some(1.0));
    }
}
