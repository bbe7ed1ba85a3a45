//! Orders under way: for parts, and for units of the stocks here.

use super::rows::{DemandRow, PartRow, SourceRow};
use crate::units::SimTime;

/// An order for a part that was sent, until it is delivered.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Purchase {
    pub(in super::super) part: PartRow,
    pub(in super::super) source: SourceRow,
    pub(in super::super) quantity: u64,
    /// When its lead may begin; it may lie before the present tick.
    pub(in super::super) from: SimTime,
}

/// An order for units of stocks here.
#[derive(Clone, Debug)]
pub(in super::super) struct Order {
    pub(in super::super) claimant: Claimant,
    pub(in super::super) at: SimTime,
    pub(in super::super) kits: u64,
    /// Parts of the kit that are not complete.
    pub(in super::super) missing: usize,
    /// When it leaves; never, if it is patient.
    pub(in super::super) gives_up: Option<SimTime>,
    /// Of a purchase, the units that it has got of each part that it is made from.
    pub(in super::super) got: Vec<u64>,
}

/// Who has an order for units of stocks here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Claimant {
    /// The demand in this row: customers.
    Demand(DemandRow),
    /// The purchase in this row, of a part that is made from others.
    Purchase(u32),
}
