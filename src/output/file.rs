//! One file that the program has made: complete or not there at all, and never in the place of
//! something else unasked.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes one file under a temporary name beside its place, and renames it when it is whole. Only
/// by `force` is a file replaced.
///
/// # Errors
/// If there is a file already, or the system refuses; then nothing is left.
pub fn write_file(path: &Path, text: &str, force: bool) -> io::Result<()> {
    let parent = folder_of(path);
    let mut unfinished = tempfile::Builder::new()
        .prefix(".unfinished-")
        .make_in(parent, |path| fs::File::create_new(path))?;
    unfinished.write_all(text.as_bytes())?;
    let written = if force {
        unfinished.persist(path)
    } else {
        unfinished.persist_noclobber(path)
    };
    written.map(drop).map_err(|error| error.error)
}

/// The folder in which something stands.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Tries whether the system lets something be written at a place, so that nobody waits for nothing;
/// what is tried is gone afterwards.
///
/// # Errors
/// If the folder of the place is not there, or the system refuses.
pub fn check_place(path: &Path) -> io::Result<()> {
    let trial = tempfile::Builder::new()
        .prefix(".unfinished-")
        .tempdir_in(folder_of(path))?;
    trial.close()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_is_replaced_only_by_force() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("fitted.toml");
        write_file(&path, "one", false).unwrap();
        let error = write_file(&path, "two", false).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        write_file(&path, "two", true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
