//! The events of the back end, and what each of them does to a lot.

use bevy_ecs::prelude::*;
use bevy_ecs::system::{SystemParam, SystemState};

use super::plan::{Backend, Task};
use super::screen::{Dies, burn_in_escapes};
use super::state::{BackendLot, BackendLotRow, BackendState, Station};
use super::yield_law::{ClusterLevel, YieldLaw};
use crate::engine::counts::binomial;
use crate::engine::{Calendar, Clock, Phase, Stream, Streams, index_of_part};
use crate::event_codes;
use crate::industry::shared::flow::{FinishedLot, Handover, Receipt};
use crate::industry::shared::goods::{Movement, TestedLot};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::position::ChipPositions;
use crate::industry::shared::table::rows;
use crate::industry::shared::trace::{Origin, Trace};
use crate::industry::shared::waiting::Waiting;
use crate::units::SimTime;

event_codes! {
    /// What happens in the back end.
    pub(super) enum BackendEvent {
        /// A lot comes from the fab or the foundry.
        Arrived(BackendLotRow),
        /// The station where the lot is has finished it.
        Finished(BackendLotRow),
    }
}

/// Adds rows for the lots that come in this tick, if there are too few free ones.
pub(super) fn make_rows(
    mut commands: Commands,
    incoming: Res<Handover<FinishedLot>>,
    mut state: ResMut<BackendState>,
) {
    let missing = state.free_lots.grow_to(incoming.len());
    if missing > 0 {
        commands.spawn_batch((0..missing).map(|_| BackendLot::vacant()));
    }
}

/// The tables of the back end, and where it hands on chips and what it paid for.
#[derive(SystemParam)]
pub(super) struct Parameters<'w, 's> {
    streams: Res<'w, Streams>,
    plan: Res<'w, Backend>,
    calendar: ResMut<'w, Calendar<BackendEvent>>,
    state: ResMut<'w, BackendState>,
    outgoing: ResMut<'w, Handover<Receipt>>,
    postings: ResMut<'w, Postings>,
    trace: Option<ResMut<'w, Trace>>,
    lots: Query<'w, 's, &'static mut BackendLot>,
    stations: Query<'w, 's, &'static mut Station>,
}

impl Parameters<'_, '_> {
    /// The tables as slices.
    fn tick(&mut self) -> BackendTick<'_> {
        BackendTick {
            streams: &self.streams,
            plan: &self.plan,
            calendar: &mut self.calendar,
            state: &mut self.state,
            outgoing: &mut self.outgoing,
            postings: &mut self.postings,
            trace: self.trace.as_deref_mut(),
            lots: rows(&mut self.lots),
            stations: rows(&mut self.stations),
        }
    }
}

/// Stations go on as another plan says, from `now` on; what they work on takes the time that it
/// began with.
pub(super) fn take_over(plan: &Backend, world: &mut World, now: SimTime) {
    let mut state = SystemState::<Parameters>::new(world);
    let mut parameters = state
        .get_mut(world)
        .expect("the back end has added its resources");
    let mut tick = parameters.tick();
    for (row, new) in plan.stations.iter().enumerate() {
        let station = &mut tick.stations[row];
        station.book(now);
        let more = i64::from(new.servers) - i64::from(station.plan.servers);
        station.servers.add(now, more);
        station.plan = new.clone();
        for _ in 0..more {
            tick.start_next(now, row);
        }
    }
}

/// Handles everything that is due in this tick.
pub(super) fn drain(
    clock: Res<Clock>,
    mut incoming: ResMut<Handover<FinishedLot>>,
    positions: Option<ResMut<ChipPositions>>,
    mut waiting: ResMut<Waiting>,
    mut parameters: Parameters,
) {
    let mut tick = parameters.tick();
    for (at, finished) in incoming.drain() {
        tick.admit(at, finished);
    }
    let end = clock.tick_end();
    while let Some((now, event)) = tick.calendar.pop_until(end) {
        tick.state.events += 1;
        match event {
            BackendEvent::Arrived(row) => tick.enter(now, row, 0),
            BackendEvent::Finished(row) => tick.finished(now, row),
        }
    }
    tick.hand_over_waiting(end, &mut waiting);
    if let Some(mut positions) = positions {
        tick.plan.expect_chips(&mut positions);
        for lot in tick.lots.iter().filter(|lot| lot.active) {
            let task = tick.stations[lot.station].plan.task;
            let chips = tick.plan.chips_expected(lot, task);
            positions.add_chips(lot.product, chips);
        }
    }
}

/// The back end while a tick is drained.
struct BackendTick<'a> {
    streams: &'a Streams,
    plan: &'a Backend,
    calendar: &'a mut Calendar<BackendEvent>,
    state: &'a mut BackendState,
    outgoing: &'a mut Handover<Receipt>,
    postings: &'a mut Postings,
    /// The trace of the run, where one is kept.
    trace: Option<&'a mut Trace>,
    lots: &'a mut [BackendLot],
    stations: &'a mut [Station],
}

