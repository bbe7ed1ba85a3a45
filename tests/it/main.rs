//! The promises of chippark, one file each.

mod scenario_files;
mod scenario_texts;
