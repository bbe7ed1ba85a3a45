//! The events of supply, and the system that drains them.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::depot::Depot;
use super::plan::Supply;
use super::state::{DemandRow, DemandState, Orders, PartRow, PartState, SourceRow, SourceState};
use crate::engine::{Calendar, Clock, Phase};
use crate::event_codes;
use crate::industry::shared::flow::{Consumption, Handover, Holds, Receipt};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::table::rows;
use crate::industry::shared::waiting::Waiting;
use crate::units::SimTime;

event_codes! {
    /// What happens in supply. At one instant, parts come in and suppliers stop or start first
    /// (phase `Transfer`), behind them reviews before demand, then kits are demanded (`Dispatch`),
    /// then reviews order what they took, and last who has waited long enough gives up (`Sample`);
    /// events of one phase come in the order in which they were scheduled, but reviews in the order
    /// of the parts.
    pub(super) enum SupplyEvent {
        /// The stock of the start is there, and clocks begin to run.
        Begun,
        /// Somebody orders kits.
        Demanded(DemandRow),
        /// A supplier delivers the order of this row.
        Delivered(u32),
        /// A supplier has made the order of this row, or a unit of it.
        Worked(u32),
        /// A supplier stops taking orders.
        SupplierFailed(SourceRow),
        /// A supplier takes orders again.
        SupplierBack(SourceRow),
        /// Orders are sent at the common review.
        Reviewed,
        /// The instant of a review before demand has come: it is behind all deliveries.
        ReviewComes(PartRow),
        /// Parts with reviews of their own are reviewed.
        OwnReview(PartRow),
        /// A listed order is placed.
        Listed(PartRow),
        /// The order of a demand in this row has waited long enough.
        GaveUp(u32),
    }
}

/// The first event of a run.
pub(super) fn schedule_first(calendar: &mut Calendar<SupplyEvent>, plan: &Supply) {
    calendar.schedule(SimTime::ZERO, Phase::Transfer, SupplyEvent::Begun);
    if let Some(review) = plan.review {
        let first = SimTime::ZERO + review;
        calendar.schedule(first, Phase::Sample, SupplyEvent::Reviewed);
    }
}

/// What supply reads and writes in a tick.
#[derive(SystemParam)]
pub(super) struct Parameters<'w, 's> {
    clock: Res<'w, Clock>,
    holds: Res<'w, Holds>,
    calendar: ResMut<'w, Calendar<SupplyEvent>>,
    orders: ResMut<'w, Orders>,
    used: ResMut<'w, Handover<Consumption>>,
    outgoing: ResMut<'w, Handover<Receipt>>,
    postings: ResMut<'w, Postings>,
    waiting: ResMut<'w, Waiting>,
    parts: Query<'w, 's, &'static mut PartState>,
    sources: Query<'w, 's, &'static mut SourceState>,
    demands: Query<'w, 's, &'static mut DemandState>,
}

/// Handles everything that is due in this tick.
pub(super) fn drain(mut parameters: Parameters) {
    let Orders {
        purchases,
        waiting,
        review,
        row_of_part,
        spent,
        events,
    } = &mut *parameters.orders;
    let mut depot = Depot {
        calendar: &mut parameters.calendar,
        outgoing: &mut parameters.outgoing,
        postings: &mut parameters.postings,
        parts: rows(&mut parameters.parts),
        sources: rows(&mut parameters.sources),
        demands: rows(&mut parameters.demands),
        purchases,
        orders: waiting,
        review: *review,
        spent,
        held_for_cash: parameters.holds.cash,
        given: Vec::new(),
    };
    let (start, end) = (parameters.clock.tick_start(), parameters.clock.tick_end());
    for (at, used) in parameters.used.drain() {
        let row = row_of_part.get(usize::from(used.part.0));
        if let Some(&Some(row)) = row {
            depot.use_units(start, at, row, used.quantity);
        }
    }
    depot.send_at_once(start);
    if depot.held_for_cash && depot.parts.iter().any(|part| !part.unsent.is_empty()) {
        parameters.waiting.held_for_cash += end.since(start);
    }
    while let Some((now, event)) = depot.calendar.pop_until(end) {
        *events += 1;
        depot.handle(now, event);
    }
}
