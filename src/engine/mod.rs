//! The engine: time goes on in ticks, events are drained in exact order, random numbers have
//! names, and what happens is collected. It knows no chips.
//!
//! Read [`sim`] for the tick loop first, then [`calendar`] (the event list of a subsystem) and
//! [`event`] (what stands in it), [`streams`] and [`sampler`] (random numbers), [`arrivals`] (one by
//! one, exactly), [`collect`] and [`metric`] (statistics).

pub mod arrivals;
pub mod calendar;
pub mod collect;
pub mod event;
pub mod metric;
pub mod sampler;
pub mod sim;
pub mod streams;

pub use arrivals::ArrivalClock;
pub use calendar::Calendar;
pub use collect::{Level, Quantiles, Tally};
pub use event::{EventCode, Phase};
pub use metric::{Better, Figures, Metric, Remark, Series};
pub use sampler::{DurationSampler, Sampler};
pub use sim::{Clock, Sim};
pub use streams::{Keyed, KeyedDraw, Stream, Streams};
