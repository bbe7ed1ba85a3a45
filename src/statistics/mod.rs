//! Statistics of simulation output: pure functions of numbers, which know nothing of the park.
//!
//! Read [`estimate`] first: a mean over independent replications with its interval, whose kind
//! follows from the [bounds](interval::Bounds) of the figure ([`interval`], [`proportion`]).
//! [`paired`] compares two scenarios by common random numbers, [`multiple`] judges many comparisons
//! at once, [`quantile`] has the laws that all of them need.

pub mod estimate;
pub mod interval;
pub mod multiple;
pub mod paired;
pub mod proportion;
pub mod quantile;

pub use estimate::Estimate;
pub use interval::{Bounds, Interval};
pub use paired::Paired;
pub use proportion::Proportion;
