//! An order, as an entity from its placing to its last computer.

use bevy_ecs::prelude::*;

use crate::industry::shared::flow::ModelId;
use crate::units::SimTime;

/// An order for computers of one model.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// When it was placed.
    pub(super) placed: SimTime,
    /// When it must be complete.
    pub(super) due: SimTime,
    /// Computers ordered.
    pub(super) computers: u32,
    /// Computers not yet shipped.
    pub(super) open: u32,
    /// The model.
    pub(super) model: ModelId,
    /// Whether the computers leave the country.
    pub(super) is_export: bool,
}

impl Order {
    /// An order of which nothing is shipped yet.
    pub(super) const fn new(
        placed: SimTime,
        due: SimTime,
        model: ModelId,
        computers: u32,
        is_export: bool,
    ) -> Self {
        Self {
            placed,
            due,
            computers,
            open: computers,
            model,
            is_export,
        }
    }
}
