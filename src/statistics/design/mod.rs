//! Designs of experiments in the unit cube: which points to run.
//!
//! Every design is a list of points of equal length, one coordinate a factor, each from 0 to 1;
//! the quantile function of a factor's distribution carries a coordinate to a value. A design is a
//! function of its arguments and its key alone. [`full_factorial`] has all combinations of levels,
//! [`latin_hypercube`] and [`sobol()`] spread points evenly, [`morris()`] makes the trajectories
//! for screening and [`saltelli()`] the blocks of points for Sobol' indices.

mod directions;
pub mod full;
pub mod latin;
pub mod morris;
pub mod saltelli;
pub mod scramble;
pub mod sobol;

pub use full::full_factorial;
pub use latin::latin_hypercube;
pub use morris::morris;
pub use saltelli::{saltelli, saltelli_from};
pub use scramble::scramble;
pub use sobol::{Sobol, sobol};
