//! The industry: one folder a subsystem, and [`shared`] for what they hand to each other.

pub mod backend;
pub mod careers;
pub mod fab;
pub mod finance;
pub mod limits;
pub mod market;
pub mod policy;
pub mod services;
pub mod shared;
pub mod staffing;
pub mod supply;
pub mod talent;