impl BackendTick<'_> {
    /// Gives an incoming lot a row and schedules its arrival.
    fn admit(&mut self, at: SimTime, finished: FinishedLot) {
        let row = self.state.free_lots.take().expect("rows were made before");
        let FinishedLot {
            product,
            wafers,
            serial,
            defects_per_cm2,
        } = finished;
        let dies_per_wafer = self.plan.product(product).dies_per_wafer;
        self.lots[row.index()] = BackendLot {
            active: true,
            product,
            serial,
            wafers,
            defects_per_cm2,
            arrived: at,
            station: 0,
            started: dies_of(dies_per_wafer, wafers),
            dies: Dies::default(),
            lost: 0,
        };
        self.state.flow.lots_in += 1;
        self.state.flow.wafers_in += u64::from(wafers);
        let count = &mut self.state.products[usize::from(product.0)];
        count.started += u64::from(self.lots[row.index()].started);
        self.state.lots.begin(at);
        self.calendar
            .schedule(at, Phase::Transfer, BackendEvent::Arrived(row));
    }

    /// A lot comes to a station.
    fn enter(&mut self, now: SimTime, row: BackendLotRow, station: usize) {
        self.lots[row.index()].station = station;
        self.stations[station].book(now);
        if let Some(trace) = &mut self.trace {
            trace.come_to_station(self.lots[row.index()].serial, now);
        }
        self.stations[station].queue.push_back(row);
        self.start_next(now, station);
    }

    /// A station takes the next lot, if it can.
    fn start_next(&mut self, now: SimTime, index: usize) {
        let station = &mut self.stations[index];
        if let Some(row) = station.take_next(now) {
            let lot = &self.lots[row.index()];
            if let Some(trace) = &mut self.trace {
                trace.start_at_station(lot.serial, now, station.place);
            }
            let time = station
                .plan
                .time
                .of(lot.wafers, lot.units(station.plan.task));
            self.calendar
                .schedule(now + time, Phase::Transfer, BackendEvent::Finished(row));
        }
    }

    /// A station finishes a lot, which goes on to the next one.
    fn finished(&mut self, now: SimTime, row: BackendLotRow) {
        let index = self.lots[row.index()].station;
        self.stations[index].book(now);
        self.stations[index].busy.add(now, -1);
        let task = self.stations[index].plan.task;
        let next = self
            .stations
            .get(index + 1)
            .map(|station| station.plan.task);
        match task {
            Task::Probe => self.probe(row),
            Task::BurnIn => self.burn_in(row),
            Task::Packaging | Task::FinalTest => {}
        }
        let packaged = matches!(next, Some(Task::BurnIn | Task::FinalTest));
        if packaged && matches!(task, Task::Probe | Task::Packaging) {
            self.package(row);
        }
        if next.is_some() {
            self.enter(now, row, index + 1);
        } else {
            self.ship(now, row);
        }
        self.start_next(now, index);
    }

    /// Books the waiting since the tick before.
    fn hand_over_waiting(&mut self, end: SimTime, waiting: &mut Waiting) {
        for station in self.stations.iter_mut() {
            station.book(end);
            let [waited, spent] = station.take_spent();
            waiting.lots_at_stations += waited;
            waiting.lots_in_backend += spent;
            waiting.places.book(station.place, waited);
        }
    }

    /// The lot's own stream for one purpose.
    fn stream(&self, purpose: &str, lot: &BackendLot) -> Stream {
        self.streams.stream_indexed(purpose, lot.serial)
    }

    /// Draws which dies are good, and which faulty ones pass.
    fn probe(&mut self, row: BackendLotRow) {
        let lot = &mut self.lots[row.index()];
        let product = self.plan.product(lot.product);
        let finished = FinishedLot {
            product: lot.product,
            wafers: lot.wafers,
            serial: lot.serial,
            defects_per_cm2: lot.defects_per_cm2,
        };
        lot.dies = draw_lot(self.streams, self.plan, &finished, product.dies_per_wafer);
        let count = &mut self.state.products[usize::from(lot.product.0)];
        count.probed += u64::from(lot.started);
        count.good += u64::from(lot.dies.good);
        count.rejected += u64::from(lot.dies.rejected);
    }

    /// Packaging destroys some chips, whether good or not.
    fn package(&mut self, row: BackendLotRow) {
        let mut stream = self.stream("backend packaging", &self.lots[row.index()]);
        let lot = &mut self.lots[row.index()];
        let lost = lot.dies.thin(&mut stream, self.plan.package_yield.get());
        lot.lost += lost;
        self.state.products[usize::from(lot.product.0)].broken += u64::from(lost);
    }

    /// Weak chips fail; those that outlive burn-in are counted.
    fn burn_in(&mut self, row: BackendLotRow) {
        let Some(plan) = self.plan.burn_in else {
            return;
        };
        let mut stream = self.stream("backend burn-in", &self.lots[row.index()]);
        let lot = &mut self.lots[row.index()];
        let weak = binomial(&mut stream, lot.dies.good, plan.weak_share);
        let outlive = burn_in_escapes(1.0, plan.weak_life, plan.time);
        let left = binomial(&mut stream, weak, outlive);
        lot.dies.good -= weak - left;
        lot.lost += weak - left;
        let count = &mut self.state.products[usize::from(lot.product.0)];
        count.burnt_out += u64::from(weak - left);
        count.burnt_in += u64::from(lot.dies.good);
        count.weak_left += u64::from(left);
    }

    /// The final test: finds late faults, sorts into grades, and hands the chips on.
    fn ship(&mut self, now: SimTime, row: BackendLotRow) {
        let mut stream = self.stream("backend final test", &self.lots[row.index()]);
        let lot = &mut self.lots[row.index()];
        let mut dies = lot.dies;
        let tested = u64::from(dies.passed());
        let late = std::mem::take(&mut dies.late);
        let failed = late + dies.thin(&mut stream, self.plan.final_yield.get());
        let product = self.plan.product(lot.product);
        let mut stream = self.streams.stream_indexed("backend grades", lot.serial);
        let count = &mut self.state.products[usize::from(lot.product.0)];
        count.failed += u64::from(failed);
        let (mut chips, mut hidden) = (dies.passed(), dies.hidden);
        if !product.grades.is_empty() {
            // Sound chips and hidden faults are sorted apart, so that neither's share changes.
            let sound = sort_into_grades(&mut stream, dies.good, product.shares(), |grade, n| {
                count.graded[grade] += u64::from(n);
            });
            hidden = sort_into_grades(&mut stream, dies.hidden, product.shares(), |grade, n| {
                count.graded[grade] += u64::from(n);
            });
            count.below_grade += u64::from(chips - sound - hidden);
            chips = sound + hidden;
        }
        count.chips += u64::from(chips);
        count.escapes += u64::from(hidden);
        self.state.flow.lots_out += 1;
        self.state.flow.wafers_out += u64::from(lot.wafers);
        self.state.lots.end(now, lot.arrived);
        self.postings.record(Movement::Tested(TestedLot {
            product: lot.product,
            part: product.part,
            wafers: lot.wafers.into(),
            packaged: tested + u64::from(lot.lost),
            tested,
            chips: chips.into(),
        }));
        if chips > 0 {
            let part = product.part;
            let quantity = u64::from(chips);
            if let Some(trace) = &mut self.trace {
                trace.deliver(part, now, Origin::Lot(lot.serial));
            }
            self.outgoing.push(now, Receipt { part, quantity });
        }
        lot.active = false;
        self.state.free_lots.give_back(row);
    }
}

