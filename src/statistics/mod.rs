//! Statistics of simulation output: numbers in, numbers out, with no word of scenarios, so that
//! each method is tested against its theory and its published examples.
//!
//! Read [`estimate`] first: a mean over independent replications with its interval, whose kind
//! follows from the [bounds](interval::Bounds) of the figure ([`mod@interval`], [`proportion`]).
//! [`paired`] compares two scenarios by common random numbers, [`multiple`] judges many comparisons
//! at once, [`signed_rank`] asks for no law, [`selection`] says which of several systems is the
//! best, [`warmup`] where the start of a run ends, [`survival`] how long until an event,
//! [`surface`] how values change about a point.
//!
//! [`design`] says which points to run, [`sensitivity`] which factors matter, [`prim`] where a goal
//! is reached. [`CmaEs`] searches for an optimum and [`AbcSmc`] for a posterior; both are asked for
//! points and given values. [`Bootstrap`] makes intervals of any statistic. [`random`], [`sample`],
//! [`linear`], [`quantile`] and [`error`] serve them all. Everything random is a
//! function of a key.

pub mod abc;
pub mod bootstrap;
pub mod cma;
pub mod design;
pub mod error;
pub mod estimate;
pub mod interval;
pub mod linear;
pub mod multiple;
pub mod paired;
pub mod prim;
#[cfg(test)]
mod properties;
pub mod proportion;
pub mod quantile;
pub mod random;
pub mod sample;
pub mod selection;
pub mod sensitivity;
pub mod signed_rank;
pub mod surface;
pub mod survival;
pub mod warmup;

pub use abc::AbcSmc;
pub use bootstrap::Bootstrap;
pub use cma::CmaEs;
pub use error::InputError;
pub use estimate::Estimate;
pub use interval::{Bounds, Interval};
pub use paired::Paired;
pub use proportion::Proportion;
