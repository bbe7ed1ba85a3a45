//! A single result file: written completely or not at all, and overwriting only on request.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::disk::System;
use super::exchange::{Content, put, try_place};

pub use super::exchange::folder_of;

/// Writes a file, completely or not at all. Only `force` lets it overwrite a file.
///
/// # Errors
/// If the file exists or the system refuses; then nothing is left behind.
pub fn write_file(path: &Path, contents: impl AsRef<[u8]>, force: bool) -> io::Result<()> {
    put(&System, path, Content::File(contents.as_ref()), force)
}

/// The path from one absolute folder to an absolute file.
#[must_use]
pub fn relative_path(folder: &Path, file: &Path) -> PathBuf {
    let shared = folder.components().zip(file.components());
    let shared = shared.take_while(|(one, other)| one == other).count();
    let up = folder
        .components()
        .skip(shared)
        .map(|_| Component::ParentDir);
    up.chain(file.components().skip(shared)).collect()
}

/// Checks that the system lets a file be written at a path, so that a run does not fail at its end:
/// what is there is moved away and back. Nothing is left behind.
///
/// # Errors
/// If a folder is there or the system refuses.
pub fn check_place(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    try_place(&System, path)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_named_from_the_folder_of_the_one_that_names_it() {
        let path = |folder: &str, file: &str| relative_path(Path::new(folder), Path::new(file));
        assert_eq!(path("/a/b", "/a/b/park.toml"), Path::new("park.toml"));
        assert_eq!(
            path("/a/b/c", "/a/d/park.toml"),
            Path::new("../../d/park.toml")
        );
    }

    #[test]
    fn a_file_is_overwritten_only_by_force() {
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
