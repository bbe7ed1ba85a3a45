//! What assembly keeps, reports and is audited by.

use bevy_ecs::prelude::*;

use super::Assembly;
use super::bank::Bank;
use super::plant::Plant;
use crate::engine::{Accumulates, Clock, Figures, Series, Tally, metrics};
use crate::industry::shared::stock::{Stock, StockStatistics};
use crate::units::number::ratio;
use crate::units::{Duration, SimTime};

/// A part at the lines. All of them lie in one table, by their ids.
#[derive(Component, Clone, Debug)]
pub(super) struct PartStock {
    pub(super) name: String,
    /// Whether it is made here, and not purchased.
    pub(super) is_chip: bool,
    pub(super) stock: Stock,
    /// The statistics of the stock at the end of the warm-up.
    mark: StockStatistics,
    /// Time that lines stood because it was missing, since the statistics began.
    pub(super) starved: Duration,
}

impl PartStock {
    /// None of a part.
    pub(super) fn new((name, is_chip): (String, bool)) -> Self {
        Self {
            name,
            is_chip,
            stock: Stock::default(),
            mark: StockStatistics::default(),
            starved: Duration::ZERO,
        }
    }
}

/// The books of assembly. Counts go on from the start of the run.
#[derive(Resource, Clone, Debug, Default)]
pub(super) struct Book {
    pub(super) started: u64,
    pub(super) built: u64,
    pub(super) scrapped: u64,
    pub(super) boards_tested: u64,
    pub(super) boards_passed: u64,
    pub(super) tested: u64,
    pub(super) passed_first: u64,
    /// Line time lost for want of people since the statistics began.
    pub(super) without_people: Duration,
    /// Time from kit to tested computer, by computer, since the statistics began.
    pub(super) cycle_time: Tally,
    pub(super) events: u64,
    /// The counts at the end of the warm-up.
    before: Option<Box<Book>>,
    /// When the series was last written, and the computers built until then.
    observed: (SimTime, u64),
}

impl Book {
    /// A count since the statistics began.
    fn since(&self, count: impl Fn(&Self) -> u64) -> f64 {
        (count(self) - self.before.as_deref().map_or(0, &count)) as f64
    }
}

metrics! { "assembly":
    /// Computers that passed their final test.
    COMPUTERS_BUILT: "computers_built", "computers", Higher, None;
    /// Computers built a day, since the value before.
    BUILT_PER_DAY: "built_per_day", "computers/d", Higher, Level;
    /// Kits of which the building of a computer was begun.
    KITS_STARTED: "kits_started", "computers", Higher, None;
    /// Computers that rework could not save.
    SCRAPPED: "scrapped", "computers", Lower, None;
    /// Computers that pass their first final test.
    FIRST_PASS: "first_pass_yield", "%", Higher, None;
    /// Boards that pass their first test.
    BOARD_FIRST_PASS: "board_first_pass_yield", "%", Higher, None;
    /// Share of the lines' working hours with a carrier on the line.
    LINE_UTILISATION: "line_utilisation", "%", Neither, None;
    /// Share of the lines' working hours lost because this part was missing first, by part.
    STARVED: "starved_share", "%", Lower, None;
    /// Share of the lines' working hours lost while kits waited for people.
    UNSTAFFED: "unstaffed_share", "%", Lower, None;
    /// Mean time of a computer from its kit to its passed final test.
    CYCLE_TIME: "cycle_time", "h", Lower, None;
    /// Standard deviation of the computers' time in assembly.
    CYCLE_TIME_SD: "cycle_time_sd", "h", Lower, None;
    /// Mean units of a part at the lines, by part.
    ON_HAND: "on_hand", "units", Neither, Level;
    /// Share of the slots of a bank that are in use, over time, by bank.
    UTILISATION: "utilisation", "%", Neither, None;
    /// Computers begun and not finished, now.
    WIP: "wip", "computers", Neither, Level;
}

pub(super) fn begin_statistics(world: &mut World, now: SimTime) {
    let mut book = world.resource_mut::<Book>();
    book.cycle_time.reset();
    book.without_people = Duration::ZERO;
    book.before = None;
    book.before = Some(Box::new(book.clone()));
    let mut plant = world.resource_mut::<Plant>();
    plant.lines.open_time = Duration::ZERO;
    plant.lines.busy_time = Duration::ZERO;
    let mut parts = world.query::<&mut PartStock>();
    for mut part in parts.iter_mut(world) {
        part.mark = part.stock.statistics().clone();
        part.starved = Duration::ZERO;
    }
    let mut banks = world.query::<&mut Bank>();
    for mut bank in banks.iter_mut(world) {
        bank.occupied.reset(now);
    }
}

