//! The promises of chippark, one file each.

mod scenario_any;
mod scenario_files;
mod scenario_park;
mod scenario_problems;
mod scenario_texts;
