//! The Python package `chippark`, as far as it is Rust: scenarios and experiments of the library
//! as classes and functions of the module `chippark._native`.
//!
//! Read [`study`] first. Arrays are handed over as the bytes of their doubles, and what a result
//! file has as its JSON text, so that numbers are those of the command line to the last bit. The
//! classes that users see are Python (`python/chippark`), with types, docs and arrays of numpy.

mod calibration;
mod comparison;
mod failure;
mod optimum;
mod outcomes;
mod rules;
mod simulator;
mod space;
mod study;
mod sweep;
mod tuning;
mod work;

use pyo3::prelude::*;

/// The Rust side of the package `chippark`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::calibration::calibrate;
    #[pymodule_export]
    use super::comparison::{compare, each, vary};
    #[pymodule_export]
    use super::failure::{Problem, RunError, ScenarioError};
    #[pymodule_export]
    use super::optimum::{Optimum, optimise};
    #[pymodule_export]
    use super::outcomes::Outcomes;
    #[pymodule_export]
    use super::rules::Lot;
    #[pymodule_export]
    use super::simulator::Simulator;
    #[pymodule_export]
    use super::space::Space;
    #[pymodule_export]
    use super::study::{Study, metrics};
    #[pymodule_export]
    use super::sweep::{Swept, sweep};
    #[pymodule_export]
    use super::tuning::{Tuned, tune};
}
