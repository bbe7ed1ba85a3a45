//! Limits alone, fed with waiting.

use bevy_ecs::prelude::*;

use super::Limits;
use super::spec::LimitsFile;
use crate::engine::metric::Figure;
use crate::engine::{Clock, Figures, Period, Series, Sim};
use crate::industry::shared::Stage;
use crate::industry::shared::subsystem::{Present, Reader, alone};
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::units::{Date, Duration, SimTime};

const READER: Reader = Reader::of::<Limits>("limits");

/// An assembly line alone that lacks parts on the days of `parts`, stands still on the days of
/// `off`, and else waits for the line.
fn run(days: u64, warmup: u64, parts: &'static [u64], off: &'static [u64]) -> Sim {
    let origin = Date::ymd(2018, 1, 1);
    let (warmup, horizon) = (Duration::days(warmup), Duration::days(days));
    let clock = Clock::new(origin, Duration::hours(8), warmup, horizon);
    let mut sim = Sim::new(clock, &Stage::ALL);
    let world = sim.world_mut();
    world.insert_resource(Present::new(vec!["assembly", "limits"]));
    alone::add(&LimitsFile::default().check(), &READER, &mut sim);
    let book = move |clock: Res<Clock>, mut waiting: ResMut<Waiting>| {
        let day = clock.tick_start().day();
        if parts.contains(&day) {
            waiting.line_without_parts += Duration::hours(1);
        } else if !off.contains(&day) {
            waiting.kits_waiting_for_line += Duration::hours(1);
        }
    };
    sim.add(Stage::Assembly, book);
    sim
}

/// Runs to the end, audited after every tick; a day has a point in the series.
fn figures(mut sim: Sim) -> Figures {
    let mut series = Series::default();
    while sim.step() {
        assert!((READER.audit)(sim.world_mut()).is_empty());
        series.at(sim.clock().tick_end());
        (READER.observe)(sim.world_mut(), &mut series);
        if sim.clock().tick_end() == sim.clock().warmup() {
            READER.begin_statistics(&mut sim);
        }
    }
    let days = sim.clock().horizon().day();
    assert_eq!(series.points().len() as u64, days, "one point a day");
    READER.figures(&mut sim)
}

#[test]
fn shares_are_of_the_days_after_the_warm_up_and_sum_to_all() {
    let figures = figures(run(12, 2, &[0, 1, 5, 6], &[]));
    let share = |constraint: Constraint| {
        figures
            .value(&format!("limits.share/{}", constraint.name()))
            .unwrap()
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
#[test]
fn overlapping_periods_have_the_figures_of_each_alone() {
    let measured = |periods: &[(u64, u64)]| {
        let hour = |hour| SimTime::ZERO + Duration::hours(hour);
        let mut sim = run(12, 0, &[1, 4, 5, 9], &[2, 6, 10]);
        let mut begun = Vec::new();
        let mut measured = vec![Vec::new(); periods.len()];
        loop {
            let now = sim.clock().tick_end();
            for (place, &(from, to)) in periods.iter().enumerate() {
                let (from, to) = (hour(from), hour(to));
                if now == from {
                    let period = Period { from, to };
                    begun.push((place, to, READER.begin(sim.world_mut(), period)));
                }
            }
            for (place, _, one) in begun.iter().filter(|(_, to, _)| *to == now) {
                let mut figures = Figures::default();
                one.report(sim.world_mut(), &mut figures);
                let figures = figures.iter();
                let value = |(key, figure): (&str, &Figure)| (key.to_owned(), figure.value);
                measured[*place] = figures.map(value).collect();
            }
            if !sim.step() {
                return measured;
            }
        }
    };
    let periods = [(0, 288), (48, 120), (72, 288), (104, 200)];
    let together = measured(&periods);
    for (place, &period) in periods.iter().enumerate() {
        assert_eq!(together[place], measured(&[period])[0], "{period:?}");
    }
    let of = |place: usize, key: &str| {
        let figure = together[place].iter().find(|(name, _)| name == key);
        figure.and_then(|(_, value)| *value)
    };
    // Parts on days 1, 2, 4, 5, 6, 9 and 10, counted from 0; else the line.
    assert_eq!(of(0, "limits.switches"), Some(6.0));
    assert_eq!(of(1, "limits.first_day/parts"), Some(2.0));
    assert_eq!(of(1, "limits.switches"), Some(2.0), "into day 3 and day 4");
    // From 8 h of day 4 to 8 h of day 8: the days that end are 4 to 7.
    assert_eq!(of(3, "limits.share/parts"), Some(75.0));
}
