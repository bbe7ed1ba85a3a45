//! The events of services, and what their handlers work on.

use super::super::case::Case;
use super::super::housing::BuildRow;
use super::super::state::ServicesState;
use crate::engine::{Calendar, Phase};
use crate::event_codes;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{ChannelKeys, Person, PersonRow, Settled};
use crate::units::SimTime;

event_codes! {
    /// What happens at the window and in housing.
    pub(in crate::industry::services) enum ServiceEvent {
        /// A person comes to the window, for the first time or again.
        Comes(PersonRow),
        /// A person's patience in the window's queue ends.
        GivesUp(PersonRow),
        /// A visit ends.
        Served(PersonRow),
        /// A case is through the back office.
        Filed(PersonRow),
        /// A person's patience for a unit ends.
        Impatient(PersonRow),
        /// A person moves out of a unit.
        MovesOut(PersonRow),
        /// A person who came before the run moves out of a unit.
        OtherMovesOut,
        /// Units are ready.
        Built(BuildRow),
        /// Programmes added units.
        MoreUnits,
        /// The windows open.
        Opens,
        /// There are more windows, or other rules.
        Reform,
    }
}

/// Services while a tick is drained.
pub(super) struct ServicesTick<'a> {
    pub(super) services: &'a mut ServicesState,
    pub(super) calendar: &'a mut Calendar<ServiceEvent>,
    /// By row of persons.
    pub(super) cases: &'a mut [Case],
    pub(super) persons: &'a mut [Person],
    pub(super) keys: &'a ChannelKeys,
    /// Persons who are handed on.
    pub(super) settled: &'a mut Handover<Settled>,
}

impl ServicesTick<'_> {
    /// Schedules an event.
    pub(super) fn schedule(&mut self, at: SimTime, event: ServiceEvent) {
        self.calendar.schedule(at, Phase::Transfer, event);
    }
}
