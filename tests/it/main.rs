//! The promises of chippark, one file each.

mod architecture;
mod cli;
mod determinism;
mod metrics;
mod readme;
mod scenario_any;
mod scenario_files;
mod scenario_park;
mod scenario_problems;
mod scenario_texts;
mod support;
mod tokens;
