//! The results folder: complete or not there at all, and never in the place of another one unless
//! that is asked for.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::file::{check_place, folder_of};
use super::{Results, RunRecord, rows, summary_file};

/// Where runs write unless told otherwise.
const ROOT: &str = "results";
/// The scenario of a folder.
const SCENARIO: &str = "scenario.toml";
/// What is there where a run's results are complete.
const SUMMARY: &str = "summary.json";
/// The other files that a run writes.
const REPLICATIONS: &str = "replications.csv";
/// As above.
const SERIES: &str = "series.csv";
/// As above.
const RECORD: &str = "run.json";

/// Why there is no new results folder.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Something is there already.
    #[error("`{}` exists already; --force replaces it, --out DIR writes elsewhere", .0.display())]
    Exists(PathBuf),
    /// Something is there already, which this command never replaces.
    #[error("`{}` exists already; --out DIR writes elsewhere", .0.display())]
    Taken(PathBuf),
    /// The complete results of the same run are there already.
    #[error(
        "`{}` holds the results of this very run (same scenario, seed and replications) already; \
         --force replaces them, --out DIR writes elsewhere",
        .0.display()
    )]
    SameRun(PathBuf),
    /// What is there is not a results folder, so that it is not replaced.
    #[error("`{}` is there and holds no results; it is not replaced", .0.display())]
    NotResults(PathBuf),
    /// What is there is not a scenario with its tables, so that it is not replaced.
    #[error("`{}` is there and holds no scenario; it is not replaced", .0.display())]
    NotScenario(PathBuf),
    /// Something else is there, too, so that it is not replaced.
    #[error("`{}` holds `{name}`, which is not of {what}; it is not replaced", .path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The first by name of the things that stay.
        name: String,
        /// What would have been replaced.
        what: &'static str,
    },
    /// The system refuses.
    #[error("cannot write `{}`: {cause}", .path.display())]
    Io {
        /// What could not be written.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

/// A place for a results folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
    replace: bool,
    is_default: bool,
}

