//! The events of supply. What each of them does is in `depot.rs`.

use super::plan::Supply;
use super::state::{DemandRow, PartRow, SourceRow};
use crate::engine::{Calendar, Phase};
use crate::event_codes;
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
        /// Somebody takes all kits that there are.
        Taken(DemandRow),
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
