//! The engine: time advances in ticks, events are processed in exact order, random streams have
//! names, and statistics are collected. It is independent of the model.
//!
//! Read [`sim`] for the tick loop first, then [`calendar`] (the event list of a subsystem),
//! [`event`] (its entries) and [`due`] (which of them is stale), [`streams`], [`sampler`],
//! [`keyed`] and [`counts`] (random numbers), [`arrivals`] (one by one, exactly) and [`pace`] (what
//! repeats at a pace that may change), [`collect`],
//! [`stays`], [`period`], [`metric`], [`series`] and [`book`] (statistics).

pub mod arrivals;
pub mod binding;
pub mod book;
pub mod calendar;
pub mod collect;
pub mod counts;
pub mod due;
pub mod event;
pub mod keyed;
pub mod metric;
pub mod pace;
pub mod period;
pub mod sampler;
pub mod series;
pub mod sim;
pub mod statement;
pub mod stays;
pub mod streams;

pub use arrivals::ArrivalClock;
pub use binding::BindingRow;
pub use book::Book;
pub use calendar::Calendar;
pub use collect::{Level, Quantiles, Tally};
pub use due::{Due, ShortDue};
pub use event::{EventCode, Phase};
pub use keyed::{KeyedLaw, KeyedSampler};
pub use metric::{Absence, Better, Figures, Metric, Remark, SeriesKind, metrics};
pub use pace::Pace;
pub use period::{Accumulates, FloatSum, Period, collectors};
pub use sampler::{DurationSampler, Sampler};
pub use series::Series;
pub use sim::{Clock, Sim};
pub use statement::StatementRow;
pub use stays::Stays;
pub use streams::{Keyed, KeyedDraw, Stream, Streams, index_of_part};
