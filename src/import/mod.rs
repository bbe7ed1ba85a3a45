//! Models of other programs as scenarios.
//!
//! Read [`smt2020`] first. [`text`] reads files of either encoding, [`table`] tables whose cells
//! know their places, [`decimal`] numbers that are written again as they were. This module knows
//! how a scenario is written, not what the industry does with it: what it writes is checked as any
//! other scenario is.

pub mod decimal;
pub mod smt2020;
pub mod table;
pub mod text;