pub(super) fn observe(world: &mut World, series: &mut Series) {
    let now = world.resource::<Clock>().tick_end();
    let plant = world.resource::<Plant>();
    let wip: u32 = plant.carriers.iter().map(|carrier| carrier.quantity).sum();
    series.put(&WIP, f64::from(wip));
    let mut book = world.resource_mut::<Book>();
    let ((time, built), observed) = (book.observed, (now, book.built));
    book.observed = observed;
    let days = now.saturating_since(time).as_days();
    if days > 0.0 {
        series.put(&BUILT_PER_DAY, (book.built - built) as f64 / days);
    }
    let mut parts = world.query::<&PartStock>();
    for part in parts.iter(world) {
        series.put_for(&ON_HAND, &part.name, part.stock.on_hand() as f64);
    }
}

/// `part` of `whole` in per cent.
fn per_cent(part: f64, whole: f64) -> Option<f64> {
    ratio(part, whole).map(|share| share * 100.0)
}

pub(super) fn report(world: &mut World, now: SimTime, figures: &mut Figures) {
    let (book, lines) = (world.resource::<Book>(), &world.resource::<Plant>().lines);
    figures.put(&COMPUTERS_BUILT, book.since(|book| book.built));
    let warmup = world.resource::<Clock>().warmup();
    let days = now.since(warmup).as_days();
    let per_day = (days > 0.0).then(|| book.since(|book| book.built) / days);
    figures.put(&BUILT_PER_DAY, per_day);
    figures.put(&KITS_STARTED, book.since(|book| book.started));
    figures.put(&SCRAPPED, book.since(|book| book.scrapped));
    let (passed, tested) = (
        book.since(|book| book.passed_first),
        book.since(|book| book.tested),
    );
    figures.put(&FIRST_PASS, per_cent(passed, tested));
    let (passed, tested) = (
        book.since(|book| book.boards_passed),
        book.since(|book| book.boards_tested),
    );
    figures.put(&BOARD_FIRST_PASS, per_cent(passed, tested));
    let open = lines.open_time.as_hours();
    figures.put(
        &LINE_UTILISATION,
        per_cent(lines.busy_time.as_hours(), open),
    );
    figures.put(&UNSTAFFED, per_cent(book.without_people.as_hours(), open));
    let hours = |millis: f64| millis / crate::units::time::HOUR as f64;
    figures.put(&CYCLE_TIME, book.cycle_time.mean().map(hours));
    figures.put(&CYCLE_TIME_SD, book.cycle_time.sd().map(hours));
    let mut parts = world.query::<&PartStock>();
    for part in parts.iter(world) {
        let name = &part.name;
        figures.put_for(&STARVED, name, per_cent(part.starved.as_hours(), open));
        let stock = part.stock.statistics().since(&part.mark, warmup);
        figures.put_for(&ON_HAND, name, stock.on_hand.mean(now));
    }
    let mut banks = world.query::<&Bank>();
    for bank in banks.iter(world) {
        let occupied = bank.occupied.mean(now);
        let slots = f64::from(bank.plan.slots);
        let share = occupied.and_then(|occupied| per_cent(occupied, slots));
        figures.put_for(&UTILISATION, bank.plan.name, share);
    }
}

/// Computers: begun = built + scrapped + inside. Parts: received = on hand + used, and used is what
/// the kits begun took. Slots: as many in use as computers stay in them, never more than there are.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut parts = world.query::<&PartStock>();
    let mut banks = world.query::<&Bank>();
    let (book, plant) = (world.resource::<Book>(), world.resource::<Plant>());
    let carriers = plant.carriers.iter();
    let inside: u64 = carriers.map(|carrier| u64::from(carrier.quantity)).sum();
    if book.started != book.built + book.scrapped + inside {
        wrong.push(format!(
            "{} computers were begun, {} built, {} scrapped, {inside} are inside",
            book.started, book.built, book.scrapped
        ));
    }
    let models = &world.resource::<Assembly>().models;
    for (id, part) in parts.iter(world).enumerate() {
        wrong.extend(part.stock.audit(&part.name));
        let taken = |(model, begun): (&super::Model, &u64)| {
            let kit = model
                .kit
                .iter()
                .filter(|(part, _)| usize::from(part.0) == id);
            kit.map(|(_, units)| u64::from(*units) * begun).sum::<u64>()
        };
        let used: u64 = models.iter().zip(&plant.lines.begun).map(taken).sum();
        let (_, issued) = part.stock.received_and_issued();
        if used != issued {
            let name = &part.name;
            wrong.push(format!(
                "kits took {used} of `{name}`, {issued} were issued"
            ));
        }
    }
    for (row, bank) in banks.iter(world).enumerate() {
        let stays = plant.stays.iter().filter(|stay| stay.bank.index() == row);
        let staying: u32 = stays.map(|stay| stay.units).sum();
        let busy = bank.occupied.value();
        if i64::from(staying) != busy || staying > bank.plan.slots {
            wrong.push(format!(
                "{staying} computers stay in the {} slots of {}, {busy} are booked",
                bank.plan.slots, bank.plan.name
            ));
        }
    }
    let here = |carrier: &super::plant::Carrier| carrier.to_enter + carrier.inside;
    if plant.carriers.iter().any(|one| here(one) > one.quantity) {
        wrong.push("a carrier has more computers in a bank than on it".to_owned());
    }
    wrong
}