impl Folder {
    /// The place that the user names, or `results/<scenario>/<digest8>-s<seed>-r<n>`; `replace`
    /// allows it to hold the results of another run.
    #[must_use]
    pub fn choose(
        named: Option<&Path>,
        scenario: &str,
        scenario_digest: &str,
        (seed, replications): (u64, u32),
        replace: bool,
    ) -> Self {
        let digest = scenario_digest.get(..8).unwrap_or(scenario_digest);
        let default = || {
            let run = format!("{digest}-s{seed}-r{replications}");
            Path::new(ROOT).join(scenario).join(run)
        };
        Self {
            path: named.map_or_else(default, Path::to_owned),
            replace,
            is_default: named.is_none(),
        }
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the folder may be written now. Asked before a run, so that nobody waits for nothing,
    /// and again by [`Self::write`].
    ///
    /// # Errors
    /// If something is there that must stay.
    pub fn check(&self) -> Result<(), FolderError> {
        let path = || self.path.clone();
        if is_free(&self.path) {
            // Folders above that are not there yet are made when the results are written.
            let is_in_folder = |place: &&Path| fs::symlink_metadata(folder_of(place)).is_ok();
            let place = self.path.ancestors().find(is_in_folder);
            let place = place.unwrap_or(&self.path);
            return check_place(place).map_err(|cause| refusal(&self.path, cause));
        }
        let is_complete = self.path.join(SUMMARY).is_file();
        match (self.replace, is_complete) {
            (true, true) => {
                let ours = [SUMMARY, REPLICATIONS, SERIES, RECORD, SCENARIO];
                only(&self.path, "a run's results", |name| ours.contains(&name))
            }
            (true, false) => Err(FolderError::NotResults(path())),
            (false, true) if self.is_default => Err(FolderError::SameRun(path())),
            (false, _) => Err(FolderError::Exists(path())),
        }
    }

    /// Writes the folder under a temporary name beside its place and renames it when it is whole.
    ///
    /// # Errors
    /// If it may not be written ([`Self::check`]) or the system refuses; then nothing is left.
    pub fn write(&self, results: &Results<'_>, record: &RunRecord) -> Result<(), FolderError> {
        self.check()?;
        let files = [
            (SUMMARY, summary_file::summary_json(results)),
            (REPLICATIONS, rows::replications_csv(results)),
            (SERIES, rows::series_csv(results)),
            (RECORD, record.json()),
            (SCENARIO, results.document.resolved_toml()),
        ];
        put(&self.path, &files, self.replace).map_err(|cause| refusal(&self.path, cause))
    }
}

/// Whether nothing is there, or an empty folder.
fn is_free(path: &Path) -> bool {
    let is_empty = || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    fs::symlink_metadata(path).is_err() || is_empty()
}

/// Whether the folder of an imported scenario may be written: where nothing is, or, to be replaced,
/// a folder of nothing but `scenario.toml` and tables.
///
/// # Errors
/// If something is there that must stay.
pub fn check_scenario(path: &Path, replace: bool) -> Result<(), FolderError> {
    if is_free(path) {
        return Ok(());
    }
    if !replace {
        return Err(FolderError::Exists(path.to_owned()));
    }
    if !path.join(SCENARIO).is_file() {
        return Err(FolderError::NotScenario(path.to_owned()));
    }
    let is_table = |name: &str| Path::new(name).extension().is_some_and(|end| end == "csv");
    only(path, "a scenario with its tables", |name| {
        name == SCENARIO || is_table(name)
    })
}

/// Whether a folder holds nothing but files that are `what`.
fn only(
    path: &Path,
    what: &'static str,
    is_ours: impl Fn(&str) -> bool,
) -> Result<(), FolderError> {
    let foreign = || -> io::Result<Option<String>> {
        let mut first: Option<String> = None;
        for entry in fs::read_dir(path)? {
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

/// Writes the folder of an imported scenario, whole or not at all.
///
/// # Errors
/// If it may not be written ([`check_scenario`]) or the system refuses; then nothing is left.
pub fn write_scenario(
    path: &Path,
    files: &[(String, String)],
    replace: bool,
) -> Result<(), FolderError> {
    check_scenario(path, replace)?;
    put(path, files, replace).map_err(|cause| refusal(path, cause))
}

/// Writes the folder of a new scenario, whole or not at all, and never in the place of anything, be
/// it an empty folder.
///
/// # Errors
/// If something is there already, or the system refuses; then nothing is left.
pub fn write_new_scenario(path: &Path, files: &[(String, String)]) -> Result<(), FolderError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(FolderError::Taken(path.to_owned()));
    }
    put(path, files, false).map_err(|cause| refusal(path, cause))
}

/// Writes files, each with its path in the folder, under a temporary name beside the folder's
/// place, and renames the folder when it is whole.
fn put(path: &Path, files: &[(impl AsRef<Path>, String)], replace: bool) -> io::Result<()> {
    let parent = folder_of(path);
    fs::create_dir_all(parent)?;
    let beside = || {
        tempfile::Builder::new()
            .prefix(".unfinished-")
            .tempdir_in(parent)
    };
    let unfinished = beside()?;
    let whole = unfinished.path().join("whole");
    fs::create_dir(&whole)?;
    for (name, text) in files {
        let file = whole.join(name);
        fs::create_dir_all(file.parent().unwrap_or(&whole))?;
        fs::write(file, text)?;
    }
    if replace && fs::symlink_metadata(path).is_ok() {
        // The old folder goes away only after the new one is whole.
        fs::rename(path, unfinished.path().join("replaced"))?;
    }
    // Without leave to replace, this refuses a folder that came to be full in the meantime.
    fs::rename(&whole, path)
}

/// Why a folder was not written: another run was first, or the system refuses.
fn refusal(path: &Path, cause: io::Error) -> FolderError {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(path: &Path, replace: bool) -> Folder {
        Folder::choose(Some(path), "pilot", "0123456789ab", (7, 2), replace)
    }

    fn entries(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_default_place_tells_scenario_seed_and_replications_apart() {
        let place = Folder::choose(None, "pilot", "0123456789ab", (7, 2), false);
        assert_eq!(place.path(), Path::new("results/pilot/01234567-s7-r2"));
    }

    #[test]
    fn a_folder_is_whole_and_leaves_nothing_beside_it() {
        let root = tempfile::tempdir().unwrap();
        let place = folder(&root.path().join("a/run"), false);
        place.check().unwrap();
        let files = [
            ("summary.json", "1".to_owned()),
            ("run.json", "2".to_owned()),
        ];
        put(place.path(), &files, false).unwrap();
        assert_eq!(entries(place.path()), ["run.json", "summary.json"]);
        assert_eq!(entries(&root.path().join("a")), ["run"]);
    }

    #[test]
    fn results_are_replaced_only_on_demand_and_then_wholly() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run");
        let old = [
            ("summary.json", "old".to_owned()),
            ("run.json", String::new()),
        ];
        put(&path, &old, false).unwrap();
        assert!(matches!(
            folder(&path, false).check(),
            Err(FolderError::Exists(_))
        ));
        folder(&path, true).check().unwrap();
        let new = [("summary.json", "new".to_owned())];
        // Another run that began when nothing was there does not replace it either.
        let late = put(&path, &new, false).map_err(|cause| refusal(&path, cause));
        assert!(matches!(late, Err(FolderError::Exists(_))));
        put(&path, &new, true).unwrap();
        assert_eq!(entries(&path), ["summary.json"]);
        assert_eq!(
            fs::read_to_string(path.join("summary.json")).unwrap(),
            "new"
        );
        assert_eq!(entries(root.path()), ["run"]);
    }

    #[test]
    fn a_folder_of_something_else_is_never_replaced() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("letter.txt"), "dear").unwrap();
        let refused = folder(root.path(), true).check();
        assert!(matches!(refused, Err(FolderError::NotResults(_))));
    }

    #[test]
    fn results_are_not_replaced_while_something_else_is_among_them() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run");
        put(&path, &[("summary.json", "old".to_owned())], false).unwrap();
        fs::write(path.join("notes.txt"), "mine").unwrap();
        // Of one of our names, and yet nothing that a run writes.
        fs::create_dir(path.join("run.json")).unwrap();
        let refused = |foreign: &str| {
            let refused = folder(&path, true).check();
            let name = match &refused {
                Err(FolderError::Foreign { name, .. }) => name.as_str(),
                _ => "",
            };
            assert_eq!(name, foreign, "{refused:?}");
        };
        refused("notes.txt");
        fs::remove_file(path.join("notes.txt")).unwrap();
        refused("run.json");
        fs::remove_dir(path.join("run.json")).unwrap();
        folder(&path, true).check().unwrap();
    }

    #[test]
    fn when_the_system_refuses_nothing_is_left() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        let none: [(&str, String); 0] = [];
        assert!(put(&file.join("run"), &none, false).is_err());
        assert_eq!(entries(root.path()), ["file"]);
    }

    #[test]
    fn a_scenario_replaces_only_a_scenario_and_only_on_demand() {
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
    fn a_new_scenario_has_its_files_in_folders_and_replaces_nothing() {
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
