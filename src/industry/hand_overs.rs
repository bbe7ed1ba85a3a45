//! Hand-overs that nobody downstream takes in a scenario are dropped at the end of each tick.

use bevy_ecs::prelude::*;

use super::shared::flow::Handover;
use super::shared::people::{Departed, Registered, Settled};

/// Something that is handed on within a tick.
pub(super) trait HandOver: Resource<Mutability = bevy_ecs::component::Mutable> {
    /// Drops everything.
    fn drop_all(&mut self);
}

impl HandOver for Registered {
    fn drop_all(&mut self) {
        self.0.clear();
    }
}

impl HandOver for Settled {
    fn drop_all(&mut self) {
        self.0.clear();
    }
}

impl HandOver for Departed {
    fn drop_all(&mut self) {
        self.0.clear();
    }
}

impl<T: Send + Sync + 'static> HandOver for Handover<T> {
    fn drop_all(&mut self) {
        self.clear();
    }
}

/// Drops what nobody took in the present tick.
pub(super) fn drop_all<H: HandOver>(things: Option<ResMut<H>>) {
    if let Some(mut things) = things {
        things.drop_all();
    }
}
