//! Models of other programs as scenarios.
//!
//! Read [`smt2020`] first. [`text`] reads files in UTF-8 or UTF-16, [`table`] tables whose cells
//! have places, [`decimal`] numbers without rounding. This module is independent of the model: a
//! scenario that it writes is checked as any other.

pub mod decimal;
pub mod smt2020;
pub mod table;
pub mod text;
