//! Which factors carry the spread of an output.
//!
//! [`screen`] ranks many factors from Morris's trajectories, [`sobol`](fn@sobol) shares out the
//! variance from Saltelli's blocks, [`regress`] needs no design of its own and holds where the
//! response is almost linear, and [`noise()`] has the share of the random numbers themselves. The
//! designs are those of [`design`](super::design).

pub mod morris;
pub mod noise;
pub mod regression;
pub mod sobol;
#[cfg(test)]
mod test_functions;

pub use morris::{Effects, screen};
pub use noise::{Noise, Pairing, noise};
pub use regression::{Coefficient, Regression, regress};
pub use sobol::{Indices, PairIndex, sobol};

use super::interval::Interval;

/// A measure of sensitivity with its bootstrap interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// The estimate from all data.
    pub value: f64,
    /// Its percentile bootstrap interval.
    pub interval: Interval,
}

/// Each estimate with its interval.
fn measures(values: Vec<f64>, intervals: Vec<Interval>) -> Vec<Measure> {
    values
        .into_iter()
        .zip(intervals)
        .map(|(value, interval)| Measure { value, interval })
        .collect()
}
