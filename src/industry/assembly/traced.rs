//! What the lines add to the trace of a run: what they waited for.

use super::lines::FULL;
use super::state::Cause;
use super::tick::AssemblyTick;
use crate::industry::shared::trace::{Reason, Span};
use crate::industry::shared::waiting::PlaceId;
use crate::units::SimTime;

impl AssemblyTick<'_> {
    /// Adds to the trace, if one is kept, what the lines waited for up to `now`. Called before that
    /// changes.
    pub(super) fn trace_lines(&mut self, now: SimTime) {
        let Some(trace) = &self.trace else {
            return;
        };
        let from = trace.lines.last().map_or(SimTime::ZERO, |last| last.to);
        if from == now {
            return;
        }
        let (reason, place) = self.awaited();
        let span = Span {
            from,
            to: now,
            reason,
            place,
        };
        if let Some(trace) = &mut self.trace {
            trace.wait_at_lines(span);
        }
    }

    /// What lines that are closed waited for when they were open last, if it was a line, people or
    /// slots: the hours between belong to it.
    fn awaited_by_day(&self) -> (Reason, Option<PlaceId>) {
        let last = self.trace.as_ref().and_then(|trace| trace.lines.last());
        let by_day = [Reason::Line, Reason::Assembler, Reason::Slots];
        match last {
            Some(last) if by_day.contains(&last.reason) => (last.reason, last.place),
            _ => (Reason::Closed, None),
        }
    }

    /// What the lines wait for at present. A part that is missing while they are closed is waited
    /// for all the same, and one that is missing while all of them are busy is not.
    fn awaited(&self) -> (Reason, Option<PlaceId>) {
        let lines = &self.state.lines;
        let cause = if lines.open {
            lines.cause
        } else {
            self.next_model().err().unwrap_or(Cause::Nothing)
        };
        let are_busy = lines.open && lines.busy > 0 && lines.busy >= lines.staffed;
        match cause {
            Cause::Part(part) if !are_busy => (Reason::Lead, Some(self.parts[part].place)),
            _ if !lines.open => self.awaited_by_day(),
            Cause::Nothing => (Reason::Held, None),
            Cause::Buffer => (Reason::Slots, Some(self.banks[0].place)),
            Cause::Part(_) | Cause::Lines => {
                if lines.working < u64::from(lines.count) * FULL {
                    (Reason::Assembler, None)
                } else {
                    (Reason::Line, Some(lines.place))
                }
            }
        }
    }
}
