//! Experiments: one checked scenario, many replications, and what may be concluded from them.
//!
//! Read [`replicate()`] first (the only place with threads), then [`statistics`] (means and their
//! intervals), [`summary`] (what a whole experiment says) and [`digest()`] (when two experiments
//! are equal). [`targets`] says which figures are as they should be, [`calibrate`] makes them so.
//! [`bench`](mod@bench) holds the workloads that measure the program itself, [`verify`] the
//! queueing systems that it is compared with.

pub mod bench;
pub mod calibrate;
pub mod digest;
pub mod replicate;
pub mod statistics;
pub mod summary;
pub mod targets;
pub mod verify;

pub use digest::digest;
pub use replicate::{
    Interrupted, NoFigure, Progress, Stopped, Watch, cores, replicate, replicate_for,
};
pub use statistics::Estimate;
pub use summary::{Limit, Measured, Summary, Warning};
pub use targets::{Verdict, judge};
