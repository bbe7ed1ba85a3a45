//! What the back end counts, reports and is audited by.

use bevy_ecs::prelude::*;

use super::Backend;
use super::floor::{BackendEvent, Lot};
use super::station::{LotRow, Station};
use crate::engine::{Calendar, Figures, Series, Tally, metrics};
use crate::industry::shared::table::FreeRows;
use crate::units::SimTime;
use crate::units::number::ratio;

/// Counts of a product, from the start of the run.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) started: u64,
    pub(super) probed: u64,
    pub(super) good: u64,
    pub(super) rejected: u64,
    pub(super) lost: u64,
    pub(super) failed: u64,
    pub(super) below_grade: u64,
    pub(super) chips: u64,
    pub(super) escapes: u64,
    pub(super) burnt_in: u64,
    pub(super) weak_left: u64,
    pub(super) graded: Vec<u64>,
}

/// The books of the back end.
#[derive(Resource, Debug, Default)]
pub(super) struct Book {
    pub(super) counts: Vec<Count>,
    /// The counts at the end of the warm-up.
    before: Vec<Count>,
    /// Times of lots in the back end.
    pub(super) cycle_time: Tally,
    /// Rows of the table of lots.
    pub(super) lots: FreeRows<LotRow>,
    pub(super) events: u64,
}

impl Book {
    /// Empty books.
    pub(super) fn new(plan: &Backend) -> Self {
        let count = |product: &super::Product| Count {
            graded: vec![0; product.grades.len()],
            ..Count::default()
        };
        let counts: Vec<Count> = plan.products.iter().map(count).collect();
        Self {
            before: counts.clone(),
            counts,
            ..Self::default()
        }
    }

    /// A count since the statistics began.
    fn of(&self, product: usize, count: impl Fn(&Count) -> u64) -> f64 {
        (count(&self.counts[product]) - count(&self.before[product])) as f64
    }

    /// A count of all products since the statistics began.
    fn all(&self, count: impl Fn(&Count) -> u64) -> f64 {
        let products = 0..self.counts.len();
        products.map(|product| self.of(product, &count)).sum()
    }
}

metrics! { "backend":
    /// Whole dies on a wafer, by product.
    DIES_PER_WAFER: "dies_per_wafer", "dies", Neither, None;
    /// Dies that came into the back end on wafers.
    DIES_STARTED: "dies_started", "dies", Higher, None;
    /// Probed dies without a killing defect.
    GOOD_DIES: "good_dies", "dies", Higher, None;
    /// Good dies per probed die, by product.
    DIE_YIELD: "die_yield", "%", Higher, None;
    /// Chips handed on with a fault that neither probe nor final test found.
    ESCAPES: "escapes_ppm", "ppm", Lower, None;
    /// Weak chips that outlived burn-in, per chip; only where there is a burn-in.
    WEAK: "weak_ppm", "ppm", Lower, None;
    /// Chips that passed the final test, by product.
    CHIPS: "chips", "chips", Higher, Level;
    /// Chips by product and speed grade.
    GRADED: "chips_grade", "chips", Neither, None;
    /// Mean time of a lot from the fab's end to its packaged and tested chips.
    CYCLE_TIME: "cycle_time", "d", Lower, None;
    /// Standard deviation of the lots' time in the back end.
    CYCLE_TIME_SD: "cycle_time_sd", "d", Lower, None;
    /// Share of a station's servers that are at work, over time.
    UTILISATION: "utilisation", "%", Neither, None;
    /// Lots in the back end, now.
    WIP: "lots", "lots", Neither, Level;
}

pub(super) fn begin_statistics(world: &mut World, now: SimTime) {
    let mut book = world.resource_mut::<Book>();
    book.cycle_time.reset();
    book.before = book.counts.clone();
    let mut stations = world.query::<&mut Station>();
    for mut station in stations.iter_mut(world) {
        station.busy.reset(now);
    }
}

pub(super) fn observe(world: &mut World, series: &mut Series) {
    let mut lots = world.query::<&Lot>();
    let wip = lots.iter(world).filter(|lot| lot.active).count();
    series.put(&WIP, wip as f64);
    let book = world.resource::<Book>();
    for (product, count) in world
        .resource::<Backend>()
        .products
        .iter()
        .zip(&book.counts)
    {
        series.put_for(&CHIPS, &product.name, count.chips as f64);
    }
}

