//! The engine: time goes on in ticks, events are drained in exact order, random numbers have
//! names, and what happens is collected. It knows no chips.
//!
//! Read [`sim`] for the tick loop first, then [`calendar`] (the event list of a subsystem),
//! [`streams`] and [`sampler`] (random numbers), [`collect`] and [`metric`] (statistics).

pub mod collect;
pub mod metric;
pub mod sim;

pub use collect::{Level, Quantiles, Tally};
pub use metric::{Better, Figures, Metric, Series};
pub use sim::{Clock, Sim};
