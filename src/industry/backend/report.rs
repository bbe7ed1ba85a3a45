//! The metrics of the back end, and how they are computed.

use bevy_ecs::prelude::*;

use super::books;
use super::plan::Backend;
use super::state::{BackendLot, BackendState, Station};
use super::statistics::Statistics;
use crate::engine::{Book, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::subsystem::Reported;
use crate::units::SimTime;
use crate::units::number::ratio;
use crate::units::time::DAY;

metrics! { "backend":
    /// Whole dies on a wafer, by product.
    DIES_PER_WAFER: "dies_per_wafer", "dies", Neither, None;
    /// Dies on wafers that arrived in the back end.
    DIES_STARTED: "dies_started", "dies", Higher, None;
    /// Wafers of the lots that came into the back end.
    WAFERS: "wafers_in", "wafers", Higher, None;
    /// Lots that came into the back end.
    LOTS_IN: "lots_in", "lots", Higher, None;
    /// Lots whose tested chips were handed on.
    LOTS_OUT: "lots_out", "lots", Higher, None;
    /// Dies and chips that were lost, by product and cause: rejected at probe, broken in packaging,
    /// failed in burn-in or at the final test, slower than the lowest grade.
    DIES_LOST: "dies_lost", "dies", Lower, None;
    /// Probed dies without a killing defect.
    GOOD_DIES: "good_dies", "dies", Higher, None;
    /// Share of probed dies without a killing defect, by product.
    DIE_YIELD: "die_yield", "%", Higher, None;
    /// Chips with a fault that neither probe nor final test found, per million chips handed on.
    ESCAPES: "escapes_ppm", "ppm", Lower, None;
    /// Weak chips among those that left burn-in without another fault, per million. Reported where
    /// there is a burn-in.
    WEAK: "weak_ppm", "ppm", Lower, None;
    /// Chips that passed the final test, by product.
    CHIPS: "chips", "chips", Higher, Total;
    /// Chips that passed the final test, by product and speed grade.
    GRADED: "chips_by_grade", "chips", Neither, None;
    /// Mean time of a lot from its arrival to its tested chips, by Little's law.
    CYCLE_TIME: "cycle_time", "d", Lower, None;
    /// Share of the lots of the cycle time that are in the back end at the end of the period.
    CYCLE_TIME_UNFINISHED: "cycle_time_unfinished", "%", Lower, None;
    /// Standard deviation of the time of a lot from its arrival to its tested chips, of those that
    /// were finished within the period.
    CYCLE_TIME_SD: "cycle_time_sd", "d", Lower, None;
    /// Share of time that the servers of a station work, by station.
    UTILISATION: "utilisation", "%", Neither, None;
    /// Lots in the back end, waiting or at work. It has a series only.
    WIP: "wip", "lots", Neither, Level;
}

impl Reported for Backend {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        let mut stations = world.query::<&Station>();
        let stations = stations.iter(world);
        let (busy, servers) = stations
            .map(|station| (station.busy.clone(), station.servers.clone()))
            .unzip();
        let state = world.resource::<BackendState>();
        Statistics {
            products: state.products.clone(),
            lots: state.lots.clone(),
            flow: state.flow.clone(),
            busy,
            servers,
        }
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let mut lots = world.query::<&BackendLot>();
        let wip = lots.iter(world).filter(|lot| lot.active).count();
        series.put(&WIP, wip as f64);
        let products = world.resource::<Backend>().products.iter();
        let counts = &world.resource::<BackendState>().products;
        for (product, count) in products.zip(counts) {
            series.put_for(&CHIPS, &product.name, count.chips as f64);
        }
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        let plan = world.resource::<Backend>();
        let total = |count: fn(&_) -> u64| statistics.total(count) as f64;
        figures.put(&DIES_STARTED, total(|of| of.started));
        let flow = &statistics.flow;
        figures.put(&WAFERS, flow.wafers_in as f64);
        figures.put(&LOTS_IN, flow.lots_in as f64);
        figures.put(&LOTS_OUT, flow.lots_out as f64);
        figures.put(&GOOD_DIES, total(|of| of.good));
        let escapes = ratio(total(|of| of.escapes), total(|of| of.chips));
        figures.put(&ESCAPES, escapes.map(|share| share * 1e6));
        if plan.burn_in.is_some() {
            let weak = ratio(total(|of| of.weak_left), total(|of| of.burnt_in));
            figures.put(&WEAK, weak.map(|share| share * 1e6));
        }
        for (product, of) in plan.products.iter().zip(&statistics.products) {
            let name = &product.name;
            figures.put_for(&DIES_PER_WAFER, name, f64::from(product.dies_per_wafer));
            let good = ratio(of.good as f64, of.probed as f64);
            figures.put_for(&DIE_YIELD, name, good.map(|share| share * 100.0));
            figures.put_for(&CHIPS, name, of.chips as f64);
            for (cause, lost) in of.lost() {
                figures.put_for(&DIES_LOST, &format!("{name}-{cause}"), lost as f64);
            }
            for ((label, _), &graded) in product.grades.iter().zip(&of.graded) {
                figures.put_for(&GRADED, &format!("{name}-{label}"), graded as f64);
            }
        }
        figures.put(&CYCLE_TIME, statistics.lots.mean_days(period.to));
        let unfinished = statistics.lots.unfinished_percent();
        figures.put(&CYCLE_TIME_UNFINISHED, unfinished);
        let sd = statistics.lots.times().sd();
        figures.put(&CYCLE_TIME_SD, sd.map(|millis| millis / DAY as f64));
        let levels = statistics.busy.iter().zip(&statistics.servers);
        for (station, (busy, servers)) in plan.stations.iter().zip(levels) {
            let means = busy.mean(period.to).zip(servers.mean(period.to));
            let share = means.map(|(busy, servers)| busy / servers * 100.0);
            figures.put_for(&UTILISATION, &station.name, share);
        }
    }
}
