//! The events of assembly, in order of time.

use bevy_ecs::prelude::*;
use bevy_ecs::system::{SystemParam, SystemState};

use super::plan::Assembly;
use super::state::{AssemblyState, Bank, LinePart};
use super::tick::{AssemblyEvent, AssemblyTick};
use crate::engine::{Calendar, Clock, Phase};
use crate::industry::shared::flow::{ComputersBuilt, Consumption, Handover, Holds, Receipt};
use crate::industry::shared::hours::OpeningHours;
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::position::ChipPositions;
use crate::industry::shared::production::Production;
use crate::industry::shared::staff::{AtWork, Role, Staff};
use crate::industry::shared::table::rows;
use crate::industry::shared::trace::Trace;
use crate::industry::shared::waiting::Waiting;
use crate::units::SimTime;

/// The first event of a run.
pub(super) fn schedule_first(calendar: &mut Calendar<AssemblyEvent>, hours: &OpeningHours) {
    if let Some(change) = hours.next_change(SimTime::ZERO) {
        calendar.schedule(change, Phase::Transfer, AssemblyEvent::ShiftChanged);
    }
}

/// The tables of assembly, and where it hands on what it used, built and paid.
#[derive(SystemParam)]
pub(super) struct Parameters<'w, 's> {
    plan: Res<'w, Assembly>,
    calendar: ResMut<'w, Calendar<AssemblyEvent>>,
    state: ResMut<'w, AssemblyState>,
    waiting: ResMut<'w, Waiting>,
    production: ResMut<'w, Production>,
    used: ResMut<'w, Handover<Consumption>>,
    built: ResMut<'w, Handover<ComputersBuilt>>,
    postings: ResMut<'w, Postings>,
    trace: Option<ResMut<'w, Trace>>,
    parts: Query<'w, 's, &'static mut LinePart>,
    banks: Query<'w, 's, &'static mut Bank>,
}

impl Parameters<'_, '_> {
    /// The tables as slices.
    fn tick(&mut self) -> AssemblyTick<'_> {
        AssemblyTick {
            plan: &self.plan,
            calendar: &mut self.calendar,
            state: &mut self.state,
            waiting: &mut self.waiting,
            production: &mut self.production,
            used: &mut self.used,
            built: &mut self.built,
            postings: &mut self.postings,
            trace: self.trace.as_deref_mut(),
            parts: rows(&mut self.parts),
            banks: rows(&mut self.banks),
        }
    }
}

/// Lines and banks go on as another plan says, from `now` on.
pub(super) fn take_over(plan: &Assembly, world: &mut World, now: SimTime) {
    let mut state = SystemState::<Parameters>::new(world);
    let mut parameters = state
        .get_mut(world)
        .expect("assembly has added its resources");
    let mut tick = parameters.tick();
    let before = tick.plan.models.iter().map(|model| model.share);
    let has_other_shares = before.ne(plan.models.iter().map(|model| model.share));
    tick.book_until(now);
    tick.book_banks(now);
    tick.state.lines.count = plan.lines;
    if has_other_shares {
        // Models are begun in the new proportions from now on, and not to make up for the past.
        let lines = &mut tick.state.lines;
        lines.begun_before.clone_from(&lines.begun);
    }
    for (row, bank) in plan.banks.iter().enumerate() {
        tick.set_bank(now, row, bank);
    }
    tick.try_to_begin(now);
}

/// Handles everything that is due in this tick.
pub(super) fn drain(
    clock: Res<Clock>,
    holds: Res<Holds>,
    staff: Res<Staff>,
    mut at_work: ResMut<AtWork>,
    mut received: ResMut<Handover<Receipt>>,
    positions: Option<ResMut<ChipPositions>>,
    mut parameters: Parameters,
) {
    let mut tick = parameters.tick();
    let (start, end) = (clock.tick_start(), clock.tick_end());
    tick.state.incoming.clear();
    for (at, receipt) in received.drain() {
        let place = u32::try_from(tick.state.incoming.len()).unwrap_or(u32::MAX);
        tick.state.incoming.push(receipt);
        let event = AssemblyEvent::Received(place);
        tick.calendar.schedule(at, Phase::Transfer, event);
    }
    let people = staff.on_shift(Role::Assembler);
    tick.begin_tick(start, people, &holds);
    while let Some((now, event)) = tick.calendar.pop_until(end) {
        tick.state.events += 1;
        tick.handle(now, event);
    }
    tick.book_until(end);
    tick.book_banks(end);
    at_work.set(Role::Assembler, tick.state.lines.times.clone());
    let mut begun = std::mem::take(&mut tick.production.begun);
    begun.clear();
    begun.extend((0..tick.plan.models.len()).map(|model| tick.kept(model)));
    tick.production.begun = begun;
    if let Some(mut positions) = positions {
        add_to_positions(&mut positions, &tick);
    }
}

/// Adds the chips in stock and those in computers that are being built to the positions.
fn add_to_positions(positions: &mut ChipPositions, tick: &AssemblyTick) {
    for part in tick.parts.iter() {
        if let Some(product) = part.chip {
            positions.add_chips(product, part.stock.on_hand() as f64);
        }
    }
    for (model, of) in tick.plan.models.iter().zip(&tick.state.statistics.models) {
        let inside = of.begun - of.built - of.scrapped;
        positions.add_computers(model.id, inside.cast_signed());
    }
}

impl AssemblyTick<'_> {
    fn handle(&mut self, now: SimTime, event: AssemblyEvent) {
        match event {
            AssemblyEvent::Received(place) => {
                let Receipt { part, quantity } = self.state.incoming[place as usize];
                self.trace_lines(now);
                let stock = &mut self.parts[usize::from(part.0)].stock;
                stock.receive(now, quantity);
                self.try_to_begin(now);
            }
            AssemblyEvent::ShiftChanged => {
                self.change_shift(now);
                if let Some(change) = self.plan.hours.next_change(now) {
                    let event = AssemblyEvent::ShiftChanged;
                    self.calendar.schedule(change, Phase::Transfer, event);
                }
            }
            AssemblyEvent::LineFreed(speed) => self.free_line(now, speed),
            AssemblyEvent::BoardsReady(carrier) => self.test_boards(now, carrier),
            AssemblyEvent::StayEnded(stay) => self.end_stay(now, stay),
            AssemblyEvent::BeginKits => {
                self.begin_kits(now);
                self.clear_surplus(now);
            }
        }
    }
}
