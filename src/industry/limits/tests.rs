//! Limits alone, fed with waiting.

use bevy_ecs::prelude::*;

use super::Limits;
use super::spec::LimitsFile;
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
    assert!((share(Constraint::Line) - 80.0).abs() < 1e-9);
    let of_park = Constraint::ALL.into_iter();
    let of_park = of_park.filter(|constraint| *constraint != Constraint::Chips);
    let sum: f64 = of_park.map(share).sum();
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
fn periods_are_independent_and_have_the_days_that_end_in_them() {
    let simulate = || run(12, 0, &[1, 4, 5, 9], &[2, 6, 10]);
    let hour = |hour| SimTime::ZERO + Duration::hours(hour);
    let period = |from, to| Period {
        from: hour(from),
        to: hour(to),
    };
    let periods = [period(48, 120), period(72, 288)];
    alone::assert_periods_are_independent(&READER, simulate, periods);
    // From 8 h of day 4 to 8 h of day 8, counted from 0: parts on days 4, 5, 6, the line on day 7.
    let mut sim = simulate();
    while sim.clock().tick_end() < hour(104) {
        sim.step();
    }
    let begun = READER.begin(sim.world_mut(), period(104, 200), true);
    while sim.clock().tick_end() < hour(200) {
        sim.step();
    }
    let mut figures = Figures::default();
    begun.report(sim.world_mut(), &mut figures);
    assert_eq!(figures.value("limits.share/parts"), Some(75.0));
    assert_eq!(figures.value("limits.first_day/line"), Some(7.0));
    assert_eq!(
        figures.value("limits.switches"),
        Some(2.0),
        "into day 4 and day 7"
    );
}
