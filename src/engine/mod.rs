//! The engine: time goes on in ticks, events are drained in exact order, random numbers have
//! names, and what happens is collected. It is independent of the model.
//!
//! Read [`sim`] for the tick loop first, then [`calendar`] (the event list of a subsystem) and
//! [`event`] (what stands in it) and [`due`] (which event is stale), [`streams`], [`sampler`],
//! [`keyed`] and [`counts`] (random numbers), [`arrivals`] (one by one, exactly), [`collect`] and
//! [`metric`] (statistics).

pub mod arrivals;
pub mod calendar;
pub mod collect;
pub mod counts;
pub mod due;
pub mod event;
pub mod keyed;
pub mod metric;
pub mod sampler;
pub mod sim;
pub mod streams;

pub use arrivals::ArrivalClock;
pub use calendar::Calendar;
pub use collect::{Level, Quantiles, Tally};
pub use due::{Due, ShortDue};
pub use event::{EventCode, Phase};
pub use keyed::{KeyedLaw, KeyedSampler};
pub use metric::{Better, Figures, Metric, Series};
pub use sampler::{DurationSampler, Sampler};
pub use sim::{Clock, Sim};
pub use streams::{Keyed, KeyedDraw, Stream, Streams};
