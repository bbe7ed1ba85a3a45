//! The metrics of limits, and how they are computed.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;

use super::Limits;
use super::judge::{Bound, Scope};
use super::state::JudgedDays;
use crate::engine::{BindingRow, Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::subsystem::{Present, Reported};
use crate::industry::shared::waiting::{Constraint, Places, Waiting};
use crate::units::number::percent;
use crate::units::{Date, Duration, SimTime};

metrics! { "limits":
    /// Share of the days on which the constraint bound, by constraint. Days before the first one
    /// that shows a constraint are not counted.
    SHARE: "share", "%", Neither, None;
    /// Share of the same days on which the constraint bound at the place, by constraint and place:
    /// tool group, station of the back end, part, or lines and banks of slots.
    PLACE_SHARE: "share_at", "%", Neither, None;
    /// Share of the days on which the constraint bound fab and back end, whatever bound the park,
    /// by constraint, with its place where it has one. Days before the first lot are not counted.
    FAB_SHARE: "fab_share", "%", Neither, None;
    /// Share of the days on which the constraint bound the assembly lines, whatever bound the park,
    /// by constraint, with its place where it has one; a chip that is made here is a part like any
    /// other. Days before the first one that shows a constraint are not counted.
    LINE_SHARE: "line_share", "%", Neither, None;
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
            series.put_for(&BINDING, binding.constraint.name(), 1.0);
        }
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        let judged = world.resource::<JudgedDays>();
        report_constraints(judged, period, figures);
        let places = &world.resource::<Waiting>().places;
        let present = world.resource::<Present>();
        report_places(judged, places, present, period, figures);
        let clock = world.resource::<Clock>();
        let rows = months(judged, places, |day| clock.date(day), period);
        figures.bindings_mut().extend(rows);
    }
}

/// The constraints that bind the park: all but the one that stands for those of the fab.
fn of_park() -> impl Iterator<Item = Constraint> {
    let all = Constraint::ALL.into_iter();
    all.filter(|constraint| *constraint != Constraint::Chips)
}

/// The figures of constraints of the park.
fn report_constraints(judged: &JudgedDays, period: Period, figures: &mut Figures) {
    let (mut bound, mut first) = (
        [0_u32; Constraint::ALL.len()],
        [None; Constraint::ALL.len()],
    );
    let (mut days, mut switches) = (0_u32, 0_u32);
    let on = |day: u64| judged.on(day, Scope::Park).map(|bound| bound.constraint);
    for day in period.from.day()..period.to.day() {
        let Some(binding) = on(day) else {
            continue;
        };
        let before = day.checked_sub(1).and_then(on);
        days += 1;
        bound[binding as usize] += 1;
        first[binding as usize].get_or_insert(day);
        switches += u32::from(before.is_some_and(|before| before != binding));
    }
    for constraint in of_park() {
        let share = percent(f64::from(bound[constraint as usize]), f64::from(days));
        figures.put_for(&SHARE, constraint.name(), share);
        let first = first[constraint as usize].map(|day| day as f64);
        figures.put_for(&FIRST_DAY, constraint.name(), first);
    }
    figures.put(&SWITCHES, f64::from(switches));
}

/// What can bind in a scope, place by place; nothing in a scope that the scenario lacks. Of the
/// park itself, only what has places: its constraints have figures of their own.
fn possible(scope: Scope, places: &Places, present: &Present) -> BTreeMap<Bound, u32> {
    let constraints: &[Constraint] = match scope {
        Scope::Park => &[],
        Scope::Fab if present.has("fab") || present.has("backend") => &[
            Constraint::Tool,
            Constraint::Operator,
            Constraint::Technician,
            Constraint::Engineer,
            Constraint::Station,
            Constraint::Wafers,
            Constraint::Demand,
            Constraint::Window,
            Constraint::Cash,
        ],
        Scope::Line if present.has("assembly") => &[
            Constraint::Line,
            Constraint::Assembler,
            Constraint::Parts,
            Constraint::Chips,
            Constraint::Window,
            Constraint::Cash,
        ],
        Scope::Fab | Scope::Line => return BTreeMap::new(),
    };
    let at_places = places.iter().map(|(id, place)| Bound {
        constraint: place.constraint,
        place: Some(id),
    });
    let at_places = at_places.filter(|bound| match scope {
        Scope::Park => bound.constraint != Constraint::Chips,
        Scope::Fab | Scope::Line => constraints.contains(&bound.constraint),
    });
    let nowhere = constraints.iter().filter(|one| !one.has_places());
    let nowhere = nowhere.map(|&constraint| Bound {
        constraint,
        place: None,
    });
    at_places.chain(nowhere).map(|bound| (bound, 0)).collect()
}

/// The shares of days by place, of the park, its fab and its lines.
fn report_places(
    judged: &JudgedDays,
    places: &Places,
    present: &Present,
    period: Period,
    figures: &mut Figures,
) {
    for scope in Scope::ALL {
        let mut bound = possible(scope, places, present);
        let mut days = 0_u32;
        for found in (period.from.day()..period.to.day()).filter_map(|day| judged.on(day, scope)) {
            days += 1;
            if let Some(count) = bound.get_mut(&found) {
                *count += 1;
            }
        }
        let metric = match scope {
            Scope::Park => &PLACE_SHARE,
            Scope::Fab => &FAB_SHARE,
            Scope::Line => &LINE_SHARE,
        };
        for (bound, count) in bound {
            let share = percent(f64::from(count), f64::from(days));
            let mut subject = bound.constraint.name().to_owned();
            if let Some(place) = bound.place {
                subject = format!("{subject}-{}", places.get(place).name);
            }
            figures.put_for(metric, &subject, share);
        }
    }
}

/// On how many days of each month of a period something bound.
fn months(
    judged: &JudgedDays,
    places: &Places,
    date: impl Fn(SimTime) -> Date,
    period: Period,
) -> Vec<BindingRow> {
    let mut days: BTreeMap<(Date, Scope, Bound), u32> = BTreeMap::new();
    for day in period.from.day()..period.to.day() {
        let date = date(SimTime::ZERO + Duration::days(day));
        let month = Date::ymd(date.year(), date.month(), 1);
        for scope in Scope::ALL {
            if let Some(bound) = judged.on(day, scope) {
                *days.entry((month, scope, bound)).or_default() += 1;
            }
        }
    }
    let row = |((month, scope, bound), days): ((Date, Scope, Bound), u32)| BindingRow {
        month,
        scope: scope.name(),
        constraint: bound.constraint.name(),
        place: bound
            .place
            .map_or_else(String::new, |place| places.get(place).name.to_string()),
        days,
    };
    days.into_iter().map(row).collect()
}
