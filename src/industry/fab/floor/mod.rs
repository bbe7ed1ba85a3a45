//! The running fab: events move lots through steps on tools.
//!
//! `state` is what handlers may touch, `start` fills it, `tick` drains the calendar. Handlers by
//! subject: `release` (lots come in), `moves` (next step, holds, exit), `choice` (which tool takes
//! which lots), `reserve` (tools that wait for a lot), `expect` (which lots can still come), `late`
//! (queue-time limits), `jobs` (start and end of jobs), `waits` (operators, batches), `upkeep`
//! (failures, maintenance, crews), `changes` (tools that come and go, plans of starts).
//! `lot_states` keeps the trace of lots, `prefetch` reads ahead what coming events need.

mod changes;
mod choice;
mod expect;
mod jobs;
mod late;
mod lot_states;
mod moves;
mod prefetch;
mod release;
mod reserve;
mod start;
mod state;
mod tick;
mod upkeep;
mod waits;

pub(crate) use lot_states::{begin_lot_trace, end_lot_trace};
pub(super) use start::add_floor;
pub(super) use state::{Floor, FloorState};
pub(super) use tick::{on_floor, run_tick};
