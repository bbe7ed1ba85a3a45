//! The metrics of assembly, and how they are computed.

use bevy_ecs::prelude::*;

use super::Assembly;
use super::books;
use super::state::{AssemblyState, Bank, Cause, LinePart};
use super::statistics::{LinePartStatistics, Statistics};
use crate::engine::{Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::standstill;
use crate::industry::shared::subsystem::Reported;
use crate::units::number::ratio;
use crate::units::time::HOUR;
use crate::units::{Duration, SimTime};

metrics! { "assembly":
    /// Computers that passed their final test.
    COMPUTERS_BUILT: "computers_built", "computers", Higher, None;
    /// Computers that passed their final test, per day.
    BUILT_PER_DAY: "built_per_day", "computers/d", Higher, Flow;
    /// Computers whose kits were begun.
    KITS_STARTED: "kits_started", "computers", Higher, None;
    /// Computers that failed a test and could not be repaired.
    SCRAPPED: "scrapped", "computers", Lower, None;
    /// Computers whose kits were begun, by model.
    KITS_OF_MODEL: "kits_by_model", "computers", Higher, None;
    /// Computers that passed their final test, by model.
    BUILT_OF_MODEL: "built_by_model", "computers", Higher, None;
    /// Computers that failed a test and could not be repaired, by model.
    SCRAPPED_OF_MODEL: "scrapped_by_model", "computers", Lower, None;
    /// Units that came to the lines, by part.
    RECEIVED: "parts_received", "units", Neither, None;
    /// Units that kits took, by part.
    USED: "parts_used", "units", Neither, None;
    /// Share of computers that pass their first final test.
    FIRST_PASS: "first_pass_yield", "%", Higher, None;
    /// Share of boards that pass their first test.
    BOARD_FIRST_PASS: "board_first_pass_yield", "%", Higher, None;
    /// Share of the lines' working hours with a carrier on the line.
    LINE_UTILISATION: "line_utilisation", "%", Neither, None;
    /// Share of the lines' working hours lost while a part was missing, by the first part of the
    /// kit that was.
    STARVED: "starved_share", "%", Lower, None;
    /// Share of the lines' working hours lost while kits waited for people.
    UNSTAFFED: "unstaffed_share", "%", Lower, None;
    /// Mean time of a computer from its kit to its passed final test, by Little's law; computers
    /// that are scrapped do not count.
    CYCLE_TIME: "cycle_time", "h", Lower, None;
    /// Share of the computers begun or under way in the period that are under way at its end.
    CYCLE_TIME_UNFINISHED: "cycle_time_unfinished", "%", Lower, None;
    /// Standard deviation of the time of a computer from its kit to its passed final test, of those
    /// that were finished within the period.
    CYCLE_TIME_SD: "cycle_time_sd", "h", Lower, None;
    /// Chips that were too many, and sold or thrown away, by product.
    SURPLUS: "surplus_chips", "units", Neither, None;
    /// What surplus chips were sold for.
    SURPLUS_SALES: "surplus_sales", "CNY", Higher, None;
    /// Mean units in stock at the lines, by part.
    ON_HAND: "on_hand", "units", Neither, Level;
    /// Share of slots in use, over time, by bank of slots.
    UTILISATION: "utilisation", "%", Neither, None;
    /// Computers begun and not finished. It has a series only.
    WIP: "wip", "computers", Neither, Level;
}

impl Reported for Assembly {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        let mut parts = world.query::<&LinePart>();
        let parts = parts.iter(world).map(|part| LinePartStatistics {
            stock: part.stock.statistics().clone(),
            starved: part.starved,
        });
        let parts = parts.collect();
        let mut banks = world.query::<&Bank>();
        let banks = banks.iter(world);
        let (banks, slots) = banks
            .map(|bank| (bank.occupied.clone(), bank.capacity.clone()))
            .unzip();
        Statistics {
            parts,
            banks,
            slots,
            lines: world.resource::<AssemblyState>().statistics.clone(),
        }
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let now = world.resource::<Clock>().tick_end();
        let mut state = world.resource_mut::<AssemblyState>();
        let carriers = state.carriers.iter();
        let wip: u64 = carriers.map(|carrier| u64::from(carrier.quantity)).sum();
        series.put(&WIP, wip as f64);
        let point = (now, state.statistics.built);
        let (time, built) = std::mem::replace(&mut state.last_point, point);
        let days = now.saturating_since(time).as_days();
        if days > 0.0 {
            series.put(&BUILT_PER_DAY, (point.1 - built) as f64 / days);
        }
        let mut parts = world.query::<&LinePart>();
        for part in parts.iter(world) {
            series.put_for(&ON_HAND, &part.name, part.stock.on_hand() as f64);
        }
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        remark_standstill(world, period.to, figures);
        let of = &statistics.lines;
        figures.put(&COMPUTERS_BUILT, of.built as f64);
        let days = period.length().as_days();
        figures.put(&BUILT_PER_DAY, ratio(of.built as f64, days));
        figures.put(&KITS_STARTED, of.started as f64);
        figures.put(&SCRAPPED, of.scrapped as f64);
        let share = |part: u64, whole: u64| per_cent(part as f64, whole as f64);
        figures.put(&FIRST_PASS, share(of.passed_first, of.tested));
        figures.put(&BOARD_FIRST_PASS, share(of.boards_passed, of.boards_tested));
        let of_open = |time: Duration| per_cent(time.as_hours(), of.open_time.as_hours());
        figures.put(&LINE_UTILISATION, of_open(of.busy_time));
        figures.put(&UNSTAFFED, of_open(of.without_people));
        let hours = |millis: f64| millis / HOUR as f64;
        figures.put(&CYCLE_TIME, of.computers.mean(period.to).map(hours));
        let unfinished = of.computers.unfinished_percent();
        figures.put(&CYCLE_TIME_UNFINISHED, unfinished);
        figures.put(&CYCLE_TIME_SD, of.computers.times().sd().map(hours));
        let models = &world.resource::<Assembly>().models;
        for (model, of) in models.iter().zip(&of.models) {
            figures.put_for(&KITS_OF_MODEL, &model.name, of.begun as f64);
            figures.put_for(&BUILT_OF_MODEL, &model.name, of.built as f64);
            figures.put_for(&SCRAPPED_OF_MODEL, &model.name, of.scrapped as f64);
        }
        let mut parts = world.query::<&LinePart>();
        for (part, of_part) in parts.iter(world).zip(&statistics.parts) {
            figures.put_for(&STARVED, &part.name, of_open(of_part.starved));
            let on_hand = of_part.stock.on_hand.mean(period.to);
            figures.put_for(&ON_HAND, &part.name, on_hand);
            let (received, used) = (of_part.stock.received, of_part.stock.issued);
            figures.put_for(&RECEIVED, &part.name, received as f64);
            figures.put_for(&USED, &part.name, used as f64);
        }
        let surplus = world.resource::<Assembly>().surplus.iter();
        for row in surplus.map(|surplus| usize::from(surplus.part.0)) {
            let (name, _) = &world.resource::<Assembly>().parts[row];
            let cleared = statistics.parts[row].stock.surplus;
            figures.put_for(&SURPLUS, name, cleared as f64);
        }
        figures.put(&SURPLUS_SALES, of.chip_sales.as_yuan());
        let mut banks = world.query::<&Bank>();
        let levels = statistics.banks.iter().zip(&statistics.slots);
        for (bank, (occupied, slots)) in banks.iter(world).zip(levels) {
            let means = occupied.mean(period.to).zip(slots.mean(period.to));
            let share = means.and_then(|(occupied, slots)| per_cent(occupied, slots));
            figures.put_for(&UTILISATION, bank.plan.name, share);
        }
    }
}

/// A remark if no kit has been begun for long although computers may be built.
fn remark_standstill(world: &mut World, now: SimTime, figures: &mut Figures) {
    let mut parts = world.query::<&LinePart>();
    let names: Vec<&str> = parts.iter(world).map(|part| &*part.name).collect();
    let lines = &world.resource::<AssemblyState>().lines;
    let why = match lines.obstacle {
        Cause::Nothing => return,
        Cause::Part(part) => format!("part `{}` is missing", names[part]),
        Cause::Lines if lines.staffed == 0 => "no assembler is there".to_owned(),
        Cause::Lines => "all lines are busy".to_owned(),
        Cause::Buffer => "too many computers wait behind the lines".to_owned(),
    };
    standstill::remark(
        world.resource::<Clock>(),
        (lines.last_begun, now),
        "the assembly lines stand still at the end of the run",
        || format!("{why}, and no computer has been begun"),
        figures,
    );
}

/// `part` of `whole` in per cent.
fn per_cent(part: f64, whole: f64) -> Option<f64> {
    ratio(part, whole).map(|share| share * 100.0)
}
