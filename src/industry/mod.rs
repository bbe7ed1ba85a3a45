//! The industry: one folder a subsystem, and [`shared`] for what they hand to each other.

pub mod services;
pub mod shared;
pub mod talent;
