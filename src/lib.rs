//! A discrete-event simulator of a chip park: from people to sold computers.

#[cfg(feature = "cli")]
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod generate;
pub mod import;
pub mod industry;
pub mod output;
pub mod scenario;
pub mod statistics;
pub mod units;
pub mod version;
