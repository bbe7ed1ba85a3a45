//! The state of supply: parts, their sources, demands, and orders under way.

mod demand;
mod orders;
mod part;
mod rows;
mod source;

pub(super) use demand::DemandState;
pub(super) use orders::{Claimant, Order, Purchase};
pub(super) use part::{Component, PartState, Unsent};
pub(super) use rows::{DemandRow, PartRow, SourceRow};
pub(super) use source::SourceState;

use bevy_ecs::prelude::Resource;

use super::plan::Supply;
use crate::industry::shared::table::Pool;
use crate::units::{Duration, Fen};

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
