//! Folders that take their place when they are complete, or not at all, and what may be
//! overwritten; the folders of scenarios. Those of results are in
//! [`results_folder`](super::results_folder).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::System;
use super::exchange::{Content, put, try_place, whole};
pub use super::folder_error::FolderError;
use super::sweep::tables::SWEEP;

/// The scenario file of a folder.
pub const SCENARIO: &str = "scenario.toml";

/// The absolute path of a place, the true one where something is there.
pub(super) fn place_of(path: &Path) -> PathBuf {
    let absolute = || std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.canonicalize().unwrap_or_else(|_| absolute())
}

/// Tries whether a folder can take its place.
pub(super) fn check_trial(path: &Path, place: &Path) -> Result<(), FolderError> {
    let path = path.to_owned();
    let is_there = fs::symlink_metadata(place).is_ok();
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    if is_there && here.is_ok_and(|here| here.starts_with(place)) {
        return Err(FolderError::Here(path));
    }
    match try_place(&System, place) {
        Ok(()) => Ok(()),
        Err(cause) if is_there => Err(FolderError::Fixed { path, cause }),
        Err(cause) => Err(refusal(&path, cause)),
    }
}

/// Whether the path does not exist or is an empty folder.
pub(super) fn is_free(path: &Path) -> bool {
    let is_empty = || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    fs::symlink_metadata(path).is_err() || is_empty()
}

/// Checks whether the folder of an imported scenario may be written. `replace` allows it to
/// overwrite a folder that has only a `scenario.toml` and tables.
///
/// # Errors
/// If something exists that must not be overwritten.
pub fn check_scenario(path: &Path, replace: bool) -> Result<(), FolderError> {
    let place = &place_of(path);
    if is_free(place) {
        return check_trial(path, place);
    }
    if !place.join(SCENARIO).is_file() {
        return Err(FolderError::NotScenario(path.to_owned()));
    }
    let is_table = |name: &str| Path::new(name).extension().is_some_and(|end| end == "csv");
    only(path, place, "a scenario and its tables", |name| {
        name == SCENARIO || is_table(name)
    })?;
    if !replace {
        return Err(FolderError::Exists(path.to_owned()));
    }
    check_trial(path, place)
}

/// Checks that the folder at a place, which the user calls `path`, holds only files that belong to
/// `what`.
pub(super) fn only(
    path: &Path,
    place: &Path,
    what: &'static str,
    is_ours: impl Fn(&str) -> bool,
) -> Result<(), FolderError> {
    let foreign = || -> io::Result<Option<String>> {
        let mut first: Option<String> = None;
        for entry in fs::read_dir(place)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_ours = entry.file_type()?.is_file() && is_ours(&name);
            let is_first = first.as_ref().is_none_or(|first| name < *first);
            if !is_ours && is_first {
                first = Some(name);
            }
        }
        Ok(first)
    };
    let path = path.to_owned();
    match foreign() {
        Ok(None) => Ok(()),
        Ok(Some(name)) => Err(FolderError::Foreign { path, name, what }),
        Err(cause) => Err(FolderError::Io { path, cause }),
    }
}

/// Writes the folder of an imported scenario, completely or not at all.
///
/// # Errors
/// As [`check_scenario`], or if the system refuses; then nothing is left behind.
pub fn write_scenario(
    path: &Path,
    files: &[(String, String)],
    replace: bool,
) -> Result<(), FolderError> {
    check_scenario(path, replace)?;
    put_all(path, files, replace)
}

/// Writes the folder of a new scenario, completely or not at all. It must not exist, not even
/// empty.
///
/// # Errors
/// If it exists or the system refuses; then nothing is left behind.
pub fn write_new_scenario(path: &Path, files: &[(String, String)]) -> Result<(), FolderError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(FolderError::Taken(path.to_owned()));
    }
    put_all(path, files, false)
}

fn put_all(path: &Path, files: &[(String, String)], replace: bool) -> Result<(), FolderError> {
    let files = files.iter();
    let files = files.map(|(name, text)| (PathBuf::from(name), whole(text.as_str())));
    let content = Content::Folder(files.collect());
    put(&System, &place_of(path), content, replace).map_err(|cause| refusal(path, cause))
}

/// The error of a folder that was not written: another run was first, or the system refuses.
pub(super) fn refusal(path: &Path, cause: io::Error) -> FolderError {
    let path = path.to_owned();
    let is_full = [
        io::ErrorKind::DirectoryNotEmpty,
        io::ErrorKind::AlreadyExists,
    ];
    if is_full.contains(&cause.kind()) {
        FolderError::Exists(path)
    } else {
        FolderError::Io { path, cause }
    }
}

/// What each kind of results is known by.
const KINDS: [(&str, &str); 4] = [
    ("summary.json", "a run"),
    (SWEEP, "a sweep"),
    ("tune.json", "tuning"),
    ("optimum.json", "optimising"),
];

/// Whose results are in a folder, if not those of the kind that the file `own` stands for.
#[must_use]
pub fn others_results(folder: &Path, own: &str) -> Option<&'static str> {
    let others = KINDS.iter().filter(|(file, _)| *file != own);
    let mut there = others.filter(|(file, _)| folder.join(file).exists());
    there.next().map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn when_the_system_refuses_nothing_is_left_behind() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(write_scenario(&file.join("run"), &[], false).is_err());
        assert_eq!(entries(root.path()), ["file"]);
    }

    #[test]
    fn a_folder_of_other_files_is_no_scenario() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("letter.txt"), "dear").unwrap();
        for force in [false, true] {
            let refused = check_scenario(root.path(), force);
            assert!(matches!(refused, Err(FolderError::NotScenario(_))));
        }
    }

    #[test]
    fn a_scenario_overwrites_only_a_scenario_and_only_on_request() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("fab");
        let files = |text: &str| {
            let names = ["scenario.toml", "tools.csv"];
            names.map(|name| (name.to_owned(), text.to_owned()))
        };
        write_scenario(&path, &files("old"), false).unwrap();
        let again = write_scenario(&path, &files("new"), false);
        assert!(matches!(again, Err(FolderError::Exists(_))));
        assert_eq!(fs::read_to_string(path.join("tools.csv")).unwrap(), "old");
        write_scenario(&path, &files("new")[..1], true).unwrap();
        assert_eq!(entries(&path), ["scenario.toml"]);
        fs::write(path.join("notes.txt"), "mine").unwrap();
        let refused = write_scenario(&path, &files("newer"), true);
        assert!(
            matches!(&refused, Err(FolderError::Foreign { name, .. }) if name == "notes.txt"),
            "{refused:?}"
        );
        assert_eq!(entries(&path), ["notes.txt", "scenario.toml"]);
        assert_eq!(entries(root.path()), ["fab"]);
    }

    #[test]
    fn a_new_scenario_has_its_files_in_folders_and_overwrites_nothing() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/fab");
        let file = |name: &str| (name.to_owned(), name.to_owned());
        write_new_scenario(&path, &[file("scenario.toml"), file("routes/one.csv")]).unwrap();
        let text = fs::read_to_string(path.join("routes/one.csv")).unwrap();
        assert_eq!(text, "routes/one.csv");
        assert_eq!(entries(&root.path().join("a")), ["fab"]);
        let empty = root.path().join("empty");
        fs::create_dir(&empty).unwrap();
        for place in [&path, &empty] {
            let again = write_new_scenario(place, &[file("other")]);
            assert!(matches!(again, Err(FolderError::Taken(_))));
            assert!(!place.join("other").exists());
        }
    }
}
