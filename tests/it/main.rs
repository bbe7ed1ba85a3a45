//! The promises of chippark, one file each.

mod architecture;
mod cli;
mod conservation;
mod determinism;
mod effects;
mod fields;
mod generate;
mod golden;
mod import;
mod import_problems;
mod metrics;
mod mini_fab;
mod problems;
mod readme;
mod scenario_any;
mod scenario_files;
mod scenario_park;
mod scenario_problems;
mod scenario_texts;
mod support;
mod target_files;
mod targets;
mod testbed;
mod theory;
mod tokens;
mod ventures;
