//! A folder of scenario files that the program has made: complete or not there at all, and never in
//! the place of something else.

use std::fs;
use std::io;
use std::path::Path;

use super::folder::FolderError;

/// Writes the files, each with its path in the folder, under a temporary name beside its place, and
/// renames the folder when it is whole.
///
/// # Errors
/// If something is there already, or the system refuses; then nothing is left.
pub fn write(folder: &Path, files: &[(String, String)]) -> Result<(), FolderError> {
    if fs::symlink_metadata(folder).is_ok() {
        return Err(FolderError::Exists(folder.to_owned()));
    }
    put(folder, files).map_err(|cause| FolderError::Io {
        path: folder.to_owned(),
        cause,
    })
}

fn put(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    let parent = match folder.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent)?;
    let unfinished = tempfile::Builder::new()
        .prefix(".unfinished-")
        .tempdir_in(parent)?;
    let whole = unfinished.path().join("whole");
    for (name, text) in files {
        let path = whole.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&whole))?;
        fs::write(path, text)?;
    }
    fs::rename(&whole, folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_in_folders_and_nothing_is_replaced() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/fab");
        let file = |name: &str| (name.to_owned(), name.to_owned());
        write(&folder, &[file("scenario.toml"), file("routes/one.csv")]).unwrap();
        let text = fs::read_to_string(folder.join("routes/one.csv")).unwrap();
        assert_eq!(text, "routes/one.csv");
        assert_eq!(fs::read_dir(root.path().join("a")).unwrap().count(), 1);
        let again = write(&folder, &[file("other")]);
        assert!(matches!(again, Err(FolderError::Exists(_))));
        assert!(!folder.join("other").exists());
    }
}
