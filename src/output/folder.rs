//! Result and scenario folders: written completely or not at all, and overwriting only on request.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::file::{check_place, folder_of};
use super::{Results, RunRecord, metrics, rows, summary_file};

/// The folder of all results folders, unless the user names one.
const ROOT: &str = "results";
/// The summary: a folder that has it has complete results.
const SUMMARY: &str = "summary.json";

/// How the text of a results file is made.
type Text = fn(&Results<'_>, &RunRecord) -> String;

/// The files of a results folder.
const FILES: [(&str, Text); 6] = [
    (SUMMARY, |results, _| summary_file::summary_json(results)),
    ("replications.csv", |results, _| {
        rows::replications_csv(results)
    }),
    ("series.csv", |results, _| rows::series_csv(results)),
    ("metrics.csv", |results, _| metrics::metrics_csv(results)),
    ("run.json", |_, record| record.json()),
    (SCENARIO, |results, _| {
        results.study.document().resolved_toml()
    }),
];
/// The scenario file of a folder.
const SCENARIO: &str = "scenario.toml";

/// Why a folder is not written.
#[derive(Debug, Error)]
pub enum FolderError {
    /// It exists.
    #[error("`{}` exists; `--force` overwrites it, `--out DIR` writes elsewhere", .0.display())]
    Exists(PathBuf),
    /// It exists, and the command never overwrites.
    #[error("`{}` exists; `--out DIR` writes elsewhere", .0.display())]
    Taken(PathBuf),
    /// It has the complete results of the same run.
    #[error(
        "`{}` already has the results of this run (same scenario, seed and replications); \
         `--force` overwrites them, `--out DIR` writes elsewhere",
        .0.display()
    )]
    SameRun(PathBuf),
    /// It exists, but is not a results folder.
    #[error("`{}` exists, but holds no results; it is not overwritten", .0.display())]
    NotResults(PathBuf),
    /// It exists, but is not the folder of a scenario.
    #[error("`{}` exists, but holds no scenario; it is not overwritten", .0.display())]
    NotScenario(PathBuf),
    /// It has other files, too.
    #[error(
        "`{}` holds `{name}`, which does not belong to {what}; it is not overwritten",
        .path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The first of the other files, by name.
        name: String,
        /// The contents that would have been overwritten.
        what: &'static str,
    },
    /// The system refuses.
    #[error("cannot write `{}`: {cause}", .path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
}

/// The path of a results folder, and whether it may be overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
    replace: bool,
    is_default: bool,
}

impl Folder {
    /// The folder that the user names, or else `results/<scenario>/<digest8>-s<seed>-r<n>`.
    /// `replace` allows it to overwrite the results of another run.
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

    /// Checks whether the folder may be written now. Called before a run, so that the run is not in
    /// vain, and again by [`Self::write`].
    ///
    /// # Errors
    /// If something exists that must not be overwritten, or the system refuses.
    pub fn check(&self) -> Result<(), FolderError> {
        let path = || self.path.clone();
        if is_free(&self.path) {
            // Missing folders above it are made when the results are written.
            let is_in_folder = |place: &&Path| fs::symlink_metadata(folder_of(place)).is_ok();
            let place = self.path.ancestors().find(is_in_folder);
            let place = place.unwrap_or(&self.path);
            return check_place(place).map_err(|cause| refusal(&self.path, cause));
        }
        let is_complete = self.path.join(SUMMARY).is_file();
        match (self.replace, is_complete) {
            (true, true) => {
                let is_ours = |name: &str| FILES.iter().any(|(file, _)| *file == name);
                only(&self.path, "the results of a run", is_ours)
            }
            (true, false) => Err(FolderError::NotResults(path())),
            (false, true) if self.is_default => Err(FolderError::SameRun(path())),
            (false, _) => Err(FolderError::Exists(path())),
        }
    }

    /// Writes the folder under a temporary name beside it, and renames it when it is complete.
    ///
    /// # Errors
    /// As [`Self::check`], or if the system refuses; then nothing is left behind.
    pub fn write(&self, results: &Results<'_>, record: &RunRecord) -> Result<(), FolderError> {
        self.check()?;
        let files = FILES.map(|(file, text)| (file, text(results, record)));
        put(&self.path, &files, self.replace).map_err(|cause| refusal(&self.path, cause))
    }
}

/// Whether the path does not exist or is an empty folder.
fn is_free(path: &Path) -> bool {
    let is_empty = || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    fs::symlink_metadata(path).is_err() || is_empty()
}

/// Checks whether the folder of an imported scenario may be written. `replace` allows it to
/// overwrite a folder that has only a `scenario.toml` and tables.
///
/// # Errors
/// If something exists that must not be overwritten.
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
    only(path, "a scenario and its tables", |name| {
        name == SCENARIO || is_table(name)
    })
}

/// Checks that a folder holds only files that belong to `what`.
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
    put(path, files, replace).map_err(|cause| refusal(path, cause))
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
    put(path, files, false).map_err(|cause| refusal(path, cause))
}

/// Writes files, each with its path in the folder, into a temporary folder beside `path`, and
/// renames that when it is complete.
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
        // The old folder is moved away only after the new one is complete.
        fs::rename(path, unfinished.path().join("replaced"))?;
    }
    // This fails if another process has filled the folder in the meantime.
    fs::rename(&whole, path)
}

/// The error of a folder that was not written: another run was first, or the system refuses.
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
    fn the_default_path_names_scenario_seed_and_replications() {
        let place = Folder::choose(None, "pilot", "0123456789ab", (7, 2), false);
        assert_eq!(place.path(), Path::new("results/pilot/01234567-s7-r2"));
    }

    #[test]
    fn a_complete_folder_leaves_nothing_beside_it() {
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
    fn results_are_overwritten_only_on_request_and_then_completely() {
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
        // A run that started before the folder existed does not overwrite it either.
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
    fn a_folder_of_other_files_is_never_overwritten() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("letter.txt"), "dear").unwrap();
        let refused = folder(root.path(), true).check();
        assert!(matches!(refused, Err(FolderError::NotResults(_))));
    }

    #[test]
    fn results_are_not_overwritten_while_other_files_are_among_them() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run");
        put(&path, &[("summary.json", "old".to_owned())], false).unwrap();
        fs::write(path.join("notes.txt"), "mine").unwrap();
        // A folder with the name of a result file.
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
    fn when_the_system_refuses_nothing_is_left_behind() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        let none: [(&str, String); 0] = [];
        assert!(put(&file.join("run"), &none, false).is_err());
        assert_eq!(entries(root.path()), ["file"]);
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
