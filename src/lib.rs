//! A discrete-event simulator of a chip park: from people to sold computers.

pub mod engine;
pub mod industry;
pub mod scenario;
pub mod units;
