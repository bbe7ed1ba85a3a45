//! The entries of a folder of tables.

use std::fs;
use std::path::Path;

/// The names of the entries of a folder, sorted.
///
/// # Errors
/// If the folder cannot be read.
pub fn names_in(folder: &Path) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names: std::io::Result<Vec<String>> = names.collect();
    let mut names = names.map_err(|error| error.to_string())?;
    names.sort();
    Ok(names)
}
