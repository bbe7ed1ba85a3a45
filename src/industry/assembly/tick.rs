//! What happens in assembly, and what the handlers of a tick work on.

use super::plan::Assembly;
use super::state::{AssemblyState, Bank, LinePart};
use crate::engine::Calendar;
use crate::event_codes;
use crate::industry::shared::flow::{ComputersBuilt, Consumption, Handover};
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::production::Production;
use crate::industry::shared::trace::Trace;
use crate::industry::shared::waiting::Waiting;

event_codes! {
    /// What happens in assembly.
    pub(super) enum AssemblyEvent {
        /// Parts come in: the receipt of this place among those of the tick.
        Received(u32),
        /// Working hours begin or end.
        ShiftChanged,
        /// A carrier leaves its line, which had this speed.
        LineFreed(u32),
        /// The boards of this carrier are ready for their test.
        BoardsReady(u32),
        /// The computers of this stay leave their slots.
        StayEnded(u32),
        /// Idle lines try to begin kits.
        BeginKits,
    }
}

/// Assembly while a tick is drained. Its handlers are in `lines` and `banks`.
pub(super) struct AssemblyTick<'a> {
    pub(super) plan: &'a Assembly,
    pub(super) calendar: &'a mut Calendar<AssemblyEvent>,
    pub(super) state: &'a mut AssemblyState,
    pub(super) waiting: &'a mut Waiting,
    pub(super) production: &'a mut Production,
    pub(super) used: &'a mut Handover<Consumption>,
    pub(super) built: &'a mut Handover<ComputersBuilt>,
    pub(super) postings: &'a mut Postings,
    /// The trace of the run, where one is kept.
    pub(super) trace: Option<&'a mut Trace>,
    pub(super) parts: &'a mut [LinePart],
    pub(super) banks: &'a mut [Bank],
}