/// The dies of a lot.
///
/// # Panics
/// If there are 2^32 or more: a lot of ten thousand wafers with the smallest dies.
pub(super) fn dies_of(dies_per_wafer: u32, wafers: u16) -> u32 {
    let dies = dies_per_wafer.checked_mul(u32::from(wafers));
    dies.expect("a lot has fewer than 2^32 dies; start smaller lots")
}

/// Draws the dies of a lot by what tests find about them. Defects cluster by the lot, the wafer or
/// the die.
pub(super) fn draw_lot(
    streams: &Streams,
    plan: &Backend,
    lot: &FinishedLot,
    dies_per_wafer: u32,
) -> Dies {
    let faults = plan.product(lot.product).faults(lot.defects_per_cm2);
    let coverages = (plan.probe_coverage.get(), plan.final_coverage.get());
    let mut of_lot = Dies::default();
    let density = match plan.cluster {
        ClusterLevel::Lot => {
            let mut stream = streams.stream_indexed("backend lot density", lot.serial);
            Some(plan.law.draw_density(&mut stream))
        }
        ClusterLevel::Wafer | ClusterLevel::Die => None,
    };
    for wafer in 0..lot.wafers {
        let index = index_of_part(lot.serial, wafer.into());
        let mut stream = streams.stream_indexed("backend wafer", index);
        let (law, faults) = match plan.cluster {
            ClusterLevel::Lot => (YieldLaw::Poisson, faults * density.unwrap_or(1.0)),
            ClusterLevel::Wafer => {
                let density = plan.law.draw_density(&mut stream);
                (YieldLaw::Poisson, faults * density)
            }
            // Each die its own density: the dies are independent, each with the mixed yield.
            ClusterLevel::Die => (plan.law, faults),
        };
        of_lot.add(Dies::draw(
            &mut stream,
            dies_per_wafer,
            law,
            faults,
            coverages,
        ));
    }
    of_lot
}

/// Sorts chips into grades of the given shares and calls `count` with each grade and its number of
/// chips. Returns how many chips reached a grade.
fn sort_into_grades(
    stream: &mut Stream,
    chips: u32,
    shares: impl Iterator<Item = f64>,
    mut count: impl FnMut(usize, u32),
) -> u32 {
    let (mut left, mut rest) = (chips, 1.0);
    for (grade, share) in shares.enumerate() {
        let number = binomial(stream, left, share / rest);
        count(grade, number);
        left -= number;
        rest -= share;
    }
    chips - left
}
