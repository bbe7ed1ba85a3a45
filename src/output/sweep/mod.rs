//! The folder of a sweep: its journal of units while it grows, and its tables when it is complete.
//!
//! [`journal`] keeps each unit as soon as it is done, and [`kept`] runs those that it does not
//! have. [`tables`] makes `design.csv`, `results.csv`, `metrics.csv` and `sweep.json` of all of
//! them, in the order of the design: the same bytes however often the sweep was interrupted.

pub mod journal;
pub mod kept;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod tables;
