//! The metrics of limits, and how they are computed.

use bevy_ecs::prelude::*;

use super::Limits;
use super::state::JudgedDays;
use crate::engine::{Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::subsystem::Reported;
use crate::industry::shared::waiting::Constraint;
use crate::units::SimTime;
use crate::units::number::percent;

metrics! { "limits":
    /// Share of the days on which the constraint bound, by constraint. Days before the first one
    /// that shows a constraint are not counted.
    SHARE: "share", "%", Neither, None;
    /// Number of days on which another constraint bound than on the day before.
    SWITCHES: "switches", "switches", Neither, None;
    /// Time from the start of the run to the first day of the period on which the constraint bound,
    /// by constraint. There is no mean where it did not bind in some replication.
    FIRST_DAY: "first_day", "d", Neither, None, Later;
    /// The value 1 for the constraint that bound on the day that ends; only in the series.
    BINDING: "binding", "1", Neither, Level;
}

impl Reported for Limits {
    /// The judged days are kept one by one, so that a period needs no mark.
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];
    const OBSERVED_DAILY: bool = true;

    fn statistics(_: &mut World, _: SimTime) {}

    /// Days are judged; nothing is moved.
    fn books(_: &mut World, (): &()) -> Vec<Book> {
        Vec::new()
    }

    fn observe(world: &mut World, series: &mut Series) {
        let binding = world.resource::<JudgedDays>().last();
        if let (Some(binding), true) = (binding, world.resource::<Clock>().ends_day()) {
            series.put_for(&BINDING, binding.name(), 1.0);
        }
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        let judged = world.resource::<JudgedDays>();
        let (mut bound, mut first) = (
            [0_u32; Constraint::ALL.len()],
            [None; Constraint::ALL.len()],
        );
        let (mut days, mut switches) = (0_u32, 0_u32);
        for day in period.from.day()..period.to.day() {
            let Some(binding) = judged.on(day) else {
                continue;
            };
            let before = day.checked_sub(1).and_then(|before| judged.on(before));
            days += 1;
            bound[binding as usize] += 1;
            first[binding as usize].get_or_insert(day);
            switches += u32::from(before.is_some_and(|before| before != binding));
        }
        for constraint in Constraint::ALL {
            let share = percent(f64::from(bound[constraint as usize]), f64::from(days));
            figures.put_for(&SHARE, constraint.name(), share);
            let first = first[constraint as usize].map(|day| day as f64);
            figures.put_for(&FIRST_DAY, constraint.name(), first);
        }
        figures.put(&SWITCHES, f64::from(switches));
    }
}
