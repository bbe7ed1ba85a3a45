//! A person's case, and how many persons are in a part of services.

use bevy_ecs::prelude::*;

use crate::engine::ShortDue;
use crate::units::{Duration, SimTime};

/// A person's way through services: a component beside the person.
#[derive(Component, Clone, Copy, Debug, Default)]
pub(super) struct Case {
    /// Since when the person has stood in the present queue.
    pub(super) since: SimTime,
    /// When the person's patience in the window's queue ends.
    pub(super) gives_up: ShortDue,
    /// Visits at the window so far.
    pub(super) visits: u16,
    /// Whether the person has come to services at all, and was not there from the start.
    pub(super) came: bool,
    /// Whether the person stands in the window's queue.
    pub(super) queues: bool,
}

const _: () = assert!(size_of::<Case>() == 16, "persons are many");

/// Persons in one part of services, and the person time that they spend there.
#[derive(Clone, Debug, Default)]
pub(super) struct Presence {
    pub(super) count: u64,
    changed: SimTime,
    span: Duration,
}

impl Presence {
    /// A person comes.
    pub(super) fn enter(&mut self, now: SimTime) {
        self.advance(now);
        self.count += 1;
    }

    /// A person goes.
    pub(super) fn leave(&mut self, now: SimTime) {
        self.advance(now);
        self.count -= 1;
    }

    fn advance(&mut self, now: SimTime) {
        self.span += now.since(self.changed) * self.count;
        self.changed = now;
    }

    /// The person time up to `now` that was not taken before.
    pub(super) fn take(&mut self, now: SimTime) -> Duration {
        self.advance(now);
        std::mem::take(&mut self.span)
    }
}
