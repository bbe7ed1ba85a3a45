//! The industry: one folder a subsystem, and [`shared`] for what they hand to each other.

pub mod services;
pub mod finance;
pub mod limits;
pub mod market;
pub mod policy;
pub mod shared;
pub mod talent;
