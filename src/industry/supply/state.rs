//! The state of supply: parts, their sources, demands, and orders under way.

mod demand;
mod part;
mod source;

pub(super) use demand::DemandState;
pub(super) use part::{Component, PartState, Unsent};
pub(super) use source::SourceState;

use bevy_ecs::prelude::Resource;

use super::plan::Supply;
use crate::industry::shared::table::Pool;
use crate::row_ids;
use crate::units::{Duration, Fen, SimTime};

row_ids! {
    /// Place in the table of parts.
    pub(super) struct PartRow;
    /// Place in the table of sources: those of the first part, then those of the second.
    pub(super) struct SourceRow;
    /// Place in the table of supply's own demands.
    pub(super) struct DemandRow;
}

/// An order for a part that was sent, until it is delivered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Purchase {
    pub(super) part: PartRow,
    pub(super) source: SourceRow,
    pub(super) quantity: u64,
    /// When its lead may begin; it may lie before the present tick.
    pub(super) from: SimTime,
}

/// An order for units of stocks here.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) claimant: Claimant,
    pub(super) at: SimTime,
    pub(super) kits: u64,
    /// Parts of the kit that are not complete.
    pub(super) missing: usize,
    /// When it leaves; never, if it is patient.
    pub(super) gives_up: Option<SimTime>,
    /// Of a purchase, the units that it has got of each part that it is made from.
    pub(super) got: Vec<u64>,
}

/// Who has an order for units of stocks here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claimant {
    /// A demand.
    Demand(DemandRow),
    /// The purchase in this row, of a part that is made from others.
    Purchase(u32),
}

/// What is under way, and the counts of supply as a whole.
#[derive(Resource, Debug)]
pub(super) struct Orders {
    /// Orders for parts that were sent.
    pub(super) purchases: Pool<Purchase>,
    /// Orders for units of stocks here that wait.
    pub(super) waiting: Pool<Order>,
    /// The common review.
    pub(super) review: Option<Duration>,
    /// The row of each part of assembly; none for one that is not purchased.
    pub(super) row_of_part: Vec<Option<PartRow>>,
    /// Paid to suppliers since the start of the run.
    pub(super) spent: Fen,
    pub(super) events: u64,
}

impl Orders {
    /// Nothing under way.
    pub(super) fn new(plan: &Supply) -> Self {
        let mut row_of_part = Vec::new();
        for (row, part) in plan.parts.iter().enumerate() {
            if let Some(id) = part.id {
                let place = usize::from(id.0);
                row_of_part.resize(row_of_part.len().max(place + 1), None);
                row_of_part[place] = Some(PartRow::new(row));
            }
        }
        Self {
            purchases: Pool::default(),
            waiting: Pool::default(),
            review: plan.review,
            row_of_part,
            spent: Fen::ZERO,
            events: 0,
        }
    }
}