pub(super) fn report(world: &mut World, now: SimTime, figures: &mut Figures) {
    let (book, plan) = (world.resource::<Book>(), world.resource::<Backend>());
    figures.put(&DIES_STARTED, book.all(|count| count.started));
    figures.put(&GOOD_DIES, book.all(|count| count.good));
    let chips = book.all(|count| count.chips);
    let escapes = ratio(book.all(|count| count.escapes), chips);
    figures.put(&ESCAPES, escapes.map(|share| share * 1e6));
    if plan.burn_in.is_some() {
        let burnt_in = book.all(|count| count.burnt_in);
        let weak = ratio(book.all(|count| count.weak_left), burnt_in);
        figures.put(&WEAK, weak.map(|share| share * 1e6));
    }
    for (id, product) in plan.products.iter().enumerate() {
        let name = &product.name;
        figures.put_for(&DIES_PER_WAFER, name, f64::from(product.dies_per_wafer));
        let probed = book.of(id, |count| count.probed);
        let good = ratio(book.of(id, |count| count.good), probed);
        figures.put_for(&DIE_YIELD, name, good.map(|share| share * 100.0));
        figures.put_for(&CHIPS, name, book.of(id, |count| count.chips));
        for (grade, (label, _)) in product.grades.iter().enumerate() {
            let subject = format!("{name}-{label}");
            let graded = book.of(id, |count| count.graded[grade]);
            figures.put_for(&GRADED, &subject, graded);
        }
    }
    figures.put(&CYCLE_TIME, book.cycle_time.mean_days());
    let days = |millis: f64| millis / crate::units::time::DAY as f64;
    figures.put(&CYCLE_TIME_SD, book.cycle_time.sd().map(days));
    let mut stations = world.query::<&Station>();
    for station in stations.iter(world) {
        let busy = station.busy.mean(now);
        let share = busy.map(|busy| busy / f64::from(station.servers) * 100.0);
        figures.put_for(&UTILISATION, &station.name, share);
    }
}

/// Dies: started = in lots + rejected at probe + lost + failed + below grade + chips; and each lot
/// adds up in itself. Lots: each waits at one station or is worked on.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut lots = world.query::<&Lot>();
    let book = world.resource::<Book>();
    let products = &world.resource::<Backend>().products;
    for (id, (product, count)) in products.iter().zip(&book.counts).enumerate() {
        let here = lots.iter(world).filter(|lot| lot.active);
        let (mut passed, mut unprobed) = (0, 0);
        for lot in here.filter(|lot| usize::from(lot.product.0) == id) {
            let known = lot.dies.passed() + lot.dies.rejected + lot.lost;
            if known == 0 {
                unprobed += u64::from(lot.started);
            } else if known == lot.started {
                passed += u64::from(lot.dies.passed());
            } else {
                wrong.push(format!(
                    "lot {} has {} dies, of which {known} are accounted for",
                    lot.serial, lot.started
                ));
            }
        }
        let gone = count.rejected + count.lost + count.failed + count.below_grade + count.chips;
        if count.started != gone + passed + unprobed {
            wrong.push(format!(
                "of `{}`, {} dies were started, {gone} left and {} are inside",
                product.name,
                count.started,
                passed + unprobed
            ));
        }
    }
    let active = lots.iter(world).filter(|lot| lot.active).count();
    let mut stations = world.query::<&Station>();
    let placed: usize = stations
        .iter(world)
        .map(|station| station.queue.len() + usize::try_from(station.busy.value()).unwrap_or(0))
        .sum();
    let events = world.resource::<Calendar<BackendEvent>>().len();
    let busy: i64 = stations.iter(world).map(|one| one.busy.value()).sum();
    if active != placed || i64::try_from(events) != Ok(busy) {
        wrong.push(format!(
            "{active} lots are in the back end, {placed} at stations; {events} events are due for \
             {busy} lots at work"
        ));
    }
    wrong
}
